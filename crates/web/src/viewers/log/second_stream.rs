//! A task's other stream beside the one that is shown: what it wrote to stdout, and to stderr.
//!
//! It is followed and scrolled on its own, breaks its lines as the other does, and has its errors told by
//! the same rule; what is picked, found and filtered is in the main one.

use crate::dom::{El, effect, el};
use crate::reactive::*;
use crate::route::{Place, Route};
use crate::storage::session::session;
use crate::viewers::log::follow::loader::Reading;
use crate::viewers::log::pane::{Pane, Role};
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::copy;
use crate::viewers::log::{keys, text};
use crate::viewers::view::FileContext;

const STREAMS: [&str; 2] = ["stdout.txt", "stderr.txt"];

/// The other stream of a task, by the blob of one.
pub(crate) fn other_stream(blob: &str) -> Option<String> {
    let (name, other) = match STREAMS {
        [out, err] if blob.ends_with(out) => (out, err),
        [out, err] => (err, out),
    };
    // A name of its own, not the end of a longer one.
    let folder = blob.strip_suffix(name).filter(|folder| folder.ends_with('/'))?;
    Some(format!("{folder}{other}"))
}

/// Whether both streams are shown; follows that.
pub(crate) fn is_shown() -> bool {
    session().route.with(|route| route.view.both)
}

/// The place of the other stream.
pub(crate) fn beside(context: &'static FileContext, blob: &str, main: Pane) -> El {
    let other = other_stream(blob);
    let asked = other.clone();
    let is_there = move || {
        let Some(other) = &asked else { return false };
        is_shown() && context.siblings.with(|kind| kind.position(other).is_some())
    };
    el("div.beside").when(is_there, move || {
        let other = other.clone().unwrap_or_default();
        let search = main.finding.map(|finding| finding.search);
        let pane = Pane::open(context, &other, Reading::Live, Role::Beside, search);
        follow_along(main.scroller, pane.scroller);
        keys::listen(pane.feed, pane.scroller, pane.finding);
        copy::copy_whole(pane.feed, Role::Beside, main.finding);
        let route = Route::to(Place::file(context.feed.container(), &other));
        el("section.pane@beside")
            .attr("aria-label", &text::stream(&other))
            .child(head(&other, Some(&route)))
            .child(pane.view(&other))
    })
}

/// The name above a stream, which leads to it alone.
pub(crate) fn head(blob: &str, alone: Option<&Route>) -> El {
    let name = text::stream(blob);
    let head = el("h2");
    match alone {
        Some(route) => {
            let link = el("a").attr("href", &route.href()).attr("title", text::OPEN_ALONE);
            head.child(link.text(&name))
        }
        None => head.text(&name),
    }
}

/// Whether a stream has its place after the other.
pub(crate) fn is_second(blob: &str) -> bool {
    blob.ends_with(STREAMS[1])
}

/// One button follows both; scrolling one away from its end leaves the other where it is.
fn follow_along(main: &'static Scroller, other: &'static Scroller) {
    let mut before = untrack(|| main.is_following());
    effect(move || {
        let now = main.is_following();
        if now && !before {
            untrack(|| other.resume());
        }
        before = now;
    });
}

#[cfg(test)]
mod tests {
    use crate::viewers::log::second_stream::other_stream;

    #[test]
    fn each_stream_has_the_other() {
        assert_eq!(other_stream("t/$TaskLog/stdout.txt").as_deref(), Some("t/$TaskLog/stderr.txt"));
        assert_eq!(
            other_stream("t/$TaskLog/a/stderr.txt").as_deref(),
            Some("t/$TaskLog/a/stdout.txt")
        );
        assert_eq!(other_stream("t/$TaskLog/my-stdout.txt"), None);
        assert_eq!(other_stream("t/$TaskLog/log.txt"), None);
    }
}
