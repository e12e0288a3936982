//! A field that filters a list; `/` leads into it, Escape empties it.

use super::icon::{Icon, icon};
use crate::platform::{document, events};
use leptos::prelude::*;

const ID: &str = "search";

/// A filter. There is one in a page at most.
#[component]
pub fn Search(
    /// What is filtered by.
    #[prop(into)]
    value: Signal<String>,
    /// Called with each change.
    #[prop(into)]
    change: Callback<String>,
    /// What is filtered.
    label: &'static str,
) -> impl IntoView {
    events::on_key(move |event| {
        if event.key() == "/" {
            event.prevent_default();
            document::focus(ID);
        }
    });
    view! {
        <label class="field search">
            {icon(Icon::Search)} <span class="hidden-text">{label}</span>
            <input
                id=ID
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=label
                prop:value=value
                on:input=move |event| change.run(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        change.run(String::new());
                    }
                }
            />
            <span class="kbd" aria-hidden="true">
                "/"
            </span>
        </label>
    }
}
