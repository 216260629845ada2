//! Wire protocol 2.8: the way by which an app's backend learns who is here.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::backend::Backend;
use crate::support::{Answer, Browser, Server, new_address};

const APP: &str = "https://app.example.com";
const LOCAL: &str = "http://localhost:3000";

fn server() -> Server {
    let origins = ["--allowed-origin", APP, "--allowed-origin", LOCAL];
    let public = ["--public-url", "https://clerk.example.com", "--mailbox", "true"];
    Server::start(&[public, origins].concat())
}

/// A browser that is signed in, by a code.
fn signed_in(server: &Server) -> Browser {
    let (ada, address) = (Browser::new(&server.listening), new_address());
    let attempt = ada.post("/v1/client/sign_ups", &[("email_address", &address)]).ok();
    let path = format!("/v1/client/sign_ups/{}", attempt["response"]["id"].as_str().unwrap());
    ada.post(&format!("{path}/prepare_verification"), &[("strategy", "email_code")]).ok();
    let mail = ada.get(&format!("/mailbox/messages?to={address}")).ok();
    let fields = [("strategy", "email_code"), ("code", mail[0]["code"].as_str().unwrap())];
    ada.post(&format!("{path}/attempt_verification"), &fields).ok();
    ada
}

/// Goes where the backend sends the browser, to come back to `page`. `more` is added to the query.
fn handshake(browser: &Browser, page: &str, more: &str) -> Answer {
    browser.send("GET", &path(page, more), &[("sec-fetch-dest", "document")], "")
}

fn path(page: &str, more: &str) -> String {
    let page: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    format!("/v1/client/handshake?redirect_url={page}&format=nonce{more}")
}

fn set_cookie(answer: &Answer) -> Option<&str> {
    answer.headers.get("set-cookie").map(|line| line.to_str().unwrap())
}

