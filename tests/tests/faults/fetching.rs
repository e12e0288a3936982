//! Fetching: a file appears complete and correct, or not at all, and a fetch can be resumed.

use super::{Broken, Fault, Schedule, Tally, World, check_equal, check_error, path, run};
use jobshelf::{PendingAppend, TaskOutputKind, WriteOptions};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_fetched_whole_or_not_at_all() {
    let world = World::new("job-faults-fetch").await;
    let tally = run(&world, 50_000..50_240, |mut schedule| async move {
        let length = schedule.random.below(200_000);
        fetch(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(
        240,
        &[
            Fault::Busy,
            Fault::Broken,
            Fault::RequestReset,
            Fault::AnswerReset,
            Fault::AnswerTruncated,
            Fault::AnswerLost,
            Fault::SlowDrip,
            Fault::Forbidden,
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_ranges_is_fetched_whole_or_not_at_all() {
    let world = World::new("job-faults-fetch-ranges").await;
    let tally = run(&world, 60_000..60_012, |mut schedule| async move {
        let length = (17 << 20) + schedule.random.below(20 << 20);
        fetch(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_met(12, &[]);
}

pub(crate) async fn fetch(schedule: &mut Schedule, length: usize) -> Result<Tally, Broken> {
    let output = schedule.task().get_output(&TaskOutputKind::task_output(), &path("frame.exr"));
    let blob = output.address().blob_name();
    let object = format!("blob `{}`", blob.as_str());
    let bytes = schedule.random.bytes(length);
    let body = bytes::Bytes::copy_from_slice(&bytes);
    let direct = &schedule.world.direct;
    if schedule.random.below(4) == 0 {
        direct.create_append_blob(&blob, &WriteOptions::default()).await.unwrap();
        direct.append(&blob, &mut PendingAppend::new(0, body)).await.unwrap();
    } else {
        direct.put_blob(&blob, body, &WriteOptions::default()).await.unwrap();
    }
    let target = schedule.file("fetched");

    schedule.begin();
    let fetched = output.download_to_file(&target).await;
    schedule.check_patience()?;
    match &fetched {
        Ok(n_bytes) if *n_bytes != length as u64 => {
            return Err(format!("it says {n_bytes} of {length} bytes"));
        }
        Ok(_) => {}
        Err(error) => {
            check_error(error, &object)?;
            if target.exists() {
                return Err(format!("after \"{error}\" there is a file"));
            }
            if schedule.random.below(2) == 0 {
                // Into memory, still with faults: another path to the same bytes.
                if let Ok(found) = output.download_to_bytes(u64::MAX).await {
                    check_equal(Some(&found), &bytes, "what was fetched into memory")?;
                }
            }
            schedule.proxy.heal();
            let again = output.download_to_file(&target).await;
            again.map_err(|error| format!("the fetch without faults: {error}"))?;
        }
    }
    let found = tokio::fs::read(&target).await.unwrap();
    check_equal(Some(&found), &bytes, "the file")?;
    tokio::fs::remove_file(&target).await.unwrap();
    schedule.world.direct.delete(&blob).await.unwrap();
    Ok(schedule.tally(fetched.is_ok()))
}
