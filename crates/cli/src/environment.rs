//! Environment variables, and files in their place: fewer users can read a secret in a file than
//! one in the environment, and the file can be renewed.

use crate::report::usage;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// A variable's value; an empty one counts as not set.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A secret: the variable's value, or the content of the file that `{name}_FILE` names.
pub(crate) fn secret(name: &str) -> Result<Option<String>> {
    if let Some(value) = variable(name) {
        return Ok(Some(value));
    }
    let Some(file) = secret_file(name) else { return Ok(None) };
    Ok(Some(read_secret(name, &file)?))
}

/// The file that `{name}_FILE` names.
pub(crate) fn secret_file(name: &str) -> Option<PathBuf> {
    variable(&format!("{name}_FILE")).map(PathBuf::from)
}

/// The content of such a file, without white space around it.
pub(crate) fn read_secret(name: &str, file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`, which {name}_FILE names", file.display()))?;
    match text.trim() {
        "" => Err(usage(format!("`{}`, which {name}_FILE names, is empty", file.display()))),
        text => Ok(text.to_owned()),
    }
}
