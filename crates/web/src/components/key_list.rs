//! The list of keys, with the switch for single-character keys.
//!
//! Everything here is in the lazy part `help`; only `help` uses it.

use crate::browser::local_storage;
use crate::components::close_dialog::CloseDialog;
use crate::keys::{ALL, Binding, Characters, Scope, text};
use leptos::prelude::*;

/// The content of the dialog.
#[component]
pub(crate) fn KeyList() -> impl IntoView {
    let tables = ALL.map(|(scope, bindings)| view! { <KeyTable scope bindings /> });
    view! {
        <div class="key-tables">{tables}</div>
        <div class="help-foot">
            <CharactersSwitch />
            <span class="grow"></span>
            <CloseDialog />
        </div>
    }
}

#[component]
fn KeyTable(scope: Scope, bindings: &'static [Binding]) -> impl IntoView {
    let key = |key: &&'static str| view! { <kbd class="kbd">{text::key(key)}</kbd> " " };
    let row = |(action, keys): &Binding| {
        view! {
            <div>
                <dt>{keys.iter().map(key).collect_view()}</dt>
                <dd>{text::action(*action)}</dd>
            </div>
        }
    };
    view! {
        <section>
            <h3>{text::scope(scope)}</h3>
            <dl>{bindings.iter().map(row).collect_view()}</dl>
        </section>
    }
}

#[component]
fn CharactersSwitch() -> impl IntoView {
    let store = |is_on| {
        local_storage::set_characters(if is_on { Characters::On } else { Characters::Off });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                data-testid="key-characters"
                checked=local_storage::characters() == Characters::On
                on:change:target=move |event| store(event.target().checked())
            />
            {text::CHARACTERS}
        </label>
    }
}
