mod waits;

use super::*;
use crate::Timestamp;
use crate::blob::BlobType;
use proptest::prelude::*;

fn answer(blob: &[u8], range: ReadRange, status: Option<LogStatus>) -> PollResult {
    let ReadRange::Span { start, end } = range else { panic!("a poll asks for a span") };
    let length = blob.len() as u64;
    let from = start.min(length) as usize;
    let to = (end + 1).min(length) as usize;
    PollResult::Answer {
        offset: start.min(length),
        total: Some(length),
        bytes: Bytes::copy_from_slice(&blob[from..to.max(from)]),
        properties: Box::new(BlobProperties {
            metadata: status.map(|status| status.to_metadata()).unwrap_or_default(),
            ..BlobProperties::default()
        }),
    }
}

fn poll(follow: &mut LogFollower, blob: &[u8]) -> FollowEvent {
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
    let mut follow = LogFollower::at_end(None, 4);
    assert_eq!(follow.next_range(), ReadRange::Span { start: 0, end: 0 });
    assert_eq!(poll(&mut follow, b"0123456789"), FollowEvent::Begin { at: 6 });
    assert_eq!(follow.next_delay(), Some(Duration::ZERO));
    let appended = poll(&mut follow, b"0123456789");
    assert_eq!(appended, FollowEvent::Appended { offset: 6, bytes: Bytes::from_static(b"6789") });
    assert_eq!(poll(&mut follow, b"0123456789"), FollowEvent::Unchanged);
}

#[test]
fn the_first_bytes_of_an_empty_log_are_read() {
    let mut follow = LogFollower::at_end(Some(0), 100);
    assert_eq!(poll(&mut follow, b""), FollowEvent::Unchanged);
    let appended = FollowEvent::Appended { offset: 0, bytes: Bytes::from_static(b"x") };
    assert_eq!(poll(&mut follow, b"x"), appended);
}

#[test]
fn a_character_comes_whole_or_with_the_end_of_the_log() {
    let blob = "ab é 世 😀".as_bytes();
    let mut follow = LogFollower::from_start();
    let mut seen = String::new();
    for n_written in 1..=blob.len() {
        // Twice: nothing that waits is asked for at once again.
        for _ in 0..2 {
            if let FollowEvent::Appended { bytes, .. } = poll(&mut follow, &blob[..n_written]) {
                seen.push_str(std::str::from_utf8(&bytes).unwrap());
            }
            assert!(follow.next_delay() > Some(Duration::ZERO));
        }
    }
    assert_eq!(seen.as_bytes(), blob);

    let cut = &blob[..blob.len() - 1];
    let mut follow = LogFollower::from_start();
    let appended = FollowEvent::Appended { offset: 0, bytes: Bytes::copy_from_slice(cut) };
    let end = follow.take(answer(cut, follow.next_range(), Some(finished())));
    assert_eq!(end, appended);
    let end = follow.take(answer(cut, follow.next_range(), Some(finished())));
    assert_eq!(end, FollowEvent::Finished);
}

#[test]
fn bytes_that_are_not_utf_8_are_not_held_back_for_long() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, &[0xFF, 0x80, 0x80, 0x80, 0x80, 0xE4]);
    assert_eq!(follow.position(), 5, "only what may become a character waits");
    poll(&mut follow, &[0xFF, 0x80, 0x80, 0x80, 0x80, 0xE4, b'x']);
    assert_eq!(follow.position(), 7);
}

#[test]
fn a_follower_goes_on_where_an_earlier_one_ended() {
    let mut follow = LogFollower::from_offset(4);
    let appended = FollowEvent::Appended { offset: 4, bytes: Bytes::from_static(b"two\n") };
    assert_eq!(poll(&mut follow, b"one\ntwo\n"), appended);
    let mut follow = LogFollower::from_offset(9);
    assert_eq!(poll(&mut follow, b"one\n"), FollowEvent::Shrunk { at: 0 });
}

#[test]
fn an_idle_log_is_asked_for_known_bytes_only() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, &[b'a'; 500]);
    let ReadRange::Span { start, .. } = follow.next_range() else { panic!("a span") };
    assert_eq!(start, 500 - OVERLAP as u64);
}

