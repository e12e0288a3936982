//! The actions of keys in a log.

use crate::browser::{document, events};
use crate::keys::{Action, LOGS};
use crate::storage::session::session;
use crate::viewers::log::filter::address as filter_address;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::role::Role;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::times::address as times_address;
use jobshelf_log::ROW_HEIGHT;
use leptos::prelude::*;

/// Handles keys as long as the current owner lives. The second stream gets them while it has the
/// focus.
pub(crate) fn listen(loader: LogLoader, scroller: Scroller, finding: Option<Finding>) {
    events::on_action(LOGS, move |action| {
        let is_in_second = document::has_focus_in(".second-stream");
        untrack(|| match scroller.role {
            Role::Main if is_in_second => false,
            Role::Main if filter_address::is_on() => {
                finding.is_some_and(|finding| finding.act(action))
            }
            Role::Filtered => !is_in_second && filter_address::is_on() && act(scroller, action),
            Role::Main => {
                act(scroller, action)
                    || finding.is_some_and(|finding| finding.act(action))
                    || selection_view::act(loader, scroller, action)
            }
            Role::Second => is_in_second && act(scroller, action),
        })
    });
}

fn act(scroller: Scroller, action: Action) -> bool {
    match action {
        Action::Follow => scroller.toggle(),
        Action::Wrap => toggle_wrap(scroller),
        Action::Times => times_address::toggle(),
        _ => match moves_by(action, scroller.height()) {
            Some(by) => scroller.move_by(by),
            None => return false,
        },
    }
    true
}

/// Wraps long lines, or stops wrapping them.
pub(crate) fn toggle_wrap(scroller: Scroller) {
    let wraps = !scroller.wraps.get_untracked();
    session().change_view(|view| view.wrap = Some(wraps));
}

/// By how many pixels an action moves a view that is `height` pixels high; [`i64::MAX`] moves it to
/// the end.
fn moves_by(action: Action, height: i64) -> Option<i64> {
    // One row of the previous page stays in view.
    let page = (height - ROW_HEIGHT).max(ROW_HEIGHT);
    Some(match action {
        Action::LineDown => ROW_HEIGHT,
        Action::LineUp => -ROW_HEIGHT,
        Action::PageDown => page,
        Action::PageUp => -page,
        Action::Start => -i64::MAX,
        Action::End => i64::MAX,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_one_row_in_view() {
        assert_eq!(moves_by(Action::PageDown, 600), Some(580));
        assert_eq!(moves_by(Action::PageUp, 600), Some(-580));
        assert_eq!(moves_by(Action::PageDown, 10), Some(20));
    }

    #[test]
    fn other_actions_do_not_move() {
        for action in [Action::Follow, Action::Filter, Action::Help] {
            assert_eq!(moves_by(action, 600), None, "{action:?}");
        }
    }
}
