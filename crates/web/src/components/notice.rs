//! The notice between bar and page: something is in the way, and what was loaded stays.

use super::copy::Command;
use super::icon::{Icon, icon};
use super::paste::{PasteField, Pasted};
use crate::messages;
use crate::messages::problem::{Advice, advice};
use crate::session::{Session, session};
use crate::state::problem::{Cause, Problem};
use leptos::prelude::*;

/// The notice of the page.
#[component]
pub fn Notice() -> impl IntoView {
    let session = session();
    // The wait until the next try changes with every try; the notice does not.
    let problem = Memo::new(move |_| {
        let connected = session.connection.with(Option::is_some);
        let trouble = session.freshness.trouble().filter(|_| connected && !session.is_bare.get());
        trouble.map(|trouble| trouble.problem)
    });
    view! {
        <div class="notice" role="status">
            {move || problem.get().map(|problem| notice_of(session, problem))}
        </div>
    }
}

fn notice_of(session: Session, problem: Problem) -> impl IntoView {
    let Advice { title, why, next, command } = advice(&problem, &session.whereabouts());
    let symbol = match problem.cause {
        Cause::Offline | Cause::Unreachable => Icon::Offline,
        _ if problem.wants_sas() => Icon::Key,
        _ => Icon::Warning,
    };
    let wants_sas = problem.wants_sas();
    view! {
        <section class="strip-notice" class:bad=wants_sas data-testid="banner">
            {icon(symbol)}
            <div class="said">
                <p>
                    <b>{title}"."</b>
                    " "
                    {next}
                </p>
                <details>
                    <summary>{messages::DETAILS}</summary>
                    <p>{why}</p>
                    {command.map(|command| view! { <Command text=command /> })}
                    {(!problem.detail.is_empty()).then(|| view! { <p class="mono faint">{problem.detail}</p> })}
                </details>
            </div>
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
        </section>
    }
}

/// Takes a new link without leaving the page; it has to be for what is shown.
#[component]
pub fn PasteHere(
    /// The session.
    session: Session,
) -> impl IntoView {
    let is_other = RwSignal::new(false);
    let accept = move |(connection, _): Pasted| {
        let shown = session.route.with_untracked(|r| r.place.container().map(str::to_owned));
        let fits = shown.as_deref().is_none_or(|container| connection.reaches(container));
        is_other.set(!fits);
        if fits {
            session.connect(connection, None);
        }
    };
    view! {
        <div class="paste-here">
            <span>{messages::sas::PASTE_NEW}</span>
            <PasteField accept=accept is_compact=true />
            {move || {
                is_other
                    .get()
                    .then(|| view! { <p class="refusal" role="alert">{messages::sas::FOR_OTHER_JOB}</p> })
            }}
        </div>
    }
}
