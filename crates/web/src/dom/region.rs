//! A place that holds one element or none, by signals.

use crate::dom::element::document;
use crate::dom::{El, effect};
use crate::reactive::*;
use std::cell::RefCell;
use std::rc::Rc;

type Make = Box<dyn Thunk<Option<El>>>;

impl El {
    /// Shows what `make` makes while `is_so`. It is made anew each time that becomes true.
    pub fn when(
        self,
        is_so: impl Fn() -> bool + 'static,
        make: impl Fn() -> Self + 'static,
    ) -> Self {
        self.when_of(Box::new(is_so), Box::new(make))
    }

    fn when_of(self, is_so: Box<dyn Thunk<bool>>, make: Box<dyn Thunk<Self>>) -> Self {
        self.switch_of(is_so, Box::new(move |is_so: bool| is_so.then(|| make.run())))
    }

    /// Shows what `make` makes of `key`, anew with each change of the key and of nothing else.
    pub fn switch<K: PartialEq + Clone + 'static>(
        self,
        key: impl Fn() -> K + 'static,
        make: impl Fn(K) -> Option<Self> + 'static,
    ) -> Self {
        self.switch_of(Box::new(key), Box::new(make))
    }

    /// Compiled once for each type of key.
    fn switch_of<K: PartialEq + Clone + 'static>(
        self,
        key: Box<dyn Thunk<K>>,
        make: Box<dyn Maker<K, Option<Self>>>,
    ) -> Self {
        let shown: Rc<RefCell<Option<K>>> = Rc::default();
        let asked = shown.clone();
        let has_changed = move || {
            let key = Some(key.run());
            let before = asked.replace(key);
            before != *asked.borrow()
        };
        let make = move || {
            let key = shown.borrow().clone();
            make.make(key?)
        };
        self.region(Some(Box::new(has_changed)), Box::new(make))
    }

    /// Shows what `make` makes, anew whenever a signal that it reads changes.
    pub fn view_of(self, make: impl Fn() -> Option<Self> + 'static) -> Self {
        self.region(None, Box::new(make))
    }

    /// Shows what `make` makes, anew whenever `has_changed`; without that, whenever a signal that
    /// `make` reads changes.
    fn region(self, has_changed: Option<Box<dyn Thunk<bool>>>, make: Make) -> Self {
        let marker = document().create_comment("");
        self.append(&marker);
        let home = Owner::current();
        let mut shown = Made::default();
        effect(move || {
            if has_changed.as_ref().is_some_and(|has_changed| !has_changed.run()) {
                return;
            }
            // What was shown ends before what follows it begins; but it stays in the page until
            // then, since a heading takes the focus over from the one before it.
            shown.end();
            shown = match has_changed {
                Some(_) => untrack(|| Made::by(home.as_ref(), &*make)),
                None => Made::by(home.as_ref(), &*make),
            };
            if let (Some(parent), Some(new)) = (marker.parent_node(), &shown.element) {
                // Refused is only a node that contains its parent.
                let _ = parent.insert_before(new.raw(), Some(&marker));
            }
        });
        self
    }
}

/// An element and what keeps it fresh. Dropping it ends that and takes the element away.
#[derive(Default)]
pub(crate) struct Made {
    pub(crate) element: Option<El>,
    owner: Option<Owner>,
}

impl Made {
    /// Makes an element that belongs to `home`, not to the effect that makes it.
    pub(crate) fn by(home: Option<&Owner>, make: &dyn Thunk<Option<El>>) -> Self {
        let owner = home.map_or_else(Owner::new, Owner::child);
        let element = owner.with(|| make.run());
        Self { element, owner: Some(owner) }
    }

    /// Ends what keeps it fresh, and all that it began. Regions inside hold their owner and are
    /// held by it, so that letting go of the owner alone would end nothing.
    fn end(&mut self) {
        if let Some(owner) = self.owner.take() {
            owner.cleanup();
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.end();
        if let Some(element) = &self.element {
            element.raw().remove();
        }
    }
}
