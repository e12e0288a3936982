//! The manual and the completions: every page is there and renders without a complaint, every
//! command is known to every shell.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use std::path::Path;
use std::process::Command;

/// The requests that our pages may use.
const REQUESTS: [&str; 13] =
    [".ie", ".el", ".TH", ".SH", ".SS", ".TP", ".RS", ".RE", ".PP", ".br", ".nf", ".fi", ".IP"];

fn pages(folder: &Path) -> Vec<(String, String)> {
    let written = Command::new(env!("CARGO_BIN_EXE_jobshelf"))
        .args(["man", "--to", folder.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(written.status.success());
    let printed = String::from_utf8(written.stdout).unwrap();
    let page = |file: &str| (file.to_owned(), std::fs::read_to_string(file).unwrap());
    printed.lines().map(page).collect()
}

#[test]
fn every_command_has_a_manual_page_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let pages = pages(folder.path());
    let has = |name: &str| pages.iter().any(|(file, _)| file.ends_with(name));
    assert!(has("jobshelf.1") && has("jobshelf-run.1") && has("jobshelf-output-files.1"));
    for (file, page) in &pages {
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{file}");
        assert!(page.contains(".SH EXAMPLES") || file.ends_with("jobshelf.1"), "{file}");
        for line in page.lines().filter(|line| line.starts_with('.')) {
            let request = line.split(' ').next().unwrap();
            assert!(REQUESTS.contains(&request), "{file}: {line}");
        }
        // An apostrophe begins a request, too; of those only the one that our pages open with.
        let stray = page.lines().find(|line| line.starts_with('\''));
        assert_eq!(stray, None, "{file}");
    }
}

/// Where a formatter is: it must not have a word to say.
#[test]
fn every_page_renders_with_the_formatters_of_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let formatters: [(&str, &[&str]); 3] = [
        ("man", &["-l", "--warnings=all"]),
        ("mandoc", &["-Tlint", "-Wwarning"]),
        ("groff", &["-man", "-Tutf8", "-ww"]),
    ];
    for (file, _) in pages(folder.path()) {
        for (formatter, arguments) in formatters {
            let rendered = Command::new(formatter).args(arguments).arg(&file).output();
            let Ok(rendered) = rendered else { continue };
            let complaints = String::from_utf8_lossy(&rendered.stderr);
            assert!(rendered.status.success() && complaints.is_empty(), "{file}: {complaints}");
        }
    }
}

#[test]
fn every_shell_learns_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Command::new(env!("CARGO_BIN_EXE_jobshelf"))
            .args(["completions", shell])
            .output()
            .unwrap();
        let script = String::from_utf8(script.stdout).unwrap();
        for command in ["run", "track", "save", "get", "follow", "output-files", "doctor", "man"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}
