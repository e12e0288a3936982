//! Plain JavaScript objects, built field by field.

use jobshelf::{LogState, LogStatus, Timestamp};
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A plain object under construction.
pub(crate) struct Record(Object);

impl Record {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    /// Sets a field. `None` becomes `null`.
    pub(crate) fn with(self, name: &str, value: impl IntoField) -> Self {
        // Setting a field of a new object cannot fail.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), &value.into_field());
        self
    }
}

impl From<Record> for JsValue {
    fn from(record: Record) -> Self {
        record.0.into()
    }
}

/// What the field of an object can be made of.
pub(crate) trait IntoField {
    fn into_field(self) -> JsValue;
}

impl<F: IntoField> IntoField for Option<F> {
    fn into_field(self) -> JsValue {
        self.map_or(JsValue::NULL, F::into_field)
    }
}

impl IntoField for Timestamp {
    fn into_field(self) -> JsValue {
        Date::new(&JsValue::from_f64(milliseconds(self))).into()
    }
}

impl IntoField for u64 {
    /// Sizes and offsets are far below 2^53.
    fn into_field(self) -> JsValue {
        JsValue::from_f64(self as f64)
    }
}

impl IntoField for Record {
    fn into_field(self) -> JsValue {
        self.into()
    }
}

impl IntoField for &LogStatus {
    fn into_field(self) -> JsValue {
        let state = match self.state {
            LogState::Running => "running",
            LogState::Finished => "finished",
        };
        Record::new()
            .with("state", state)
            .with("exitCode", self.exit_code)
            .with("flushSeconds", self.flush_seconds)
            .with("attempt", self.attempt)
            .with("attemptOffset", self.attempt_offset)
            .into()
    }
}

macro_rules! plain_fields {
    ($($type:ty),*) => {
        $(impl IntoField for $type {
            fn into_field(self) -> JsValue {
                self.into()
            }
        })*
    };
}

plain_fields!(bool, u16, u32, i32, &str, String, JsValue, Vec<String>);
plain_fields!(js_sys::Uint8Array, js_sys::Uint32Array, js_sys::Float64Array, js_sys::Array);

/// Milliseconds since 1970, as of a `Date`.
pub(crate) fn milliseconds(time: Timestamp) -> f64 {
    time.unix() as f64 * 1000.0
}

/// The names and values of metadata, in turns.
pub(crate) fn flat_pairs(pairs: &[(String, String)]) -> Vec<String> {
    pairs.iter().flat_map(|(name, value)| [name.clone(), value.clone()]).collect()
}

/// The opposite of [`flat_pairs`].
pub(crate) fn pairs_from(flat: Vec<String>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut texts = flat.into_iter();
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        pairs.push((name, value));
    }
    pairs
}
