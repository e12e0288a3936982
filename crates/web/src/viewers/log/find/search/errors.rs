//! What is an error by an expression of the reader's own: only the worker can tell.
//!
//! The expression reads no log by itself but its end: which is enough for ticks there and for what is
//! appended. Who goes to the next error has the rest read, as far as it takes.

use crate::browser::worker::{Broken, counts};
use crate::reactive::*;
use crate::storage::spawn::{spawn, spawn_latest};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::search::scan::Extent;
use crate::viewers::log::follow::loader::Phase;
use jobshelf_log::Added;
use wasm_bindgen::JsValue;

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
            (progress.judged, progress.knows_errors) = (0, false);
        });
        self.ask_for_errors();
        if self.is_wanted.get_untracked() {
            self.read_on();
        }
    }

    pub(crate) fn ask_for_errors(&'static self) {
        let expression = self.errors.get_untracked();
        let arguments = [expression.as_str().into()];
        let is_current = move || self.errors.with_untracked(|now| *now == expression);
        self.set("judgeBy", &arguments, self.errors_refusal, Box::new(is_current));
    }

    pub(crate) fn watch_errors(&'static self) {
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
                    let Ok(fresh) = self.numbers("freshErrors", &[]).await else { return };
                    let errors = fresh.first().copied().unwrap_or_default() as usize;
                    self.added.set(Added { errors, ..added });
                }),
            });
        });
    }

    /// Which of these lines are errors by the expression.
    pub async fn judge(&'static self, lines: Vec<String>) -> Result<Vec<u32>, Broken> {
        let lines: js_sys::Array = lines.iter().map(JsValue::from).collect();
        Ok(counts(&self.call("judge", &[lines.into()]).await?))
    }

    /// The worker was given bytes that do not go on where it ends. Where nobody has the rest read, it
    /// begins anew at the end: else it would learn of no new line any more.
    pub(crate) fn missed_some(&'static self) {
        if self.has_own_errors.get_untracked() && !self.is_wanted.get_untracked() {
            self.begin_anew();
        }
    }
}
