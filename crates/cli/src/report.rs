//! What a person is told when something went wrong, and the exit code for it.

use jobshelf::{Error, ErrorKind};
use std::process::ExitCode;

/// Failed, or done in part.
pub(crate) const FAILED: u8 = 1;
/// Wrong usage: arguments, names, the environment.
pub(crate) const USAGE: u8 = 2;

/// A mistake in the arguments or the environment, with the way out.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Prints the error with what to do about it; gives the exit code for it.
pub(crate) fn failure(error: &anyhow::Error) -> ExitCode {
    print_error(error);
    ExitCode::from(exit_code_of(error))
}

/// Prints the error with what to do about it.
pub(crate) fn print_error(error: &anyhow::Error) {
    if is_broken_pipe(error) {
        return;
    }
    eprintln!("jobshelf: {error:#}");
    if let Some(hint) = error.downcast_ref::<Error>().and_then(Error::hint) {
        eprintln!("  {hint}");
    }
}

pub(crate) fn exit_code_of(error: &anyhow::Error) -> u8 {
    if is_broken_pipe(error) {
        return 0;
    }
    let is_usage = error.is::<UsageError>()
        || error.is::<jobshelf::NameError>()
        || error.is::<jobshelf::SasError>()
        || error.downcast_ref::<Error>().is_some_and(|error| {
            error.kind() == ErrorKind::Input && !matches!(error, Error::File { .. })
        });
    if is_usage { USAGE } else { FAILED }
}

/// Whoever read our output has enough: not an error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
