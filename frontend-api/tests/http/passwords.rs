//! Passwords.

use std::thread;

use serde_json::Value;

use crate::codes::wrong;
use crate::process::Process;
use crate::support::{Answer, Browser, Server, new_address, now_ms};
use crate::totp::{add_totp, totp};

fn attempt(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.post(&format!("{path}/attempt_first_factor"), fields)
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
    let server = Process::start(&["--log-level", "debug"]);
    let hashes = || server.log().matches("a password is hashed").count();
    let ada = Browser::new(&server.url);
    ada.ask_to_sign_up("ada@example.com");
    ada.get(&server.link("ada@example.com"));
    ada.post("/v1/me/change_password", &[("new_password", "correct horse")]).ok();
    assert_eq!(hashes(), 1);
    let eve = Browser::new(&server.url);
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
    for (path, fields, status) in calls {
        assert_eq!(eve.post(&format!("/v1/{path}"), &fields).status, status, "{path}");
    }
    assert_eq!(hashes(), 1);
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
fn a_change_of_password_that_is_refused_hashes_nothing() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let set = |fields: &[(&str, &str)]| ada.post("/v1/me/change_password", fields);
    set(&[("new_password", "correct horse")]).ok();
    let new = ("new_password", "another password");
    let too_long = "x".repeat(257);
    let fields = [vec![new], vec![new, ("current_password", &*too_long)]];
    // More than may wait for a hash: if they were hashed, some would be told to come back later.
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
    // After so many guesses, the right password does not help either.
    set(&[new, ("current_password", "correct horse")]).refused(429, "rate_limit_exceeded");
    server.pass_seconds(24 * 3600);
    set(&[new, ("current_password", "correct horse")]).ok();
}
