//! The clocks, and random numbers.
//!
//! People and the network may set the machine's clock at any moment. So spans are measured by the page's own
//! clock, which nobody sets. In some engines that clock stands still while the machine sleeps. Where nothing
//! may seem younger than it is, both clocks are asked ([`Moment`]).

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

pub(crate) use super::moment::Moment;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began, by a clock that nobody sets.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn running_ms() -> f64;
}

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    #[wasm_bindgen(js_name = pause)]
    fn pause_promise(ms: u32) -> js_sys::Promise;
}

/// Resolves after `ms`. Dropping it does not stop the timer.
pub(crate) fn pause(ms: u32) -> JsFuture {
    JsFuture::from(pause_promise(ms))
}

/// Milliseconds since the Unix epoch, by the machine's clock: to tell others, never for a span.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

impl Moment {
    pub(crate) fn now() -> Self {
        Self { now_ms: now_ms(), running_ms: running_ms() }
    }
}

/// A number in 0..1, for spreading retries; not for secrets.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// A number as text. (Formatting by std costs a kilobyte.)
pub(crate) fn digits(number: f64, radix: u8) -> String {
    let text = js_sys::Number::from(number).to_string_with_radix(radix);
    text.ok().map(String::from).unwrap_or_default()
}
