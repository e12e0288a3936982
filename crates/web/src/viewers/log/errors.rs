//! The reader's expression for errors: the field for it, and which of the drawn lines it matches.
//!
//! The expression is part of the address, and applies to both streams of a task. Only the worker of the
//! search can match it, so it gets the lines that are drawn; until it answers they look like other
//! lines.

use crate::route::Route;
use crate::signals::SetIfChanged as _;
use crate::storage::session::session;
use crate::storage::spawn::{spawn_latest, when_typed};
use crate::viewers::log::find::marks::{Row, drawn_rows};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::text;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::scroll::Scroller;
use jobshelf_log::{Level, Line};
use leptos::prelude::*;

/// The ID of the message that the expression is not valid.
const REFUSAL: &str = "errors-refusal";

/// Decides which lines of a pane are errors.
#[derive(Debug, Clone, Copy)]
pub struct Judge {
    loader: LogLoader,
    search: LogSearch,
    /// The drawn lines that are errors, by the byte at which they begin; sorted.
    errors: RwSignal<Vec<u64>>,
}

impl Judge {
    /// Uses the expression of `search`.
    pub(crate) fn new(loader: LogLoader, scroller: Scroller, search: LogSearch) -> Self {
        let judge = Self { loader, search, errors: RwSignal::new(Vec::new()) };
        spawn_latest(
            move || {
                let is_own = search.has_own_errors.get();
                is_own.then(|| (search.errors.get(), drawn_rows(loader, scroller)))
            },
            move |(_, rows)| Box::pin(judge.find_errors(rows)),
        );
        judge
    }

    async fn find_errors(self, rows: Vec<Row>) {
        let texts = self.loader.lines.with_untracked(|lines| {
            let text = |(offset, ..): &Row| {
                let line = lines.line(lines.index_at(*offset));
                line.map(|line| line.text()).unwrap_or_default()
            };
            rows.iter().map(text).collect()
        });
        let Ok(indices) = self.search.classify_errors(texts).await else { return };
        let offset = |index: u32| rows.get(index as usize).map(|(offset, ..)| *offset);
        self.errors.set_if_changed(indices.into_iter().filter_map(offset).collect());
    }

    /// The level of a line as the reader defines errors. Tracks the expression and its errors.
    pub(crate) fn level_of(self, line: &Line) -> Level {
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

/// The field for the expression, and why it is not valid.
#[component]
pub(crate) fn ErrorsField(search: LogSearch) -> impl IntoView {
    let expression = Memo::new(move |_| session().route.with(errors_of));
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        let expression = expression.get();
        untrack(|| {
            typed.set_if_changed(expression.clone());
            search.set_errors(expression);
        });
    });
    let commit = move || {
        let typed = typed.get_untracked();
        if session().route.with_untracked(errors_of) != typed {
            session().change_view(|view| view.errors = typed);
        }
    };
    when_typed(move || typed.get(), commit);
    let is_refused = move || search.errors_refusal.with(|refusal| !refusal.is_empty());
    view! {
        <label class="drawer-line tall">
            <span>{text::ERRORS}</span>
            <span class="field">
                <input
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    placeholder=text::ERRORS_ARE
                    title=text::ERRORS_HINT
                    data-testid="errors"
                    aria-describedby=REFUSAL
                    aria-invalid=move || is_refused().to_string()
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:change=move |_| commit()
                />
            </span>
        </label>
        <p class="drawer-note" id=REFUSAL role="status" data-testid="errors-refusal">
            {move || search.errors_refusal.with(|refusal| text::errors_refusal(refusal))}
        </p>
    }
}

fn errors_of(route: &std::sync::Arc<Route>) -> String {
    route.view.errors.clone()
}
