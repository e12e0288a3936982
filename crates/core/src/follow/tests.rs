use super::*;
use proptest::prelude::*;

fn answer(blob: &[u8], range: ReadRange, status: Option<LogStatus>) -> Poll {
    let ReadRange::Span { start, end } = range else { panic!("a poll asks for a span") };
    let length = blob.len() as u64;
    let from = start.min(length) as usize;
    let to = (end + 1).min(length) as usize;
    Poll::Answer {
        offset: start.min(length),
        total: Some(length),
        bytes: Bytes::copy_from_slice(&blob[from..to.max(from)]),
        status,
    }
}

fn poll(follow: &mut Follow, blob: &[u8]) -> Followed {
    follow.take(answer(blob, follow.next_range(), None))
}

fn finished() -> LogStatus {
    LogStatus {
        state: LogState::Finished,
        exit_code: Some(0),
        flush_seconds: Some(1),
        attempt: 1,
        attempt_offset: 0,
        attempt_offsets: vec![0],
        job_id: None,
        task_id: None,
    }
}

#[test]
fn a_log_of_unknown_length_is_located_and_shown_from_its_window_on() {
    let mut follow = Follow::at_end(None, 4);
    assert_eq!(follow.next_range(), ReadRange::Span { start: 0, end: 0 });
    assert_eq!(poll(&mut follow, b"0123456789"), Followed::Begin { at: 6 });
    assert_eq!(follow.next_delay(), Some(Duration::ZERO));
    let appended = poll(&mut follow, b"0123456789");
    assert_eq!(appended, Followed::Appended { offset: 6, bytes: Bytes::from_static(b"6789") });
    assert_eq!(poll(&mut follow, b"0123456789"), Followed::Unchanged);
}

#[test]
fn an_empty_log_is_waited_for() {
    let mut follow = Follow::at_end(Some(0), 100);
    assert_eq!(poll(&mut follow, b""), Followed::Unchanged);
    let appended = Followed::Appended { offset: 0, bytes: Bytes::from_static(b"x") };
    assert_eq!(poll(&mut follow, b"x"), appended);
}

#[test]
fn a_character_comes_whole_or_with_the_end_of_the_log() {
    let blob = "ab é 世 😀".as_bytes();
    let mut follow = Follow::from_start();
    let mut seen = String::new();
    for n_written in 1..=blob.len() {
        // Twice: nothing that waits is asked for at once again.
        for _ in 0..2 {
            if let Followed::Appended { bytes, .. } = poll(&mut follow, &blob[..n_written]) {
                seen.push_str(std::str::from_utf8(&bytes).unwrap());
            }
            assert!(follow.next_delay() > Some(Duration::ZERO));
        }
    }
    assert_eq!(seen.as_bytes(), blob);

    let cut = &blob[..blob.len() - 1];
    let mut follow = Follow::from_start();
    let appended = Followed::Appended { offset: 0, bytes: Bytes::copy_from_slice(cut) };
    let end = follow.take(answer(cut, follow.next_range(), Some(finished())));
    assert_eq!(end, appended);
    let end = follow.take(answer(cut, follow.next_range(), Some(finished())));
    assert_eq!(end, Followed::Finished);
}

#[test]
fn bytes_that_are_no_text_are_not_held_back_for_long() {
    let mut follow = Follow::from_start();
    poll(&mut follow, &[0xFF, 0x80, 0x80, 0x80, 0x80, 0xE4]);
    assert_eq!(follow.position(), 5, "only what may become a character waits");
    poll(&mut follow, &[0xFF, 0x80, 0x80, 0x80, 0x80, 0xE4, b'x']);
    assert_eq!(follow.position(), 7);
}

#[test]
fn an_idle_log_is_asked_for_known_bytes_only() {
    let mut follow = Follow::from_start();
    poll(&mut follow, &[b'a'; 500]);
    let ReadRange::Span { start, .. } = follow.next_range() else { panic!("a span") };
    assert_eq!(start, 500 - OVERLAP as u64);
}

#[test]
fn other_bytes_before_the_end_mean_rewritten() {
    let mut follow = Follow::from_start();
    poll(&mut follow, b"first run\n");
    assert_eq!(poll(&mut follow, b"second run, longer\n"), Followed::Rewritten { at: 0 });
    let ReadRange::Span { start, .. } = follow.next_range() else { panic!("a span") };
    assert_eq!(start, 0);
}

