//! Lets only so many tasks through at once; the others wait in line.
//!
//! Dropping a [`Permit`] lets the next task in. A task that stops waiting loses its place.

use futures_channel::oneshot;
use futures_util::future::LocalBoxFuture;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// Runs all futures, at most `limit` at the same time. Meant for some dozens at most: each running
/// future is polled whenever one of them makes progress.
pub async fn run_all(limit: usize, mut futures: Vec<LocalBoxFuture<'_, ()>>) {
    poll_fn(|context| {
        let mut running = 0;
        futures.retain_mut(|future| {
            let is_unfinished = running == limit || future.as_mut().poll(context).is_pending();
            running += usize::from(is_unfinished && running < limit);
            is_unfinished
        });
        if futures.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Hands out a fixed number of permits. Clones share them.
#[derive(Debug, Clone)]
pub struct Semaphore {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    free: usize,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

/// The right to run; dropping it releases it.
#[derive(Debug)]
pub struct Permit {
    /// None once the permit was released.
    semaphore: Option<Semaphore>,
}

impl Semaphore {
    /// A semaphore with `n` permits.
    pub fn new(n: usize) -> Self {
        let inner = Inner { free: n, waiting: VecDeque::new() };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// Waits for a permit.
    pub async fn acquire(&self) -> Permit {
        loop {
            let turn = {
                let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
                if inner.free > 0 {
                    inner.free -= 1;
                    return Permit { semaphore: Some(self.clone()) };
                }
                let (sender, receiver) = oneshot::channel();
                inner.waiting.push_back(sender);
                receiver
            };
            if let Ok(permit) = turn.await {
                return permit;
            }
        }
    }

    fn release(&self) {
        loop {
            let next = {
                let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
                match inner.waiting.pop_front() {
                    Some(next) => next,
                    None => {
                        inner.free += 1;
                        return;
                    }
                }
            };
            match next.send(Permit { semaphore: Some(self.clone()) }) {
                Ok(()) => return,
                // That task stopped waiting. Its permit comes back and must not be released again.
                Err(mut permit) => drop(permit.semaphore.take()),
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(semaphore) = self.semaphore.take() {
            semaphore.release();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn a_released_permit_lets_the_next_task_in() {
        let semaphore = Semaphore::new(2);
        let first = semaphore.acquire().now_or_never().unwrap();
        let _second = semaphore.acquire().now_or_never().unwrap();
        let mut third = Box::pin(semaphore.acquire());
        assert!(third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(third.as_mut().now_or_never().is_some());
    }

    #[test]
    fn a_task_that_stops_waiting_loses_its_place() {
        let semaphore = Semaphore::new(1);
        let first = semaphore.acquire().now_or_never().unwrap();
        let mut quitter = Box::pin(semaphore.acquire());
        assert!(quitter.as_mut().now_or_never().is_none());
        let mut third = Box::pin(semaphore.acquire());
        assert!(third.as_mut().now_or_never().is_none());
        drop(quitter);
        drop(first);
        let third = third.as_mut().now_or_never();
        assert!(third.is_some());
        drop(third);
        assert!(semaphore.acquire().now_or_never().is_some());
    }
}
