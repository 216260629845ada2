//! A server with its own port and database file, and browsers that keep cookies.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{fs, thread};

use clap::Parser;
use frontend_api::{App, Config, router};
use serde_json::Value;
use ureq::http::{HeaderMap, Request};

/// The page that redirects go to in tests, on the server's own origin.
pub(crate) const REDIRECT: &str = "/verification";

/// A running server. It stops when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    /// Where it really listens, whatever its public URL is.
    pub(crate) listening: String,
    app: App,
    clock: Arc<AtomicI64>,
    folder: PathBuf,
}

thread_local! {
    /// How far ahead the clock of the server on this thread is.
    static AHEAD: RefCell<Arc<AtomicI64>> = RefCell::default();
}

pub(crate) fn now_ms() -> i64 {
    let ahead = AHEAD.with_borrow(|ahead| ahead.load(Ordering::SeqCst));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    i64::try_from(now).unwrap() + ahead
}

/// A database that holds only a key, since it takes a while to make a key.
static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = new_folder();
    let file = folder.join("empty.sqlite");
    let config = Config::parse_from(["test", "--database", file.to_str().unwrap()]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address: SocketAddr = "127.0.0.1:0".parse().unwrap();
    drop(runtime.block_on(App::new(config, address)).unwrap());
    // The database's threads end a moment after the last handle is dropped.
    let wal = folder.join("empty.sqlite-wal");
    for _ in 0..100 {
        if !wal.exists() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let bytes = fs::read(&file).unwrap();
    fs::remove_dir_all(folder).unwrap();
    bytes
});

pub(crate) fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name =
        format!("frontend-api-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

impl Server {
    /// Starts a server with these options.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", options)
    }

    /// The same, at another address.
    pub(crate) fn start_at(listen: &str, options: &[&str]) -> Self {
        let folder = new_folder();
        let database = folder.join("test.sqlite");
        fs::write(&database, &*EMPTY).unwrap();
        let mut args =
            vec!["test", "--listen", listen, "--trusted-proxy", "127.0.0.1", "--database"];
        args.push(database.to_str().unwrap());
        args.extend(options);
        let config = Config::try_parse_from(args).unwrap();
        let clock = Arc::new(AtomicI64::new(0));
        let (ready, started) = channel();
        let its_clock = Arc::clone(&clock);
        thread::spawn(move || {
            AHEAD.set(its_clock);
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind(config.listen).await.unwrap();
                let address = listener.local_addr().unwrap();
                let app = App::with_clock(config, address, now_ms).await.unwrap();
                ready.send((app.clone(), address)).unwrap();
                let stopped = app.clone();
                let server = axum::serve(
                    listener,
                    router(app).into_make_service_with_connect_info::<SocketAddr>(),
                );
                tokio::select! {
                    _ = server => {}
                    () = stopped.stopped() => {}
                }
            });
        });
        let (app, address) = started.recv().unwrap();
        Self { url: app.public_url(), listening: format!("http://{address}"), app, clock, folder }
    }

    /// One server that is shared by all tests without special wishes.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<Server> = LazyLock::new(|| Server::start(&[]));
        &SHARED
    }

    /// Lets time pass.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.pass_ms(seconds * 1000);
    }

    pub(crate) fn pass_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("test.sqlite")
    }

    /// The newest email to this address.
    pub(crate) fn mail(&self, address: &str) -> Value {
        let found = self.mails(address);
        found.first().unwrap_or_else(|| panic!("no email to {address}")).clone()
    }

    pub(crate) fn mails(&self, address: &str) -> Vec<Value> {
        let address: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
        let answer = self.browser().get(&format!("/mailbox/messages?to={address}"));
        answer.json.as_array().unwrap().clone()
    }

    /// The link in the newest email to this address, as a path.
    pub(crate) fn link(&self, address: &str) -> String {
        let mail = self.mail(address);
        mail["link"].as_str().unwrap().strip_prefix(&self.url).unwrap().to_owned()
    }

    pub(crate) fn code(&self, address: &str) -> String {
        self.mail(address)["code"].as_str().unwrap().to_owned()
    }

    /// A browser that is signed in to a new account.
    pub(crate) fn signed_in(&self, address: &str) -> Browser {
        let ada = self.browser();
        ada.ask_to_sign_up(address);
        assert_eq!(ada.get(&self.link(address)).status, 303);
        ada
    }

    /// The same, to an account with a password: `correct horse`.
    pub(crate) fn signed_in_with_password(&self, address: &str) -> Browser {
        let ada = self.signed_in(address);
        ada.post("/v1/me/change_password", &[("new_password", "correct horse")]).ok();
        ada
    }

    /// A browser that has signed out of a new account.
    pub(crate) fn account(&self, address: &str) -> Browser {
        let ada = self.signed_in(address);
        ada.post("/v1/client?_method=DELETE", &[]).ok();
        ada
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.app.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// How long `act` took, and its result.
#[expect(clippy::disallowed_methods, reason = "measures real time")]
pub(crate) fn timed<T>(act: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let value = act();
    (start.elapsed(), value)
}

/// An address that no other test uses.
pub(crate) fn new_address() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("ada{}@example.com", COUNT.fetch_add(1, Ordering::SeqCst))
}

