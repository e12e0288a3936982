use super::*;
use proptest::prelude::*;

fn utc(_: &LineTime) -> i32 {
    0
}

fn east(_: &LineTime) -> i32 {
    60
}

/// The result for an input of a reader, and the number of reads.
fn search_in(log: &[u8], typed: &str, ahead: fn(&LineTime) -> i32) -> (TimeSearchResult, usize) {
    let wanted = LineTime::parse_input(typed).unwrap();
    let mut search = TimeSearch::new(wanted, log.len() as u64, Encoding::Utf8, ahead);
    loop {
        match search.next() {
            SearchStep::Done(found) => return (found, search.requests()),
            SearchStep::Read { start, length } => {
                assert!(length > 0 && start + length <= log.len() as u64);
                assert!(search.requests() < MAX_REQUESTS);
                search.take(&log[start as usize..(start + length) as usize]);
            }
        }
    }
}

fn search(log: &str, typed: &str) -> TimeSearchResult {
    search_in(log.as_bytes(), typed, utc).0
}

/// The text of the line that was found.
fn line_of(log: &str, found: TimeSearchResult) -> &str {
    let TimeSearchResult::Line(TimedLine { offset, .. }) = found else { panic!("{found:?}") };
    log[offset as usize..].lines().next().unwrap()
}

#[test]
fn the_first_line_that_is_not_earlier_is_found() {
    let log = "2026-11-23 10:00:00 a\n2026-11-23 10:05:00 b\n  more\n2026-11-23 10:10:00 c";
    assert_eq!(line_of(log, search(log, "10:05")), "2026-11-23 10:05:00 b");
    assert_eq!(line_of(log, search(log, "10:05:01")), "2026-11-23 10:10:00 c");
    assert_eq!(line_of(log, search(log, "2026-11-23 10:00")), "2026-11-23 10:00:00 a");
    assert!(matches!(
        search(log, "9:59"),
        TimeSearchResult::BeginsLater(TimedLine { offset: 0, .. })
    ));
    assert!(matches!(search(log, "10:11"), TimeSearchResult::EndsEarlier(_)));
    assert!(matches!(search(log, "2026-11-24"), TimeSearchResult::EndsEarlier(_)));
    assert!(matches!(search(log, "2026-11-22 10:05"), TimeSearchResult::BeginsLater(_)));
}

#[test]
fn a_log_without_times_has_no_result() {
    assert_eq!(search("frame 1\nframe 2\n", "10:00"), TimeSearchResult::NoTimes);
    assert_eq!(search("", "10:00"), TimeSearchResult::NoTimes);
    let long = "no time\n".repeat(500_000);
    assert_eq!(search(&long, "10:00"), TimeSearchResult::NoTimes);
}

#[test]
fn a_time_of_day_means_the_last_day_that_has_it() {
    let log = "2026-11-21 10:00:00 a\n2026-11-22 10:00:00 b\n2026-11-23 08:00:00 c\n";
    assert_eq!(line_of(log, search(log, "9:30")), "2026-11-22 10:00:00 b");
    assert_eq!(line_of(log, search(log, "2026-11-22 9:59")), "2026-11-22 10:00:00 b");
}

#[test]
fn a_log_without_days_may_pass_midnight() {
    let log = "[23:00:00] a\n[23:59:59] b\n[00:00:01] c\n[01:00:00] d\n";
    assert_eq!(line_of(log, search(log, "0:30")), "[01:00:00] d");
    assert_eq!(line_of(log, search(log, "23:30")), "[23:59:59] b");
    assert_eq!(line_of(log, search(log, "2026-11-23 23:30")), "[23:59:59] b");
    let log = "Dec 31 23:00:00 a\nJan  1 01:00:00 b\nJan  2 01:00:00 c\n";
    assert_eq!(line_of(log, search(log, "2027-01-01 02:00")), "Jan  2 01:00:00 c");
}

#[test]
fn a_time_is_meant_in_the_zone_of_the_reader() {
    let log = "2026-11-23T10:00:00Z a\n2026-11-23T11:00:00Z b\n2026-11-23T12:00:00Z c\n";
    let found = |typed| search_in(log.as_bytes(), typed, east).0;
    assert_eq!(line_of(log, found("12:00")), "2026-11-23T11:00:00Z b");
    assert_eq!(line_of(log, found("2026-11-23 12:00")), "2026-11-23T11:00:00Z b");
    assert_eq!(line_of(log, found("2026-11-23 12:00Z")), "2026-11-23T12:00:00Z c");
    assert_eq!(line_of(log, found("12:00Z")), "2026-11-23T12:00:00Z c");
    let log = log.replace('Z', "");
    let found = search_in(log.as_bytes(), "12:00", east).0;
    assert_eq!(line_of(&log, found), "2026-11-23T12:00:00 c");
}

