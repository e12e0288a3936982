//! Leptos' signals, memos and effects, each compiled once.
//!
//! Leptos compiles its signals anew for every type they hold, and its effects for every closure:
//! in this page that was 95 KB. Here a signal of Leptos only counts versions; the value lies
//! beside it in the same owner. So [`State`] and [`Derived`] are Leptos signals in all they do
//! (tracking, batching, ownership, disposal) and cost some hundred bytes for each type.
//!
//! A state that its owner has let go of reads as its default and takes no more values.

use reactive_graph::computed::Memo;
use reactive_graph::effect::RenderEffect;
pub use reactive_graph::graph::untrack;
use reactive_graph::owner::{LocalStorage, StoredValue};
pub use reactive_graph::owner::{Owner, on_cleanup};
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::*;
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// A closure behind a pointer. `dyn Fn` would do, but carries code for being called by value, which
/// never happens here: 370 functions of this page.
pub trait Thunk<O> {
    /// Calls it.
    fn run(&self) -> O;
}

impl<O, F: Fn() -> O> Thunk<O> for F {
    fn run(&self) -> O {
        self()
    }
}

/// A [`Thunk`] with an argument.
pub trait Maker<I, O> {
    /// Calls it.
    fn make(&self, input: I) -> O;
}

impl<I, O, F: Fn(I) -> O> Maker<I, O> for F {
    fn make(&self, input: I) -> O {
        self(input)
    }
}

/// A closure with a state of its own behind a pointer; see [`Thunk`].
pub trait Handler<I> {
    /// Calls it.
    fn handle(&mut self, input: I);
}

impl<I, F: FnMut(I)> Handler<I> for F {
    fn handle(&mut self, input: I) {
        self(input);
    }
}

/// A value that others follow.
pub struct State<T> {
    version: RwSignal<u32>,
    value: Place<T>,
}

/// A value computed from others, and computed anew only when they change.
pub struct Derived<T> {
    version: Memo<u32>,
    /// Is never changed in place, so who reads it holds on to what there was.
    value: Place<Rc<T>>,
}

/// Where a value lies: in the arena of the owner that made it.
struct Place<T> {
    value: StoredValue<Rc<dyn Any>, LocalStorage>,
    of: PhantomData<fn() -> T>,
}

impl<T: Default + 'static> Place<T> {
    fn new(value: T) -> Self {
        Self { value: keep(Rc::new(RefCell::new(value))), of: PhantomData }
    }

    /// The value; its default once it is gone. Compiled once for each type, unlike what reads it.
    #[inline(never)]
    fn cell(&self) -> Rc<RefCell<T>> {
        let cell = fetch(self.value).and_then(|value| value.downcast().ok());
        cell.unwrap_or_default()
    }
}

fn keep(value: Rc<dyn Any>) -> StoredValue<Rc<dyn Any>, LocalStorage> {
    StoredValue::new_local(value)
}

fn fetch(place: StoredValue<Rc<dyn Any>, LocalStorage>) -> Option<Rc<dyn Any>> {
    place.try_get_value()
}

impl<T: Default + 'static> State<T> {
    /// A state of the current owner.
    pub fn new(value: T) -> Self {
        Self { version: RwSignal::new(0), value: Place::new(value) }
    }

    /// Reads it and follows it.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        follow(self.version);
        read(&self.value.cell().borrow())
    }

    /// Reads it without following it.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.value.cell().borrow())
    }

    /// Follows it.
    pub fn track(&self) {
        follow(self.version);
    }

    /// Changes it.
    pub fn update<R>(&self, write: impl FnOnce(&mut T) -> R) -> R {
        let result = write(&mut self.value.cell().borrow_mut());
        tell(self.version);
        result
    }

    /// Changes it, and tells nobody.
    pub fn update_untracked(&self, write: impl FnOnce(&mut T)) {
        write(&mut self.value.cell().borrow_mut());
    }

    /// Gives it another value.
    pub fn set(&self, value: T) {
        self.update(|current| *current = value);
    }

    /// Gives it another value, if it is another: nothing is drawn anew for nothing.
    pub fn set_if_new(&self, value: T)
    where
        T: PartialEq,
    {
        if self.with_untracked(|current| *current != value) {
            self.set(value);
        }
    }
}

impl<T: Clone + Default + 'static> State<T> {
    /// Its value; follows it.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// Its value, without following it.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

fn follow(version: RwSignal<u32>) {
    version.try_get();
}

fn tell(version: RwSignal<u32>) {
    version.try_update(|version| *version = version.wrapping_add(1));
}

/// A value computed by `compute`.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Derived<T>
where
    T: Default + PartialEq + 'static,
{
    memo_in(Box::new(compute))
}