#[test]
fn other_bytes_before_the_end_mean_rewritten() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, b"first run\n");
    assert_eq!(poll(&mut follow, b"second run, longer\n"), FollowEvent::Rewritten { at: 0 });
    let ReadRange::Span { start, .. } = follow.next_range() else { panic!("a span") };
    assert_eq!(start, 0);
}

#[test]
fn fewer_bytes_mean_shrunk() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, b"first run\n");
    assert_eq!(poll(&mut follow, b"first"), FollowEvent::Shrunk { at: 0 });
    let appended = FollowEvent::Appended { offset: 0, bytes: Bytes::from_static(b"first") };
    assert_eq!(poll(&mut follow, b"first"), appended);
}

#[test]
fn a_recreated_blob_begins_again() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, b"old");
    assert_eq!(follow.take(PollResult::Missing), FollowEvent::Missing);
    assert_eq!(follow.next_delay(), Some(Duration::from_secs(30)));
    assert_eq!(follow.take(PollResult::Missing), FollowEvent::Missing);
    assert_eq!(follow.next_delay(), Some(Duration::from_secs(30)));
    assert_eq!(poll(&mut follow, b"newer"), FollowEvent::Recreated { at: 0 });
    let appended = FollowEvent::Appended { offset: 0, bytes: Bytes::from_static(b"newer") };
    assert_eq!(poll(&mut follow, b"newer"), appended);
}

#[test]
fn a_recreated_log_is_shown_from_its_window_on() {
    let mut follow = LogFollower::at_end(Some(3), 4);
    poll(&mut follow, b"old");
    follow.take(PollResult::Missing);
    assert_eq!(follow.next_range(), ReadRange::Span { start: 0, end: 0 });
    assert_eq!(poll(&mut follow, b"0123456789"), FollowEvent::Recreated { at: 6 });
}

#[test]
fn a_log_that_never_existed_does_not_count_as_recreated() {
    let mut follow = LogFollower::at_end(Some(10), 4);
    assert_eq!(follow.take(PollResult::Missing), FollowEvent::Missing);
    assert_eq!(follow.next_delay(), Some(Duration::from_secs(5)));
    assert_eq!(poll(&mut follow, b"0123456789"), FollowEvent::Begin { at: 6 });
}

#[test]
fn a_finished_log_gives_its_last_bytes_and_then_ends() {
    let mut follow = LogFollower::from_start();
    let range = follow.next_range();
    let appended = follow.take(answer(b"end", range, Some(finished())));
    assert!(matches!(appended, FollowEvent::Appended { .. }));
    let range = follow.next_range();
    assert_eq!(follow.take(answer(b"end", range, Some(finished()))), FollowEvent::Finished);
    assert_eq!(follow.next_delay(), None);
}

#[test]
fn failures_wait_longer_each_time_and_a_refusal_ends_the_polls() {
    let mut follow = LogFollower::from_start();
    let failed = PollResult::Failed { retryable: true, retry_after: None };
    let mut longest = Duration::ZERO;
    for _ in 0..10 {
        assert_eq!(follow.take(failed.clone()), FollowEvent::Failed);
        longest = longest.max(follow.next_delay().unwrap());
        assert!(longest <= Duration::from_secs(60));
    }
    assert!(longest >= Duration::from_secs(20));
    follow.take(PollResult::Failed { retryable: false, retry_after: None });
    assert_eq!(follow.next_delay(), None);
}

#[test]
fn after_an_outage_it_goes_on_at_the_same_byte() {
    let mut follow = LogFollower::from_start();
    poll(&mut follow, b"one\n");
    follow.take(PollResult::Failed { retryable: true, retry_after: None });
    let appended = FollowEvent::Appended { offset: 4, bytes: Bytes::from_static(b"two\n") };
    assert_eq!(poll(&mut follow, b"one\ntwo\n"), appended);
}

#[test]
fn a_log_that_ran_far_ahead_is_skipped_to_its_end() {
    let mut follow = LogFollower::at_end(Some(10), 1024);
    poll(&mut follow, &[b'a'; 10]);
    let grown = vec![b'a'; (MAX_BEHIND + 4096) as usize];
    let to = grown.len() as u64 - 1024;
    assert_eq!(poll(&mut follow, &grown), FollowEvent::Skipped { from: 10, to });
}

