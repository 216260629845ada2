//! The program: what it prints, how it stops, what it logs.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Browser, new_folder};

/// The real program with its own database.
pub(crate) struct Process {
    pub(crate) url: String,
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    folder: PathBuf,
    options: Vec<String>,
}

impl Process {
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_with(options, &[])
    }

    /// The same, with these environment variables.
    pub(crate) fn start_with(options: &[&str], variables: &[(&str, &str)]) -> Self {
        let folder = new_folder();
        let log = log_in(&folder);
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Self::spawn(folder, "127.0.0.1:0", options, variables, log.into())
    }

    fn start_in(folder: PathBuf, listen: &str, options: Vec<String>) -> Self {
        let log = log_in(&folder);
        Self::spawn(folder, listen, options, &[], log.into())
    }

    fn spawn(
        folder: PathBuf,
        listen: &str,
        options: Vec<String>,
        variables: &[(&str, &str)],
        log: Stdio,
    ) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
            .env_remove("RUST_LOG")
            .envs(variables.iter().copied())
            .args(["--listen", listen, "--database"])
            .arg(folder.join("test.sqlite"))
            .args(&options)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).into();
        Self { url, child, stdout, folder, options }
    }

    /// Ends it as a service manager would.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// The same program on the same port and database.
    pub(crate) fn restart(mut self) -> Self {
        self.stop();
        let listen = self.url.strip_prefix("http://localhost").unwrap();
        let listen = format!("127.0.0.1{listen}");
        let (folder, options) = (self.folder.clone(), self.options.clone());
        self.folder = PathBuf::new();
        Self::start_in(folder, &listen, options)
    }

    fn mail(&self, address: &str) -> Value {
        Browser::new(&self.url).get(&format!("/mailbox/messages?to={address}")).ok()[0].clone()
    }

    pub(crate) fn link(&self, address: &str) -> String {
        let mail = self.mail(address);
        mail["link"].as_str().unwrap().strip_prefix(&self.url).unwrap().to_owned()
    }

    pub(crate) fn code(&self, address: &str) -> String {
        self.mail(address)["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("test.sqlite")
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }
}

