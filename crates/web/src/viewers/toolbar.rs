//! What every file's toolbar offers: the files before and after, and other ways to open it.

use crate::browser::events;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, Of, el, of};
use crate::keys::{Action, FILES};
use crate::messages;
use crate::reactive::*;
use crate::route::{OpenAs, Place, Route};
use crate::storage::session::{Session, session};
use crate::viewers::view::FileContext;

/// The file so many places away among those of its kind.
fn neighbour(context: &'static FileContext, step: isize) -> Option<Place> {
    let blob = context.blob.get();
    context.siblings.with(|kind| {
        let place = kind.position(&blob)?.checked_add_signed(step)?;
        kind.files.get(place).map(|file| Place::file(context.feed.container(), &file.blob))
    })
}

/// Links to the file before and after; `[` and `]` do the same.
pub(crate) fn neighbours(context: &'static FileContext) -> El {
    let session = session();
    let previous = of(move || neighbour(context, -1));
    let next = of(move || neighbour(context, 1));
    let (before, after) = (previous.clone(), next.clone());
    events::on_action(FILES, move |action| {
        let place = untrack(|| if action == Action::NextFile { after.run() } else { before.run() });
        if let Some(place) = place {
            session.go(keep_view(session, place));
        }
        true
    });
    let link = move |place: Of<Option<Place>>, symbol, label, testid| {
        let (is_end, is_last) = (place.clone(), place.clone());
        el("a.btn")
            .attr("aria-label", label)
            .attr("title", label)
            .test(testid)
            .attr_of("href", move || place.run().map(|place| keep_view(session, place).href()))
            .attr_of("role", move || is_last.run().is_none().then(|| "link".to_owned()))
            .attr_of("aria-disabled", move || is_end.run().is_none().then(|| "true".to_owned()))
            .child(icon(symbol))
    };
    let count = move || {
        let place = context
            .siblings
            .with(|kind| Some((kind.position(&context.blob.get())?, kind.files.len())));
        place.map(|(place, total)| messages::n_of(place + 1, total)).unwrap_or_default()
    };
    el("span.neighbours")
        .child(link(previous, Icon::Left, messages::PREVIOUS, "previous"))
        .child(link(next, Icon::Right, messages::NEXT, "next"))
        .child(el("span.num.faint.wide").text_of(count))
}

/// Another file is looked at in the same way, but from its beginning.
fn keep_view(session: &'static Session, place: Place) -> Route {
    let mut view = session.route.with(|route| route.view.clone());
    view.at = 0;
    view.picked = None;
    Route { place, view }
}

/// The file's name.
pub(crate) fn file_name(context: &'static FileContext) -> El {
    el("b.file-name").attr_of("title", move || Some(context.name())).text_of(move || context.name())
}

/// The choice between a file's own view, text and bytes.
pub(crate) fn open_as_choice() -> El {
    let session = session();
    let choice = move |way: OpenAs, label| {
        el("button[type=button]")
            .state_of("aria-pressed", move || session.route.get().view.open_as == way)
            .text(label)
            .on("click", move |_| {
                session.change_view(|view| {
                    view.open_as = way;
                    view.at = 0;
                });
            })
    };
    el("span.seg[role=group]")
        .attr("aria-label", messages::OPEN_AS)
        .child(choice(OpenAs::Auto, messages::AS_IS))
        .child(choice(OpenAs::Text, messages::AS_TEXT))
        .child(choice(OpenAs::Hex, messages::AS_BYTES))
}
