//! The breadcrumbs in the bar: account, job, task, kind, file.

use crate::components::icon::{Icon, IconName};
use crate::format::{job_name, visible_name};
use crate::messages;
use crate::route::Place;
use crate::storage::session::session;
use jobshelf::{OutputAddress, Owner};
use leptos::either::Either;
use leptos::prelude::*;

/// The levels above the current page, and the page itself.
#[component]
pub fn Crumbs() -> impl IntoView {
    let session = session();
    let crumbs = Memo::new(move |_| {
        let place = session.place();
        session.connection.with(|connection| match connection {
            Some(connection) => {
                let is_whole_account = connection.container().is_none();
                crumbs_of(&place, is_whole_account.then(|| connection.account()))
            }
            None => vec![Crumb { text: messages::CONNECT.to_owned(), place: None }],
        })
    });
    let content = move || {
        let mut parents = crumbs.get();
        let current = parents.pop();
        let up = parents.iter().rev().find_map(|crumb| crumb.place.as_ref().map(Place::href));
        view! {
            {up
                .map(|href| {
                    view! {
                        <a class="up" href=href aria-label=messages::UP>
                            <Icon name=IconName::Left />
                        </a>
                    }
                })}
            {parents.into_iter().map(|crumb| view! { <Parent crumb /> }).collect_view()}
            {current
                .map(|Crumb { text, .. }| {
                    view! {
                        <b title=text aria-current="page">
                            <bdi>{text.clone()}</bdi>
                        </b>
                    }
                })}
        }
    };
    view! {
        <nav class="crumbs" aria-label=messages::WHERE_YOU_ARE>
            {content}
        </nav>
    }
}

/// A level above the current page, and the slash after it.
#[component]
fn Parent(crumb: Crumb) -> impl IntoView {
    let Crumb { text, place } = crumb;
    let name = view! { <bdi>{text.clone()}</bdi> };
    let level = match place {
        Some(place) => Either::Left(view! {
            <a class="wide" href=place.href() title=text>
                {name}
            </a>
        }),
        None => Either::Right(view! {
            <span class="wide" title=text>
                {name}
            </span>
        }),
    };
    view! {
        {level}
        <i class="wide" aria-hidden="true">
            "/"
        </i>
    }
}

/// A level: its name, and its page if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Crumb {
    text: String,
    place: Option<Place>,
}

/// The levels that lead to a place; `account` is the first one if there is a page of its jobs.
fn crumbs_of(place: &Place, account: Option<&str>) -> Vec<Crumb> {
    let crumb = |text: &str, place: Option<Place>| Crumb { text: visible_name(text), place };
    let mut crumbs = Vec::new();
    if let Some(account) = account {
        crumbs.push(crumb(account, Some(Place::Home)));
    }
    if let Some(container) = place.container() {
        crumbs.push(crumb(&job_name(container), Some(Place::job(container))));
    }
    match place {
        Place::Task { task, .. } => crumbs.push(crumb(task, None)),
        Place::File { job, blob } => match OutputAddress::parse(blob) {
            Some(address) => {
                if let Owner::Task(task) = address.owner() {
                    let task = task.as_str();
                    crumbs.push(crumb(task, Some(Place::task(job, task))));
                }
                crumbs.push(crumb(&messages::kind(address.kind().as_str()), None));
                crumbs.push(crumb(address.path(), None));
            }
            None => crumbs.push(crumb(blob, None)),
        },
        Place::Connect => crumbs.push(crumb(messages::CONNECT, None)),
        Place::Home | Place::Job { .. } | Place::Unknown(_) => {}
    }
    crumbs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(place: &Place, account: Option<&str>) -> Vec<String> {
        crumbs_of(place, account).into_iter().map(|crumb| crumb.text).collect()
    }

    #[test]
    fn crumbs_name_every_level_and_link_to_it() {
        let place = Place::file("job-ocean", "t1/$TaskLog/logs/stdout.txt");
        let crumbs = crumbs_of(&place, Some("renderfarm"));
        assert_eq!(
            texts(&place, Some("renderfarm")),
            ["renderfarm", "ocean", "t1", "$TaskLog", "logs/stdout.txt"]
        );
        assert_eq!(crumbs[0].place, Some(Place::Home));
        assert_eq!(crumbs[1].place, Some(Place::job("job-ocean")));
        assert_eq!(crumbs[2].place, Some(Place::task("job-ocean", "t1")));
        assert_eq!(texts(&Place::file("job-ocean", "a/b.txt"), None), ["ocean", "a/b.txt"]);
    }
}
