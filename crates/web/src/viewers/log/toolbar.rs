//! The toolbar of a log: follow, the task's other logs, how lines are shown, and the state.

use crate::components::copy::{CopyLook, Later, copy_button_of};
use crate::components::drawer::{drawer, drawer_line};
use crate::components::icon::{Icon, icon};
use crate::dom::{El, Item, el, memo};
use crate::reactive::*;
use crate::route::{Place, Route};
use crate::storage::session::session;
use crate::viewers::download_button::download_button_of_size;
use crate::viewers::log::encoding_menu::encoding_menu;
use crate::viewers::log::errors::errors_field;
use crate::viewers::log::filter::view::{Filtering, filter_button};
use crate::viewers::log::find::view::{Finding, error_buttons, find_field};
use crate::viewers::log::follow::loader::{LogFeed, Reading};
use crate::viewers::log::health::view::facts;
use crate::viewers::log::jump::view::go_to_button;
use crate::viewers::log::notification::view::watch_item;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::second_stream::{is_second, is_shown, other_stream};
use crate::viewers::log::times::view as times_view;
use crate::viewers::log::{encoding_text, keys, text};
use crate::viewers::toolbar::{file_name, neighbours, open_as_choice};
use crate::viewers::view::FileContext;

/// More logs than this are found in the task's page.
const MAX_STREAMS: usize = 4;
const COPY: CopyLook = CopyLook {
    class: "btn bare",
    symbol: Icon::Copy,
    label: text::COPY_ALL,
    hint: text::COPY_HINT,
};

/// The toolbar.
pub(crate) fn log_tools(
    context: &'static FileContext,
    Pane { feed, scroller, reading, finding, .. }: Pane,
    filtering: Option<&'static Filtering>,
    go_to: State<bool>,
) -> El {
    let wrap = toggle(text::WRAP, text::WRAP_HINT, move || scroller.wraps.get());
    let wrap =
        wrap.class("btn bare").test("wrap").on("click", move |_| keys::toggle_wrap(scroller));
    let is_log = reading == Reading::Live;
    let tools = el("div.tools");
    let tools = if is_log {
        tools.child(follow(scroller)).child(streams(context))
    } else {
        tools.child(neighbours(context)).child(file_name(context))
    };
    tools
        .maybe(finding.map(find_field))
        .maybe(finding.map(error_buttons))
        .child(el("span.grow"))
        .maybe(filtering.map(filter_button))
        .child(wrap)
        .child(times_view::times_button())
        .child(download_button_of_size(context, feed.total))
        .child(more(feed, reading, finding, go_to))
        .child(el("span.earlier@earlier-attempt").text_of(move || earlier_attempt(feed, scroller)))
        .child(facts(feed, reading))
}

/// Which attempt is read, where that is not the newest.
fn earlier_attempt(feed: &'static LogFeed, scroller: &'static Scroller) -> String {
    let Some(byte) = scroller.reads() else { return String::new() };
    feed.status.with(|status| {
        let Some(status) = status else { return String::new() };
        match status.attempt_at(byte) {
            Some(attempt) if attempt < status.attempt => text::attempt_of(attempt, status.attempt),
            _ => String::new(),
        }
    })
}

/// What is needed less often.
fn more(
    feed: &'static LogFeed,
    reading: Reading,
    finding: Option<&'static Finding>,
    go_to: State<bool>,
) -> El {
    let session = session();
    let raw = el("button.btn.bare[type=button]@raw")
        .attr("title", text::RAW_HINT)
        .state_of("aria-pressed", move || session.route.get().view.raw)
        .child(icon(Icon::Log))
        .text(text::RAW)
        .on("click", move |_| session.change_view(|view| view.raw = !view.raw));
    let copy = Box::new(move || Box::pin(feed.whole_text(session)) as Later);
    let mut content = vec![
        go_to_button(go_to),
        times_view::times_item(),
        raw,
        copy_button_of(COPY, copy),
        drawer_line(encoding_text::LABEL, encoding_menu(feed)),
    ];
    if reading == Reading::Still {
        content.push(open_as_choice());
    }
    if let Some(finding) = finding {
        content.extend(errors_field(finding.search));
        if reading == Reading::Live {
            content.extend(watch_item(feed, finding.search.added));
        }
    }
    drawer("log-more", text::MORE, content)
}

fn toggle(label: &str, hint: &str, is_on: impl Fn() -> bool + 'static) -> El {
    el("button[type=button]").attr("title", hint).state_of("aria-pressed", is_on).text(label)
}

fn follow(scroller: &'static Scroller) -> El {
    el("button.btn.follow[type=button]")
        .attr("title", text::FOLLOW_HINT)
        .state_of("aria-pressed", move || scroller.is_following())
        .test("follow")
        .child(el("i.dot"))
        .text(text::FOLLOW)
        .on("click", move |_| scroller.toggle())
}

/// The logs of the same task, to switch between.
fn streams(context: &'static FileContext) -> El {
    let n = move || context.siblings.with(|kind| kind.files.len());
    let links = move || {
        let link = |(blob, path): (String, String)| {
            Item::new(blob.clone(), move || stream(context, &blob, &path))
        };
        // What it printed comes before what went wrong.
        let mut files = context.siblings.with(|kind| kind.files.clone());
        files.sort_by_key(|file| is_second(&file.blob));
        files.iter().map(|file| link((file.blob.clone(), file.path.clone()))).collect()
    };
    let has_other = move || {
        let other = other_stream(&context.blob.get());
        other.is_some_and(|other| context.siblings.with(|kind| kind.position(&other).is_some()))
    };
    let bar = move || {
        el("nav.seg.streams")
            .attr("aria-label", text::STREAMS)
            .list(links)
            .when(has_other, move || stream_link(context.blob, text::BOTH, Streams::Both))
    };
    el("span.streams-place").when(move || (2..=MAX_STREAMS).contains(&n()), bar)
}

/// How many of a task's streams are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Streams {
    One,
    Both,
}

fn stream(context: &'static FileContext, blob: &str, path: &str) -> El {
    let (own, here) = (blob.to_owned(), blob.to_owned());
    let link = stream_link(memo(move || own.clone()), &text::stream(path), Streams::One);
    link.attr_of("aria-current", move || {
        (context.blob.get() == here && !is_shown()).then(|| "page".to_owned())
    })
}

fn stream_link(blob: Derived<String>, label: &str, streams: Streams) -> El {
    let session = session();
    let link = el("a@stream").text(label).attr("title", label).attr_of("href", move || {
        let Place::File { job, blob: here } = session.place() else { return None };
        let mut view = session.route.with(|route| route.view.clone());
        view.both = streams == Streams::Both;
        let blob = blob.get();
        if blob != here {
            // The lines are those of the other log.
            view.picked = None;
        }
        Some(Route { place: Place::file(&job, &blob), view }.href())
    });
    match streams {
        Streams::Both => link.attr_of("aria-current", || is_shown().then(|| "page".to_owned())),
        Streams::One => link,
    }
}
