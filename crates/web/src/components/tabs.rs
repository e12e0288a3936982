//! The tabs of a job's page. They are links, since each tab has its own address.

use crate::messages;
use crate::route::{Route, Tab, View};
use crate::storage::session::session;
use leptos::prelude::*;

/// The tabs, each with the count of what it shows.
#[component]
pub fn Tabs(#[prop(into)] current: Signal<Tab>, counts: Callback<Tab, String>) -> impl IntoView {
    let session = session();
    let link = move |tab: Tab| {
        let href = move || {
            let view = View { tab, ..View::default() };
            Route { place: session.place(), view }.href()
        };
        view! {
            <a
                href=href
                aria-current=move || (current.get() == tab).then_some("page")
                data-testid=format!("tab-{}", tab.slug())
            >
                {messages::tab(tab)}
                <span class="num">{move || counts.run(tab)}</span>
            </a>
        }
    };
    view! { <nav class="tabs">{Tab::ALL.map(link)}</nav> }
}
