//! Wire protocol 2.2: sign-ins.

use crate::process::Process;
use crate::support::{Browser, Server, new_address};

#[test]
fn a_link_signs_in_where_it_was_asked_for() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    assert_eq!(ada.poll(&path)["status"], "needs_first_factor");
    let session = ada.get(&server.link(&address)).redirect_parameter("__clerk_created_session");
    let attempt = ada.poll(&path);
    assert_eq!(attempt["status"], "complete");
    assert_eq!(attempt["created_session_id"].as_str(), session.as_deref());
    assert_eq!(attempt["first_factor_verification"]["status"], "verified");
}

#[test]
fn an_unknown_address_is_refused_and_named() {
    let ada = Server::shared().browser();
    let answer = ada.post("/v1/client/sign_ins", &[("identifier", "nobody@example.com")]);
    assert_eq!(answer.refused(422, "form_identifier_not_found").param(), Some("identifier"));
    assert_eq!(ada.cookie("__client"), None, "no client is made for nothing");
}

#[test]
fn an_address_that_was_never_proven_is_unknown() {
    let server = Server::shared();
    let address = new_address();
    server.browser().ask_to_sign_up(&address);
    let answer = server.browser().post("/v1/client/sign_ins", &[("identifier", &address)]);
    answer.refused(422, "form_identifier_not_found");
}

#[test]
fn the_factors_name_the_address_that_was_typed_and_no_name_before_it_is_proven() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.signed_in(&address);
    ada.post("/v1/me?_method=PATCH", &[("first_name", "Ada"), ("username", "Ada.Lovelace")]).ok();
    let other = server.browser();
    let attempt = other.post("/v1/client/sign_ins", &[("identifier", &address)]).ok();
    let factor = &attempt["response"]["supported_first_factors"][0];
    assert_eq!(
        (&factor["strategy"], &factor["safe_identifier"]),
        (&"email_link".into(), &address.as_str().into())
    );
    assert_eq!(attempt["response"]["user_data"]["first_name"], serde_json::Value::Null);

    let by_name = other.post("/v1/client/sign_ins", &[("identifier", "ADA.lovelace")]).ok();
    let shown =
        by_name["response"]["supported_first_factors"][0]["safe_identifier"].as_str().unwrap();
    assert_eq!(shown, "a•••@e•••.com", "who knows a user name learns no address");
}

#[test]
fn who_is_signed_in_is_told_so() {
    let server = Server::shared();
    let (mine, others) = (new_address(), new_address());
    server.account(&others);
    let ada = server.signed_in(&mine);
    let session = ada.client()["sessions"][0]["id"].clone();
    let same = ada.post("/v1/client/sign_ins", &[("identifier", &mine)]);
    same.refused(400, "identifier_already_signed_in");
    assert_eq!(same.json["errors"][0]["meta"]["session_id"], session);
    ada.post("/v1/client/sign_ins", &[("identifier", &others)]).refused(422, "session_exists");
    ada.post("/v1/client/sign_ups", &[("email_address", "x@example.com")])
        .refused(422, "session_exists");
}

#[test]
fn with_several_sessions_allowed_a_second_user_signs_in_beside_the_first() {
    let server = Server::start(&["--multi-session"]);
    server.account("bob@example.com");
    let ada = server.signed_in("ada@example.com");
    let first = ada.client()["last_active_session_id"].clone();
    ada.ask_to_sign_in("bob@example.com");
    ada.get(&server.link("bob@example.com"));
    let client = ada.client();
    assert_eq!(client["sessions"].as_array().unwrap().len(), 2);
    assert_ne!(client["last_active_session_id"], first);
    ada.post("/v1/client/sign_ins", &[("identifier", "ada@example.com")])
        .refused(400, "identifier_already_signed_in");
}

