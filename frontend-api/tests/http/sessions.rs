//! Wire protocol 2.1, 3.7 and 3.10: sessions and their tokens.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use crate::support::{Browser, Server, new_address, now_ms, timed};

fn session_id(browser: &Browser) -> String {
    browser.client()["sessions"][0]["id"].as_str().unwrap().to_owned()
}

/// Checks a token with nothing but the published keys. Gives its header and claims.
fn verify(server: &Server, jwt: &str) -> (Value, Value) {
    let parts: Vec<&str> = jwt.split('.').collect();
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let header: Value = serde_json::from_slice(&decode(parts[0])).unwrap();
    let keys = server.browser().get("/.well-known/jwks.json").json;
    let key = &keys["keys"][0];
    assert_eq!(
        (&key["kid"], &key["kty"], &key["use"]),
        (&header["kid"], &"RSA".into(), &"sig".into())
    );
    let key = RsaPublicKeyComponents {
        n: decode(key["n"].as_str().unwrap()),
        e: decode(key["e"].as_str().unwrap()),
    };
    let message = format!("{}.{}", parts[0], parts[1]);
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &decode(parts[2])).unwrap();
    (header, serde_json::from_slice(&decode(parts[1])).unwrap())
}

#[test]
fn a_token_is_bare_signed_and_lives_for_a_minute() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let id = session_id(&ada);
    let tokens = format!("/v1/client/sessions/{id}/tokens");
    let answer = ada.send("POST", &tokens, &[("origin", &server.url)], "").ok();
    assert_eq!(answer["object"], "token");
    let (header, claims) = verify(server, answer["jwt"].as_str().unwrap());
    assert_eq!((&header["alg"], &header["typ"]), (&"RS256".into(), &"JWT".into()));
    assert!(header["kid"].as_str().unwrap().starts_with("ins_"));
    let issued = claims["iat"].as_i64().unwrap();
    assert!((issued - now_ms() / 1000).abs() <= 5);
    assert_eq!(claims["exp"].as_i64(), Some(issued + 60));
    assert_eq!(claims["nbf"].as_i64(), Some(issued - 10));
    assert_eq!(
        (&claims["iss"], &claims["azp"]),
        (&server.url.as_str().into(), &server.url.as_str().into())
    );
    assert_eq!(claims["sid"], *id);
    assert_eq!(claims["sub"], ada.client()["sessions"][0]["user"]["id"]);

    let last = ada.client()["sessions"][0]["last_active_token"]["jwt"].as_str().unwrap().to_owned();
    assert_eq!(verify(server, &last).1["sid"], *id);
}

#[test]
fn a_token_names_the_page_that_called_if_it_is_allowed() {
    const APP: &str = "https://app.example.com";
    let server = Server::start(&["--allowed-origin", APP]);
    let ada = server.signed_in(&new_address());
    let azp = |headers: &[(&str, &str)]| {
        let client = ada.send("GET", "/v1/client", headers, "").ok();
        let token = &client["response"]["sessions"][0]["last_active_token"]["jwt"];
        verify(&server, token.as_str().unwrap()).1["azp"].clone()
    };
    assert_eq!(azp(&[("origin", APP)]), APP);
    assert_eq!(azp(&[("origin", "HTTPS://APP.example.com:443")]), APP);
    assert_eq!(azp(&[("origin", &server.url)]), *server.url);
    // A `GET` of the server's own pages has no `Origin`.
    let own = ("sec-fetch-site", "same-origin");
    assert_eq!(azp(&[own]), *server.url);
    assert_eq!(azp(&[own, ("origin", APP)]), APP);
    for headers in [[("sec-fetch-site", "same-site"), own], [own, ("host", "evil.example")]] {
        assert_eq!(azp(&headers[..]), Value::Null, "{headers:?}");
    }
    for headers in [&[][..], &[("origin", "https://evil.example")], &[("origin", "null")]] {
        assert_eq!(azp(headers), Value::Null, "{headers:?}");
    }
}

