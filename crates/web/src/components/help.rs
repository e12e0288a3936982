//! The list of keys, in a dialog that `?` opens, with the switch for single-character keys.

use crate::browser::{document, events, local_storage};
use crate::components::icon::{Icon, IconName};
use crate::keys::{ALL, Binding, Characters, EVERYWHERE, Scope, text};
use leptos::prelude::*;

const ID: &str = "help";
const TITLE_ID: &str = "help-title";

/// The button that opens the list.
#[component]
pub fn HelpButton() -> impl IntoView {
    view! {
        <button
            class="btn bare wide"
            type="button"
            data-testid="keys"
            title=text::KEYS
            aria-label=text::KEYS
            aria-haspopup="dialog"
            on:click=|_| document::open_dialog(ID)
        >
            <Icon name=IconName::Unknown />
        </button>
    }
}

/// The dialog, closed at first.
#[component]
pub fn Help() -> impl IntoView {
    events::on_action(EVERYWHERE, |_| {
        document::open_dialog(ID);
        true
    });
    let tables = ALL.map(|(scope, bindings)| view! { <KeyTable scope bindings /> });
    view! {
        <dialog class="help" id=ID aria-labelledby=TITLE_ID>
            <h2 id=TITLE_ID>{text::KEYS}</h2>
            <div class="key-tables">{tables}</div>
            <div class="help-foot">
                <CharactersSwitch />
                <span class="grow"></span>
                // Submitting this form closes the dialog and returns the focus.
                <form method="dialog">
                    <button class="btn primary" autofocus>
                        {text::CLOSE}
                    </button>
                </form>
            </div>
        </dialog>
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
