//! Tells a reader who is elsewhere, by a notification of the browser, that the task has ended or that
//! errors came.
//!
//! Off until it is asked for, and asked for again with each page that is opened: nothing is stored. The
//! browser is asked for its permission by that press alone. When the reader is told what is in
//! [`watch`](crate::viewers::log::notification::model); how often the log is asked does not depend on it.

use crate::browser::notification::Permission;
use crate::browser::{document, events, notification};
use crate::components::bar::job_name;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, effect, el};
use crate::format::visible_name;
use crate::job::model::TaskState;
use crate::reactive::*;
use crate::storage::spawn::spawn;
use crate::viewers::log::follow::loader::LogFeed;
use crate::viewers::log::health::view::state;
use crate::viewers::log::notification::model::Away;
use crate::viewers::log::notification::text;
use jobshelf_log::Added;
use std::cell::Cell;

/// A reader who may be elsewhere.
#[derive(Debug)]
struct Watching {
    feed: &'static LogFeed,
    is_on: State<bool>,
    note: State<&'static str>,
    away: Cell<Away>,
    last: Cell<TaskState>,
}

impl Watching {
    /// Lines came, or the task's state is another.
    fn look(&self, added: Option<Added>) {
        let state = untrack(|| state(self.feed));
        let has_changed = added.is_none() && self.last.replace(state) != state;
        if !self.is_on.get_untracked() || !document::is_left() {
            return;
        }
        let mut away = self.away.get();
        let has_news = match added {
            Some(added) => away.take(added),
            None => has_changed && has_ended(state),
        };
        self.away.set(away);
        if has_news {
            self.tell(state, away.came);
        }
    }

    fn tell(&self, state: TaskState, came: Added) {
        let (container, blob) = self.feed.place();
        let log = [job_name(container).as_str(), " · ", &visible_name(blob)].concat();
        let [title, body] = text::notice(has_ended(state).then_some(state), came, log);
        if !notification::show(&title, &body, blob) {
            self.is_on.set(false);
            self.note.set(text::MISSING);
        }
    }

    fn press(&'static self) {
        if self.is_on.get_untracked() {
            self.is_on.set(false);
            return self.note.set("");
        }
        spawn(async move {
            let permission = notification::ask().await;
            self.is_on.set(permission == Permission::Granted);
            self.note.set(match permission {
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

/// The button, and what there is to know of it.
pub(crate) fn watch_item(feed: &'static LogFeed, added: State<Added>) -> [El; 2] {
    let (is_on, note) = (State::new(false), State::new(""));
    let (away, last) = (Cell::default(), Cell::default());
    let watching = kept(Watching { feed, is_on, note, away, last });
    effect(move || {
        feed.status.track();
        watching.look(None);
    });
    effect(move || watching.look(Some(added.get())));
    events::on_window("focus", move |_| watching.away.set(Away::default()));
    let button = el("button.btn.bare[type=button]@watch")
        .state_of("aria-pressed", move || is_on.get())
        .child(icon(Icon::Bell))
        .text(text::WATCH)
        .on("click", move |_| watching.press());
    let noted = el("p.drawer-note[role=status]@watch-note");
    [button, noted.text_of(move || note.get().to_owned())]
}
