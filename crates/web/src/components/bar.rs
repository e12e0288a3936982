//! The bar: where one is, how long the SAS lasts, and the colour scheme.

use super::icon::{Icon, icon, mark};
use crate::format::visible_name;
use crate::messages;
use crate::platform::scheme::Scheme;
use crate::route::Place;
use crate::session::{Session, session};
use crate::state::connection::{Connection, Ending};
use jobshelf::{ContainerName, OutputAddress, Owner};
use leptos::prelude::*;

/// The bar above every page.
#[component]
pub fn Bar() -> impl IntoView {
    let session = session();
    view! {
        <header class="bar">
            <a class="logo" href="#/" aria-label=messages::NAME>
                {mark()} <span class="wide">{messages::NAME}</span>
            </a>
            {move || crumbs(session)}
            <span class="grow"></span>
            <Expiry session=session />
            <SchemeSwitch session=session />
        </header>
    }
}

/// A step of the way to a place: what it is called, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Crumb {
    text: String,
    place: Option<Place>,
}

fn crumbs(session: Session) -> impl IntoView {
    let place = session.route.with(|route| route.place.clone());
    let account = session.connection.with(|connection| {
        let connection = connection.as_ref()?;
        connection.container().is_none().then(|| connection.account().to_owned())
    });
    let is_connected = session.connection.with(Option::is_some);
    let mut way = if is_connected {
        way_to(&place, account.as_deref())
    } else {
        vec![Crumb { text: messages::CONNECT.to_owned(), place: None }]
    };
    let last = way.pop();
    let up = way.iter().rev().find_map(|crumb| crumb.place.clone());
    let steps: Vec<_> = way
        .into_iter()
        .map(|Crumb { text, place }| {
            let href = place.map(|place| place.href());
            view! {
                <a class="wide" href=href title=text.clone()>
                    <bdi>{text.clone()}</bdi>
                </a>
                <i class="wide" aria-hidden="true">
                    "/"
                </i>
            }
        })
        .collect();
    view! {
        <nav class="crumbs" aria-label=messages::WHERE_YOU_ARE>
            {up
                .map(|place| {
                    view! {
                        <a class="up" href=place.href() aria-label=messages::UP>
                            {icon(Icon::Left)}
                        </a>
                    }
                })} {steps}
            {last
                .map(|crumb| {
                    view! {
                        <b title=crumb.text.clone() aria-current="page">
                            <bdi>{crumb.text.clone()}</bdi>
                        </b>
                    }
                })}
        </nav>
    }
}

fn way_to(place: &Place, account: Option<&str>) -> Vec<Crumb> {
    let step = |text: &str, place: Option<Place>| Crumb { text: visible_name(text), place };
    let mut way = Vec::new();
    if let Some(account) = account {
        way.push(step(account, Some(Place::Home)));
    }
    if let Some(container) = place.container() {
        way.push(step(&job_name(container), Some(Place::job(container))));
    }
    match place {
        Place::Task { task, .. } => way.push(step(task, None)),
        Place::File { job, blob } => match OutputAddress::parse(blob) {
            Some(address) => {
                if let Owner::Task(task) = address.owner() {
                    way.push(step(task.as_str(), Some(Place::task(job, task.as_str()))));
                }
                way.push(step(&messages::kind(address.kind().as_str()), None));
                way.push(step(address.path(), None));
            }
            None => way.push(step(blob, None)),
        },
        Place::Connect => way.push(step(messages::CONNECT, None)),
        Place::Home | Place::Job { .. } | Place::Unknown(_) => {}
    }
    way
}

/// What a person calls the job of a container.
pub fn job_name(container: &str) -> String {
    let parsed = ContainerName::parse(container);
    parsed.map_or_else(|_| container.to_owned(), |name| name.readable().to_owned())
}

#[component]
fn Expiry(session: Session) -> impl IntoView {
    let ending = Memo::new(move |_| {
        let now = session.now.get();
        session
            .connection
            .with(|connection| connection.as_ref().map(|c| Connection::ending(c, now)))
    });
    let text = Memo::new(move |_| {
        ending.get().map(|ending| messages::sas::ending_short(ending, session.now.get()))
    });
    let class = move || match ending.get() {
        Some(Ending::Soon(_) | Ending::NotYet(_)) => "chip warn",
        Some(Ending::Now(_) | Ending::Over(_)) => "chip bad",
        _ => "chip plain",
    };
    let exact = move || {
        ending
            .get()
            .and_then(|ending| messages::sas::ending_exact(ending, session.now.get_untracked()))
    };
    view! {
        <Show when=move || ending.get().is_some()>
            <a class=class href=Place::Connect.href() title=exact data-testid="expiry">
                {text}
            </a>
        </Show>
    }
}

#[component]
fn SchemeSwitch(session: Session) -> impl IntoView {
    let label = move || messages::scheme(session.scheme.get());
    let symbol = move || match session.scheme.get() {
        Scheme::Auto => icon(Icon::Auto),
        Scheme::Light => icon(Icon::Light),
        Scheme::Dark => icon(Icon::Dark),
    };
    let switch = move |_| {
        let next = session.scheme.get_untracked().next();
        next.choose();
        session.scheme.set(next);
    };
    view! {
        <button
            type="button"
            class="btn bare"
            title=label
            aria-label=label
            data-testid="scheme"
            on:click=switch
        >
            {symbol}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(place: &Place, account: Option<&str>) -> Vec<String> {
        way_to(place, account).into_iter().map(|crumb| crumb.text).collect()
    }

    #[test]
    fn the_way_names_every_step_and_leads_back() {
        let place = Place::file("job-ocean", "t1/$TaskLog/logs/stdout.txt");
        let way = way_to(&place, Some("renderfarm"));
        assert_eq!(
            texts(&place, Some("renderfarm")),
            ["renderfarm", "ocean", "t1", "$TaskLog", "logs/stdout.txt"]
        );
        assert_eq!(way[0].place, Some(Place::Home));
        assert_eq!(way[1].place, Some(Place::job("job-ocean")));
        assert_eq!(way[2].place, Some(Place::task("job-ocean", "t1")));
        assert_eq!(texts(&Place::file("job-ocean", "a/b.txt"), None), ["ocean", "a/b.txt"]);
    }

    #[test]
    fn a_job_is_called_without_prefix_and_hash() {
        assert_eq!(job_name("job-ocean-shot-042"), "ocean-shot-042");
        assert_eq!(
            job_name("job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927"),
            "my-job-bob"
        );
        assert_eq!(job_name("Not A Container"), "Not A Container");
    }
}
