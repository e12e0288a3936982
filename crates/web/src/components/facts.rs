//! A few figures, large: what a job or a task adds up to.

use leptos::prelude::*;

/// A figure and what it counts.
pub fn fact(label: &'static str, value: impl IntoView + 'static) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd class="num">{value}</dd>
        </div>
    }
}