#[test]
fn a_template_that_does_not_exist_gives_no_token() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let path = format!("/v1/client/sessions/{}/tokens/hasura", session_id(&ada));
    ada.post(&path, &[]).refused(404, "resource_not_found");
}

#[test]
fn a_session_of_another_browser_does_not_exist_here() {
    let server = Server::shared();
    let id = session_id(&server.signed_in(&new_address()));
    let eve = server.signed_in(&new_address());
    for what in ["touch", "end", "remove", "revoke", "tokens"] {
        let path = format!("/v1/client/sessions/{id}/{what}");
        eve.post(&path, &[]).refused(404, "resource_not_found");
        server.browser().post(&path, &[]).refused(401, "authentication_invalid");
    }
}

#[test]
fn a_session_that_ended_gives_no_token_and_stays_ended() {
    for (what, status) in [("end", "ended"), ("remove", "removed"), ("revoke", "revoked")] {
        let server = Server::shared();
        let ada = server.signed_in(&new_address());
        let path = format!("/v1/client/sessions/{}", session_id(&ada));
        let ended = ada.post(&format!("{path}/{what}"), &[]).ok();
        assert_eq!(ended["response"]["status"], status);
        assert_eq!(ended["response"]["last_active_token"], Value::Null);
        assert_eq!(ended["client"]["sessions"], serde_json::json!([]));
        assert_eq!(ended["client"]["last_active_session_id"], Value::Null);
        ada.post(&format!("{path}/tokens"), &[]).refused(401, "authentication_invalid");
        ada.post(&format!("{path}/touch"), &[]).refused(401, "authentication_invalid");
        let again = ada.post(&format!("{path}/end"), &[]).ok();
        assert_eq!(again["response"]["status"], status);
    }
}

#[test]
fn a_session_expires_after_a_week() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let path = format!("/v1/client/sessions/{}/tokens", session_id(&ada));
    server.pass_seconds(7 * 24 * 3600 - 5);
    ada.post(&path, &[]).ok();
    server.pass_seconds(5);
    ada.post(&path, &[]).refused(401, "authentication_invalid");
    assert_eq!(ada.client()["sessions"], serde_json::json!([]));
}

#[test]
fn touching_makes_a_session_the_last_active_one() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    let first = session_id(&ada);
    ada.ask_to_sign_up("bob@example.com");
    ada.get(&server.link("bob@example.com"));
    assert_ne!(ada.client()["last_active_session_id"], *first);
    let fields = [("active_organization_id", ""), ("intent", "select_session")];
    let touched = ada.post(&format!("/v1/client/sessions/{first}/touch"), &fields).ok();
    assert_eq!(touched["response"]["id"], *first);
    assert_eq!(touched["client"]["last_active_session_id"], *first);

    // The caller says which user `/me` is about.
    let second = touched["client"]["sessions"][1].clone();
    let me = ada.get(&format!("/v1/me?_clerk_session_id={}", second["id"].as_str().unwrap())).ok();
    assert_eq!(me["response"]["id"], second["user"]["id"]);
    assert_eq!(ada.get("/v1/me").ok()["response"]["id"], touched["response"]["user"]["id"]);
    // Removing the active one leaves the other.
    let removed = ada.post(&format!("/v1/client/sessions/{first}/remove"), &[]).ok();
    assert_eq!(removed["client"]["last_active_session_id"], second["id"]);
}

