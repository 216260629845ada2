//! Wire protocol 2.1 and 3.2: the client and its cookie.

use serde_json::Value;

use crate::process::Process;
use crate::support::{Answer, Browser, Server, new_address};

#[test]
fn an_unknown_browser_has_no_client_and_that_is_no_error() {
    let server = Server::shared();
    for cookie in ["", "__client=", "__client=made-up", "__client=%00; __client=x"] {
        let answer = server.browser().send("GET", "/v1/client", &[("cookie", cookie)], "");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json, serde_json::json!({ "response": null, "client": null }));
        assert!(answer.headers.get("set-cookie").is_none(), "asking leaves nothing behind");
    }
}

#[test]
fn the_cookie_is_for_this_server_and_no_script() {
    let server = Server::shared();
    let answer = server.browser().post("/v1/client?_method=PUT", &[]);
    let line = answer.header("set-cookie").to_owned();
    for part in ["__client=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=31536000"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Secure"), "Safari refuses it on http://localhost");
    assert!(!line.contains("Domain"));
    assert!(answer.json["response"]["id"].as_str().unwrap().starts_with("client_"));

    let secure = Server::start(&["--public-url", "https://clerk.example.com", "--mailbox", "true"]);
    let browser = Browser::new(&secure.listening);
    let answer = browser.post("/v1/client?_method=PUT", &[]);
    assert!(answer.header("set-cookie").starts_with("__Host-__client="));
    assert!(answer.header("set-cookie").contains("; Secure"));
    assert_eq!(browser.client()["id"], answer.json["response"]["id"]);
    // Over https, the cookie that a sibling host can set is ignored.
    let token = browser.cookie("__Host-__client").unwrap();
    let line = format!("__client={token}");
    let stranger = Browser::new(&secure.listening);
    let answer = stranger.send("GET", "/v1/client", &[("cookie", &line)], "");
    assert_eq!(answer.json["response"], Value::Null);
}

#[test]
fn a_second_cookie_that_somebody_slipped_in_counts_as_none() {
    let server = Server::shared();
    let eve = server.browser();
    eve.post("/v1/client?_method=PUT", &[]).ok();
    let ada = server.signed_in(&new_address());
    let both = format!("__client={}", eve.cookie("__client").unwrap());
    let answer = ada.send("GET", "/v1/client", &[("cookie", &both)], "");
    assert_eq!(answer.json["response"], Value::Null, "neither hers nor Eve's");
    assert_ne!(ada.client(), Value::Null);
}

#[test]
fn putting_again_keeps_the_client() {
    let ada = Server::shared().browser();
    let first = ada.post("/v1/client?_method=PUT", &[]).ok();
    let again = ada.post("/v1/client?_method=PUT", &[]).ok();
    assert_eq!(first["response"]["id"], again["response"]["id"]);
}

#[test]
fn every_change_is_newer_than_the_one_before() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let mut last = 0;
    let mut grew = |step: &str| {
        let now = ada.client()["updated_at"].as_i64().unwrap();
        assert!(now > last, "{step}: {now} after {last}");
        last = now;
    };
    let path = ada.ask_to_sign_up(&address);
    grew("prepared");
    ada.post(&format!("{path}?_method=PATCH"), &[("first_name", "Ada")]).ok();
    grew("updated");
    ada.get(&server.link(&address));
    grew("verified");
    let id = ada.client()["sessions"][0]["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/v1/client/sessions/{id}/touch"), &[]).ok();
    grew("touched");
    ada.post("/v1/me?_method=PATCH", &[("first_name", "A.")]).ok();
    grew("user updated");
    ada.post(&format!("/v1/client/sessions/{id}/remove"), &[]).ok();
    grew("removed");
}

#[test]
fn signing_out_of_everything_forgets_the_browser() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let id = ada.client()["id"].clone();
    let session = ada.client()["sessions"][0]["id"].as_str().unwrap().to_owned();
    let token = ada.cookie("__client").unwrap();
    let gone = ada.post("/v1/client?_method=DELETE", &[]).ok();
    assert_eq!(gone["response"]["id"], id);
    assert_eq!(gone["response"]["sessions"], serde_json::json!([]));
    assert_eq!(ada.cookie("__client"), None);

    // A copy of the cookie is worthless now.
    let copy = format!("__client={token}");
    let copy = [("cookie", copy.as_str())];
    assert_eq!(ada.send("GET", "/v1/client", &copy, "").json["response"], Value::Null);
    let tokens = format!("/v1/client/sessions/{session}/tokens");
    assert_eq!(ada.send("POST", &tokens, &copy, "").status, 401);
    assert_eq!(ada.post("/v1/client?_method=DELETE", &[]).status, 200, "twice is no error");
}

