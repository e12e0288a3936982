//! One poll: the request for the follower's next range, and its answer.

use super::{FollowEvent, LogFollower, PollResult};
use crate::blob::{BlobContainer, BlobRead, Error, ErrorKind};
use crate::conventions::BlobName;
use crate::transport::Transport;
use bytes::Bytes;

/// More than a follower asks for; a proxy that ignores ranges may send more.
const MAX_ANSWER: usize = 8 << 20;

/// Requests the follower's next range, and passes the answer to it. Returns what happened; with
/// [`FollowEvent::Failed`], also the error. It does not wait before the request: the caller waits
/// for [`LogFollower::next_delay`] after it.
pub async fn poll<T: Transport>(
    follower: &mut LogFollower,
    container: &BlobContainer<T>,
    blob: &BlobName,
) -> (FollowEvent, Option<Error>) {
    match request(follower, container, blob).await {
        Ok(answer) => (follower.take(answer), None),
        Err(error) if error.kind() == ErrorKind::BlobNotFound => {
            (follower.take(PollResult::Missing), None)
        }
        Err(error) => {
            let (retryable, retry_after) = (error.is_retryable(), error.retry_after());
            (follower.take(PollResult::Failed { retryable, retry_after }), Some(error))
        }
    }
}

async fn request<T: Transport>(
    follower: &LogFollower,
    container: &BlobContainer<T>,
    blob: &BlobName,
) -> Result<PollResult, Error> {
    if follower.is_empty() {
        let properties = container.properties(blob).await?;
        if properties.content_length == Some(0) {
            let (bytes, properties) = (Bytes::new(), Box::new(properties));
            return Ok(PollResult::Answer { offset: 0, total: Some(0), bytes, properties });
        }
    }
    let read = container.read(blob, follower.next_range()).await?;
    let BlobRead { offset, total, properties, body } = read;
    let bytes = body.collect(MAX_ANSWER).await;
    let bytes = bytes.map_err(|cause| container.interrupted_read(blob, Some(cause)))?;
    Ok(PollResult::Answer { offset, total, bytes, properties: Box::new(properties) })
}
