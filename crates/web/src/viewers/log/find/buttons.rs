//! Buttons that the field, the status and the filter have alike.

use crate::dom::{El, el};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::text;

/// A button that is on or off, and `turn`s when it is pressed.
pub(crate) fn flag(
    label: &str,
    hint: &str,
    is_on: impl Fn() -> bool + 'static,
    turn: impl Fn() + 'static,
) -> El {
    el("button.flag[type=button]")
        .attr("title", hint)
        .attr("aria-label", hint)
        .state_of("aria-pressed", is_on)
        .text(label)
        .on("click", move |_| turn())
}

/// Reads no further.
pub(crate) fn stop(search: &'static LogSearch) -> El {
    el("button.btn[type=button]").text(text::STOP).on("click", move |_| search.stop())
}

/// Reads on.
pub(crate) fn go_on(search: &'static LogSearch) -> El {
    el("button.btn[type=button]").text(text::GO_ON).on("click", move |_| search.run_on())
}
