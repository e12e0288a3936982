//! The second stream of a task beside the first: stdout beside stderr, or the other way round.
//!
//! The second stream is followed and scrolled separately. It wraps its lines like the first and uses
//! the same rule for errors; selecting, finding and filtering apply to the first.

use crate::route::{Place, Route};
use crate::signals::on_change;
use crate::storage::session::session;
use crate::viewers::context::FileContext;
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::pane_view::PaneView;
use crate::viewers::log::role::Role;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::copy::copy_whole;
use crate::viewers::log::{keys, text};
use leptos::either::Either;
use leptos::prelude::*;

const STREAMS: [&str; 2] = ["stdout.txt", "stderr.txt"];

/// The blob of the other stream, for the blob of one.
pub(crate) fn other_stream(blob: &str) -> Option<String> {
    let (name, other) = match STREAMS {
        [out, err] if blob.ends_with(out) => (out, err),
        [out, err] => (err, out),
    };
    // The whole file name, not the end of a longer one.
    let folder = blob.strip_suffix(name).filter(|folder| folder.ends_with('/'))?;
    Some(format!("{folder}{other}"))
}

/// Whether both streams are shown; tracks the route.
pub(crate) fn is_shown() -> bool {
    session().route.with(|route| route.view.both)
}

/// The second stream, if it is wanted and exists.
#[component]
pub(crate) fn SecondStream(context: FileContext, blob: String, main: Pane) -> impl IntoView {
    let other = StoredValue::new(other_stream(&blob).unwrap_or_default());
    let exists = move || {
        is_shown()
            && other
                .with_value(|other| context.siblings.with(|kind| kind.position(other).is_some()))
    };
    view! {
        <div class="second-stream">
            <Show when=exists>
                <SecondPane context blob=other.get_value() main/>
            </Show>
        </div>
    }
}

#[component]
fn SecondPane(context: FileContext, blob: String, main: Pane) -> impl IntoView {
    let search = main.finding.map(|finding| finding.search);
    let pane = Pane::open(context, &blob, Reading::Live, Role::Second, search);
    follow_along(main.scroller, pane.scroller);
    keys::listen(pane.loader, pane.scroller, pane.finding);
    copy_whole(pane.loader, Role::Second, main.finding);
    let alone = Route::to(Place::file(&context.loader.container(), &blob));
    view! {
        <section class="pane" data-testid="second-stream" aria-label=text::stream(&blob)>
            <StreamHead blob=blob.clone() alone/>
            <PaneView pane blob=blob.clone()/>
        </section>
    }
}

/// The name above a stream; a link if there is a page of the stream `alone`.
#[component]
pub(crate) fn StreamHead(blob: String, #[prop(optional)] alone: Option<Route>) -> impl IntoView {
    let name = text::stream(&blob);
    let name = match alone {
        Some(route) => Either::Left(view! {
            <a href=route.href() title=text::OPEN_ALONE>
                {name}
            </a>
        }),
        None => Either::Right(name),
    };
    view! { <h2>{name}</h2> }
}

/// Whether a stream is placed after the other.
pub(crate) fn is_second(blob: &str) -> bool {
    blob.ends_with(STREAMS[1])
}

/// Follows `other` when `main` is followed again: one button controls both. Scrolling one away from
/// its end leaves the other where it is.
fn follow_along(main: Scroller, other: Scroller) {
    on_change(
        move || main.is_following(),
        move |is_following, _| {
            if *is_following {
                other.resume();
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stream_leads_to_the_other() {
        assert_eq!(other_stream("t/$TaskLog/stdout.txt").as_deref(), Some("t/$TaskLog/stderr.txt"));
        assert_eq!(
            other_stream("t/$TaskLog/a/stderr.txt").as_deref(),
            Some("t/$TaskLog/a/stdout.txt")
        );
        assert_eq!(other_stream("t/$TaskLog/my-stdout.txt"), None);
        assert_eq!(other_stream("t/$TaskLog/log.txt"), None);
    }
}
