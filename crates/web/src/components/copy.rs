//! A button that copies a text, and a command with such a button.

use crate::browser::clipboard;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::messages;
use crate::reactive::*;
use crate::storage::spawn::spawn;
use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

/// How long the tick stays.
const SHOWN: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Outcome {
    #[default]
    None,
    Copied,
    Refused,
}

/// How a button that copies looks.
#[derive(Debug, Clone, Copy)]
pub struct CopyLook {
    /// Its classes.
    pub class: &'static str,
    /// Its icon.
    pub symbol: Icon,
    /// What stands on it; empty leaves the icon alone.
    pub label: &'static str,
    /// What it is for.
    pub hint: &'static str,
}

/// A text that takes a while; nothing if it could not be had.
pub type Later = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Copies what `text` gives when it is pressed.
pub fn copy_button(look: CopyLook, text: impl Fn() -> String + 'static) -> El {
    copy_button_of(look, Box::new(move || Box::pin(ready(Some(text()))) as Later))
}

/// Copies what `text` gives in the end when it is pressed.
pub fn copy_button_of(look: CopyLook, text: Box<dyn Thunk<Later>>) -> El {
    let outcome = State::new(Outcome::None);
    let symbol = move |outcome: Outcome| {
        Some(icon(match outcome {
            Outcome::None => look.symbol,
            Outcome::Copied => Icon::Done,
            Outcome::Refused => Icon::Warning,
        }))
    };
    let said = move || match outcome.get() {
        Outcome::None => String::new(),
        Outcome::Copied => messages::COPIED.to_owned(),
        Outcome::Refused => messages::NOT_COPIED.to_owned(),
    };
    let label = (!look.label.is_empty()).then(|| el("span").text(look.label));
    el("button[type=button]")
        .class(look.class)
        .attr("title", look.hint)
        .attr("aria-label", if look.label.is_empty() { look.hint } else { look.label })
        .switch(move || outcome.get(), symbol)
        .maybe(label)
        .child(el("span.hidden-text[role=status]").text_of(said))
        .on("click", move |_| {
            let text = text.run();
            spawn(async move {
                let copied = match text.await {
                    Some(text) => clipboard::copy(&text).await,
                    None => false,
                };
                outcome.set(if copied { Outcome::Copied } else { Outcome::Refused });
                jobshelf::time::sleep(SHOWN).await;
                outcome.set(Outcome::None);
            });
        })
}

/// A command to paste into a shell.
pub fn command(text: &str) -> El {
    const LOOK: CopyLook =
        CopyLook { class: "btn bare", symbol: Icon::Copy, label: "", hint: messages::COPY };
    let copied = text.to_owned();
    el("div.command").child(el("code").text(text)).child(copy_button(LOOK, move || copied.clone()))
}
