//! What every file's toolbar offers: the files before and after, and other ways to open it.

use super::FileContext;
use crate::components::icon::{Icon, icon};
use crate::messages;
use crate::platform::events;
use crate::route::{OpenAs, Place, Route};
use crate::session::session;
use crate::state::job::Kind;
use leptos::prelude::*;

/// The file so many places away among those of its kind.
fn neighbour(context: FileContext, step: isize) -> Option<Place> {
    let blob = context.blob.get();
    context.siblings.with(|kind: &std::sync::Arc<Kind>| {
        let place = kind.position(&blob)?.checked_add_signed(step)?;
        kind.files.get(place).map(|file| Place::file(&context.container.get_value(), &file.blob))
    })
}

/// Links to the file before and after; `[` and `]` do the same.
#[component]
pub(super) fn Neighbours(context: FileContext) -> impl IntoView {
    let session = session();
    let previous = Memo::new(move |_| neighbour(context, -1));
    let next = Memo::new(move |_| neighbour(context, 1));
    events::on_key(move |event| {
        let place = match event.key().as_str() {
            "[" => previous.get_untracked(),
            "]" => next.get_untracked(),
            _ => return,
        };
        if let Some(place) = place {
            session.go(keep_view(session, place));
        }
    });
    let count = move || {
        let place = context
            .siblings
            .with(|kind| Some((kind.position(&context.blob.get())?, kind.files.len())));
        place.map(|(place, total)| messages::n_of(place + 1, total))
    };
    let link = move |place: Memo<Option<Place>>, symbol, label: &'static str, testid| {
        let href = move || place.get().map(|place| keep_view(session, place).href());
        view! {
            <a
                class="btn"
                href=href
                aria-label=label
                title=label
                aria-disabled=move || place.with(Option::is_none).then_some("true")
                data-testid=testid
            >
                {icon(symbol)}
            </a>
        }
    };
    view! {
        <span class="neighbours">
            {link(previous, Icon::Left, messages::PREVIOUS, "previous")}
            {link(next, Icon::Right, messages::NEXT, "next")}
        </span>
        <span class="num faint wide">{count}</span>
    }
}

/// Another file is looked at in the same way, but from its beginning.
fn keep_view(session: crate::session::Session, place: Place) -> Route {
    let mut view = session.route.with_untracked(|route| route.view.clone());
    view.at = 0;
    Route { place, view }
}

/// The choice between a file's own view, text and bytes.
#[component]
pub(super) fn OpenAsChoice() -> impl IntoView {
    let session = session();
    let current = Memo::new(move |_| session.route.with(|route| route.view.open_as));
    let choice = move |way: OpenAs, label: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || (current.get() == way).to_string()
                on:click=move |_| {
                    session
                        .change_view(|view| {
                            view.open_as = way;
                            view.at = 0;
                        })
                }
            >
                {label}
            </button>
        }
    };
    view! {
        <span class="seg wide" role="group" aria-label=messages::OPEN_AS>
            {choice(OpenAs::Auto, messages::AS_IS)}
            {choice(OpenAs::Text, messages::AS_TEXT)}
            {choice(OpenAs::Hex, messages::AS_BYTES)}
        </span>
    }
}
