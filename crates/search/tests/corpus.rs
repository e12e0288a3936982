//! A search over the seed corpus of its fuzz target, with the check that this makes.

#[path = "../../../fuzz/src/search_checks.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are another crate")]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
#[allow(unreachable_pub, reason = "several crates have it")]
mod corpus;

use corpus::run;

#[test]
fn any_bytes_give_the_same_matches_however_they_are_cut() {
    run("log_search", checks::log_search);
}
