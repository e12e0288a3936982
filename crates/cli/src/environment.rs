//! Environment variables, and files in their place: fewer users can read a secret in a file than
//! one in the environment, and the file can be renewed.

use crate::report::usage;
use anyhow::{Context as _, Result};
use jobshelf::escape::text_from_path;
use std::path::{Path, PathBuf};

/// A variable's value; an empty one counts as not set.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variables with credentials for storage, each of which may also name a file with `_FILE`
/// appended. [`secret`] and [`secret_file`] read no others, so that `run` can withhold all of them
/// from its command.
const CREDENTIALS: [&str; 6] = [
    "JOBSHELF_CONTAINER_URL",
    "JOB_CONTAINER_URL",
    "AZURE_STORAGE_CONNECTION_STRING",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_CLIENT_SECRET",
];

/// The names of all variables that hold a credential or name a file with one.
pub(crate) fn credential_variables() -> impl Iterator<Item = String> {
    let files = CREDENTIALS.map(|name| format!("{name}_FILE"));
    // The file of a federated token, by the name that Azure's own libraries read.
    let token_file = "AZURE_FEDERATED_TOKEN_FILE".to_owned();
    CREDENTIALS.map(str::to_owned).into_iter().chain(files).chain([token_file])
}

/// The variable that tells a helper inside of `run` why it finds no credentials.
pub(crate) const WITHHELD: &str = "JOBSHELF_CREDENTIALS_WITHHELD";

/// What to do without credentials, if `run` has withheld them from this command.
pub(crate) fn withheld_advice() -> Option<&'static str> {
    variable(WITHHELD).map(|_| {
        "`jobshelf run` withholds its credentials from the command that it runs: give it \
         --pass-credentials, or set variables in the command"
    })
}

/// The folders for temporary files in the order of preference: on a node the task's folder, since
/// that disk is the large one; elsewhere those of the system. Not all may be written.
pub(crate) fn temporary_folders() -> Vec<PathBuf> {
    let task = variable("AZ_BATCH_TASK_DIR").map(PathBuf::from);
    let mut folders: Vec<PathBuf> = task.into_iter().chain([std::env::temp_dir()]).collect();
    if cfg!(unix) {
        folders.extend(["/tmp", "/var/tmp"].map(PathBuf::from));
    }
    folders.push(PathBuf::from("."));
    folders
}

/// A secret: the variable's value, or the content of the file that `{name}_FILE` names.
pub(crate) fn secret(name: &str) -> Result<Option<String>> {
    debug_assert!(CREDENTIALS.contains(&name), "{name} is not withheld from wrapped commands");
    if let Some(value) = variable(name) {
        return Ok(Some(value));
    }
    let Some(file) = secret_file(name) else { return Ok(None) };
    Ok(Some(read_secret(name, &file)?))
}

/// The file that `{name}_FILE` names.
pub(crate) fn secret_file(name: &str) -> Option<PathBuf> {
    debug_assert!(CREDENTIALS.contains(&name), "{name} is not withheld from wrapped commands");
    variable(&format!("{name}_FILE")).map(PathBuf::from)
}

/// `name`, or `{name}_FILE`: which of them is set and counts.
pub(crate) fn set_name(name: &str) -> Option<String> {
    let of_file = format!("{name}_FILE");
    variable(name).map(|_| name.to_owned()).or_else(|| variable(&of_file).map(|_| of_file))
}

/// The content of such a file, without white space around it.
pub(crate) fn read_secret(name: &str, file: &Path) -> Result<String> {
    check_file(&format!("{name}_FILE"), file)?;
    let shown = || format!("`{}`, which {name}_FILE names", text_from_path(file));
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", shown()))?;
    match text.trim() {
        "" => Err(usage(format!("{}, is empty", shown()))),
        text => Ok(text.to_owned()),
    }
}

/// An error if there is no such file. It does not show the value of `variable`: people put the
/// secret itself there.
pub(crate) fn check_file(variable: &str, file: &Path) -> Result<()> {
    match std::fs::symlink_metadata(file) {
        Err(error) => Err(usage(format!(
            "cannot find the file that {variable} names: {error}; the value is the file's name, \
             not the secret itself"
        ))),
        Ok(_) => Ok(()),
    }
}
