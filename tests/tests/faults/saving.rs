//! Saving: the blob is unchanged or equals the new file; never a mixture.

use super::{Broken, Fault, Schedule, Tally, World, check_equal, check_error, path, run};
use jobshelf::{Error, IfExists, SaveOptions, TaskOutputKind, TaskOutputStorage, WriteOptions};
use jobshelf_tests::{Azurite, FaultPlan};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// All faults except those of appends and reads.
const MET: [Fault; 6] = [
    Fault::Busy,
    Fault::Broken,
    Fault::BrokenAfterwards,
    Fault::RequestReset,
    Fault::AnswerLost,
    Fault::Forbidden,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_request_save_is_complete_or_reports_an_error() {
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
async fn a_save_in_blocks_is_complete_or_reports_an_error() {
    let world = World::new("job-faults-save-blocks").await;
    let tally = run(&world, 10_000..10_012, |mut schedule| async move {
        let length = (16 << 20) + 1 + schedule.random.below(9 << 20);
        save(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(12, &[]);
}

/// A third of all answers is lost, so that many retries find their own blob.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retried_save_without_overwrite_recognises_its_own_blob() {
    let world = World::new("job-faults-refuse").await;
    let n_unsettled = Arc::new(AtomicUsize::new(0));
    let tally = run(&world, 15_000..15_200, |schedule| {
        let n_unsettled = Arc::clone(&n_unsettled);
        async move { save_once(schedule, &n_unsettled).await }
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(200, &[Fault::AnswerLost]);
    tally.assert_some("unsettled saves", n_unsettled.load(Ordering::Relaxed));
}

async fn save_once(mut schedule: Schedule, n_unsettled: &AtomicUsize) -> Result<Tally, Broken> {
    // A SAS that may read, only list, neither, and only create.
    let rights = ["rcwl", "cwl", "cw", "c"].into_iter().cycle().nth(schedule.random.below(4));
    let rights = rights.ok_or("there are rights")?;
    let can_look = rights.contains(['r', 'l']);
    let has_old = schedule.random.below(3) == 0;
    let name = schedule.world.direct.name();
    let sas = Azurite::shared().unwrap().container_sas_url(name, rights).unwrap();
    let storage = TaskOutputStorage::new(schedule.container_by(&sas), schedule.task_id());
    let (kind, to) = (TaskOutputKind::task_output(), path("out.bin"));
    let blob = storage.get_output(&kind, &to).address().blob_name();
    let (old, new) = (b"old".to_vec(), schedule.random.bytes(500));
    if has_old {
        let body = bytes::Bytes::copy_from_slice(&old);
        schedule.world.direct.put_blob(&blob, body, &WriteOptions::default()).await.unwrap();
    }
    let file = schedule.file("source");
    tokio::fs::write(&file, &new).await.unwrap();
    let options = SaveOptions::new().with_if_exists(IfExists::Refuse);

    schedule.proxy.follow_plan(FaultPlan::only(Fault::AnswerLost, schedule.seed, 0.33));
    let saved = storage.save(&kind, &file, &to, &options).await;
    let found = schedule.world.stored(&blob).await;
    if has_old {
        check_equal(found.as_deref(), &old, "the blob that was there")?;
    }
    match &saved {
        Ok(_) if has_old => return Err("it says that it saved over another's blob".to_owned()),
        Ok(_) => check_equal(found.as_deref(), &new, "the blob")?,
        Err(Error::UnknownOutcome { .. }) if can_look => {
            return Err(format!("with {rights} it could have looked"));
        }
        Err(Error::UnknownOutcome { .. }) => {
            n_unsettled.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) if error.service_code() == Some("BlobAlreadyExists") && !has_old => {
            return Err("it took its own blob for another's".to_owned());
        }
        Err(error) => check_error(error, &format!("blob `{}`", blob.as_str()))?,
    }
    Ok(schedule.tally(saved.is_ok()))
}

pub(crate) async fn save(schedule: &mut Schedule, length: usize) -> Result<Tally, Broken> {
    let kind = TaskOutputKind::task_output();
    let storage = schedule.task();
    let to = path("out.bin");
    let blob = storage.get_output(&kind, &to).address().blob_name();
    let object = format!("blob `{}`", blob.as_str());
    let new = schedule.random.bytes(length);
    let old = (schedule.random.below(2) == 0).then(|| schedule.random.bytes(900));
    if let Some(old) = &old {
        let body = bytes::Bytes::copy_from_slice(old);
        schedule.world.direct.put_blob(&blob, body, &WriteOptions::default()).await.unwrap();
    }
    let refuses = schedule.random.below(3) == 0;
    let if_exists = if refuses { IfExists::Refuse } else { IfExists::Overwrite };
    let options = SaveOptions::new().with_if_exists(if_exists);
    let file = schedule.file("source");
    tokio::fs::write(&file, &new).await.unwrap();

    schedule.begin();
    let saved = storage.save(&kind, &file, &to, &options).await;
    schedule.check_patience()?;
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

    // A save without faults then succeeds in any case.
    schedule.proxy.heal();
    let again = storage.save(&kind, &file, &to, &SaveOptions::default()).await;
    again.map_err(|error| format!("the save without faults: {error}"))?;
    let found = schedule.world.stored(&blob).await;
    check_equal(found.as_deref(), &new, "the blob saved again")?;
    schedule.world.direct.delete(&blob).await.unwrap();
    tokio::fs::remove_file(&file).await.unwrap();
    Ok(schedule.tally(saved.is_ok()))
}