/// A browser with its cookies. It does not follow redirects by itself.
pub(crate) struct Browser {
    agent: ureq::Agent,
    url: String,
    network: Option<&'static str>,
    cookies: Mutex<Vec<(String, String)>>,
}

/// An answer: its status, its headers, its text and, if it is JSON, its value.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Browser {
    pub(crate) fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(40)))
            .build();
        Self { agent: config.into(), url: url.to_owned(), network: None, cookies: Mutex::default() }
    }

    /// The same browser, as if a proxy forwarded its requests from this network address.
    pub(crate) fn from(self, network: &'static str) -> Self {
        Self { network: Some(network), ..self }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send("POST", path, &[kind], body)
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(network) = self.network {
            request = request.header("x-forwarded-for", format!("192.0.2.1, {network}"));
        }
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if !headers.iter().any(|(name, _)| *name == "user-agent") {
            request = request.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        }
        let body: Vec<u8> = body.into();
        let mut answer = match method {
            "GET" | "HEAD" | "OPTIONS" => self.agent.run(request.body(()).unwrap()),
            _ => self.agent.run(request.body(body).unwrap()),
        }
        .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let headers = answer.headers().clone();
        for line in headers.get_all("set-cookie") {
            self.keep(line.to_str().unwrap());
        }
        let text = answer.body_mut().read_to_string().unwrap();
        let json = serde_json::from_str(&text).unwrap_or_default();
        Answer { status: answer.status().as_u16(), headers, text, json }
    }

    fn keep(&self, line: &str) {
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(known, _)| known != name);
        if !line.contains("Max-Age=0") {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Holds a cookie that another program on this host has set.
    pub(crate) fn hold(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(0, (name.into(), value.into()));
    }

    /// Loses all cookies.
    pub(crate) fn forget(&self) {
        self.cookies.lock().unwrap().clear();
    }

    /// What `GET /v1/client` answers.
    pub(crate) fn client(&self) -> Value {
        self.get("/v1/client").ok()["response"].clone()
    }

    pub(crate) fn redirect_url(&self) -> String {
        format!("{}{REDIRECT}", self.url)
    }

    /// Begins a sign-up, and has a link sent. Gives the attempt's path.
    pub(crate) fn ask_to_sign_up(&self, address: &str) -> String {
        let attempt = self.post("/v1/client/sign_ups", &[("email_address", address)]).ok();
        let path = format!("/v1/client/sign_ups/{}", attempt["response"]["id"].as_str().unwrap());
        let url = self.redirect_url();
        let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
        self.post(&format!("{path}/prepare_verification"), &fields).ok();
        path
    }

    /// Begins a sign-in, and has a link sent. Gives the attempt's path.
    pub(crate) fn ask_to_sign_in(&self, address: &str) -> String {
        let attempt = self.post("/v1/client/sign_ins", &[("identifier", address)]).ok();
        let attempt = &attempt["response"];
        let path = format!("/v1/client/sign_ins/{}", attempt["id"].as_str().unwrap());
        self.prepare_sign_in(
            &path,
            attempt["supported_first_factors"][0]["email_address_id"].as_str().unwrap(),
        );
        path
    }

    pub(crate) fn prepare_sign_in(&self, path: &str, email_address_id: &str) -> Value {
        let url = self.redirect_url();
        let fields = [
            ("strategy", "email_link"),
            ("email_address_id", email_address_id),
            ("redirect_url", &url),
        ];
        self.post(&format!("{path}/prepare_first_factor"), &fields).ok()
    }

    /// The attempt, as a poll sees it.
    pub(crate) fn poll(&self, path: &str) -> Value {
        self.get(path).ok()["response"].clone()
    }

    /// Opens a link in another browser than the one that asked, and presses the button.
    pub(crate) fn confirm(&self, link: &str) -> Answer {
        let page = self.get(link);
        assert_eq!(page.status, 200, "{}", page.text);
        let (token, nonce) = (page.field("token"), page.field("nonce"));
        self.post("/v1/verify", &[("token", &token), ("nonce", &nonce)])
    }
}

impl Answer {
    /// The JSON of an answer that must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json
    }

    /// Checks that this is a refusal in the error envelope.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> &Self {
        let error = &self.json["errors"][0];
        assert_eq!((self.status, error["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert!(!error["message"].as_str().unwrap().is_empty());
        assert!(!error["long_message"].as_str().unwrap().is_empty());
        self
    }

    /// The field that a refusal is about.
    pub(crate) fn param(&self) -> Option<&str> {
        self.json["errors"][0]["meta"]["param_name"].as_str()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The query parameter of this name in the redirect.
    pub(crate) fn redirect_parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(self.header("location")).ok()?;
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The value of a hidden field of the page.
    pub(crate) fn field(&self, name: &str) -> String {
        let (_, rest) = self.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    pub(crate) fn has_button(&self) -> bool {
        self.text.contains("<form method=\"post\"")
    }
}

/// All bytes of a database's files.
pub(crate) fn bytes_of(database: &Path) -> Vec<u8> {
    let mut bytes = fs::read(database).unwrap();
    bytes.extend(fs::read(database.with_extension("sqlite-wal")).unwrap_or_default());
    bytes
}

pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
