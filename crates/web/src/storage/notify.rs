//! Ends the sleep of a loop early: the page became visible again, the network is back, there is a
//! new SAS.

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Notifies the tasks that wait for it. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Notify {
    waiting: Arc<Mutex<Vec<oneshot::Sender<()>>>>,
}

impl Notify {
    /// Notifies every task that waits now.
    pub fn notify_all(&self) {
        let waiting =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for waiter in waiting {
            // A task that stopped waiting needs no notification.
            let _ = waiter.send(());
        }
    }

    /// Waits for a notification, however long that takes.
    pub async fn notified(&self) {
        let (sender, receiver) = oneshot::channel();
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.retain(|waiter| !waiter.is_canceled());
            waiting.push(sender);
        }
        // Only `notify_all` drops the sender, and it sends first.
        let _ = receiver.await;
    }

    /// Sleeps for `duration`, or until a notification. Returns whether there was one.
    pub async fn sleep(&self, duration: Duration) -> bool {
        let notified = Box::pin(self.notified());
        let slept = Box::pin(jobshelf::time::sleep(duration));
        matches!(select(notified, slept).await, Either::Left(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn a_notification_reaches_every_waiting_task_once() {
        let notify = Notify::default();
        let (mut a, mut b) = (Box::pin(notify.notified()), Box::pin(notify.notified()));
        assert!(a.as_mut().now_or_never().is_none() && b.as_mut().now_or_never().is_none());
        notify.notify_all();
        assert!(a.as_mut().now_or_never().is_some() && b.as_mut().now_or_never().is_some());
        assert!(Box::pin(notify.notified()).as_mut().now_or_never().is_none());
    }
}
