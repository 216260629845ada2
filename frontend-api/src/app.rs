//! What every handler shares, and what differs in tests.

use std::net::SocketAddr;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;
use url::Url;

use crate::config::{Config, HostedPages};
use crate::error::{Error, Result};
use crate::http::shared_reads::SharedReads;
use crate::mail::mailbox::Mailbox;
use crate::mail::outgoing::Outgoing;
use crate::plain::limits::Limits;
use crate::plain::nonces::Nonces;
use crate::plain::origins::{OriginRule, Origins, is_loopback};
use crate::plain::random::CodeKey;
use crate::plain::recent_tokens::Tokens;
use crate::plain::wakers::Wakers;
use crate::settings::Settings;
use crate::store::db::Db;
use crate::store::keys::SigningKey;
use crate::store::tx::Tx;
use crate::store::{settings, tidy, verifications};

/// The server's state; a cheap handle.
#[derive(Clone, Debug)]
pub struct App(Arc<State>);

/// What an [`App`] holds.
#[derive(Debug)]
pub struct State {
    /// How the server runs.
    pub(crate) config: Config,
    /// How the application behaves, as the last call knew it.
    settings: RwLock<Arc<Settings>>,
    /// Whether only this machine reaches the server, unless a proxy on it brings others.
    pub(crate) is_private: bool,
    /// Who may call and be redirected to.
    pub(crate) origins: Arc<Origins>,
    /// The folder of the SDK's files.
    pub(crate) sdk: Option<PathBuf>,
    /// The origin of the hosted pages; `None` if there are none.
    pub(crate) hosted: Option<Url>,
    /// The database.
    pub(crate) db: Db,
    /// Signs session tokens.
    pub(crate) key: SigningKey,
    /// The session tokens that were signed lately.
    pub(crate) tokens: Tokens,
    /// What handshakes hold for the app's backends.
    pub(crate) nonces: Nonces,
    /// Hashes the codes in emails.
    pub(crate) codes: CodeKey,
    /// Takes emails.
    pub(crate) mail: Outgoing,
    /// Shows emails; `None` if the mailbox is off.
    pub(crate) mailbox: Option<Mailbox>,
    /// Counts what has a limit.
    pub(crate) limits: Limits,
    /// Wakes held polls.
    pub(crate) wakers: Wakers,
    /// Reads that several polls wait for.
    pub(crate) shared_reads: SharedReads,
    /// The clock: milliseconds since the Unix epoch.
    pub(crate) now_ms: fn() -> i64,
    /// A clock that cannot be set, so it never jumps: milliseconds since some moment.
    pub(crate) steady_ms: fn() -> i64,
    /// Becomes true when the server stops; held polls are then answered.
    pub(crate) stopping: watch::Sender<bool>,
}

impl App {
    /// Opens the database and makes everything ready. `address` is where the server listens.
    pub async fn new(config: Config, address: SocketAddr) -> Result<Self> {
        Self::open(config, address, system_now_ms, system_steady_ms).await
    }

    /// The same, with the caller's clock.
    pub async fn with_clock(
        config: Config,
        address: SocketAddr,
        now_ms: fn() -> i64,
    ) -> Result<Self> {
        Self::open(config, address, now_ms, now_ms).await
    }

    async fn open(
        config: Config,
        address: SocketAddr,
        now_ms: fn() -> i64,
        steady_ms: fn() -> i64,
    ) -> Result<Self> {
        config.check().map_err(Error::Config)?;
        let own = public_url(&config, address);
        // Behind a proxy, everybody reaches a server that listens on this machine alone.
        let is_private = address.ip().is_loopback() && is_loopback(&own);
        let is_local = config.public_url.is_none() && is_private;
        let by_default = config.smtp_url.is_none() && is_private;
        let mailbox = config.mailbox.unwrap_or(by_default).then(Mailbox::default);
        let mail = Outgoing::open(&config, &own, mailbox.clone())?;
        let sdk = config.sdk.clone().or_else(sdk_nearby);
        let hosted = hosted_pages(&config, &own, sdk.as_deref())?;
        let origins = Origins::new(own, address, is_local, Vec::new());
        let db = Db::open(&config.database)?;
        let key = SigningKey::load_or_create(&db, now_ms()).await?;
        let codes = CodeKey::generate()?;
        db.run(verifications::burn_all_codes).await?;
        let (limits, wakers) = (Limits::default(), Wakers::default());
        let stopping = watch::Sender::new(false);
        tidy::start(db.clone(), now_ms, steady_ms, stopping.subscribe());
        let app = Self(Arc::new(State {
            // No version is below 0, so the first look replaces these.
            settings: RwLock::new(Arc::new(Settings { version: -1, ..Settings::default() })),
            config,
            is_private,
            origins: Arc::new(origins),
            sdk,
            hosted,
            db,
            key,
            tokens: Tokens::default(),
            nonces: Nonces::default(),
            codes,
            mail,
            mailbox,
            limits,
            wakers,
            shared_reads: SharedReads::default(),
            now_ms,
            steady_ms,
            stopping,
        }));
        let its = app.clone();
        let settings = app.db.run(move |tx| its.settings_in(tx)).await?;
        if settings.faults.is_empty() { Ok(app) } else { Err(unusable(&settings.faults)) }
    }

