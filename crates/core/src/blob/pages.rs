//! Listings page by page, to their end.
//!
//! Invariant: a listing ends. A marker that the service has given before in the same listing is an
//! error, and so are too many pages in a row without an entry; no answer makes a loop over pages
//! endless.
//!
//! Who reads on behind the first page most likely reads to the end. From then on the next page is
//! requested before the entries of the one that has arrived are read.

use super::account::BlobAccount;
use super::container::BlobContainer;
use super::error::Error;
use super::list::{BlobPage, ContainerPage, ListOptions, blob_page_from_xml, next_marker_at_end};
use super::request_ahead::RequestAhead;
use crate::transport::{PlatformTransport, Transport};
use std::collections::HashSet;

/// How many pages in a row may be empty. The service sends some where it has much to skip.
const MAX_EMPTY_PAGES: usize = 10_000;

/// The pages of a container's blobs.
#[derive(Debug)]
pub struct BlobPages<T: Transport = PlatformTransport> {
    container: BlobContainer<T>,
    options: ListOptions,
    position: Position,
    /// The request for the page at a marker, under way.
    ahead: Option<(String, RequestAhead)>,
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
        BlobPages { container: self.clone(), options, position, ahead: None }
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
    /// Asks for pages of at most `max_results` blobs, 1 to 5,000.
    #[must_use]
    pub fn with_max_results(mut self, max_results: u32) -> Self {
        self.options = self.options.with_max_results(max_results);
        self
    }

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
        let operation = self.container.list_operation(&self.options);
        let ahead = self.ahead.take().filter(|(at, _)| Some(at) == self.position.marker.as_ref());
        let client = self.container.client.clone();
        let parse = |xml: &[u8]| {
            self.request_ahead(xml);
            blob_page_from_xml(xml)
        };
        let page = match ahead {
            Some((_, ahead)) => client.fetch_parsed_ahead(ahead, &operation, parse).await?,
            None => client.fetch_parsed(&operation, parse).await?,
        };
        let object = || format!("container `{}`", self.container.name().as_str());
        let n_entries = page.blobs.len() + page.prefixes.len();
        self.position.advance(page.next_marker.as_deref(), n_entries, object)?;
        Ok(Some(page))
    }

    /// Requests the page behind the one in `xml`, if it is one to read ahead.
    fn request_ahead(&mut self, xml: &[u8]) {
        let marker = next_marker_at_end(xml).filter(|marker| self.position.reads_on_to(marker));
        self.ahead = marker.map(|marker| {
            let options = self.options.clone().with_marker(Some(marker.to_owned()));
            let operation = self.container.list_operation(&options);
            let client = self.container.client.clone();
            let request = Box::pin(async move { client.attempt(&operation).await });
            (marker.to_owned(), RequestAhead::send(request))
        });
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
        let (next_marker, n_entries) = (page.next_marker.as_deref(), page.containers.len());
        self.position.advance(next_marker, n_entries, || self.account.object())?;
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
    /// How many pages in a row were empty.
    n_empty: usize,
    /// Whether the first page has come.
    has_begun: bool,
    is_over: bool,
}

impl Position {
    fn new(marker: Option<String>) -> Self {
        let seen = marker.iter().cloned().collect();
        Self { marker, seen, n_empty: 0, has_begun: false, is_over: false }
    }

    /// Goes on behind a page with this next marker and so many entries.
    fn advance(
        &mut self,
        next_marker: Option<&str>,
        n_entries: usize,
        object: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        let Some(next) = next_marker else {
            self.is_over = true;
            return Ok(());
        };
        self.n_empty = if n_entries == 0 { self.n_empty + 1 } else { 0 };
        let detail = if self.n_empty > MAX_EMPTY_PAGES {
            Some(format!("it has more than {MAX_EMPTY_PAGES} empty pages in a row"))
        } else if !self.seen.insert(next.to_owned()) {
            Some("a page goes on where an earlier page began".to_owned())
        } else {
            None
        };
        if let Some(detail) = detail {
            return Err(Error::Malformed { action: "list", object: object(), detail });
        }
        self.marker = Some(next.to_owned());
        self.has_begun = true;
        Ok(())
    }

    /// Whether the page at `marker`, which follows the one that is being read, will most likely be
    /// wanted.
    fn reads_on_to(&self, marker: &str) -> bool {
        self.has_begun && !self.seen.contains(marker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::{AccountEndpoint, Credential, ErrorKind, RetryPolicy};
    use crate::conventions::ContainerName;
    use crate::transport::{ByteStream, Headers, Request, Response, TransportError};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

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
    async fn from_the_second_page_on_the_next_one_is_requested_ahead() {
        let next =
            |marker: &str| if marker.len() < 4 { format!("{marker}x") } else { String::new() };
        let (account, n_requests) = account(next);
        let container = account.container(&ContainerName::parse("job-x").unwrap());
        let mut pages = container.pages(ListOptions::new());
        let mut requests = Vec::new();
        while pages.next_page().await.unwrap().is_some() {
            requests.push(*n_requests.lock().unwrap());
        }
        // The service has five pages, and each was requested once.
        assert_eq!(requests, [1, 3, 4, 5, 5]);
    }

    #[tokio::test]
    async fn a_request_ahead_that_fails_is_tried_again() {
        let next = |marker: &str| match marker.len() {
            // The page at `xx` is no listing.
            2 => "<".to_owned(),
            n if n < 4 => format!("{marker}x"),
            _ => String::new(),
        };
        let (account, n_requests) = account(next);
        let container = account.container(&ContainerName::parse("job-x").unwrap());
        let mut pages = container.pages(ListOptions::new());
        assert!(pages.next_page().await.unwrap().is_some());
        assert!(pages.next_page().await.unwrap().is_some());
        for n_sent in [3, 4] {
            assert!(pages.next_page().await.is_err());
            assert_eq!(*n_requests.lock().unwrap(), n_sent);
        }
    }

    #[tokio::test]
    async fn a_listing_of_empty_pages_without_end_is_an_error() {
        let (account, n_requests) = account(|marker| {
            let number: u64 = marker.parse().unwrap_or_default();
            (number + 1).to_string()
        });
        let container = account.container(&ContainerName::parse("job-x").unwrap());
        let read = read_all(container.pages(ListOptions::new()));
        let (n_pages, error) = tokio::time::timeout(Duration::from_secs(60), read).await.unwrap();
        let error = error.unwrap().to_string();
        assert!(error.contains("empty pages in a row"), "{error}");
        assert!(n_pages < 20_000 && *n_requests.lock().unwrap() <= n_pages + 2);
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
