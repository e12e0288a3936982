//! The form that takes a link: what it opens, what it allows, when it ends, before it is used.

use super::title::name_page;
use crate::app::HEADING;
use crate::components::bar::job_name;
use crate::components::chip::{Tone, plain_chip};
use crate::components::copy::Command;
use crate::components::icon::{Icon, icon};
use crate::components::paste::{PasteField, Pasted};
use crate::messages;
use crate::messages::problem::{advice, job_of};
use crate::messages::sas as text;
use crate::session::{Session, session};
use crate::state::connection::{Concern, Connection, Ending};
use crate::state::problem::Problem;
use jobshelf::{ContainerName, Timestamp};
use leptos::prelude::*;

/// The form.
#[component]
pub fn ConnectPage() -> impl IntoView {
    name_page(|| vec![messages::CONNECT.to_owned()]);
    let pasted: RwSignal<Option<Pasted>> = RwSignal::new(None);
    let session = session();
    let asked = move || session.route.with(|r| r.place.container().map(job_name));
    view! {
        <div class="connect-page">
            <div class="connect">
                <div>
                    <h1 id=HEADING tabindex="-1">
                        {text::OPEN}
                    </h1>
                    <p class="dim">{text::PROMISE}</p>
                </div>
                <div class="card">
                    {move || match pasted.get() {
                        Some(offer) => view! { <Offer offer=offer pasted=pasted /> }.into_any(),
                        None => {
                            view! { <PasteField accept=move |new| pasted.set(Some(new)) /> }.into_any()
                        }
                    }}
                </div>
                {move || {
                    asked().map(|job| view! { <p class="dim">{text::GOES_ON}" "<b>{job}</b></p> })
                }}
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

#[component]
fn Offer(offer: Pasted, pasted: RwSignal<Option<Pasted>>) -> impl IntoView {
    let session = session();
    let (connection, route) = offer;
    let now = session.now.get_untracked();
    let concerns = connection.concerns(now);
    let is_usable = !concerns.iter().any(Concern::is_fatal);
    let job = job_of(connection.container().map(ContainerName::as_str));
    let opens = if connection.container().is_some() { text::OPEN_JOB } else { text::OPEN_JOBS };
    let shown = connection.redacted();
    let kept = StoredValue::new((connection.clone(), route));
    let open = move |_| {
        let (connection, route) = kept.get_value();
        // The page that was asked for before there was a SAS wins over the one a link brings.
        let route = route.filter(|_| !asks_for_page_of(session, &connection));
        session.connect(connection, route);
    };
    view! {
        <div class="pasted-row">
            <div class="pasted" data-testid="connect-pasted">
                {shown}
            </div>
            <button type="button" class="btn bare" on:click=move |_| pasted.set(None)>
                {text::CHANGE}
            </button>
        </div>
        {facts(&connection, now)}
        {concerns
            .iter()
            .map(|concern| note(concern, job.as_deref()))
            .collect::<Vec<_>>()}
        <div class="row">
            <button
                type="button"
                class="btn primary"
                disabled=!is_usable
                data-testid="connect-button"
                on:click=open
            >
                {opens}
            </button>
            <Check session=session connection=connection />
        </div>
    }
}

/// Whether the address names a page that this SAS opens.
fn asks_for_page_of(session: Session, connection: &Connection) -> bool {
    session.route.with_untracked(|route| {
        route.place.container().is_some_and(|container| connection.reaches(container))
    })
}

fn facts(connection: &Connection, now: Timestamp) -> impl IntoView + use<> {
    let job = match connection.container() {
        Some(container) => {
            let name = container.as_str().to_owned();
            view! {
                <b>{container.readable().to_owned()}</b>
                " "
                <span class="faint mono">{name}</span>
            }
            .into_any()
        }
        None => text::ALL_JOBS.into_any(),
    };
    let allows = match connection.allows() {
        Some(list) => list
            .into_iter()
            .map(|(permission, is_needed)| {
                plain_chip(if is_needed { Tone::Plain } else { Tone::Warn }, permission.word())
            })
            .collect::<Vec<_>>()
            .into_any(),
        None => text::POLICY_SAYS.into_any(),
    };
    let ending = connection.ending(now);
    let is_over = matches!(ending, Ending::Over(_));
    let exact = text::ending_exact(ending, now).map(|exact| format!(" · {exact}"));
    view! {
        <dl class="kv">
            <dt>{text::JOB}</dt>
            <dd>{job}</dd>
            <dt>{text::ACCOUNT}</dt>
            <dd class="mono">{connection.account().to_owned()}</dd>
            <dt>{text::ALLOWS}</dt>
            <dd class="row">{allows}</dd>
            <dt>{text::ENDS}</dt>
            <dd>
                <span class:over=is_over>{text::ending_long(ending, now)}</span>
                <span class="faint">{exact}</span>
            </dd>
        </dl>
    }
}

fn note(concern: &Concern, job: Option<&str>) -> impl IntoView + use<> {
    let (title, said) = text::concern(concern);
    let wants_smaller = matches!(
        concern,
        Concern::MoreThanNeeded(_) | Concern::Expired | Concern::CannotList | Concern::CannotRead
    );
    let is_fatal = concern.is_fatal();
    view! {
        <div class="note" class:bad=is_fatal data-testid="concern">
            {icon(Icon::Warning)}
            <div>
                <p>
                    <b>{title}</b>
                    " "
                    {said}
                </p>
                {wants_smaller.then(|| view! { <Command text=text::smaller_link_command(job) /> })}
            </div>
        </div>
    }
}

/// Asks the storage for one name with the SAS, to see whether it works.
#[component]
fn Check(session: Session, connection: Connection) -> impl IntoView {
    let outcome: RwSignal<Option<Result<(), Problem>>> = RwSignal::new(None);
    let check = Action::new_local(move |(): &()| {
        let connection = connection.clone();
        async move { outcome.set(Some(session.check(&connection).await)) }
    });
    let is_checking = check.pending();
    view! {
        <button
            type="button"
            class="btn"
            disabled=is_checking
            on:click=move |_| {
                check.dispatch(());
            }
        >
            {move || if is_checking.get() { text::CHECKING } else { text::CHECK }}
        </button>
        <p class="check" role="status">
            {move || {
                outcome
                    .get()
                    .map(|outcome| match outcome {
                        Ok(()) => view! { <span class="good">{text::WORKS}</span> }.into_any(),
                        Err(problem) => {
                            let advice = advice(&problem, &session.whereabouts());
                            view! {
                                <b class="over">{advice.title}"."</b>
                                " "
                                {advice.why}
                                " "
                                {advice.next}
                                {advice.command.map(|command| view! { <Command text=command /> })}
                            }
                                .into_any()
                        }
                    })
            }}
        </p>
    }
}
