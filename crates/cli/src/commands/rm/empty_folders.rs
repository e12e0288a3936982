//! Removes the folder blobs that removed outputs leave behind on an account with a hierarchical
//! namespace, the deepest first: the service refuses to remove a folder with anything in it.
//!
//! Other accounts have no such blobs, and one request tells so.

use crate::commands::selection::{Folders, folders_around};
use crate::parallel;
use crate::report::{Event, Reporter};
use jobshelf::outputs::is_folder;
use jobshelf::{BlobContainer, BlobName, Error, ListOptions};
use std::collections::{BTreeMap, BTreeSet};

/// Removes the listed folders that are empty now, and those around `removed` that were not listed.
pub(super) async fn remove(
    container: &BlobContainer,
    folders: &Folders,
    removed: &[String],
    reporter: &Reporter,
) {
    let emptied = folders.emptied();
    for level in &emptied {
        let level = level.iter().copied();
        parallel::for_each(level, |_| 0, |folder| remove_one(container, folder, reporter)).await;
    }
    // What is around the prefix of a listing was not listed, and the first segment is around all.
    let mut by_root: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let gone = removed.iter().map(String::as_str).chain(emptied.iter().flatten().copied());
    for folder in gone.flat_map(folders_around) {
        if !folders.covers(folder) {
            let root = folder.split('/').next().unwrap_or(folder);
            by_root.entry(root).or_default().insert(folder);
        }
    }
    for (root, unlisted) in by_root {
        if !is_folder_blob(container, root).await {
            continue;
        }
        let mut unlisted: Vec<&str> = unlisted.into_iter().collect();
        unlisted.sort_by_key(|folder| std::cmp::Reverse(folder.matches('/').count()));
        for folder in unlisted {
            if is_empty(container, folder).await && is_folder_blob(container, folder).await {
                remove_one(container, folder, reporter).await;
            }
        }
    }
}

async fn remove_one(container: &BlobContainer, folder: &str, reporter: &Reporter) {
    let Ok(blob) = BlobName::new(folder) else { return };
    match container.delete(&blob).await {
        Ok(true) => {
            let event = Event { event: "removed_folder", blob: Some(folder), ..Event::default() };
            reporter.json_only(&event);
        }
        Ok(false) => {}
        // Somebody has saved something into it meanwhile.
        Err(error) if is_not_empty(&error) => {}
        Err(error) => reporter.warn(&format!("the empty folder `{folder}` stays: {error}")),
    }
}

fn is_not_empty(error: &Error) -> bool {
    error.service_code() == Some("DirectoryIsNotEmpty")
}

/// Whether there is a folder blob of this name. Without the permission to read there is none.
async fn is_folder_blob(container: &BlobContainer, folder: &str) -> bool {
    let Ok(blob) = BlobName::new(folder) else { return false };
    let properties = container.properties(&blob).await;
    properties.is_ok_and(|properties| is_folder(&properties))
}

async fn is_empty(container: &BlobContainer, folder: &str) -> bool {
    let options = ListOptions::new().with_prefix(format!("{folder}/")).with_max_results(1);
    let page = container.list_page(&options).await;
    page.is_ok_and(|page| page.blobs.is_empty() && page.next_marker.is_none())
}
