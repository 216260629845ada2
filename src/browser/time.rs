//! The clocks, and the dice.
//!
//! The machine's clock is set by people and by the network, at any moment. So spans are counted by the
//! page's own clock, which nobody sets. In some engines that one stands still while the machine sleeps:
//! where nothing may seem younger than it is, both are asked ([`Moment`]).

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began, by a clock that nobody sets.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn running_ms() -> f64;
}

/// Milliseconds since the Unix epoch, by the machine's clock: to tell others, never for a span.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A moment by both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    pub(crate) now_ms: f64,
    pub(crate) running_ms: f64,
}

impl Moment {
    pub(crate) fn now() -> Self {
        Self { now_ms: now_ms(), running_ms: running_ms() }
    }

    /// The moment that the machine's clock showed as `at_ms`, at the latest this one.
    pub(crate) fn back_to(self, at_ms: f64) -> Self {
        let ago_ms = (self.now_ms - at_ms).max(0.0);
        Self { now_ms: self.now_ms - ago_ms, running_ms: self.running_ms - ago_ms }
    }

    /// How long ago `earlier` was, in ms, by the clock that says longer: one may have been put back, and
    /// the other may have slept.
    pub(crate) fn since(self, earlier: Self) -> f64 {
        (self.now_ms - earlier.now_ms).max(self.running_ms - earlier.running_ms)
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
