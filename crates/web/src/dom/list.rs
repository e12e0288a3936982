//! A list of elements by signals: what stays is kept, what is new is made, what is gone is
//! removed.

use super::element::document;
use super::region::Made;
use super::{El, effect};
use leptos::prelude::{Owner, untrack};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use web_sys::Node;

/// An element to be: two with the same key are the same element.
pub struct Item {
    key: u64,
    make: Box<dyn Fn() -> El>,
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

    fn bind_list(self, items: Box<dyn Fn() -> Vec<Item>>) -> Self {
        let marker = document().create_comment("");
        self.append(&marker);
        let home = Owner::current();
        let mut shown: BTreeMap<u64, Made> = BTreeMap::new();
        effect(move || {
            let items = items();
            let mut kept = BTreeMap::new();
            let mut order = Vec::with_capacity(items.len());
            for Item { key, make } in items {
                if kept.contains_key(&key) {
                    continue;
                }
                let made = shown.remove(&key).unwrap_or_else(|| made_in(home.as_ref(), &make));
                order.extend(made.element());
                kept.insert(key, made);
            }
            for gone in shown.values() {
                if let Some(element) = gone.element() {
                    element.remove();
                }
            }
            shown = std::mem::take(&mut kept);
            put_in_order(&marker, &order);
        });
        self
    }
}

/// An element that belongs to the list, not to this run of its effect.
fn made_in(home: Option<&Owner>, make: &dyn Fn() -> El) -> Made {
    let made = || Made::by(&|| untrack(|| Some(make())));
    match home {
        Some(home) => home.with(made),
        None => made(),
    }
}

/// Puts `elements` before `marker`, moving only those that are elsewhere.
fn put_in_order(marker: &Node, elements: &[web_sys::Element]) {
    let Some(parent) = marker.parent_node() else { return };
    let mut next = marker.clone();
    for element in elements.iter().rev() {
        if element.next_sibling().as_ref() != Some(&next) {
            // Refused is only a node that contains its parent.
            let _ = parent.insert_before(element, Some(&next));
        }
        next = element.clone().into();
    }
}
