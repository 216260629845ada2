//! What the page behind an emailed link does with the parameters it was opened with.
//!
//! Pure. Source: wire protocol 6.11 (the decision table) and 2.5 (the parameters). Unlike clerk-js, which
//! takes any unfinished sign-up, we want one whose address this link can have verified. And only an active
//! session can become the current one (wire protocol 8.18 and 8.21).

use crate::error::code::MagicLinkCode;

pub(crate) const STATUS_PARAM: &str = "__clerk_status";
pub(crate) const CREATED_SESSION_PARAM: &str = "__clerk_created_session";

/// What this browser's client knows when the link's page opens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The created session is one of this client's active sessions.
    pub(crate) session_is_ours: bool,
    /// The sign-in waits for a second factor.
    pub(crate) needs_second_factor: bool,
    /// The sign-up has its address verified and lacks something else.
    pub(crate) missing_requirements: bool,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Reject with this code.
    Fail(MagicLinkCode),
    /// Activate the created session, then go to `redirectUrlComplete`.
    Complete,
    /// Verified, but the attempt needs more: go to `redirectUrl`.
    Continue,
    /// Verified for another browser: tell the app.
    OtherDevice,
}

/// Reads the table from the top; the first row that fits decides.
pub(crate) fn decide(status: &str, known: &Known) -> Outcome {
    match status {
        "verified" if known.session_is_ours => Outcome::Complete,
        "verified" if known.needs_second_factor || known.missing_requirements => Outcome::Continue,
        "verified" => Outcome::OtherDevice,
        "expired" => Outcome::Fail(MagicLinkCode::Expired),
        "client_mismatch" => Outcome::Fail(MagicLinkCode::ClientMismatch),
        _ => Outcome::Fail(MagicLinkCode::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Known =
        Known { session_is_ours: false, needs_second_factor: false, missing_requirements: false };

    #[test]
    fn a_link_that_did_not_verify_fails_with_its_reason() {
        let everything =
            Known { session_is_ours: true, needs_second_factor: true, missing_requirements: true };
        for known in [NOTHING, everything] {
            let fail = |status, code| assert_eq!(decide(status, &known), Outcome::Fail(code));
            fail("expired", MagicLinkCode::Expired);
            fail("client_mismatch", MagicLinkCode::ClientMismatch);
            fail("failed", MagicLinkCode::Failed);
            fail("transferable", MagicLinkCode::Failed);
            fail("", MagicLinkCode::Failed);
            fail("VERIFIED", MagicLinkCode::Failed);
        }
    }

    #[test]
    fn a_session_of_ours_completes_before_anything_else() {
        let known = Known { session_is_ours: true, needs_second_factor: true, ..NOTHING };
        assert_eq!(decide("verified", &known), Outcome::Complete);
    }

    #[test]
    fn an_unfinished_attempt_of_ours_continues() {
        let second_factor = Known { needs_second_factor: true, ..NOTHING };
        let missing = Known { missing_requirements: true, ..NOTHING };
        assert_eq!(decide("verified", &second_factor), Outcome::Continue);
        assert_eq!(decide("verified", &missing), Outcome::Continue);
    }

    #[test]
    fn a_link_of_another_browser_tells_the_app() {
        assert_eq!(decide("verified", &NOTHING), Outcome::OtherDevice);
    }
}
