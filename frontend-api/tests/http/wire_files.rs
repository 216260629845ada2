//! `testing/wire/*.json`: what this server sends, kept once for all tests. These tests check that the
//! server still sends it. The SDK has to read it, and the tests in JavaScript start from it.
//!
//! What differs between runs is normalised: identifiers are numbered, whatever expires does so in the
//! year 2096, and everything else happened at the beginning of 1970. `UPDATE_WIRE=1` writes the files
//! again.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Browser, Server};
use crate::totp::add_totp;

const ADDRESS: &str = "ada@example.test";
const FAR_FUTURE: i64 = 4_000_000_000_000;

/// Normalises what differs between runs.
#[derive(Default)]
struct Normal {
    ids: HashMap<String, String>,
    counts: HashMap<String, usize>,
}

impl Normal {
    fn value(&mut self, name: &str, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(name, value)| self.value(name, value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value("", item)),
            Value::Number(_) if matches!(name, "expire_at" | "abandon_at") => {
                *value = FAR_FUTURE.into();
            }
            Value::Number(_) if name.ends_with("_at") => *value = 1.into(),
            Value::String(_) if name == "secret" => *value = "JBSWY3DPEHPK3PXP".into(),
            Value::String(_) if name == "uri" => *value = "otpauth://totp/Ada".into(),
            Value::String(_) if name == "jwt" => *value = "header.claims.signature".into(),
            Value::String(text) => *text = self.text(text),
            _ => {}
        }
    }

    /// `sess_6f…` is `sess_1` if it is the first of its kind.
    fn text(&mut self, text: &str) -> String {
        let Some((kind, digits)) = text.rsplit_once('_') else { return text.into() };
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return text.into();
        }
        let count = self.counts.entry(kind.into()).or_default();
        let id = self.ids.entry(text.into()).or_insert_with(|| {
            *count += 1;
            format!("{kind}_{count}")
        });
        id.clone()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testing/wire")
}

/// Checks that the server sends what is in a file.
#[track_caller]
fn check(name: &str, server: &Server, sent: Value) {
    let text = sent.to_string().replace(&server.url, "https://clerk.example.test");
    let mut sent = serde_json::from_str(&text).unwrap();
    Normal::default().value("", &mut sent);
    let file = folder().join(name).with_extension("json");
    if std::env::var_os("UPDATE_WIRE").is_some() {
        fs::create_dir_all(folder()).unwrap();
        fs::write(&file, format!("{sent:#}\n")).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    assert_eq!(
        sent, kept,
        "testing/wire/{name}.json is not what is sent. UPDATE_WIRE=1 updates it"
    );
}

fn sign_up(ada: &Browser) -> (String, Value) {
    let path = ada.ask_to_sign_up(ADDRESS);
    let polled = ada.get(&path).ok();
    (path, polled)
}

#[test]
fn a_sign_up_and_the_client_that_it_makes() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let (path, waiting) = sign_up(&ada);
    check("sign_up_waiting", &server, waiting);
    ada.get(&server.link(ADDRESS));
    check("sign_up_complete", &server, ada.get(&path).ok());
    let names =
        [("first_name", "Ada"), ("username", "ada"), ("unsafe_metadata", r#"{"theme":"dark"}"#)];
    ada.post("/v1/me?_method=PATCH", &names).ok();
    check("client_signed_in", &server, ada.get("/v1/client").ok());
    check("sessions_active", &server, ada.get("/v1/me/sessions/active").ok());
    let session = ada.client()["sessions"][0]["id"].as_str().unwrap().to_owned();
    let token = ada.post(&format!("/v1/client/sessions/{session}/tokens"), &[]).ok();
    check("token", &server, token);
    let added = ada.post("/v1/me/email_addresses", &[("email_address", "countess@example.test")]);
    check("email_address_added", &server, added.ok());
    check("totp_created", &server, ada.post("/v1/me/totp", &[]).ok());
    check("client_signed_out", &server, ada.post("/v1/client?_method=DELETE", &[]).ok());
}

#[test]
fn a_client_with_nothing_in_it() {
    let server = Server::start(&[]);
    check("client_created", &server, server.browser().post("/v1/client?_method=PUT", &[]).ok());
}

#[test]
fn a_sign_up_whose_address_somebody_else_got_first() {
    let server = Server::start(&[]);
    let late = server.browser();
    let path = late.ask_to_sign_up(ADDRESS);
    let link = server.link(ADDRESS);
    server.account(ADDRESS);
    late.get(&link);
    check("sign_up_failed", &server, late.get(&path).ok());
}

#[test]
fn a_sign_in_that_needs_a_second_factor() {
    let server = Server::start(&[]);
    add_totp(&server.signed_in_with_password(ADDRESS));
    let phone = server.browser();
    let path = phone.ask_to_sign_in(ADDRESS);
    phone.get(&server.link(ADDRESS));
    check("sign_in_needs_second_factor", &server, phone.get(&path).ok());
}

#[test]
fn a_sign_in() {
    let server = Server::start(&[]);
    let ada = server.account(ADDRESS);
    let created = ada.post("/v1/client/sign_ins", &[("identifier", ADDRESS)]).ok();
    check("sign_in_created", &server, created);
    let path = ada.ask_to_sign_in(ADDRESS);
    check("sign_in_waiting", &server, ada.get(&path).ok());
    ada.get(&server.link(ADDRESS));
    check("sign_in_complete", &server, ada.get(&path).ok());
}

#[test]
fn the_environment() {
    let server = Server::start(&[]);
    check("environment", &server, server.browser().get("/v1/environment").ok());
}

#[test]
fn a_refusal() {
    let server = Server::start(&[]);
    let unknown = server.browser().post("/v1/client/sign_ins", &[("identifier", ADDRESS)]);
    check("refused", &server, unknown.json);
}

#[test]
fn every_file_is_checked() {
    let source = include_str!("wire_files.rs");
    let read = include_str!("../../../tests/browser/wire.js");
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(source.contains(&format!("check(\"{name}\", ")), "no test sends {name}.json");
        assert!(read.contains(&format!("'{name}'")), "no browser test reads {name}.json");
    }
}