fn part(jwt: &str, which: usize) -> Value {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(which).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The lines in a payload.
fn lines(payload: &str) -> Vec<String> {
    let lines = part(payload, 1)["handshake"].as_array().unwrap().clone();
    lines.iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// The lines that an answer brings in its cookie.
#[track_caller]
fn brought(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 307, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie = set_cookie(answer).unwrap();
    lines(cookie.strip_prefix("__clerk_handshake=").unwrap().split(';').next().unwrap())
}

const CLEARED: [&str; 3] = [
    "__clerk_handshake=; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=example.com; Max-Age=0",
    "__client_uat=0; SameSite=Lax; Secure; Path=/; Domain=example.com; Max-Age=31536000",
    "__session=; SameSite=Lax; Secure; Path=/; Max-Age=0",
];

#[test]
fn somebody_comes_back_with_a_token_for_that_page() {
    let server = server();
    let ada = signed_in(&server);
    let session = ada.client()["sessions"][0].clone();
    let back = format!("{APP}/dashboard?a=%C3%A4&b#c");
    let answer = handshake(&ada, &back, "");
    assert_eq!(answer.header("location"), back);
    let cookie = set_cookie(&answer).unwrap();
    let (payload, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(
        attributes,
        "HttpOnly; SameSite=Lax; Secure; Path=/; Domain=example.com; Max-Age=10"
    );
    let payload = payload.strip_prefix("__clerk_handshake=").unwrap();
    let keys = ada.get("/v1/jwks").ok();
    let header = part(payload, 0);
    assert_eq!((&header["alg"], &header["kid"]), (&"RS256".into(), &keys["keys"][0]["kid"]));
    let claims = part(payload, 1);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 10);
    assert!(claims.get("sub").is_none() && claims.get("iss").is_none(), "no session token");

    let lines = lines(payload);
    assert_eq!(lines[0], CLEARED[0], "it works once");
    let told = lines[1].strip_prefix("__client_uat=").unwrap().split(';').next().unwrap();
    let line = lines[2].strip_prefix("__session=").unwrap();
    let (token, attributes) = line.split_once("; ").unwrap();
    assert_eq!(attributes, "SameSite=Lax; Secure; Path=/; Max-Age=31536000", "as the SDK's");
    let token = part(token, 1);
    assert_eq!((&token["sid"], &token["azp"]), (&session["id"], &APP.into()));
    assert!(token["iat"].as_i64().unwrap() >= told.parse().unwrap(), "not older than the sign-in");
    assert!(cookie.len() < 4096, "browsers keep it: {}", cookie.len());
}

#[test]
fn for_nobody_what_the_page_has_is_cleared() {
    let server = server();
    let stranger = Browser::new(&server.listening);
    assert_eq!(brought(&handshake(&stranger, APP, "")), CLEARED);
    stranger.hold("__Host-__client", "of-a-database-that-is-gone");
    assert_eq!(brought(&handshake(&stranger, APP, "")), CLEARED);
    let ada = signed_in(&server);
    ada.post("/v1/client/sessions?_method=DELETE", &[]).ok();
    assert_eq!(brought(&handshake(&ada, APP, "")), CLEARED);
    let ada = signed_in(&server);
    server.pass_seconds(8 * 24 * 3600);
    assert_eq!(brought(&handshake(&ada, APP, "")), CLEARED, "the session has run out");
}

#[test]
fn what_was_written_with_a_suffix_no_longer_counts() {
    let server = server();
    let lines = brought(&handshake(&signed_in(&server), APP, "&suffixed_cookies=true"));
    for suffix in ["naoXFJnI", "l2OS3d9k"] {
        for name in ["__session", "__client_uat"] {
            let start = format!("{name}_{suffix}=; ");
            let line = lines.iter().find(|line| line.starts_with(&start)).unwrap();
            assert!(line.ends_with("Max-Age=0"), "{line}");
        }
    }
    let last = lines.last().unwrap();
    assert!(last.starts_with("__session=ey"), "the backend takes the last: {last}");
}

#[test]
fn a_page_that_no_cookie_reaches_gets_it_in_the_query() {
    let server = server();
    let ada = signed_in(&server);
    let page = format!("{LOCAL}/?a=1&__clerk_handshake=old&__clerk_handshake_nonce=old#b");
    let answer = handshake(&ada, &page, "&__clerk_hs_reason=dev-browser-missing");
    assert_eq!(set_cookie(&answer), None);
    let to = answer.header("location");
    assert!(to.starts_with(&format!("{LOCAL}/?a=1&__clerk_handshake=ey")), "{to}");
    assert!(to.ends_with("#b") && !to.contains("old"), "{to}");
    let lines = lines(&answer.redirect_parameter("__clerk_handshake").unwrap());
    assert!(lines[0].starts_with("__clerk_db_jwt=dvb_"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("Secure") || line.contains("Domain")));
    assert!(lines[2].starts_with("__session=ey"), "{lines:?}");
}

/// The nonce that this browser brings back to a page that no cookie reaches, with a key of this kind.
fn nonce(browser: &Browser, why: &str) -> Option<String> {
    handshake(browser, LOCAL, why).redirect_parameter("__clerk_handshake_nonce")
}

const DEVELOPMENT: &str = "&__clerk_hs_reason=dev-browser-missing";

#[test]
fn a_development_backend_fetches_by_a_nonce_what_would_be_in_the_query() {
    let server = server();
    let ada = signed_in(&server);
    assert_eq!(nonce(&ada, DEVELOPMENT), None, "no backend could fetch it");
    let backend = Backend::of(&server);
    let answer = handshake(&ada, &format!("{LOCAL}/?a=1#b"), DEVELOPMENT);
    let to = answer.header("location");
    assert!(to.starts_with(&format!("{LOCAL}/?a=1&__clerk_handshake_nonce=")), "{to}");
    assert!(to.ends_with("#b") && !to.contains("__clerk_handshake=") && !to.contains('.'), "{to}");
    let nonce_of = |answer: &Answer| answer.redirect_parameter("__clerk_handshake_nonce").unwrap();
    let path = format!("/v1/clients/handshake_payload?nonce={}", nonce_of(&answer));
    Browser::new(&server.listening).get(&path).refused(401, "authorization_header_format_invalid");
    let wrong = [("authorization", "Bearer sk_test_wrong")];
    ada.send("GET", &path, &wrong, "").refused(401, "clerk_key_invalid");
    let answer = backend.get(&path);
    assert_eq!(answer.header("cache-control"), "no-store");
    let lines = answer.ok()["directives"].clone();
    assert!(lines[0].as_str().unwrap().starts_with("__clerk_db_jwt=dvb_"), "{lines}");
    assert!(lines[2].as_str().unwrap().starts_with("__session=ey"), "{lines}");
    assert_eq!(backend.get(&path).ok()["directives"], lines, "a page may have several loaders");
    server.pass_seconds(2);
    backend.get(&path).refused(404, "resource_not_found");

    let path = format!("/v1/clients/handshake_payload?nonce={}", nonce(&ada, DEVELOPMENT).unwrap());
    server.pass_seconds(10);
    backend.get(&path).refused(404, "resource_not_found");
    backend.get("/v1/clients/handshake_payload").refused(422, "form_param_nil");
}

#[test]
fn only_a_development_backend_that_asks_gets_a_nonce_and_only_for_a_page_without_cookies() {
    let server = server();
    let ada = signed_in(&server);
    let _backend = Backend::of(&server);
    assert_eq!(nonce(&ada, ""), None, "in production");
    let path = path(LOCAL, DEVELOPMENT).replace("format=nonce", "format=token");
    let answer = ada.send("GET", &path, &[("sec-fetch-dest", "document")], "");
    assert!(answer.redirect_parameter("__clerk_handshake").is_some());
    let answer = handshake(&ada, APP, DEVELOPMENT);
    assert!(brought(&answer).len() > 3, "a page that the cookie reaches");
}

#[test]
fn a_development_key_keeps_its_dev_browser_and_brings_nothing_else_with_it() {
    let server = server();
    let ada = signed_in(&server);
    let known = ada.post("/v1/dev_browser", &[]).ok()["id"].as_str().unwrap().to_owned();
    let lines = brought(&handshake(&ada, APP, &format!("&__clerk_db_jwt={known}")));
    assert!(lines[1].starts_with(&format!("__clerk_db_jwt={known}; ")), "{lines:?}");
    let slipped_in = "&__clerk_db_jwt=x%3B%20Domain%3Dexample.com";
    let lines = brought(&handshake(&ada, APP, slipped_in));
    assert!(lines[1].starts_with("__clerk_db_jwt=dvb_"), "{lines:?}");
    assert!(!lines[1].contains("Domain"), "{lines:?}");
    let lines = brought(&handshake(&ada, APP, ""));
    assert!(!lines.iter().any(|line| line.starts_with("__clerk_db_jwt")), "{lines:?}");
}

#[test]
fn nobody_is_sent_to_strangers() {
    let server = server();
    let ada = signed_in(&server);
    for page in [
        "",
        "/dashboard",
        "https://evil.example/",
        "https://app.example.com.evil.example/",
        "https://app.example.com@evil.example/",
        "https://user:pw@app.example.com/",
        "//evil.example/",
        "https:\\\\evil.example/",
        "http://app.example.com/",
        "https://other.example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
    ] {
        let answer = handshake(&ada, page, "");
        assert_eq!(answer.refused(400, "form_param_value_invalid").param(), Some("redirect_url"));
        assert_eq!((answer.header("location"), set_cookie(&answer)), ("", None), "{page}");
        let headers = [("accept", "text/html"), ("sec-fetch-dest", "document")];
        let answer = ada.send("GET", &path(page, ""), &headers, "");
        assert_eq!(answer.status, 400, "{page}");
        assert!(answer.text.contains("This does not lead back"), "{}", answer.text);
        assert!(!answer.text.contains("evil"), "{}", answer.text);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[test]
fn only_the_opening_of_a_page_counts() {
    let server = server();
    let ada = signed_in(&server);
    for headers in [
        &[("sec-fetch-dest", "image"), ("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-dest", "empty"), ("sec-fetch-site", "same-site"), ("origin", APP)],
        &[("sec-fetch-dest", "iframe"), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-dest", "iframe"), ("sec-fetch-storage-access", "none")],
    ] {
        let answer = ada.send("GET", &path(APP, ""), headers, "");
        answer.refused(403, "origin_invalid");
        assert_eq!(set_cookie(&answer), None, "{headers:?}");
    }
    for headers in [
        &[("sec-fetch-dest", "document"), ("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-dest", "iframe"), ("sec-fetch-site", "same-site")],
        &[],
    ] {
        assert_eq!(ada.send("GET", &path(APP, ""), headers, "").status, 307, "{headers:?}");
    }
}

#[test]
fn one_network_cannot_keep_the_server_signing() {
    let server = server();
    let stranger = || Browser::new(&server.listening).from("198.51.100.7");
    let busy = stranger();
    for _ in 0..3000 {
        // Each counts, and is refused before there is anything to sign.
        assert_eq!(busy.get("/v1/client/handshake").status, 400);
    }
    handshake(&stranger(), APP, "").refused(429, "rate_limit_exceeded");
    assert_eq!(handshake(&Browser::new(&server.listening), APP, "").status, 307);
}

#[test]
fn a_frame_of_an_allowed_page_is_told_a_dev_browser() {
    let server = server();
    let browser = Browser::new(&server.listening);
    let answer = browser.get(&format!("/v1/dev_browser/init?origin={APP}&redirect={APP}/x"));
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains(&format!("data-origin=\"{APP}\"")), "{}", answer.text);
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    assert!(policy.ends_with(&format!("frame-ancestors {APP}")), "{policy}");
    for origin in ["", "https://evil.example", "*"] {
        let answer = browser.get(&format!("/v1/dev_browser/init?origin={origin}"));
        answer.refused(403, "origin_invalid");
    }
}
