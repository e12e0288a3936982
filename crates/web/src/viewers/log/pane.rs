//! One log that is shown, with what scrolls it and searches it.

use crate::storage::session::Source;
use crate::viewers::context::FileContext;
use crate::viewers::log::errors::Judge;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::start::start;
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::role::Role;
use crate::viewers::log::scroll::Scroller;
use leptos::prelude::*;

/// A log that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Pane {
    pub(crate) loader: LogLoader,
    pub(crate) scroller: Scroller,
    pub(crate) reading: Reading,
    /// Finds text in the log; only in the main pane.
    pub(crate) finding: Option<Finding>,
    /// Decides which lines are errors, where the reader defined what an error is.
    pub(crate) judge: Option<Judge>,
    /// For a pane of filtered lines, the scroller of all lines.
    pub(crate) main: Option<Scroller>,
}

impl Pane {
    /// Opens the log `blob` as long as the current owner lives. The second stream uses `search`, the
    /// search of the main pane, to decide which of its lines are errors.
    pub(crate) fn open(
        context: FileContext,
        blob: &str,
        reading: Reading,
        role: Role,
        search: Option<LogSearch>,
    ) -> Self {
        let name = blob.to_owned();
        let listed = Memo::new(move |_| {
            context.loader.job.with(|job| {
                let file = job.as_ref()?.file(&name)?;
                Some((file.size, file.etag.clone()))
            })
        });
        let source = if role == Role::Second { Source::SecondLog } else { Source::Log };
        let container = context.loader.container();
        let loader = start(&container, blob, reading, source, listed);
        let scroller = Scroller::new(loader, reading, role);
        let finding = (role == Role::Main).then(|| Finding::new(loader, scroller));
        if let Some(finding) = finding {
            finding.start_marking();
        }
        let search = search.or(finding.map(|finding| finding.search));
        let judge = search.map(|search| Judge::new(loader, scroller, search));
        Self { loader, scroller, reading, finding, judge, main: None }
    }
}
