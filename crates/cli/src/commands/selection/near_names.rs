//! Why nothing was found: the part of a name that does not exist, and the name that was meant.
//!
//! The names beside it come from listings that are made only then. If one fails, there is no
//! suggestion, and the name is missing all the same.

use super::near_jobs::missing_job;
use super::selector::Selector;
use crate::suggestion::NotFound;
use jobshelf::{
    BlobContainer, ContainerName, Error, ErrorKind, Kind, ListOptions, OutputAddress, OutputFile,
    Owner, predefined,
};
use std::collections::BTreeSet;

/// How many pages of names are looked through for the one that was meant.
const MAX_PAGES: usize = 2;
const KINDS: [&str; 6] = [
    predefined::TASK_OUTPUT,
    predefined::TASK_PREVIEW,
    predefined::TASK_LOG,
    predefined::TASK_INTERMEDIATE,
    predefined::JOB_OUTPUT,
    predefined::JOB_PREVIEW,
];

/// The failures for what a finished listing has not found; `kinds` are those that it has seen.
pub(crate) async fn failures_of_listing(
    container: &BlobContainer,
    selector: &Selector,
    kinds: &BTreeSet<String>,
    is_empty: bool,
) -> Vec<anyhow::Error> {
    let mut failures = Vec::new();
    for pattern in selector.unmatched() {
        let full = selector.full_name(pattern);
        let failure = match full.filter(|_| !pattern.has_wildcard()) {
            Some(name) => explain(container, &name).await,
            None => {
                let what = format!("no output{} matches `{}`", selector.of(), pattern.as_str());
                NotFound::new(what, "", [])
            }
        };
        failures.push(failure.into());
    }
    if is_empty && !selector.has_patterns() {
        failures.extend(group(container, selector, kinds).await.map(anyhow::Error::from));
    }
    failures
}

/// Why a task, a kind or both have no outputs; none if neither is named.
async fn group(
    container: &BlobContainer,
    selector: &Selector,
    kinds: &BTreeSet<String>,
) -> Option<NotFound> {
    Some(match (&selector.owner, &selector.kind) {
        (None, None) => return None,
        (None, Some(kind)) => missing_kind(container, kind, kinds),
        (Some(Owner::Job), None) => NotFound::new("the job itself has no outputs", "", []),
        (Some(Owner::Task(task)), None) => {
            explain(container, &OutputAddress::task_prefix(task)).await
        }
        (Some(owner), Some(kind)) => explain(container, &OutputAddress::prefix(owner, kind)).await,
    })
}

/// The failure for a kind of which a container has no output; `kinds` are those that it has.
pub(crate) fn missing_kind(
    container: &BlobContainer,
    kind: &Kind,
    kinds: &BTreeSet<String>,
) -> NotFound {
    let what = format!("container `{}` has no output of kind `{kind}`", container.name());
    NotFound::new(what, kind.as_str(), kinds.iter().map(String::as_str).chain(KINDS))
}

/// The error of a request about one output; if the output or its job is missing, with the name that
/// was meant.
pub(crate) async fn missing_output(error: Error, output: &OutputFile) -> anyhow::Error {
    match error.kind() {
        ErrorKind::BlobNotFound => {
            explain(output.container(), output.address().blob_name().as_str()).await.into()
        }
        _ => missing_job(error, output.container()).await,
    }
}

/// The failure for a name without an output: that of a blob, or with a `/` at its end that of a
/// task, of its kind or of another folder.
pub(crate) async fn explain(container: &BlobContainer, name: &str) -> NotFound {
    let mut missing = name.trim_end_matches('/');
    loop {
        let folder = missing.rsplit_once('/').map_or("", |(folder, _)| folder);
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let beside = names_below(container, &prefix).await;
        if folder.is_empty() || !beside.is_empty() {
            return failure(container.name(), name, missing, &beside);
        }
        missing = folder;
    }
}