#[test]
fn a_session_that_ends_leaves_the_place_to_one_that_is_still_active() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    let newest = |address| {
        server.pass_seconds(60);
        ada.ask_to_sign_up(address);
        ada.get(&server.link(address));
        ada.client()["last_active_session_id"].as_str().unwrap().to_owned()
    };
    let first = session_id(&ada);
    let (second, third) = (newest("bob@example.com"), newest("cyd@example.com"));
    // The first session is used last before it expires.
    server.pass_seconds(6 * 24 * 3600);
    for id in [&second, &first] {
        server.pass_seconds(1);
        ada.post(&format!("/v1/client/sessions/{id}/tokens"), &[]).ok();
    }
    server.pass_seconds(24 * 3600 - 100);
    let ended = ada.post(&format!("/v1/client/sessions/{third}/end"), &[]).ok();
    assert_eq!(ended["client"]["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(ended["client"]["last_active_session_id"], *second);
}

#[test]
fn a_token_for_one_account_makes_no_other_one_the_last_active() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    let newest = |address| {
        server.pass_seconds(60);
        ada.ask_to_sign_up(address);
        ada.get(&server.link(address));
        ada.client()["last_active_session_id"].as_str().unwrap().to_owned()
    };
    let first = session_id(&ada);
    let (second, third) = (newest("bob@example.com"), newest("cyd@example.com"));
    ada.post(&format!("/v1/client/sessions/{first}/touch"), &[]).ok();
    let ended = ada.post(&format!("/v1/client/sessions/{first}/end"), &[]).ok();
    let next = ended["client"]["last_active_session_id"].clone();
    let me = ada.get("/v1/me").ok()["response"]["id"].clone();
    for id in [&second, &third, &second] {
        server.pass_seconds(1);
        ada.post(&format!("/v1/client/sessions/{id}/tokens"), &[]).ok();
        assert_eq!(ada.client()["last_active_session_id"], next);
        assert_eq!(ada.get("/v1/me").ok()["response"]["id"], me);
    }
}

#[test]
fn once_the_last_active_session_has_expired_another_one_is_it() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    let first = session_id(&ada);
    server.pass_seconds(60);
    ada.ask_to_sign_up("bob@example.com");
    ada.get(&server.link("bob@example.com"));
    ada.post(&format!("/v1/client/sessions/{first}/touch"), &[]).ok();
    server.pass_seconds(7 * 24 * 3600 - 30);
    let client = ada.client();
    let bob = &client["sessions"][0];
    assert_eq!(client["last_active_session_id"], bob["id"]);
    assert_eq!(ada.get("/v1/me").ok()["response"]["id"], bob["user"]["id"]);
    // A call for the first session's user does not change another user.
    let path = format!("/v1/me?_method=PATCH&_clerk_session_id={first}");
    ada.post(&path, &[("first_name", "Ada")]).refused(401, "authentication_invalid");
}

#[test]
fn a_user_sees_their_sessions_everywhere_and_can_end_them() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.signed_in(&address);
    let phone = server.browser();
    phone.ask_to_sign_in(&address);
    phone.get(&server.link(&address));
    let sessions = ada.get("/v1/me/sessions/active").ok();
    assert_eq!(sessions.as_array().unwrap().len(), 2, "a bare list");
    let other = sessions[1]["id"].as_str().unwrap();
    assert_eq!(sessions[1]["user"], Value::Null);
    let activity = &sessions[1]["latest_activity"];
    assert_eq!(
        (&activity["browser_name"], &activity["is_mobile"]),
        (&"Firefox".into(), &false.into())
    );
    assert!(activity["id"].as_str().unwrap().starts_with("sess_activity_"));

    let ended = ada.post(&format!("/v1/me/sessions/{other}/revoke"), &[]).ok();
    assert_eq!(ended["response"]["status"], "revoked");
    assert_eq!(phone.client()["sessions"], serde_json::json!([]));
    server.browser().get("/v1/me/sessions/active").refused(401, "authentication_invalid");
    server
        .signed_in(&new_address())
        .post(&format!("/v1/me/sessions/{other}/revoke"), &[])
        .refused(404, "resource_not_found");
}

#[test]
fn a_user_has_so_many_sessions_and_the_oldest_give_way() {
    let server = Server::start(&[]);
    let oldest = server.signed_in_with_password("ada@example.com");
    let fields = [("identifier", "ada@example.com"), ("password", "correct horse")];
    let browsers = [(); 100].map(|()| server.browser());
    for browser in &browsers {
        browser.post("/v1/client/sign_ins", &fields).ok();
    }
    let newest = browsers.last().unwrap();
    let active = newest.get("/v1/me/sessions/active").ok();
    assert_eq!(active.as_array().unwrap().len(), 100);
    assert_eq!(active[0]["last_active_token"], serde_json::Value::Null);
    oldest.get("/v1/me").refused(401, "authentication_invalid");
}

