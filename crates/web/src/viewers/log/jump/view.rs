//! The field that jumps to a time, a line or a byte of a log.
//!
//! The line it jumps to is selected, so that the reader sees it and the address contains it. Bytes and
//! times are found in any log; lines only where their numbers are known.

use crate::browser::{document, events};
use crate::components::icon::{Icon, IconName};
use crate::keys::{Action, LOGS};
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::jump::target::JumpTarget;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::times::model::exact;
use crate::viewers::log::times::text;
use crate::viewers::log::times::view::minutes_ahead;
use jobshelf_log::time_search::{TimeSearchResult, TimedLine};
use jobshelf_log::{LineSelection, LineTime};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The ID of the field.
const FIELD: &str = "go-to";
/// The ID of the message below it.
const MESSAGE: &str = "go-to-said";

/// The result of a jump.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Outcome {
    #[default]
    None,
    Searching,
    Found(String),
    Failed(String),
}

impl Outcome {
    fn message(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Searching => text::LOOKING.to_owned(),
            Self::Found(message) | Self::Failed(message) => message.clone(),
        }
    }
}

/// The state of the field.
#[derive(Debug, Clone, Copy)]
struct Jump {
    loader: LogLoader,
    scroller: Scroller,
    search: Option<LogSearch>,
    is_open: RwSignal<bool>,
    typed: RwSignal<String>,
    outcome: RwSignal<Outcome>,
    /// The target, and the number of jumps so far: the same target can be searched again.
    target: RwSignal<(u32, Option<JumpTarget>)>,
}

/// The button that opens the field.
#[component]
pub(crate) fn JumpButton(is_open: RwSignal<bool>) -> impl IntoView {
    // The button is in a drawer, which closes to make room for the field.
    view! {
        <button
            class="btn bare"
            type="button"
            popovertarget="log-more"
            popovertargetaction="hide"
            data-testid="go-to-button"
            on:click=move |_| open(is_open)
        >
            <Icon name=IconName::Right/>
            {text::GO_TO}
        </button>
    }
}

fn open(is_open: RwSignal<bool>) {
    is_open.set(true);
    document::before_next_frame(|| document::focus(FIELD));
}

/// The field, in its place above the lines.
#[component]
pub(crate) fn JumpField(pane: Pane, is_open: RwSignal<bool>) -> impl IntoView {
    let jump = Jump {
        loader: pane.loader,
        scroller: pane.scroller,
        search: pane.finding.map(|finding| finding.search),
        is_open,
        typed: RwSignal::new(String::new()),
        outcome: RwSignal::new(Outcome::None),
        target: RwSignal::new((0, None)),
    };
    events::on_action(LOGS, move |action| {
        let is_jump = action == Action::GoTo;
        if is_jump {
            open(is_open);
        }
        is_jump
    });
    spawn_latest(move || Some(jump.target.get()), move |(_, target)| Box::pin(jump.run(target)));
    view! {
        <div class="go-to-place">
            <Show when=move || is_open.get()>
                <JumpForm jump/>
            </Show>
        </div>
    }
}

#[component]
fn JumpForm(jump: Jump) -> impl IntoView {
    let has_failed = move || jump.outcome.with(|outcome| matches!(outcome, Outcome::Failed(_)));
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            jump.close();
        }
    };
    view! {
        <form
            class="go-to"
            aria-label=text::GO_TO
            on:submit=move |event| {
                event.prevent_default();
                jump.submit();
            }
            on:keydown=on_keydown
        >
            <label class="field">
                <input
                    type="text"
                    id=FIELD
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=text::GO_TO_LABEL
                    aria-describedby=MESSAGE
                    placeholder=text::GO_TO_EXAMPLE
                    data-testid="go-to"
                    prop:value=jump.typed
                    on:input=move |event| jump.typed.set(event_target_value(&event))
                />
            </label>
            <button class="btn primary">{text::GO}</button>
            <button
                class="btn bare"
                type="button"
                aria-label=text::CLOSE
                title=text::CLOSE
                on:click=move |_| jump.close()
            >
                <Icon name=IconName::Close/>
            </button>
            <p role="status" id=MESSAGE data-testid="go-to-said" class:bad=has_failed>
                {move || jump.outcome.with(Outcome::message)}
            </p>
        </form>
    }
}