/// Berlin, where summer ended in the night to 25 October 2026, and began in that to 29 March.
fn berlin(time: &LineTime) -> i32 {
    let is = |text| LineTime::parse_input(text).unwrap().millis;
    let summer = is("2026-03-29T01:00Z")..is("2026-10-25T01:00Z");
    if summer.contains(&time.epoch_millis(is("2026-07-01"))) { 120 } else { 60 }
}

#[test]
fn a_time_of_day_respects_daylight_saving() {
    // A line a minute, from the noon before in UTC, for so many hours.
    for (from, hours, typed, expected) in [
        ("2026-10-24T12:00Z", 32, "15:30", "2026-10-25T14:30Z"),
        // The log ends before 15:30 of its last day, so the day before is the last one with this time.
        ("2026-10-24T12:00Z", 26, "15:30", "2026-10-24T13:30Z"),
        ("2026-10-24T12:00Z", 32, "14:30", "2026-10-25T13:30Z"),
        ("2026-03-28T12:00Z", 32, "15:30", "2026-03-29T13:30Z"),
        ("2026-03-28T12:00Z", 25, "14:30", "2026-03-29T12:30Z"),
    ] {
        let start = LineTime::parse_input(from).unwrap().millis;
        let line = |n: i64| format!("{} frame\n", (start + n * 60_000) / 1_000);
        let log: String = (0..hours * 60).map(line).collect();
        let found = search_in(log.as_bytes(), typed, berlin).0;
        let expected = LineTime::parse_input(expected).unwrap().millis / 1_000;
        assert_eq!(line_of(&log, found), format!("{expected} frame"), "{typed} from {from}");
    }
}

#[test]
fn a_day_before_a_log_without_years_is_before_it() {
    let log = "Nov 20 12:00:00 a\nNov 20 13:00:00 b\nNov 22 12:00:00 c\n";
    for typed in ["2026-11-19 12:00", "2026-06-01"] {
        assert!(matches!(search(log, typed), TimeSearchResult::BeginsLater(_)), "{typed}");
    }
    assert!(matches!(search(log, "2026-11-23"), TimeSearchResult::EndsEarlier(_)));
    assert!(matches!(search(log, "2027-01-02"), TimeSearchResult::EndsEarlier(_)));
    assert_eq!(line_of(log, search(log, "2026-11-21")), "Nov 22 12:00:00 c");
    let log = "Nov 20 12:00:00 UTC a\nNov 20 13:00:00 UTC b\n";
    let found = search_in(log.as_bytes(), "2026-11-20 14:00", east).0;
    assert_eq!(line_of(log, found), "Nov 20 13:00:00 UTC b");
}

#[test]
fn a_time_of_day_in_utc_is_shown_in_the_zone_of_today() {
    let log = "10:00:00Z a\n11:00:00Z b\n12:00:00Z c\n";
    let found = search_in(log.as_bytes(), "13:00", berlin).0;
    assert_eq!(line_of(log, found), "11:00:00Z b");
}

/// Line `n` of a log that has a line a second.
fn line_at(n: u64) -> String {
    let (hour, minute, second) = (n / 3_600 % 24, n / 60 % 60, n % 60);
    let day = 1 + n / 86_400;
    format!("2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z line {n} {}\n", "-".repeat(60))
}

#[test]
fn twenty_requests_are_enough_for_a_gigabyte() {
    // All lines are of one length but for the number's digits, so that none has to be kept.
    let n_lines = 10_000_000u64;
    let width = 100u64;
    let read = |start: u64, length: u64| -> Vec<u8> {
        let lines = start / width..=(start + length) / width;
        let text: String = lines
            .map(|n| {
                let line = line_at(n / 5);
                format!("{:<99}\n", line.trim_end())
            })
            .collect();
        let from = (start % width) as usize;
        text.into_bytes()[from..from + length as usize].to_vec()
    };
    let wanted = LineTime::parse_input("2026-11-17 13:37:42Z").unwrap();
    let mut search = TimeSearch::new(wanted, n_lines * width, Encoding::Utf8, utc);
    let found = loop {
        match search.next() {
            SearchStep::Done(found) => break found,
            SearchStep::Read { start, length } => {
                assert!(length <= PIECE + MAX_TIME_BYTES);
                search.take(&read(start, length));
            }
        }
    };
    let second = 16 * 86_400 + 13 * 3_600 + 37 * 60 + 42;
    let TimeSearchResult::Line(TimedLine { offset, .. }) = found else { panic!("{found:?}") };
    assert_eq!(offset, second * 5 * width);
    assert!(search.requests() <= 20, "{} requests", search.requests());
}

