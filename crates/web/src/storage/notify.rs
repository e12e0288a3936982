//! Ends the pause of a loop early: the page is looked at again, the network is back, there is a
//! new SAS.

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Wakes those who wait. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Wake {
    waiting: Arc<Mutex<Vec<oneshot::Sender<()>>>>,
}

impl Wake {
    /// Wakes all who wait now.
    pub fn all(&self) {
        let waiting =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for waiter in waiting {
            // One that stopped waiting needs no waking.
            let _ = waiter.send(());
        }
    }

    /// Waits to be woken, however long that takes.
    pub async fn wait(&self) {
        let (sender, receiver) = oneshot::channel();
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.retain(|waiter| !waiter.is_canceled());
            waiting.push(sender);
        }
        // The sender is never dropped without a word but by `all`.
        let _ = receiver.await;
    }

    /// Waits for `duration`, or until it is woken. Tells whether it was woken.
    pub async fn pause(&self, duration: Duration) -> bool {
        let woken = Box::pin(self.wait());
        let slept = Box::pin(jobshelf::time::sleep(duration));
        matches!(select(woken, slept).await, Either::Left(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn all_who_wait_are_woken_once() {
        let wake = Wake::default();
        let (mut a, mut b) = (Box::pin(wake.wait()), Box::pin(wake.wait()));
        assert!(a.as_mut().now_or_never().is_none() && b.as_mut().now_or_never().is_none());
        wake.all();
        assert!(a.as_mut().now_or_never().is_some() && b.as_mut().now_or_never().is_some());
        assert!(Box::pin(wake.wait()).as_mut().now_or_never().is_none());
    }
}