impl Jump {
    fn close(self) {
        self.is_open.set(false);
        self.set_target(None);
        self.outcome.set(Outcome::None);
        document::focus_on("[role=log]");
    }

    /// Cancels the jump that is under way and starts another.
    fn set_target(self, target: Option<JumpTarget>) {
        self.target.update(|(n_jumps, now)| (*n_jumps, *now) = (n_jumps.wrapping_add(1), target));
    }

    fn submit(self) {
        let target = self.typed.with_untracked(|typed| JumpTarget::parse(typed));
        self.set_target(target);
        self.outcome.set(match target {
            Some(_) => Outcome::Searching,
            None => Outcome::Failed(text::NOT_UNDERSTOOD.to_owned()),
        });
    }

    async fn run(self, target: Option<JumpTarget>) {
        let outcome = match target {
            Some(JumpTarget::Time(time)) => self.go_to_time(time).await,
            Some(JumpTarget::Byte(byte)) => self.go_to_byte(byte).await,
            Some(JumpTarget::Line(number)) => self.go_to_line(number).await,
            None => return,
        };
        self.outcome.set(outcome);
    }

    async fn go_to_byte(self, byte: u64) -> Outcome {
        let total = self.loader.total.get_untracked();
        if byte >= total {
            return Outcome::Failed(text::no_such_byte(total));
        }
        match self.loader.line_at(session(), byte).await {
            Some(offset) => {
                self.show(offset);
                Outcome::Found(text::byte(byte))
            }
            None => Outcome::Failed(text::NOT_READ.to_owned()),
        }
    }

    async fn go_to_line(self, number: u64) -> Outcome {
        let total = self.loader.total.get_untracked();
        let lines = self.loader.lines;
        let loaded = lines.with_untracked(|lines| lines.offset_of_line(number));
        let offset = match (loaded, self.search) {
            (None, Some(search)) => search.line_start(number).await,
            (loaded, _) => loaded,
        };
        if let Some(offset) = offset {
            self.show(offset);
            return Outcome::Found(text::line(number));
        }
        let n_loaded = lines.with_untracked(|lines| {
            (lines.is_whole() && lines.end() >= total).then(|| lines.n_lines() as u64)
        });
        let n_counted = || self.search?.progress.with_untracked(|progress| progress.lines);
        Outcome::Failed(match n_loaded.or_else(n_counted) {
            Some(n_lines) => text::no_such_line(n_lines),
            None => text::unknown_line(number),
        })
    }

    async fn go_to_time(self, wanted: LineTime) -> Outcome {
        let found = self.loader.find_time(session(), wanted, minutes_ahead).await;
        let time = |landing: &TimedLine| exact(&landing.time, minutes_ahead);
        match found {
            Some(TimeSearchResult::Line(landing)) => {
                self.show(landing.offset);
                Outcome::Found(text::at_time(&time(&landing), landing.offset))
            }
            Some(TimeSearchResult::BeginsLater(first)) => {
                Outcome::Failed(text::begins_later(&time(&first)))
            }
            Some(TimeSearchResult::EndsEarlier(last)) => {
                Outcome::Failed(text::ends_earlier(&time(&last)))
            }
            Some(TimeSearchResult::NoTimes) => Outcome::Failed(text::NO_TIMES.to_owned()),
            None => Outcome::Failed(text::NOT_READ.to_owned()),
        }
    }

    /// Selects the line that contains byte `offset`, and scrolls to it.
    fn show(self, offset: u64) {
        session().change_view(|view| view.selection = Some(LineSelection::line(offset, offset)));
        self.scroller.show(offset);
    }
}