    /// How the application behaves, as the last call knew it.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How the application behaves, as this transaction sees it. The database is asked each time, since
    /// another process may have changed it. If that has stored what cannot be used, what counted before still
    /// does.
    pub(crate) fn settings_in(&self, tx: &Tx<'_>) -> Result<Arc<Settings>> {
        let known = self.settings();
        if settings::version(tx)? == known.version {
            return Ok(known);
        }
        let (version, chosen) = settings::chosen(tx)?.unwrap_or((0, "{}".into()));
        let settings = Arc::new(known.after(version, &chosen, &self.config.given));
        if !settings.faults.is_empty() {
            let faults = settings.faults.join(" ");
            tracing::error!(version, %faults, "the settings stay as they are: what is stored cannot be used");
        }
        self.adopt(&settings);
        Ok(settings)
    }

    /// From now on these count. Their version is lower than the known one if a backup was restored.
    fn adopt(&self, settings: &Arc<Settings>) {
        let mut known = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        if known.version != settings.version {
            let mut rules = settings.allowed_origins();
            let elsewhere = self.hosted.as_ref().filter(|url| *url != self.origins.own_url());
            rules.extend(elsewhere.and_then(OriginRule::of));
            self.origins.configure(rules);
            *known = Arc::clone(settings);
        }
    }

    /// The origin of the hosted pages as a page of this server names it: empty if they are here.
    pub(crate) fn hosted_from_here(&self) -> Option<String> {
        let origin = |url: &Url| match url == self.origins.own_url() {
            true => String::new(),
            false => url.origin().ascii_serialization(),
        };
        self.hosted.as_ref().map(origin)
    }

    /// Where browsers reach this server, without a slash at its end.
    pub fn public_url(&self) -> String {
        self.origins.own()
    }

    /// Stops the server: held polls are answered.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits a little while for the emails that are still on their way.
    pub async fn deliver_rest(&self) {
        self.mail.deliver_rest().await;
    }

    /// Waits for [`App::stop`].
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // Fails only if the sender is gone, and then the server is gone too.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

/// With some settings at their defaults, the server might let in whom nobody wants. So it does not start.
fn unusable(faults: &[String]) -> Error {
    Error::Config(format!(
        "the settings that are stored, with those that are given at start, cannot be used:\n  {}\n\
         Give others at start, or mend what is stored: `frontend-api settings export > settings.json`, edit \
         the file, `frontend-api settings import settings.json`. If a newer version of this program has \
         stored them, start that.",
        faults.join("\n  ")
    ))
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// The public URL: as configured (port 0 stands for the real one), else made from the address.
fn public_url(config: &Config, address: SocketAddr) -> Url {
    let host = if address.ip().is_loopback() { "localhost".into() } else { host_of(address) };
    let from_address = || Url::parse(&format!("http://{host}:{}", address.port()));
    let mut url = match &config.public_url {
        Some(url) => url.clone(),
        // An address and a port always make a URL. If not, localhost does no harm.
        None => from_address().unwrap_or_else(|_| localhost()),
    };
    if url.port() == Some(0) {
        let _ = url.set_port(Some(address.port()));
    }
    url
}

/// The file that a page loads by a script tag.
const SCRIPT: &str = "clerk.browser.js";

/// The SDK's files beside this program, or beside the `target` folder that it was built in.
fn sdk_nearby() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folders = program.ancestors().skip(1).step_by(2).take(2);
    folders.map(|folder| folder.join("pkg")).find(|sdk| sdk.join(SCRIPT).is_file())
}

/// The origin of the hosted pages, if there are any. They are made of the SDK's files.
fn hosted_pages(config: &Config, own: &Url, sdk: Option<&Path>) -> Result<Option<Url>> {
    let has_sdk = sdk.is_some_and(|folder| folder.join(SCRIPT).is_file());
    if let (false, Some(folder)) = (has_sdk, &config.sdk) {
        let folder = folder.display();
        return Err(Error::Config(format!("--sdk {folder}: there is no {SCRIPT} in there")));
    }
    match &config.hosted_pages {
        Some(HostedPages::Off) => Ok(None),
        Some(_) if !has_sdk => {
            let message = "--hosted-pages needs the SDK's files: say where they are with --sdk";
            Err(Error::Config(message.into()))
        }
        Some(HostedPages::At(origin)) => Ok(Some(origin.clone())),
        _ => Ok(has_sdk.then(|| own.clone())),
    }
}

fn localhost() -> Url {
    #[expect(clippy::unwrap_used, reason = "a constant")]
    Url::parse("http://localhost:4000").unwrap()
}

fn host_of(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    }
}

/// The computer's clock: milliseconds since the Unix epoch.
pub(crate) fn system_now_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "what App::with_clock replaces")]
fn system_steady_ms() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
}
