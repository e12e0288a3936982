//! What the keys do in a log.

use super::filter;
use super::find::Finding;
use super::pane::Role;
use super::pick;
use super::scroll::Scroller;
use super::times;
use crate::feeds::log::LogFeed;
use crate::keys::{Action, LOGS};
use crate::platform::{document, events};
use crate::reactive::*;
use crate::session::session;
use jobshelf_log::ROW_HEIGHT;

/// Listens to the keys as long as the current owner lives. The stream beside the main one has them
/// while the focus is in it.
pub(super) fn listen(
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    finding: Option<&'static Finding>,
) {
    events::on_action(LOGS, move |action| {
        let is_beside = document::has_focus_in(".beside");
        untrack(|| match scroller.role {
            Role::Main if is_beside => false,
            Role::Main if filter::is_on() => finding.is_some_and(|finding| finding.act(action)),
            Role::Filtered => !is_beside && filter::is_on() && act(scroller, action),
            Role::Main => {
                act(scroller, action)
                    || finding.is_some_and(|finding| finding.act(action))
                    || pick::act(feed, scroller, action)
            }
            Role::Beside => is_beside && act(scroller, action),
        })
    });
}

fn act(scroller: &'static Scroller, action: Action) -> bool {
    match action {
        Action::Follow => scroller.toggle(),
        Action::Wrap => toggle_wrap(scroller),
        Action::Times => times::toggle(),
        _ => match moves_by(action, scroller.height()) {
            Some(by) => scroller.move_by(by),
            None => return false,
        },
    }
    true
}

/// Breaks long lines, or does not any more.
pub(super) fn toggle_wrap(scroller: &'static Scroller) {
    let wraps = !scroller.wraps.get_untracked();
    session().change_view(|view| view.wrap = Some(wraps));
}

/// By how many pixels an action moves a view that is `height` pixels high; [`i64::MAX`] is to the
/// end.
fn moves_by(action: Action, height: i64) -> Option<i64> {
    // A row of the page before stays in view.
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
    fn a_page_leaves_one_row_in_view() {
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
