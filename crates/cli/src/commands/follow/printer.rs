//! Prints the lines of several logs on one terminal, each with the prefix of its log.

use crate::args::OutputMode;
use crate::report::{Event, json_from, print_stderr};
use jobshelf::escape::escape_hidden;
use jobshelf::{OutputAddress, Owner};
use std::io::{IsTerminal as _, Result, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Colours that are readable on light and dark backgrounds.
const COLOURS: [u8; 6] = [36, 33, 32, 35, 34, 31];

/// The settings that all logs share.
#[derive(Debug)]
pub(super) struct Printer {
    mode: OutputMode,
    /// Whether there is only one log, whose bytes are printed unchanged.
    is_one: bool,
    has_colour: bool,
    n_logs: AtomicUsize,
}

/// The printer of one log.
#[derive(Debug)]
pub(super) struct Line {
    printer: Arc<Printer>,
    prefix: String,
    blob: String,
    /// The beginning of an incomplete line.
    incomplete: Vec<u8>,
}

impl Printer {
    pub(super) fn new(mode: OutputMode, is_one: bool) -> Self {
        let may_colour = std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
        let has_colour = may_colour && std::io::stdout().is_terminal();
        Self { mode, is_one, has_colour, n_logs: AtomicUsize::new(0) }
    }

    /// Prints a note, about one log or about all.
    pub(super) fn note(&self, event: &str, blob: Option<&str>, text: &str) {
        if self.mode.json {
            let event = Event { event, blob, message: Some(text), ..Event::default() };
            // A closed output ends the command with the next line of a log.
            let _ = writeln!(std::io::stdout().lock(), "{}", json_from(&event));
        } else if !self.mode.quiet {
            let about = blob.map(|blob| format!("{blob}: ")).unwrap_or_default();
            print_stderr(&format!("jobshelf: {about}{text}"));
        }
    }

    pub(super) fn line(self: &Arc<Self>, address: &OutputAddress) -> Line {
        let index = self.n_logs.fetch_add(1, Ordering::Relaxed);
        let owner = match address.owner() {
            Owner::Job => "",
            Owner::Task(task) => task.as_str(),
        };
        let name = format!("{owner}/{}", address.path());
        let name = escape_hidden(&name);
        let colour = COLOURS.get(index % COLOURS.len());
        let prefix = match colour.filter(|_| self.has_colour) {
            Some(colour) => format!("\x1b[{colour}m{name} |\x1b[0m "),
            None => format!("{name} | "),
        };
        let blob = address.blob_name().as_str().to_owned();
        Line { printer: Arc::clone(self), prefix, blob, incomplete: Vec::new() }
    }
}

impl Line {
    /// Prints new bytes; with several logs, complete lines only. An error means that the output is
    /// closed or cannot be written.
    pub(super) fn print(&mut self, bytes: &[u8]) -> Result<()> {
        if self.printer.is_one && !self.printer.mode.json {
            let mut out = std::io::stdout().lock();
            return out.write_all(bytes).and_then(|()| out.flush());
        }
        self.incomplete.extend_from_slice(bytes);
        let whole = self.incomplete.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let rest = self.incomplete.split_off(whole);
        let lines = std::mem::replace(&mut self.incomplete, rest);
        self.write(&lines)
    }

    /// Prints the rest of a log that has ended.
    pub(super) fn end(&mut self) -> Result<()> {
        let rest = std::mem::take(&mut self.incomplete);
        self.write(&rest)
    }

    /// Prints a note about the log: on standard error, or with `--json` as an event.
    pub(super) fn note(&mut self, event: &str, text: &str) {
        self.printer.note(event, Some(&self.blob), text);
    }

    fn write(&self, lines: &[u8]) -> Result<()> {
        let mut out = std::io::stdout().lock();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
            if self.printer.mode.json {
                let event = Event {
                    event: "line",
                    blob: Some(&self.blob),
                    message: Some(&line),
                    ..Event::default()
                };
                writeln!(out, "{}", json_from(&event))?;
            } else {
                writeln!(out, "{}{line}", self.prefix)?;
            }
        }
        out.flush()
    }
}
