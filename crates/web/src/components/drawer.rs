//! A button that opens a small panel of what is needed less often. The browser's own popover: Escape
//! and a press elsewhere close it, and the focus goes back to the button.

use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};

/// The button and the panel; `id` is the panel's, once in a page.
pub fn drawer(id: &str, label: &str, content: Vec<El>) -> El {
    let button = el("button.btn.bare[type=button]")
        .attr("popovertarget", id)
        .attr("title", label)
        .attr("aria-label", label)
        .test(id)
        .child(icon(Icon::More));
    let panel = el("div.drawer[popover=auto][role=group]").attr("id", id).attr("aria-label", label);
    el("span.drawer-place").child(button).child(panel.children(content))
}

/// A line of a panel: what it is, and the control.
pub fn drawer_line(label: &str, control: El) -> El {
    el("label.drawer-line").child(el("span").text(label)).child(control)
}