#[test]
fn long_parts_without_a_time_are_skipped() {
    let trace = "  File \"render.py\", line 1\n".repeat(20_000);
    let log: String = (0..8).map(|n| format!("2026-11-23 10:{n:02}:00 a {n}\n{trace}")).collect();
    for n in 0..8 {
        let (found, requests) = search_in(log.as_bytes(), &format!("10:{n:02}"), utc);
        assert_eq!(line_of(&log, found), format!("2026-11-23 10:{n:02}:00 a {n}"));
        assert!(requests <= 20, "{requests} requests");
    }
    let one_line = "x".repeat(3 << 20);
    let log = format!("10:00:00 a\n{one_line}\n10:01:00 b\n{one_line}\n10:02:00 c\n");
    assert_eq!(line_of(&log, search(&log, "10:01")), "10:01:00 b");
}

#[test]
fn lines_longer_than_a_read_end_the_search() {
    // The halves' edges are inside of lines that are longer than what is read beyond them.
    for width in [300, 2_000, 70_000, 140_000] {
        let n_lines = 400_000 / width + 4;
        let line = |n: usize| format!("10:{:02}:{:02} {}\n", n / 60, n % 60, "-".repeat(width));
        let log: String = (0..n_lines).map(|n| line(2 * n)).collect();
        for wanted in (1..2 * n_lines - 1).step_by(1 + n_lines / 12) {
            let typed = format!("10:{:02}:{:02}", wanted / 60, wanted % 60);
            let (found, requests) = search_in(log.as_bytes(), &typed, utc);
            assert_eq!(line_of(&log, found), line(wanted.next_multiple_of(2)).trim_end());
            assert!(requests <= 12, "{requests} requests for {typed} in lines of {width} bytes");
        }
    }
}

#[test]
fn utf_16_is_searched_like_utf_8() {
    let log: String = (0..5_000).map(line_at).collect();
    let bytes: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wanted = LineTime::parse_input("01:00:07Z").unwrap();
    let mut search = TimeSearch::new(wanted, bytes.len() as u64, Encoding::Utf16Le, utc);
    let found = loop {
        match search.next() {
            SearchStep::Done(found) => break found,
            SearchStep::Read { start, length } => {
                search.take(&bytes[start as usize..(start + length) as usize]);
            }
        }
    };
    let TimeSearchResult::Line(TimedLine { offset, .. }) = found else { panic!("{found:?}") };
    let text = Encoding::Utf16Le.decode(&bytes[offset as usize..]);
    assert_eq!(text.lines().next(), line_at(3_607).lines().next());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_result_is_that_of_a_linear_search(
        steps in prop::collection::vec((0u32..900, 0usize..40, any::<bool>()), 1..500),
        wanted in 0u32..86_400,
        pad in prop::sample::select(vec![0usize, 40, 2_000]),
    ) {
        let (mut log, mut seconds) = (String::new(), 0u32);
        let mut expected = None;
        let mut last = None;
        for (step, more, has_time) in steps {
            seconds = (seconds + step).min(86_399);
            if has_time || last.is_none() {
                last = Some(seconds);
                if expected.is_none() && seconds >= wanted {
                    expected = Some(log.len() as u64);
                }
                let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
                log.push_str(&format!("2026-11-23 {hour:02}:{minute:02}:{:02} ", seconds % 60));
            }
            log.push_str(&"-".repeat(more + pad));
            log.push('\n');
        }
        let typed = format!("2026-11-23 {}:{:02}:{:02}", wanted / 3_600, wanted / 60 % 60, wanted % 60);
        let (found, requests) = search_in(log.as_bytes(), &typed, utc);
        prop_assert!(requests <= 20, "{requests} requests for {} bytes", log.len());
        match found {
            TimeSearchResult::Line(timed) => prop_assert_eq!(Some(timed.offset), expected),
            TimeSearchResult::BeginsLater(timed) => {
                prop_assert_eq!(timed.offset, 0);
                prop_assert_eq!(expected, Some(0));
            }
            TimeSearchResult::EndsEarlier(_) => prop_assert_eq!(expected, None),
            TimeSearchResult::NoTimes => prop_assert!(false, "it has times"),
        }
    }

    #[test]
    fn whatever_the_bytes_it_ends(
        pieces in prop::collection::vec("(1[0-9]:[0-5][0-9]:00 x\n|\n|[a-z]{0,30}\n|2026-11-2[0-9] 10:00:00\n|Nov 2[0-9] 10:00:00 x\n){0,40}", 0..40),
    ) {
        let log = pieces.concat().repeat(10);
        for typed in ["12:30", "2026-11-23 12:30"] {
            let (_, requests) = search_in(log.as_bytes(), typed, utc);
            prop_assert!(requests <= MAX_REQUESTS);
        }
    }
}
