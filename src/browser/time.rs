//! The only clock, and the only dice.

/// Milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
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
