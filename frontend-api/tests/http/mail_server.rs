//! A real mail server. A test tells it what to refuse.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::new_folder;

const SCRIPT: &str = include_str!("mail_server.py");

/// How the mail server behaves.
#[derive(Default)]
pub(crate) struct Manners<'a> {
    /// The port. 0 picks one.
    pub(crate) port: u16,
    /// Wants a name with a dot in `EHLO`.
    pub(crate) is_strict: bool,
    /// Its answers to the first recipients. It takes later ones. `RCPT` stands for the address.
    pub(crate) rcpt: &'a [&'a str],
    /// Its answers to the first emails. It takes later ones.
    pub(crate) data: &'a [&'a str],
    /// Never answers `QUIT`.
    pub(crate) never_ends: bool,
    /// The user and the password that it wants.
    pub(crate) login: Option<[&'a str; 2]>,
    /// Speaks TLS only, in this way, with this certificate.
    pub(crate) tls: Option<(&'a str, &'a Company)>,
}

pub(crate) struct MailServer {
    child: Child,
    pub(crate) port: u16,
    emails: Receiver<Value>,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        Self::with(&Manners::default())
    }

    pub(crate) fn with(manners: &Manners<'_>) -> Self {
        let (tls, company) = manners.tls.unzip();
        let manners = json!({
            "port": manners.port,
            "strict": manners.is_strict,
            "rcpt": manners.rcpt,
            "data": manners.data,
            "never_ends": manners.never_ends,
            "login": manners.login,
            "tls": tls,
            "certificate": company.map(|company| company.folder.join("certificate.pem")),
            "key": company.map(|company| company.folder.join("key.pem")),
        });
        let python = std::env::var("AIOSMTPD_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut child = Command::new(&python)
            .args(["-c", SCRIPT, &manners.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{python} does not start: {error}"));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().and_then(|line| line.ok()?.parse().ok()).unwrap_or_else(|| {
            panic!(
                "this test needs a mail server: `{python} -m pip install aiosmtpd`, or name a \
                 Python that has it in AIOSMTPD_PYTHON"
            )
        });
        let (send, emails) = channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = send.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, port, emails }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next email that it took.
    pub(crate) fn next(&self) -> Value {
        self.emails.recv_timeout(Duration::from_secs(20)).expect("no email came")
    }

    /// Whether it has taken no other email so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.emails.try_recv().is_err()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A company with a certificate authority of its own, and a certificate for `localhost`.
pub(crate) struct Company {
    folder: PathBuf,
}

impl Company {
    pub(crate) fn new() -> Self {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
        let folder = new_folder();
        let write = |name: &str, pem: String| fs::write(folder.join(name), pem).unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        write("authority.pem", authority.self_signed(&key).unwrap().pem());
        let issuer = Issuer::new(authority, key);
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".into()]).unwrap();
        write("certificate.pem", certificate.signed_by(&key, &issuer).unwrap().pem());
        write("key.pem", key.serialize_pem());
        Self { folder }
    }

    /// The file that a system of this company would have among its trusted certificates.
    pub(crate) fn authority(&self) -> String {
        self.folder.join("authority.pem").to_str().unwrap().to_owned()
    }
}

impl Drop for Company {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