#[test]
fn a_session_that_came_in_the_meantime_is_replaced_not_doubled() {
    let server = Server::shared();
    let (one, two) = (new_address(), new_address());
    server.account(&two);
    let ada = server.account(&one);
    // Both attempts began while nobody was signed in.
    ada.ask_to_sign_in(&two);
    let sign_in = server.link(&two);
    let third = new_address();
    ada.ask_to_sign_up(&third);
    ada.get(&server.link(&third));
    ada.get(&sign_in);
    let client = ada.client();
    assert_eq!(client["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(client["sessions"][0]["public_user_data"]["identifier"], *two);
}

#[test]
fn an_attempt_of_another_browser_does_not_exist_here() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let eve = server.signed_in(&new_address());
    eve.get(&path).refused(404, "resource_not_found");
    server.browser().get(&path).refused(404, "resource_not_found");
    let code = [("strategy", "email_code"), ("code", &*server.code(&address))];
    eve.post(&format!("{path}/attempt_first_factor"), &code).refused(404, "resource_not_found");
    let prepare = format!("{path}/prepare_first_factor");
    eve.post(&prepare, &[("strategy", "email_code")]).refused(404, "resource_not_found");
}

#[test]
fn one_attempt_cannot_be_prepared_with_an_address_of_somebody_else() {
    let server = Server::shared();
    let (mine, others) = (new_address(), new_address());
    let of_other =
        server.signed_in(&others).client()["sessions"][0]["user"]["primary_email_address_id"]
            .clone();
    let ada = server.account(&mine);
    let path = ada.ask_to_sign_in(&mine);
    let fields = [("strategy", "email_code"), ("email_address_id", of_other.as_str().unwrap())];
    let answer = ada.post(&format!("{path}/prepare_first_factor"), &fields);
    assert_eq!(answer.refused(422, "form_param_value_invalid").param(), Some("email_address_id"));
}

#[test]
fn a_strategy_that_does_not_exist_is_refused() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    for strategy in ["phone_code", "oauth_google", "", "\u{1}"] {
        let answer = ada.post(&format!("{path}/prepare_first_factor"), &[("strategy", strategy)]);
        assert_eq!((answer.status, answer.param()), (422, Some("strategy")), "{strategy}");
    }
}

#[test]
fn so_many_emails_to_one_address_and_no_more() {
    let server = Server::start(&["--emails-per-address", "2"]);
    let ada = server.account("ada@example.com");
    server.pass_seconds(600);
    let path = ada.ask_to_sign_in("ada@example.com");
    let attempt = ada.poll(&path);
    let available = attempt["first_factor_verification"]["resend_available_at"].as_i64().unwrap();
    let expires = attempt["first_factor_verification"]["expire_at"].as_i64().unwrap();
    assert_eq!(expires - available, (600 - 30) * 1000);

    let prepare = format!("{path}/prepare_first_factor");
    let fields = [("strategy", "email_code")];
    let soon = ada.post(&prepare, &fields);
    soon.refused(429, "rate_limit_exceeded");
    let seconds: i64 = soon.header("retry-after").parse().unwrap();
    assert!((29..=30).contains(&seconds), "{seconds}");
    server.pass_seconds(30);
    ada.post(&prepare, &fields).ok();
    server.pass_seconds(30);
    let much = ada.post(&prepare, &fields);
    much.refused(429, "rate_limit_exceeded");
    let seconds: i64 = much.header("retry-after").parse().unwrap();
    assert!((530..=540).contains(&seconds), "{seconds}");
    server.pass_seconds(seconds);
    ada.post(&prepare, &fields).ok();
}

