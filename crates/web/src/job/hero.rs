//! The head of a job's page: its states, its figures, and its newest preview, large.

use crate::browser::address;
use crate::components::copy::{CopyButton, CopyLook};
use crate::components::figures::{Figure, FigureWith};
use crate::components::heading::Heading;
use crate::components::icon::IconName;
use crate::components::relative_time::{RelativeTime, TimeSince};
use crate::format::visible_name;
use crate::job::loader::JobLoader;
use crate::job::model::{File, Job};
use crate::job::progress_bar::ProgressBar;
use crate::job::state_chip::{StateChip, Tone};
use crate::job::summary::{Counts, JobSummary};
use crate::job::text;
use crate::job::thumbnail::Thumbnail;
use crate::route::Place;
use crate::storage::session::session;
use crate::{format, messages};
use leptos::prelude::*;
use std::sync::Arc;

const COPY_NAME: CopyLook =
    CopyLook { class: "btn bare tiny", symbol: IconName::Copy, label: "", hint: messages::COPY };
const COPY_LINK: CopyLook = CopyLook {
    class: "btn",
    symbol: IconName::Link,
    label: messages::COPY_LINK,
    hint: messages::COPY_LINK_HINT,
};

/// The head of a job's page.
#[component]
pub(crate) fn Hero(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let session = session();
    let summary = Memo::new(move |_| job.with(|job| job.summary(1)));
    let counts = Memo::new(move |_| summary.with(|summary| summary.tasks));
    let newest = Memo::new(move |_| summary.with(|summary| summary.newest.last().cloned()));
    let has_picture = move || newest.with(Option::is_some);
    let figure = move |text: fn(&JobSummary) -> String| Signal::derive(move || summary.with(text));
    let changed = Signal::derive(move || summary.with(|summary| summary.changed));
    let link = Signal::derive(move || {
        format!("{}{}", address::page(), session.route.with(|route| route.href()))
    });
    let name = loader.container().to_string();
    view! {
        <div class="hero" class:without-picture=move || !has_picture()>
            <div>
                <div class="row heading">
                    <Heading>{move || loader.title()}</Heading>
                    <States counts />
                </div>
                <p class="faint mono container-name">
                    {name.clone()} <CopyButton look=COPY_NAME text=name />
                </p>
                <dl class="facts">
                    <Figure
                        label=text::TASKS
                        value=figure(|s| format::at_least(s.tasks.total() as u64, s.is_complete))
                    />
                    <Figure
                        label=text::OUTPUTS
                        value=figure(|s| format::at_least(s.outputs as u64, s.is_complete))
                    />
                    <Figure
                        label=text::SIZE
                        value=figure(|s| format::size_at_least(s.size, s.is_complete))
                    />
                    <FigureWith label=text::LAST_CHANGE>
                        <TimeSince moment=changed />
                    </FigureWith>
                </dl>
                <ProgressBar counts />
                <div class="row actions">
                    <CopyButton look=COPY_LINK text=link />
                </div>
            </div>
            <Show when=has_picture>
                <NewestPreview container=loader.container() newest />
            </Show>
        </div>
    }
}

/// The newest preview, large.
#[component]
fn NewestPreview(container: Arc<str>, newest: Memo<Option<Arc<File>>>) -> impl IntoView {
    let home = container.clone();
    let href =
        move || newest.with(|file| file.as_ref().map(|file| Place::file(&home, &file.blob).href()));
    let name = move || newest.with(|file| file.as_ref().map(|file| visible_name(file.name())));
    let task = move || newest.with(|file| file.as_ref()?.task.as_deref().map(visible_name));
    let changed = Signal::derive(move || newest.with(|file| file.as_ref()?.changed));
    view! {
        <a class="frame" data-testid="hero" href=href>
            <Thumbnail container file=newest named=true />
            <span class="caption">
                <b>{name}</b>
                <span>{task}</span>
                <span class="grow"></span>
                <RelativeTime moment=changed />
            </span>
        </a>
    }
}

/// The states of the job's tasks, each with the number of tasks in it.
#[component]
fn States(counts: Memo<Counts>) -> impl IntoView {
    let chip = move |tone: Tone, n: fn(Counts) -> usize, text: fn(usize) -> String| {
        move || {
            let n = n(counts.get());
            (n > 0).then(|| view! { <StateChip tone text=text(n) /> })
        }
    };
    view! {
        <span class="row states">
            {chip(Tone::Run, |counts| counts.running, text::n_running)}
            {chip(Tone::Bad, |counts| counts.failed, text::n_failed)}
            {chip(Tone::Ok, |counts| counts.finished, text::n_finished)}
        </span>
    }
}