#[test]
fn fewer_bytes_mean_shrunk() {
    let mut follow = Follow::from_start();
    poll(&mut follow, b"first run\n");
    assert_eq!(poll(&mut follow, b"first"), Followed::Shrunk { at: 0 });
    let appended = Followed::Appended { offset: 0, bytes: Bytes::from_static(b"first") };
    assert_eq!(poll(&mut follow, b"first"), appended);
}

#[test]
fn a_blob_that_goes_missing_begins_anew_when_it_is_back() {
    let mut follow = Follow::from_start();
    poll(&mut follow, b"old");
    assert_eq!(follow.take(Poll::Missing), Followed::Missing);
    assert!(follow.next_delay().is_some());
    let appended = Followed::Appended { offset: 0, bytes: Bytes::from_static(b"newer") };
    assert_eq!(poll(&mut follow, b"newer"), appended);
}

#[test]
fn a_finished_log_gives_its_last_bytes_and_then_ends() {
    let mut follow = Follow::from_start();
    let range = follow.next_range();
    let appended = follow.take(answer(b"end", range, Some(finished())));
    assert!(matches!(appended, Followed::Appended { .. }));
    let range = follow.next_range();
    assert_eq!(follow.take(answer(b"end", range, Some(finished()))), Followed::Finished);
    assert_eq!(follow.next_delay(), None);
}

#[test]
fn failures_wait_longer_each_time_and_a_refusal_ends_the_polls() {
    let mut follow = Follow::from_start();
    let failed = Poll::Failed { retryable: true, retry_after: None };
    let mut longest = Duration::ZERO;
    for _ in 0..10 {
        assert_eq!(follow.take(failed.clone()), Followed::Failed);
        longest = longest.max(follow.next_delay().unwrap());
        assert!(longest <= Duration::from_secs(60));
    }
    assert!(longest >= Duration::from_secs(20));
    follow.take(Poll::Failed { retryable: false, retry_after: None });
    assert_eq!(follow.next_delay(), None);
}

#[test]
fn after_an_outage_it_goes_on_at_the_same_byte() {
    let mut follow = Follow::from_start();
    poll(&mut follow, b"one\n");
    follow.take(Poll::Failed { retryable: true, retry_after: None });
    let appended = Followed::Appended { offset: 4, bytes: Bytes::from_static(b"two\n") };
    assert_eq!(poll(&mut follow, b"one\ntwo\n"), appended);
}

#[test]
fn a_log_that_ran_far_ahead_is_skipped_to_its_end() {
    let mut follow = Follow::at_end(Some(10), 1024);
    poll(&mut follow, &[b'a'; 10]);
    let grown = vec![b'a'; (MAX_BEHIND + 4096) as usize];
    let to = grown.len() as u64 - 1024;
    assert_eq!(poll(&mut follow, &grown), Followed::Skipped { from: 10, to });
}

#[test]
fn an_idle_log_is_asked_less_often_and_never_less_than_it_says_it_is_flushed() {
    let mut follow = Follow::from_start();
    let status = LogStatus { state: LogState::Running, flush_seconds: Some(5), ..finished() };
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        let range = follow.next_range();
        follow.take(answer(b"", range, Some(status.clone())));
        longest = longest.max(follow.next_delay().unwrap());
    }
    assert_eq!(longest, Duration::from_secs(5));
}

proptest! {
    /// Whatever the sizes of the appends and however often it is polled, the bytes given are the
    /// blob's.
    #[test]
    fn the_bytes_given_are_the_blobs(
        pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..40),
        polls in proptest::collection::vec(0usize..3, 40),
    ) {
        let mut blob = Vec::new();
        let mut seen = Vec::new();
        let mut follow = Follow::from_start();
        for (piece, times) in pieces.iter().zip(polls.iter().chain(std::iter::repeat(&1))) {
            blob.extend_from_slice(piece);
            for _ in 0..*times {
                if let Followed::Appended { offset, bytes } = poll(&mut follow, &blob) {
                    prop_assert_eq!(offset, seen.len() as u64);
                    seen.extend_from_slice(&bytes);
                }
            }
        }
        let end = follow.take(answer(&blob, follow.next_range(), Some(finished())));
        if let Followed::Appended { bytes, .. } = end {
            seen.extend_from_slice(&bytes);
        }
        prop_assert_eq!(seen, blob);
    }
}
