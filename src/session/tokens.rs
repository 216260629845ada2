//! Session tokens in memory: which one is good enough, and when to fetch the next.
//!
//! Pure. Source: wire protocol 6.4. Age is counted from when a token arrived, never by comparing
//! its `exp` with this machine's clock: a wrong clock must not sign anybody out (wire protocol 8.17).

use std::cell::RefCell;

use crate::browser::moment::Moment;

/// How long before its end a token counts as stale, on top of the leeway asked for, in seconds.
const MARGIN_SECS: f64 = 5.0;

/// How long before the end the background fetches a new token, in ms: one retry still fits in.
const REFRESH_MARGIN_MS: f64 = 15_000.0;

/// How long a session token lives where nothing else was set, in seconds.
const LIFETIME_SECS: f64 = 60.0;

/// A session token, as it came. `T` is a text, which nothing here reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token<T> {
    pub(crate) jwt: T,
    pub(crate) life: Life,
    /// The life of the last token from the server, where this token came from another tab.
    vouched: Option<Life>,
}

/// When a token was made, and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Life {
    /// Its `iat`, in seconds since the Unix epoch by the server's clock.
    pub(crate) issued_at_secs: f64,
    /// Its `exp` − `iat`.
    pub(crate) lifetime_secs: f64,
    /// When it arrived in this browser.
    pub(crate) received: Moment,
}

impl Life {
    fn age_secs(&self, now: Moment) -> f64 {
        now.since(self.received) / 1e3
    }

    /// Whether another tab's token can be the next one: it lives no longer, and was not made later than the
    /// server's clock can show by now. The known token may have been a whole lifetime old when it arrived.
    fn allows(&self, next: &Self, now: Moment) -> bool {
        let longest_secs = self.lifetime_secs.max(LIFETIME_SECS);
        let latest_secs = self.issued_at_secs + self.age_secs(now) + longest_secs;
        next.lifetime_secs <= longest_secs && next.issued_at_secs <= latest_secs
    }
}

impl<T> Token<T> {
    pub(crate) fn new(jwt: T, life: Life) -> Self {
        Self { jwt, life, vouched: None }
    }

    fn left_secs(&self, now: Moment) -> f64 {
        self.life.lifetime_secs - self.life.age_secs(now)
    }

    /// How long until the background should fetch the next one, in ms.
    ///
    /// `random` in 0..1 spreads the tabs of a browser over two seconds, so that the first one's
    /// token reaches the others before they ask. At least a second, whatever the lifetime.
    pub(crate) fn refresh_in_ms(&self, now: Moment, random: f64) -> f64 {
        let left_ms = self.left_secs(now) * 1e3;
        (left_ms - REFRESH_MARGIN_MS - 2_000.0 * random).max(1_000.0)
    }
}

/// Which token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key<T> {
    pub(crate) session_id: T,
    /// The template of the application that it is made from. Without one, it says who is signed in.
    pub(crate) template: Option<T>,
}

impl<T> Key<T> {
    /// The token that says who is signed in.
    pub(crate) fn of_session(session_id: T) -> Self {
        Self { session_id, template: None }
    }
}

/// The tokens of one client.
pub(crate) struct Tokens<T>(RefCell<Vec<(Key<T>, Token<T>)>>);

impl<T> Default for Tokens<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone + PartialEq> Tokens<T> {
    /// The token of `key`, if it lives for more than `leeway_secs`.
    pub(crate) fn fresh(&self, key: &Key<T>, now: Moment, leeway_secs: f64) -> Option<T> {
        self.living(key, now, leeway_secs + MARGIN_SECS)
    }

    /// The token of `key`, if it lives for `secs` more: good enough where there is no other.
    pub(crate) fn living(&self, key: &Key<T>, now: Moment, secs: f64) -> Option<T> {
        let token = self.find(key)?;
        (token.left_secs(now) >= secs).then_some(token.jwt)
    }

    pub(crate) fn find(&self, key: &Key<T>) -> Option<Token<T>> {
        self.0.borrow().iter().find(|(other, _)| other == key).map(|(_, token)| token.clone())
    }

