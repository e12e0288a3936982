//! What a log says of itself, and how it is doing: in a panel that its state opens, in a word of the
//! status line, and in a note below the log where something is not as it should be.

use crate::components::relative_time::when;
use crate::dom::{El, effect, el, memo, of};
use crate::job::model::TaskState;
use crate::job::state_chip::task_chip_with_attempt;
use crate::messages::task_state;
use crate::reactive::*;
use crate::storage::session::session;
use crate::viewers::log::follow::loader::{LogFeed, Phase, Reading};
use crate::viewers::log::health::model::Pulse;
use crate::viewers::log::health::text;

const ID: &str = "log-facts";

/// How the log is doing; follows that.
fn pulse(feed: &'static LogFeed) -> Pulse {
    let learnt = feed.learnt.get();
    feed.status.with(|status| feed.seen.with(|seen| Pulse::of(status.as_ref(), seen, learnt)))
}

/// Whether there is a log that may grow; follows that.
fn is_live(feed: &'static LogFeed) -> bool {
    feed.phase.with(|phase| *phase == Phase::Live)
}

/// The state of its task, as it tells it; follows that.
pub(crate) fn state(feed: &'static LogFeed) -> TaskState {
    feed.status.with(|status| status.as_ref().map(TaskState::from_status).unwrap_or_default())
}

/// The state, on a button that opens the panel. A file that is no log has neither.
pub(crate) fn facts(feed: &'static LogFeed, reading: Reading) -> El {
    let place = el("span.facts-place");
    if reading == Reading::Still {
        return place;
    }
    keep_told(feed);
    let face = move |is_told| {
        Some(match is_told {
            true => task_chip_with_attempt(of(move || state(feed))),
            false => el("span.chip.plain").text(text::DETAILS),
        })
    };
    let button = el("button.chip-button[type=button][popovertarget=log-facts]@log-facts-button")
        .attr("title", text::FACTS)
        .switch(move || state(feed) != TaskState::Unknown, face);
    let panel = el("div.drawer.log-facts[popover=auto][role=group]@log-facts")
        .attr("id", ID)
        .attr("aria-label", text::FACTS)
        .child(list(feed));
    place.child(button).child(panel)
}

fn list(feed: &'static LogFeed) -> El {
    let session = session();
    let told = move || match state(feed) {
        TaskState::Unknown => text::NOT_TOLD.to_owned(),
        state => task_state(state),
    };
    let attempt = move || {
        feed.status.with(|status| {
            let status = status.as_ref()?;
            Some(text::attempt(status.attempt, status.attempt_offset))
        })
    };
    let next = move || {
        let pulse = pulse(feed);
        is_live(feed).then(|| text::expected(pulse.expected(session.clock()))).flatten()
    };
    let interval =
        move || pulse(feed).interval().map(|(seconds, source)| text::interval(seconds, source));
    let blocks = move || pulse(feed).blocks.map(text::blocks);
    let grew = when(of(move || pulse(feed).grew));
    let list = el("dl").child(fact(text::STATE, el("dd").text_of(told)));
    let list = optional(list, text::ATTEMPT, attempt);
    let list = list.child(fact(text::GREW, el("dd").child(grew)));
    let list = optional(list, text::NEXT, next);
    let list = optional(list, text::INTERVAL, interval);
    let list = optional(list, text::BLOCKS, blocks);
    list.child(fact(text::SIZE, el("dd.num").text_of(move || text::size(feed.total.get()))))
}

fn fact(label: &str, value: El) -> El {
    el("div").child(el("dt").text(label)).child(value)
}

/// Adds a fact that is not always known.
fn optional(list: El, label: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
    let value = of(value);
    let is_known = value.clone();
    list.when(
        move || is_known.run().is_some(),
        move || {
            let value = value.clone();
            fact(label, el("dd.num").text_of(move || value.run().unwrap_or_default()))
        },
    )
}

/// Keeps in the status line when the next lines come.
fn keep_told(feed: &'static LogFeed) {
    let session = session();
    let said = memo(move || {
        let is_told = is_live(feed) && session.freshness.trouble().is_none();
        let expected = is_told.then(|| pulse(feed).expected(session.clock()));
        expected.and_then(text::next_lines).unwrap_or_default()
    });
    effect(move || session.pulse.set_if_new(said.get()));
    cleanup(move || session.pulse.set(String::new()));
}

/// The note below a log that is silent for too long, or has hardly room for more.
pub(crate) fn health(feed: &'static LogFeed) -> El {
    let session = session();
    let silent = memo(move || {
        let silent = is_live(feed).then(|| pulse(feed).silent_for(session.clock())).flatten();
        // Told anew when its words change, and not every second.
        silent.map(text::silent).unwrap_or_default()
    });
    let full = memo(move || is_live(feed).then(|| pulse(feed).almost_full()).flatten());
    let silence = move || note("log-silent", silent, text::SILENT_MEANS.to_owned());
    let fullness = move |full: Option<(u64, Option<i64>)>| {
        let (blocks, interval) = full?;
        let title = memo(move || text::almost_full(blocks));
        Some(note("log-full", title, text::almost_full_means(blocks, interval)))
    };
    el("div.log-health")
        .when(move || silent.with(|silent| !silent.is_empty()), silence)
        .switch(move || full.get(), fullness)
}

fn note(test: &str, title: Derived<String>, means: String) -> El {
    el("p")
        .test(test)
        .child(el("b").text_of(move || title.get()))
        .text(" ")
        .child(el("span").text(&means))
}
