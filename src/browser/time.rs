//! The only clock, and the only dice.

/// Milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A number in 0..1, for spreading retries; not for secrets.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}
