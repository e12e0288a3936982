//! A command line that cannot be parsed, as text or, with `--json` in it, as JSON.

use super::{FAILED, Reporter, USAGE, UsageError};
use crate::args::OutputMode;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use jobshelf::escape::{escape_hidden, text_from_os, without_signature};
use std::ffi::OsString;
use std::process::ExitCode;

/// Prints why the command line cannot be used, or the help that it asks for; returns the exit code.
pub(crate) fn wrong_usage(mut error: clap::Error) -> ExitCode {
    if error.exit_code() == 0 {
        // The help or the version. A closed output is no failure, a full one is.
        return match error.print() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(FAILED),
            _ => ExitCode::SUCCESS,
        };
    }
    let words: Vec<OsString> =
        std::env::args_os().skip(1).take_while(|word| *word != "--").collect();
    let json = words.iter().any(|word| word == "--json");
    // What `run` prints is on standard error, since the command has standard output.
    let command = words.iter().find(|word| !word.as_encoded_bytes().starts_with(b"-"));
    let mode = OutputMode { json, quiet: false };
    let reporter = match command.is_some_and(|word| word == "run") {
        true => Reporter::on_stderr(mode),
        false => Reporter::new(mode),
    };
    let not_utf8 = words.iter().find(|word| word.to_str().is_none());
    match (error.kind(), not_utf8) {
        (ErrorKind::InvalidUtf8, Some(word)) => {
            let message = format!("argument `{}` is not UTF-8", text_from_os(word));
            reporter.failed(&UsageError(message).into());
        }
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand, _)
            if json =>
        {
            reporter.failed_with_hint("no command is given", Some("jobshelf --help lists them"));
        }
        _ if json => {
            make_printable(&mut error);
            let (message, hint) = parts_of(&error.render().to_string());
            reporter.failed_with_hint(&message, Some(&hint));
        }
        _ => {
            make_printable(&mut error);
            // There is nowhere else to say that standard error is closed.
            let _ = error.print();
        }
    }
    ExitCode::from(USAGE)
}

/// Escapes what was typed: it may be a name that a script found somewhere, or a SAS URL.
fn make_printable(error: &mut clap::Error) {
    let typed: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in typed {
        let printable = match &value {
            ContextValue::String(text) => ContextValue::String(printable(text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| printable(text)).collect())
            }
            // Tips, which repeat the argument.
            ContextValue::StyledStrs(tips)
                if tips.iter().map(ToString::to_string).any(|tip| printable(&tip) != tip) =>
            {
                ContextValue::None
            }
            _ => continue,
        };
        error.insert(kind, printable);
    }
}

/// The text with its hidden characters escaped, and without the signature of a SAS.
fn printable(text: &str) -> String {
    let public = without_signature(text);
    let shown = escape_hidden(public).into_owned();
    if public.len() < text.len() { shown + "…" } else { shown }
}

/// The message and the hint of clap's text: its first paragraph, and the tips or else the last.
fn parts_of(text: &str) -> (String, String) {
    let paragraphs = text.trim_end().split("\n\n");
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs: Vec<String> = paragraphs.map(in_one_line).collect();
    let message = paragraphs.first().map(String::as_str).unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let hint = paragraphs.iter().find_map(|paragraph| paragraph.strip_prefix("tip: "));
    let hint = hint.or(paragraphs.last().map(String::as_str)).unwrap_or_default();
    (message.to_owned(), hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::Parser as _;

    fn refused(arguments: &[&str]) -> (String, String) {
        let arguments = [&["jobshelf"], arguments].concat();
        let mut error = Args::try_parse_from(arguments).unwrap_err();
        make_printable(&mut error);
        parts_of(&error.render().to_string())
    }

    #[test]
    fn the_message_is_one_line_and_the_hint_is_the_tip_or_the_help() {
        let (message, hint) = refused(&["save", "--kid", "K", "x"]);
        assert_eq!(message, "unexpected argument '--kid' found");
        assert_eq!(hint, "a similar argument exists: '--kind'");
        let (message, hint) = refused(&["get", "--json"]);
        assert_eq!(message, "the following required arguments were not provided: --to <DIR>");
        assert_eq!(hint, "For more information, try '--help'.");
    }

    #[test]
    fn the_signature_of_a_pasted_sas_url_is_not_repeated() {
        let typed = "https://a.example/job-x?sv=1&sig=c2VjcmV0";
        for arguments in [vec![typed], vec!["sas", typed], vec!["run", "--when", typed, "--", "x"]]
        {
            let (message, hint) = refused(&arguments);
            let text = message + &hint;
            assert!(text.contains("sig=…") && !text.contains("c2VjcmV0"), "{text:?}");
        }
    }

    #[test]
    fn what_was_typed_is_escaped() {
        for typed in ["\u{1b}[31mred", "two\nlines", "\u{202e}fdp.exe"] {
            for arguments in [vec![typed], vec!["list", typed, "--nosuch"], vec!["sas", typed]] {
                let (message, hint) = refused(&arguments);
                let text = message + &hint;
                assert!(!text.contains(jobshelf::is_hidden), "{text:?}");
            }
        }
    }
}
