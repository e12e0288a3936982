//! The notice between bar and page: something is in the way, and what was loaded stays.

use crate::components::advice::button;
use crate::components::copy::command;
use crate::components::icon::{Icon, icon};
use crate::components::paste::{Pasted, paste_field, refusal_line};
use crate::dom::{El, el, memo};
use crate::messages;
use crate::reactive::*;
use crate::storage::problem::{Cause, Problem};
use crate::storage::problem_text::advice;
use crate::storage::sas_text;
use crate::storage::session::{Session, session};

/// The notice of the page.
pub fn notice() -> El {
    let session = session();
    // The wait until the next try changes with every try; the notice does not.
    let problem = memo(move || {
        let is_connected = session.is_connected();
        let trouble =
            session.freshness.trouble().filter(|_| is_connected && !session.is_bare.get());
        trouble.map(|trouble| trouble.problem)
    });
    el("div.notice[role=status]")
        .switch(move || problem.get(), move |problem| Some(notice_of(session, problem?)))
}

fn notice_of(session: &'static Session, problem: Problem) -> El {
    let said = advice(&problem, &session.whereabouts());
    let wants_sas = problem.wants_sas();
    let words = (!problem.detail.is_empty()).then(|| el("p.mono.faint").text(&problem.detail));
    let details = el("details")
        .child(el("summary").text(messages::DETAILS))
        .child(el("p").text(&said.why))
        .maybe(said.command.as_deref().map(command))
        .maybe(words);
    let sentence = el("p").child(el("b").text(&format!("{}. ", said.title))).text(&said.next);
    let action = if wants_sas {
        paste_here(session)
    } else {
        button("btn", messages::TRY_NOW, move || session.wake.all())
    };
    el("section")
        .class(if wants_sas { "strip-notice bad" } else { "strip-notice" })
        .test("banner")
        .child(icon(symbol_of(&problem)))
        .child(el("div.said").child(sentence).child(details))
        .child(action)
}

/// The sign of a problem.
pub fn symbol_of(problem: &Problem) -> Icon {
    match problem.cause {
        Cause::Offline | Cause::Unreachable => Icon::Offline,
        Cause::ContainerMissing | Cause::FileMissing => Icon::Empty,
        _ if problem.wants_sas() => Icon::Key,
        _ => Icon::Warning,
    }
}

/// Takes a new link without leaving the page; it has to be for what is shown.
pub fn paste_here(session: &'static Session) -> El {
    let refusal = State::new(String::new());
    let accept = move |(connection, _): Pasted| {
        let shown = session.route.with_untracked(|r| r.place.container().map(str::to_owned));
        if shown.as_deref().is_none_or(|container| connection.reaches(container)) {
            session.connect(connection, None);
        } else {
            refusal.set(sas_text::FOR_OTHER_JOB.to_owned());
        }
    };
    el("div.paste-here")
        .child(el("span").text(sas_text::PASTE_NEW))
        .child(paste_field(true, accept))
        .child(refusal_line(refusal))
}
