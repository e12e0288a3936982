//! Numbers, sizes, times and names as a person reads them.
//!
//! Pure text: nothing here asks the browser. Units are decimal, as the portal shows them, so that
//! a size reads the same in both places. Invariant: a name that comes back from
//! [`visible_name`] shows every character that could mislead the eye.

use jobshelf::{ContainerName, Timestamp, is_hidden};

/// A count with thousands separated: `1,284`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count of something only partly known: `≥ 5,000`.
pub fn at_least(n: u64, complete: bool) -> String {
    if complete { count(n) } else { format!("≥ {}", count(n)) }
}

/// A size in three significant digits: `512 MB`, `9.4 GB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    // Tenths, in whole numbers: floats would cost their printer.
    let mut tenths = bytes / 100;
    let mut name = "KB";
    for unit in UNITS {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1_000;
        name = unit;
    }
    if tenths < 1_000 && !tenths.is_multiple_of(10) {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", count(tenths / 10))
    }
}

/// A size with `≥` when more may follow.
pub fn size_at_least(bytes: u64, complete: bool) -> String {
    if complete { size(bytes) } else { format!("≥ {}", size(bytes)) }
}

/// A span of time, coarse: `12 s`, `3 min`, `2 h`, `6 days`.
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// How long ago `then` was, seen from `now`.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    // Clocks differ by a second or two between here and the service.
    match now.seconds_since(then) {
        ..=0 => "just now".to_owned(),
        seconds => format!("{} ago", span(seconds)),
    }
}

/// A name with every character made visible that hides itself or turns the reading order.
///
/// File names come from whoever ran the task. A right-to-left override becomes `⟨U+202E⟩`.
pub fn visible_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        if is_hidden(character) {
            text.push_str(&format!("⟨U+{:04X}⟩", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}

/// The readable name of the job in a container.
pub fn job_name(container: &str) -> String {
    let parsed = ContainerName::parse(container);
    parsed.map_or_else(|_| container.to_owned(), |name| name.readable().to_owned())
}

/// Whether `text` has `part` in it; the case of the letters a to z does not matter.
pub fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// Orders names as people count: `frame_2` before `frame_10`.
pub fn natural_order(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    loop {
        match (left.split_first(), right.split_first()) {
            (Some((x, _)), Some((y, _))) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (n, rest_left) = leading_digits(left);
                let (m, rest_right) = leading_digits(right);
                // Of two runs of digits without leading zeros the longer is the larger number.
                let order = n.len().cmp(&m.len()).then_with(|| n.cmp(m));
                if order.is_ne() {
                    return order;
                }
                (left, right) = (rest_left, rest_right);
            }
            (Some((x, rest_left)), Some((y, rest_right))) => {
                if x != y {
                    return x.cmp(y);
                }
                (left, right) = (rest_left, rest_right);
            }
            // Equal but for leading zeros: the text itself decides, so that the order is total.
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return std::cmp::Ordering::Less,
            (Some(_), None) => return std::cmp::Ordering::Greater,
        }
    }
}

fn leading_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    (digits.split_at(zeros).1, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn counts_are_separated_by_thousands() {
        for (n, text) in [(0, "0"), (999, "999"), (1_284, "1,284"), (88_412_000, "88,412,000")] {
            assert_eq!(count(n), text);
        }
        assert_eq!(at_least(5_000, false), "≥ 5,000");
    }

    #[test]
    fn sizes_have_one_decimal_below_a_hundred() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (1_549, "1.5 KB"),
            (512_000_000, "512 MB"),
            (999_999, "999 KB"),
            (9_440_000_000, "9.4 GB"),
            (3_100_000_000_000, "3.1 TB"),
            (u64::MAX, "18,446 PB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn times_are_coarse_and_a_clock_that_is_ahead_is_now() {
        let now = Timestamp::from_unix(1_000_000);
        for (past, text) in [
            (-3, "just now"),
            (0, "just now"),
            (2, "2 s ago"),
            (60, "1 min ago"),
            (7_200, "2 h ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(now, Timestamp::from_unix(1_000_000 - past)), text);
        }
    }

    #[test]
    fn characters_that_mislead_are_shown() {
        assert_eq!(visible_name("exe.\u{202e}fdp"), "exe.⟨U+202E⟩fdp");
        assert_eq!(visible_name("a\tb\u{0}"), "a⟨U+0009⟩b⟨U+0000⟩");
        assert_eq!(visible_name("größe <img onerror> שלום"), "größe <img onerror> שלום");
    }

    #[test]
    fn a_job_name_omits_prefix_and_hash() {
        assert_eq!(job_name("job-ocean-shot-042"), "ocean-shot-042");
        assert_eq!(
            job_name("job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927"),
            "my-job-bob"
        );
        assert_eq!(job_name("Not A Container"), "Not A Container");
    }

    #[test]
    fn a_filter_passes_over_case() {
        assert!(contains("Frames-001", "frames") && contains("größe.PNG", "ße.png"));
        assert!(contains("x", "") && !contains("", "x"));
    }

    #[test]
    fn numbers_in_names_are_counted_not_spelled() {
        let mut names = ["f10.png", "f2.png", "f02.png", "f1.png", "g", "f"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["f", "f1.png", "f02.png", "f2.png", "f10.png", "g"]);
        assert_eq!(natural_order("a", "a"), Ordering::Equal);
    }
}
