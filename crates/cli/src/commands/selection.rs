//! The outputs that a command is about: those with the given paths, or all of a kind, a task or a
//! job.

mod folders;
mod near_jobs;
mod near_names;
mod path_pattern;
mod selector;

pub(crate) use folders::{Folders, folders_around};
pub(crate) use near_jobs::missing_job;
pub(crate) use near_names::{explain, failures_of_listing, missing_kind, missing_output};
pub(crate) use selector::Selector;

use crate::access::Purpose;
use crate::args::OutputsArgs;
use crate::target::resolve_container;
use anyhow::Result;
use jobshelf::{BlobContainer, BlobItem, JobOutputStorage, JobPage, JobPages, OutputFile};
use std::collections::BTreeSet;

/// A selected output.
#[derive(Debug)]
pub(crate) struct Selected {
    pub(crate) output: OutputFile,
    /// The output in the listing; none if it was named, so that it may not exist.
    pub(crate) listed: Option<BlobItem>,
}

/// The selected outputs.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) container: BlobContainer,
    pub(crate) outputs: Vec<Selected>,
    /// The folder blobs around them, on an account with a hierarchical namespace.
    pub(crate) folders: Folders,
    /// What was named and has no output.
    pub(crate) missing: Vec<anyhow::Error>,
    /// Whether all have one kind and one owner, so that their paths differ.
    pub(crate) is_single_source: bool,
    /// The number of blobs outside the conventions.
    pub(crate) n_others: usize,
}

impl Selection {
    /// Selects the outputs with the given paths; without paths, all that match the kind and the
    /// target. Outputs that are named completely may not exist.
    pub(crate) async fn resolve(args: &OutputsArgs, purpose: Purpose) -> Result<Self> {
        let selector = Selector::parse(args)?;
        let addresses = selector.addresses()?;
        let (container, _) = resolve_container(args.job.as_deref(), purpose)?;
        let mut selection = Self {
            container: container.clone(),
            outputs: Vec::new(),
            folders: Folders::default(),
            missing: Vec::new(),
            is_single_source: selector.is_single_source(),
            n_others: 0,
        };
        if let Some(addresses) = addresses {
            let named = addresses.into_iter().map(|address| Selected {
                output: OutputFile::new(container.clone(), address),
                listed: None,
            });
            selection.outputs = named.collect();
            return Ok(selection);
        }
        selection.fill(selector).await?;
        Ok(selection)
    }

    async fn fill(&mut self, mut selector: Selector) -> Result<()> {
        let mut listing = Listing::new(&self.container, &selector);
        self.folders = Folders::below(selector.prefixes());
        let mut kinds = BTreeSet::new();
        while let Some(page) = listing.next().await? {
            self.n_others += page.others.len();
            for folder in page.folders {
                self.folders.add(&folder.name, selector.covers(&folder.name));
            }
            for item in page.outputs {
                let is_selected = selector.selects(&item.address);
                self.folders.count(&item.blob.name, is_selected);
                if !kinds.contains(item.address.kind().as_str()) {
                    kinds.insert(item.address.kind().as_str().to_owned());
                }
                if is_selected {
                    self.outputs.push(Selected::from_item(&self.container, item));
                }
            }
            for other in &page.others {
                self.folders.count(&other.name, false);
            }
        }
        let is_empty = self.outputs.is_empty();
        self.missing = failures_of_listing(&self.container, &selector, &kinds, is_empty).await;
        Ok(())
    }

    /// Whether nothing was named, and the job has no outputs.
    pub(crate) fn is_empty_job(&self) -> bool {
        self.outputs.is_empty() && self.missing.is_empty()
    }
}

/// The pages that a selector needs, one after the other.
#[derive(Debug)]
pub(crate) struct Listing {
    container: BlobContainer,
    /// For each prefix that is not listed to its end, the next at the end.
    listings: Vec<JobPages>,
}

impl Listing {
    pub(crate) fn new(container: &BlobContainer, selector: &Selector) -> Self {
        let storage = JobOutputStorage::new(container.clone());
        let prefixes = selector.prefixes();
        let listings = prefixes.iter().rev().map(|it| storage.prefix_pages(it)).collect();
        Self { container: container.clone(), listings }
    }

    /// The next page; none after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<JobPage>> {
        while let Some(listing) = self.listings.last_mut() {
            match listing.next_page().await {
                Ok(Some(page)) => return Ok(Some(page)),
                Ok(None) => drop(self.listings.pop()),
                Err(error) => return Err(missing_job(error, &self.container).await),
            }
        }
        Ok(None)
    }
}

impl Selected {
    fn from_item(container: &BlobContainer, item: jobshelf::OutputItem) -> Self {
        let output = OutputFile::new(container.clone(), item.address);
        Self { output, listed: Some(item.blob) }
    }

    /// Its length in bytes, if it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.listed.as_ref().map(|blob| blob.size)
    }

    /// Whether it was named completely rather than found in a listing, so that it may not exist.
    pub(crate) fn is_named(&self) -> bool {
        self.listed.is_none()
    }

    pub(crate) fn blob(&self) -> String {
        self.output.address().blob_name().as_str().to_owned()
    }
}
