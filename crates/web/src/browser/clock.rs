//! The device's clock and calendar.

use jobshelf::Timestamp;

/// Milliseconds since 1970.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A moment in the reader's own time zone and spelling.
pub fn local_text(moment: Timestamp) -> String {
    date(moment).to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED).into()
}

/// The time of day of a moment, hours and minutes, in the reader's own time zone and spelling.
pub fn local_time(moment: Timestamp) -> String {
    let options = js_sys::Object::new();
    for (name, value) in [("hour", "2-digit"), ("minute", "2-digit")] {
        // Setting a property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date(moment).to_locale_time_string_with_options("default", &options).into()
}

fn date(moment: Timestamp) -> js_sys::Date {
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(moment.unix() as f64 * 1000.0))
}

/// How many minutes the reader's clock is ahead of UTC at a moment, in milliseconds since 1970.
pub fn minutes_ahead(millis: i64) -> i32 {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    -(date.get_timezone_offset() as i32)
}

/// A number from 0 to 1, to spread requests in time. Never for a secret.
pub fn random() -> f64 {
    js_sys::Math::random()
}
