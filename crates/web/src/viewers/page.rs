//! The page of a file up to what shows it: its name, and the wait for the second file of wasm.
//!
//! What shows files is no part of the first load: it is fetched once there is something to open, by
//! `job_scope`. Who is faster waits here, and reads why if it does not come.

use crate::components::bar::job_name;
use crate::components::heading::{hidden_heading, name_page};
use crate::components::problem_screen::problem_screen;
use crate::components::skeleton::bone;
use crate::dom::{El, el, memo};
use crate::format::visible_name;
use crate::job::loader::JobFeed;
use crate::messages;
use crate::route::Place;
use crate::storage::lazy_part::Views;
use crate::storage::session::session;
use crate::viewers::view::file_view;
use jobshelf::OutputAddress;

/// The page of a file.
pub(crate) fn file_page(feed: &'static JobFeed) -> El {
    let session = session();
    let blob = memo(move || {
        session.route.with(|route| match &route.place {
            Place::File { blob, .. } => blob.clone(),
            _ => String::new(),
        })
    });
    let name = move || visible_name(&name_of(&blob.get()));
    name_page(move || vec![job_name(feed.container()), name()]);
    let page = move |views| {
        Some(match views {
            Views::Here => file_view(feed, blob),
            Views::Awaited => pending(),
            Views::Missing(problem) => problem_screen(&problem),
        })
    };
    el("div.fill")
        .child(hidden_heading().attr("aria-live", "polite").text_of(name))
        .switch(move || session.views.get(), page)
}

/// What stands where a file will be.
pub(crate) fn pending() -> El {
    el("div.page[aria-busy=true]")
        .attr("aria-label", messages::LOADING)
        .child(bone("head"))
        .child(bone("text"))
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
    fn a_file_is_called_by_the_end_of_its_path() {
        assert_eq!(name_of("t/$TaskLog/logs/stdout.txt"), "stdout.txt");
        assert_eq!(name_of("a/b.txt"), "b.txt");
    }
}
