//! Listing: every name exactly once and in order, or an error; never a shorter list.

use super::{Broken, Fault, Schedule, Tally, World, check_error, run};
use jobshelf::{BlobName, ListOptions, OutputAddress, TaskOutputKind, WriteOptions};

const N_BLOBS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_is_complete_or_an_error() {
    let world = World::new("job-faults-list").await;
    fill(&world).await;
    let tally =
        run(&world, 40_000..40_160, |mut schedule| async move { list(&mut schedule).await });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(
        160,
        &[Fault::Busy, Fault::AnswerReset, Fault::AnswerTruncated, Fault::SlowDrip],
    );
}

/// Puts the blobs into the container that are to be listed.
pub(crate) async fn fill(world: &World) {
    for index in 0..N_BLOBS {
        let name = BlobName::parse(&name(index)).unwrap();
        let body = bytes::Bytes::from(format!("{index}"));
        world.direct.put_blob(&name, body, &WriteOptions::default()).await.unwrap();
    }
}

fn name(index: usize) -> String {
    format!("t/$TaskOutput/frames/{index:04} é & <b>.png")
}

pub(crate) async fn list(schedule: &mut Schedule) -> Result<Tally, Broken> {
    let container = schedule.container();
    let page_size = u32::try_from(5 + schedule.random.below(40)).unwrap();
    schedule.begin();
    let listed = if schedule.random.below(3) == 0 {
        let task = jobshelf::TaskId::parse("t").unwrap();
        let storage = jobshelf::TaskOutputStorage::new(container.clone(), task);
        let outputs = storage.list_outputs(&TaskOutputKind::task_output()).await;
        outputs.map(|outputs| outputs.into_iter().map(|output| output.blob).collect())
    } else {
        pages(&container, page_size).await
    };
    schedule.check_patience()?;
    match &listed {
        Ok(blobs) => {
            let found: Vec<_> = blobs.iter().map(|blob| blob.name.clone()).collect();
            let expected: Vec<_> = (0..N_BLOBS).map(name).collect();
            if found != expected {
                return Err(format!("{} names of {N_BLOBS}, or not those", found.len()));
            }
            if blobs.iter().any(|blob| OutputAddress::parse(&blob.name).is_none()) {
                return Err("a name is not understood".to_owned());
            }
        }
        Err(error) => {
            let name = schedule.world.direct.name().as_str();
            check_error(error, &format!("container `{name}`"))?;
        }
    }
    Ok(schedule.tally(listed.is_ok()))
}

async fn pages(
    container: &jobshelf::BlobContainer,
    page_size: u32,
) -> Result<Vec<jobshelf::BlobItem>, jobshelf::Error> {
    let mut pages = container.pages(ListOptions::new().with_max_results(page_size));
    let mut blobs = Vec::new();
    while let Some(page) = pages.next_page().await? {
        blobs.extend(page.blobs);
    }
    Ok(blobs)
}
