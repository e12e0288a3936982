//! A Chromium for the tests, and the matching driver.
//!
//! An installed one is used: the one that CHROME and CHROMEDRIVER name, else the one on PATH. Only
//! on Debian, and if there is none, it is installed. A test tool never downloads a browser here,
//! since many machines reach package registries only.

use super::apt;
use crate::paths;
use anyhow::{Context as _, bail};
use std::path::PathBuf;

const CHROMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// Paths of the browser and its driver.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    /// Present if it was needed.
    pub(crate) driver: Option<PathBuf>,
}

/// How much of a browser a job needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    Chrome,
    ChromeAndDriver,
}

pub(super) async fn ensure(need: Need) -> anyhow::Result<Option<Browser>> {
    if need == Need::Nothing {
        return Ok(None);
    }
    let wants_driver = need == Need::ChromeAndDriver;
    let had_chrome = chrome()?.is_some();
    if !had_chrome {
        let packages = ["chromium", "chromium-driver", "fonts-liberation"];
        apt::install(&packages, "open the viewer in a real browser").await?;
    } else if wants_driver && driver()?.is_none() {
        apt::install(&["chromium-driver"], "run the core's tests in a real browser")
            .await
            .context("for another Chrome, run: npx @puppeteer/browsers install chromedriver@stable, and set CHROMEDRIVER to what it prints")?;
    }
    let chrome = chrome()?.context("chromium is installed and not on PATH; set CHROME")?;
    let driver = if wants_driver {
        Some(driver()?.context("chromedriver is installed and not on PATH; set CHROMEDRIVER")?)
    } else {
        None
    };
    Ok(Some(Browser { chrome, driver }))
}

/// A Firefox, in which the npm package is tested too.
pub(super) async fn ensure_firefox() -> anyhow::Result<PathBuf> {
    if firefox()?.is_none() {
        apt::install(&["firefox-esr"], "test the npm package in a second browser").await?;
    }
    firefox()?.context("firefox is installed and not on PATH; set FIREFOX")
}

fn firefox() -> anyhow::Result<Option<PathBuf>> {
    Ok(named_by("FIREFOX")?.or_else(|| paths::on_path(&["firefox", "firefox-esr"])))
}

fn chrome() -> anyhow::Result<Option<PathBuf>> {
    let on_a_mac = || Some(PathBuf::from(MAC_CHROME)).filter(|path| path.exists());
    Ok(named_by("CHROME")?.or_else(|| paths::on_path(&CHROMES)).or_else(on_a_mac))
}

fn driver() -> anyhow::Result<Option<PathBuf>> {
    Ok(named_by("CHROMEDRIVER")?.or_else(|| paths::on_path(&["chromedriver"])))
}

fn named_by(variable: &str) -> anyhow::Result<Option<PathBuf>> {
    match std::env::var_os(variable).map(PathBuf::from) {
        Some(path) if !path.exists() => {
            bail!("{variable} is {}, which does not exist", path.display())
        }
        named => Ok(named),
    }
}
