//! The search worker, called through the typed client of its protocol.

use crate::platform::worker::Worker;
use jobshelf_search_protocol::{Channel, Client, ClientError, Reply, Request, codec};

/// The search worker.
pub(super) type SearchClient = Client<SearchChannel>;

/// Sends requests to the worker and decodes its responses.
#[derive(Debug)]
pub(super) struct SearchChannel(Worker);

/// Starts the worker; none if the browser refuses.
pub(super) fn start() -> Option<SearchClient> {
    Worker::search().map(|worker| Client::new(SearchChannel(worker)))
}

impl Channel for SearchChannel {
    fn send(
        &self,
        request: &Request,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<Reply, ClientError>> + use<> {
        let sent = codec::encode(request).map(|message| self.0.post(&message, bytes));
        async move {
            let answer = sent.map_err(|_| ClientError::Disconnected)?;
            let (message, bytes) = answer.await.map_err(|_| ClientError::Disconnected)?;
            let response = codec::decode(message).map_err(|_| ClientError::UnexpectedResponse)?;
            Ok(Reply { response, bytes })
        }
    }
}
