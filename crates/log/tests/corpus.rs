//! The log's parsers over the seed corpus of their fuzz targets, with the checks that those make.
//!
//! `fuzz/` needs a nightly toolchain; this does not, so that what a fuzzer once found stays found.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

#[path = "../../../fuzz/src/log_checks.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are another crate")]
mod checks;

use std::path::Path;

/// Runs a check over the whole seeds, and over every beginning of them.
fn run(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut n_seeds = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let seed = std::fs::read(entry.unwrap().path()).unwrap();
        for end in 0..=seed.len() {
            check(seed.split_at(end).0);
        }
        n_seeds += 1;
    }
    assert!(n_seeds >= 5, "{target} has only {n_seeds} seeds");
}

#[test]
fn whatever_bytes_give_the_same_lines_however_they_are_cut() {
    run("log_lines", checks::log_lines);
}

#[test]
fn times_are_read_or_left_alone_and_a_search_ends() {
    run("log_times", checks::log_times);
}
