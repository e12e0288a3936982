//! The end of a list that is cut: how much is left, and a button for more of it.

use crate::dom::{El, el};
use crate::messages;
use crate::reactive::*;

/// A list shows so many rows at first, and so many more at each press.
pub const STEP: usize = 200;

/// Shows more of a list of `total` rows, of which `limit` may be shown.
pub fn show_more(limit: State<usize>, total: Derived<usize>) -> El {
    let left = move || total.get().saturating_sub(limit.get());
    let button = move || {
        let button = el("button.btn[type=button]");
        let button = button.text_of(move || messages::show_more(left().min(STEP), left()));
        let button = button.on("click", move |_| limit.set(limit.get_untracked() + STEP));
        el("div.more").child(button)
    };
    el("div").when(move || left() > 0, button)
}
