//! The suffixes of the cookies that later versions of Clerk's packages write for one application alone, as
//! in `__session_naoXFJnI` (wire protocol 6.2). A suffix is made of the publishable key, and that of the host.
//! Pure.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use ring::digest;

/// How much of the hash is in the suffix.
const LENGTH: usize = 8;

/// The suffixes for each key that names this host: of either kind, with or without padding.
pub(crate) fn of_host(host: &str) -> Vec<String> {
    let name = format!("{host}$");
    let mut names = vec![BASE64_STANDARD.encode(&name), BASE64_STANDARD_NO_PAD.encode(&name)];
    names.dedup();
    let keys = ["pk_live_", "pk_test_"]
        .iter()
        .flat_map(|kind| names.iter().map(move |name| format!("{kind}{name}")));
    keys.map(|key| of_key(&key)).collect()
}

fn of_key(key: &str) -> String {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    let mut text = BASE64_URL_SAFE_NO_PAD.encode(hash);
    text.truncate(LENGTH);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_a_suffix_for_each_key_that_names_it() {
        assert_eq!(of_host("clerk.example.com"), ["naoXFJnI", "l2OS3d9k"]);
        assert_eq!(of_host("clerk.example.org:8443").len(), 4, "its keys may be padded");
    }
}