#[test]
fn after_a_long_absence_only_the_length_is_asked_for() {
    let mut follow = LogFollower::at_end(Some(100), 1024);
    poll(&mut follow, &[b'a'; 100]);
    follow.resume_after_pause();
    assert_eq!(follow.next_range(), ReadRange::Span { start: 36, end: 99 });
    let mut grown = vec![b'a'; (MAX_BEHIND + 4096) as usize];
    let to = grown.len() as u64 - 1024;
    assert_eq!(poll(&mut follow, &grown), FollowEvent::Skipped { from: 100, to });
    assert!(
        matches!(poll(&mut follow, &grown), FollowEvent::Appended { offset, .. } if offset == to)
    );

    follow.resume_after_pause();
    grown.extend(b"and a little more");
    assert_eq!(poll(&mut follow, &grown), FollowEvent::Unchanged);
    assert_eq!(follow.next_delay(), Some(Duration::ZERO), "what is new is asked for at once");
    assert!(
        matches!(poll(&mut follow, &grown), FollowEvent::Appended { bytes, .. } if bytes.len() == 17)
    );
    follow.resume_after_pause();
    assert_eq!(poll(&mut follow, &grown), FollowEvent::Unchanged);
    assert!(follow.next_delay().unwrap() >= Duration::from_secs(1), "there is nothing new");
}

#[test]
fn a_log_can_be_resumed_before_any_byte_is_known() {
    let mut follow = LogFollower::from_start();
    follow.resume_after_pause();
    assert_eq!(follow.next_range(), ReadRange::Span { start: 0, end: 0 });
    let appended = FollowEvent::Appended { offset: 0, bytes: Bytes::from_static(b"a") };
    assert_eq!(poll(&mut follow, b"abc"), appended);
    assert_eq!(follow.next_delay(), Some(Duration::ZERO));
}

/// Answers with these properties.
fn poll_of(follow: &mut LogFollower, blob: &[u8], of: BlobProperties) -> FollowEvent {
    let PollResult::Answer { offset, total, bytes, .. } = answer(blob, follow.next_range(), None)
    else {
        panic!("an answer")
    };
    follow.take(PollResult::Answer { offset, total, bytes, properties: Box::new(of) })
}

#[test]
fn a_recreated_log_is_noticed_even_if_its_bytes_are_equal() {
    let of = |seconds| BlobProperties {
        blob_type: Some(BlobType::Append),
        created: Some(Timestamp::from_unix(seconds)),
        ..BlobProperties::default()
    };
    let mut follow = LogFollower::from_start();
    poll_of(&mut follow, b"loading\n", of(1));
    assert_eq!(poll_of(&mut follow, b"loading\n", of(1)), FollowEvent::Unchanged);
    assert_eq!(poll_of(&mut follow, b"loading\ndone\n", of(2)), FollowEvent::Rewritten { at: 0 });
    let appended =
        FollowEvent::Appended { offset: 0, bytes: Bytes::from_static(b"loading\ndone\n") };
    assert_eq!(poll_of(&mut follow, b"loading\ndone\n", of(2)), appended);
}

fn written_whole(etag: &str) -> BlobProperties {
    BlobProperties {
        content_md5: Some(etag.to_owned()),
        blob_type: Some(BlobType::Block),
        etag: Some(etag.to_owned()),
        ..BlobProperties::default()
    }
}

#[test]
fn a_rewritten_log_that_keeps_its_known_bytes_counts_as_grown() {
    let mut follow = LogFollower::from_start();
    let mut blob = vec![b'a'; 3 * LONG_OVERLAP];
    poll_of(&mut follow, &blob, written_whole("1"));
    blob.extend(b"more");
    assert_eq!(poll_of(&mut follow, &blob, written_whole("2")), FollowEvent::Unchanged);
    assert_eq!(follow.next_delay(), Some(Duration::ZERO));
    let (start, end) = (2 * LONG_OVERLAP as u64, 3 * LONG_OVERLAP as u64 - 1);
    assert_eq!(follow.next_range(), ReadRange::Span { start, end }, "the long overlap");
    assert_eq!(poll_of(&mut follow, &blob, written_whole("2")), FollowEvent::Unchanged);
    let appended = poll_of(&mut follow, &blob, written_whole("2"));
    assert_eq!(
        appended,
        FollowEvent::Appended { offset: end + 1, bytes: Bytes::from_static(b"more") }
    );
    assert_eq!(poll_of(&mut follow, &blob, written_whole("2")), FollowEvent::Unchanged);
    assert!(follow.next_delay().unwrap() >= Duration::from_secs(1));
}

