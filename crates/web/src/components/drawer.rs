//! A button that opens a small panel with the controls that are needed less often.
//!
//! The panel is a native popover: Escape and a press outside close it, and the focus returns to the
//! button.

use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// The button and its panel. The ID must be unique in the page.
#[component]
pub fn Drawer(id: &'static str, label: &'static str, children: Children) -> impl IntoView {
    view! {
        <span class="drawer-place">
            <button
                class="btn bare"
                type="button"
                popovertarget=id
                title=label
                aria-label=label
                data-testid=id
            >
                <Icon name=IconName::More />
            </button>
            <div class="drawer" popover="auto" role="group" id=id aria-label=label>
                {children()}
            </div>
        </span>
    }
}

/// A row of the panel: a label, and its control as the child.
#[component]
pub fn DrawerLine(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <label class="drawer-line">
            <span>{label}</span>
            {children()}
        </label>
    }
}
