//! The large figures of a job or a task, as the items of a `<dl>`.

use leptos::prelude::*;

/// A figure with its label.
#[component]
pub fn Figure(label: &'static str, #[prop(into)] value: Signal<String>) -> impl IntoView {
    view! { <FigureWith label>{move || value.get()}</FigureWith> }
}

/// A label with the figure as its child.
#[component]
pub fn FigureWith(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd class="num">{children()}</dd>
        </div>
    }
}
