//! The line below every page: how fresh it is, when it looks next, what that has cost.

use crate::messages;
use crate::platform::clock;
use crate::session::session;
use crate::state::connection::Connection;
use leptos::prelude::*;

/// The status line.
#[component]
pub fn StatusLine() -> impl IntoView {
    let session = session();
    let is_connected = move || session.connection.with(Option::is_some);
    let seconds_to = |moment: f64| ((moment - clock::now_ms()) / 1000.0).round() as i64;
    let freshness = Memo::new(move |_| {
        // Tells anew every second.
        session.now.track();
        if !is_connected() {
            return messages::NOT_CONNECTED.to_owned();
        }
        if let Some(trouble) = session.freshness.trouble() {
            return messages::next_try(trouble.next.map(seconds_to));
        }
        match session.freshness.told() {
            Some((seen, next, is_over)) => {
                messages::freshness(-seconds_to(seen), next.map(seconds_to), is_over)
            }
            None => messages::LOADING.to_owned(),
        }
    });
    let is_troubled = move || is_connected() && session.freshness.trouble().is_some();
    let traffic = Memo::new(move |_| {
        session.now.track();
        messages::traffic(session.traffic())
    });
    let host =
        move || session.connection.with(|c| c.as_ref().map(|c| Connection::host(c).to_owned()));
    view! {
        <footer class="status num">
            <span class:troubled=is_troubled data-testid="freshness">
                {freshness}
            </span>
            {extra_slot()}
            <Show when=is_connected>
                <span class="wide" data-testid="traffic">
                    {traffic}
                </span>
            </Show>
            <span class="grow"></span>
            <span class="wide">{messages::READ_ONLY}</span>
            <span class="mono wide">{host}</span>
        </footer>
    }
}

/// What the page itself adds to the status line, such as a log's extent.
#[derive(Debug, Clone, Copy)]
pub struct StatusExtra(pub RwSignal<Option<Signal<String>>>);

impl StatusExtra {
    /// Shows `text` as long as the current owner lives.
    pub fn show(text: Signal<String>) {
        let Some(Self(slot)) = use_context::<Self>() else { return };
        slot.set(Some(text));
        on_cleanup(move || {
            slot.try_set(None);
        });
    }
}

fn extra_slot() -> impl IntoView {
    let slot = use_context::<StatusExtra>();
    move || {
        let text = slot.and_then(|StatusExtra(slot)| slot.get())?;
        Some(view! { <span data-testid="extent">{text}</span> })
    }
}
