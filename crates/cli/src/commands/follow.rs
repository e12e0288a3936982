//! `jobshelf follow`: prints logs while they grow, several at once.

mod printer;

use super::selection::{explain, missing_job, missing_kind};
use crate::access::Purpose;
use crate::args::{FollowArgs, OutputMode};
use crate::suggestion::NotFound;
use crate::target::resolve_container;
use anyhow::Result;
use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::{
    BlobContainer, Error, ErrorKind, JobOutputStorage, JobPage, JobPages, Kind, OutputAddress,
    OutputFile, OutputPath, Owner, TaskId,
};
use printer::{Line, Printer};
use std::collections::{BTreeSet, HashSet};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How often to look for new logs, when all are followed.
const LIST_INTERVAL: Duration = Duration::from_secs(10);
/// The names under which the helper saves a task's output streams.
const STREAMS: [&str; 2] = ["stdout.txt", "stderr.txt"];

/// Follows the named logs, or all of them.
pub(crate) async fn run(args: &FollowArgs, mode: OutputMode) -> Result<ExitCode> {
    let kind = Kind::parse(&args.kind)?;
    let paths = match args.paths.as_slice() {
        [] => STREAMS.map(str::to_owned).to_vec(),
        paths => paths.to_vec(),
    };
    let paths: Vec<OutputPath> =
        paths.iter().map(|path| OutputPath::parse(path)).collect::<Result<_, _>>()?;
    let tasks: Vec<TaskId> =
        args.task.iter().map(|task| TaskId::parse(task)).collect::<Result<_, _>>()?;
    let (container, _) = resolve_container(args.job.as_deref(), Purpose::View)?;
    let is_one = tasks.len() == 1 && args.paths.len() == 1;
    let mut logs = Logs {
        printer: Arc::new(Printer::new(mode, is_one)),
        container,
        tail: args.tail,
        known: HashSet::new(),
        following: JoinSet::new(),
    };
    if tasks.is_empty() {
        return logs.follow_all(&kind, &paths, args.paths.is_empty()).await;
    }
    for task in tasks {
        for path in &paths {
            let owner = Owner::Task(task.clone());
            logs.add(OutputAddress::new(owner, kind.clone(), path.clone()));
        }
    }
    logs.follow_to_their_end().await
}

/// The followed logs.
struct Logs {
    printer: Arc<Printer>,
    container: BlobContainer,
    tail: Option<u64>,
    known: HashSet<OutputAddress>,
    following: JoinSet<Result<()>>,
}

impl Logs {
    fn add(&mut self, address: OutputAddress) {
        if !self.known.insert(address.clone()) {
            return;
        }
        let line = self.printer.line(&address);
        let output = OutputFile::new(self.container.clone(), address);
        let tail = self.tail;
        self.following.spawn(async move { follow(&output, tail, line).await });
    }