fn memo_in<T: Default + PartialEq + 'static>(
    compute: Box<dyn Thunk<T> + Send + Sync>,
) -> Derived<T> {
    let value = Place::new(Rc::<T>::default());
    let kept = value;
    let version = memo_of(Box::new(move || {
        let computed = Rc::new(compute.run());
        let before = kept.cell().replace(computed.clone());
        before != computed
    }));
    Derived { version, value }
}

fn memo_of(has_changed: Box<dyn Thunk<bool> + Send + Sync>) -> Memo<u32> {
    Memo::new(move |version: Option<&u32>| {
        version.copied().unwrap_or(0).wrapping_add(u32::from(has_changed.run()))
    })
}

impl<T: Default + 'static> Derived<T> {
    /// The value there is now. Follows it.
    #[inline(never)]
    fn value(&self) -> Rc<T> {
        follow_memo(self.version);
        self.value.cell().borrow().clone()
    }

    /// Reads it and follows it.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.value())
    }

    /// Reads it without following it.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&untrack(|| self.value()))
    }

    /// Follows it.
    pub fn track(&self) {
        follow_memo(self.version);
    }
}

impl<T: Clone + Default + 'static> Derived<T> {
    /// Its value; follows it.
    pub fn get(&self) -> T {
        T::clone(&self.value())
    }

    /// Its value, without following it.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

fn follow_memo(version: Memo<u32>) {
    version.try_get();
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for State<T> {}
impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Derived<T> {}
impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Place<T> {}
impl<T> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}
impl<T> fmt::Debug for Derived<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Derived")
    }
}

/// Something that depends on states, shared by several effects.
pub type Of<T> = Rc<dyn Thunk<T>>;

/// Shares a closure.
pub fn of<T: 'static>(value: impl Fn() -> T + 'static) -> Of<T> {
    Rc::new(value)
}

/// Runs `work` now, and again whenever a state that it read changes, until the current owner is
/// cleaned up.
pub fn effect(mut work: impl FnMut() + 'static) {
    effect_of(Box::new(move |()| work()));
}

fn effect_of(mut work: Box<dyn Handler<()>>) {
    let running = RenderEffect::new(move |_: Option<()>| work.handle(()));
    // The owner lets go of what it stores, and with it of the effect.
    let _: StoredValue<_, LocalStorage> = StoredValue::new_local(running);
}

/// Runs `work` with each change of `key`, but not with its first value.
pub fn on_change<K: PartialEq + 'static>(
    key: impl Fn() -> K + 'static,
    mut work: impl FnMut(&K, K) + 'static,
) {
    let mut last: Option<K> = None;
    effect(move || {
        let key = key();
        match last.take() {
            Some(before) if before != key => untrack(|| work(&key, before)),
            _ => {}
        }
        last = Some(key);
    });
}

/// Runs `work` as what owns everything else, for as long as the page lasts.
pub fn begin(work: impl FnOnce()) {
    // Refused is only a second one, which does the same.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    kept(Owner::new()).with(work);
}

/// Runs `work` when the current owner is cleaned up.
pub fn cleanup(work: impl FnOnce() + Send + Sync + 'static) {
    cleanup_of(Box::new(work));
}

fn cleanup_of(work: Box<dyn FnOnce() + Send + Sync>) {
    on_cleanup(work);
}

/// Keeps a value for as long as the page lasts, so that closures hold one word of it.
///
/// For what a view is about: its states and names. There is one for each page that is opened,
/// never one for each row, and measured, a page costs 2 KB; the states in it end with their owner.
pub fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_derived_value_follows_and_is_computed_once_for_each_change() {
        let owner = Owner::new();
        owner.set();
        let computed = kept(AtomicUsize::new(0));
        let state = State::new(2);
        let double = memo(move || {
            computed.fetch_add(1, Ordering::Relaxed);
            state.get() * 2
        });
        assert_eq!((double.get(), double.get()), (4, 4));
        state.set(5);
        assert_eq!((double.get(), double.get_untracked()), (10, 10));
        assert_eq!(computed.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn what_is_derived_from_a_derived_value_rests_while_that_stays_the_same() {
        let owner = Owner::new();
        owner.set();
        let computed = kept(AtomicUsize::new(0));
        let state = State::new(10);
        let is_large = memo(move || state.get() > 5);
        let text = memo(move || {
            computed.fetch_add(1, Ordering::Relaxed);
            if is_large.get() { "large".to_owned() } else { "small".to_owned() }
        });
        assert_eq!(text.get(), "large");
        state.set(20);
        assert_eq!(text.get(), "large");
        assert_eq!(computed.load(Ordering::Relaxed), 1);
        state.set(1);
        assert_eq!(text.get(), "small");
    }

    #[test]
    fn a_state_reads_as_its_default_once_its_owner_is_gone() {
        let owner = Owner::new();
        let state = owner.with(|| State::new("here".to_owned()));
        assert_eq!(state.get_untracked(), "here");
        drop(owner);
        state.set("there".to_owned());
        assert_eq!(state.get_untracked(), "");
    }
}
