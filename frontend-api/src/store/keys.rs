//! The key that signs session tokens, and the set of keys that is published.
//!
//! It is kept in the database, unencrypted, so that tokens outlive a restart and a copy of the
//! file is a whole backup. Whoever can read the file can therefore make tokens, so only its owner
//! may read it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::rand_core::OsRng;
use rusqlite::params;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::plain::random;
use crate::store::db::Db;
use crate::store::tx::Tx;

/// An RSA-2048 key and its name.
#[derive(Debug)]
pub(crate) struct SigningKey {
    id: String,
    pair: RsaKeyPair,
}

impl SigningKey {
    /// The database's key, or a new one at the first start. If two processes start at once on a new
    /// database, both use the same key.
    pub(crate) async fn load_or_create(db: &Db, now_ms: i64) -> Result<Self> {
        if let Some((id, pkcs8)) = db.run(find).await? {
            return Self::read(id, &pkcs8);
        }
        let generated = tokio::task::spawn_blocking(generate).await;
        let pkcs8 = generated.map_err(|error| Error::Key(error.to_string()))??;
        let insert_first = move |tx: &Tx<'_>| {
            if let Some(others) = find(tx)? {
                return Ok(others);
            }
            let id = random::id("ins")?;
            let sql = "insert into signing_keys (id, pkcs8, created_at) values (?1, ?2, ?3)";
            tx.execute(sql, params![id, pkcs8, now_ms])?;
            Ok((id, pkcs8))
        };
        let (id, pkcs8) = db.run(insert_first).await?;
        Self::read(id, &pkcs8)
    }

    fn read(id: String, pkcs8: &[u8]) -> Result<Self> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|error| Error::Key(error.to_string()))?;
        Ok(Self { id, pair })
    }

    /// A JWT with these claims (RFC 7519, compact serialization, RS256).
    pub(crate) fn sign(&self, claims: &Value) -> Result<String> {
        let header = json!({ "alg": "RS256", "kid": self.id, "typ": "JWT" });
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let message = [encode(&header), encode(claims)].join(".");
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
            .map_err(|_| Error::Key("does not sign".into()))?;
        Ok([message, BASE64_URL_SAFE_NO_PAD.encode(signature)].join("."))
    }

    /// The public half as a JSON Web Key Set (RFC 7517).
    pub(crate) fn jwks(&self) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        let encode = |number: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(number);
        json!({ "keys": [{
            "use": "sig", "kty": "RSA", "alg": "RS256", "kid": self.id,
            "n": encode(&public.n), "e": encode(&public.e),
        }] })
    }
}

fn find(tx: &Tx<'_>) -> Result<Option<(String, Vec<u8>)>> {
    let sql = "select id, pkcs8 from signing_keys order by created_at desc limit 1";
    tx.find(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn generate() -> Result<Vec<u8>> {
    let failed = |error: String| Error::Key(error);
    let key = RsaPrivateKey::new(&mut OsRng, 2048).map_err(|error| failed(error.to_string()))?;
    let pkcs8 = key.to_pkcs8_der().map_err(|error| failed(error.to_string()))?;
    Ok(pkcs8.as_bytes().to_vec())
}
