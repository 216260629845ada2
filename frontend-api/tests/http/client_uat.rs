//! Wire protocol 6.2: `__client_uat`, which tells the app's backend when the browser signed in.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::support::{Answer, Browser, Server, new_address, now_ms};

const APP: &str = "http://localhost:3000";

fn server() -> Server {
    Server::start(&["--allowed-origin", APP, "--allowed-origin", "https://evil.example"])
}

/// The line that sets the cookie, if the answer has one.
fn line(answer: &Answer) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    lines.into_iter().find(|line| line.starts_with("__client_uat=")).map(str::to_owned)
}

fn call(browser: &Browser, method: &str, path: &str, origin: &str) -> Answer {
    browser.send(method, path, &[("origin", origin)], "")
}

fn claims(jwt: &str) -> Value {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

fn seconds(browser: &Browser) -> i64 {
    browser.cookie("__client_uat").unwrap().parse().unwrap()
}

#[test]
fn a_page_is_told_when_its_browser_signed_in_and_out() {
    let server = server();
    let ada = server.browser();
    let first = call(&ada, "GET", "/v1/client", APP);
    assert_eq!(
        line(&first).unwrap(),
        "__client_uat=0; SameSite=Lax; Path=/; Max-Age=31536000",
        "of this host alone, for scripts as well"
    );
    assert_eq!(line(&call(&ada, "GET", "/v1/client", APP)), None, "it knows");

    let address = new_address();
    let path = ada.ask_to_sign_up(&address);
    assert_eq!(server.browser().confirm(&server.link(&address)).status, 303);
    let attempt = call(&ada, "GET", &path, APP);
    assert!(line(&attempt).is_some(), "a poll tells it, wherever the link was opened");
    assert!((seconds(&ada) - now_ms() / 1000).abs() <= 5);

    call(&ada, "POST", "/v1/client/sessions?_method=DELETE", APP).ok();
    assert_eq!(ada.cookie("__client_uat").unwrap(), "0");
}

#[test]
fn forgetting_the_browser_tells_both_cookies() {
    let server = server();
    let ada = server.signed_in(&new_address());
    call(&ada, "GET", "/v1/client", APP).ok();
    assert_ne!(seconds(&ada), 0);
    call(&ada, "POST", "/v1/client?_method=DELETE", APP).ok();
    assert_eq!((ada.cookie("__client"), seconds(&ada)), (None, 0));
}

#[test]
fn a_session_that_expires_or_is_revoked_elsewhere_is_told_too() {
    let server = server();
    let (ada, address) = (server.browser(), new_address());
    ada.ask_to_sign_up(&address);
    ada.get(&server.link(&address));
    let client = call(&ada, "GET", "/v1/client", APP).ok();
    assert_ne!(seconds(&ada), 0);
    let elsewhere = server.browser();
    elsewhere.ask_to_sign_in(&address);
    elsewhere.get(&server.link(&address));
    let id = client["response"]["sessions"][0]["id"].as_str().unwrap();
    elsewhere.post(&format!("/v1/me/sessions/{id}/revoke"), &[]).ok();
    call(&ada, "GET", "/v1/client", APP).ok();
    assert_eq!(seconds(&ada), 0);

    call(&elsewhere, "GET", "/v1/client", APP).ok();
    assert_ne!(seconds(&elsewhere), 0);
    server.pass_seconds(8 * 24 * 3600);
    call(&elsewhere, "GET", "/v1/client", APP).ok();
    assert_eq!(seconds(&elsewhere), 0);
}

#[test]
fn no_token_in_a_browser_is_older_than_its_last_sign_in() {
    let server = server();
    let address = new_address();
    let ada = server.signed_in(&address);
    ada.post("/v1/client/sessions?_method=DELETE", &[]).ok();
    ada.ask_to_sign_in(&address);
    ada.get(&server.link(&address));
    let client = call(&ada, "GET", "/v1/client", APP).ok();
    let told = seconds(&ada);
    let id = client["response"]["sessions"][0]["id"].as_str().unwrap();
    server.pass_seconds(30);
    // After a touch clerk-js 2 keeps its old token, so the cookie must stay the same.
    call(&ada, "POST", &format!("/v1/client/sessions/{id}/touch"), APP).ok();
    call(&ada, "POST", "/v1/me?_method=PATCH", APP).ok();
    assert_eq!(seconds(&ada), told);
}

#[test]
fn a_clock_that_is_put_back_a_little_makes_no_token_too_old() {
    let server = server();
    // The session begins at a full second. Then the clock is put back into the second before.
    server.pass_ms(10_000 - now_ms() % 1000);
    let ada = server.signed_in(&new_address());
    server.pass_ms(-900);
    let client = call(&ada, "GET", "/v1/client", APP).ok();
    let jwt = client["response"]["sessions"][0]["last_active_token"]["jwt"].as_str().unwrap();
    let issued = claims(jwt)["iat"].as_i64().unwrap();
    assert!(seconds(&ada) <= issued, "{} {issued}", seconds(&ada));
    assert!(seconds(&ada) > now_ms() / 1000, "it is the last sign-in, not long ago");
}

#[test]
fn another_session_counts_from_its_beginning_and_a_lost_one_from_its_end() {
    let server = Server::start(&["--allowed-origin", APP, "--multi-session"]);
    let ada = server.signed_in(&new_address());
    call(&ada, "GET", "/v1/client", APP).ok();
    let first = seconds(&ada);
    server.pass_seconds(60);
    let address = new_address();
    ada.ask_to_sign_up(&address);
    ada.get(&server.link(&address));
    let client = call(&ada, "GET", "/v1/client", APP).ok();
    let second = seconds(&ada);
    assert!(second >= first + 60);
    server.pass_seconds(60);
    let id = client["response"]["sessions"][0]["id"].as_str().unwrap();
    call(&ada, "POST", &format!("/v1/client/sessions/{id}/end"), APP).ok();
    assert!(seconds(&ada) >= second + 60, "a token of the lost one is refused");
}

#[test]
fn it_is_for_the_pages_of_the_domain() {
    let options = ["--public-url", "https://clerk.example.com", "--mailbox", "true"];
    let pages = ["https://example.com", "https://app.example.com", "https://other.example"];
    let allowed = pages.iter().flat_map(|page| ["--allowed-origin", page]);
    let server = Server::start(&options.into_iter().chain(allowed).collect::<Vec<_>>());
    let ask = |page| line(&call(&Browser::new(&server.listening), "GET", "/v1/client", page));
    let expected =
        "__client_uat=0; SameSite=Lax; Secure; Path=/; Domain=example.com; Max-Age=31536000";
    for page in ["https://example.com", "https://app.example.com", "https://clerk.example.com"] {
        assert_eq!(ask(page).as_deref(), Some(expected), "{page}");
    }
    assert_eq!(ask("https://other.example"), None, "the SDK writes it there");
    assert_eq!(ask("https://unknown.example.com"), None, "not allowed");
}

#[test]
fn nobody_else_is_told() {
    let server = server();
    let ada = server.signed_in(&new_address());
    assert_eq!(ada.cookie("__client_uat"), None, "no page has asked yet");
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-origin"), ("host", "evil.example")],
    ] {
        assert_eq!(line(&ada.send("GET", "/v1/client", headers, "")), None, "{headers:?}");
    }
    // On a `GET`, the server's own pages send no `Origin`.
    let own = [("sec-fetch-site", "same-origin")];
    assert!(line(&ada.send("GET", "/v1/client", &own, "")).is_some());
}
