//! Codes, passwords and one-time passwords.

use std::thread;

use ring::hmac;
use serde_json::Value;

use crate::process::Process;
use crate::support::{Browser, Server, new_address, now_ms, timed};

fn attempt(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
    browser.post(&format!("{path}/attempt_first_factor"), fields)
}

/// A code that is not the right one.
fn wrong(code: &str) -> String {
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
    // The link is spent with it.
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

#[test]
fn a_password_is_given_at_sign_up_and_signs_in() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let fields = [("email_address", &*address), ("password", "correct horse")];
    let made = ada.post("/v1/client/sign_ups", &fields).ok();
    assert_eq!(made["response"]["has_password"], true);
    assert!(!made.to_string().contains("argon2"), "the hash is nobody's business");
    let path = format!("/v1/client/sign_ups/{}", made["response"]["id"].as_str().unwrap());
    ada.post(&format!("{path}/prepare_verification"), &[("strategy", "email_code")]).ok();
    let fields = [("strategy", "email_code"), ("code", &*server.code(&address))];
    let done = ada.post(&format!("{path}/attempt_verification"), &fields).ok();
    assert_eq!(done["client"]["sessions"][0]["user"]["password_enabled"], true);
    let database = crate::support::bytes_of(&server.database());
    assert!(crate::support::contains(&database, "$argon2id$"));
    assert!(!crate::support::contains(&database, "correct horse"));

    let phone = server.browser();
    let fields = [("identifier", &*address), ("password", "wrong horse")];
    let answer = phone.post("/v1/client/sign_ins", &fields);
    assert_eq!(answer.refused(422, "form_password_incorrect").param(), Some("password"));
    let fields =
        [("identifier", &*address), ("password", "correct horse"), ("strategy", "password")];
    let done = phone.post("/v1/client/sign_ins", &fields).ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(done["response"]["first_factor_verification"]["strategy"], "password");

    let tablet = server.browser();
    let begun = tablet.post("/v1/client/sign_ins", &[("identifier", &*address)]).ok();
    let path = format!("/v1/client/sign_ins/{}", begun["response"]["id"].as_str().unwrap());
    let bad = attempt(&tablet, &path, &[("strategy", "password"), ("password", "nope")]);
    bad.refused(422, "form_password_incorrect");
    let fields = [("strategy", "password"), ("password", "correct horse")];
    assert_eq!(attempt(&tablet, &path, &fields).ok()["response"]["status"], "complete");
}

#[test]
fn a_password_that_is_too_short_is_refused_and_guesses_are_counted() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let fields = [("email_address", "a@example.com"), ("password", "short")];
    let answer = ada.post("/v1/client/sign_ups", &fields);
    assert_eq!(answer.refused(422, "form_password_length_too_short").param(), Some("password"));

    let ada = server.signed_in_with_password("ada@example.com");
    let wrong = [("current_password", "wrong"), ("new_password", "other horse")];
    ada.post("/v1/me/change_password", &wrong).refused(422, "form_password_incorrect");
    ada.post("/v1/me/remove_password", &[]).refused(422, "form_password_incorrect");
    let guess = [("identifier", "ada@example.com"), ("password", "wrong horse")];
    let eve = server.browser();
    for _ in 0..10 {
        eve.post("/v1/client/sign_ins", &guess).refused(422, "form_password_incorrect");
    }
    let stopped = eve.post("/v1/client/sign_ins", &guess);
    stopped.refused(429, "rate_limit_exceeded");
    assert!(!stopped.header("retry-after").is_empty());
    let right = [("identifier", "ada@example.com"), ("password", "correct horse")];
    let phone = server.browser().from("198.51.100.1");
    assert_eq!(phone.post("/v1/client/sign_ins", &right).ok()["response"]["status"], "complete");
    server.pass_seconds(600);
    let right = [("current_password", "correct horse")];
    let user = ada.post("/v1/me/remove_password", &right).ok();
    assert_eq!(user["response"]["password_enabled"], false);
}

