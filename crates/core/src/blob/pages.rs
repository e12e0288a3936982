//! Listings page by page, to their end.
//!
//! Invariant: a listing ends. A marker that the service has given before in the same listing is an
//! error, so no answer makes a loop over pages endless.

use super::account::BlobAccount;
use super::container::BlobContainer;
use super::error::Error;
use super::list::{BlobPage, ContainerPage, ListOptions};
use crate::transport::{PlatformTransport, Transport};
use std::collections::HashSet;

/// The pages of a container's blobs.
#[derive(Debug)]
pub struct BlobPages<T: Transport = PlatformTransport> {
    container: BlobContainer<T>,
    options: ListOptions,
    position: Position,
}

/// The pages of an account's containers.
#[derive(Debug)]
pub struct ContainerPages<T: Transport = PlatformTransport> {
    account: BlobAccount<T>,
    prefix: String,
    position: Position,
}

impl<T: Transport> BlobContainer<T> {
    /// All pages of a listing, from the marker in `options` on. Sends no request.
    pub fn pages(&self, options: ListOptions) -> BlobPages<T> {
        let position = Position::new(options.marker.clone());
        BlobPages { container: self.clone(), options, position }
    }
}

impl<T: Transport> BlobAccount<T> {
    /// All pages of the containers whose names begin with `prefix`. Sends no request.
    pub fn container_pages(&self, prefix: &str) -> ContainerPages<T> {
        let (prefix, position) = (prefix.to_owned(), Position::new(None));
        ContainerPages { account: self.clone(), prefix, position }
    }
}

impl<T: Transport> BlobPages<T> {
    /// The next page, which may be empty; none after the last. After an error, the same page is
    /// asked for again.
    ///
    /// # Errors
    /// [`ErrorKind::Other`](crate::ErrorKind::Other) when the listing turns in a circle, or as for
    /// [`list_page`](BlobContainer::list_page).
    pub async fn next_page(&mut self) -> Result<Option<BlobPage>, Error> {
        if self.position.is_over {
            return Ok(None);
        }
        self.options.marker.clone_from(&self.position.marker);
        let page = self.container.list_page(&self.options).await?;
        let object = || format!("container `{}`", self.container.name().as_str());
        self.position.advance(page.next_marker.as_deref(), object)?;
        Ok(Some(page))
    }

    /// Whether the last page has come.
    pub fn is_over(&self) -> bool {
        self.position.is_over
    }
}

impl<T: Transport> ContainerPages<T> {
    /// The next page, which may be empty; none after the last. After an error, the same page is
    /// asked for again.
    ///
    /// # Errors
    /// [`ErrorKind::Other`](crate::ErrorKind::Other) when the listing turns in a circle, or as for
    /// [`list_containers`](BlobAccount::list_containers).
    pub async fn next_page(&mut self) -> Result<Option<ContainerPage>, Error> {
        if self.position.is_over {
            return Ok(None);
        }
        let marker = self.position.marker.as_deref();
        let page = self.account.list_containers(&self.prefix, marker).await?;
        self.position.advance(page.next_marker.as_deref(), || self.account.object())?;
        Ok(Some(page))
    }

    /// Whether the last page has come.
    pub fn is_over(&self) -> bool {
        self.position.is_over
    }
}

/// Where a listing goes on.
#[derive(Debug)]
struct Position {
    /// The marker of the next page; none for the first.
    marker: Option<String>,
    /// The markers so far.
    seen: HashSet<String>,
    is_over: bool,
}

impl Position {
    fn new(marker: Option<String>) -> Self {
        let seen = marker.iter().cloned().collect();
        Self { marker, seen, is_over: false }
    }