    /// Keeps a token from the server. Not if it has ended, if we hold the same one, or if we hold a newer one
    /// from the server that still lives. True if it was kept.
    pub(crate) fn keep(&self, key: Key<T>, token: Token<T>, now: Moment) -> bool {
        let is_better = |held: Token<T>| {
            let is_newer = held.life.issued_at_secs > token.life.issued_at_secs;
            let is_sure = held.vouched.is_none();
            held.jwt == token.jwt || (is_newer && is_sure && held.left_secs(now) > 0.0)
        };
        if token.left_secs(now) <= 0.0 || self.find(&key).is_some_and(is_better) {
            return false;
        }
        let mut tokens = self.0.borrow_mut();
        tokens.retain(|(other, _)| *other != key);
        tokens.push((key, token));
        true
    }

    /// Keeps a token from another tab. Any script of this origin could make one up, so it has to be newer than
    /// the one we hold, and the server must have been able to make it since.
    pub(crate) fn keep_told(&self, key: Key<T>, token: Token<T>, now: Moment) -> bool {
        let Some(held) = self.find(&key) else { return false };
        let known = held.vouched.unwrap_or(held.life);
        let is_newer = token.life.issued_at_secs > held.life.issued_at_secs;
        let may_be = is_newer && known.allows(&token.life, now);
        may_be && self.keep(key, Token { vouched: Some(known), ..token }, now)
    }

    /// Forgets the tokens of a session that ended.
    pub(crate) fn forget(&self, session_id: &T) {
        self.0.borrow_mut().retain(|(key, _)| key.session_id != *session_id);
    }

    /// Forgets the tokens of all sessions but these.
    pub(crate) fn forget_others(&self, session_ids: &[T]) {
        self.0.borrow_mut().retain(|(key, _)| session_ids.contains(&key.session_id));
    }

    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    type Tokens = super::Tokens<&'static str>;
    type Token = super::Token<&'static str>;

    fn key(session_id: &'static str) -> Key<&'static str> {
        Key::of_session(session_id)
    }

    /// The moment `ms` after the beginning, on both clocks.
    fn at(ms: f64) -> Moment {
        Moment { now_ms: ms, running_ms: ms }
    }

    fn life(issued_at_secs: f64, lifetime_secs: f64, received_at_ms: f64) -> Life {
        Life { issued_at_secs, lifetime_secs, received: at(received_at_ms) }
    }

    fn token(jwt: &'static str, issued_at_secs: f64, received_at_ms: f64) -> Token {
        Token::new(jwt, life(issued_at_secs, 60.0, received_at_ms))
    }

    #[test]
    fn a_token_is_good_until_its_leeway_and_margin() {
        let tokens = Tokens::default();
        assert!(tokens.keep(key("a"), token("jwt", 0.0, 1_000_000.0), at(0.0)));
        assert_eq!(tokens.fresh(&key("a"), at(1_045_000.0), 10.0), Some("jwt"));
        assert_eq!(tokens.fresh(&key("a"), at(1_045_001.0), 10.0), None);
        assert_eq!(tokens.fresh(&key("a"), at(1_055_000.0), 0.0), Some("jwt"));
        assert_eq!(tokens.fresh(&key("b"), at(1_000_000.0), 0.0), None);
    }

    #[test]
    fn a_wrong_clock_does_not_matter() {
        let tokens = Tokens::default();
        // Issued years "after" this clock's now.
        tokens.keep(key("a"), token("jwt", 4e9, 1_000.0), at(0.0));
        assert!(tokens.fresh(&key("a"), at(2_000.0), 10.0).is_some());
        assert!(tokens.fresh(&key("a"), at(500.0), 10.0).is_some());
        assert!(tokens.fresh(&key("a"), at(62_000.0), 0.0).is_none());
    }

    #[test]
    fn a_clock_that_is_put_back_or_sleeps_makes_no_token_younger() {
        let tokens = Tokens::default();
        tokens.keep(key("a"), token("jwt", 0.0, 0.0), at(0.0));
        for (now_ms, running_ms) in [(-3_600_000.0, 60_000.0), (3_600_000.0, 1.0)] {
            assert_eq!(tokens.living(&key("a"), Moment { now_ms, running_ms }, 1.0), None);
        }
    }

    #[test]
    fn an_older_token_never_replaces_a_newer() {
        let tokens = Tokens::default();
        tokens.keep(key("a"), token("new", 20.0, 0.0), at(0.0));
        assert!(!tokens.keep(key("a"), token("old", 10.0, 5.0), at(0.0)));
        assert_eq!(tokens.find(&key("a")).unwrap().jwt, "new");
    }

    #[test]
    fn a_token_that_comes_late_is_as_old_as_it_is() {
        let tokens = Tokens::default();
        assert!(!tokens.keep(key("a"), token("dead", 10.0, 0.0), at(60_000.0)));
        assert!(tokens.keep(key("a"), token("old", 10.0, 0.0), at(59_000.0)));
        assert_eq!(tokens.fresh(&key("a"), at(59_000.0), 0.0), None);
        assert_eq!(tokens.living(&key("a"), at(59_000.0), 0.0), Some("old"));
        // The server's clock was set back: a living token is better than a newer one that has ended.
        assert!(tokens.keep(key("a"), token("now", 5.0, 70_000.0), at(70_000.0)));
    }

    #[test]
    fn the_same_token_heard_again_does_not_get_younger() {
        let tokens = Tokens::default();
        tokens.keep(key("a"), token("jwt", 10.0, 0.0), at(0.0));
        assert!(!tokens.keep(key("a"), token("jwt", 10.0, 50_000.0), at(0.0)));
        assert_eq!(tokens.find(&key("a")).unwrap().life.received, at(0.0));
    }

    /// Holds a token of the server's, made at 100 s and received at 0.
    fn holding() -> Tokens {
        let tokens = Tokens::default();
        tokens.keep(key("a"), token("held", 100.0, 0.0), at(0.0));
        tokens
    }

    #[test]
    fn of_another_tab_only_what_the_server_may_have_made_since_is_taken() {
        let told = |issued_at_secs, lifetime_secs, now_ms| {
            let token = Token::new("told", life(issued_at_secs, lifetime_secs, now_ms));
            holding().keep_told(key("a"), token, at(now_ms))
        };
        assert!(told(145.0, 60.0, 45_000.0));
        assert!(told(145.0, 30.0, 45_000.0));
        assert!(!told(145.0, 61.0, 45_000.0), "lives for longer");
        assert!(!told(100.0, 60.0, 45_000.0), "is not newer");
        assert!(!told(206.0, 60.0, 45_000.0), "from the future");
        assert!(told(3_600.0, 60.0, 3_500_000.0), "after a long sleep");
        for never in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert!(!told(never, 60.0, 0.0));
            assert!(!told(145.0, never, 0.0));
        }
        let none = Tokens::default();
        assert!(!none.keep_told(key("a"), token("told", 145.0, 0.0), at(0.0)), "unknown session");
    }

