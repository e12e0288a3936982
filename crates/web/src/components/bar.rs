//! The bar above every page: where the reader is, when the SAS ends, and the colour scheme.

use crate::browser::color_scheme::Scheme;
use crate::components::crumbs::Crumbs;
use crate::components::help::HelpButton;
use crate::components::icon::{Icon, IconName, Logo};
use crate::components::text;
use crate::messages;
use crate::route::Place;
use crate::storage::connection::Ending;
use crate::storage::sas_text;
use crate::storage::session::session;
use jobshelf::Timestamp;
use leptos::prelude::*;

/// The bar above every page.
#[component]
pub fn Bar() -> impl IntoView {
    view! {
        <header class="bar">
            <a class="logo" href="#/" aria-label=messages::NAME>
                <Logo />
                <span class="wide">{messages::NAME}</span>
            </a>
            <Crumbs />
            <span class="grow"></span>
            <SasExpiry />
            <SchemeSwitch />
            <HelpButton />
        </header>
    }
}

/// When the SAS ends; leads to the form for another one.
#[component]
fn SasExpiry() -> impl IntoView {
    let session = session();
    let ending = Memo::new(move |_| {
        let now = session.clock();
        session.connection.with(|connection| connection.as_ref().map(|c| c.ending(now)))
    });
    let class = move || match ending.get() {
        Some(Ending::Soon(_) | Ending::NotYet(_)) => "chip warn",
        Some(Ending::Now(_) | Ending::Over(_)) => "chip bad",
        Some(_) => "chip plain",
        None => "gone",
    };
    let title = move || sas_text::ending_exact(ending.get()?, Timestamp::now());
    let text = move || ending.get().map(|ending| sas_text::ending_short(ending, session.clock()));
    view! {
        <a class=class href=Place::Connect.href() title=title data-testid="expiry">
            {move || text().unwrap_or_default()}
        </a>
    }
}

/// Switches between the system's colour scheme, the light one and the dark one.
#[component]
fn SchemeSwitch() -> impl IntoView {
    let session = session();
    let label = move || text::scheme(session.scheme.get());
    let icon = move || match session.scheme.get() {
        Scheme::Auto => IconName::Auto,
        Scheme::Light => IconName::Light,
        Scheme::Dark => IconName::Dark,
    };
    let switch = move |_| {
        let next = session.scheme.get_untracked().next();
        next.choose();
        session.scheme.set(next);
    };
    view! {
        <button
            class="btn bare"
            type="button"
            title=label
            aria-label=label
            data-testid="scheme"
            on:click=switch
        >
            {move || view! { <Icon name=icon() /> }}
        </button>
    }
}