#[test]
fn who_asks_for_too_many_emails_keeps_nobody_else_from_asking() {
    let server = Server::start(&["--emails-per-address", "2"]);
    let owner = server.account("ada@example.com").from("198.51.100.1");
    server.pass_seconds(600);
    let ask = |browser: &Browser| {
        let begun = browser.post("/v1/client/sign_ins", &[("identifier", "ada@example.com")]).ok();
        let id = begun["response"]["id"].as_str().unwrap().to_owned();
        let prepare = format!("/v1/client/sign_ins/{id}/prepare_first_factor");
        browser.post(&prepare, &[("strategy", "email_code")])
    };
    let from = |network| server.browser().from(network);
    // Neither a new browser each time nor another address of the same IPv6 network helps.
    for _ in 0..2 {
        ask(&from("2001:db8:0:1::a")).ok();
    }
    ask(&from("2001:db8:0:2::b")).refused(429, "rate_limit_exceeded");
    for _ in 0..2 {
        ask(&from("203.0.113.7")).ok();
    }
    for _ in 0..20 {
        ask(&from("203.0.113.7")).refused(429, "rate_limit_exceeded");
    }
    ask(&owner).ok();
    // A mailbox is not flooded under its many other names either.
    let sign_ups = (0..4).filter(|number| {
        let address = format!("eve+{number}@example.com");
        let eve = from("203.0.113.8");
        let made = eve.post("/v1/client/sign_ups", &[("email_address", &*address)]).ok();
        let id = made["response"]["id"].as_str().unwrap().to_owned();
        let prepare = format!("/v1/client/sign_ups/{id}/prepare_verification");
        eve.post(&prepare, &[("strategy", "email_code")]).status == 200
    });
    assert_eq!(sign_ups.count(), 2);
    // And not from many networks.
    let networks = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"];
    let sent = networks.iter().filter(|network| ask(&from(network)).status == 200).count();
    assert_eq!(sent, 5, "ten altogether");
    assert_eq!(server.mails("ada@example.com").len(), 1 + 10, "and one of the sign-up");
}

#[test]
fn one_network_sends_only_so_many_emails_in_a_day() {
    let server = Server::start(&["--emails-per-client", "1"]);
    let mut sent = 0;
    for _ in 0..6 {
        for _ in 0..10 {
            let fields = [("email_address", &*new_address()), ("strategy", "email_code")];
            sent += u32::from(server.browser().post("/v1/client/sign_ups", &fields).status == 200);
        }
        server.pass_seconds(600);
    }
    assert_eq!(sent, 50);
}

#[test]
fn nobody_is_believed_to_be_a_proxy() {
    let server = Process::start(&["--emails-per-address", "1"]);
    let ask = |network| {
        let eve = Browser::new(&server.url).from(network);
        let fields = [("email_address", "ada@example.com"), ("strategy", "email_code")];
        eve.post("/v1/client/sign_ups", &fields)
    };
    ask("203.0.113.7").ok();
    ask("203.0.113.8").refused(429, "rate_limit_exceeded");
}

#[test]
fn one_call_can_begin_and_send() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let url = ada.redirect_url();
    let fields = [("identifier", &*address), ("strategy", "email_link"), ("redirect_url", &*url)];
    let begun = ada.post("/v1/client/sign_ins", &fields).ok();
    assert_eq!(begun["response"]["first_factor_verification"]["status"], "unverified");
    assert_eq!(ada.get(&server.link(&address)).status, 303);
    // If the email cannot be sent, no attempt begins.
    let other = server.browser();
    let fields = [("identifier", &*address), ("strategy", "email_link"), ("redirect_url", "x")];
    other.post("/v1/client/sign_ins", &fields).refused(422, "form_param_value_invalid");
    assert_eq!(other.cookie("__client"), None);
}

#[test]
fn an_attempt_is_forgotten_after_a_day() {
    let server = Server::start(&["--link-ttl-seconds", "86400"]);
    let address = "ada@example.com";
    drop(server.account(address));
    let ada = server.browser();
    let path = ada.ask_to_sign_in(address);
    server.pass_seconds(12 * 3600);
    let id = ada.poll(&path)["supported_first_factors"][0]["email_address_id"].clone();
    ada.prepare_sign_in(&path, id.as_str().unwrap());
    server.pass_seconds(12 * 3600 - 5);
    assert_eq!(ada.client()["sign_in"]["status"], "needs_first_factor", "a day is not over");

    server.pass_seconds(6);
    assert_eq!(ada.client()["sign_in"], serde_json::Value::Null);
    ada.get(&path).refused(404, "resource_not_found");
    let code = server.code(address);
    let fields = [("strategy", "email_code"), ("code", &*code)];
    for what in ["prepare_first_factor", "attempt_first_factor"] {
        ada.post(&format!("{path}/{what}"), &fields).refused(404, "resource_not_found");
    }
    // The link is twelve hours old and would work until tomorrow.
    assert_eq!(ada.get(&server.link(address)).status, 410);
    assert_eq!(ada.client()["sessions"], serde_json::json!([]));
}