    #[test]
    fn what_one_tab_made_up_does_not_make_room_for_more() {
        let tokens = holding();
        assert!(tokens.keep_told(key("a"), token("one", 159.0, 0.0), at(0.0)));
        assert!(!tokens.keep_told(key("a"), token("two", 218.0, 0.0), at(0.0)));
    }

    #[test]
    fn a_token_of_the_server_always_replaces_one_of_a_tab() {
        let tokens = holding();
        assert!(tokens.keep_told(key("a"), token("told", 159.0, 0.0), at(0.0)));
        assert!(tokens.keep(key("a"), token("real", 101.0, 0.0), at(0.0)));
        assert_eq!(tokens.find(&key("a")).unwrap().jwt, "real");
    }

    #[test]
    fn templates_are_kept_apart_and_go_with_their_session() {
        let tokens = Tokens::default();
        let hasura = Key { template: Some("hasura"), ..key("a") };
        tokens.keep(hasura.clone(), token("t", 0.0, 0.0), at(0.0));
        tokens.keep(key("b"), token("b", 0.0, 0.0), at(0.0));
        assert_eq!(tokens.fresh(&key("a"), at(0.0), 0.0), None);
        tokens.forget_others(&["a", "b"]);
        assert!(tokens.find(&hasura).is_some());
        tokens.forget(&"a");
        assert_eq!(tokens.find(&hasura), None);
        assert!(tokens.find(&key("b")).is_some());
        tokens.clear();
        assert!(tokens.find(&key("b")).is_none());
    }

    #[test]
    fn the_background_refreshes_before_the_end_and_spreads_the_tabs() {
        let token = token("jwt", 0.0, 0.0);
        assert_eq!(token.refresh_in_ms(at(0.0), 0.0), 45_000.0);
        assert_eq!(token.refresh_in_ms(at(0.0), 1.0), 43_000.0);
        assert_eq!(token.refresh_in_ms(at(59_000.0), 0.5), 1_000.0);
    }
}
