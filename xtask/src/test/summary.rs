//! The summaries of the test runners, found in their output and added up.
//!
//! Only lines that a runner itself writes count. A run without such a line is an error, since a
//! missing suite must not look like one that passed.

use anyhow::{Context as _, ensure};

/// The sum of the `test result:` lines of the native test harness or of wasm-bindgen's.
#[derive(Debug, Default)]
pub(super) struct TestResults {
    binaries: u32,
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl TestResults {
    pub(super) fn watch(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else { return };
        self.binaries += 1;
        self.passed += count(counts, "passed");
        self.failed += count(counts, "failed");
        self.ignored += count(counts, "ignored");
    }

    /// The sum as one line. A run can fail without a failed test, when something does not compile.
    pub(super) fn line(&self, run_succeeded: bool) -> anyhow::Result<String> {
        ensure!(self.passed + self.failed > 0, "no test ran");
        let verdict = if run_succeeded && self.failed == 0 { "ok" } else { "FAILED" };
        Ok(format!(
            "test result: {verdict}. {} passed; {} failed; {} ignored; in {} test binaries",
            self.passed, self.failed, self.ignored, self.binaries
        ))
    }
}

/// The number before `word` in "ok. 12 passed; 0 failed; …".
fn count(counts: &str, word: &str) -> u32 {
    let mut words = counts.split([' ', ';', '.']).filter(|text| !text.is_empty());
    let mut previous = "";
    words
        .find_map(|text| {
            let found = (text == word).then(|| previous.parse().ok()).flatten();
            previous = text;
            found
        })
        .unwrap_or(0)
}

/// The lines `# tests 12` … `# fail 0` at the end of the TAP of node's test runner.
pub(super) fn of_node(tap: &str) -> anyhow::Result<Vec<String>> {
    let keys = ["# tests ", "# pass ", "# fail ", "# cancelled ", "# skipped ", "# todo "];
    let is_closing = |line: &&str| keys.iter().any(|key| line.starts_with(key));
    let lines: Vec<String> = tap.lines().filter(is_closing).map(str::to_owned).collect();
    let tests = lines.iter().find_map(|line| line.strip_prefix("# tests "));
    let tests: u32 =
        tests.and_then(|n| n.parse().ok()).context("node printed no count of tests")?;
    ensure!(tests > 0, "no browser test ran");
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_many_binaries_become_one_line() {
        let mut results = TestResults::default();
        results.watch("running 12 tests");
        results.watch("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s");
        results.watch(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.00s",
        );
        assert_eq!(
            results.line(false).unwrap(),
            "test result: FAILED. 15 passed; 2 failed; 1 ignored; in 2 test binaries"
        );
    }

    #[test]
    fn a_run_that_did_not_compile_is_not_ok() {
        let mut results = TestResults::default();
        results
            .watch("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        assert!(results.line(true).unwrap().starts_with("test result: ok. 12 passed"));
        assert!(results.line(false).unwrap().starts_with("test result: FAILED. 12 passed"));
    }

    #[test]
    fn a_run_without_a_single_test_is_an_error() {
        let mut results = TestResults::default();
        results.watch("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        assert!(results.line(true).is_err());
    }

    #[test]
    fn the_counts_of_node_are_read_from_its_tap() {
        let tap = "TAP version 13\n# Subtest: a\nok 1 - a\n1..1\n# tests 1\n# suites 0\n# pass 1\n\
                   # fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n# duration_ms 5\n";
        let lines = of_node(tap).unwrap();
        assert_eq!(lines[..3], ["# tests 1", "# pass 1", "# fail 0"]);
        assert!(of_node("TAP version 13\n# tests 0\n").is_err());
        assert!(of_node("").is_err());
    }
}
