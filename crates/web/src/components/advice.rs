//! A screen that has nothing to show says what is the case, why, and the one thing to do next.

use super::copy::Command;
use super::icon::{Icon, icon};
use crate::messages;
use crate::messages::problem::Advice;
use leptos::prelude::*;

/// The page's or the panel's only content.
#[component]
pub fn AdviceScreen(
    /// What is said.
    advice: Advice,
    /// The sign above it.
    #[prop(default = Icon::Empty)]
    symbol: Icon,
    /// The error in its own words; shown on demand.
    #[prop(optional, into)]
    detail: String,
    /// What can be done right here.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Advice { title, why, next, command } = advice;
    let details = (!detail.is_empty()).then(|| {
        view! {
            <details>
                <summary>{messages::DETAILS}</summary>
                <p class="mono">{detail}</p>
            </details>
        }
    });
    view! {
        <section class="advice" data-testid="advice">
            <span class="sign">{icon(symbol)}</span>
            <h2>{title}</h2>
            <p class="why">{why}</p>
            {(!next.is_empty()).then(|| view! { <p>{next}</p> })}
            {command.map(|command| view! { <Command text=command /> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
            {details}
        </section>
    }
}
