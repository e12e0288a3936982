//! The connection to the search worker, for the typed client of its protocol.

use crate::browser::worker::Worker;
use jobshelf_search_protocol::{Channel, Client, ClientError, Reply, Request, codec};
use std::rc::Rc;

/// The search worker. Clones share it, and it ends with the last of them.
pub(super) type SearchClient = Client<SearchChannel>;

/// Sends requests to the worker and decodes its responses.
#[derive(Debug, Clone)]
pub(super) struct SearchChannel {
    worker: Rc<Worker>,
}

/// Starts the worker; `None` if the browser refuses.
pub(super) fn start() -> Option<SearchClient> {
    let worker = Rc::new(Worker::search()?);
    Some(Client::new(SearchChannel { worker }))
}

impl Channel for SearchChannel {
    fn send(
        &self,
        request: &Request,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<Reply, ClientError>> + use<> {
        let answer = codec::encode(request).map(|message| self.worker.request(&message, bytes));
        async move {
            let answer = answer.map_err(|_| ClientError::Disconnected)?;
            let (message, bytes) = answer.await.map_err(|_| ClientError::Disconnected)?;
            let response = codec::decode(message).map_err(|_| ClientError::UnexpectedResponse)?;
            Ok(Reply { response, bytes })
        }
    }
}
