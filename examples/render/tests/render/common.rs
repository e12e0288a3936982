//! What the test files share: running the built `render` and reading its pictures.

use std::path::Path;
use std::process::{Command, Output};

pub(crate) const RENDER: &str = env!("CARGO_BIN_EXE_render");

/// Runs `render` with these words and then those.
pub(crate) fn render(words: &[&str], more: &[&str]) -> Output {
    Command::new(RENDER).args(words).args(more).output().unwrap()
}

/// Renders small frames into a folder; `more` are further options.
pub(crate) fn render_small(first: u32, last: u32, out: &Path, more: &[&str]) -> Output {
    let (first, last) = (first.to_string(), last.to_string());
    let words = ["frames", "--first", &first, "--last", &last, "--out", out.to_str().unwrap()];
    let size = ["--width", "64", "--height", "36", "--samples", "1"];
    render(&[&words[..], &size[..]].concat(), more)
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The names in a folder, sorted, hidden ones included.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
