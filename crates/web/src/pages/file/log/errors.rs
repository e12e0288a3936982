//! What is an error, where the reader has an expression for it: the field that takes it, and which of
//! the lines in view are errors by it.
//!
//! The expression is part of the address. Only the worker of a search can tell what it matches, so lines
//! that come into view are asked about; until it has answered they are as other lines are. The task's
//! other log is judged by the same expression.

use super::find::{Row, drawn_rows};
use super::scroll::Scroller;
use crate::components::drawer::drawer_line;
use crate::dom::{El, effect, el, event_value, memo};
use crate::feeds::log::LogFeed;
use crate::feeds::search::LogSearch;
use crate::messages::find as text;
use crate::net::scope::{spawn_latest, when_typed};
use crate::reactive::*;
use crate::session::session;
use jobshelf_log::{Level, Line};

/// The ID of the words on an expression that is none.
const REFUSAL: &str = "errors-refusal";

/// Tells which lines of a pane are errors.
#[derive(Debug)]
pub(super) struct Judge {
    feed: &'static LogFeed,
    search: &'static LogSearch,
    /// Of the lines that are drawn those that are errors, by the byte they begin at; in order.
    errors: State<Vec<u64>>,
}

impl Judge {
    /// Judges by what the reader tells `search`.
    pub(super) fn new(
        feed: &'static LogFeed,
        scroller: &'static Scroller,
        search: &'static LogSearch,
    ) -> &'static Self {
        let judge = kept(Self { feed, search, errors: State::new(Vec::new()) });
        spawn_latest(
            move || {
                let is_own = search.has_own_errors.get();
                is_own.then(|| (search.errors.get(), drawn_rows(feed, scroller)))
            },
            move |(_, rows)| Box::pin(judge.ask(rows)),
        );
        judge
    }

    async fn ask(&self, rows: Vec<Row>) {
        let mut texts = Vec::new();
        self.feed.lines.with_untracked(|lines| {
            for (offset, ..) in &rows {
                let line = lines.line(lines.index_at(*offset));
                texts.push(line.map(|line| line.text()).unwrap_or_default());
            }
        });
        let Ok(nths) = self.search.classify_errors(texts).await else { return };
        let mut errors = Vec::new();
        for nth in nths {
            if let Some((offset, ..)) = rows.get(nth as usize) {
                errors.push(*offset);
            }
        }
        self.errors.set_if_new(errors);
    }

    /// How much a line wants attention, in the reader's eyes; follows that.
    pub(super) fn level_of(&self, line: &Line) -> Level {
        if !self.search.has_own_errors.get() {
            return line.level;
        }
        let is_error = self.errors.with(|errors| errors.binary_search(&line.offset).is_ok());
        match line.level {
            _ if is_error => Level::Error,
            Level::Error => Level::Plain,
            level => level,
        }
    }
}

/// The field, and what is wrong with what stands in it.
pub(super) fn errors_field(search: &'static LogSearch) -> Vec<El> {
    let session = session();
    let asked = memo(move || session.route.with(|route| route.view.errors.clone()));
    let typed = State::new(String::new());
    effect(move || {
        let expression = asked.get();
        untrack(|| {
            typed.set_if_new(expression.clone());
            search.judge_by(expression);
        });
    });
    let commit = move || {
        let typed = typed.get_untracked();
        if asked.with_untracked(|asked| *asked != typed) {
            session.change_view(|view| view.errors = typed);
        }
    };
    when_typed(move || typed.get(), commit);
    let is_bad = move || search.errors_refusal.with(|refusal| !refusal.is_empty());
    let input =
        el("input[type=text][autocomplete=off][spellcheck=false][autocapitalize=off]@errors")
            .attr("placeholder", text::ERRORS_ARE)
            .attr("title", text::ERRORS_HINT)
            .attr("aria-describedby", REFUSAL)
            .state_of("aria-invalid", is_bad)
            .value_of(move || typed.get())
            .on("input", move |event| typed.set(event_value(&event)))
            .on("change", move |_| commit());
    let said = move || search.errors_refusal.with(|refusal| text::no_expression(refusal));
    let refusal = el("p.drawer-note[role=status]@errors-refusal").attr("id", REFUSAL);
    vec![
        drawer_line(text::ERRORS, el("span.field").child(input)).class("drawer-line tall"),
        refusal.text_of(said),
    ]
}
