//! The bar: where one is, how long the SAS lasts, and the colour scheme.

use crate::browser::color_scheme::Scheme;
use crate::components::help::help_button;
use crate::components::icon::{Icon, icon, mark};
use crate::dom::{El, el, memo};
use crate::format::visible_name;
use crate::messages;
use crate::route::Place;
use crate::storage::connection::Ending;
use crate::storage::sas_text;
use crate::storage::session::{Session, session};
use jobshelf::{ContainerName, OutputAddress, Owner};

/// The bar above every page.
pub fn bar() -> El {
    let session = session();
    let name = el("span.wide").text(messages::NAME);
    let logo = el("a.logo[href=#/]").attr("aria-label", messages::NAME);
    el("header.bar")
        .child(logo.child(mark()).child(name))
        .view_of(move || Some(crumbs(session)))
        .child(el("span.grow"))
        .child(expiry(session))
        .child(scheme_switch(session))
        .child(help_button())
}

/// A step of the way to a place: what it is called, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Crumb {
    text: String,
    place: Option<Place>,
}

fn crumbs(session: &'static Session) -> El {
    let place = session.place();
    let (is_connected, account) = session.connection.with(|connection| {
        let account = connection.as_ref().filter(|c| c.container().is_none());
        (connection.is_some(), account.map(|c| c.account().to_owned()))
    });
    let mut way = if is_connected {
        way_to(&place, account.as_deref())
    } else {
        vec![Crumb { text: messages::CONNECT.to_owned(), place: None }]
    };
    let last = way.pop();
    let up = way.iter().rev().find_map(|crumb| crumb.place.clone());
    let up = up.map(|place| {
        let up = el("a.up").attr("href", &place.href()).attr("aria-label", messages::UP);
        up.child(icon(Icon::Left))
    });
    let nav = el("nav.crumbs").attr("aria-label", messages::WHERE_YOU_ARE).maybe(up);
    let nav = way.iter().fold(nav, |nav, crumb| {
        let step = match &crumb.place {
            Some(place) => el("a").attr("href", &place.href()),
            None => el("span"),
        };
        let step = step.class("wide").attr("title", &crumb.text);
        let slash = el("i.wide[aria-hidden=true]").text("/");
        nav.child(step.child(el("bdi").text(&crumb.text))).child(slash)
    });
    nav.maybe(last.map(|crumb| {
        let here = el("b").attr("title", &crumb.text).attr("aria-current", "page");
        here.child(el("bdi").text(&crumb.text))
    }))
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

fn expiry(session: &'static Session) -> El {
    let ending = memo(move || {
        let now = session.clock();
        session.connection.with(|connection| connection.as_ref().map(|c| c.ending(now)))
    });
    let class = move || match ending.get() {
        Some(Ending::Soon(_) | Ending::NotYet(_)) => "chip warn",
        Some(Ending::Now(_) | Ending::Over(_)) => "chip bad",
        Some(_) => "chip plain",
        None => "gone",
    };
    el("a")
        .attr_of("class", move || Some(class().to_owned()))
        .attr("href", &Place::Connect.href())
        .attr_of("title", move || sas_text::ending_exact(ending.get()?, jobshelf::Timestamp::now()))
        .test("expiry")
        .text_of(move || match ending.get() {
            Some(ending) => sas_text::ending_short(ending, session.clock()),
            None => String::new(),
        })
}

fn scheme_switch(session: &'static Session) -> El {
    let label = move || Some(messages::scheme(session.scheme.get()));
    let symbol = |scheme: Scheme| {
        Some(icon(match scheme {
            Scheme::Auto => Icon::Auto,
            Scheme::Light => Icon::Light,
            Scheme::Dark => Icon::Dark,
        }))
    };
    el("button.btn.bare[type=button]")
        .attr_of("title", label)
        .attr_of("aria-label", label)
        .test("scheme")
        .switch(move || session.scheme.get(), symbol)
        .on("click", move |_| {
            let next = session.scheme.get_untracked().next();
            next.choose();
            session.scheme.set(next);
        })
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
