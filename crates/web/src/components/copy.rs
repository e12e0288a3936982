//! A button that copies a text, and a command with such a button.

use super::icon::{Icon, icon};
use crate::messages;
use crate::platform::clipboard;
use leptos::prelude::*;
use std::time::Duration;

/// How long the tick stays.
const SHOWN: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Refused,
}

/// Copies what `text` gives.
#[component]
pub fn CopyButton(
    /// What is copied, asked for when the button is pressed.
    #[prop(into)]
    text: Callback<(), String>,
    /// What stands on the button; none leaves the icon alone.
    #[prop(optional, into)]
    label: Option<&'static str>,
    /// What the button is for.
    #[prop(into)]
    hint: &'static str,
    /// The icon.
    #[prop(default = Icon::Copy)]
    symbol: Icon,
    /// Its classes.
    #[prop(default = "btn bare")]
    class: &'static str,
) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let copy = Action::new_local(move |text: &String| {
        let text = text.clone();
        async move {
            let copied = clipboard::copy(&text).await;
            outcome.set(Some(if copied { Outcome::Copied } else { Outcome::Refused }));
            jobshelf::time::sleep(SHOWN).await;
            outcome.try_set(None);
        }
    });
    let symbol = move || match outcome.get() {
        None => icon(symbol),
        Some(Outcome::Copied) => icon(Icon::Done),
        Some(Outcome::Refused) => icon(Icon::Warning),
    };
    let said = move || match outcome.get() {
        None => "",
        Some(Outcome::Copied) => messages::COPIED,
        Some(Outcome::Refused) => messages::NOT_COPIED,
    };
    view! {
        <button
            type="button"
            class=class
            title=hint
            aria-label=hint
            on:click=move |_| {
                copy.dispatch(text.run(()));
            }
        >
            {symbol}
            {label.map(|label| view! { <span>{label}</span> })}
            <span class="hidden-text" role="status">
                {said}
            </span>
        </button>
    }
}

/// A command to paste into a shell.
#[component]
pub fn Command(
    /// The command.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let copied = text.clone();
    view! {
        <div class="command">
            <code>{text}</code>
            <CopyButton text=move |()| copied.clone() hint=messages::COPY />
        </div>
    }
}
