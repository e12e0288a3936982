//! The output of a command: one event per line, failures with a hint, and the exit code.
//!
//! Text is printed on standard output, failures on standard error. With `--json` both are objects
//! on standard output, one per line; with `--quiet` only failures are printed. On a terminal a
//! progress bar is shown below the lines.

use crate::args::OutputMode;
use crate::hint::hint;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jobshelf::{Error, ErrorKind};
use serde::Serialize;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

/// The command failed, or succeeded in part.
pub(crate) const FAILED: u8 = 1;
/// Wrong usage: arguments, names, the environment.
pub(crate) const USAGE: u8 = 2;

/// A mistake in the arguments or the environment, with what to change.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// A mistake in the arguments or the environment.
pub(crate) fn usage(text: impl Into<String>) -> anyhow::Error {
    UsageError(text.into()).into()
}

/// An event, as `--json` prints it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Event<'a> {
    /// The kind of event: `saved`, `fetched`, `removed`, `warning`, `failed`, …
    pub(crate) event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) blob: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<&'a str>,
}

/// Prints events, and remembers the worst exit code.
#[derive(Debug)]
pub(crate) struct Reporter {
    mode: OutputMode,
    bar: ProgressBar,
    /// Whether events are printed on standard error, since a command uses standard output.
    uses_stderr: bool,
    /// The exit code so far.
    worst: AtomicU8,
}

impl Reporter {
    pub(crate) fn new(mode: OutputMode) -> Self {
        let (bar, worst) = (ProgressBar::hidden(), AtomicU8::new(0));
        Self { mode, bar, uses_stderr: false, worst }
    }

    /// A reporter that prints on standard error, for a command that uses standard output.
    pub(crate) fn on_stderr(mode: OutputMode) -> Self {
        Self { uses_stderr: true, ..Self::new(mode) }
    }

    /// A reporter with a progress bar over `n_files`, if standard error is a terminal.
    pub(crate) fn with_progress(mode: OutputMode, n_files: usize) -> Self {
        let is_seen = !mode.json && !mode.quiet && std::io::stderr().is_terminal();
        if !is_seen || n_files < 2 {
            return Self::new(mode);
        }
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(Some(n_files as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {eta}") {
            bar.set_style(style);
        }
        Self { bar, ..Self::new(mode) }
    }

    /// Prints an event of one file; `text` is for a person.
    pub(crate) fn done(&self, event: &Event<'_>, text: &str) {
        self.bar.inc(1);
        self.print(event, text);
    }

    /// Prints an event that does not count in the progress bar.
    pub(crate) fn print(&self, event: &Event<'_>, text: &str) {
        match (self.mode.json, self.mode.quiet) {
            (true, _) => self.line(&json_from(event)),
            (false, true) => {}
            (false, false) => self.line(text),
        }
    }

    /// Prints an event with `--json` only.
    pub(crate) fn json_only(&self, event: &Event<'_>) {
        if self.mode.json {
            self.line(&json_from(event));
        }
    }

    /// Prints a problem that does not change the exit code.
    pub(crate) fn warn(&self, message: &str) {
        if self.mode.json {
            let event = Event { event: "warning", message: Some(message), ..Event::default() };
            self.line(&json_from(&event));
        } else {
            self.bar.suspend(|| print_stderr(&format!("jobshelf: warning: {message}")));
        }
    }

    /// Prints an output that is not in storage, with the command that saves it.
    pub(crate) fn unsaved(&self, message: &str, command: Option<&str>) {
        if self.mode.json {
            let message = Some(message);
            return self.line(&json_from(&Event {
                event: "unsaved",
                message,
                hint: command,
                ..Event::default()
            }));
        }
        print_stderr(&format!("jobshelf: {message}"));
        if let Some(command) = command {
            print_stderr(&format!("  to save it: {command}"));
        }
    }

    /// Prints an event even with `--quiet`.
    pub(crate) fn always(&self, event: &Event<'_>, text: &str) {
        self.line(&if self.mode.json { json_from(event) } else { text.to_owned() });
    }

    /// Prints more text for a person.
    pub(crate) fn print_text(&self, text: &str) {
        if !self.mode.json {
            self.line(text);
        }
    }

    /// Prints a failure; the command continues.
    pub(crate) fn failed(&self, error: &anyhow::Error) {
        self.bar.inc(1);
        self.worst.fetch_max(exit_code_of(error), Ordering::Relaxed);
        if self.mode.json {
            let message = format!("{error:#}");
            self.line(&json_from(&failure_event(&message, hint_of(error))));
        } else {
            self.bar.suspend(|| print_error(error));
        }
    }

    /// The exit code of the command.
    pub(crate) fn exit_code(&self) -> ExitCode {
        self.bar.finish_and_clear();
        ExitCode::from(self.worst.load(Ordering::Relaxed))
    }

    /// Prints a line. A closed output is no failure.
    fn line(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = match self.uses_stderr {
                true => writeln!(std::io::stderr().lock(), "{text}"),
                false => writeln!(std::io::stdout().lock(), "{text}"),
            };
        });
    }
}

/// One line of JSON.
pub(crate) fn json_from(event: &Event<'_>) -> String {
    serde_json::to_string(event).unwrap_or_default()
}

fn failure_event<'a>(message: &'a str, hint: Option<&'a str>) -> Event<'a> {
    Event { event: "failed", message: Some(message), hint, ..Event::default() }
}

/// Prints the error with a hint; returns the exit code for it.
pub(crate) fn failure(mode: OutputMode, error: &anyhow::Error) -> ExitCode {
    let reporter = Reporter::new(mode);
    reporter.failed(error);
    reporter.exit_code()
}

/// Prints the error with a hint.
pub(crate) fn print_error(error: &anyhow::Error) {
    if is_broken_pipe(error) {
        return;
    }
    print_stderr(&format!("jobshelf: {error:#}"));
    if let Some(hint) = hint_of(error) {
        print_stderr(&format!("  {hint}"));
    }
}

/// Prints a line on standard error. A closed standard error is no failure.
pub(crate) fn print_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn hint_of(error: &anyhow::Error) -> Option<&'static str> {
    error.downcast_ref::<Error>().map(hint)
}

pub(crate) fn exit_code_of(error: &anyhow::Error) -> u8 {
    if is_broken_pipe(error) {
        return 0;
    }
    let is_usage = error.is::<UsageError>()
        || error.is::<jobshelf::NameError>()
        || error.is::<jobshelf::SasError>()
        || error.is::<jobshelf::ConnectionStringError>()
        || error.downcast_ref::<Error>().is_some_and(|error| {
            error.kind() == ErrorKind::Input && !matches!(error, Error::File { .. })
        });
    if is_usage { USAGE } else { FAILED }
}

/// Whether the reader of our output has closed it, which is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = match cause.downcast_ref::<Error>() {
            // Its cause is in its text and not in the chain.
            Some(Error::File { source, .. }) => Some(source),
            _ => cause.downcast_ref::<std::io::Error>(),
        };
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
