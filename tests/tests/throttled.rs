//! A pool of tasks that all save at once, against a service that throttles a third of all requests.
//!
//! The test asserts counts, since retries are limited to spare the service.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use jobshelf::{BlobContainer, OutputPath, SasUrl, TaskId, TaskOutputKind, TaskOutputStorage};
use jobshelf_tests::{Azurite, Fault, FaultPlan, FaultProxy};
use tokio::task::JoinSet;

const N_TASKS: usize = 1_000;
const MOST_REQUESTS_PER_BLOB: f64 = 2.5;
/// A schedule in which a task is refused eight times in a row: with a thousand tasks, two schedules
/// in five have one that is refused seven times and more.
const UNLUCKY_SEED: u64 = 7;
/// A task has a connection of its own, of which both ends are in this process, and the proxy has
/// one to the service for it.
const MOST_FILES: u64 = 4 * N_TASKS as u64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_save_while_a_third_of_all_requests_is_throttled() {
    let allowed = rlimit::increase_nofile_limit(MOST_FILES).unwrap();
    assert!(allowed >= MOST_FILES, "only {allowed} open files are allowed; raise: ulimit -Hn");
    let azurite = Azurite::shared().unwrap();
    let direct = azurite.container("job-throttled").await.unwrap();
    let sas = azurite.container_sas_url(direct.name(), "racwl").unwrap();
    let plan = FaultPlan::only(Fault::Busy, UNLUCKY_SEED, 1.0 / 3.0);
    let proxy = FaultProxy::start(azurite.origin(), plan).await.unwrap();
    let sas = proxy.through(&sas).unwrap();

    let mut tasks = JoinSet::new();
    for index in 0..N_TASKS {
        let sas = sas.clone();
        tasks.spawn(async move { save(&sas, index).await.map_err(|error| (index, error)) });
    }
    let results = tasks.join_all().await;
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failed.is_empty(), "{} of {N_TASKS} failed: {:?}", failed.len(), failed.first());

    let n_requests = proxy.n_requests();
    let refused = proxy.n_faults(Fault::Busy) as f64 / n_requests as f64;
    let per_blob = n_requests as f64 / N_TASKS as f64;
    println!("{n_requests} requests, {per_blob:.2} a blob, {:.0} % refused", refused * 100.0);
    assert!((0.28..0.39).contains(&refused), "{refused} of all requests were refused");
    assert!(per_blob < MOST_REQUESTS_PER_BLOB, "{per_blob} requests a blob");

    proxy.heal();
    for index in (0..N_TASKS).step_by(97) {
        let output = storage(&sas, index).get_output(&TaskOutputKind::task_output(), &path());
        let found = output.download_to_bytes(100).await.unwrap();
        assert_eq!(&found[..], text(index).as_bytes());
    }
    let listed = jobshelf::JobOutputStorage::new(direct).list_page(None).await.unwrap();
    assert_eq!(listed.outputs.len(), N_TASKS);
}

/// A task as on its node: with its own client and the default retries.
fn storage(sas: &SasUrl, index: usize) -> TaskOutputStorage {
    let container = BlobContainer::from_sas_url(sas).unwrap();
    TaskOutputStorage::new(container, TaskId::parse(&format!("t{index:04}")).unwrap())
}

async fn save(sas: &SasUrl, index: usize) -> Result<(), jobshelf::Error> {
    let kind = TaskOutputKind::task_output();
    storage(sas, index).save_text(&kind, &text(index), &path()).await
}

fn path() -> OutputPath {
    OutputPath::parse("result.txt").unwrap()
}

fn text(index: usize) -> String {
    format!("the result of task {index}\n")
}