    /// Goes on behind a page with this next marker.
    fn advance(
        &mut self,
        next_marker: Option<&str>,
        object: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        let Some(next) = next_marker else {
            self.is_over = true;
            return Ok(());
        };
        if !self.seen.insert(next.to_owned()) {
            return Err(Error::Malformed {
                action: "list",
                object: object(),
                detail: "a page goes on where an earlier page began".to_owned(),
            });
        }
        self.marker = Some(next.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::{AccountEndpoint, Credential, ErrorKind, RetryPolicy};
    use crate::conventions::ContainerName;
    use crate::transport::{ByteStream, Headers, Request, Response, TransportError};
    use std::sync::{Arc, Mutex};

    type NextMarker = fn(&str) -> String;

    /// Answers the request for each marker with a next marker, and counts the requests.
    #[derive(Debug, Clone)]
    struct Listing {
        next: NextMarker,
        n_requests: Arc<Mutex<usize>>,
    }

    impl Transport for Listing {
        async fn send(&self, request: Request) -> Result<Response, TransportError> {
            *self.n_requests.lock().unwrap() += 1;
            let marker =
                request.url.split(['?', '&']).find_map(|pair| pair.strip_prefix("marker="));
            let next = (self.next)(marker.unwrap_or_default());
            let xml = format!(
                "<EnumerationResults><Blobs/><NextMarker>{next}</NextMarker></EnumerationResults>"
            );
            let headers = Headers::new([("x-ms-version".to_owned(), "2026-04-06".to_owned())]);
            Ok(Response { status: 200, headers, body: ByteStream::from_bytes(xml.into()) })
        }
    }

    fn account(next: NextMarker) -> (BlobAccount<Listing>, Arc<Mutex<usize>>) {
        let n_requests = Arc::default();
        let transport = Listing { next, n_requests: Arc::clone(&n_requests) };
        let endpoint = AccountEndpoint::parse("https://farm.blob.core.windows.net").unwrap();
        let account = BlobAccount::with_transport(endpoint, Credential::Anonymous, transport);
        (account.with_retry(RetryPolicy::ONCE), n_requests)
    }

    /// The number of pages, and the error at the end.
    async fn read_all(mut pages: BlobPages<Listing>) -> (usize, Option<Error>) {
        let mut n_pages = 0;
        loop {
            match pages.next_page().await {
                Ok(Some(_)) => n_pages += 1,
                Ok(None) => return (n_pages, None),
                Err(error) => return (n_pages, Some(error)),
            }
        }
    }

    #[tokio::test]
    async fn a_listing_whose_marker_repeats_ends_with_an_error() {
        let circles: [(NextMarker, usize); 3] = [
            (|_| "same".to_owned(), 1),
            (|marker| if marker == "a" { "b".to_owned() } else { "a".to_owned() }, 2),
            (|marker| if marker.len() < 5 { format!("{marker}x") } else { "x".to_owned() }, 5),
        ];
        for (next, n_good) in circles {
            let (account, n_requests) = account(next);
            let container = account.container(&ContainerName::parse("job-x").unwrap());
            let (n_pages, error) = read_all(container.pages(ListOptions::new())).await;
            let error = error.unwrap();
            assert_eq!((n_pages, *n_requests.lock().unwrap()), (n_good, n_good + 1));
            assert_eq!(error.kind(), ErrorKind::Other);
            assert!(error.to_string().contains("container `job-x`"), "{error}");

            let mut containers = account.container_pages("job-");
            let listed = async {
                while containers.next_page().await?.is_some() {}
                Ok(())
            };
            let error: Result<(), Error> = listed.await;
            assert!(error.unwrap_err().to_string().contains("account `farm`"));
        }
    }

    #[tokio::test]
    async fn a_listing_goes_on_behind_its_marker_and_to_its_end() {
        let next =
            |marker: &str| if marker.len() < 3 { format!("{marker}x") } else { String::new() };
        let (account, _) = account(next);
        let container = account.container(&ContainerName::parse("job-x").unwrap());
        let (n_pages, error) = read_all(container.pages(ListOptions::new())).await;
        assert!((n_pages, error.is_none()) == (4, true));
        let from_middle = ListOptions::new().with_marker(Some("xx".to_owned()));
        assert_eq!(read_all(container.pages(from_middle)).await.0, 2);
    }
}
