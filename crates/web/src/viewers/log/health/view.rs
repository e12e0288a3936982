//! The state and the health of a log: a panel that its state opens, a text in the status line, and a note
//! below the log if something is wrong.

use crate::components::relative_time::RelativeTime;
use crate::job::model::TaskState;
use crate::job::state_chip::TaskChip;
use crate::job::text::task_state;
use crate::signals::SetIfChanged as _;
use crate::storage::session::session;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::{Phase, Reading};
use crate::viewers::log::health::model::Health;
use crate::viewers::log::health::text;
use leptos::prelude::*;

/// The ID of the panel.
const PANEL: &str = "log-facts";

/// The health of the log. Tracks it.
fn health(loader: LogLoader) -> Health {
    let observed = loader.learnt.get();
    loader
        .status
        .with(|status| loader.seen.with(|seen| Health::of(status.as_ref(), seen, observed)))
}

/// Whether the log may still grow. Tracks it.
fn is_live(loader: LogLoader) -> bool {
    loader.phase.with(|phase| *phase == Phase::Live)
}

/// The state of the task, from the metadata of its log. Tracks it.
pub(crate) fn state(loader: LogLoader) -> TaskState {
    loader.status.with(|status| status.as_ref().map(TaskState::from_status).unwrap_or_default())
}

/// The state of the task, on a button that opens the panel. Files that are no logs have neither.
#[component]
pub(crate) fn HealthPanel(loader: LogLoader, reading: Reading) -> impl IntoView {
    let content = (reading == Reading::Live).then(|| {
        update_status_line(loader);
        view! {
            <PanelButton loader/>
            <div
                class="drawer log-facts"
                popover="auto"
                role="group"
                id=PANEL
                aria-label=text::FACTS
                data-testid="log-facts"
            >
                <Facts loader/>
            </div>
        }
    });
    view! { <span class="facts-place">{content}</span> }
}

#[component]
fn PanelButton(loader: LogLoader) -> impl IntoView {
    view! {
        <button
            class="chip-button"
            type="button"
            popovertarget=PANEL
            title=text::FACTS
            data-testid="log-facts-button"
        >
            <Show
                when=move || state(loader) != TaskState::Unknown
                fallback=|| view! { <span class="chip plain">{text::DETAILS}</span> }
            >
                <TaskChip state=Signal::derive(move || state(loader)) with_attempt=true/>
            </Show>
        </button>
    }
}

/// The content of the panel.
#[component]
fn Facts(loader: LogLoader) -> impl IntoView {
    let task = move || match state(loader) {
        TaskState::Unknown => text::UNKNOWN_STATE.to_owned(),
        state => task_state(state),
    };
    let attempt = move || {
        loader.status.with(|status| {
            let status = status.as_ref()?;
            Some(text::attempt(status.attempt, status.attempt_offset))
        })
    };
    let grew = Signal::derive(move || health(loader).grew);
    let next = move || {
        let health = health(loader);
        is_live(loader).then(|| text::expected(health.expected(session().clock()))).flatten()
    };
    let interval =
        move || health(loader).interval().map(|(seconds, source)| text::interval(seconds, source));
    let blocks = move || health(loader).blocks.map(text::blocks);
    view! {
        <dl>
            <Fact label=text::STATE>
                <dd>{task}</dd>
            </Fact>
            <OptionalFact label=text::ATTEMPT value=Signal::derive(attempt)/>
            <Fact label=text::GREW>
                <dd>
                    <RelativeTime moment=grew/>
                </dd>
            </Fact>
            <OptionalFact label=text::NEXT value=Signal::derive(next)/>
            <OptionalFact label=text::INTERVAL value=Signal::derive(interval)/>
            <OptionalFact label=text::BLOCKS value=Signal::derive(blocks)/>
            <Fact label=text::SIZE>
                <dd class="num">{move || text::size(loader.total.get())}</dd>
            </Fact>
        </dl>
    }
}

#[component]
fn Fact(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            {children()}
        </div>
    }
}

/// A fact that is shown only while its value is known.
#[component]
fn OptionalFact(label: &'static str, value: Signal<Option<String>>) -> impl IntoView {
    view! {
        <Show when=move || value.with(Option::is_some)>
            <Fact label>
                <dd class="num">{value}</dd>
            </Fact>
        </Show>
    }
}

/// Shows in the status line when the next lines are expected.
fn update_status_line(loader: LogLoader) {
    let next_lines = Memo::new(move |_| {
        let session = session();
        let is_shown = is_live(loader) && session.freshness.trouble().is_none();
        let expected = is_shown.then(|| health(loader).expected(session.clock()));
        expected.and_then(text::next_lines).unwrap_or_default()
    });
    Effect::new(move |_| session().expected.set_if_changed(next_lines.get()));
    on_cleanup(|| session().expected.set(String::new()));
}

/// The note below a log that is silent for longer than usual, or has few blocks left.
#[component]
pub(crate) fn HealthNote(loader: LogLoader) -> impl IntoView {
    // The text changes less often than the seconds that it is made from.
    let silent = Memo::new(move |_| {
        let seconds =
            is_live(loader).then(|| health(loader).silent_for(session().clock())).flatten();
        seconds.map(text::silent).unwrap_or_default()
    });
    let full = Memo::new(move |_| is_live(loader).then(|| health(loader).almost_full()).flatten());
    let full_note = move || {
        full.get().map(|(blocks, interval)| {
            view! {
                <Note
                    test_id="log-full"
                    title=text::almost_full(blocks)
                    meaning=text::almost_full_means(blocks, interval)
                />
            }
        })
    };
    view! {
        <div class="log-health">
            <Show when=move || silent.with(|silent| !silent.is_empty())>
                <Note test_id="log-silent" title=silent meaning=text::SILENT_MEANS/>
            </Show>
            {full_note}
        </div>
    }
}

#[component]
fn Note(
    test_id: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] meaning: String,
) -> impl IntoView {
    view! {
        <p data-testid=test_id>
            <b>{title}</b>
            " "
            <span>{meaning}</span>
        </p>
    }
}
