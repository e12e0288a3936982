//! The notice below a log: what happened to it while it was open, and what is shown now.
//!
//! It is below the lines so that they do not move while they are being read.

use crate::components::icon::{Icon, IconName};
use crate::messages;
use crate::storage::session::session;
use crate::viewers::log::change_notice::model::{Change, Event};
use crate::viewers::log::change_notice::text;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::scroll::Scroller;
use leptos::either::EitherOf3;
use leptos::prelude::*;

/// The notice, if there is one. Its place is a live region, so it is read out.
#[component]
pub(crate) fn ChangeNotice(loader: LogLoader, scroller: Scroller) -> impl IntoView {
    let change = Memo::new(move |_| loader.change.get());
    let notice = move || change.get().map(|change| view! { <Notice loader scroller change/> });
    view! {
        <div class="change-notice" role="status">
            {notice}
        </div>
    }
}

#[component]
fn Notice(loader: LogLoader, scroller: Scroller, change: Change) -> impl IntoView {
    let (title, meaning) = text::notice(&change);
    let action = match change.event {
        _ if change.is_held => EitherOf3::A(view! {
            <button
                class="btn primary"
                type="button"
                data-testid="show-new"
                on:click=move |_| scroller.show_new()
            >
                {text::SHOW_NEW}
            </button>
        }),
        Event::Deleted => EitherOf3::B(view! {
            <button class="btn" type="button" on:click=|_| session().refresh.notify_all()>
                {messages::TRY_NOW}
            </button>
        }),
        _ => EitherOf3::C(()),
    };
    let dismiss = (!change.is_held).then(|| {
        view! {
            <button class="btn bare" type="button" on:click=move |_| loader.change.set(None)>
                {text::DISMISS}
            </button>
        }
    });
    view! {
        <section data-testid="change-notice">
            <Icon name=icon_of(change.event)/>
            <p>
                <b>{title}</b>
                " "
                {meaning}
            </p>
            {action}
            {dismiss}
        </section>
    }
}

fn icon_of(event: Event) -> IconName {
    match event {
        Event::Deleted => IconName::Empty,
        Event::Shrunk => IconName::Warning,
        Event::Rewritten | Event::Recreated => IconName::Retry,
        Event::Skipped(_) => IconName::Log,
    }
}
