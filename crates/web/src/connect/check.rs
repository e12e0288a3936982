//! Checks a SAS before it is used, by requesting one name from the storage.

use crate::components::copy::Command;
use crate::storage::connection::Connection;
use crate::storage::problem::Problem;
use crate::storage::problem_text::advice;
use crate::storage::sas_text as text;
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use leptos::either::Either;
use leptos::prelude::*;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Default)]
enum Outcome {
    #[default]
    Unknown,
    Checking,
    Works,
    Fails(Problem),
}

/// A row with the children and the button that starts the check; the outcome is shown below it.
#[component]
pub(crate) fn CheckRow(connection: Arc<Connection>, children: Children) -> impl IntoView {
    let session = session();
    let outcome = RwSignal::new(Outcome::Unknown);
    let n_presses = RwSignal::new(0_u32);
    let whereabouts = session.whereabouts_of(&connection);
    spawn_latest(
        move || Some(n_presses.get()).filter(|n_presses| *n_presses > 0),
        move |_| {
            outcome.set(Outcome::Checking);
            let connection = connection.clone();
            Box::pin(async move {
                outcome.set(match session.check(&connection).await {
                    Ok(()) => Outcome::Works,
                    Err(problem) => Outcome::Fails(problem),
                });
            })
        },
    );
    let is_checking = move || outcome.with(|outcome| *outcome == Outcome::Checking);
    let result = move || match outcome.get() {
        Outcome::Unknown | Outcome::Checking => None,
        Outcome::Works => Some(Either::Left(view! { <p class="good">{text::WORKS}</p> })),
        Outcome::Fails(problem) => {
            let advice = advice(&problem, &whereabouts);
            Some(Either::Right(view! {
                <div>
                    <p>
                        <b class="over">{format!("{}. ", advice.title)}</b>
                        {format!("{} {}", advice.why, advice.next)}
                    </p>
                    {advice.command.map(|command| view! { <Command text=command /> })}
                </div>
            }))
        }
    };
    view! {
        <div class="row">
            {children()}
            <button
                class="btn"
                type="button"
                disabled=is_checking
                on:click=move |_| n_presses.update(|n_presses| *n_presses += 1)
            >
                {move || if is_checking() { text::CHECKING } else { text::CHECK }}
            </button>
        </div>
        <div class="check" role="status">
            {result}
        </div>
    }
}
