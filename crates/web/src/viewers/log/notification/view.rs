//! Notifications of the browser for a reader who is away from the page: the task has ended, or the log
//! has new errors.
//!
//! They are off until the reader turns them on, on every page that is opened, since nothing is stored.
//! Only that press asks the browser for its permission. [`Away`] decides when to notify; the log is not
//! polled more often for it.

use crate::browser::notification::Permission;
use crate::browser::{document, events, notification};
use crate::components::icon::{Icon, IconName};
use crate::format::{job_name, visible_name};
use crate::job::model::TaskState;
use crate::storage::spawn::spawn;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::health::view::state;
use crate::viewers::log::notification::model::Away;
use crate::viewers::log::notification::text;
use jobshelf_log::Added;
use leptos::prelude::*;

/// Notifies the reader about one log.
#[derive(Debug, Clone, Copy)]
struct Notifier {
    loader: LogLoader,
    is_on: RwSignal<bool>,
    note: RwSignal<&'static str>,
    away: StoredValue<Away>,
    last_state: StoredValue<TaskState>,
}

impl Notifier {
    fn on_added(self, added: Added) {
        if self.is_active() && self.away.try_update_value(|away| away.add(added)) == Some(true) {
            self.notify(untrack(|| state(self.loader)));
        }
    }

    fn on_state(self, state: TaskState) {
        let before = self.last_state.get_value();
        self.last_state.set_value(state);
        if before != state && has_ended(state) && self.is_active() {
            self.notify(state);
        }
    }

    fn is_active(self) -> bool {
        self.is_on.get_untracked() && document::is_left()
    }

    fn notify(self, state: TaskState) {
        let (container, blob) = self.loader.place();
        let log = [job_name(&container).as_str(), " · ", &visible_name(&blob)].concat();
        let added = self.away.with_value(|away| away.added);
        let [title, body] = text::notice(has_ended(state).then_some(state), added, log);
        if !notification::show(&title, &body, &blob) {
            self.is_on.set(false);
            self.note.set(text::MISSING);
        }
    }

    fn toggle(self) {
        if self.is_on.get_untracked() {
            self.is_on.set(false);
            self.note.set("");
            return;
        }
        spawn(async move {
            let permission = notification::ask().await;
            // The view may be gone when the reader answers.
            self.is_on.try_set(permission == Permission::Granted);
            self.note.try_set(match permission {
                Permission::Granted => text::ON,
                Permission::Denied => text::DENIED,
                Permission::Missing => text::MISSING,
            });
        });
    }
}

fn has_ended(state: TaskState) -> bool {
    matches!(state, TaskState::Finished { .. } | TaskState::Failed { .. })
}

/// The button that turns notifications on, and a note about them. `added` are the lines that the last
/// append added, with errors as the reader defines them.
#[component]
pub(crate) fn NotificationItem(loader: LogLoader, added: RwSignal<Added>) -> impl IntoView {
    let notifier = Notifier {
        loader,
        is_on: RwSignal::new(false),
        note: RwSignal::new(""),
        away: StoredValue::new(Away::default()),
        last_state: StoredValue::new(TaskState::default()),
    };
    Effect::new(move |_| {
        let state = state(loader);
        untrack(|| notifier.on_state(state));
    });
    Effect::new(move |_| {
        let added = added.get();
        untrack(|| notifier.on_added(added));
    });
    events::on_window("focus", move |_| notifier.away.set_value(Away::default()));
    view! {
        <button
            class="btn bare"
            type="button"
            data-testid="watch"
            aria-pressed=move || notifier.is_on.get().to_string()
            on:click=move |_| notifier.toggle()
        >
            <Icon name=IconName::Bell/>
            {text::NOTIFY}
        </button>
        <p class="drawer-note" role="status" data-testid="watch-note">
            {move || notifier.note.get()}
        </p>
    }
}
