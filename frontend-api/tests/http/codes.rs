//! Codes in emails.

use serde_json::Value;

use crate::support::{Answer, Browser, Server, new_address};

fn attempt(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.post(&format!("{path}/attempt_first_factor"), fields)
}

/// A wrong code.
pub(crate) fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

#[test]
fn the_code_beside_the_link_completes_the_same_attempt() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let code = server.code(&address);
    let fields = [("strategy", "email_code"), ("code", &*code)];
    let done = ada.post(&format!("{path}/attempt_verification"), &fields).ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(done["response"]["verifications"]["email_address"]["status"], "verified");
    assert_eq!(done["client"]["sessions"].as_array().unwrap().len(), 1);
    // Its link is used up too.
    assert_eq!(server.browser().get(&server.link(&address)).status, 410);

    ada.post("/v1/client?_method=DELETE", &[]).ok();
    let path = ada.ask_to_sign_in(&address);
    let code = server.code(&address);
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    let done = attempt(&ada, &path, &[("strategy", "email_code"), ("code", &typed)]).ok();
    assert_eq!(done["response"]["status"], "complete");
}

#[test]
fn a_code_alone_can_be_asked_for() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let fields = [("email_address", &*address), ("strategy", "email_code")];
    let made = ada.post("/v1/client/sign_ups", &fields).ok();
    let mail = server.mail(&address);
    assert_eq!(mail["link"], Value::Null);
    assert!(!mail["text"].as_str().unwrap().contains("/v1/verify"));
    let path = format!("/v1/client/sign_ups/{}", made["response"]["id"].as_str().unwrap());
    let fields = [("strategy", "email_code"), ("code", mail["code"].as_str().unwrap())];
    let done = ada.post(&format!("{path}/attempt_verification"), &fields).ok();
    assert_eq!(done["response"]["status"], "complete");
}

#[test]
fn five_wrong_tries_burn_the_code_and_not_the_link() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let code = server.code(&address);
    let try_it = |code: &str| attempt(&ada, &path, &[("strategy", "email_code"), ("code", code)]);
    for tries in 1..5 {
        try_it(&wrong(&code)).refused(422, "form_code_incorrect");
        assert_eq!(ada.poll(&path)["first_factor_verification"]["attempts"], tries);
    }
    try_it(&wrong(&code)).refused(400, "verification_failed");
    try_it(&code).refused(400, "verification_failed");
    assert_eq!(ada.get(&server.link(&address)).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn guessing_on_with_fresh_codes_is_stopped() {
    let server = Server::start(&["--resend-cooldown-seconds", "0"]);
    let ada = server.account("ada@example.com");
    let eve = server.browser();
    let path = eve.ask_to_sign_in("ada@example.com");
    let mut refused = 0;
    for _ in 0..5 {
        eve.post(&format!("{path}/prepare_first_factor"), &[("strategy", "email_code")]).ok();
        let code = wrong(&server.code("ada@example.com"));
        for _ in 0..4 {
            let fields = [("strategy", "email_code"), ("code", &*code)];
            refused += u32::from(attempt(&eve, &path, &fields).status == 429);
        }
    }
    assert_eq!(refused, 5, "20 guesses, 15 of them answered");
    // Ada's own link still works, and elsewhere her code does too.
    ada.ask_to_sign_in("ada@example.com");
    assert_eq!(ada.get(&server.link("ada@example.com")).status, 303);
    let phone = server.browser().from("198.51.100.1");
    let path = phone.ask_to_sign_in("ada@example.com");
    let code = [("strategy", "email_code"), ("code", &*server.code("ada@example.com"))];
    assert_eq!(attempt(&phone, &path, &code).ok()["response"]["status"], "complete");
}

#[test]
fn after_fifty_wrong_codes_in_a_day_only_links_are_sent() {
    let server = Server::start(&["--resend-cooldown-seconds", "0"]);
    let ada = server.account("ada@example.com");
    for network in ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"] {
        let eve = server.browser().from(network);
        let path = eve.ask_to_sign_in("ada@example.com");
        for _ in 0..2 {
            eve.post(&format!("{path}/prepare_first_factor"), &[("strategy", "email_code")]).ok();
            let code = wrong(&server.code("ada@example.com"));
            for _ in 0..5 {
                let fields = [("strategy", "email_code"), ("code", &*code)];
                assert_ne!(attempt(&eve, &path, &fields).status, 429);
            }
        }
    }
    server.pass_seconds(3600);
    let path = ada.ask_to_sign_in("ada@example.com");
    let mail = server.mail("ada@example.com");
    assert_eq!(mail["code"], Value::Null);
    assert!(!mail["text"].as_str().unwrap().contains("code"), "{}", mail["text"]);
    assert!(!mail["html"].as_str().unwrap().contains("code"), "{}", mail["html"]);
    attempt(&ada, &path, &[("strategy", "email_code"), ("code", "123456")])
        .refused(400, "verification_failed");
    ada.post(&format!("{path}/prepare_first_factor"), &[("strategy", "email_code")])
        .refused(429, "rate_limit_exceeded");
    assert_eq!(ada.get(&server.link("ada@example.com")).status, 303);
    server.pass_seconds(24 * 3600);
    let phone = server.browser();
    phone.ask_to_sign_in("ada@example.com");
    assert!(server.mail("ada@example.com")["code"].is_string(), "the next day");
}

#[test]
fn an_expired_code_says_so() {
    let server = Server::start(&["--link-ttl-seconds", "60"]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let code = server.code("ada@example.com");
    server.pass_seconds(60);
    let fields = [("strategy", "email_code"), ("code", &*code)];
    let answer = ada.post(&format!("{path}/attempt_verification"), &fields);
    answer.refused(400, "verification_expired");
}
