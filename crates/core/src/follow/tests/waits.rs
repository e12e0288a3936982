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
fn a_shortened_wait_counts_with_its_real_length() {
    let woken = |follow: &mut LogFollower| {
        follow.waited(Duration::from_millis(1_200));
        true
    };
    assert_eq!(learnt(LogFollower::from_start(), woken), Some(1));
}
