//! What stands in the place of a file while it loads.

use crate::components::skeleton::Bone;
use crate::messages;
use leptos::prelude::*;

/// Stands where a file will be.
#[component]
pub fn Pending() -> impl IntoView {
    view! {
        <div class="page" aria-busy="true" aria-label=messages::LOADING>
            <Bone class="head"/>
            <Bone class="text"/>
        </div>
    }
}
