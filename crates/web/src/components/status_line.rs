//! The line below every page: how fresh it is, when it updates next, and the traffic so far.

use crate::browser::clock;
use crate::components::text;
use crate::messages;
use crate::route::Place;
use crate::storage::session::{Session, session};
use leptos::prelude::*;

/// The status line.
#[component]
pub fn StatusLine() -> impl IntoView {
    let session = session();
    let is_connected = move || session.is_connected();
    let is_troubled = move || is_connected() && session.freshness.trouble().is_some();
    let traffic = move || {
        session.now.track();
        text::traffic(session.traffic())
    };
    let host = move || session.connection.with(|c| c.as_ref().map(|c| c.host().to_owned()));
    view! {
        <footer class="status num">
            <span class:troubled=is_troubled data-testid="freshness">
                {move || freshness_text(session)}
            </span>
            <span data-testid="extent">{move || session.extent.get()}</span>
            <span class="wide" data-testid="status-line">
                {move || session.expected.get()}
            </span>
            <Show when=is_connected>
                <span class="wide" data-testid="traffic">
                    {traffic}
                </span>
            </Show>
            <span class="grow"></span>
            <span class="wide">{messages::READ_ONLY}</span>
            <span class="mono wide">{move || host().unwrap_or_default()}</span>
        </footer>
    }
}

/// How fresh the page is, which changes with every second.
fn freshness_text(session: &'static Session) -> String {
    session.now.track();
    if !session.is_connected() {
        return messages::NOT_CONNECTED.to_owned();
    }
    if matches!(session.place(), Place::Unknown(_) | Place::Connect) {
        return messages::NOTHING_ASKED.to_owned();
    }
    let seconds_to = |moment: f64| ((moment - clock::now_ms()) / 1000.0).round() as i64;
    if let Some(trouble) = session.freshness.trouble() {
        return messages::next_try(trouble.next.map(seconds_to));
    }
    match session.freshness.last_refresh() {
        Some(last) => {
            messages::freshness(-seconds_to(last.seen), last.next.map(seconds_to), last.is_over)
        }
        None => messages::LOADING.to_owned(),
    }
}
