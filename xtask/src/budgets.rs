//! `budgets.toml`: the limit of every figure that is measured and, for some, the limit at which a
//! test run fails.

use crate::paths;
use anyhow::Context as _;
use toml::{Table, Value};

/// The whole file: areas with named budgets.
#[derive(Debug)]
pub(crate) struct Budgets {
    areas: Table,
}

/// The limits of one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Budget {
    /// The figure should be at most this.
    pub(crate) limit: f64,
    /// `cargo xtask test` fails if the figure is above this.
    pub(crate) gate: Option<f64>,
}

impl Budgets {
    pub(crate) fn read() -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(paths::project("budgets.toml"))
            .context("reading budgets.toml")?;
        Self::parse(&text).context("reading budgets.toml")
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(Self { areas: text.parse()? })
    }

    /// The budgets of `area`, by name.
    pub(crate) fn of_area(&self, area: &str) -> anyhow::Result<Vec<(String, Budget)>> {
        let budgets = self.areas.get(area).and_then(Value::as_table);
        let budgets = budgets.with_context(|| format!("budgets.toml has no area {area}"))?;
        budgets.iter().map(|(name, entry)| Ok((name.clone(), budget(area, name, entry)?))).collect()
    }
}

fn budget(area: &str, name: &str, entry: &Value) -> anyhow::Result<Budget> {
    let number = |key: &str| match entry.get(key) {
        Some(Value::Integer(number)) => i32::try_from(*number).ok().map(f64::from),
        Some(Value::Float(number)) => Some(*number),
        _ => None,
    };
    let limit = number("limit")
        .with_context(|| format!("budgets.toml: [{area}.{name}] has no number as its limit"))?;
    Ok(Budget { limit, gate: number("gate") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_has_a_limit_and_may_have_a_gate() {
        let budgets =
            Budgets::parse("[page.size]\nlimit = 150\ngate = 175.5\n[page.time]\nlimit = 1\n");
        let page = budgets.unwrap().of_area("page").unwrap();
        assert_eq!(page[0], ("size".to_owned(), Budget { limit: 150.0, gate: Some(175.5) }));
        assert_eq!(page[1], ("time".to_owned(), Budget { limit: 1.0, gate: None }));
    }

    #[test]
    fn a_budget_without_a_limit_is_an_error_that_names_it() {
        let error = Budgets::parse("[page.size]\ngate = 1\n").unwrap().of_area("page").unwrap_err();
        assert!(error.to_string().contains("[page.size]"));
    }
}