#[test]
fn removing_all_sessions_keeps_the_browser() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let id = ada.client()["id"].clone();
    let client = ada.post("/v1/client/sessions?_method=DELETE", &[]).ok();
    assert_eq!(client["response"]["id"], id);
    assert_eq!(client["response"]["sessions"], serde_json::json!([]));
    assert_eq!(client["response"]["last_active_session_id"], Value::Null);
}

#[test]
fn everything_lasts_beyond_a_restart() {
    let first = Process::start(&[]);
    let ada = Browser::new(&first.url);
    let path = ada.ask_to_sign_up("ada@example.com");
    let link = first.link("ada@example.com");
    let jwks = ada.get("/.well-known/jwks.json").json;
    let code = first.code("ada@example.com");
    let second = first.restart();
    assert_eq!(ada.get("/.well-known/jwks.json").json, jwks);
    assert_eq!(ada.poll(&path)["verifications"]["email_address"]["status"], "unverified");
    // Except the code: its key was in memory.
    let fields = [("strategy", "email_code"), ("code", &*code)];
    let answer = ada.post(&format!("{path}/attempt_verification"), &fields);
    answer.refused(400, "verification_failed");
    assert_eq!(ada.get(&link).status, 303);
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
    drop(second);
}

#[test]
fn one_network_begins_only_so_much_and_another_goes_on() {
    let server = Server::start(&[]);
    let put = |browser: &Browser| browser.post("/v1/client?_method=PUT", &[]);
    let agent = server.browser();
    for _ in 0..3000 {
        agent.forget();
        put(&agent).ok();
    }
    let known = agent.cookie("__client").unwrap();
    agent.forget();
    put(&agent).refused(429, "rate_limit_exceeded");
    let begin = [("email_address", "ada@example.com")];
    agent.post("/v1/client/sign_ups", &begin).refused(429, "rate_limit_exceeded");
    let known = [("cookie", &*format!("__client={known}"))];
    agent.send("GET", "/v1/client", &known, "").ok();
    put(&server.browser().from("198.51.100.1")).ok();
}

#[test]
fn a_development_key_boots() {
    let ada = Server::shared().browser();
    let made = ada.post("/v1/dev_browser", &[]).ok();
    assert!(made["id"].as_str().unwrap().starts_with("dvb_"));
    assert_eq!(made["id"], made["token"]);
    ada.post("/v1/dev_browser/set_first_party_cookie", &[]).ok();
}

#[test]
fn a_cookie_of_another_program_hides_ours_from_nobody() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    ada.hold("name", "Zoë");
    ada.ask_to_sign_up(&address);
    assert_eq!(ada.get(&server.link(&address)).status, 303);
    // The time of the last sign-in is not hidden either. It is sent only once.
    let own = [("sec-fetch-site", "same-origin")];
    assert!(ada.send("GET", "/v1/client", &own, "").headers.contains_key("set-cookie"));
    assert!(!ada.send("GET", "/v1/client", &own, "").headers.contains_key("set-cookie"));
}

#[test]
fn a_foreign_letter_in_its_name_hides_no_browser() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let form = ("content-type", "Application/X-WWW-Form-URLencoded; charset=\u{e9}");
    let named = ("user-agent", "Zoë/1 (X11; Linux x86_64) Firefox/140.0");
    let begin =
        ada.send("POST", "/v1/client/sign_ups", &[form], format!("email_address={address}"));
    let id = begin.ok()["response"]["id"].as_str().unwrap().to_owned();
    let body = format!("strategy=email_link&redirect_url={}", ada.redirect_url());
    let path = format!("/v1/client/sign_ups/{id}/prepare_verification");
    ada.send("POST", &path, &[form, named], body).ok();
    assert!(server.mail(&address)["text"].as_str().unwrap().contains("Firefox on Linux"));
}

/// Asks one question. The number makes each question different.
type Ask<'a> = Box<dyn Fn(usize) -> Answer + 'a>;

