//! What a SAS says of itself, in four lines.

use crate::components::chip::{Tone, plain_chip};
use crate::dom::{El, el};
use crate::messages::sas as text;
use crate::state::connection::{Connection, Ending};
use jobshelf::Timestamp;

/// Job, account, what is allowed, and when it ends.
pub(super) fn facts(connection: &Connection, now: Timestamp) -> El {
    let job = match connection.container() {
        Some(container) => el("dd")
            .child(el("b").text(container.readable()))
            .text(" ")
            .child(el("span.faint.mono").text(container.as_str())),
        None => el("dd").text(text::ALL_JOBS),
    };
    let allows = match connection.allows() {
        Some(list) => {
            let chip = |(permission, is_needed): (jobshelf::Permission, bool)| {
                plain_chip(if is_needed { Tone::Plain } else { Tone::Warn }, permission.label())
            };
            el("dd.row").children(list.into_iter().map(chip).collect())
        }
        None => el("dd").text(text::POLICY_SAYS),
    };
    let ending = connection.ending(now);
    let end = el("span").text(&text::ending_long(ending, now));
    let end = if matches!(ending, Ending::Over(_)) { end.class("over") } else { end };
    let exact =
        text::ending_exact(ending, now).map(|exact| el("span.faint").text(&format!(" · {exact}")));
    let term = |name: &str| el("dt").text(name);
    el("dl.kv")
        .child(term(text::JOB))
        .child(job)
        .child(term(text::ACCOUNT))
        .child(el("dd.mono").text(connection.account()))
        .child(term(text::ALLOWS))
        .child(allows)
        .child(term(text::ENDS))
        .child(el("dd").child(end).maybe(exact))
}
