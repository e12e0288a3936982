//! The notice between bar and page: a problem, while the page still shows what it has loaded.

use crate::components::copy::Command;
use crate::components::icon::{Icon, IconName};
use crate::components::link_notice::LinkNotice;
use crate::components::paste::{PasteField, RefusalLine};
use crate::messages;
use crate::route::Route;
use crate::storage::incoming_link::{Link, UnfollowedLink};
use crate::storage::problem::{Cause, Problem};
use crate::storage::problem_text::advice;
use crate::storage::sas_text;
use crate::storage::session::session;
use leptos::either::Either;
use leptos::prelude::*;

/// The notice, if there is a problem.
#[component]
pub fn Notice() -> impl IntoView {
    let session = session();
    // The time of the next try changes with every try, the problem does not.
    let problem = Memo::new(move |_| {
        let is_shown = session.is_connected() && !session.is_bare.get();
        session.freshness.trouble().filter(|_| is_shown).map(|trouble| trouble.problem)
    });
    view! {
        <div class="notice" role="status">
            {move || problem.get().map(|problem| view! { <ProblemNotice problem /> })}
            <LinkNotice />
        </div>
    }
}

#[component]
fn ProblemNotice(problem: Problem) -> impl IntoView {
    let advice = advice(&problem, &session().whereabouts());
    let icon = icon_of(&problem);
    let wants_sas = problem.wants_sas();
    let detail = problem.detail;
    view! {
        <section class=if wants_sas { "strip-notice bad" } else { "strip-notice" } data-testid="banner">
            <Icon name=icon />
            <div class="said">
                <p>
                    <b>{format!("{}. ", advice.title)}</b>
                    {advice.next}
                </p>
                <details>
                    <summary>{messages::DETAILS}</summary>
                    <p>{advice.why}</p>
                    {advice.command.map(|command| view! { <Command text=command /> })}
                    {(!detail.is_empty()).then(|| view! { <p class="mono faint">{detail}</p> })}
                </details>
            </div>
            <Remedy wants_sas />
        </section>
    }
}

/// The icon of a problem.
pub fn icon_of(problem: &Problem) -> IconName {
    match problem.cause {
        Cause::Offline | Cause::Unreachable => IconName::Offline,
        Cause::ContainerMissing | Cause::FileMissing => IconName::Empty,
        _ if problem.wants_sas() => IconName::Key,
        _ => IconName::Warning,
    }
}

/// What the reader can do about a problem: paste another link, or try again now.
#[component]
pub fn Remedy(wants_sas: bool) -> impl IntoView {
    if wants_sas {
        Either::Left(view! { <PasteHere /> })
    } else {
        let retry = move |_| session().refresh.notify_all();
        Either::Right(view! {
            <button class="btn" type="button" on:click=retry>
                {messages::TRY_NOW}
            </button>
        })
    }
}

/// Takes a new link without leaving the page. The link must open what the page shows; one for another
/// account is the reader's decision.
#[component]
pub fn PasteHere() -> impl IntoView {
    let session = session();
    let refusal = RwSignal::new(String::new());
    let on_accept = move |(connection, route): Link| {
        if !session.is_same_account(&connection) {
            let link = Box::new((connection, route.or_else(|| Some(Route::default()))));
            return session.unfollowed.set(Some(UnfollowedLink::OtherAccount(link)));
        }
        let shown = session.route.with_untracked(|r| r.place.container().map(str::to_owned));
        if shown.as_deref().is_none_or(|container| connection.reaches(container)) {
            session.connect(connection, None);
        } else {
            refusal.set(sas_text::FOR_OTHER_JOB.to_owned());
        }
    };
    view! {
        <div class="paste-here">
            <span>{sas_text::PASTE_NEW}</span>
            <PasteField small=true on_accept />
            <RefusalLine refusal />
        </div>
    }
}