#[test]
fn whether_somebody_exists_is_not_asked_without_end() {
    const NETWORK: &str = "203.0.113.60";
    let server = Server::start(&[]);
    let (taken, eve) = ("ada@example.com", server.browser().from(NETWORK));
    let ada = server.signed_in(taken);
    ada.post("/v1/me?_method=PATCH", &[("username", "ada")]).ok();
    let signed_in = server.signed_in("eve@example.com").from(NETWORK);
    let begun = server.browser();
    let sign_up = begun.ask_to_sign_up("mallory@example.com");
    let sign_up = format!("{sign_up}?_method=PATCH");
    let begun = begun.from(NETWORK);
    let ask = |browser: &Browser, path: &str, name: &str, value: &str| {
        browser.post(path, &[(name, value)])
    };
    let (sign_ins, sign_ups) = ("/v1/client/sign_ins", "/v1/client/sign_ups");
    let (me, addresses) = ("/v1/me?_method=PATCH", "/v1/me/email_addresses");
    let guess = |number| format!("guess{number}@example.com");
    let name = |number| format!("guess{number}");
    let questions: [(u16, Ask<'_>); 12] = [
        (422, Box::new(|number| ask(&eve, sign_ins, "identifier", &guess(number)))),
        (422, Box::new(|number| ask(&eve, sign_ins, "identifier", &name(number)))),
        (422, Box::new(|_| ask(&signed_in, sign_ins, "identifier", taken))),
        (422, Box::new(|_| ask(&eve, sign_ups, "email_address", taken))),
        (422, Box::new(|_| ask(&eve, sign_ups, "username", "ada"))),
        (422, Box::new(|_| ask(&begun, &sign_up, "email_address", taken))),
        (200, Box::new(|number| ask(&begun, &sign_up, "email_address", &guess(number)))),
        (422, Box::new(|_| ask(&begun, &sign_up, "username", "ada"))),
        (200, Box::new(|number| ask(&begun, &sign_up, "username", &name(number)))),
        (422, Box::new(|_| ask(&signed_in, me, "username", "ada"))),
        (200, Box::new(|number| ask(&signed_in, me, "username", &name(number)))),
        (422, Box::new(|_| ask(&signed_in, addresses, "email_address", taken))),
    ];
    for number in 0..3000 {
        let (status, question) = &questions[number % questions.len()];
        let answer = question(number);
        assert_eq!(answer.status, *status, "{number} {}", answer.text);
    }
    for (_, question) in &questions {
        question(0).refused(429, "rate_limit_exceeded");
    }
    ask(&server.browser(), sign_ins, "identifier", taken).ok();
}

#[test]
fn a_browser_that_keeps_the_cookie_back_is_told_so() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let begin = |headers: &[(&str, &str)], path: &str, body: &str| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let answer = ada.send("POST", path, &[headers, &[form]].concat(), body);
        // The browser does not keep the cookie, since the answer goes to another site.
        ada.forget();
        answer
    };
    for headers in [
        [("sec-fetch-site", "cross-site")],
        // A frame on another site's page.
        [("sec-fetch-storage-access", "none")],
        [("sec-fetch-storage-access", "inactive")],
    ] {
        let made = begin(&headers, "/v1/client/sign_ups", &format!("email_address={address}")).ok();
        let id = made["response"]["id"].as_str().unwrap().to_owned();
        let of_attempt = format!("/v1/client/sign_ups/{id}");
        for path in [&of_attempt, "/v1/client/sign_ins/sia_x"] {
            let answer = ada.send("GET", path, &headers, "");
            let told = answer.refused(404, "client_cookie_blocked").text.clone();
            assert!(told.contains("cookie") && told.contains("is on another site"), "{told}");
        }
        begin(&headers, &format!("{of_attempt}/prepare_verification"), "strategy=email_code")
            .refused(404, "client_cookie_blocked");
        let answer = ada.send("GET", "/v1/me", &headers, "");
        assert!(answer.refused(401, "authentication_invalid").text.contains("cookie"));
        ada.send("GET", "/v1/client", &headers, "").ok();
        // A caller that says nothing may have lost the cookie, or be a script that keeps none.
        let lost = ada.get(&of_attempt);
        assert!(lost.refused(404, "resource_not_found").text.contains("without the client cookie"));
        // Another browser simply has no such attempt, wherever it calls from.
        let bob = server.browser();
        bob.post("/v1/client?_method=PUT", &[]).ok();
        let other = bob.send("GET", &of_attempt, &headers, "");
        assert!(!other.refused(404, "resource_not_found").text.contains("cookie"));
    }
    let other = ada.get("/v1/me");
    assert!(!other.refused(401, "authentication_invalid").text.contains("cookie"));
}
