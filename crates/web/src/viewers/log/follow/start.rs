//! Starts to read a log or another text.
//!
//! A log is opened at its end and followed with the core's `LogFollower`; there is at most one request
//! at a time. Of any other text both ends are read.

use crate::storage::session::{Source, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::follow::encoding;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::{Listed, Reading};
use leptos::prelude::*;

/// Reads the log as long as the current owner lives.
pub(crate) fn start(
    container: &str,
    blob: &str,
    reading: Reading,
    source: Source,
    listed: Listed,
) -> LogLoader {
    let loader = LogLoader::new(container, blob, reading, source);
    let session = session();
    // Choosing another encoding starts either way of reading again.
    match reading {
        Reading::Live => {
            spawn_latest(
                move || Some(encoding::chosen()),
                move |_| Box::pin(loader.follow(session, listed)),
            );
            session.n_followed.update_untracked(|n| *n += 1);
            on_cleanup(move || {
                session.n_followed.update_untracked(|n| *n = n.saturating_sub(1));
                session.freshness.reset(source);
            });
        }
        Reading::Still => spawn_latest(
            move || Some(encoding::chosen()),
            move |_| Box::pin(loader.read_both_ends(session)),
        ),
    }
    loader.end_with_owner();
    loader
}