#[test]
fn a_change_before_the_overlap_of_a_block_blob_means_rewritten() {
    let mut follow = LogFollower::from_start();
    let mut blob = vec![b'a'; 1000];
    poll_of(&mut follow, &blob, written_whole("1"));
    blob[500] = b'b';
    blob.push(b'a');
    assert_eq!(poll_of(&mut follow, &blob, written_whole("2")), FollowEvent::Unchanged);
    assert_eq!(poll_of(&mut follow, &blob, written_whole("2")), FollowEvent::Rewritten { at: 0 });
}

#[test]
fn a_checksum_tells_a_rewrite_of_the_same_length() {
    let of = |md5: &str| BlobProperties {
        content_md5: Some(md5.to_owned()),
        ..BlobProperties::default()
    };
    let mut follow = LogFollower::from_start();
    poll_of(&mut follow, b"aaa", of("1"));
    poll_of(&mut follow, b"aaa", of("1"));
    assert_eq!(poll_of(&mut follow, b"aaa", of("2")), FollowEvent::Rewritten { at: 0 });
}

#[test]
fn an_empty_log_reports_that_it_is_empty() {
    let mut follow = LogFollower::at_end(None, 100);
    assert!(!follow.is_empty(), "it was not asked");
    poll(&mut follow, b"");
    assert!(follow.is_empty());
    poll(&mut follow, b"x");
    assert!(!follow.is_empty());
}

#[test]
fn an_ended_log_can_be_resumed() {
    let mut follow = LogFollower::from_start();
    for _ in 0..2 {
        let range = follow.next_range();
        follow.take(answer(b"first\n", range, Some(finished())));
    }
    assert_eq!(follow.next_delay(), None);
    follow.resume();
    let appended = FollowEvent::Appended { offset: 6, bytes: Bytes::from_static(b"second\n") };
    assert_eq!(poll(&mut follow, b"first\nsecond\n"), appended);
    follow.resume();
    assert_eq!(poll(&mut follow, b"other\nsecond\n, longer"), FollowEvent::Rewritten { at: 0 });
}

#[test]
fn polls_are_rarer_on_accounts_with_a_hierarchical_namespace() {
    let of = BlobProperties { is_hierarchical: true, ..BlobProperties::default() };
    let mut follow = LogFollower::from_start();
    let mut blob = Vec::new();
    for round in 0..20 {
        if round % 3 > 0 {
            blob.push(b'x');
        }
        poll_of(&mut follow, &blob, of.clone());
        assert!(follow.next_delay().unwrap() >= Duration::from_secs(10), "round {round}");
    }
}

#[test]
fn an_idle_log_is_polled_less_often_but_once_per_flush_interval() {
    let mut follow = LogFollower::from_start();
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
    fn all_bytes_of_the_blob_are_returned(
        pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..40),
        polls in proptest::collection::vec(0usize..3, 40),
    ) {
        let mut blob = Vec::new();
        let mut seen = Vec::new();
        let mut follow = LogFollower::from_start();
        for (piece, times) in pieces.iter().zip(polls.iter().chain(std::iter::repeat(&1))) {
            blob.extend_from_slice(piece);
            for _ in 0..*times {
                if let FollowEvent::Appended { offset, bytes } = poll(&mut follow, &blob) {
                    prop_assert_eq!(offset, seen.len() as u64);
                    seen.extend_from_slice(&bytes);
                }
            }
        }
        let end = follow.take(answer(&blob, follow.next_range(), Some(finished())));
        if let FollowEvent::Appended { bytes, .. } = end {
            seen.extend_from_slice(&bytes);
        }
        prop_assert_eq!(seen, blob);
    }
}
