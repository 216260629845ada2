//! The parts of a URL.
//! Pure: `location` reads them.

/// A URL as the browser reads it.
#[derive(Default)]
pub(crate) struct Address {
    /// With its colon.
    pub(crate) scheme: String,
    /// With its port, unless it is the scheme's default.
    pub(crate) host: String,
    /// The host without a port.
    pub(crate) name: String,
    pub(crate) path: String,
    /// Whether there is a user, a query or a fragment as well.
    pub(crate) has_more: bool,
}
