//! Every parser over the seed corpus of its fuzz target, with the checks that the target makes.
//!
//! `fuzz/` needs a nightly toolchain; this does not, so that what a fuzzer once found stays found.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture that fails fails its test")]

#[path = "../../../fuzz/src/checks.rs"]
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
fn listings_are_parsed_or_refused() {
    run("listing_xml", checks::listing_xml);
}

#[test]
fn bodies_of_errors_are_read_or_ignored() {
    run("error_xml", checks::error_xml);
}

#[test]
fn a_sas_is_understood_or_refused_and_never_shown() {
    run("sas", checks::sas);
}

#[test]
fn connection_strings_are_understood_or_refused_and_never_shown() {
    run("connection_string", checks::connection_string);
}

#[test]
fn names_come_back_as_they_went_in_or_are_refused() {
    run("names", checks::names);
}
