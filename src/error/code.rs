//! Why something ended, as the pure modules say it.
//! Pure.

/// Why a magic-link flow or verification ended without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MagicLinkCode {
    Expired,
    Failed,
    ClientMismatch,
    Cancelled,
    Superseded,
    SignedIn,
}

impl MagicLinkCode {
    /// The value of `err.code`; `resource.js` holds them as `MagicLinkErrorCode`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::ClientMismatch => "client_mismatch",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::SignedIn => "signed_in",
        }
    }
}

/// Why the app's input names no Frontend API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Missing,
    Invalid,
}
