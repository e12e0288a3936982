//! A field that filters a list. `/` focuses it, Escape clears it.

use crate::browser::{document, events};
use crate::components::icon::{Icon, IconName};
use crate::keys::LISTS;
use crate::storage::session::session;
use leptos::prelude::*;

const ID: &str = "search";

/// The filter of the page, which is a part of its address.
#[component]
pub fn FilterField(label: &'static str) -> impl IntoView {
    events::on_action(LISTS, |_| {
        document::focus(ID);
        true
    });
    let session = session();
    let set_filter = move |text: String| session.change_view(|view| view.filter = text);
    view! {
        <label class="field search">
            <Icon name=IconName::Search />
            <span class="hidden-text">{label}</span>
            <input
                id=ID
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=label
                data-testid="search"
                prop:value=move || session.filter()
                on:input:target=move |event| set_filter(event.target().value())
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        set_filter(String::new());
                    }
                }
            />
            <span class="kbd" aria-hidden="true">
                "/"
            </span>
        </label>
    }
}
