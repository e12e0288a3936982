//! Pages that have nothing to show but what is the case.

use crate::components::advice::{advice_screen, button, detail, link_button};
use crate::components::heading::{hidden_heading, name_page};
use crate::components::icon::Icon;
use crate::components::notice::{paste_here, symbol_of};
use crate::dom::{El, el};
use crate::format::visible_name;
use crate::messages;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::problem::{Cause, Problem};
use crate::storage::problem_text::{Advice, advice, cannot_list_jobs, no_such_page};
use crate::storage::sas_text;
use crate::storage::session::session;

/// A page that is nothing but advice.
pub fn advice_page(title: &str, symbol: Icon, said: &Advice, actions: Vec<El>) -> El {
    el("div.advice-page")
        .child(hidden_heading().text(title))
        .child(advice_screen(symbol, said, actions))
}

/// A problem that leaves a page with nothing to show.
pub fn problem_screen(problem: &Problem) -> El {
    let session = session();
    session.is_bare.set(true);
    cleanup(move || {
        session.is_bare.set(false);
    });
    let said = advice(problem, &session.whereabouts());
    let own = session.connection.with_untracked(|c| c.as_ref().map(|c| c.home().href()));
    let mut actions = vec![if problem.wants_sas() {
        paste_here(session)
    } else {
        button("btn", messages::TRY_NOW, move || session.wake.all())
    }];
    if problem.cause == Cause::OtherJob {
        actions.extend(own.map(|own| link_button(&own, messages::OPEN_OWN_JOB)));
    }
    actions.extend(detail(&problem.detail));
    advice_page(&said.title, symbol_of(problem), &said, actions)
}

/// An address that leads nowhere.
pub fn unknown_page(address: &str) -> El {
    let said = no_such_page(&visible_name(address));
    let title = said.title.clone();
    name_page(move || vec![title.clone()]);
    let start = link_button(&Place::Home.href(), messages::TO_THE_START);
    advice_page(&said.title, Icon::Unknown, &said, vec![start])
}

/// A SAS of the account that cannot list containers.
pub fn no_list_of_jobs() -> El {
    name_page(|| vec![messages::JOBS.to_owned()]);
    let said = cannot_list_jobs();
    let paste = link_button(&Place::Connect.href(), sas_text::PASTE_NEW);
    advice_page(&said.title, Icon::Key, &said, vec![paste])
}
