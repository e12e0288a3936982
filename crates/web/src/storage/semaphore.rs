//! Lets only so many through at once; the others wait in line.
//!
//! Dropping a [`Permit`] lets the next one in. A waiter that gives up loses its place.

use futures_channel::oneshot;
use futures_util::future::LocalBoxFuture;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// Does all of `work`, at most `at_once` at the same time. For some dozens at most: each that is at
/// work is looked at with every step of any.
pub async fn all(at_once: usize, mut work: Vec<LocalBoxFuture<'_, ()>>) {
    poll_fn(|context| {
        let mut at_work = 0;
        work.retain_mut(|one| {
            let is_to_stay = at_work == at_once || one.as_mut().poll(context).is_pending();
            at_work += usize::from(is_to_stay && at_work < at_once);
            is_to_stay
        });
        if work.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// The gate. Clones are the same gate.
#[derive(Debug, Clone)]
pub struct Gate {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    free: usize,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

/// The right to be inside.
#[derive(Debug)]
pub struct Permit {
    /// None once it was handed back.
    gate: Option<Gate>,
}

impl Gate {
    /// A gate that lets `n` in at once.
    pub fn new(n: usize) -> Self {
        let inner = Inner { free: n, waiting: VecDeque::new() };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// Waits to be let in.
    pub async fn enter(&self) -> Permit {
        loop {
            let turn = {
                let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
                if inner.free > 0 {
                    inner.free -= 1;
                    return Permit { gate: Some(self.clone()) };
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

    fn leave(&self) {
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
            match next.send(Permit { gate: Some(self.clone()) }) {
                Ok(()) => return,
                // It gave up. The permit comes back, and must not leave a second time.
                Err(mut permit) => drop(permit.gate.take()),
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(gate) = self.gate.take() {
            gate.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn only_so_many_are_inside_and_the_next_is_let_in_when_one_leaves() {
        let gate = Gate::new(2);
        let first = gate.enter().now_or_never().unwrap();
        let _second = gate.enter().now_or_never().unwrap();
        let mut third = Box::pin(gate.enter());
        assert!(third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(third.as_mut().now_or_never().is_some());
    }

    #[test]
    fn one_that_gave_up_does_not_keep_its_place() {
        let gate = Gate::new(1);
        let first = gate.enter().now_or_never().unwrap();
        let mut quitter = Box::pin(gate.enter());
        assert!(quitter.as_mut().now_or_never().is_none());
        let mut third = Box::pin(gate.enter());
        assert!(third.as_mut().now_or_never().is_none());
        drop(quitter);
        drop(first);
        let third = third.as_mut().now_or_never();
        assert!(third.is_some());
        drop(third);
        assert!(gate.enter().now_or_never().is_some());
    }
}
