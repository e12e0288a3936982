//! A proxy that injects the faults of networks and busy services. By a schedule from a seed, it
//! refuses, cuts, delays and loses requests, answers as a portal would, and counts them.
//!
//! It is between any client of the Blob service and an [`Azurite`](crate::Azurite), and implements
//! only the HTTP/1.1 that these use. It never changes a byte: a client reads what the service sent,
//! a part of it, nothing, or an answer that is the proxy's own.
//!
//! Invariant: the fault of a request depends on the plan, on the request (its method, path, range
//! and block) and on its count, never on the order in which requests arrive. So a schedule is
//! reproducible from its seed, even with parallel requests; only [`FaultPlan::forbidden_from`]
//! counts in order of arrival.

mod foreign;
mod http;
mod plan;
mod random;
mod relay;

pub use plan::{Fault, FaultPlan};
pub use random::Random;

use jobshelf::{AccountEndpoint, SasUrl};
use plan::Schedule;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

/// A running proxy. Dropping it ends it and all of its connections.
#[derive(Debug)]
pub struct FaultProxy {
    origin: String,
    schedule: SharedSchedule,
    task: AbortHandle,
}

/// The schedule, shared by the proxy's connections.
#[derive(Debug, Clone)]
struct SharedSchedule(Arc<Mutex<Schedule>>);

impl SharedSchedule {
    fn lock(&self) -> MutexGuard<'_, Schedule> {
        // No code that holds the lock can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultProxy {
    /// Starts one on a free loopback port, in front of the service at `upstream`
    /// (`http://127.0.0.1:PORT`). It runs in the caller's runtime.
    ///
    /// # Errors
    /// When there is no free port, or `upstream` is not of that form.
    pub async fn start(upstream: &str, plan: FaultPlan) -> std::io::Result<Self> {
        let upstream = upstream
            .strip_prefix("http://")
            .ok_or_else(|| std::io::Error::other("the upstream is not an http origin"))?
            .to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let schedule = SharedSchedule(Arc::new(Mutex::new(Schedule::new(plan))));
        let task = tokio::spawn(accept(listener, upstream, schedule.clone())).abort_handle();
        Ok(Self { origin, schedule, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The same SAS URL, through the proxy.
    ///
    /// # Errors
    /// When the URL is not one of an emulator, with the account in the path.
    pub fn through(&self, url: &SasUrl) -> Result<SasUrl, jobshelf::EndpointError> {
        let endpoint = format!("{}/{}", self.origin, url.account.account_name());
        Ok(SasUrl { account: AccountEndpoint::parse(&endpoint)?, ..url.clone() })
    }

    /// Replaces the plan; the counts stay.
    pub fn follow_plan(&self, plan: FaultPlan) {
        self.schedule.lock().plan = plan;
    }

    /// Ends all faults.
    pub fn heal(&self) {
        self.follow_plan(FaultPlan::default());
    }

    /// The number of requests, including those that were cut in their body.
    pub fn n_requests(&self) -> usize {
        self.schedule.lock().n_requests
    }

    /// The number of retries that came before the time in `Retry-After`.
    pub fn n_early(&self) -> usize {
        self.schedule.lock().n_early
    }

    /// The number of requests with this fault.
    pub fn n_faults(&self, fault: Fault) -> usize {
        self.schedule.lock().n_faults(fault)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, upstream: String, schedule: SharedSchedule) {
    // Aborting this task drops the set, and that aborts the connections.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(relay::serve(client, upstream.clone(), schedule.clone()));
        while connections.try_join_next().is_some() {}
    }
}
