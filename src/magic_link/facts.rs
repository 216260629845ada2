//! What is known at the moment of an event: of the attempt, of the clocks and of the page.
//!
//! Pure. The driver reads the facts between two steps. The functions here say what they mean for the wait.

use crate::browser::moment::Moment;
use crate::error::code::MagicLinkCode;

/// How long after its expiry a link may still live for the server, in ms: we know the server's clock only
/// roughly.
const GRACE_MS: f64 = 2_000.0;

/// Statuses of a verification that stay as they are (wire protocol 4).
const ENDS: [&str; 5] = ["verified", "expired", "failed", "client_mismatch", "transferable"];

/// Whether there is no click to wait for any more, by the verification's status.
pub(crate) fn has_ended(status: &str) -> bool {
    ENDS.contains(&status)
}

/// What the SDK knows when something happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) state: State,
    pub(crate) now: Moment,
    pub(crate) is_hidden: bool,
    /// The browser believes that it has a network.
    pub(crate) is_online: bool,
    /// 0..1, for spreading retries.
    pub(crate) random: f64,
}

/// The attempt and its verification as the server last said, and who is signed in here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// Nothing more will happen to the verification.
    pub(crate) has_ended: bool,
    /// The verification is gone: the address was changed meanwhile.
    pub(crate) is_gone: bool,
    /// When the link expires, in ms since the Unix epoch, by the server's clock.
    pub(crate) expire_at: Option<f64>,
    /// How much longer the link lives, in ms, whatever this machine's clock says; infinite where nobody knows.
    pub(crate) left_ms: f64,
    /// When another link may be asked for, where the server says so; in ms since the Unix epoch, by its clock.
    pub(crate) resend_available_at: Option<f64>,
    /// The link signs somebody in. Otherwise it proves an address of somebody who is.
    pub(crate) signs_in: bool,
    /// A session began since the wait did, by other means than this attempt.
    pub(crate) has_new_session: bool,
    /// A browser can have only one session at a time.
    pub(crate) is_single_session: bool,
    /// The one who has the address is signed in here.
    pub(crate) has_owner: bool,
    /// The server can hold a poll open until something happens.
    pub(crate) can_hold: bool,
}

impl State {
    /// The reason why waiting is pointless; `None` while it is not.
    pub(crate) fn pointless(&self) -> Option<MagicLinkCode> {
        // Where a browser may have several sessions, another sign-in does not end this wait.
        if self.signs_in && self.is_single_session && self.has_new_session {
            Some(MagicLinkCode::SignedIn)
        } else if self.is_gone || !self.signs_in && !self.has_owner {
            Some(MagicLinkCode::Superseded)
        } else {
            None
        }
    }

    /// How long it is still worth asking about the link, in ms.
    pub(crate) fn worth_ms(&self) -> f64 {
        self.left_ms + GRACE_MS
    }
}

#[cfg(test)]
impl Facts {
    /// A sign-in in a tab in front, whose link lives for ten minutes more.
    pub(crate) const OF_A_SIGN_IN: Self = Self {
        state: State {
            has_ended: false,
            is_gone: false,
            expire_at: Some(600_000.0),
            left_ms: 600_000.0,
            resend_available_at: None,
            signs_in: true,
            has_new_session: false,
            is_single_session: true,
            has_owner: false,
            can_hold: false,
        },
        now: Moment { now_ms: 0.0, running_ms: 0.0 },
        is_hidden: false,
        is_online: true,
        random: 0.0,
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_macros, reason = "tests")]
    use super::*;

    const SIGN_IN: State = Facts::OF_A_SIGN_IN.state;
    const ADDRESS: State = State { signs_in: false, has_owner: true, ..SIGN_IN };

    #[test]
    fn a_link_has_ended_unless_it_waits_for_its_click() {
        for status in ["verified", "expired", "failed", "client_mismatch", "transferable"] {
            assert!(has_ended(status), "{status}");
        }
        for status in ["unverified", "", "Verified", "of_the_future"] {
            assert!(!has_ended(status), "{status}");
        }
    }

    #[test]
    fn to_wait_for_a_sign_in_is_pointless_once_somebody_else_has_taken_its_place() {
        assert_eq!(SIGN_IN.pointless(), None);
        let signed_in = State { has_new_session: true, ..SIGN_IN };
        assert_eq!(signed_in.pointless(), Some(MagicLinkCode::SignedIn));
        let has_room = State { is_single_session: false, ..signed_in };
        assert_eq!(has_room.pointless(), None);
        let replaced = State { is_gone: true, ..SIGN_IN };
        assert_eq!(replaced.pointless(), Some(MagicLinkCode::Superseded));
    }

    #[test]
    fn to_wait_for_an_address_is_pointless_once_its_owner_has_left() {
        assert_eq!(ADDRESS.pointless(), None);
        assert_eq!(State { has_new_session: true, ..ADDRESS }.pointless(), None);
        let superseded = Some(MagicLinkCode::Superseded);
        assert_eq!(State { has_owner: false, ..ADDRESS }.pointless(), superseded);
        assert_eq!(State { is_gone: true, ..ADDRESS }.pointless(), superseded);
    }

    #[test]
    fn a_link_is_asked_about_a_little_longer_than_it_lives() {
        assert_eq!(SIGN_IN.worth_ms(), 602_000.0);
        assert_eq!(State { left_ms: f64::INFINITY, ..SIGN_IN }.worth_ms(), f64::INFINITY);
    }
}
