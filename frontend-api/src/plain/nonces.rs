//! What a handshake holds until the app's backend brings its nonce. In memory only, so no session token is ever written to a disk.
//! Pure: the times come from `Call::steady_ms`, a clock that cannot be set.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::plain::secret::Secret;

/// How long the browser has to bring it.
const LIFE_MS: i64 = 10_000;
/// How long it still counts once it was brought: several loaders of one page ask at once, each by itself.
const AFTERWARDS_MS: i64 = 2_000;
/// Most that are held: about 15 MB.
const MOST: usize = 10_000;

/// `Set-Cookie` lines by the hash of their nonce.
#[derive(Debug, Default)]
pub(crate) struct Nonces(Mutex<HashMap<Vec<u8>, Held>>);

#[derive(Debug)]
struct Held {
    lines: Secret<Vec<String>>,
    until_ms: i64,
}

impl Nonces {
    /// Holds these lines. Returns whether there was room.
    pub(crate) fn hold(&self, hash: Vec<u8>, lines: Vec<String>, now_ms: i64) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, one| now_ms < one.until_ms);
        let has_room = held.len() < MOST;
        if has_room {
            held.insert(hash, Held { lines: Secret(lines), until_ms: now_ms + LIFE_MS });
        }
        has_room
    }

    /// The lines of this nonce. From now on it counts for two seconds more at most.
    pub(crate) fn bring(&self, hash: &[u8], now_ms: i64) -> Option<Vec<String>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = held.get_mut(hash).filter(|one| now_ms < one.until_ms)?;
        one.until_ms = one.until_ms.min(now_ms + AFTERWARDS_MS);
        Some(one.lines.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_counts_for_one_page_and_ten_seconds() {
        let nonces = Nonces::default();
        let lines = vec!["a=1".to_owned()];
        for (nonce, at) in [(b"brought", 0), (b"forgott", 1_000)] {
            assert!(nonces.hold(nonce.to_vec(), lines.clone(), at));
        }
        assert_eq!(nonces.bring(b"other", 0), None);
        for (at, expected) in [(3_000, true), (4_999, true), (5_000, false)] {
            assert_eq!(nonces.bring(b"brought", at).is_some(), expected, "{at}");
        }
        assert_eq!(nonces.bring(b"forgott", 10_999), Some(lines.clone()));
        assert_eq!(nonces.bring(b"forgott", 11_000), None, "not for longer because it was brought");
        assert!(!format!("{nonces:?}").contains("a=1"), "no log has it");
    }

    #[test]
    fn what_is_over_makes_room() {
        let nonces = Nonces::default();
        let hold = |nth: usize, at| nonces.hold(nth.to_be_bytes().to_vec(), Vec::new(), at);
        assert!((0..MOST).all(|nth| hold(nth, 0)));
        assert!(!hold(MOST, LIFE_MS - 1));
        assert!(hold(MOST, LIFE_MS));
        assert_eq!(nonces.0.lock().unwrap().len(), 1);
    }
}
