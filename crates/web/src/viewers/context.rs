//! The file that is shown, and what its viewers know of it.

use crate::format::visible_name;
use crate::job::loader::JobLoader;
use crate::job::model::{File, Kind};
use crate::storage::problem::Problem;
use crate::viewers::file_name::name_of;
use crate::viewers::log::follow::state::Reading;
use leptos::prelude::*;
use std::sync::Arc;

/// What shows a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// The picture viewer.
    Picture,
    /// The log viewer.
    Lines(Reading),
    /// Bytes, with the name of the file's format if it is known.
    Bytes(Option<&'static str>),
    /// The first bytes of the file are still being read.
    Pending,
    /// The first bytes could not be read.
    Problem(Problem),
}

/// A file and what is around it, for its viewers.
#[derive(Debug, Clone, Copy)]
pub struct FileContext {
    /// The job that the file is of.
    pub(crate) loader: JobLoader,
    /// The file's blob.
    pub(crate) blob: Memo<String>,
    /// The file as the newest listing has it.
    pub(crate) file: Memo<Option<Arc<File>>>,
    /// The files of its kind.
    pub(crate) siblings: Memo<Arc<Kind>>,
    /// The blob whose first bytes were read, and the viewer for them.
    pub(crate) found: RwSignal<Option<(String, Viewer)>>,
}

impl FileContext {
    /// The context of the file `blob` in a job.
    pub(crate) fn new(loader: JobLoader, blob: Memo<String>) -> Self {
        let file = Memo::new(move |_| {
            loader.job.with(|job| job.as_ref().and_then(|job| job.file(&blob.get()).cloned()))
        });
        let siblings = Memo::new(move |_| {
            let around = loader.job.with(|job| job.as_ref()?.siblings(&blob.get()).cloned());
            Arc::new(around.unwrap_or_default())
        });
        Self { loader, blob, file, siblings, found: RwSignal::new(None) }
    }

    /// The file's name as a person reads it.
    pub(crate) fn name(&self) -> String {
        visible_name(&name_of(&self.blob.get()))
    }

    /// Reads the file's first bytes again: they are not what its name or kind promise.
    pub(crate) fn look_closer(&self) {
        self.found.set(Some((self.blob.get_untracked(), Viewer::Pending)));
    }

    /// Shows the file with `viewer` from now on.
    pub(crate) fn show_as(&self, viewer: Viewer) {
        self.found.set(Some((self.blob.get_untracked(), viewer)));
    }
}
