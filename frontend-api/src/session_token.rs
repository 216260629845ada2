//! Signing tokens. A signature takes longer than all the rest of an answer, so it has its own
//! threads: neither those of the database nor those that serve requests.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::App;
use crate::error::{Error, Result};
use crate::plain::recent_tokens::{Claims, FRESH_SECS};

/// One signature at a time for each core. The others wait.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, NonZero::get)));

impl App {
    /// A token for a reader of the session: the last one, while it is fresh.
    pub(crate) async fn token(&self, claims: Claims) -> Result<String> {
        self.token_of(claims, FRESH_SECS).await
    }

    /// A token that is issued now, for a caller that asks for a new one.
    pub(crate) async fn new_token(&self, claims: Claims) -> Result<String> {
        self.token_of(claims, 0).await
    }

    async fn token_of(&self, claims: Claims, fresh_secs: i64) -> Result<String> {
        if let Some(jwt) = self.tokens.find(&claims, fresh_secs) {
            return Ok(jwt);
        }
        let permit = permit().await?;
        // Another caller may have had the same token signed meanwhile.
        if let Some(jwt) = self.tokens.find(&claims, fresh_secs) {
            return Ok(jwt);
        }
        let app = self.clone();
        // All of it, so that a token is kept also if its caller has gone meanwhile.
        aside(permit, move || {
            let jwt = app.key.sign(&claims.json(&app.public_url()))?;
            app.tokens.keep(&claims, jwt.clone());
            Ok(jwt)
        })
        .await
    }

    /// A token with these claims.
    pub(crate) async fn sign(&self, claims: Value) -> Result<String> {
        let permit = permit().await?;
        let app = self.clone();
        aside(permit, move || app.key.sign(&claims)).await
    }
}

/// Does this on a thread of its own. The permit comes back when it is done, also if its caller has gone meanwhile.
async fn aside(
    permit: SemaphorePermit<'static>,
    work: impl FnOnce() -> Result<String> + Send + 'static,
) -> Result<String> {
    let signed = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    signed.await.map_err(|_| Error::Unavailable)?
}

async fn permit() -> Result<SemaphorePermit<'static>> {
    AT_ONCE.acquire().await.map_err(|_| Error::Unavailable)
}
