//! The parts of a URL.
//! Pure: `location` reads them.

/// A URL as the browser reads it.
#[derive(Default)]
pub(crate) struct Address {
    /// With its colon.
    pub(crate) scheme: String,
    /// With its port, unless that is the scheme's own.
    pub(crate) host: String,
    /// The host without a port.
    pub(crate) name: String,
    pub(crate) path: String,
    /// There is a user, a query or a fragment as well.
    pub(crate) has_more: bool,
}
