//! `cargo xtask measure`: measures every figure that has a limit, and prints both.
//!
//! A figure without a limit in budgets.toml is an error, and a limit without a figure counts as
//! exceeded, so the file and the measurements cannot drift apart.

mod helper;
mod memory;

use crate::args::{Area, MeasureOptions};
use crate::budgets::{Budget, Budgets};
use crate::page::{self, Figure};
use crate::process::run_watched;
use crate::setup::{self, Purpose, Tools};
use crate::{browser_env, cargo, package, paths};
use anyhow::{Context as _, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn run(options: &MeasureOptions) -> anyhow::Result<ExitCode> {
    let budgets = Budgets::read()?;
    let all = || vec![Area::Page, Area::Log, Area::Core, Area::Helper, Area::Package];
    let areas = options.area.map_or_else(all, |area| vec![area]);
    let mut rows = Vec::new();
    for area in areas {
        match area {
            Area::Core => {
                let figures = memory::figures().await?;
                rows.extend(compared("core", &budgets.of_area("core")?, &figures)?);
            }
            Area::Helper => {
                let figures = helper::figures().await?;
                rows.extend(compared("helper", &budgets.of_area("helper")?, &figures)?);
            }
            Area::Log => rows.extend(compared("log", &budgets.of_area("log")?, &log().await?)?),
            Area::Package => {
                let figures = package_figures().await?;
                rows.extend(compared("package", &budgets.of_area("package")?, &figures)?);
            }
            Area::Page => {
                rows.extend(compared("page", &budgets.of_area("page")?, &page_figures().await?)?)
            }
        }
    }
    for row in &rows {
        println!("{}", row.line());
    }
    let is_exceeded = rows.iter().any(|row| !row.is_within_limit());
    Ok(if is_exceeded { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn page_figures() -> anyhow::Result<Vec<Figure>> {
    let tools = build().await?;
    let mut figures = page::sizes()?;
    figures.extend(in_browser(&tools, "measure-first-rows.mjs").await?);
    figures.extend(in_browser(&tools, "measure-follow.mjs").await?);
    figures.extend(in_browser(&tools, "measure-idle.mjs").await?);
    Ok(figures)
}

async fn log() -> anyhow::Result<Vec<Figure>> {
    let tools = build().await?;
    let mut figures = in_browser(&tools, "measure-log.mjs").await?;
    figures.extend(in_browser(&tools, "measure-line.mjs").await?);
    figures.extend(in_browser(&tools, "measure-find.mjs").await?);
    Ok(figures)
}

async fn package_figures() -> anyhow::Result<Vec<Figure>> {
    let tools = setup::ensure(Purpose::Browse).await?;
    package::build(&tools).await?;
    let sizes = package::sizes(&tools).await?;
    let mut figures = vec![Figure { name: package::LOAD.to_owned(), value: sizes.load_kb }];
    let script = paths::project("tests/npm/measure-listing.mjs");
    figures.extend(figures_of(&tools, &script).await?);
    Ok(figures)
}

/// Builds what a browser needs to show the viewer.
async fn build() -> anyhow::Result<Tools> {
    let tools = setup::ensure(Purpose::Browse).await?;
    cargo::build_binaries().await?;
    page::build(&tools).await?;
    Ok(tools)
}

/// The figures of a script in tests/browser.
async fn in_browser(tools: &Tools, script: &str) -> anyhow::Result<Vec<Figure>> {
    figures_of(tools, &browser_env::script(script)?).await
}

/// The figures of a script that drives the browser: it prints each as a JSON object.
async fn figures_of(tools: &Tools, script: &Path) -> anyhow::Result<Vec<Figure>> {
    let name = script.display().to_string();
    let mut node = browser_env::node(tools)?;
    node.arg(script);
    let mut figures = Vec::new();
    let status = run_watched(&name, &mut node, |line| figures.extend(figure(line))).await?;
    ensure!(status.success(), "{name} failed ({status})");
    ensure!(!figures.is_empty(), "{name} printed no figure");
    Ok(figures)
}

fn figure(line: &str) -> Option<Figure> {
    let object: Value = serde_json::from_str(line).ok()?;
    let name = object.get("name")?.as_str()?.to_owned();
    Some(Figure { name, value: object.get("value")?.as_f64()? })
}

/// A line of the report.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    value: Option<f64>,
    limit: f64,
}

impl Row {
    fn is_within_limit(&self) -> bool {
        self.value.is_some_and(|value| value <= self.limit)
    }

    fn line(&self) -> String {
        // A ratio may be far below 1.
        let n_places = if self.limit < 1.0 { 3 } else { 1 };
        let value = self.value.map(|value| format!("{value:.n_places$}"));
        let value = value.unwrap_or_else(|| "not measured".to_owned());
        let verdict = if self.is_within_limit() { "ok" } else { "EXCEEDED" };
        format!("{:<32} {value:>12} {:>8} {verdict}", self.name, self.limit)
    }
}

fn compared(
    area: &str,
    budgets: &[(String, Budget)],
    figures: &[Figure],
) -> anyhow::Result<Vec<Row>> {
    let has_budget = |figure: &Figure| budgets.iter().any(|(name, _)| *name == figure.name);
    if let Some(stray) = figures.iter().find(|figure| !has_budget(figure)) {
        return Err(anyhow::anyhow!("[{area}.{}] is measured and has no limit", stray.name))
            .context("reading budgets.toml");
    }
    let row = |(name, budget): &(String, Budget)| Row {
        name: format!("{area}.{name}"),
        value: figures.iter().find(|figure| figure.name == *name).map(|figure| figure.value),
        limit: budget.limit,
    };
    Ok(budgets.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(name: &str) -> (String, Budget) {
        (name.to_owned(), Budget { limit: 150.0, gate: None })
    }

    fn figure_of(name: &str, value: f64) -> Figure {
        Figure { name: name.to_owned(), value }
    }

    #[test]
    fn a_figure_at_its_limit_is_ok_and_one_above_is_exceeded() {
        let budgets = [budget("a"), budget("b")];
        let figures = [figure_of("a", 150.0), figure_of("b", 150.1)];
        let rows = compared("page", &budgets, &figures).unwrap();
        assert!(rows[0].line().ends_with("ok"));
        assert!(rows[1].line().ends_with("EXCEEDED"));
    }

    #[test]
    fn a_limit_without_a_figure_counts_as_exceeded() {
        let rows = compared("page", &[budget("a")], &[]).unwrap();
        assert!(!rows[0].is_within_limit());
        assert!(rows[0].line().contains("not measured"));
    }

    #[test]
    fn a_figure_without_a_limit_is_an_error() {
        assert!(compared("page", &[], &[figure_of("a", 1.0)]).is_err());
    }

    #[test]
    fn other_lines_of_a_script_are_ignored() {
        assert_eq!(figure("{\"name\":\"lag_ms\",\"value\":12}"), Some(figure_of("lag_ms", 12.0)));
        assert_eq!(figure("opening the page"), None);
        assert_eq!(figure("{\"name\":\"lag_ms\"}"), None);
    }
}
