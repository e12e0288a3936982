//! Errors by an expression of the reader, which only the worker can find.
//!
//! By itself the expression only causes the end of the log to be read: enough for the ticks there and
//! for the lines that are appended. A step to the next error reads the rest, as far as it needs.

use crate::signals::SetIfChanged as _;
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::search::scan::Extent;
use crate::viewers::log::follow::state::Phase;
use jobshelf_log::Added;
use jobshelf_search_protocol::ClientError;
use leptos::prelude::*;

impl LogSearch {
    /// Sets the expression for errors; an empty one restores the usual words.
    pub(crate) fn set_errors(self, expression: String) {
        if self.errors.with_untracked(|before| *before == expression) {
            return;
        }
        let is_own = !expression.is_empty();
        self.errors_refusal.set_if_changed(String::new());
        self.errors.set(expression);
        if !is_own && !self.is_started() {
            return;
        }
        self.progress.update(|progress| {
            progress.total = progress.total.max(1);
            (progress.classified, progress.knows_errors) = (0, false);
        });
        self.send_errors();
        if self.is_wanted.get_untracked() {
            self.start_scan();
        }
    }

    pub(super) fn send_errors(self) {
        let Some(client) = self.client() else { return };
        let expression = self.errors.get_untracked();
        let answer = client.set_error_pattern((!expression.is_empty()).then(|| expression.clone()));
        let is_current = move || self.errors.with_untracked(|now| *now == expression);
        self.report_refusal(answer, self.errors_refusal, is_current);
    }

    pub(super) fn start_error_effects(self) {
        let loader = self.loader;
        let is_ready = move || loader.phase.with(|phase| *phase != Phase::Loading);
        spawn_latest(
            move || {
                let needs_end = self.has_own_errors.get() && is_ready() && !self.is_wanted.get();
                needs_end.then(|| (self.errors.get(), loader.era()))
            },
            move |_| Box::pin(self.run_scan(Extent::End)),
        );
        Effect::new(move |_| {
            let added = loader.added.get();
            untrack(|| {
                if self.has_own_errors.get_untracked() {
                    self.tasks.spawn(self.count_errors_of(added));
                } else {
                    self.added.set(added);
                }
            });
        });
    }

    async fn count_errors_of(self, added: Added) {
        let Ok(client) = self.connect() else { return };
        if let Ok(errors) = client.take_new_errors().await {
            self.added.set(Added { errors: errors as usize, ..added });
        }
    }

    /// The indices of the lines that are errors by the expression.
    pub(crate) async fn classify_errors(self, lines: Vec<String>) -> Result<Vec<u32>, ClientError> {
        self.connect()?.classify_errors(lines).await
    }

    /// The worker got bytes that do not join the bytes it has. Unless the rest is being read, it
    /// starts over at the end, since it would learn of no new line otherwise.
    pub(super) fn recover_from_gap(self) {
        if self.has_own_errors.get_untracked() && !self.is_wanted.get_untracked() {
            self.start_over();
        }
    }
}