#[test]
fn a_session_that_gives_way_leaves_its_browser_as_a_sign_out_does() {
    let server = Server::start(&["--multi-session"]);
    let oldest = server.signed_in("ada@example.com");
    oldest.post("/v1/me/change_password", &[("new_password", "correct horse")]).ok();
    let path = oldest.ask_to_sign_up("bob@example.com");
    let before = oldest.client();
    let fields = [("identifier", "ada@example.com"), ("password", "correct horse")];
    for _ in 0..99 {
        server.browser().post("/v1/client/sign_ins", &fields).ok();
    }
    assert_eq!(oldest.client()["updated_at"], before["updated_at"], "a hundred may be");
    let (waited, _) = std::thread::scope(|scope| {
        let poll = scope.spawn(|| timed(|| oldest.get(&format!("{path}?wait=20"))));
        std::thread::sleep(Duration::from_millis(300));
        server.browser().post("/v1/client/sign_ins", &fields).ok();
        poll.join().unwrap()
    });
    assert!(waited < Duration::from_secs(5), "what waited there is told: {waited:?}");
    let after = oldest.client();
    assert_eq!(after["sessions"], serde_json::json!([]));
    assert_eq!((&after["last_active_session_id"], &after["sign_up"]), (&Value::Null, &Value::Null));
    assert!(after["updated_at"].as_i64() > before["updated_at"].as_i64());
    oldest.get(&server.link("bob@example.com"));
    assert_eq!(oldest.client()["sessions"], serde_json::json!([]), "its link is dead");
}

#[test]
fn signing_out_of_other_sessions_and_deleting_the_account_do_the_same() {
    let server = Server::start(&["--multi-session"]);
    for what in ["sign out", "delete"] {
        let address = new_address();
        let ada = server.signed_in(&address);
        let phone = server.browser();
        phone.ask_to_sign_in(&address);
        phone.get(&server.link(&address));
        phone.ask_to_sign_up(&new_address());
        let before = phone.client();
        match what {
            "delete" => ada.post("/v1/me?_method=DELETE", &[]).ok(),
            _ => {
                let fields =
                    [("new_password", "correct horse"), ("sign_out_of_other_sessions", "true")];
                ada.post("/v1/me/change_password", &fields).ok()
            }
        };
        let after = phone.client();
        assert_eq!(after["sessions"], serde_json::json!([]), "{what}");
        assert_eq!(after["last_active_session_id"], Value::Null, "{what}");
        assert_eq!(after["sign_up"], Value::Null, "{what}");
        assert!(after["updated_at"].as_i64() > before["updated_at"].as_i64(), "{what}");
    }
}

#[test]
fn a_browser_has_no_more_than_ten_sessions_and_the_oldest_give_way() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.browser();
    let sign_up = || {
        let address = new_address();
        ada.ask_to_sign_up(&address);
        assert_eq!(ada.get(&server.link(&address)).status, 303);
    };
    (0..10).for_each(|_| sign_up());
    let ids = |client: &Value| -> Vec<Value> {
        client["sessions"].as_array().unwrap().iter().map(|session| session["id"].clone()).collect()
    };
    let ten = ids(&ada.client());
    assert_eq!(ten.len(), 10);
    sign_up();
    let client = ada.client();
    let now = ids(&client);
    assert_eq!((now.len(), &now[..9]), (10, &ten[1..]));
    assert_eq!(client["last_active_session_id"], now[9]);
    assert_eq!(client["sign_up"]["status"], "complete", "what was just completed stays");
    let oldest = format!("/v1/client/sessions/{}/touch", ten[0].as_str().unwrap());
    ada.post(&oldest, &[]).refused(401, "authentication_invalid");
}

/// The token that a page gets by reading the client.
fn token_read(browser: &Browser, page: &str) -> String {
    let client = browser.send("GET", "/v1/client", &[("origin", page)], "").ok();
    let session = &client["response"]["sessions"][0];
    assert_eq!(session, &client["client"]["sessions"][0]);
    session["last_active_token"]["jwt"].as_str().unwrap().to_owned()
}

