//! Pages that have nothing to show but what is the case.

use crate::app::HEADING;
use crate::components::advice::AdviceScreen;
use crate::components::icon::Icon;
use crate::components::notice::PasteHere;
use crate::messages;
use crate::messages::problem::{advice, cannot_list_jobs, no_such_page};
use crate::route::Place;
use crate::session::session;
use crate::state::problem::{Cause, Problem};
use leptos::prelude::*;

/// A problem that leaves a page with nothing to show.
#[component]
pub fn ProblemScreen(
    /// The problem.
    problem: Problem,
) -> impl IntoView {
    let session = session();
    session.is_bare.set(true);
    on_cleanup(move || {
        session.is_bare.try_set(false);
    });
    let symbol = match problem.cause {
        Cause::Offline | Cause::Unreachable => Icon::Offline,
        Cause::ContainerMissing | Cause::FileMissing => Icon::Empty,
        _ if problem.wants_sas() => Icon::Key,
        _ => Icon::Warning,
    };
    let said = advice(&problem, &session.whereabouts());
    let own = session.connection.with_untracked(|c| c.as_ref().map(|c| c.home()));
    let is_other = problem.cause == Cause::OtherJob;
    let wants_sas = problem.wants_sas();
    let detail = problem.detail.clone();
    view! {
        <div class="advice-page">
            <h1 class="hidden-text" id=HEADING tabindex="-1">
                {said.title.clone()}
            </h1>
            <AdviceScreen advice=said symbol=symbol detail=detail>
                {if wants_sas {
                    view! { <PasteHere session=session /> }.into_any()
                } else {
                    view! {
                        <button type="button" class="btn" on:click=move |_| session.wake().all()>
                            {messages::TRY_NOW}
                        </button>
                    }
                        .into_any()
                }}
                {own
                    .filter(|_| is_other)
                    .map(|place| {
                        view! {
                            <a class="btn" href=place.href()>
                                {messages::OPEN_OWN_JOB}
                            </a>
                        }
                    })}
            </AdviceScreen>
        </div>
    }
}

/// An address that leads nowhere.
#[component]
pub fn UnknownPage(
    /// The address.
    address: String,
) -> impl IntoView {
    view! {
        <div class="advice-page">
            <AdviceScreen advice=no_such_page(&crate::format::visible_name(&address)) symbol=Icon::Unknown>
                <a class="btn" href=Place::Home.href()>
                    {messages::TO_THE_START}
                </a>
            </AdviceScreen>
        </div>
    }
}

/// A SAS of the account that cannot list containers.
pub fn no_list_of_jobs() -> impl IntoView {
    view! {
        <div class="advice-page">
            <AdviceScreen advice=cannot_list_jobs() symbol=Icon::Key>
                <a class="btn" href=Place::Connect.href()>
                    {messages::sas::PASTE_NEW}
                </a>
            </AdviceScreen>
        </div>
    }
}
