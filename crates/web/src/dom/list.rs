//! A list of elements by signals: what stays is kept, what is new is made, what is gone is
//! removed.

use crate::dom::element::document;
use crate::dom::region::Made;
use crate::dom::{El, effect};
use crate::reactive::*;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use web_sys::{Element, Node};

/// An element to be: two with the same key are the same element.
pub struct Item {
    key: u64,
    make: Box<dyn Thunk<El>>,
}

impl Item {
    /// An item known by `key`. What `make` makes is not made again while the key stays in the
    /// list; it keeps itself fresh.
    pub fn new(key: impl Hash, make: impl Fn() -> El + 'static) -> Self {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        Self { key: hasher.finish(), make: Box::new(make) }
    }
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Item").field(&self.key).finish()
    }
}

impl El {
    /// Adds children that depend on signals. What follows them has to be added after.
    pub fn list(self, items: impl Fn() -> Vec<Item> + 'static) -> Self {
        self.bind_list(Box::new(items))
    }

    fn bind_list(self, items: Box<dyn Thunk<Vec<Item>>>) -> Self {
        let marker = document().create_comment("");
        self.append(&marker);
        let home = Owner::current();
        let mut shown: Vec<(u64, Made)> = Vec::new();
        effect(move || {
            let mut rest = std::mem::take(&mut shown);
            for Item { key, make } in items.run() {
                // Lists are some hundred rows at most, and most rows stay in their order.
                let known = rest.iter().position(|(known, _)| *known == key);
                let made = match known {
                    Some(place) => rest.remove(place).1,
                    None => untrack(|| Made::by(home.as_ref(), &|| Some(make.run()))),
                };
                shown.push((key, made));
            }
            drop(rest);
            put_in_order(&marker, &shown);
        });
        self
    }
}

/// Puts elements before `marker`, moving only those that are elsewhere.
fn put_in_order(marker: &Node, shown: &[(u64, Made)]) {
    let Some(parent) = marker.parent_node() else { return };
    let mut next = marker.clone();
    for (_, made) in shown.iter().rev() {
        let Some(element) = made.element.as_ref().map(El::raw) else { continue };
        if element.next_sibling().as_ref() != Some(&next) {
            // Refused is only a node that contains its parent.
            let _ = parent.insert_before(element, Some(&next));
        }
        next = Element::clone(element).into();
    }
}
