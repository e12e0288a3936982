//! Every parser over the seed corpus of its fuzz target, with the checks that the target makes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a check that fails fails its test")]

#[path = "../../../fuzz/src/checks.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are another crate")]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
#[allow(unreachable_pub, reason = "several crates have it")]
mod corpus;

use corpus::run;

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