    async fn follow_to_their_end(mut self) -> Result<ExitCode> {
        while let Some(ended) = self.following.join_next().await {
            ended??;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn page(&self, pages: &mut JobPages) -> Result<Option<JobPage>> {
        match pages.next_page().await {
            Ok(page) => Ok(page),
            Err(error) => Err(missing_job(error, &self.container).await),
        }
    }

    /// Follows all logs, until all are finished and a listing shows no new ones.
    async fn follow_all(
        mut self,
        kind: &Kind,
        paths: &[OutputPath],
        are_defaults: bool,
    ) -> Result<ExitCode> {
        let storage = JobOutputStorage::new(self.container.clone());
        let mut is_first = true;
        loop {
            let n_before = self.known.len();
            let mut seen = Seen::default();
            let mut pages = storage.pages(None);
            while let Some(page) = self.page(&mut pages).await? {
                for output in page.outputs {
                    let address = output.address;
                    if self.known.is_empty() {
                        seen.add(&address, kind);
                    }
                    let is_named = paths.iter().any(|path| path.as_str() == address.path());
                    let is_task = matches!(address.owner(), Owner::Task(_));
                    if address.kind() == kind && is_task && is_named {
                        self.add(address);
                    }
                }
            }
            let is_new = self.known.len() > n_before;
            match (self.known.is_empty(), are_defaults) {
                (true, false) => return Err(seen.missing(&self.container, kind, paths).into()),
                (true, true) if is_first => {
                    let missing = seen.missing(&self.container, kind, paths);
                    self.printer.note("waiting", None, &format!("waiting for logs: {missing}"));
                }
                (false, _) if !is_new && self.following.is_empty() => return Ok(ExitCode::SUCCESS),
                _ => {}
            }
            is_first = false;
            let pause = sleep(LIST_INTERVAL);
            tokio::pin!(pause);
            loop {
                tokio::select! {
                    () = &mut pause => break,
                    Some(ended) = self.following.join_next() => ended??,
                }
            }
        }
    }
}

/// What a listing has that is not followed, for the name that was meant.
#[derive(Debug, Default)]
struct Seen {
    kinds: BTreeSet<String>,
    /// The paths of the followed kind.
    paths: BTreeSet<String>,
}

impl Seen {
    fn add(&mut self, address: &OutputAddress, kind: &Kind) {
        if address.kind() == kind {
            self.paths.insert(address.path().to_owned());
        } else {
            self.kinds.insert(address.kind().as_str().to_owned());
        }
    }

    /// Why there is nothing to follow.
    fn missing(&self, container: &BlobContainer, kind: &Kind, paths: &[OutputPath]) -> NotFound {
        if self.paths.is_empty() {
            return missing_kind(container, kind, &self.kinds);
        }
        let named: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        let what = format!("no task has an output {} of kind `{kind}`", named.join(" or "));
        let name = paths.first().map_or("", OutputPath::as_str);
        NotFound::new(what, name, self.paths.iter().map(String::as_str))
    }
}

/// Follows one log until it is finished.
async fn follow(output: &OutputFile, tail: Option<u64>, mut line: Line) -> Result<()> {
    let mut follow = match tail {
        Some(window) => LogFollower::at_end(None, window),
        None => LogFollower::from_start(),
    };
    let mut is_waiting = false;
    loop {
        let (poll, error) = poll(output, &follow).await;
        match follow.take(poll) {
            FollowEvent::Appended { bytes, .. } => line.print(&bytes)?,
            FollowEvent::Skipped { from, to } => {
                line.note("skipped", &format!("{} bytes skipped", to - from));
            }
            FollowEvent::Rewritten { .. }
            | FollowEvent::Shrunk { .. }
            | FollowEvent::Recreated { .. } => {
                line.note("restarted", "begins anew");
            }
            FollowEvent::Missing if !is_waiting => {
                is_waiting = true;
                let name = output.address().blob_name();
                let missing = explain(output.container(), name.as_str()).await;
                line.note("waiting", &format!("waiting for it: {missing}"));
            }
            FollowEvent::Begin { .. } | FollowEvent::Unchanged | FollowEvent::Missing => {}
            FollowEvent::Finished => {
                line.end()?;
                return Ok(());
            }
            FollowEvent::Failed => {}
        }
        match (follow.next_delay(), error) {
            (Some(delay), _) => sleep(delay).await,
            (None, Some(error)) => return Err(missing_job(error, output.container()).await),
            (None, None) => return Ok(()),
        }
    }
}

async fn poll(output: &OutputFile, follow: &LogFollower) -> (PollResult, Option<Error>) {
    let answer = match output.read(follow.next_range()).await {
        Ok(read) => {
            let (offset, total) = (read.offset, read.total);
            let properties = Box::new(read.properties);
            match read.body.collect(usize::MAX).await {
                Ok(bytes) => {
                    return (PollResult::Answer { offset, total, bytes, properties }, None);
                }
                Err(_) => return (PollResult::Failed { retryable: true, retry_after: None }, None),
            }
        }
        Err(error) => error,
    };
    if answer.kind() == ErrorKind::BlobNotFound {
        return (PollResult::Missing, None);
    }
    let (retryable, retry_after) = (answer.is_retryable(), answer.retry_after());
    (PollResult::Failed { retryable, retry_after }, Some(answer))
}
