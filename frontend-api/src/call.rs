//! One call of the API: the transaction it runs in, and what follows once that is committed.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::{Arc, Once};

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::app::App;
use crate::error::{Error, Refusal, Result, not_found, signed_out, too_many};
use crate::http::caller::Caller;
use crate::http::{cookies, cors};
use crate::mail::email::Email;
use crate::mail::outgoing::Accepted;
use crate::plain::limits::Limit;
use crate::plain::random;
use crate::plain::recent_tokens::Claims;
use crate::plain::secret::Secret;
use crate::settings::Settings;
use crate::store::tx::Tx;
use crate::store::{clients, sessions, users};

/// Most clients, attempts and password checks that one network may begin in ten minutes; a full
/// office stays far below.
const BEGINNINGS: u32 = 3000;

/// Tells a developer that the page is on another site than this server.
const COOKIE_BLOCKED: &str = "The browser keeps this server's cookie back, since the page, or the page \
                              around it, is on another site. Serve both on one: localhost for \
                              either, or app.example.com and clerk.example.com.";

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, &app.origins, &app.config.trusted_proxies))
    }
}

/// A call being answered: everything it does is in one transaction.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The transaction.
    pub(crate) tx: &'a Tx<'a>,
    /// The server.
    pub(crate) app: &'a App,
    /// Who calls.
    pub(crate) caller: &'a Caller,
    /// How the application behaves, the same for the whole call.
    pub(crate) settings: Arc<Settings>,
    /// The time at which all of it happens.
    pub(crate) now_ms: i64,
    /// The same by a clock that cannot be set: for what is counted in memory.
    pub(crate) steady_ms: i64,
    client_id: Option<String>,
    tokens: RefCell<Vec<Claims>>,
    after: After,
}

/// What happens once the transaction is committed, and only then.
#[derive(Debug, Default)]
pub(crate) struct After {
    /// The `Set-Cookie` line that gives the browser its client cookie, or takes it away.
    pub(crate) cookie: Option<Secret<String>>,
    /// The emails to send.
    pub(crate) emails: Vec<Accepted>,
    /// The attempts whose polls have to be woken.
    pub(crate) changed: Vec<String>,
    /// Answered in place of what the work gave.
    pub(crate) refusal: Option<Error>,
}

impl Call<'_> {
    /// The calling browser's client, if it has one.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The calling browser's client; a new one, with a cookie, if it has none.
    pub(crate) fn client_or_new(&mut self) -> Result<String> {
        if let Some(id) = &self.client_id {
            return Ok(id.clone());
        }
        self.count_beginning()?;
        let (id, token) = (random::id("client")?, random::secret()?);
        clients::insert(self.tx, &id, &random::hash(&token), self.now_ms)?;
        let line = cookies::line(&self.app.origins, cookies::CLIENT, &token, cookies::YEAR_SECONDS);
        self.after.cookie = Some(Secret(line));
        self.client_id = Some(id.clone());
        Ok(id)
    }

    /// The caller has no such attempt. A caller without a cookie is told so: it has no attempts at all.
    pub(crate) fn no_attempt(&self, what: &str) -> Error {
        if self.caller.token.is_some() {
            return not_found(what);
        }
        if self.caller.keeps_cookies_back {
            self.warn_of_other_site();
            let status = StatusCode::NOT_FOUND;
            return Refusal::new(status, "client_cookie_blocked", COOKIE_BLOCKED).into();
        }
        let message = format!(
            "There is no such {what} here: the request came without the client cookie, which this \
             server gave with its first answer."
        );
        Refusal::new(StatusCode::NOT_FOUND, "resource_not_found", message).into()
    }

    /// By the caller's cookie, nobody is signed in.
    pub(crate) fn signed_out(&self) -> Error {
        if self.caller.token.is_some() || !self.caller.keeps_cookies_back {
            return signed_out();
        }
        self.warn_of_other_site();
        Refusal::new(StatusCode::UNAUTHORIZED, "authentication_invalid", COOKIE_BLOCKED).into()
    }

    fn warn_of_other_site(&self) {
        static TOLD: Once = Once::new();
        let page = self.caller.page.as_deref().unwrap_or("an unknown origin");
        TOLD.call_once(|| tracing::warn!(page, "{COOKIE_BLOCKED}"));
    }

    /// Counts what anybody may begin, before any work is done for it: a client, an attempt, a password
    /// check, or the question whether an address or a user name is taken. It stays counted if it is
    /// refused later.
    pub(crate) fn count_beginning(&self) -> Result<()> {
        let limit = Limit::brief(format!("begun from {}", self.caller.network), BEGINNINGS);
        let taken = self.app.limits.take(&[limit], self.steady_ms);
        taken.map_err(|wait_ms| too_many("Too much was begun from this network.", wait_ms))
    }

    /// Forgets the calling browser's client, and tells the browser to forget it.
    pub(crate) fn drop_client(&mut self) {
        self.client_id = None;
        self.after.cookie = Some(Secret(cookies::line(&self.app.origins, cookies::CLIENT, "", 0)));
    }

    /// Notes that a client changed. `updated_at` grows every time, since the SDKs compare it
    /// (wire protocol 3.2).
    pub(crate) fn touch_client(&self, id: &str) -> Result<()> {
        clients::touch(self.tx, id, self.now_ms)
    }

    /// Notes that a user changed. The SDKs see a user only through the sessions of their client, so
    /// those are noted too.
    pub(crate) fn touch_user(&self, id: &str) -> Result<()> {
        users::touch(self.tx, id, self.now_ms)?;
        sessions::user_changed(self.tx, id, self.now_ms)
    }

    /// Sends an email after the commit, if the queue has room for it.
    pub(crate) fn send(&mut self, email: Email) -> Result<()> {
        self.after.emails.push(self.app.mail.accept(email)?);
        Ok(())
    }

    /// Wakes the polls that wait for this attempt, after the commit.
    pub(crate) fn changed(&mut self, attempt_id: &str) {
        self.after.changed.push(attempt_id.to_owned());
    }

    /// Wakes the polls of all attempts of a client, and of its users' email addresses, after the commit.
    pub(crate) fn all_changed(&mut self, client_id: &str) -> Result<()> {
        self.after.changed.extend(clients::attempts(self.tx, client_id)?);
        Ok(())
    }

    /// Asks for a token in the answer. It is signed after the transaction: signing takes longer than
    /// all the rest, and other calls wait for the database.
    pub(crate) fn want_token(&self, claims: Claims) {
        self.tokens.borrow_mut().push(claims);
    }

    /// The tokens that the answer needs.
    pub(crate) fn wanted_tokens(&self) -> Vec<Claims> {
        self.tokens.take()
    }

    /// What has to happen after the transaction.
    pub(crate) fn finish(&mut self) -> After {
        std::mem::take(&mut self.after)
    }

    /// Refuses, but keeps what was written: a wrong guess has to count.
    pub(crate) fn refuse_and_keep(&mut self, refusal: Error) {
        self.after.refusal = Some(refusal);
    }
}

