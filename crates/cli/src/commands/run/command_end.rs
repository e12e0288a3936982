//! How the command ended, for the parts that save what it made, and the wait for that.

use tokio::sync::watch;

/// How the command ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct CommandEnd {
    pub(super) exit_code: i32,
    pub(super) is_success: bool,
}

/// Waits for the command's end.
pub(super) async fn end_of(ended: &mut watch::Receiver<Option<CommandEnd>>) -> Option<CommandEnd> {
    // An error means that the sender is gone.
    ended.wait_for(Option::is_some).await.ok().and_then(|end| *end)
}

/// Waits until the user cancels the saving.
pub(super) async fn until_cancelled(cancelled: &mut watch::Receiver<bool>) {
    if cancelled.wait_for(|it| *it).await.is_err() {
        std::future::pending::<()>().await;
    }
}
