//! The form that takes a link. It shows what the link opens, what it allows and when it ends,
//! before the link is used.

use crate::components::copy::Command;
use crate::components::heading::Heading;
use crate::components::icon::{Icon, IconName};
use crate::components::paste::PasteField;
use crate::connect::check::CheckRow;
use crate::connect::sas_facts::SasFacts;
use crate::format::job_name;
use crate::storage::connection::{Concern, Connection};
use crate::storage::incoming_link::Link;
use crate::storage::problem_text::job_of;
use crate::storage::sas_text as text;
use crate::storage::session::{Session, session};
use jobshelf::{ContainerName, Timestamp};
use leptos::either::Either;
use leptos::prelude::*;

/// The page with the form.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let session = session();
    let pasted: RwSignal<Option<Link>> = RwSignal::new(None);
    let form = move || match pasted.get() {
        Some(offered) => Either::Left(view! { <Offer offered pasted /> }),
        None => {
            let on_accept = move |new| pasted.set(Some(new));
            Either::Right(view! { <PasteField small=false on_accept /> })
        }
    };
    let requested_job =
        Memo::new(move |_| session.route.with(|route| route.place.container().map(job_name)));
    let goes_on = move || {
        requested_job.get().map(|job| {
            view! {
                <p class="dim">
                    {text::GOES_ON} " "
                    <b>{job}</b>
                </p>
            }
        })
    };
    view! {
        <div class="connect-page">
            <div class="connect">
                <div>
                    <Heading>{text::OPEN}</Heading>
                    <p class="dim">{text::PROMISE}</p>
                </div>
                <div class="card">{form}</div>
                {goes_on}
                <Show when=move || pasted.with(Option::is_none)>
                    <div class="how-to">
                        <p class="faint">{text::HOW_TO}</p>
                        <Command text=text::HOW_TO_COMMAND />
                    </div>
                </Show>
            </div>
        </div>
    }
}

/// A valid link, ready to be used. "Change" clears `pasted`, which brings the field back.
#[component]
fn Offer(offered: Link, pasted: RwSignal<Option<Link>>) -> impl IntoView {
    let session = session();
    let (connection, route) = offered;
    let now = Timestamp::now();
    let concerns = connection.concerns(now);
    let is_usable = !concerns.iter().any(Concern::is_fatal);
    let job = job_of(connection.container().map(ContainerName::as_str));
    let label = if connection.container().is_some() { text::OPEN_JOB } else { text::OPEN_JOBS };
    let notes = concerns
        .into_iter()
        .map(|concern| view! { <ConcernNote concern job=job.clone() /> })
        .collect_view();
    let open = {
        let connection = connection.clone();
        move |_| {
            // The page in the address bar wins over the page in the link.
            let route = route.clone().filter(|_| !opens_current_page(session, &connection));
            session.connect(connection.clone(), route);
        }
    };
    view! {
        <div class="offer">
            <div class="pasted-row">
                <div class="pasted" data-testid="connect-pasted">
                    {connection.redacted()}
                </div>
                <button class="btn bare" type="button" on:click=move |_| pasted.set(None)>
                    {text::CHANGE}
                </button>
            </div>
            <SasFacts connection=connection.clone() now />
            {notes}
            <CheckRow connection>
                <button
                    class="btn primary"
                    type="button"
                    data-testid="connect-button"
                    disabled=!is_usable
                    on:click=open
                >
                    {label}
                </button>
            </CheckRow>
        </div>
    }
}

/// Whether the address names a page that this SAS opens.
fn opens_current_page(session: &'static Session, connection: &Connection) -> bool {
    session.route.with_untracked(|route| {
        route.place.container().is_some_and(|container| connection.reaches(container))
    })
}

/// Something to know about the SAS before it is used.
#[component]
fn ConcernNote(concern: Concern, job: Option<String>) -> impl IntoView {
    let (title, explanation) = text::concern(&concern);
    let wants_smaller = matches!(
        concern,
        Concern::MoreThanNeeded(_) | Concern::Expired | Concern::CannotList | Concern::CannotRead
    );
    let command = wants_smaller.then(|| {
        view! { <Command text=text::smaller_link_command(job.as_deref()) /> }
    });
    let class = if concern.is_fatal() { "concern bad" } else { "concern" };
    view! {
        <div class=class data-testid="concern">
            <Icon name=IconName::Warning />
            <div>
                <p>
                    <b>{title}</b>
                    " "
                    {explanation}
                </p>
                {command}
            </div>
        </div>
    }
}
