//! A check over the seed corpus of its fuzz target, for the tests of the crates.
//!
//! `fuzz/` needs a nightly toolchain; this does not, so that what a fuzzer once found stays found.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use std::path::Path;

/// Runs a check over the whole seeds of a target, and over every beginning of them.
pub fn run(target: &str, check: fn(&[u8])) {
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
