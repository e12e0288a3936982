//! The menu that shows what a log is read in, and lets the reader choose another encoding.

use crate::dom::{El, el, event_value, memo};
use crate::storage::session::session;
use crate::viewers::log::encoding_text as text;
use crate::viewers::log::follow::loader::LogFeed;
use jobshelf_log::{Encoding, LogLines};

/// The menu.
pub(crate) fn encoding_menu(feed: &'static LogFeed) -> El {
    let session = session();
    let option = |encoding: Encoding| {
        el("option").attr("value", encoding.as_str()).text(text::name(encoding))
    };
    let shown = memo(move || feed.lines.with(LogLines::encoding).as_str().to_owned());
    el("select.btn.bare.menu@encoding")
        .attr("title", text::HINT)
        .attr("aria-label", text::LABEL)
        .children(Encoding::ALL.map(option).into())
        .value_of(move || shown.get())
        .on("change", move |event| {
            let chosen = Encoding::parse(&event_value(&event));
            session.change_view(|view| view.encoding = chosen);
        })
}
