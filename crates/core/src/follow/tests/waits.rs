//! What is learnt from waits, and what is given of a character that is cut.

use super::*;

#[test]
fn raw_bytes_hold_back_no_letter_of_windows_1252() {
    let text = b"termin\xe9";
    let given = |mut follow: LogFollower| poll(&mut follow, text);
    let appended = |bytes: &'static [u8]| FollowEvent::Appended {
        offset: 0,
        bytes: Bytes::from_static(bytes),
    };
    assert_eq!(given(LogFollower::from_start()), appended(b"termin"));
    assert_eq!(given(LogFollower::from_start().raw_bytes()), appended(text));
}

/// Follows a log that grows after each of so many waits; gives what is learnt of that, in seconds.
fn learnt(mut follow: LogFollower, wait: impl Fn(&mut LogFollower) -> bool) -> Option<u64> {
    let mut text = vec![b'.'];
    for _ in 0..60 {
        poll(&mut follow, &text);
        if wait(&mut follow) {
            text.push(b'.');
        }
    }
    follow.growth_interval().map(|interval| interval.as_secs())
}

#[test]
fn rare_polls_learn_nothing_about_a_fast_log() {
    let minute = Duration::from_secs(60);
    let hidden = |follow: &mut LogFollower| {
        follow.waited(minute);
        true
    };
    assert_eq!(learnt(LogFollower::from_start(), hidden), None);
    let n_waits = std::cell::Cell::new(0);
    let rarely = |follow: &mut LogFollower| {
        follow.waited(minute);
        n_waits.set(n_waits.get() + 1);
        n_waits.get() % 10 == 0
    };
    assert_eq!(learnt(LogFollower::from_start(), rarely), Some(600));
}

#[test]
fn the_time_until_the_first_answer_is_no_interval() {
    let mut follow = LogFollower::from_start();
    follow.waited(Duration::from_millis(400));
    poll(&mut follow, b"all of it\n");
    assert_eq!(follow.growth_interval(), None);
}

#[test]
fn a_shortened_wait_counts_with_its_real_length() {
    let woken = |follow: &mut LogFollower| {
        follow.waited(Duration::from_millis(1_200));
        true
    };
    assert_eq!(learnt(LogFollower::from_start(), woken), Some(1));
}

#[test]
fn a_flush_interval_that_no_log_has_changes_no_wait_beyond_its_limits() {
    for text in ["0", "18446744073709551615", "-1", "NaN", "99999999999999999999999"] {
        let pair = |key: &str, value: &str| (format!("jobshelf_{key}"), value.to_owned());
        let metadata = vec![pair("state", "running"), pair("flush_seconds", text)];
        let status = LogStatus::from_metadata(&metadata);
        let mut follow = LogFollower::from_start();
        let mut blob = Vec::new();
        for round in 0..20 {
            if round % 2 == 0 {
                blob.push(b'x');
            }
            let answer = answer(&blob, follow.next_range(), status.clone());
            follow.take(answer);
            let delay = follow.next_delay().unwrap();
            let limits = Duration::from_secs(1)..=Duration::from_secs(30);
            assert!(limits.contains(&delay), "{text}: {delay:?}");
        }
    }
}

#[test]
fn a_length_that_no_blob_has_does_not_overflow() {
    for window in [0, 4, u64::MAX] {
        let mut follow = LogFollower::at_end(Some(u64::MAX), window);
        for _ in 0..4 {
            let ReadRange::Span { start, end } = follow.next_range() else { panic!("a span") };
            assert!(start <= end);
            follow.take(PollResult::Answer {
                offset: start,
                total: Some(u64::MAX),
                bytes: Bytes::from_static(&[b'x'; 100]),
                properties: Box::default(),
            });
            follow.resume_after_pause();
        }
    }
}