#[test]
fn who_guesses_all_day_from_one_network_keeps_nobody_out() {
    let server = Server::start(&["--resend-cooldown-seconds", "0"]);
    let ada = server.signed_in_with_password("ada@example.com");
    let guess = [("identifier", "ada@example.com"), ("password", "wrong horse")];
    let (mut passwords, mut codes) = (0, 0);
    for _ in 0..4 {
        let eve = server.browser();
        for _ in 0..10 {
            passwords += u32::from(eve.post("/v1/client/sign_ins", &guess).status == 422);
        }
        let path = eve.ask_to_sign_in("ada@example.com");
        for _ in 0..3 {
            eve.post(&format!("{path}/prepare_first_factor"), &[("strategy", "email_code")]).ok();
            let code = wrong(&server.code("ada@example.com"));
            for _ in 0..4 {
                let fields = [("strategy", "email_code"), ("code", &*code)];
                codes += u32::from(attempt(&eve, &path, &fields).status == 422);
            }
        }
        server.pass_seconds(600);
    }
    assert_eq!((passwords, codes), (20, 20), "a day's worth for one network");
    let phone = server.browser().from("198.51.100.1");
    let right = [("identifier", "ada@example.com"), ("password", "correct horse")];
    assert_eq!(phone.post("/v1/client/sign_ins", &right).ok()["response"]["status"], "complete");
    let right = [("current_password", "correct horse"), ("new_password", "better horse")];
    ada.post("/v1/me/change_password", &right).ok();
    phone.post("/v1/client?_method=DELETE", &[]).ok();
    let path = phone.ask_to_sign_in("ada@example.com");
    let code = [("strategy", "email_code"), ("code", &*server.code("ada@example.com"))];
    assert_eq!(attempt(&phone, &path, &code).ok()["response"]["status"], "complete");
}

#[test]
fn a_password_that_is_no_more_is_no_first_factor_either() {
    let server = Server::start(&[]);
    let ada = server.signed_in_with_password("ada@example.com");
    let secret = add_totp(&ada);

    let eve = server.browser();
    let begun = eve.post("/v1/client/sign_ins", &[("identifier", "ada@example.com")]).ok();
    assert_eq!(begun["response"]["supported_second_factors"], Value::Null, "nobody's business yet");
    let path = format!("/v1/client/sign_ins/{}", begun["response"]["id"].as_str().unwrap());
    let stolen = [("strategy", "password"), ("password", "correct horse")];
    assert_eq!(attempt(&eve, &path, &stolen).ok()["response"]["status"], "needs_second_factor");
    let change = [("current_password", "correct horse"), ("new_password", "better horse")];
    ada.post("/v1/me/change_password", &change).ok();
    server.pass_seconds(60);
    let code = [("strategy", "totp"), ("code", &*totp(&secret, now_ms() + 60_000))];
    let second = format!("{path}/attempt_second_factor");
    eve.post(&second, &code).refused(400, "verification_missing");
    assert_eq!(eve.poll(&path)["status"], "needs_first_factor");
}

#[test]
fn a_password_is_not_hashed_for_a_call_that_is_refused_anyway() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let new = [("new_password", "correct horse")];
    let (one_hash, _) = timed(|| ada.post("/v1/me/change_password", &new).ok());
    let eve = server.browser();
    let password = ("password", "correct horse");
    let calls = [
        ("client/sign_ins", [("identifier", "nobody@example.com"), password], 422),
        ("client/sign_ins/sia_x/attempt_first_factor", [("strategy", "password"), password], 404),
        ("client/sign_ups", [("email_address", "ada@example.com"), password], 422),
        ("client/sign_ups/sua_x?_method=PATCH", [("first_name", "Eve"), password], 404),
        ("me?_method=PATCH", [("first_name", "Eve"), password], 401),
        ("me/change_password", [("new_password", "other horse"), password], 401),
        ("me/remove_password", [("current_password", "other horse"), password], 401),
    ];
    let (all, ()) = timed(|| {
        for (path, fields, status) in calls {
            assert_eq!(eve.post(&format!("/v1/{path}"), &fields).status, status, "{path}");
        }
    });
    assert!(all < one_hash * 3, "{all:?} for {} refusals, {one_hash:?} for a hash", calls.len());
}

