//! The head of a job's page: its states, its figures, and its newest preview, large.

use super::job_title;
use crate::app::HEADING;
use crate::components::chip::{Tone, chip};
use crate::components::copy::CopyButton;
use crate::components::facts::fact;
use crate::components::icon::Icon;
use crate::components::thumb::Thumb;
use crate::components::when::When;
use crate::feeds::job::JobFeed;
use crate::format::{self, visible_name};
use crate::messages;
use crate::platform::address;
use crate::route::Place;
use crate::session::session;
use crate::state::job::{Counts, Job, JobSummary};
use leptos::prelude::*;
use std::sync::Arc;

/// The head of a job's page.
#[component]
pub(super) fn Hero(
    feed: JobFeed,
    job: Signal<Arc<Job>>,
    container: StoredValue<String>,
) -> impl IntoView {
    let session = session();
    let summary = Memo::new(move |_| job.get().summary(1));
    let counts = Memo::new(move |_| summary.with(|summary| summary.tasks));
    let newest = Memo::new(move |_| summary.with(|summary| summary.newest.last().cloned()));
    let has_picture = Memo::new(move |_| newest.with(Option::is_some));
    let figure = move |figure: fn(&JobSummary) -> String| move || summary.with(figure);
    let changed = Signal::derive(move || summary.with(|summary| summary.changed));
    let link = move |()| {
        format!("{}{}", address::page(), session.route.with_untracked(|route| route.href()))
    };
    view! {
        <div class="hero" class:without-picture=move || !has_picture.get()>
            <div>
                <div class="row heading">
                    <h1 id=HEADING tabindex="-1">
                        {move || job_title(feed)}
                    </h1>
                    {move || states(counts.get())}
                </div>
                <p class="faint mono container-name">
                    {container.get_value()}
                    <CopyButton
                        text=move |()| container.get_value()
                        hint=messages::COPY
                        class="btn bare tiny"
                    />
                </p>
                <dl class="facts">
                    {fact(
                        messages::TASKS,
                        figure(|s| format::at_least(s.tasks.total() as u64, s.is_complete)),
                    )}
                    {fact(
                        messages::OUTPUTS,
                        figure(|s| format::at_least(s.outputs as u64, s.is_complete)),
                    )}
                    {fact(messages::SIZE, figure(|s| format::size_at_least(s.size, s.is_complete)))}
                    {fact(messages::LAST_CHANGE, view! { <When moment=changed bare=true /> })}
                </dl>
                {progress(counts)}
                <div class="row actions">
                    <CopyButton
                        text=link
                        label=messages::COPY_LINK
                        hint=messages::COPY_LINK_HINT
                        symbol=Icon::Link
                        class="btn"
                    />
                </div>
            </div>
            <Show when=move || has_picture.get()>
                <NewestPreview newest=newest container=container />
            </Show>
        </div>
    }
}

#[component]
fn NewestPreview(
    newest: Memo<Option<Arc<crate::state::job::File>>>,
    container: StoredValue<String>,
) -> impl IntoView {
    let href =
        move || newest.get().map(|file| Place::file(&container.get_value(), &file.blob).href());
    let name = move || newest.get().map(|file| visible_name(file.name()));
    let owner = move || newest.get().and_then(|file| file.task.as_deref().map(visible_name));
    let changed = Signal::derive(move || newest.get().and_then(|file| file.changed));
    view! {
        <a class="frame" href=href aria-label=messages::NEWEST_PREVIEW data-testid="hero">
            <Thumb container=container file=newest is_named=true testid="preview-image" />
            <span class="caption">
                <b>{name}</b>
                <span>{owner}</span>
                <span class="grow"></span>
                <When moment=changed />
            </span>
        </a>
    }
}

/// The states that tasks are in, each with its number.
pub(super) fn states(counts: Counts) -> impl IntoView {
    let of = |n: usize, tone, text: fn(usize) -> String| (n > 0).then(|| chip(tone, text(n)));
    (
        of(counts.running, Tone::Run, messages::n_running),
        of(counts.failed, Tone::Bad, messages::n_failed),
        of(counts.finished, Tone::Ok, messages::n_finished),
    )
}

fn progress(counts: Memo<Counts>) -> impl IntoView {
    let percent = move |n: fn(Counts) -> usize| {
        move || {
            let counts = counts.get();
            // In thousandths of a percent would be too fine for any screen.
            let share = (n(counts) * 1000).checked_div(counts.total()).unwrap_or(0);
            format!("{}.{}%", share / 10, share % 10)
        }
    };
    let told = move || messages::progress(counts.get());
    view! {
        <div class="progress" role="img" aria-label=told title=told>
            <i class="ok" style:width=percent(|counts| counts.finished)></i>
            <i class="run" style:width=percent(|counts| counts.running)></i>
            <i class="bad" style:width=percent(|counts| counts.failed)></i>
        </div>
    }
}
