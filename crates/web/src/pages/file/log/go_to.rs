//! The field that leads to a time, a line or a byte of a log.
//!
//! Where it leads is picked, so that it can be seen and the address has it. A byte and a time are
//! found wherever they are; a line only where it is known which one it is.

use super::pane::Pane;
use super::scroll::Scroller;
use super::times::minutes_ahead;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el, event_value};
use crate::feeds::log::LogFeed;
use crate::feeds::search::LogSearch;
use crate::keys::{Action, LOGS};
use crate::messages::times as text;
use crate::net::scope::spawn_latest;
use crate::platform::{document, events};
use crate::reactive::*;
use crate::session::session;
use crate::state::goal::Goal;
use crate::state::times::exact;
use jobshelf_log::time_search::{TimeSearchResult, TimedLine};
use jobshelf_log::{LineSelection, LineTime};
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

const ID: &str = "go-to";

/// What is said below the field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Said {
    #[default]
    Nothing,
    Looking,
    Found(String),
    Refused(String),
}

/// What the field does with a log.
#[derive(Debug, Clone, Copy)]
struct Field {
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    search: Option<&'static LogSearch>,
    is_open: State<bool>,
    typed: State<String>,
    said: State<Said>,
    /// What is looked for, and how often something was.
    wanted: State<(u32, Option<Goal>)>,
}

/// The button that opens the field.
pub(super) fn go_to_button(is_open: State<bool>) -> El {
    // It stands in a panel, which goes away for it.
    el("button.btn.bare[type=button][popovertarget=log-more][popovertargetaction=hide]@go-to-button")
        .child(icon(Icon::Right))
        .text(text::GO_TO)
        .on("click", move |_| open(is_open))
}

fn open(is_open: State<bool>) {
    is_open.set(true);
    document::before_next_frame(|| document::focus(ID));
}

/// The field, in its place above the lines.
pub(super) fn go_to(Pane { feed, scroller, finding, .. }: Pane, is_open: State<bool>) -> El {
    let field = Field {
        feed,
        scroller,
        search: finding.map(|finding| finding.search),
        is_open,
        typed: State::new(String::new()),
        said: State::new(Said::Nothing),
        wanted: State::new((0, None)),
    };
    events::on_action(LOGS, move |action| {
        let is_asked = action == Action::GoTo;
        if is_asked {
            open(is_open);
        }
        is_asked
    });
    spawn_latest(
        move || Some(field.wanted.get()),
        move |(_, wanted)| Box::pin(field.look_for(wanted)),
    );
    el("div.go-to-place").when(move || is_open.get(), move || field.view())
}

impl Field {
    fn view(self) -> El {
        let input = el("input[type=text][autocomplete=off][spellcheck=false]")
            .attr("id", ID)
            .attr("aria-label", text::GO_TO_LABEL)
            .attr("aria-describedby", "go-to-said")
            .attr("placeholder", text::GO_TO_EXAMPLE)
            .test(ID)
            .value_of(move || self.typed.get())
            .on("input", move |event| self.typed.set(event_value(&event)));
        let is_refused = move || self.said.with(|said| matches!(said, Said::Refused(_)));
        let close = el("button.btn.bare[type=button]")
            .attr("aria-label", text::CLOSE)
            .attr("title", text::CLOSE)
            .child(icon(Icon::Close))
            .on("click", move |_| self.close());
        let said = el("p[role=status]@go-to-said")
            .attr("id", "go-to-said")
            .class_if("bad", is_refused)
            .text_of(move || self.said.with(told));
        el("form.go-to")
            .attr("aria-label", text::GO_TO)
            .child(el("label.field").child(input))
            .child(el("button.btn.primary").text(text::GO))
            .child(close)
            .child(said)
            .on("submit", move |event| {
                event.prevent_default();
                self.submit();
            })
            .on("keydown", move |event| {
                let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
                if key.as_deref() == Some("Escape") {
                    event.stop_propagation();
                    self.close();
                }
            })
    }

    fn close(self) {
        self.is_open.set(false);
        self.want(None);
        self.said.set(Said::Nothing);
        document::focus_on("[role=log]");
    }

    /// Looks for this from now on, and for nothing else.
    fn want(self, wanted: Option<Goal>) {
        self.wanted.update(|(tries, now)| (*tries, *now) = (tries.wrapping_add(1), wanted));
    }

    fn submit(self) {
        let goal = self.typed.with_untracked(|typed| Goal::parse(typed));
        self.want(None);
        self.said.set(match goal {
            Some(goal) => {
                self.want(Some(goal));
                Said::Looking
            }
            None => Said::Refused(text::NOT_UNDERSTOOD.to_owned()),
        });
    }

    async fn go_to_byte(self, byte: u64) -> Said {
        let total = self.feed.total.get_untracked();
        if byte >= total {
            return Said::Refused(text::no_such_byte(total));
        }
        match self.feed.line_at(session(), byte).await {
            Some(offset) => {
                self.show(offset);
                Said::Found(text::byte(byte))
            }
            None => Said::Refused(text::NOT_READ.to_owned()),
        }
    }

    async fn go_to_line(self, number: u64) -> Said {
        let total = self.feed.total.get_untracked();
        let lines = self.feed.lines;
        let loaded = lines.with_untracked(|lines| lines.offset_of_line(number));
        let offset = match (loaded, self.search) {
            (None, Some(search)) => search.line_start(number).await,
            (loaded, _) => loaded,
        };
        if let Some(offset) = offset {
            self.show(offset);
            return Said::Found(text::line(number));
        }
        let loaded = lines.with_untracked(|lines| {
            (lines.is_whole() && lines.end() >= total).then(|| lines.n_lines() as u64)
        });
        let counted = || self.search?.progress.with_untracked(|progress| progress.lines);
        Said::Refused(match loaded.or_else(counted) {
            Some(n_lines) => text::no_such_line(n_lines),
            None => text::unknown_line(number),
        })
    }

    async fn look_for(self, wanted: Option<Goal>) {
        let said = match wanted {
            Some(Goal::Time(wanted)) => self.go_to_time(wanted).await,
            Some(Goal::Byte(byte)) => self.go_to_byte(byte).await,
            Some(Goal::Line(number)) => self.go_to_line(number).await,
            None => return,
        };
        self.said.set(said);
    }

    async fn go_to_time(self, wanted: LineTime) -> Said {
        let found = self.feed.find_time(session(), wanted, minutes_ahead).await;
        let time = |landing: &TimedLine| exact(&landing.time, minutes_ahead);
        match found {
            Some(TimeSearchResult::Line(landing)) => {
                self.show(landing.offset);
                Said::Found(text::at_time(&time(&landing), landing.offset))
            }
            Some(TimeSearchResult::BeginsLater(first)) => {
                Said::Refused(text::begins_later(&time(&first)))
            }
            Some(TimeSearchResult::EndsEarlier(last)) => {
                Said::Refused(text::ends_earlier(&time(&last)))
            }
            Some(TimeSearchResult::NoTimes) => Said::Refused(text::NO_TIMES.to_owned()),
            None => Said::Refused(text::NOT_READ.to_owned()),
        }
    }

    /// Shows the line that byte `offset` is in, and picks it.
    fn show(self, offset: u64) {
        session().change_view(|view| view.picked = Some(LineSelection::line(offset, offset)));
        self.scroller.show(offset);
    }
}

fn told(said: &Said) -> String {
    match said {
        Said::Nothing => String::new(),
        Said::Looking => text::LOOKING.to_owned(),
        Said::Found(said) | Said::Refused(said) => said.clone(),
    }
}