impl App {
    /// Runs `work` as a read: it changes nothing, and waits for no writer.
    pub(crate) async fn look<T, F>(&self, caller: &Caller, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Call<'_>) -> Result<T> + Send + 'static,
    {
        self.db.read(self.in_call(caller.clone(), |call| work(call))).await
    }

    /// Runs `work` in a transaction, commits it, and then does what has to follow. Also gives the
    /// `Set-Cookie` line, if the client's cookie changes.
    pub(crate) async fn commit<T, F>(
        &self,
        caller: Caller,
        work: F,
    ) -> Result<(T, Option<Secret<String>>)>
    where
        T: Send + 'static,
        F: FnOnce(&mut Call<'_>) -> Result<T> + Send + 'static,
    {
        let run = |call: &mut Call<'_>| Ok((work(call)?, call.finish()));
        let app = self.clone();
        let then = move |(value, after)| app.follow_up(after).map(|cookie| (value, cookie));
        self.db.run_then(self.in_call(caller, run), then).await?
    }

    /// Does what has to follow a commit. Gives the client's new cookie, or the refusal.
    fn follow_up(&self, after: After) -> Result<Option<Secret<String>>> {
        for email in after.emails {
            self.mail.send(email);
        }
        for attempt_id in &after.changed {
            self.wakers.notify(attempt_id);
        }
        after.refusal.map_or(Ok(after.cookie), Err)
    }

    /// Wraps `work` so that a thread of the database can run it.
    fn in_call<T, F>(
        &self,
        caller: Caller,
        work: F,
    ) -> impl FnOnce(&Tx<'_>) -> Result<T> + use<T, F>
    where
        F: FnOnce(&mut Call<'_>) -> Result<T>,
    {
        let (app, now_ms, steady_ms) = (self.clone(), (self.now_ms)(), (self.steady_ms)());
        move |tx| {
            let settings = app.settings_in(tx)?;
            // The page was let in by the origins that were known before.
            let page = caller.page.as_deref();
            if page.is_some_and(|page| app.origins.allowed(page).is_none()) {
                return Err(cors::refusal());
            }
            let client_id = find_client(tx, caller.token.as_ref())?;
            let (tokens, after) = (RefCell::default(), After::default());
            let (app, caller) = (&app, &caller);
            work(&mut Call {
                tx,
                app,
                caller,
                settings,
                now_ms,
                steady_ms,
                client_id,
                tokens,
                after,
            })
        }
    }
}

/// The client whose cookie holds this secret.
fn find_client(tx: &Tx<'_>, token: Option<&Secret<String>>) -> Result<Option<String>> {
    let Some(token) = token else { return Ok(None) };
    clients::of_token(tx, &random::hash(token))
}
