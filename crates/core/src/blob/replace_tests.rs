//! Writes over a blob of another type, against a service that refuses them as Azure does. The
//! emulator accepts them.

use super::*;
use crate::conventions::{BlobName, ContainerName};
use crate::transport::{ByteStream, Headers, Method, Request, Response, Transport, TransportError};
use bytes::Bytes;
use std::sync::{Arc, Mutex};

/// A service with one blob, whose type it does not change.
#[derive(Debug, Clone)]
struct StrictService {
    /// The type of the blob; none if there is no blob.
    blob_type: Arc<Mutex<Option<String>>>,
    allows_delete: bool,
}

impl StrictService {
    fn with_blob(blob_type: &str) -> Self {
        let blob_type = Arc::new(Mutex::new(Some(blob_type.to_owned())));
        Self { blob_type, allows_delete: true }
    }

    fn blob_type(&self) -> Option<String> {
        self.blob_type.lock().unwrap().clone()
    }

    fn container(&self) -> BlobContainer<Self> {
        let endpoint = AccountEndpoint::parse("https://farm.blob.core.windows.net").unwrap();
        BlobAccount::with_transport(endpoint, Credential::Anonymous, self.clone())
            .with_retry(RetryPolicy::ONCE)
            .container(&ContainerName::parse("job-x").unwrap())
    }

    fn answer(&self, request: &Request) -> (u16, Option<&'static str>) {
        let mut existing = self.blob_type.lock().unwrap();
        match request.method {
            Method::Delete if !self.allows_delete => (403, Some("AuthorizationPermissionMismatch")),
            Method::Delete => {
                *existing = None;
                (202, None)
            }
            _ => {
                let of_type = |(name, value): &(String, String)| {
                    (name == "x-ms-blob-type").then(|| value.clone())
                };
                let new = request.headers.iter().find_map(of_type);
                if existing.is_some() && *existing != new {
                    return (409, Some("InvalidBlobType"));
                }
                *existing = new;
                (201, None)
            }
        }
    }
}

impl Transport for StrictService {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (status, code) = self.answer(&request);
        let mut headers = vec![("x-ms-request-id".to_owned(), "r-1".to_owned())];
        headers.extend(code.map(|code| ("x-ms-error-code".to_owned(), code.to_owned())));
        let body = ByteStream::from_bytes(Bytes::new());
        Ok(Response { status, headers: Headers::new(headers), body })
    }
}

fn blob() -> BlobName {
    BlobName::parse("t/$TaskLog/stdout.txt").unwrap()
}

#[tokio::test]
async fn a_save_replaces_a_log_and_a_log_replaces_a_saved_file() {
    let service = StrictService::with_blob("AppendBlob");
    let body = Bytes::from_static(b"body");
    service.container().put_blob(&blob(), body, &WriteOptions::new()).await.unwrap();
    assert_eq!(service.blob_type().as_deref(), Some("BlockBlob"));
    service.container().replace_append_blob(&blob(), &WriteOptions::new()).await.unwrap();
    assert_eq!(service.blob_type().as_deref(), Some("AppendBlob"));
}

#[tokio::test]
async fn without_the_permission_to_delete_the_old_blob_stays() {
    let service = StrictService { allows_delete: false, ..StrictService::with_blob("AppendBlob") };
    let saved = service.container().put_blob(&blob(), Bytes::new(), &WriteOptions::new()).await;
    assert_eq!(saved.unwrap_err().refusal_reason(), Some(RefusalReason::WrongBlobType));
    assert_eq!(service.blob_type().as_deref(), Some("AppendBlob"));
}

#[tokio::test]
async fn a_write_that_must_not_replace_a_blob_deletes_none() {
    let service = StrictService::with_blob("BlockBlob");
    let options = WriteOptions::new();
    assert!(!service.container().create_append_blob(&blob(), &options).await.unwrap());
    let service = StrictService::with_blob("AppendBlob");
    let options = WriteOptions::new().with_if_exists(IfExists::Refuse);
    let saved = service.container().put_blob(&blob(), Bytes::new(), &options).await;
    assert_eq!(saved.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(service.blob_type().as_deref(), Some("AppendBlob"));
}
