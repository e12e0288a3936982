//! A place that holds one element or none, by signals.

use super::element::document;
use super::{El, effect};
use leptos::prelude::{Owner, untrack};

impl El {
    /// Shows what `make` makes while `is_so`. It is made anew each time that becomes true.
    pub fn when(self, is_so: impl Fn() -> bool + 'static, make: impl Fn() -> Self + 'static) -> Self {
        self.switch(is_so, move |is_so| is_so.then(&make))
    }

    /// Shows what `make` makes of `key`, anew with each change of the key and of nothing else.
    pub fn switch<K: PartialEq + Clone + 'static>(
        self,
        key: impl Fn() -> K + 'static,
        make: impl Fn(K) -> Option<Self> + 'static,
    ) -> Self {
        let mut shown = None;
        self.region(Box::new(move || {
            let key = key();
            if shown.as_ref() == Some(&key) {
                return None;
            }
            shown = Some(key.clone());
            Some(Made::by(&|| untrack(|| make(key.clone()))))
        }))
    }

    /// Shows what `make` makes, anew whenever a signal that it reads changes.
    pub fn view_of(self, make: impl Fn() -> Option<Self> + 'static) -> Self {
        self.region(Box::new(move || Some(Made::by(&make))))
    }

    /// Shows what `poll` gives until it gives another; `None` leaves it.
    fn region(self, mut poll: Box<dyn FnMut() -> Option<Made>>) -> Self {
        let marker = document().create_comment("");
        self.append(&marker);
        let home = Owner::current();
        let mut shown = Made::default();
        effect(move || {
            // What is made belongs to the place, not to this run of the effect.
            let made = match &home {
                Some(home) => home.with(&mut poll),
                None => poll(),
            };
            let Some(made) = made else { return };
            if let Some(old) = shown.element() {
                old.remove();
            }
            if let (Some(parent), Some(new)) = (marker.parent_node(), made.element()) {
                // Refused is only a node that contains its parent.
                let _ = parent.insert_before(&new, Some(&marker));
            }
            shown = made;
        });
        self
    }
}

/// An element and what keeps it fresh; dropping it ends that.
#[derive(Default)]
pub(super) struct Made {
    element: Option<El>,
    _owner: Option<Owner>,
}

impl Made {
    pub(super) fn by(make: &dyn Fn() -> Option<El>) -> Self {
        let owner = Owner::new();
        let element = owner.with(make);
        Self { element, _owner: Some(owner) }
    }

    pub(super) fn element(&self) -> Option<web_sys::Element> {
        self.element.as_ref().map(|element| element.raw().clone())
    }
}
