//! The page of a file: the file's name, and its viewer.

use crate::components::heading::{HiddenHeading, page_title};
use crate::format::{job_name, visible_name};
use crate::job::loader::JobLoader;
use crate::route::Place;
use crate::storage::session::session;
use crate::viewers::file_name::name_of;
use crate::viewers::view::FileView;
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
