//! Pictures by blob: each is loaded once, however many places show it, and dropped when there are many.
//!
//! A row, the wall and the hero may all show the same file: they share one request, which is aborted
//! when none of them needs it any more.

use crate::browser::object_url::Picture;
use crate::storage::problem::{Cause, Problem};
use crate::storage::semaphore::Semaphore;
use crate::storage::session::Session;
use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Shared, WeakShared};
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf::{BlobName, ReadRange};
use std::cell::RefCell;
use std::sync::Arc;

/// How many pictures are loaded at once; few, so that logs and listings get through.
const AT_ONCE: usize = 3;
/// How many bytes of pictures the cache holds that may not be shown any more.
const MAX_BYTES: u64 = 96 << 20;
const MAX_PICTURES: usize = 400;
/// Larger than this is not loaded at all.
pub const LIMIT: u64 = 256 << 20;

/// A file in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The container.
    pub container: String,
    /// The blob.
    pub blob: String,
    /// The version.
    pub etag: String,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPicture {
    /// It could not be loaded.
    Problem(Problem),
    /// Its bytes are those of something else.
    IsOther(ContentKind),
    /// It begins like a picture, and cannot be decoded.
    Broken,
}

type Outcome = Result<Arc<Picture>, NoPicture>;
type Loading = Shared<LocalBoxFuture<'static, Outcome>>;

#[derive(Default)]
struct Cache {
    /// What was used last is at the end.
    ready: Vec<(Key, Arc<Picture>)>,
    loading: Vec<(Key, WeakShared<LocalBoxFuture<'static, Outcome>>)>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
    static SEMAPHORE: Semaphore = Semaphore::new(AT_ONCE);
}

/// The picture of a file, if it is here already.
pub fn ready(key: &Key) -> Option<Arc<Picture>> {
    CACHE.with_borrow_mut(|cache| {
        let place = cache.ready.iter().position(|(known, _)| known == key)?;
        let used = cache.ready.remove(place);
        let picture = used.1.clone();
        cache.ready.push(used);
        Some(picture)
    })
}

/// Loads the picture of a file.
///
/// # Errors
/// When there is none to show.
pub async fn load(session: &'static Session, key: Key) -> Outcome {
    if let Some(picture) = ready(&key) {
        return Ok(picture);
    }
    let known = CACHE.with_borrow(|cache| {
        let loading = cache.loading.iter().find(|(known, _)| *known == key);
        loading.and_then(|(_, loading)| loading.upgrade())
    });
    let loading = known.unwrap_or_else(|| begin(session, &key));
    let outcome = loading.await;
    if let Ok(picture) = &outcome {
        CACHE.with_borrow_mut(|cache| cache.keep(key, picture.clone()));
    }
    outcome
}

fn begin(session: &'static Session, key: &Key) -> Loading {
    let wanted = key.clone();
    let loading = async move {
        let semaphore = SEMAPHORE.with(Semaphore::clone);
        let _permit = semaphore.acquire().await;
        fetch(session, &wanted).await
    };
    let loading = loading.boxed_local().shared();
    CACHE.with_borrow_mut(|cache| {
        cache.loading.retain(|(_, loading)| loading.upgrade().is_some());
        cache.loading.extend(loading.downgrade().map(|weak| (key.clone(), weak)));
    });
    loading
}

async fn fetch(session: &'static Session, key: &Key) -> Outcome {
    let container = session.patient_container(&key.container).map_err(NoPicture::Problem)?;
    let blob = BlobName::new(&key.blob).map_err(|error| {
        NoPicture::Problem(Problem { cause: Cause::BadName, detail: error.to_string() })
    })?;
    let read = match container.read(&blob, ReadRange::All).await {
        Ok(read) => read,
        Err(error) => return Err(NoPicture::Problem(session.diagnose(&error).await)),
    };
    let limit = usize::try_from(LIMIT).unwrap_or(usize::MAX);
    let bytes = read.body.collect(limit).await.map_err(|error| {
        NoPicture::Problem(Problem { cause: Cause::Unreachable, detail: error.to_string() })
    })?;
    match sniff(&bytes) {
        ContentKind::Picture(mime) => {
            Picture::decode(&bytes, mime).await.map(Arc::new).ok_or(NoPicture::Broken)
        }
        other => Err(NoPicture::IsOther(other)),
    }
}

impl Cache {
    fn keep(&mut self, key: Key, picture: Arc<Picture>) {
        self.loading.retain(|(known, _)| *known != key);
        self.ready.retain(|(known, _)| *known != key);
        self.ready.push((key, picture));
        let size = |cache: &Self| cache.ready.iter().map(|(_, picture)| picture.bytes).sum::<u64>();
        while self.ready.len() > MAX_PICTURES || (size(self) > MAX_BYTES && self.ready.len() > 1) {
            // What is still shown lives on with those who show it.
            self.ready.remove(0);
        }
    }
}
