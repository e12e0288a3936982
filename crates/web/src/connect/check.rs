//! Tries a SAS without leaving the form: asks the storage for one name.

use crate::components::copy::command;
use crate::dom::{El, el};
use crate::reactive::*;
use crate::storage::connection::Connection;
use crate::storage::problem::Problem;
use crate::storage::problem_text::advice;
use crate::storage::sas_text as text;
use crate::storage::session::Session;
use crate::storage::spawn::spawn_latest;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Default)]
enum Outcome {
    #[default]
    Unknown,
    Asking(u32),
    Works,
    Fails(Problem),
}

/// The button, and the place for what comes of it.
pub(crate) fn check(session: &'static Session, connection: Arc<Connection>) -> (El, El) {
    let outcome = State::new(Outcome::Unknown);
    let pressed = State::new(0);
    let tried = move || Some(pressed.get()).filter(|pressed| *pressed > 0);
    let whereabouts = session.whereabouts_of(&connection);
    spawn_latest(tried, move |pressed| {
        outcome.set(Outcome::Asking(pressed));
        let connection = connection.clone();
        Box::pin(async move {
            outcome.set(match session.check(&connection).await {
                Ok(()) => Outcome::Works,
                Err(problem) => Outcome::Fails(problem),
            });
        })
    });
    let is_asking = move || outcome.with(|outcome| matches!(outcome, Outcome::Asking(_)));
    let label = move || if is_asking() { text::CHECKING } else { text::CHECK }.to_owned();
    let button = el("button.btn[type=button]")
        .flag_of("disabled", is_asking)
        .text_of(label)
        .on("click", move |_| pressed.set(pressed.get_untracked() + 1));
    let told = move |outcome: Outcome| match outcome {
        Outcome::Unknown | Outcome::Asking(_) => None,
        Outcome::Works => Some(el("p.good").text(text::WORKS)),
        Outcome::Fails(problem) => {
            let said = advice(&problem, &whereabouts);
            let title = el("b.over").text(&format!("{}. ", said.title));
            let sentence = el("p").child(title).text(&format!("{} {}", said.why, said.next));
            Some(el("div").child(sentence).maybe(said.command.as_deref().map(command)))
        }
    };
    let place = el("div.check[role=status]");
    (button, place.switch(move || outcome.get(), told))
}