fn log_in(folder: &Path) -> fs::File {
    fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap()
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !self.folder.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

#[test]
fn prints_one_line_and_stops_at_once_when_asked() {
    let mut server = Process::start(&[]);
    assert!(server.url.starts_with("http://localhost:"));
    let browser = Browser::new(&server.url);
    let path = browser.ask_to_sign_up("ada@example.com");
    thread::scope(|scope| {
        let poll = scope.spawn(|| browser.get(&format!("{path}?wait=25")));
        let mailbox = scope.spawn(|| {
            Browser::new(&browser_url(&browser)).get("/mailbox/messages?to=b@example.com&wait=25")
        });
        thread::sleep(Duration::from_millis(500));
        assert!(server.stop().success());
        assert_eq!(poll.join().unwrap().status, 200, "held polls are answered, not dropped");
        assert_eq!(mailbox.join().unwrap().status, 200);
    });
    let mut rest = String::new();
    server.stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line, and nothing after it");
}

fn browser_url(browser: &Browser) -> String {
    let url = browser.redirect_url();
    url.strip_suffix(crate::support::REDIRECT).unwrap().to_owned()
}

#[test]
fn no_secret_is_in_the_log() {
    let server = Process::start(&[]);
    let ada = Browser::new(&server.url);
    let path = ada.ask_to_sign_up("ada@example.com");
    let link = server.link("ada@example.com");
    let token = link.split_once("token=").unwrap().1.to_owned();
    ada.post(&format!("{path}?_method=PATCH"), &[("password", "correct horse")]).ok();
    ada.get(&link);
    let session = ada.client()["sessions"][0].clone();
    let jwt = session["last_active_token"]["jwt"].as_str().unwrap();
    let log = server.log();
    assert!(log.contains("path=\"/v1/verify\""), "{log}");
    let cookie = ada.cookie("__client").unwrap();
    for secret in [token.as_str(), "correct horse", &cookie, jwt, "ada@example.com"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn one_says_which_lines_the_log_has_and_in_which_form() {
    let log_of = |options: &[&str], variables: &[(&str, &str)]| {
        let mut server = Process::start_with(options, variables);
        Browser::new(&server.url).get("/v1/environment").ok();
        assert!(server.stop().success());
        server.log()
    };
    let answered = "answered method=\"GET\" path=\"/v1/environment\" status=200";
    assert!(log_of(&[], &[]).contains(answered));
    assert!(log_of(&[], &[("RUST_LOG", "another_program=trace")]).contains(answered));
    assert_eq!(log_of(&[], &[("RUST_LOG", "error")]), "");
    assert_eq!(log_of(&["--log-level", "ERROR"], &[("RUST_LOG", "trace")]), "");
    let unknown = "frontend_api[span]=debug";
    let log = log_of(&[], &[("RUST_LOG", &format!("{unknown},warn"))]);
    assert!(log.contains(unknown) && log.lines().count() == 1, "the rest counts: {log}");
    assert_eq!(log_of(&[], &[("FRONTEND_API_LOG_LEVEL", "off")]), "");
    let log = log_of(&["--log-format", "json"], &[]);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["message"] == "answered").unwrap();
    assert_eq!((&line["path"], &line["status"]), (&"/v1/environment".into(), &200.into()));
    assert_eq!(lines.last().unwrap()["message"], "stopping", "nothing is lost at the end");
}

#[test]
fn what_a_stranger_wrote_into_a_path_is_not_in_the_log() {
    let mut server = Process::start_with(&[], &[("RUST_LOG", "trace")]);
    let browser = Browser::new(&server.url);
    // Some mail programs escape the `?` of a link.
    browser.get("/v1/verify%3Ftoken=the-secret").refused(404, "resource_not_found");
    browser.get("/v1/me/email_addresses/ada@example.com");
    assert!(server.stop().success());
    let log = server.log();
    assert!(log.contains("path=\"/v1/…\" status=404"), "{log}");
    for secret in ["the-secret", "ada@"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn a_log_that_nobody_reads_any_longer_stops_nothing() {
    let options = Vec::new();
    let mut server = Process::spawn(new_folder(), "127.0.0.1:0", options, &[], Stdio::piped());
    drop(server.child.stderr.take());
    let browser = Browser::new(&server.url);
    for _ in 0..3 {
        browser.get("/v1/environment").ok();
    }
    assert!(server.stop().success());
}

#[test]
fn an_operator_hears_once_of_what_cannot_work() {
    let proxied = [("x-forwarded-for", "198.51.100.7")];
    let elsewhere = [("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")];
    let log = |options: &[&str]| {
        let mut server = Process::start(options);
        let ada = Browser::new(&server.url);
        for _ in 0..3 {
            ada.send("GET", "/v1/client", &proxied, "").ok();
            ada.send("GET", "/v1/client/sign_ups/sua_x", &elsewhere, "")
                .refused(404, "client_cookie_blocked");
        }
        assert!(server.stop().success());
        server.log()
    };
    let times = |log: &str, words: &str| log.matches(words).count();
    let warned = log(&["--allowed-origin", "http://localhost:*"]);
    assert_eq!(times(&warned, "--trusted-proxy"), 1, "{warned}");
    assert_eq!(times(&warned, "keeps this server's cookie back"), 1, "{warned}");
    assert_eq!(times(&warned, "http://localhost:3000"), 1, "the page is named: {warned}");
    let warned = log(&["--allowed-origin", "http://localhost:*", "--trusted-proxy", "127.0.0.0/8"]);
    assert_eq!(times(&warned, "--trusted-proxy"), 0, "{warned}");
    // Some pages' requests came without the header.
    assert_eq!(times(&warned, "at the end of X-Forwarded-For"), 1, "{warned}");
}

#[test]
fn the_database_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = new_folder();
    // The file was there before, and everybody could read it.
    fs::write(folder.join("test.sqlite"), "").unwrap();
    fs::set_permissions(folder.join("test.sqlite"), fs::Permissions::from_mode(0o644)).unwrap();
    let server = Process::start_in(folder, "127.0.0.1:0", Vec::new());
    for file in fs::read_dir(&server.folder).unwrap().map(Result::unwrap) {
        if file.file_name() != "log" {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
        }
    }
}

#[test]
fn a_database_is_the_file_of_that_name_whatever_the_name() {
    use std::os::unix::fs::PermissionsExt;
    for prefix in ["", "sqlite:"] {
        let folder = new_folder();
        let mut child = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
            .current_dir(&folder)
            .args(["--listen", "127.0.0.1:0", "--database"])
            .arg(format!("{prefix}file:one.sqlite?mode=rwc"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(Result::unwrap).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!files.is_empty());
        for file in files {
            let name = file.file_name().into_string().unwrap();
            assert!(name.starts_with("file:one.sqlite?mode=rwc"), "{name}");
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{name}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn two_that_start_at_once_on_a_new_database_have_one_key() {
    let folder = new_folder();
    let start = || Process::start_in(folder.clone(), "127.0.0.1:0", Vec::new());
    let keys = |server: &Process| Browser::new(&server.url).get("/v1/jwks").ok();
    thread::scope(|scope| {
        let other = scope.spawn(start);
        let (one, other) = (start(), other.join().unwrap());
        assert_eq!(keys(&one), keys(&other));
    });
}

#[test]
fn an_option_that_makes_no_sense_is_told_in_one_line() {
    let try_with = |options: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
            .env("FRONTEND_API_LISTEN", "127.0.0.1:0")
            .env("FRONTEND_API_DATABASE", "sqlite::memory:")
            .env_remove("RUST_LOG")
            .args(options)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{options:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    for (options, says) in [
        (&["--smtp-url", "nonsense"][..], "--smtp-url"),
        (&["--mailbox", "false"], "--smtp-url or --mailbox true"),
        (&["--public-url", "https://clerk.example.com"], "--smtp-url or --mailbox true"),
        (&["--listen", "0.0.0.0:0", "--mailbox", "true"], "--public-url"),
        (&["--listen", "[::]:0", "--mailbox", "true"], "--public-url"),
        (&["--mail-from", "nobody"], "--mail-from: "),
        (&["--mail-from", "müller@example.com"], "ASCII"),
        (&["--smtp-url", "ftp://example.com"], "not an smtp or smtps URL"),
        (&["--smtp-url", "smtp://a?tls=perhaps"], "`tls`"),
        (&["--smtp-url", "smtps://user@a"], "without a password"),
        (&["--smtp-hello", "a b"], "--smtp-hello"),
        (&["--public-url", "localhost"], "--public-url"),
        (&["--allowed-origin", "*"], "--allowed-origin"),
        (&["--allowed-origin", "https://*.vercel.app"], "only the port can be `*`"),
        (&["--allowed-origin", "https://app.example,https://app-*.example"], "only the port can"),
        (&["--allowed-origin", "https://user@app.example"], "more than scheme, host and port"),
        (&["--public-url", "https://*.example.com"], "only the port can be `*`"),
        (&["--trusted-proxy", "nginx"], "neither an IP address nor a range"),
        (&["--trusted-proxy", "0.0.0.0/0"], "everybody"),
        (&["--link-ttl-seconds", "0"], "--link-ttl-seconds"),
        (&["--log-level", "loud"], "--log-level"),
        (&["--log-level", ""], "--log-level"),
        (&["--log-format", "xml"], "--log-format"),
        (&["--www", "/no/such/folder"], "no folder"),
        (&["--www", "/sign-in=src"], "this server's own"),
        (&["--sdk", "src"], "no clerk.browser.js"),
        (&["--hosted-pages", "https://accounts.example.com/x"], "--hosted-pages"),
        (&["--www", "src", "--www", "tests"], "two folders at /"),
        (&["--www", "/a=src", "--www", "src", "--www", "/a/=src"], "two folders at /a"),
        (&["--www", "src", "--database", "src/db.sqlite"], "the database is in there"),
        (&["--www", "src", "--database", "src/:memory:"], "the database is in there"),
        (&["--required-fields", "shoe_size"], "no field `shoe_size`"),
        (&["--database", "/no/such/folder/db"], "cannot open the database"),
    ] {
        let error = try_with(options);
        assert!(error.contains(says), "{options:?}: {error}");
    }
    let taken = Process::start(&[]);
    let address = taken.url.replace("http://localhost", "127.0.0.1");
    assert!(try_with(&["--listen", &address]).contains("cannot listen on"));
}
