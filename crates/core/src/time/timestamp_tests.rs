//! Held against the `time` crate, which the library itself does without.

use super::*;
use ::time::OffsetDateTime;
use ::time::format_description::well_known::{Rfc2822, Rfc3339};
use proptest::prelude::*;

fn reference(moment: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(moment.unix()).unwrap()
}

fn http(moment: Timestamp) -> String {
    let format = ::time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    reference(moment).format(&format).unwrap()
}

#[test]
fn the_first_and_the_last_moment_have_four_digit_years() {
    assert_eq!(Timestamp::from_unix(i64::MIN).to_iso(), "0001-01-01T00:00:00Z");
    assert_eq!(Timestamp::from_unix(i64::MAX).to_iso(), "9999-12-31T23:59:59Z");
    assert_eq!(Timestamp::parse_iso("0001-01-01"), Some(Timestamp::from_unix(i64::MIN)));
    assert_eq!(
        Timestamp::parse_iso("9999-12-31T23:59:59.9Z"),
        Some(Timestamp::from_unix(i64::MAX))
    );
    for beyond in ["0000-12-31", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"] {
        assert_eq!(Timestamp::parse_iso(beyond), None, "{beyond}");
    }
    let last = Timestamp::from_unix(i64::MAX);
    assert_eq!(last.plus(Duration::MAX), last);
    assert_eq!(Timestamp::from_unix(i64::MIN).seconds_since(last), FIRST - LAST);
}

#[test]
fn every_form_of_a_sas_date_is_read() {
    let midnight = Timestamp::from_unix(1_795_392_000);
    for (text, seconds) in [
        ("2026-11-23", 0),
        ("2026-11-23T00:00Z", 0),
        ("2026-11-23T02:33Z", 9_180),
        ("2026-11-23T02:33:08Z", 9_188),
        ("2026-11-23T02:33:08.1Z", 9_188),
        ("2026-11-23T02:33:08.1234567Z", 9_188),
        ("2026-11-23T02:33:08+02:00", 1_988),
        ("2026-11-22T23:33-00:30", 180),
    ] {
        let expected = midnight.plus(Duration::from_secs(seconds));
        assert_eq!(Timestamp::parse_iso(text), Some(expected), "{text}");
    }
}

#[test]
fn leap_days_are_where_the_calendar_has_them() {
    for leap in ["2000-02-29", "2024-02-29", "2400-02-29", "0004-02-29"] {
        assert_eq!(Timestamp::parse_iso(leap).unwrap().to_iso(), format!("{leap}T00:00:00Z"));
    }
    for not_leap in ["1900-02-29", "2023-02-29", "2100-02-29", "2024-02-30"] {
        assert_eq!(Timestamp::parse_iso(not_leap), None, "{not_leap}");
    }
}

#[test]
fn malformed_dates_are_none() {
    for text in [
        "",
        "2026",
        "2026-11",
        "2026-11-",
        "2026-13-01",
        "2026-00-01",
        "2026-11-00",
        "2026-11-31",
        "2026-1-1",
        "+026-11-23",
        "26-11-23",
        "2026-11-23T",
        "2026-11-23Z",
        "2026-11-23T02Z",
        "2026-11-23T02:33",
        "2026-11-23T02:33:08",
        "2026-11-23T24:00:00Z",
        "2026-11-23T02:60:00Z",
        "2026-11-23T02:33:60Z",
        "2026-11-23T02:33:08.Z",
        "2026-11-23T02:33:08.1",
        "2026-11-23t02:33z",
        "2026-11-23T02:33:08Zx",
        "2026-11-23T02:33:08+2:00",
        "2026-11-23T02:33:08+02:00Z",
        " 2026-11-23",
        "2026-11-23 ",
        "２０２６-11-23",
        "2026-11-23T02:33:08é",
    ] {
        assert_eq!(Timestamp::parse_iso(text), None, "{text:?}");
    }
    for text in [
        "",
        "Mon",
        "Mon, 23 Nov 2026 02:33:08",
        "Mon, 23 Nov 2026 02:33:08 UTC",
        "Xyz, 23 Nov 2026 02:33:08 GMT",
        "mon, 23 Nov 2026 02:33:08 GMT",
        "Mon, 23 nov 2026 02:33:08 GMT",
        "Mon, 32 Nov 2026 02:33:08 GMT",
        "Mon, 3 Nov 2026 02:33:08 GMT",
        "Mon, 23 Nov 2026 02:33:61 GMT",
        "Monday, 23-Nov-26 02:33:08 GMT",
        "Mon, 23 Nov 2026 02:33:08 GMT ",
        "éMo, 23 Nov 2026",
        "Mon, 23 Nov 0000 02:33:08 GMT",
    ] {
        assert_eq!(Timestamp::parse_http(text), None, "{text:?}");
    }
}

#[test]
fn the_clock_says_a_moment_of_this_century() {
    let now = Timestamp::now();
    assert!(now > Timestamp::parse_iso("2026-01-01").unwrap(), "{now}");
    assert!(now < Timestamp::parse_iso("2100-01-01").unwrap(), "{now}");
}

proptest! {
    #[test]
    fn dates_are_written_as_the_time_crate_writes_them(seconds in FIRST..=LAST) {
        let moment = Timestamp::from_unix(seconds);
        prop_assert_eq!(moment.to_iso(), reference(moment).format(&Rfc3339).unwrap());
        prop_assert_eq!(Timestamp::parse_iso(&moment.to_iso()), Some(moment));
        prop_assert_eq!(Timestamp::parse_http(&http(moment)), Some(moment));
    }

    #[test]
    fn a_date_that_both_read_is_the_same_moment(
        year in 1900..=9999, month in 0..=13, day in 0..=32,
        hour in 0..=25, minute in 0..=60, second in 0..=60,
    ) {
        let iso = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        // Leap seconds: the reference takes some, we take none.
        if second < 60 {
            let theirs = OffsetDateTime::parse(&iso, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
            prop_assert_eq!(Timestamp::parse_iso(&iso).map(Timestamp::unix), theirs);
        }
    }

    #[test]
    fn http_dates_agree_with_the_time_crate(seconds in Timestamp::parse_iso("1900-01-01").unwrap().unix()..=LAST) {
        let text = http(Timestamp::from_unix(seconds));
        let theirs = OffsetDateTime::parse(&text, &Rfc2822).unwrap();
        prop_assert_eq!(Timestamp::parse_http(&text).unwrap().unix(), theirs.unix_timestamp());
    }

    #[test]
    fn no_text_makes_a_parser_panic(
        text in "\\PC{0,40}|[0-9TZ:.+-]{0,30}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"
    ) {
        for moment in [Timestamp::parse_iso(&text), Timestamp::parse_http(&text)].into_iter().flatten() {
            prop_assert!((FIRST..=LAST).contains(&moment.unix()));
        }
    }
}
