//! The log's parsers over the seed corpus of their fuzz targets, with the checks that those make.

#[path = "../../../fuzz/src/log_checks.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are another crate")]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
#[allow(unreachable_pub, reason = "several crates have it")]
mod corpus;

use corpus::run;

#[test]
fn any_bytes_give_the_same_lines_however_they_are_cut() {
    run("log_lines", checks::log_lines);
}

#[test]
fn times_are_read_or_ignored_and_a_search_ends() {
    run("log_times", checks::log_times);
}
