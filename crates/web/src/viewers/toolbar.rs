//! What the toolbar of every viewer offers: the files before and after, and other ways to open one.

use crate::browser::events;
use crate::components::icon::{Icon, IconName};
use crate::keys::{Action, FILES};
use crate::messages;
use crate::route::{OpenAs, Place, Route};
use crate::storage::session::{Session, session};
use crate::viewers::context::FileContext;
use leptos::prelude::*;

/// Links to the file before and the file after; `[` and `]` do the same.
#[component]
pub(crate) fn Neighbours(context: FileContext) -> impl IntoView {
    let session = session();
    let previous = Signal::derive(move || neighbour(context, -1));
    let next = Signal::derive(move || neighbour(context, 1));
    events::on_action(FILES, move |action| {
        let place = if action == Action::NextFile { next } else { previous };
        if let Some(place) = place.get_untracked() {
            session.go(keep_view(session, place));
        }
        true
    });
    let count = move || {
        let place = context
            .siblings
            .with(|kind| Some((kind.position(&context.blob.get())?, kind.files.len())));
        place.map(|(place, total)| messages::n_of(place + 1, total)).unwrap_or_default()
    };
    view! {
        <span class="neighbours">
            <NeighbourLink place=previous icon=IconName::Left label=messages::PREVIOUS test="previous"/>
            <NeighbourLink place=next icon=IconName::Right label=messages::NEXT test="next"/>
            <span class="num faint wide">{count}</span>
        </span>
    }
}

#[component]
fn NeighbourLink(
    place: Signal<Option<Place>>,
    icon: IconName,
    label: &'static str,
    test: &'static str,
) -> impl IntoView {
    let session = session();
    let is_end = move || place.with(Option::is_none);
    view! {
        <a
            class="btn"
            aria-label=label
            title=label
            data-testid=test
            href=move || place.get().map(|place| keep_view(session, place).href())
            role=move || is_end().then_some("link")
            aria-disabled=move || is_end().then_some("true")
        >
            <Icon name=icon/>
        </a>
    }
}

/// The file `step` places away among the files of its kind.
fn neighbour(context: FileContext, step: isize) -> Option<Place> {
    let blob = context.blob.get();
    context.siblings.with(|kind| {
        let place = kind.position(&blob)?.checked_add_signed(step)?;
        kind.files.get(place).map(|file| Place::file(&context.loader.container(), &file.blob))
    })
}

/// The route to another file, shown in the same way but from its beginning.
fn keep_view(session: &'static Session, place: Place) -> Route {
    let mut view = session.route.with(|route| route.view.clone());
    view.at = 0;
    view.selection = None;
    Route { place, view }
}

/// The file's name.
#[component]
pub(crate) fn FileName(context: FileContext) -> impl IntoView {
    view! { <b class="file-name" title=move || context.name()>{move || context.name()}</b> }
}

/// The choice between a file's own viewer, text and bytes.
#[component]
pub(crate) fn OpenAsChoice(
    /// The classes of the group.
    #[prop(default = "seg")]
    class: &'static str,
) -> impl IntoView {
    let session = session();
    let choice = move |way: OpenAs, label| {
        let is_chosen = move || session.route.with(|route| route.view.open_as == way);
        let choose = move |_| {
            session.change_view(|view| {
                view.open_as = way;
                view.at = 0;
            });
        };
        view! {
            <button type="button" aria-pressed=move || is_chosen().to_string() on:click=choose>
                {label}
            </button>
        }
    };
    view! {
        <span class=class role="group" aria-label=messages::OPEN_AS>
            {choice(OpenAs::Auto, messages::AS_IS)}
            {choice(OpenAs::Text, messages::AS_TEXT)}
            {choice(OpenAs::Hex, messages::AS_BYTES)}
        </span>
    }
}
