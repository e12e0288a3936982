//! The tabs of a job's page: links, since each is a place of its own.

use crate::messages;
use crate::route::{Route, Tab, View};
use crate::session::session;
use leptos::prelude::*;

/// Tabs with counts.
#[component]
pub fn Tabs(
    /// The open one.
    current: Signal<Tab>,
    /// How many things are in each; none while that is not known.
    counts: Callback<Tab, Option<String>>,
) -> impl IntoView {
    let session = session();
    let tabs = Tab::ALL.map(|tab| {
        let href = move || {
            let place = session.route.with(|route| route.place.clone());
            Route { place, view: View { tab, ..View::default() } }.href()
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
    });
    view! { <nav class="tabs">{tabs.collect_view()}</nav> }
}
