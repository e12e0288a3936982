//! What is an error by an expression of the reader's own: only the worker can tell.
//!
//! The expression reads no log by itself but its end: which is enough for ticks there and for what is
//! appended. Who goes to the next error has the rest read, as far as it takes.

use super::LogSearch;
use super::scan::Extent;
use crate::feeds::log::Phase;
use crate::net::scope::{spawn, spawn_latest};
use crate::reactive::*;
use jobshelf_log::Added;
use jobshelf_search_protocol::ClientError;

impl LogSearch {
    /// Calls lines errors that an expression matches in; an empty one is none.
    pub fn judge_by(&'static self, expression: String) {
        if self.errors.with_untracked(|before| *before == expression) {
            return;
        }
        let is_own = !expression.is_empty();
        self.errors_refusal.set_if_new(String::new());
        self.errors.set(expression);
        if !is_own && !self.is_begun() {
            return;
        }
        self.progress.update(|progress| {
            progress.total = progress.total.max(1);
            (progress.classified, progress.knows_errors) = (0, false);
        });
        self.ask_for_errors();
        if self.is_wanted.get_untracked() {
            self.read_on();
        }
    }

    pub(super) fn ask_for_errors(&'static self) {
        let Ok(client) = self.client() else { return };
        let expression = self.errors.get_untracked();
        let answer = client.set_error_pattern((!expression.is_empty()).then(|| expression.clone()));
        let is_current = move || self.errors.with_untracked(|now| *now == expression);
        self.show_problem(Box::pin(answer), self.errors_refusal, Box::new(is_current));
    }

    pub(super) fn watch_errors(&'static self) {
        let feed = self.feed;
        let is_ready = move || feed.phase.with(|phase| *phase != Phase::Loading);
        spawn_latest(
            move || {
                let is_glance = self.has_own_errors.get() && is_ready() && !self.is_wanted.get();
                is_glance.then(|| (self.errors.get(), feed.era()))
            },
            move |_| Box::pin(self.scan_on(Extent::End)),
        );
        effect(move || {
            let added = feed.added.get();
            untrack(|| match self.has_own_errors.get_untracked() {
                false => self.added.set(added),
                true => spawn(async move {
                    let Ok(client) = self.client() else { return };
                    let Ok(errors) = client.take_new_errors().await else { return };
                    self.added.set(Added { errors: errors as usize, ..added });
                }),
            });
        });
    }

    /// Returns the indices of the lines that are errors by the expression.
    pub async fn classify_errors(
        &'static self,
        lines: Vec<String>,
    ) -> Result<Vec<u32>, ClientError> {
        self.client()?.classify_errors(lines).await
    }

    /// The worker was given bytes that do not go on where it ends. Where nobody has the rest read, it
    /// begins anew at the end: else it would learn of no new line any more.
    pub(super) fn missed_some(&'static self) {
        if self.has_own_errors.get_untracked() && !self.is_wanted.get_untracked() {
            self.begin_anew();
        }
    }
}