/// RFC 6238, written down a second time.
pub(crate) fn totp(secret: &str, at_ms: i64) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", LETTERS.find(letter).unwrap())).collect();
    let key: Vec<u8> = (0..bits.len() / 8)
        .map(|index| u8::from_str_radix(&bits[index * 8..index * 8 + 8], 2).unwrap())
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = hmac::sign(&key, &(at_ms / 30_000).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let word = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// Gives the user an authenticator app, whose secret this is.
fn add_totp(ada: &Browser) -> String {
    let made = ada.post("/v1/me/totp", &[]).ok();
    let secret = made["response"]["secret"].as_str().unwrap().to_owned();
    ada.post("/v1/me/totp/attempt_verification", &[("code", &totp(&secret, now_ms()))]).ok();
    secret
}

#[test]
fn a_sign_in_that_is_half_done_is_forgotten_after_ten_minutes() {
    let server = Server::start(&[]);
    let ada = server.signed_in_with_password("ada@example.com");
    add_totp(&ada);

    let eve = server.browser();
    let fields = [("identifier", "ada@example.com"), ("password", "correct horse")];
    let begun = eve.post("/v1/client/sign_ins", &fields).ok();
    assert_eq!(begun["response"]["status"], "needs_second_factor");
    let path = format!("/v1/client/sign_ins/{}", begun["response"]["id"].as_str().unwrap());
    server.pass_seconds(590);
    assert_eq!(eve.poll(&path)["status"], "needs_second_factor");
    server.pass_seconds(11);
    eve.get(&path).refused(404, "resource_not_found");
}

#[test]
fn who_finds_no_room_for_a_password_is_asked_to_come_back() {
    let server = Process::start(&[]);
    let answers: Vec<_> = thread::scope(|scope| {
        let ask = |number: usize| {
            let address = format!("ada{number}@example.com");
            let fields = [("email_address", &*address), ("password", "correct horse")];
            Browser::new(&server.url).post("/v1/client/sign_ups", &fields)
        };
        let asked: Vec<_> = (0..130).map(|number| scope.spawn(move || ask(number))).collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    let (served, turned_away): (Vec<_>, Vec<_>) = answers.iter().partition(|one| one.status == 200);
    assert!(served.len() >= 100, "{}", served.len());
    assert!(!turned_away.is_empty());
    for answer in turned_away {
        answer.refused(503, "service_unavailable");
        assert_eq!(answer.header("retry-after"), "1");
    }
}

#[test]
fn a_second_factor_is_reached_through_a_link() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let made = ada.post("/v1/me/totp", &[]).ok();
    let secret = made["response"]["secret"].as_str().unwrap().to_owned();
    assert!(made["response"]["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    let confirm = "/v1/me/totp/attempt_verification";
    ada.post(confirm, &[("code", "000000x")]).refused(422, "form_code_incorrect");
    let code = totp(&secret, now_ms());
    let done = ada.post(confirm, &[("code", &code)]).ok();
    assert_eq!(done["client"]["sessions"][0]["user"]["two_factor_enabled"], true);
    ada.post("/v1/me/totp", &[]).refused(400, "totp_already_enabled");

    let phone = server.browser();
    let path = phone.ask_to_sign_in("ada@example.com");
    let link = phone.get(&server.link("ada@example.com"));
    assert_eq!(link.redirect_parameter("__clerk_status").as_deref(), Some("verified"));
    assert_eq!(link.redirect_parameter("__clerk_created_session"), None);
    let attempt = phone.poll(&path);
    assert_eq!(attempt["status"], "needs_second_factor");
    assert_eq!(attempt["supported_second_factors"][0]["strategy"], "totp");
    assert_eq!(phone.client()["sessions"], serde_json::json!([]), "half is not enough");

    let prepare = format!("{path}/prepare_second_factor");
    let prepared = phone.post(&prepare, &[("strategy", "totp")]).ok();
    assert_eq!(prepared["response"], attempt, "there is nothing to prepare");
    assert_eq!(prepared["client"]["sign_in"]["id"], attempt["id"]);
    phone.post(&prepare, &[("strategy", "phone_code")]).refused(422, "strategy_for_user_invalid");
    phone.post(&prepare, &[]).refused(422, "form_param_nil");
    ada.post(&prepare, &[("strategy", "totp")]).refused(404, "resource_not_found");

    let second = format!("{path}/attempt_second_factor");
    let used = phone.post(&second, &[("strategy", "totp"), ("code", &code)]);
    used.refused(422, "form_code_incorrect");
    server.pass_seconds(60);
    let next = totp(&secret, now_ms() + 60_000);
    let done = phone.post(&second, &[("strategy", "totp"), ("code", &next)]).ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(done["response"]["second_factor_verification"]["status"], "verified");
    assert_eq!(done["client"]["sessions"].as_array().unwrap().len(), 1);
    phone.post(&prepare, &[("strategy", "totp")]).refused(400, "verification_missing");
    let user = phone.post("/v1/me/totp?_method=DELETE", &[]).ok();
    assert_eq!(user["client"]["sessions"][0]["user"]["two_factor_enabled"], false);
}

#[test]
fn a_change_of_password_that_is_refused_hashes_nothing() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let set = |fields: &[(&str, &str)]| ada.post("/v1/me/change_password", fields);
    set(&[("new_password", "correct horse")]).ok();
    let new = ("new_password", "another password");
    let too_long = "x".repeat(257);
    let fields = [vec![new], vec![new, ("current_password", &*too_long)]];
    // More than may wait for a hash at a time: some of them would be told to come back later.
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..200)
            .map(|number| {
                scope.spawn({
                    let fields = &fields[number % 2];
                    move || set(fields)
                })
            })
            .collect();
        for answer in asked.into_iter().map(|asked| asked.join().unwrap()) {
            assert!(matches!(answer.status, 422 | 429), "{}", answer.text);
        }
    });
    // Nor does the right one help whoever has guessed so often.
    set(&[new, ("current_password", "correct horse")]).refused(429, "rate_limit_exceeded");
    server.pass_seconds(24 * 3600);
    set(&[new, ("current_password", "correct horse")]).ok();
}
