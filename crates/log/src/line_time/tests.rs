use super::*;
use proptest::prelude::*;

const HOUR: i64 = 3_600_000;
/// 23 November 2026, 12:41:05 UTC.
const NOON: i64 = 1_795_437_665_000;

fn time_of(line: &str) -> LineTime {
    LineTime::parse_line(line).unwrap_or_else(|| panic!("no time in {line:?}"))
}

#[test]
fn dates_with_times_are_read_in_the_formats_of_loggers() {
    for (line, millis, zone) in [
        ("2026-11-23T12:41:05Z frame 1", NOON, Some(0)),
        ("2026-11-23T12:41:05.118Z frame 1", NOON + 118, Some(0)),
        ("2026-11-23T12:41:05.1184567+00:00 frame 1", NOON + 118, Some(0)),
        ("2026-11-23T13:41:05+01:00 frame 1", NOON, Some(60)),
        ("2026-11-23 07:11:05 -0530 frame 1", NOON, Some(-330)),
        ("2026-11-23 12:41:05 UTC [1234] LOG: ready", NOON, Some(0)),
        ("2026-11-23 12:41:05,118 INFO root: x", NOON + 118, None),
        ("2026-11-23 12:41:05 frame 1", NOON, None),
        ("2026-11-23 12:41 frame 1", NOON - 5_000, None),
        ("2026-11-23T12:41:05", NOON, None),
        ("2026/11/23 12:41:05 frame 1", NOON, None),
        ("2026/11/23 12:41:05.118234 main.go:12: x", NOON + 118, None),
        ("[2026-11-23 12:41:05] frame 1", NOON, None),
        ("[2026-11-23T12:41:05.5Z INFO  render] frame 1", NOON + 500, Some(0)),
        ("INFO 2026-11-23 12:41:05,118 x", NOON + 118, None),
        ("[INFO] [2026-11-23 12:41:05] x", NOON, None),
        ("[warn] 2026-11-23 12:41:05 x", NOON, None),
        ("E: [2026-11-23 12:41:05] x", NOON, None),
        ("Mon Nov 23 12:41:05 UTC 2026", NOON, Some(0)),
        ("Mon Nov 23 12:41:05 2026 frame", NOON, None),
        ("Nov 23 12:41:05 UTC 2026", NOON, Some(0)),
        ("Mon Nov 23 12:41:05 PM UTC 2026", NOON, Some(0)),
        ("Mon Nov 23 06:41:05 AM 2026", NOON - 6 * HOUR, None),
        ("2026-11-23 12:41:05 pm frame 1", NOON, None),
        ("2026-11-23 12:41:05 AM frame 1", NOON - 12 * HOUR, None),
        ("2026-11-23 11:41:05 PM frame 1", NOON + 11 * HOUR, None),
        ("2026-11-23 12:41PM frame 1", NOON - 5_000, None),
        ("2026-11-23 12:41:05 pm2 restarted", NOON, None),
        ("2026-11-23 13:41:05 PM frame 1", NOON + HOUR, None),
        ("2026-11-23 13:41:05 GMT+0100 frame 1", NOON, Some(60)),
        ("2026-11-23 13:41:05 UTC+1 frame 1", NOON, Some(60)),
        ("2026-11-23 13:41:05+01 frame 1", NOON, Some(60)),
        ("2026-11-23 12:41:05 GMT + 1", NOON, Some(0)),
        ("2026-11-23 12:41:05 -10 dB", NOON, None),
        ("2026-11-23 12:41:05 +1024 bytes", NOON, None),
        ("1795437665 frame 1", NOON, Some(0)),
        ("[1795437665.118] frame 1", NOON + 118, Some(0)),
        ("[1795437665118] frame 1", NOON + 118, Some(0)),
    ] {
        let found = time_of(line);
        assert_eq!((found.millis, found.zone), (millis, zone), "{line}");
        assert_eq!(found.origin, Origin::Epoch, "{line}");
    }
}

#[test]
fn missing_parts_of_a_time_stay_unknown() {
    let time = 12 * HOUR + 41 * 60_000 + 5_000;
    let found = time_of("12:41:05.118 frame 1");
    assert_eq!((found.millis, found.origin), (time + 118, Origin::UnknownDay));
    assert!(found.has_fraction && !time_of("[12:41:05] frame 1").has_fraction);
    let found = time_of("Nov 23 12:41:05 node-1 systemd[1]: x");
    assert_eq!(
        (found.millis, found.origin),
        ((31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 22) * DAY + time, Origin::UnknownYear)
    );
    let samples = time_of("Nov 23 12:41:05 2048 samples done");
    assert_eq!(
        (samples.millis, samples.origin),
        (found.millis, found.origin),
        "no year stands there"
    );
    assert_eq!(time_of("11:41:05 PM start").millis, time_of("23:41:05 start").millis);
    assert_eq!(time_of("Jan  3 00:00:00 x").millis, 2 * DAY);
    assert_eq!(time_of("Feb 29 00:00:00 x").millis, 59 * DAY);
}

