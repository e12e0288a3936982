//! The tabs of a job's page: links, since each is a place of its own.

use crate::dom::{El, Of, el};
use crate::messages;
use crate::reactive::*;
use crate::route::{Route, Tab, View};
use crate::storage::session::session;
use std::rc::Rc;

/// Tabs; `counts` says how many things are in each.
pub fn tabs(current: Derived<Tab>, counts: Rc<dyn Maker<Tab, String>>) -> El {
    let session = session();
    let place: Of<_> = Rc::new(move || session.place());
    let link = |tab: Tab| {
        let (place, counts) = (place.clone(), counts.clone());
        el("a")
            .attr_of("href", move || {
                let view = View { tab, ..View::default() };
                Some(Route { place: place.run(), view }.href())
            })
            .attr_of("aria-current", move || (current.get() == tab).then(|| "page".to_owned()))
            .test(&format!("tab-{}", tab.slug()))
            .text(messages::tab(tab))
            .child(el("span.num").text_of(move || counts.make(tab)))
    };
    el("nav.tabs").children(Tab::ALL.into_iter().map(link).collect())
}
