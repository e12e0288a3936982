//! Explains why there is nothing to show: what happened, why, and what to do next.

use crate::components::copy::Command;
use crate::components::icon::{Icon, IconName};
use crate::messages;
use crate::storage::problem_text::Advice;
use leptos::prelude::*;

/// The only content of a page or a panel. The children are actions that help here.
#[component]
pub fn AdviceScreen(
    icon: IconName,
    advice: Advice,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let Advice { title, why, next, command } = advice;
    view! {
        <section class="advice" data-testid="advice">
            <span class="sign">
                <Icon name=icon />
            </span>
            <h2>{title}</h2>
            <p>{why}</p>
            {(!next.is_empty()).then(|| view! { <p>{next}</p> })}
            {command.map(|command| view! { <Command text=command /> })}
            {children.map(|actions| view! { <div class="row">{actions()}</div> })}
        </section>
    }
}

/// The original text of an error, collapsed at first. Renders nothing if there is none.
#[component]
pub fn Details(#[prop(into)] text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <details>
                <summary>{messages::DETAILS}</summary>
                <p class="mono">{text}</p>
            </details>
        }
    })
}