/// The failure for `name`, of which the part `missing` is not among the names `beside` it.
fn failure(container: &ContainerName, name: &str, missing: &str, beside: &[String]) -> NotFound {
    let (folder, part) =
        missing.rsplit_once('/').map_or(("", missing), |(folder, part)| (folder, part));
    let folders = beside.iter().filter_map(|name| name.strip_suffix('/'));
    if folders.clone().any(|name| name == part) {
        return match name.strip_suffix('/') {
            Some(folder) => NotFound::new(format!("there is no output in `{folder}/`"), "", []),
            None => {
                let meant = format!("{part}/");
                NotFound::new(format!("there is no output `{name}`"), part, [meant.as_str()])
            }
        };
    }
    // The kind is the first segment of the job's own outputs and the second of a task's.
    let kind = part.strip_prefix('$').filter(|_| !folder.contains('/') && !folder.starts_with('$'));
    match kind {
        Some(kind) => {
            let owner = match folder {
                "" => format!("container `{container}` has no output of the job"),
                task => format!("task `{task}` has no output"),
            };
            let kinds = folders.filter_map(|name| name.strip_prefix('$')).chain(KINDS);
            NotFound::new(format!("{owner} of kind `{kind}`"), kind, kinds)
        }
        None if folder.is_empty() => {
            let what = format!("container `{container}` has nothing of a task `{part}`");
            NotFound::new(what, part, folders.filter(|name| !name.starts_with('$')))
        }
        None if missing == name => {
            let what = format!("there is no output `{name}`");
            NotFound::new(what, part, beside.iter().map(String::as_str))
        }
        None => {
            let beside: Vec<&String> = beside.iter().filter(|name| name.ends_with('/')).collect();
            let what = format!("there is no folder `{missing}/`");
            NotFound::new(what, &format!("{part}/"), beside.into_iter().map(String::as_str))
        }
    }
}

/// The names directly below a prefix, those of folders with their `/`.
async fn names_below(container: &BlobContainer, prefix: &str) -> Vec<String> {
    let mut options = ListOptions::new().with_prefix(prefix).with_delimiter("/");
    let mut names = Vec::new();
    for _ in 0..MAX_PAGES {
        let Ok(page) = container.list_page(&options).await else { break };
        names.extend(page.prefixes);
        names.extend(page.blobs.into_iter().map(|blob| blob.name));
        options.marker = page.next_marker;
        if options.marker.is_none() {
            break;
        }
    }
    names.iter().filter_map(|name| name.strip_prefix(prefix)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, missing: &str, beside: &[&str]) -> String {
        let container = ContainerName::parse("job-j").unwrap();
        let beside: Vec<String> = beside.iter().map(|name| (*name).to_owned()).collect();
        failure(&container, name, missing, &beside).to_string()
    }

    #[test]
    fn the_part_of_a_name_that_is_missing_is_named_for_what_it_is() {
        let beside = ["t1/", "t2/", "$JobOutput/", "t3"];
        assert_eq!(
            text("T1/$TaskLog/a", "T1", &beside),
            "container `job-j` has nothing of a task `T1`; did you mean `t1`?"
        );
        assert_eq!(
            text("t1/$tasklog/", "t1/$tasklog", &["$TaskLog/"]),
            "task `t1` has no output of kind `tasklog`; did you mean `TaskLog`?"
        );
        assert_eq!(
            text("$Joboutput/", "$Joboutput", &beside),
            "container `job-j` has no output of the job of kind `Joboutput`; did you mean \
             `JobOutput`?"
        );
        assert_eq!(
            text("t1/$K/out/a.ext", "t1/$K/out/a.ext", &["a.exr", "b.exr"]),
            "there is no output `t1/$K/out/a.ext`; did you mean `a.exr`?"
        );
        assert_eq!(
            text("t1/$K/ot/a", "t1/$K/ot", &["out/", "ot2"]),
            "there is no folder `t1/$K/ot/`; did you mean `out/`?"
        );
    }

    #[test]
    fn a_folder_is_told_from_an_output_of_its_name() {
        assert_eq!(
            text("t1/$K/out", "t1/$K/out", &["out/"]),
            "there is no output `t1/$K/out`; did you mean `out/`?"
        );
        assert_eq!(text("t1", "t1", &["t1/"]), "there is no output `t1`; did you mean `t1/`?");
        // A task of which there are only blobs outside the conventions.
        assert_eq!(text("t1/", "t1", &["t1/"]), "there is no output in `t1/`");
    }
}
