//! The page of a file around its viewer: the file's name, and what stands there while it loads.

use crate::components::bar::job_name;
use crate::components::heading::{HiddenHeading, page_title};
use crate::components::skeleton::Bone;
use crate::format::visible_name;
use crate::job::loader::JobLoader;
use crate::messages;
use crate::route::Place;
use crate::storage::session::session;
use crate::viewers::view::FileView;
use jobshelf::OutputAddress;
use leptos::prelude::*;

/// The page of the file that the route names.
#[component]
pub fn FilePage(loader: JobLoader) -> impl IntoView {
    let session = session();
    let blob = Memo::new(move |_| {
        session.route.with(|route| match &route.place {
            Place::File { blob, .. } => blob.clone(),
            _ => String::new(),
        })
    });
    let name = move || visible_name(&name_of(&blob.get()));
    page_title(move || vec![job_name(&loader.container()), name()]);
    view! {
        <div class="fill">
            <HiddenHeading attr:aria-live="polite">{name}</HiddenHeading>
            <FileView loader blob/>
        </div>
    }
}

/// Stands where a file will be.
#[component]
pub fn Pending() -> impl IntoView {
    view! {
        <div class="page" aria-busy="true" aria-label=messages::LOADING>
            <Bone class="head"/>
            <Bone class="text"/>
        </div>
    }
}

/// The file's name: the last part of its path.
pub(crate) fn name_of(blob: &str) -> String {
    match OutputAddress::parse(blob) {
        Some(address) => address.file_name().to_owned(),
        None => blob.rsplit('/').next().unwrap_or(blob).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_the_end_of_its_path() {
        assert_eq!(name_of("t/$TaskLog/logs/stdout.txt"), "stdout.txt");
        assert_eq!(name_of("a/b.txt"), "b.txt");
    }
}
