//! Random identifiers and secrets, and the hashes under which secrets are stored.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};

use crate::error::{Error, Result};

fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| no_random_numbers())?;
    Ok(bytes)
}

fn no_random_numbers() -> Error {
    Error::Key("the system has no random numbers".into())
}

/// An identifier with its prefix, as in wire protocol 3: `sess_` and 128 random bits.
pub(crate) fn id(prefix: &str) -> Result<String> {
    let digits = bytes::<16>()?.map(|byte| format!("{byte:02x}")).concat();
    Ok(format!("{prefix}_{digits}"))
}

/// A secret of 256 random bits that fits into a URL.
pub(crate) fn secret() -> Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Random bytes, for keys shared with an authenticator app.
pub(crate) fn key<const N: usize>() -> Result<[u8; N]> {
    bytes()
}

/// Six random digits, each combination as likely as any other.
pub(crate) fn code() -> Result<String> {
    loop {
        let number = u32::from_be_bytes(bytes()?);
        // Numbers above the last whole million would make small codes more likely.
        if number < 4_294_000_000 {
            return Ok(format!("{:06}", number % 1_000_000));
        }
    }
}

/// What is stored in place of a secret. Plain SHA-256 is enough for 256 random bits.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// A tag for `text` that only a holder of `secret` can make.
pub(crate) fn tag(secret: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
}

/// The key with which codes are hashed. It is kept in memory only: whoever reads the database could
/// soon try all million codes against a plain hash. Codes end with the process.
#[derive(Debug)]
pub(crate) struct CodeKey(hmac::Key);

impl CodeKey {
    /// A new key.
    pub(crate) fn generate() -> Result<Self> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new());
        key.map(Self).map_err(|_| no_random_numbers())
    }

    /// What is stored in place of a code. `salt` makes it differ from the same code elsewhere.
    pub(crate) fn hash(&self, salt: &str, code: &str) -> Vec<u8> {
        hmac::sign(&self.0, format!("{salt}:{code}").as_bytes()).as_ref().to_vec()
    }

    /// Whether this is what was stored in place of this code.
    pub(crate) fn matches(&self, salt: &str, code: &str, stored: &[u8]) -> bool {
        hmac::verify(&self.0, format!("{salt}:{code}").as_bytes(), stored).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_256_bits_and_codes_six_digits() {
        assert_eq!(secret().unwrap().len(), 43);
        assert_ne!(secret().unwrap(), secret().unwrap());
        assert!(id("sess").unwrap().starts_with("sess_"));
        let code = code().unwrap();
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
    }

    #[test]
    fn without_the_key_of_this_process_a_code_cannot_be_tried() {
        let (ours, others) = (CodeKey::generate().unwrap(), CodeKey::generate().unwrap());
        let stored = ours.hash("ver_1", "123456");
        assert!(ours.matches("ver_1", "123456", &stored));
        assert!(!ours.matches("ver_1", "123457", &stored));
        assert!(!ours.matches("ver_2", "123456", &stored));
        assert!(!others.matches("ver_1", "123456", &stored));
    }
}
