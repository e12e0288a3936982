//! The note below a log: what happened to it while it was open, and what is shown now.
//!
//! Below, so that nothing above it moves that is being read.

use crate::components::advice::button;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::messages;
use crate::storage::session::session;
use crate::viewers::log::change_notice::model::{Event, News};
use crate::viewers::log::change_notice::text;
use crate::viewers::log::follow::loader::LogFeed;
use crate::viewers::log::scroll::Scroller;

/// The place of the note; what comes into it is read out.
pub(crate) fn news(feed: &'static LogFeed, scroller: &'static Scroller) -> El {
    let note = move |news: Option<News>| Some(note_of(feed, scroller, news?));
    el("div.log-news[role=status]").switch(move || feed.news.get(), note)
}

fn note_of(feed: &'static LogFeed, scroller: &'static Scroller, news: News) -> El {
    let (title, means) = text::news(&news);
    let sentence = el("p").child(el("b").text(&title)).text(" ").text(means);
    let action = match news.event {
        _ if news.is_held => Some(
            button("btn primary", text::SHOW_NEW, move || scroller.show_new()).test("show-new"),
        ),
        Event::Deleted => Some(button("btn", messages::TRY_NOW, || session().wake.all())),
        _ => None,
    };
    let dismiss = button("btn bare", text::DISMISS, move || feed.news.set(None));
    el("section@log-news")
        .child(icon(symbol_of(news.event)))
        .child(sentence)
        .maybe(action)
        .maybe((!news.is_held).then_some(dismiss))
}

fn symbol_of(event: Event) -> Icon {
    match event {
        Event::Deleted => Icon::Empty,
        Event::Shrunk => Icon::Warning,
        Event::Rewritten | Event::Recreated => Icon::Retry,
        Event::Skipped(_) => Icon::Log,
    }
}
