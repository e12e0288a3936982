//! The page of a task while it is loading.

use crate::components::heading::Heading;
use crate::components::skeleton::{Bone, SkeletonRows};
use crate::format::visible_name;
use leptos::prelude::*;

/// The layout of the page, without content.
#[component]
pub(crate) fn LoadingTask(id: String) -> impl IntoView {
    view! {
        <div class="page task" aria-busy="true">
            <div class="task-head">
                <Heading>{visible_name(&id)}</Heading>
                <Bone class="facts-bone" />
            </div>
            <div class="card">
                <table class="table">
                    <tbody>
                        <SkeletonRows rows=5 columns=3 />
                    </tbody>
                </table>
            </div>
        </div>
    }
}
