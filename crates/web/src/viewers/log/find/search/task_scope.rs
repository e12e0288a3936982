//! Tasks that end with the view of a log, whatever starts them.
//!
//! A task that is started by an event or by another task has no owner, so that nothing would cancel
//! it, and it would go on with signals that no longer exist.

use crate::storage::spawn::spawn;
use futures_channel::oneshot;
use futures_util::FutureExt as _;
use futures_util::future::{Shared, select};
use leptos::prelude::*;

/// Runs tasks until the owner that it was made under is cleaned up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TaskScope {
    end: StoredValue<End>,
}

/// Resolves when its sender is dropped, which happens when the owner drops it.
#[derive(Debug)]
struct End {
    _sender: oneshot::Sender<()>,
    reached: Shared<oneshot::Receiver<()>>,
}

impl TaskScope {
    /// A scope that ends with the current owner.
    pub(crate) fn new() -> Self {
        let (sender, receiver) = oneshot::channel();
        Self { end: StoredValue::new(End { _sender: sender, reached: receiver.shared() }) }
    }

    /// Runs `task` until it is done or the scope ends; not at all after that.
    pub(crate) fn spawn(self, task: impl Future<Output = ()> + 'static) {
        if let Some(end) = self.end.try_with_value(|end| end.reached.clone()) {
            spawn(async move {
                // The end comes first: a task is not polled after it.
                select(end, Box::pin(task)).await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_reached_when_the_owner_is_cleaned_up() {
        let owner = Owner::new();
        let scope = owner.with(TaskScope::new);
        let end = scope.end.with_value(|end| end.reached.clone());
        assert!(end.clone().now_or_never().is_none());
        owner.cleanup();
        assert!(end.now_or_never().is_some());
        assert!(scope.end.try_with_value(|_| ()).is_none());
    }
}