#[test]
fn other_beginnings_are_no_times() {
    for line in [
        "",
        "frame 12:41:05",
        "2026-11-23",
        "2026-11-23 frame",
        "2026-13-01 12:41:05",
        "2026-02-29 12:41:05",
        "25:00:00",
        "12:60:00",
        "12:41",
        "12:41:05:07",
        "12:41:051",
        "1795437665,3,4",
        "179543766 x",
        "17954376651 x",
        "9999999999999 x",
        "[    12.345678] usb 1-1: new device",
        "127.0.0.1 - - [23/Nov/2026:12:41:05 +0000]",
        "Nov 31 12:41:05 x",
        "Nova 23 12:41:05",
        "info: info: info: info: info: 12:41:05",
        "information2 12:41:05",
        "größe 12:41:05",
    ] {
        assert_eq!(LineTime::parse_line(line), None, "{line:?}");
    }
}

#[test]
fn a_reader_types_a_time_of_day_or_a_date_or_both() {
    let time = 12 * HOUR + 41 * 60_000;
    for (text, millis, from) in [
        ("12:41", time, Origin::UnknownDay),
        (" 12:41:05 ", time + 5_000, Origin::UnknownDay),
        ("9:05", 9 * HOUR + 5 * 60_000, Origin::UnknownDay),
        ("12:41 pm", time, Origin::UnknownDay),
        ("12:41am", time - 12 * HOUR, Origin::UnknownDay),
        ("2026-11-23 12:41:05", NOON, Origin::Epoch),
        ("2026-11-23T12:41:05.5Z", NOON + 500, Origin::Epoch),
        ("2026-11-23 12:41", NOON - 5_000, Origin::Epoch),
        ("2026/11/23", NOON - time - 5_000, Origin::Epoch),
    ] {
        let found = LineTime::parse_input(text).unwrap();
        assert_eq!((found.millis, found.origin), (millis, from), "{text}");
    }
    for text in ["", "12", "1241", "12:41 xm", "noon", "2026-11-23 x", "12:41:05 frame"] {
        assert_eq!(LineTime::parse_input(text), None, "{text}");
    }
}

#[test]
fn times_of_one_log_are_compared_across_midnight_and_new_year() {
    let since = |later: &str, earlier: &str| time_of(later).since(&time_of(earlier), 12 * HOUR);
    assert_eq!(since("2026-11-23 12:41:05", "2026-11-23 12:40:00"), Some(65_000));
    assert_eq!(since("2026-11-23 12:41:05", "2026-11-24 12:41:05"), Some(-DAY));
    assert_eq!(since("00:00:10", "23:59:50"), Some(20_000));
    assert_eq!(since("12:00:00", "12:00:01"), Some(-1_000));
    assert_eq!(since("Jan  1 00:00:10 x", "Dec 31 23:59:50 x"), Some(20_000));
    assert_eq!(since("2026-11-23 12:41:05Z", "2026-11-23 12:40:00"), None);
    assert_eq!(since("12:41:05", "2026-11-23 12:40:00"), None);
}

#[test]
fn a_missing_day_is_today_and_a_missing_year_this_one() {
    let moment = |line| time_of(line).epoch_millis(NOON);
    assert_eq!(moment("12:41:06Z x"), NOON + 1_000);
    assert_eq!(moment("Nov 22 12:41:05 UTC x"), NOON - DAY);
    assert_eq!(moment("2001-11-23T12:41:05Z x"), NOON - 9_131 * DAY);
}

#[test]
fn a_time_with_a_zone_is_shown_in_the_zone_of_the_reader() {
    assert_eq!(time_of("2026-11-23T12:41:05Z").local_millis(60), NOON + HOUR);
    assert_eq!(time_of("2026-11-23T12:41:05").local_millis(60), NOON);
}

proptest! {
    #[test]
    fn days_and_dates_convert_both_ways(days in -800_000i64..3_000_000) {
        let CivilDate { year, month, day } = civil_from_days(days);
        prop_assert_eq!(days_from_civil(year, month.into(), day.into()), Some(days));
    }

    #[test]
    fn a_written_time_is_read(
        days in 0i64..40_000, millis in 0..DAY, before in "(\\[|\\(| |info |\\[warn\\] |ERROR: )?",
        way in 0usize..4, after in "( frame|\\]|\\)||: x)",
    ) {
        let CivilDate { year, month, day } = civil_from_days(days);
        let (hour, minute, second, ms) =
            (millis / HOUR, millis / 60_000 % 60, millis / 1_000 % 60, millis % 1_000);
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        let (text, zone) = match way {
            0 => (format!("{year}-{month:02}-{day:02}T{time}.{ms:03}Z"), Some(0)),
            1 => (format!("{year}-{month:02}-{day:02} {time},{ms:03}"), None),
            2 => (format!("{year}/{month:02}/{day:02} {time}.{ms:03}"), None),
            _ => (format!("{year}-{month:02}-{day:02}T{time}.{ms:03}+00:00"), Some(0)),
        };
        let expected =
            LineTime { millis: days * DAY + millis, origin: Origin::Epoch, zone, has_fraction: true };
        prop_assert_eq!(LineTime::parse_line(&format!("{before}{text}{after}")), Some(expected));
    }

    #[test]
    fn any_beginning_of_a_line_is_read_or_ignored(line in "([0-9:/. T,+-]|Nov|Mon|Z|\\[|info|\\PC){0,30}") {
        if let Some(found) = LineTime::parse_line(&line) {
            prop_assert!(found.since(&found, HOUR) == Some(0));
        }
        let _ = LineTime::parse_input(&line);
    }
}
