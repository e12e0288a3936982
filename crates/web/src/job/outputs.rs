//! The outputs of the job itself, kind by kind; and what is outside the convention.

use crate::components::advice::advice_screen;
use crate::components::icon::Icon;
use crate::dom::{El, Item, el, memo};
use crate::job::file_table::file_table;
use crate::job::kind_section::kind_section;
use crate::job::loader::JobFeed;
use crate::job::model::Job;
use crate::reactive::*;
use crate::storage::problem_text::{Advice, no_job_outputs, no_others};
use std::sync::Arc;

/// The tab of the job's own outputs.
pub(crate) fn outputs_tab(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let is_there = move || job.with(|job| !job.kinds.is_empty());
    let sections = move || {
        let section = |name: &String| {
            let (wanted, name) = (name.clone(), name.clone());
            Item::new(wanted.clone(), move || {
                let wanted = wanted.clone();
                let kind =
                    memo(move || job.with(|job| job.kind(&wanted).cloned()).unwrap_or_default());
                kind_section(feed.container(), &name, kind)
            })
        };
        job.with(|job| job.kinds.iter().map(|kind| section(&kind.name)).collect())
    };
    let content = move || el("div.stack").list(sections);
    el("div").switch(is_there, move |is_there| {
        Some(if is_there { content() } else { nothing(&no_job_outputs()) })
    })
}

/// The tab of what is outside the convention.
pub(crate) fn other_tab(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let others = memo(move || job.with(|job| job.others.clone()));
    let is_there = move || others.with(|others| !others.files.is_empty());
    el("div").switch(is_there, move |is_there| {
        Some(if is_there { file_table(feed.container(), others) } else { nothing(&no_others()) })
    })
}

fn nothing(said: &Advice) -> El {
    el("div.card").child(advice_screen(Icon::Empty, said, vec![]))
}
