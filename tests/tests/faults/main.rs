//! Every operation of the core under more than a thousand schedules of faults, each from a seed: no
//! byte is lost, duplicated or reordered without an error.
//!
//! Each schedule has its own proxy in front of one Azurite. The result of the core is compared with
//! the content of the service, which is read without the proxy. The seed of a failed schedule is
//! printed; `JOBSHELF_FAULT_SEED=17` runs only that schedule in each test, and
//! `JOBSHELF_FAULT_SHIFT=1000000` runs as many other schedules.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod fetching;
mod following;
mod foreign;
mod listing;
mod saving;
mod tally;
mod tracking;

use jobshelf::transport::PlatformTransport;
use jobshelf::{
    BlobAccount, BlobContainer, BlobName, Credential, Error, OutputPath, ReadRange, RetryPolicy,
    SasUrl, TaskId, TaskOutputStorage,
};
use jobshelf_tests::{Azurite, Fault, FaultPlan, FaultProxy, Random};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tally::Tally;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// The number of schedules that run at once.
const PARALLEL: usize = 12;

/// The state that the schedules of one test share.
struct World {
    /// The container, without the proxy.
    direct: BlobContainer,
    sas: SasUrl,
    transport: PlatformTransport,
    folder: tempfile::TempDir,
}

impl World {
    async fn new(container: &str) -> Arc<Self> {
        let azurite = Azurite::shared().unwrap();
        let direct = azurite.container(container).await.unwrap();
        let sas = azurite.container_sas_url(direct.name(), "racwdl").unwrap();
        let transport = PlatformTransport::new().unwrap();
        Arc::new(Self { direct, sas, transport, folder: tempfile::tempdir().unwrap() })
    }

    /// All bytes of a blob, if it exists.
    async fn stored(&self, blob: &BlobName) -> Option<Vec<u8>> {
        let read = self.direct.read(blob, ReadRange::All).await.ok()?;
        Some(read.body.collect(usize::MAX).await.unwrap().to_vec())
    }
}

/// One schedule: its numbers, its proxy, and the container through it.
struct Schedule {
    world: Arc<World>,
    seed: u64,
    random: Random,
    proxy: FaultProxy,
    plan: FaultPlan,
}

impl Schedule {
    async fn new(world: Arc<World>, seed: u64) -> Self {
        let mut random = Random::new(seed);
        // From few faults to more than most requests survive.
        let mut plan = FaultPlan::seeded(seed, 0.05 + 0.55 * random.fraction());
        // In some schedules the SAS expires in the middle.
        let early = random.below(10) + 1;
        plan.forbidden_from = (random.below(8) == 0).then(|| random.below(early));
        // In some, a throttling service sends `Retry-After`.
        plan.retry_after = u32::from(seed.is_multiple_of(4));
        let upstream = Azurite::shared().unwrap().origin();
        let proxy = FaultProxy::start(upstream, FaultPlan::default()).await.unwrap();
        Self { world, seed, random, proxy, plan }
    }

    /// The same schedule in a network that also answers in the service's place.
    fn with_foreign_answers(mut self) -> Self {
        self.plan.faults.extend(Fault::FOREIGN);
        self.plan.faults.extend(Fault::FOREIGN);
        self
    }

    /// Starts the plan.
    fn begin(&self) {
        self.proxy.follow_plan(self.plan.clone());
    }

    /// The container through the proxy; tries are short.
    fn container(&self) -> BlobContainer {
        self.container_by(&self.world.sas)
    }

    fn container_by(&self, sas: &SasUrl) -> BlobContainer {
        let url = self.proxy.through(sas).unwrap();
        let retry = RetryPolicy::new()
            .with_tries(4)
            .with_base_delay(Duration::from_millis(1))
            .with_max_delay(Duration::from_millis(4));
        let credential = Credential::Sas(url.token);
        BlobAccount::with_transport(url.account, credential, self.world.transport.clone())
            .with_retry(retry)
            .container(self.world.direct.name())
    }

