//! Wire protocol 2.9: the Backend API, for the application's own servers.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::process::Process;
use crate::support::{Answer, Browser, Server, new_address};

/// The key that the program makes for the server of this database.
fn secret_key(database: &Path, options: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontend-api"));
    command.arg("secret-key").args(options).arg("--database").arg(database);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A server of the application.
pub(crate) struct Backend {
    agent: Browser,
    bearer: String,
}

impl Backend {
    fn with_key(url: &str, key: &str) -> Self {
        Self { agent: Browser::new(url), bearer: format!("Bearer {key}") }
    }

    pub(crate) fn of(server: &Server) -> Self {
        Self::with_key(&server.listening, &secret_key(&server.database(), &[]))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.agent.send("GET", path, &[("authorization", &self.bearer)], "")
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let headers = [("authorization", &*self.bearer), ("content-type", "application/json")];
        self.agent.send("POST", path, &headers, body)
    }

    fn ids(&self, query: &str) -> Vec<String> {
        let users = self.get(&format!("/v1/users?{query}")).ok();
        let ids = users.as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    }
}

#[test]
fn a_user_is_shown_with_what_only_servers_see() {
    let server = Server::start(&[]);
    let backend = Backend::of(&server);
    let address = new_address();
    let ada = server.signed_in(&address);
    let own = ada.client()["sessions"][0]["user"].clone();
    let answer = backend.get(&format!("/v1/users/{}", own["id"].as_str().unwrap()));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "application/json", "as the package compares it");
    let mut user = answer.ok();
    assert!(user["last_active_at"].is_i64());
    for (name, value) in [
        ("private_metadata", json!({})),
        ("banned", false.into()),
        ("locked", false.into()),
        ("last_active_at", user["last_active_at"].clone()),
    ] {
        assert_eq!(user.as_object_mut().unwrap().remove(name), Some(value), "{name}");
    }
    assert_eq!(user, own, "and else as the user sees it");
    backend.get("/v1/users/user_unknown").refused(404, "resource_not_found");
}

#[test]
fn users_are_listed_by_what_is_theirs_alone() {
    let server = Server::start(&[]);
    let backend = Backend::of(&server);
    let addresses: Vec<String> = (0..3).map(|_| new_address()).collect();
    let browsers: Vec<Browser> = addresses.iter().map(|it| server.signed_in(it)).collect();
    let id = |nth: usize| browsers[nth].client()["sessions"][0]["user"]["id"].clone();
    let [first, second, third] = [id(0), id(1), id(2)];
    assert_eq!(backend.ids(""), [&third, &second, &first].map(|id| id.as_str().unwrap()));
    assert_eq!(backend.ids("limit=1&offset=1"), [second.as_str().unwrap()]);
    assert_eq!(backend.ids("order_by=%2Bcreated_at&limit=1"), [first.as_str().unwrap()]);
    let both = format!("email_address={}&email_address={}", addresses[0], addresses[1]);
    assert_eq!(backend.ids(&both).len(), 2);
    assert_eq!(backend.get(&format!("/v1/users/count?{both}")).ok()["total_count"], 2);
    let upper = addresses[0].to_uppercase();
    assert_eq!(backend.ids(&format!("email_address[]={upper}")), [first.as_str().unwrap()]);
    assert_eq!(backend.ids(&format!("query={}", addresses[1])), [second.as_str().unwrap()]);
    assert_eq!(backend.ids("email_address=nobody"), [""; 0]);

    // Anybody may claim an address. Who asks for its user must not be told of them.
    let claimed = new_address();
    browsers[0].post("/v1/me/email_addresses/", &[("email_address", &claimed)]).ok();
    assert_eq!(backend.ids(&format!("email_address={claimed}")), [""; 0]);

    for (query, code) in [
        ("external_id=1", "request_query_invalid"),
        ("phone_number=1", "request_query_invalid"),
        ("order_by=password_hash", "form_param_value_invalid"),
        ("limit=-1", "form_param_format_invalid"),
        ("offset=x", "form_param_format_invalid"),
    ] {
        let answer = backend.get(&format!("/v1/users?{query}"));
        assert_eq!(answer.json["errors"][0]["code"], code, "{query}: {}", answer.text);
        assert!((400..500).contains(&answer.status));
    }
}

#[test]
fn a_session_is_shown_and_revoked_and_its_browser_is_known_by_its_cookie() {
    let server = Server::start(&[]);
    let backend = Backend::of(&server);
    let ada = server.signed_in(&new_address());
    let client = ada.client();
    let own = &client["sessions"][0];
    let path = format!("/v1/sessions/{}", own["id"].as_str().unwrap());
    let session = backend.get(&path).ok();
    assert_eq!((&session["status"], &session["user_id"]), (&"active".into(), &own["user"]["id"]));
    assert_eq!(
        (&session["client_id"], &session["last_active_token"]),
        (&client["id"], &Value::Null)
    );

    let cookie = ada.cookie("__client").unwrap();
    let known = backend.post("/v1/clients/verify", &json!({ "token": cookie }).to_string()).ok();
    assert_eq!((&known["id"], &known["session_ids"]), (&client["id"], &json!([own["id"]])));
    assert_eq!(known["sessions"][0], session);

    assert_eq!(backend.post(&format!("{path}/revoke"), "").ok()["status"], "revoked");
    assert_eq!(backend.post(&format!("{path}/revoke"), "").ok()["status"], "revoked", "again");
    assert_eq!(ada.client()["sessions"], json!([]));
    assert_eq!(backend.get(&path).ok()["status"], "revoked");
    backend.get("/v1/sessions/sess_unknown").refused(404, "resource_not_found");
    backend.post("/v1/sessions/sess_unknown/revoke", "").refused(404, "resource_not_found");
    backend.post("/v1/clients/verify", "{\"token\":\"x\"}").refused(404, "resource_not_found");
    backend.post("/v1/clients/verify", "{}").refused(422, "form_param_nil");
    backend.post("/v1/clients/verify", "{").refused(422, "request_body_invalid");
}

