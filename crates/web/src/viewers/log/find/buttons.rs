//! Buttons that the find field, the status of a search and the filter share.

use crate::components::icon::{Icon, IconName};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::text;
use leptos::prelude::*;

/// A button that is on or off.
#[component]
pub(crate) fn FlagButton(
    label: &'static str,
    hint: &'static str,
    #[prop(optional)] test_id: Option<&'static str>,
    is_on: impl Fn() -> bool + Send + 'static,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="flag"
            type="button"
            title=hint
            aria-label=hint
            data-testid=test_id
            aria-pressed=move || is_on().to_string()
            on:click=move |_| on_press()
        >
            {label}
        </button>
    }
}

/// A button with an icon in place of a label.
#[component]
pub(crate) fn IconButton(
    icon: IconName,
    hint: &'static str,
    test_id: &'static str,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="flag"
            type="button"
            title=hint
            aria-label=hint
            data-testid=test_id
            on:click=move |_| on_press()
        >
            <Icon name=icon/>
        </button>
    }
}

/// Stops the search.
#[component]
pub(crate) fn StopButton(search: LogSearch, test_id: &'static str) -> impl IntoView {
    view! {
        <button class="btn" type="button" data-testid=test_id on:click=move |_| search.stop()>
            {text::STOP}
        </button>
    }
}

/// Continues the search after it was stopped.
#[component]
pub(crate) fn ContinueButton(search: LogSearch, test_id: &'static str) -> impl IntoView {
    view! {
        <button class="btn" type="button" data-testid=test_id on:click=move |_| search.resume()>
            {text::CONTINUE}
        </button>
    }
}
