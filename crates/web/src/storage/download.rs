//! A file on its way to the reader's disk.
//!
//! It is read in one stream; where that breaks off it goes on from there. A growing log is saved
//! as long as it was when it was asked for; of anything else that is rewritten meanwhile, nothing
//! is saved, since it would be neither the old nor the new.

use crate::browser::save_file::Saving;
use crate::storage::download_state::Download;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::Session;
use jobshelf::{BlobName, BlobType, ReadRange};
use std::time::Duration;

/// Beyond this the browsers' blobs differ in whether they bear it.
const LIMIT: u64 = 2 << 30;
/// How long it is said that a download is done.
const SHOWN: Duration = Duration::from_secs(3);
/// A stream that breaks off so often in a row is given up.
const TRIES: u32 = 5;

/// What a download is known by: two jobs have files of one name.
pub fn key(container: &str, blob: &str) -> String {
    format!("{container}/{blob}")
}

/// Fetches a file of `size` bytes and saves it under `name`; the session knows it by its [`key`].
pub async fn download(
    session: &'static Session,
    container: &str,
    blob: &str,
    name: &str,
    size: u64,
) {
    let key = key(container, blob);
    if size > LIMIT {
        return session.set_download(&key, Download::TooLarge(size));
    }
    let outcome = match fetch(session, container, blob, &key).await {
        Ok(saving) => match saving.save(name) {
            true => Download::Done,
            false => Download::Refused,
        },
        Err(outcome) => outcome,
    };
    let is_done = outcome == Download::Done;
    session.set_download(&key, outcome);
    if is_done {
        jobshelf::time::sleep(SHOWN).await;
        session.end_download(&key);
    }
}

/// The whole file.
async fn fetch(
    session: &'static Session,
    container: &str,
    blob: &str,
    key: &str,
) -> Result<Saving, Download> {
    let container = session.patient_container(container).map_err(Download::Failed)?;
    let name = BlobName::new(blob).map_err(|error| {
        Download::Failed(Problem { cause: Cause::BadName, detail: error.to_string() })
    })?;
    let mut saving = Saving::default();
    let (mut done, mut first) = (0, None);
    let mut failures = 0;
    loop {
        let range = if done == 0 { ReadRange::All } else { ReadRange::From(done) };
        let mut read = match container.read(&name, range).await {
            Ok(read) => read,
            // Each of these has already been tried a few times.
            Err(error) if error.is_retryable() && failures < TRIES => {
                failures += 1;
                continue;
            }
            Err(error) => return Err(Download::Failed(session.diagnose(&error).await)),
        };
        let grows = read.properties.blob_type == Some(BlobType::Append);
        let (total, version) =
            first.get_or_insert((read.total.unwrap_or(0), read.properties.etag.clone()));
        if !grows && *version != read.properties.etag {
            return Err(Download::Changed);
        }
        let broke_off = loop {
            match read.body.chunk().await {
                Ok(Some(bytes)) => {
                    failures = 0;
                    saving.push(&bytes);
                    done += bytes.len() as u64;
                    session.set_download(key, Download::Running(done, *total));
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        match broke_off {
            None if done >= *total => return Ok(saving),
            _ if failures < TRIES => failures += 1,
            Some(error) => {
                let detail = error.to_string();
                return Err(Download::Failed(Problem { cause: Cause::Unreachable, detail }));
            }
            None => return Err(Download::Failed(Problem::new(Cause::Unreachable))),
        }
    }
}
