//! The outputs that a command is about: named ones, or all of a kind, a task or a job.

use crate::args::{OutputsArgs, TargetArgs};
use crate::target::{owner_from, resolve_container};
use anyhow::Result;
use jobshelf::{
    BlobContainer, JobOutputStorage, Kind, OutputAddress, OutputFile, OutputPath, Owner, TaskId,
};

/// A selected output.
#[derive(Debug)]
pub(crate) struct Selected {
    pub(crate) output: OutputFile,
    /// Its length in bytes, if it is known.
    pub(crate) length: Option<u64>,
}

/// The selected outputs.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) outputs: Vec<Selected>,
    /// Whether all have one kind and one owner, so that their paths differ.
    pub(crate) is_single_source: bool,
    /// The number of blobs outside the conventions.
    pub(crate) n_others: usize,
}

impl Selection {
    /// Selects the outputs with the given paths; without paths, all that match the kind and the
    /// target.
    pub(crate) async fn resolve(args: &OutputsArgs) -> Result<Self> {
        let OutputsArgs { target, kind, paths } = args;
        let kind = kind.as_deref().map(Kind::parse).transpose()?;
        match &kind {
            Some(kind) if !paths.is_empty() => Self::named(target, kind, paths),
            _ => Self::listed(target, kind.as_ref()).await,
        }
    }

    fn named(target: &TargetArgs, kind: &Kind, paths: &[String]) -> Result<Self> {
        let owner = owner_from(target.task.as_deref(), target.job_level)?;
        let (container, _) = resolve_container(target.job.as_deref())?;
        let outputs = paths.iter().map(|path| {
            let path = OutputPath::parse(path)?;
            let address = OutputAddress::new(owner.clone(), kind.clone(), path);
            Ok(Selected { output: OutputFile::new(container.clone(), address), length: None })
        });
        Ok(Self { outputs: outputs.collect::<Result<_>>()?, is_single_source: true, n_others: 0 })
    }

    async fn listed(target: &TargetArgs, kind: Option<&Kind>) -> Result<Self> {
        let task = target.task.as_deref().map(TaskId::parse).transpose()?;
        let (container, _) = resolve_container(target.job.as_deref())?;
        let is_single_source = kind.is_some() && (task.is_some() || target.job_level);
        let mut selection = Self { outputs: Vec::new(), is_single_source, n_others: 0 };
        let storage = JobOutputStorage::new(container.clone());
        let mut pages = storage.pages(task.as_ref());
        while let Some(page) = pages.next_page().await? {
            selection.n_others += page.others.len();
            let fits = |address: &OutputAddress| {
                kind.is_none_or(|kind| kind == address.kind())
                    && (!target.job_level || *address.owner() == Owner::Job)
            };
            let of_page = page.outputs.into_iter().filter(|output| fits(&output.address));
            selection.outputs.extend(of_page.map(|item| Selected::from_item(&container, item)));
        }
        Ok(selection)
    }
}

impl Selected {
    fn from_item(container: &BlobContainer, item: jobshelf::OutputItem) -> Self {
        let length = Some(item.blob.size);
        Self { output: OutputFile::new(container.clone(), item.address), length }
    }

    pub(crate) fn blob(&self) -> String {
        self.output.address().blob_name().as_str().to_owned()
    }
}
