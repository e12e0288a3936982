//! The button that closes the dialog around it.

use crate::keys::text;
use leptos::prelude::*;

/// The button. It takes the focus when the dialog opens.
#[component]
pub(crate) fn CloseDialog() -> impl IntoView {
    view! {
        // Submitting this form closes the dialog and returns the focus.
        <form method="dialog">
            <button class="btn primary" autofocus>
                {text::CLOSE}
            </button>
        </form>
    }
}
