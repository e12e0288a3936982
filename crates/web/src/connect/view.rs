//! The form that takes a link: what it opens, what it allows, when it ends, before it is used.

use crate::components::advice::button;
use crate::components::bar::job_name;
use crate::components::copy::command;
use crate::components::heading::{heading, name_page};
use crate::components::icon::{Icon, icon};
use crate::components::paste::{Pasted, paste_field};
use crate::connect::check::check;
use crate::connect::sas_facts::facts;
use crate::dom::{El, el};
use crate::messages;
use crate::reactive::*;
use crate::storage::connection::{Concern, Connection};
use crate::storage::problem_text::job_of;
use crate::storage::sas_text as text;
use crate::storage::session::{Session, session};
use jobshelf::ContainerName;

/// The form.
pub fn connect_page() -> El {
    name_page(|| vec![messages::CONNECT.to_owned()]);
    let session = session();
    let pasted: State<Option<Pasted>> = State::new(None);
    let intro = el("div").child(heading().text(text::OPEN)).child(el("p.dim").text(text::PROMISE));
    let card = el("div.card").switch(
        move || pasted.get(),
        move |offered| {
            Some(match offered {
                Some(offered) => offer(session, offered, pasted),
                None => paste_field(false, move |new| pasted.set(Some(new))),
            })
        },
    );
    let asked = move || session.route.with(|route| route.place.container().map(job_name));
    let goes_on = move |job: Option<String>| {
        let sentence = el("p.dim").text(text::GOES_ON).text(" ");
        Some(sentence.child(el("b").text(&job?)))
    };
    let how_to = || {
        el("div.how-to")
            .child(el("p.faint").text(text::HOW_TO))
            .child(command(text::HOW_TO_COMMAND))
    };
    let form = el("div.connect")
        .child(intro)
        .child(card)
        .switch(asked, goes_on)
        .when(move || pasted.with(Option::is_none), how_to);
    el("div.connect-page").child(form)
}

fn offer(session: &'static Session, offered: Pasted, pasted: State<Option<Pasted>>) -> El {
    let (connection, route) = offered;
    let now = jobshelf::Timestamp::now();
    let concerns = connection.concerns(now);
    let is_usable = !concerns.iter().any(Concern::is_fatal);
    let job = job_of(connection.container().map(ContainerName::as_str));
    let opens = if connection.container().is_some() { text::OPEN_JOB } else { text::OPEN_JOBS };
    let shown = el("div.pasted-row")
        .child(el("div.pasted@connect-pasted").text(&connection.redacted()))
        .child(button("btn bare", text::CHANGE, move || pasted.set(None)));
    let notes = concerns.iter().map(|concern| note(concern, job.as_deref())).collect();
    let used = connection.clone();
    let open = button("btn primary", opens, move || {
        // The page that was asked for before there was a SAS wins over the one a link brings.
        let route = route.clone().filter(|_| !asks_for_page_of(session, &used));
        session.connect(used.clone(), route);
    });
    let open = open.test("connect-button").flag_of("disabled", move || !is_usable);
    let (try_it, outcome) = check(session, connection.clone());
    el("div.offer")
        .child(shown)
        .child(facts(&connection, now))
        .children(notes)
        .child(el("div.row").child(open).child(try_it))
        .child(outcome)
}

/// Whether the address names a page that this SAS opens.
fn asks_for_page_of(session: &'static Session, connection: &Connection) -> bool {
    session.route.with_untracked(|route| {
        route.place.container().is_some_and(|container| connection.reaches(container))
    })
}

fn note(concern: &Concern, job: Option<&str>) -> El {
    let (title, said) = text::concern(concern);
    let wants_smaller = matches!(
        concern,
        Concern::MoreThanNeeded(_) | Concern::Expired | Concern::CannotList | Concern::CannotRead
    );
    let sentence = el("p").child(el("b").text(&title)).text(" ").text(&said);
    let smaller = wants_smaller.then(|| command(&text::smaller_link_command(job)));
    el("div")
        .class(if concern.is_fatal() { "concern bad" } else { "concern" })
        .test("concern")
        .child(icon(Icon::Warning))
        .child(el("div").child(sentence).maybe(smaller))
}
