//! Signing session tokens. A signature takes longer than all the rest of an answer. It is made aside,
//! neither on the database's threads nor on those that serve requests.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::error::{Error, Result};
use crate::plain::tokens::{Claims, FRESH_SECS};

/// As many are signed at once as there are cores; the others wait.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, NonZero::get)));

impl App {
    /// A token for whoever reads the session: the last one, while it is fresh.
    pub(crate) async fn token(&self, claims: Claims) -> Result<String> {
        self.token_of(claims, FRESH_SECS).await
    }

    /// A token for whoever asks for a new one: issued now.
    pub(crate) async fn new_token(&self, claims: Claims) -> Result<String> {
        self.token_of(claims, 0).await
    }

    async fn token_of(&self, claims: Claims, fresh_secs: i64) -> Result<String> {
        if let Some(jwt) = self.tokens.find(&claims, fresh_secs) {
            return Ok(jwt);
        }
        let _permit = AT_ONCE.acquire().await.map_err(|_| Error::Unavailable)?;
        // Somebody else may have wanted the same.
        if let Some(jwt) = self.tokens.find(&claims, fresh_secs) {
            return Ok(jwt);
        }
        let app = self.clone();
        let sign = move || {
            let jwt = app.key.sign(&claims.json(&app.public_url()))?;
            app.tokens.keep(&claims, jwt.clone());
            Ok(jwt)
        };
        tokio::task::spawn_blocking(sign).await.map_err(|_| Error::Unavailable)?
    }
}
