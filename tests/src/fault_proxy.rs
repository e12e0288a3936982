//! A proxy that does to a client what networks and busy services do: on a schedule drawn from a
//! seed, it refuses, cuts, delays and loses, and it counts.
//!
//! It stands between any client of the Blob service and an [`Azurite`](crate::Azurite), and knows of
//! HTTP/1.1 only what that takes. It never changes a byte that it passes on: what a client reads
//! through it is what the service sent, a part of that, or nothing.
//!
//! Invariant: what happens to a request depends on the plan, on the request (its method, path,
//! range and block) and on how often it came before, never on the order in which requests arrive.
//! So a schedule is the same again for the same seed, also when requests run side by side; only
//! [`FaultPlan::forbidden_from`] counts in order of arrival.

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

/// A running proxy; dropping it ends it and every connection through it.
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
        // Nothing that holds it can panic half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultProxy {
    /// Starts one on a free port of loopback, before the service at `upstream`
    /// (`http://127.0.0.1:PORT`). It runs in the runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or `upstream` is not of that form.
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

    /// The same SAS URL, leading through the proxy.
    ///
    /// # Errors
    /// When the URL is not one of an emulator, whose account stands in the path.
    pub fn through(&self, url: &SasUrl) -> Result<SasUrl, jobshelf::EndpointError> {
        let endpoint = format!("{}/{}", self.origin, url.account.account_name());
        Ok(SasUrl { account: AccountEndpoint::parse(&endpoint)?, ..url.clone() })
    }

    /// From now on another plan holds; what was counted stays.
    pub fn follow_plan(&self, plan: FaultPlan) {
        self.schedule.lock().plan = plan;
    }

    /// From now on all is well.
    pub fn heal(&self) {
        self.follow_plan(FaultPlan::default());
    }

    /// How many requests have come, those that were cut in their body too.
    pub fn n_requests(&self) -> usize {
        self.schedule.lock().n_requests
    }

    /// How many requests came again before the time that a busy service had asked for.
    pub fn n_early(&self) -> usize {
        self.schedule.lock().n_early
    }

    /// How many requests met this fault.
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
