//! Pictures by blob, loaded once however many places show them, and let go when there are many.
//!
//! A row, the wall and the hero may all show the same file: they share one request. It is aborted
//! when the last of them is gone.

use crate::net::gate::Gate;
use crate::platform::pictures::Picture;
use crate::session::Session;
use crate::state::problem::{Cause, Problem};
use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Shared, WeakShared};
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf::{BlobName, ReadRange};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Pictures are loaded so many at once, so that logs and listings get through.
const AT_ONCE: usize = 3;
/// What is kept for a while after nobody shows it.
const KEPT_BYTES: u64 = 96 << 20;
const KEPT_PICTURES: usize = 400;
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
    ready: HashMap<Key, (Arc<Picture>, u64)>,
    loading: HashMap<Key, WeakShared<LocalBoxFuture<'static, Outcome>>>,
    /// Counts up with each use, to tell what was used longest ago.
    clock: u64,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
    static GATE: Gate = Gate::new(AT_ONCE);
}

/// The picture of a file, if it is here already.
pub fn ready(key: &Key) -> Option<Arc<Picture>> {
    CACHE.with_borrow_mut(|cache| {
        cache.clock += 1;
        let clock = cache.clock;
        let (picture, used) = cache.ready.get_mut(key)?;
        *used = clock;
        Some(picture.clone())
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
    let known = CACHE.with_borrow(|cache| cache.loading.get(&key).and_then(WeakShared::upgrade));
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
        let gate = GATE.with(Gate::clone);
        let _permit = gate.enter().await;
        fetch(session, &wanted).await
    };
    let loading = loading.boxed_local().shared();
    CACHE.with_borrow_mut(|cache| {
        cache.loading.retain(|_, loading| loading.upgrade().is_some());
        if let Some(weak) = loading.downgrade() {
            cache.loading.insert(key.clone(), weak);
        }
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
        self.clock += 1;
        self.loading.remove(&key);
        self.ready.insert(key, (picture, self.clock));
        let size =
            |cache: &Self| cache.ready.values().map(|(picture, _)| picture.bytes).sum::<u64>();
        while self.ready.len() > KEPT_PICTURES || (size(self) > KEPT_BYTES && self.ready.len() > 1)
        {
            // What is still shown lives on with those who show it.
            let oldest = self.ready.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            self.ready.remove(&oldest);
        }
    }
}