#[test]
fn readers_are_given_the_last_token_until_it_is_three_seconds_old() {
    let server = Server::start(&["--allowed-origin", "https://app.example.com"]);
    let ada = server.signed_in("ada@example.com");
    let issued = |jwt: &str| verify(&server, jwt).1["iat"].as_i64().unwrap();
    let first = token_read(&ada, &server.url);
    server.pass_seconds(1);
    assert_eq!(token_read(&ada, &server.url), first);
    let other = token_read(&ada, "https://app.example.com");
    assert_eq!(verify(&server, &other).1["azp"], "https://app.example.com");
    assert_eq!(token_read(&ada, &server.url), first, "each page has its own");

    // A call that asks for a new token gets a new one.
    let tokens = format!("/v1/client/sessions/{}/tokens", session_id(&ada));
    let asked = ada.send("POST", &tokens, &[("origin", &server.url)], "").ok();
    let asked = asked["jwt"].as_str().unwrap();
    assert!(issued(asked) > issued(&first));
    assert_eq!(token_read(&ada, &server.url), asked, "and then readers get that");
    server.pass_seconds(4);
    let next = token_read(&ada, &server.url);
    assert!(issued(&next) >= issued(asked) + 4);
    // The clock is put back. The tokens from before are not given any more.
    server.pass_seconds(-60);
    assert!(issued(&token_read(&ada, &server.url)) < issued(&first));
}

#[test]
fn no_token_outlives_a_change_of_its_browser() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    let issued = |jwt: &str| verify(&server, jwt).1["iat"].as_i64().unwrap();
    ada.ask_to_sign_up("bob@example.com");
    let first = token_read(&ada, &server.url);
    server.pass_seconds(1);
    // Another session begins. By `__client_uat`, a backend refuses older tokens now.
    ada.get(&server.link("bob@example.com"));
    let second = token_read(&ada, &server.url);
    assert!(issued(&second) > issued(&first));
    server.pass_seconds(1);
    let last = ada.client()["sessions"][1]["id"].as_str().unwrap().to_owned();
    let ended = ada.post(&format!("/v1/client/sessions/{last}/end"), &[]).ok();
    let jwt = ended["client"]["sessions"][0]["last_active_token"]["jwt"].as_str().unwrap();
    assert_eq!(verify(&server, jwt).1["azp"], Value::Null);
    assert!(issued(&token_read(&ada, &server.url)) > issued(&second));
    ada.post("/v1/client/sessions?_method=DELETE", &[]).ok();
    assert_eq!(ada.client()["sessions"], serde_json::json!([]), "and none its session");
}

#[test]
fn what_a_touch_answers_holds_a_token_too() {
    let ada = Server::shared().signed_in(&new_address());
    let touched = ada.post(&format!("/v1/client/sessions/{}/touch", session_id(&ada)), &[]).ok();
    let session = &touched["response"];
    assert!(session["last_active_token"]["jwt"].is_string());
    assert_eq!(session["last_active_token"], touched["client"]["sessions"][0]["last_active_token"]);
}

#[test]
fn a_link_asked_for_before_the_last_session_ended_signs_nobody_in() {
    let server = Server::start(&["--multi-session"]);
    let ada = server.signed_in("ada@example.com");
    server.account("bob@example.com");
    let session = session_id(&ada);
    ada.ask_to_sign_in("bob@example.com");
    ada.post(&format!("/v1/client/sessions/{session}/end"), &[]).ok();
    ada.get(&server.link("bob@example.com"));
    assert_eq!(ada.client()["sessions"], serde_json::json!([]));
}

#[test]
fn ending_a_session_again_leaves_the_next_person_alone() {
    let server = Server::start(&[]);
    let browser = server.signed_in("ada@example.com");
    server.account("bob@example.com");
    let end = format!("/v1/client/sessions/{}/end", session_id(&browser));
    browser.post(&end, &[]).ok();
    browser.ask_to_sign_in("bob@example.com");
    browser.post(&end, &[]).ok();
    browser.get(&server.link("bob@example.com"));
    assert_eq!(browser.client()["sessions"].as_array().unwrap().len(), 1);
}
