//! Tracked saving: after every flush the blob is a prefix of the file, and at the end it equals the
//! file.

use super::{Broken, Fault, Schedule, Tally, World, check_equal, check_error, path, run};
use jobshelf::track::TrackOptions;
use jobshelf::{LogState, LogStatus, TaskOutputKind};
use std::io::Write as _;

const ROUNDS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tracked_file_is_in_its_blob_once_whatever_happens() {
    let world = World::new("job-faults-track").await;
    let tally =
        run(
            &world,
            20_000..20_320,
            |mut schedule| async move { track(&mut schedule, false).await },
        );
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(
        320,
        &[
            Fault::Busy,
            Fault::Broken,
            Fault::BrokenAfterwards,
            Fault::RequestReset,
            Fault::AnswerLost,
            Fault::PositionRefused,
            Fault::Forbidden,
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_tracker_resumes_after_one_killed_at_any_request() {
    let world = World::new("job-faults-kill").await;
    let tally =
        run(&world, 30_000..30_160, |mut schedule| async move { track(&mut schedule, true).await });
    let tally = tally.await;
    tally.assert_met(160, &[Fault::AnswerLost, Fault::PositionRefused]);
}

pub(crate) async fn track(schedule: &mut Schedule, kills: bool) -> Result<Tally, Broken> {
    let kind = TaskOutputKind::task_log();
    let storage = schedule.task();
    let to = path("stdout.txt");
    let options = TrackOptions::default();
    let file = schedule.file("stdout.txt");
    let mut tracked = storage.save_tracked(&kind, &file, &to, &options);
    let blob = tracked.blob().clone();
    let object = format!("blob `{}`", blob.as_str());
    let mut written = Vec::new();
    let mut all_went_well = true;

    // Also short pieces, shorter than the bytes that are remembered to notice a rewrite.
    let longest = if schedule.random.below(3) == 0 { 30 } else { 3_000 };

    schedule.begin();
    for _ in 0..ROUNDS {
        let n_bytes = schedule.random.below(longest);
        let piece = schedule.random.bytes(n_bytes);
        append(&file, &piece);
        written.extend(piece);
        if kills && schedule.random.below(3) == 0 {
            // At any point: a flush makes a few steps and is dropped.
            let steps = schedule.random.below(40);
            let mut flush = Box::pin(tracked.flush());
            for _ in 0..steps {
                if futures_util::poll!(&mut flush).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(flush);
            tracked = storage.save_tracked(&kind, &file, &to, &options);
            all_went_well = false;
            continue;
        }
        let flushed = tracked.flush().await;
        let found = schedule.world.stored(&blob).await;
        match &flushed {
            Ok(()) => check_equal(found.as_deref(), &written, "the flushed blob")?,
            Err(error) => {
                check_error(error, &object)?;
                all_went_well = false;
                let found = found.unwrap_or_default();
                let beginning = written.get(..found.len()).unwrap_or_default();
                check_equal(Some(&found), beginning, "the blob after a failed flush")?;
            }
        }
    }

    // The SAS is renewed, and the faults end.
    schedule.proxy.heal();
    finish(&mut tracked).await?;
    check_equal(schedule.world.stored(&blob).await.as_deref(), &written, "the blob at the end")?;
    let properties = schedule.world.direct.properties(&blob).await.unwrap();
    let status = LogStatus::from_metadata(&properties.metadata).ok_or("it has no status")?;
    if (status.state, status.exit_code) != (LogState::Finished, Some(0)) {
        return Err(format!("its status is {status:?}"));
    }
    Ok(schedule.tally(all_went_well))
}

/// A dropped request may still arrive, and then counts once as another writer.
async fn finish<T: jobshelf::transport::Transport>(
    tracked: &mut jobshelf::track::TrackedSave<T>,
) -> Result<(), Broken> {
    let mut last = String::new();
    for _ in 0..5 {
        match tracked.finish(Some(0)).await {
            Ok(()) => return Ok(()),
            Err(error) => last = error.to_string(),
        }
    }
    Err(format!("it does not finish without faults: {last}"))
}

fn append(file: &std::path::Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
    file.write_all(bytes).unwrap();
}