    fn task(&self) -> TaskOutputStorage {
        TaskOutputStorage::new(self.container(), self.task_id())
    }

    fn task_id(&self) -> TaskId {
        TaskId::parse(&format!("t{}", self.seed)).unwrap()
    }

    /// A file that belongs to this schedule.
    fn file(&self, name: &str) -> std::path::PathBuf {
        self.world.folder.path().join(format!("{}-{name}", self.seed))
    }

    /// Whether every retry respected `Retry-After`. Call this before the
    /// same operation is repeated.
    fn check_patience(&self) -> Result<(), Broken> {
        match self.proxy.n_early() {
            0 => Ok(()),
            n_early => Err(format!("{n_early} requests came back too early")),
        }
    }

    /// The counts, and whether the operation under test succeeded at once.
    fn tally(&self, succeeded_at_once: bool) -> Tally {
        Tally::of(&self.proxy, succeeded_at_once)
    }
}

/// Why a schedule failed.
type Broken = String;

/// Checks that an error names the action and the object, and contains no secret.
fn check_error(error: &Error, object: &str) -> Result<(), Broken> {
    let (text, debug) = (error.to_string(), format!("{error:?}"));
    if !text.contains(object) {
        return Err(format!("the error does not name {object}: {text}"));
    }
    if ["sig=", "sig%3D"].iter().any(|secret| text.contains(secret) || debug.contains(secret)) {
        return Err("the error holds a signature".to_owned());
    }
    Ok(())
}

/// Reports where two texts differ, without their content.
fn check_equal(found: Option<&[u8]>, expected: &[u8], what: &str) -> Result<(), Broken> {
    let Some(found) = found else { return Err(format!("{what} is missing")) };
    if found == expected {
        return Ok(());
    }
    let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    Err(format!(
        "{what} has {} bytes where {} were expected; they differ from byte {same} on",
        found.len(),
        expected.len()
    ))
}

/// Runs a schedule for each seed, many at once, and adds up the counts.
async fn run<F, R>(world: &Arc<World>, seeds: std::ops::Range<u64>, schedule: F) -> Tally
where
    F: Fn(Schedule) -> R,
    R: Future<Output = Result<Tally, Broken>> + Send + 'static,
{
    let shift = number_from("JOBSHELF_FAULT_SHIFT").unwrap_or_default();
    let seeds = match only_seed() {
        Some(seed) => seed..seed + 1,
        None => seeds.start + shift..seeds.end + shift,
    };
    let permits = Arc::new(Semaphore::new(PARALLEL));
    let mut running = JoinSet::new();
    let mut seeds_of_tasks = HashMap::new();
    for seed in seeds {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let schedule = schedule(Schedule::new(Arc::clone(world), seed).await);
        let task = running.spawn(async move {
            let result = schedule.await;
            drop(permit);
            result
        });
        seeds_of_tasks.insert(task.id(), seed);
    }
    let mut total = Tally::default();
    let mut broken = Vec::new();
    while let Some(result) = running.join_next_with_id().await {
        let (id, result) = match result {
            Ok((id, result)) => (id, result),
            Err(panic) => (panic.id(), Err(panic.to_string())),
        };
        match result {
            Ok(tally) => total.add(&tally),
            Err(why) => {
                let seed = seeds_of_tasks.get(&id).unwrap();
                broken.push(format!("seed {seed}: {why}"));
            }
        }
    }
    broken.sort();
    assert!(broken.is_empty(), "{} schedules broke:\n{}", broken.len(), broken.join("\n"));
    println!("{total}");
    total
}

/// The single schedule to run, for debugging.
fn only_seed() -> Option<u64> {
    number_from("JOBSHELF_FAULT_SEED")
}

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|number| number.parse().unwrap())
}

fn path(path: &str) -> OutputPath {
    OutputPath::parse(path).unwrap()
}
