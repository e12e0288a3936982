//! The output of a command: one event per line, failures with a hint, and the exit code.
//!
//! Text is printed on standard output, failures on standard error. With `--json` both are objects
//! on standard output, one per line; with `--quiet` only failures are printed. On a terminal a
//! progress bar is shown below the lines.
//!
//! Invariant: nothing printed here has a hidden character, whatever the names in it are. So one
//! event is one line, and no name commands the terminal. No message has a SAS or a key, whatever was
//! typed in place of a name.

mod json;
mod wrong_usage;

pub(crate) use json::{Event, json_from};
pub(crate) use wrong_usage::wrong_usage;

use crate::args::{Args, Command, OutputMode};
use crate::hint::hint;
use crate::suggestion::NotFound;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jobshelf::escape::{escape_hidden, hide_secrets};
use jobshelf::{Error, ErrorKind};
use serde::Serialize;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

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

/// Prints events, and remembers the worst exit code.
#[derive(Debug)]
pub(crate) struct Reporter {
    mode: OutputMode,
    bar: ProgressBar,
    /// Whether events are printed on standard error, since a command uses standard output.
    uses_stderr: bool,
    /// The exit code so far.
    worst: AtomicU8,
    /// Whether anything was done, so that a failure is one in part.
    has_done: AtomicBool,
}

impl Reporter {
    pub(crate) fn new(mode: OutputMode) -> Self {
        let (bar, worst, has_done) =
            (ProgressBar::hidden(), AtomicU8::new(0), AtomicBool::new(false));
        Self { mode, bar, uses_stderr: false, worst, has_done }
    }

    /// A reporter for what ends the command.
    pub(crate) fn for_failures(args: &Args) -> Self {
        match args.command {
            Command::Run(_) => Self::on_stderr(args.mode),
            _ => Self::new(args.mode),
        }
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
    pub(crate) fn done(&self, event: &impl Serialize, text: &str) {
        self.bar.inc(1);
        self.has_done.store(true, Ordering::Relaxed);
        self.print(event, text);
    }

    /// Prints an event that does not count in the progress bar.
    pub(crate) fn print(&self, event: &impl Serialize, text: &str) {
        match (self.mode.json, self.mode.quiet) {
            (true, _) => self.line(&json_from(event)),
            (false, true) => {}
            (false, false) => self.line(text),
        }
    }

    /// Prints on standard error what a person may want to know, for a script that has asked for no
    /// events.
    pub(crate) fn note(&self, text: &str) {
        if !self.mode.json && !self.mode.quiet {
            let text = hide_secrets(text);
            self.bar.suspend(|| print_stderr(&format!("jobshelf: {text}")));
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
        let message = hide_secrets(message);
        if self.mode.json {
            let event = Event { event: "warning", message: Some(&message), ..Event::default() };
            self.line(&json_from(&event));
        } else {
            self.bar.suspend(|| print_stderr(&format!("jobshelf: warning: {message}")));
        }
    }

    /// Prints an output that is not in storage, with the command that saves it.
    pub(crate) fn unsaved(&self, message: &str, command: Option<&str>) {
        let message = hide_secrets(message);
        if self.mode.json {
            let message = Some(&*message);
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
        if !is_broken_pipe(error) {
            self.failed_with_hint(&format!("{error:#}"), hint_of(error));
        }
    }

    /// Prints the text of a failure.
    fn failed_with_hint(&self, message: &str, hint: Option<&str>) {
        let message = hide_secrets(message);
        if self.mode.json {
            let message = Some(&*message);
            return self.line(&json_from(&Event {
                event: "failed",
                message,
                hint,
                ..Event::default()
            }));
        }
        self.bar.suspend(|| {
            print_stderr(&format!("jobshelf: {message}"));
            if let Some(hint) = hint {
                print_stderr(&format!("  {hint}"));
            }
        });
    }

    /// The exit code of the command. Done in part is [`FAILED`], whatever the failure.
    pub(crate) fn exit_code(&self) -> ExitCode {
        self.bar.finish_and_clear();
        let worst = self.worst.load(Ordering::Relaxed);
        let limit = if self.has_done.load(Ordering::Relaxed) { FAILED } else { USAGE };
        ExitCode::from(worst.min(limit))
    }

    /// Prints a line. A closed output is no failure, one that cannot be written is.
    fn line(&self, text: &str) {
        let text = escape_hidden(text);
        let printed = self.bar.suspend(|| match self.uses_stderr {
            true => writeln!(std::io::stderr().lock(), "{text}"),
            false => writeln!(std::io::stdout().lock(), "{text}"),
        });
        if printed.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
            self.worst.fetch_max(FAILED, Ordering::Relaxed);
        }
    }
}

/// Prints the error with a hint; returns the exit code for it.
pub(crate) fn failure(reporter: &Reporter, error: &anyhow::Error) -> ExitCode {
    reporter.failed(error);
    reporter.exit_code()
}

/// Prints the result of a command that has one, as text or as JSON, also with `--quiet`. The text is
/// printed as it is, since a script takes it.
///
/// # Errors
/// When the output is closed or cannot be written.
pub(crate) fn print_result(
    mode: OutputMode,
    result: &impl Serialize,
    text: &str,
) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match mode.json {
        true => writeln!(out, "{}", json_from(result)),
        false => writeln!(out, "{text}"),
    }
}

/// Prints a line on standard error. A closed standard error is no failure.
pub(crate) fn print_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", escape_hidden(line));
}

fn hint_of(error: &anyhow::Error) -> Option<&'static str> {
    match error.downcast_ref::<Error>() {
        Some(error) => Some(hint(error)),
        None => error.downcast_ref::<NotFound>().and_then(NotFound::hint),
    }
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
