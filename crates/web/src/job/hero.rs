//! The head of a job's page: its states, its figures, and its newest preview, large.

use crate::browser::address;
use crate::components::copy::{CopyLook, copy_button};
use crate::components::figures::{fact, fact_with};
use crate::components::heading::heading;
use crate::components::icon::Icon;
use crate::components::relative_time::{since, when};
use crate::dom::{El, el, memo, of};
use crate::format::visible_name;
use crate::job::loader::JobFeed;
use crate::job::model::{Counts, File, Job, JobSummary};
use crate::job::state_chip::{Tone, chip};
use crate::job::thumbnail::thumb;
use crate::job::view::job_title;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::session::session;
use crate::{format, messages};
use std::sync::Arc;

const COPY_NAME: CopyLook =
    CopyLook { class: "btn bare tiny", symbol: Icon::Copy, label: "", hint: messages::COPY };
const COPY_LINK: CopyLook = CopyLook {
    class: "btn",
    symbol: Icon::Link,
    label: messages::COPY_LINK,
    hint: messages::COPY_LINK_HINT,
};

/// The head of a job's page.
pub(crate) fn hero(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let session = session();
    let summary = memo(move || Some(job.with(|job| job.summary(1))));
    let with = move |figure: fn(&JobSummary) -> String| {
        move || summary.with(|summary| summary.as_ref().map(figure).unwrap_or_default())
    };
    let counts = move || summary.with(|s| s.as_ref().map(|s| s.tasks).unwrap_or_default());
    let has_picture = move || summary.with(|s| s.as_ref().is_some_and(|s| !s.newest.is_empty()));
    let changed = of(move || summary.with(|summary| summary.as_ref().and_then(|s| s.changed)));
    let title = el("div.row.heading")
        .child(heading().text_of(move || job_title(feed)))
        .switch(counts, |counts| Some(states(counts)));
    let name = el("p.faint.mono.container-name")
        .text(feed.container())
        .child(copy_button(COPY_NAME, move || feed.container().to_owned()));
    let facts = el("dl.facts")
        .child(fact(
            messages::TASKS,
            with(|s| format::at_least(s.tasks.total() as u64, s.is_complete)),
        ))
        .child(fact(messages::OUTPUTS, with(|s| format::at_least(s.outputs as u64, s.is_complete))))
        .child(fact(messages::SIZE, with(|s| format::size_at_least(s.size, s.is_complete))))
        .child(fact_with(messages::LAST_CHANGE, since(changed)));
    let link = move || {
        format!("{}{}", address::page(), session.route.with_untracked(|route| route.href()))
    };
    let actions = el("div.row.actions").child(copy_button(COPY_LINK, link));
    let head =
        el("div").child(title).child(name).child(facts).child(progress(counts)).child(actions);
    el("div.hero")
        .class_if("without-picture", move || !has_picture())
        .child(head)
        .when(has_picture, move || newest_preview(feed, summary))
}

fn newest_preview(feed: &'static JobFeed, summary: Derived<Option<JobSummary>>) -> El {
    let newest = of(move || summary.with(|s| s.as_ref().and_then(|s| s.newest.last().cloned())));
    let with = |figure: fn(&File) -> Option<String>| {
        let newest = newest.clone();
        move || newest.run().and_then(|file| figure(&file)).unwrap_or_default()
    };
    let (linked, dated) = (newest.clone(), newest.clone());
    let changed = of(move || dated.run().and_then(|file| file.changed));
    let caption = el("span.caption")
        .child(el("b").text_of(with(|file| Some(visible_name(file.name())))))
        .child(el("span").text_of(with(|file| file.task.as_deref().map(visible_name))))
        .child(el("span.grow"))
        .child(when(changed));
    let container = feed.container();
    let picture = thumb(container, newest, true);
    el("a.frame")
        .test("hero")
        .attr_of("href", move || linked.run().map(|file| Place::file(container, &file.blob).href()))
        .child(picture)
        .child(caption)
}

/// The states that tasks are in, each with its number.
fn states(counts: Counts) -> El {
    let of = |n: usize, tone, text: fn(usize) -> String| (n > 0).then(|| chip(tone, &text(n)));
    el("span.row.states")
        .maybe(of(counts.running, Tone::Run, messages::n_running))
        .maybe(of(counts.failed, Tone::Bad, messages::n_failed))
        .maybe(of(counts.finished, Tone::Ok, messages::n_finished))
}

fn progress(counts: impl Fn() -> Counts + Copy + 'static) -> El {
    let bar = |class: &str, of: fn(Counts) -> usize| {
        el("i").class(class).style_of("width", move || {
            let counts = counts();
            let tenths = (of(counts) * 1000).checked_div(counts.total()).unwrap_or(0);
            format!("{}.{}%", tenths / 10, tenths % 10)
        })
    };
    let told = move || Some(messages::progress(counts()));
    el("div.progress[role=img]")
        .attr_of("aria-label", told)
        .attr_of("title", told)
        .child(bar("ok", |counts| counts.finished))
        .child(bar("run", |counts| counts.running))
        .child(bar("bad", |counts| counts.failed))
}
