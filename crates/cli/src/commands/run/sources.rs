//! What a run saves, by its command line: checked before the command starts.

use super::output_owners::check_sources;
use super::save_rule::SaveRule;
use super::spool_folder::SPOOL_PREFIX;
use super::track_rule::TrackRule;
use crate::args::RunArgs;
use crate::files::SearchScope;
use anyhow::Result;

/// The sources of a run's outputs, beside the command's own streams.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) rules: Vec<SaveRule>,
    pub(super) tracks: Vec<TrackRule>,
    /// Where the rules search.
    pub(super) scope: SearchScope,
}

impl Sources {
    /// The sources, if each can have outputs of its own. The command must not run yet.
    pub(super) fn parse(args: &RunArgs) -> Result<Self> {
        let (rules, tracks) = (SaveRule::all(args)?, TrackRule::all(args)?);
        check_sources(&rules, &tracks)?;
        Ok(Self { rules, tracks, scope: SearchScope::working_folder(SPOOL_PREFIX) })
    }
}
