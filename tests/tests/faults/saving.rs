//! Saving: the blob is what it was, or all of the new file; never a mixture.

use super::{Broken, Fault, Schedule, Tally, World, check_equal, check_error, path, run};
use jobshelf::{BlobHeaders, IfExists, SaveOptions, TaskOutputKind};

/// Everything but what only appends and reads meet.
const MET: [Fault; 6] = [
    Fault::Busy,
    Fault::Broken,
    Fault::BrokenAfterwards,
    Fault::RequestReset,
    Fault::AnswerLost,
    Fault::Forbidden,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_saved_in_one_request_is_there_whole_or_the_save_says_no() {
    let world = World::new("job-faults-save").await;
    let tally = run(&world, 0..400, |mut schedule| async move {
        let length = schedule.random.below(30_000);
        save(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(400, &MET);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_saved_in_blocks_is_there_whole_or_the_save_says_no() {
    let world = World::new("job-faults-save-blocks").await;
    let tally = run(&world, 10_000..10_012, |mut schedule| async move {
        let length = (16 << 20) + 1 + schedule.random.below(9 << 20);
        save(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(12, &[]);
}

async fn save(schedule: &mut Schedule, length: usize) -> Result<Tally, Broken> {
    let kind = TaskOutputKind::task_output();
    let storage = schedule.task();
    let to = path("out.bin");
    let blob = storage.get_output(&kind, &to).address().blob_name();
    let object = format!("blob `{}`", blob.as_str());
    let new = schedule.random.bytes(length);
    let old = (schedule.random.below(2) == 0).then(|| schedule.random.bytes(900));
    if let Some(old) = &old {
        let body = bytes::Bytes::copy_from_slice(old);
        schedule.world.direct.put_blob(&blob, body, &BlobHeaders::default()).await.unwrap();
    }
    let refuses = schedule.random.below(3) == 0;
    let if_exists = if refuses { IfExists::Refuse } else { IfExists::Overwrite };
    let options = SaveOptions { if_exists, ..SaveOptions::default() };
    let file = schedule.file("source");
    tokio::fs::write(&file, &new).await.unwrap();

    schedule.begin();
    let saved = storage.save(&kind, &file, &to, &options).await;
    let found = schedule.world.stored(&blob).await;
    match &saved {
        Ok(n_bytes) => {
            if old.is_some() && refuses {
                return Err("it overwrote what it was to leave alone".to_owned());
            }
            if *n_bytes != length as u64 {
                return Err(format!("it says {n_bytes} of {length} bytes"));
            }
            check_equal(found.as_deref(), &new, "the blob")?;
        }
        Err(error) => {
            check_error(error, &object)?;
            let may_be_new = old.is_none() || !refuses;
            if found != old && !(may_be_new && found.as_ref() == Some(&new)) {
                return Err(format!("after \"{error}\" the blob is neither old nor new"));
            }
            if error.service_code() == Some("BlobAlreadyExists") && old.is_none() {
                return Err("it took its own blob for another's".to_owned());
            }
        }
    }

    // Whatever happened, a save without faults puts it right.
    schedule.proxy.heal();
    let again = storage.save(&kind, &file, &to, &SaveOptions::default()).await;
    again.map_err(|error| format!("the save without faults: {error}"))?;
    let found = schedule.world.stored(&blob).await;
    check_equal(found.as_deref(), &new, "the blob saved again")?;
    schedule.world.direct.delete(&blob).await.unwrap();
    tokio::fs::remove_file(&file).await.unwrap();
    Ok(schedule.tally(saved.is_ok()))
}