#[test]
fn nobody_is_answered_without_a_key_that_counts() {
    let server = Server::start(&[]);
    let ada = server.signed_in(&new_address());
    ada.get("/v1/users").refused(401, "authorization_header_format_invalid");
    let with = |value: &str| ada.send("GET", "/v1/users", &[("authorization", value)], "");
    let first = secret_key(&server.database(), &[]);
    assert!(first.starts_with("sk_live_") && first.len() == 51, "{first}");
    with(&first).refused(401, "authorization_header_format_invalid");
    with(&format!("Basic {first}")).refused(401, "authorization_header_format_invalid");
    with("Bearer sk_live_unused").refused(401, "clerk_key_invalid");
    let second = secret_key(&server.database(), &["--add", "--development"]);
    assert!(second.starts_with("sk_test_"), "{second}");
    for key in [&first, &second] {
        with(&format!("Bearer {key}")).ok();
    }
    let third = secret_key(&server.database(), &[]);
    for (key, status) in [(&first, 401), (&second, 401), (&third, 200)] {
        assert_eq!(with(&format!("Bearer {key}")).status, status);
    }
    // The keys for tokens are for everybody, whatever they send along.
    ada.send("GET", "/v1/jwks", &[("authorization", "Bearer sk_live_unused")], "").ok();

    let wrong = Backend::with_key(&server.url, "sk_live_wrong");
    let last = (0..=100).map(|_| wrong.get("/v1/users").status).last();
    assert_eq!(last, Some(429));
    with(&format!("Bearer {third}")).ok();
}

#[test]
fn a_page_is_refused_even_with_a_key() {
    const APP: &str = "https://app.example.com";
    let server = Server::start(&["--allowed-origin", APP]);
    let backend = Backend::of(&server);
    for header in [
        ("origin", APP),
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("sec-fetch-dest", "empty"),
    ] {
        for path in ["/v1/users", "/v1/users/user_1", "/v1/sessions/sess_1"] {
            let headers = [("authorization", &*backend.bearer), header];
            let answer = backend.agent.send("GET", path, &headers, "");
            answer.refused(403, "origin_invalid");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{header:?}");
        }
    }
    let preflight = [("origin", APP), ("access-control-request-headers", "authorization")];
    let answer = backend.agent.send("OPTIONS", "/v1/users", &preflight, "");
    assert!(answer.status >= 400, "{}", answer.status);
    assert_eq!(answer.header("access-control-allow-headers"), "");
    // So Node's `fetch` asks.
    let headers = [("authorization", &*backend.bearer), ("sec-fetch-mode", "cors")];
    backend.agent.send("GET", "/v1/users", &headers, "").ok();
}

#[test]
fn a_key_that_came_in_the_clear_is_refused() {
    let public = |url| Server::start(&["--public-url", url, "--mailbox", "true"]);
    let secure = public("https://clerk.example.com");
    let backend = Backend::of(&secure);
    let proxied = |proto| {
        let headers = [("authorization", &*backend.bearer), ("x-forwarded-proto", proto)];
        backend.agent.send("GET", "/v1/users", &headers, "")
    };
    backend.get("/v1/users").ok();
    proxied("https").ok();
    proxied("http").refused(403, "https_required");
    proxied("https, http").refused(403, "https_required");
    let plain = public("http://clerk.example.com:4000");
    Backend::of(&plain).get("/v1/users").refused(403, "https_required");
    let local = Server::start(&[]);
    let backend = Backend::of(&local);
    backend.get("/v1/users").ok();
    let headers = [("authorization", &*backend.bearer), ("x-forwarded-for", "198.51.100.7")];
    backend.agent.send("GET", "/v1/users", &headers, "").refused(403, "https_required");
}

#[test]
fn the_log_says_who_asked_for_what_and_no_key() {
    let mut server = Process::start(&[]);
    let key = secret_key(&server.database(), &[]);
    Backend::with_key(&server.url, &key).get("/v1/users/user_of_nobody");
    Backend::with_key(&server.url, "sk_live_wrong").get("/v1/users");
    assert!(server.stop().success());
    let log = server.log();
    for words in [
        "asked with a secret key key=1",
        "path=\"/v1/users/{id}\" status=404",
        "refused at the Backend API",
        "clerk_key_invalid",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains("sk_live"), "{log}");
}
