//! A button that copies a text, and a command with such a button.

use crate::browser::clipboard;
use crate::components::icon::{Icon, IconName};
use crate::messages;
use crate::storage::spawn::spawn;
use leptos::prelude::*;
use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

/// How long the button shows the outcome.
const OUTCOME_SHOWN: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Outcome {
    #[default]
    None,
    Copied,
    Refused,
}

/// What a copy button looks like.
#[derive(Debug, Clone, Copy)]
pub struct CopyLook {
    /// Its classes.
    pub class: &'static str,
    /// Its icon.
    pub symbol: IconName,
    /// The text on it; if empty there is only the icon.
    pub label: &'static str,
    /// Its tooltip.
    pub hint: &'static str,
}

/// A text that has to be loaded first; `None` if that fails.
pub type Later = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Copies `text`.
#[component]
pub fn CopyButton(look: CopyLook, #[prop(into)] text: Signal<String>) -> impl IntoView {
    let text = move || Box::pin(ready(Some(text.get_untracked()))) as Later;
    view! { <CopyLaterButton look text /> }
}

/// Loads a text when it is pressed, and copies it.
#[component]
pub fn CopyLaterButton(look: CopyLook, text: impl Fn() -> Later + 'static) -> impl IntoView {
    let outcome = RwSignal::new(Outcome::None);
    let icon = move || match outcome.get() {
        Outcome::None => look.symbol,
        Outcome::Copied => IconName::Done,
        Outcome::Refused => IconName::Warning,
    };
    let status = move || match outcome.get() {
        Outcome::None => "",
        Outcome::Copied => messages::COPIED,
        Outcome::Refused => messages::NOT_COPIED,
    };
    let copy = move |_| {
        let text = text();
        spawn(async move {
            let is_copied = match text.await {
                Some(text) => clipboard::copy(&text).await,
                None => false,
            };
            outcome.set(if is_copied { Outcome::Copied } else { Outcome::Refused });
            jobshelf::time::sleep(OUTCOME_SHOWN).await;
            outcome.set(Outcome::None);
        });
    };
    let has_label = !look.label.is_empty();
    view! {
        <button
            class=look.class
            type="button"
            title=look.hint
            aria-label=if has_label { look.label } else { look.hint }
            on:click=copy
        >
            {move || view! { <Icon name=icon() /> }}
            {has_label.then(|| view! { <span>{look.label}</span> })}
            <span class="hidden-text" role="status">
                {status}
            </span>
        </button>
    }
}

/// A command to paste into a shell.
#[component]
pub fn Command(#[prop(into)] text: String) -> impl IntoView {
    const LOOK: CopyLook =
        CopyLook { class: "btn bare", symbol: IconName::Copy, label: "", hint: messages::COPY };
    view! {
        <div class="command">
            <code>{text.clone()}</code>
            <CopyButton look=LOOK text />
        </div>
    }
}
