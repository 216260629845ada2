//! Polls that are held open until something happens.

use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use crate::support::{Server, new_address, timed};

const MOMENT: Duration = Duration::from_millis(300);
/// Less than a poll is held that nothing ends (20 seconds), and more than an answer takes on a busy machine.
const BEFORE_ITS_TIME: Duration = Duration::from_secs(15);

#[test]
fn a_held_poll_is_answered_by_the_click_on_another_device() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let link = server.link(&address);
    let phone = server.browser();
    let page = phone.get(&link);
    let fields = [("token", &*page.field("token")), ("nonce", &*page.field("nonce"))];
    let (waited, attempt) = thread::scope(|scope| {
        let poll = scope.spawn(|| timed(|| ada.poll(&format!("{path}?wait=20"))));
        thread::sleep(MOMENT);
        assert!(!poll.is_finished(), "it is held");
        assert_eq!(phone.post("/v1/verify", &fields).status, 303);
        poll.join().unwrap()
    });
    assert_eq!(attempt["status"], "complete");
    assert!(waited < BEFORE_ITS_TIME, "{waited:?}");
}

#[test]
fn a_held_poll_ends_at_its_time_and_when_the_link_expires() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let (waited, attempt) = timed(|| ada.poll(&format!("{path}?wait=1")));
    assert_eq!(attempt["verifications"]["email_address"]["status"], "unverified");
    assert!(waited >= Duration::from_millis(900), "{waited:?}");
    // A moment before the link expires.
    server.pass_ms(600_000 - 3_000);
    let (waited, attempt) = timed(|| ada.poll(&format!("{path}?wait=20")));
    assert_eq!(attempt["verifications"]["email_address"]["status"], "expired");
    assert!(waited < BEFORE_ITS_TIME, "{waited:?}");
    let (waited, _) = timed(|| ada.poll(&format!("{path}?wait=20")));
    assert!(waited < BEFORE_ITS_TIME, "there is nothing to wait for: {waited:?}");
}

#[test]
fn without_wait_or_where_it_is_switched_off_nothing_is_held() {
    let server = Server::start(&["--long-poll-seconds", "0"]);
    assert_eq!(server.browser().get("/v1/environment").ok()["auth_config"]["long_poll_seconds"], 0);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    for query in ["", "?wait=20", "?wait=x", "?wait=-1"] {
        let (waited, _) = timed(|| ada.poll(&format!("{path}{query}")));
        assert!(waited < BEFORE_ITS_TIME, "{query}: {waited:?}");
    }
    let announced = Server::shared().browser().get("/v1/environment").ok();
    assert_eq!(announced["auth_config"]["long_poll_seconds"], 25);
}

#[test]
fn a_held_poll_hears_of_a_newer_attempt_of_a_sign_out_and_of_signing_in_otherwise() {
    let server = Server::shared();
    let (address, other) = (new_address(), new_address());
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let code = server.code(&address);
    thread::scope(|scope| {
        let poll = scope.spawn(|| timed(|| ada.poll(&format!("{path}?wait=20"))));
        thread::sleep(MOMENT);
        let fields = [("strategy", "email_code"), ("code", &*code)];
        ada.post(&format!("{path}/attempt_first_factor"), &fields).ok();
        let (waited, attempt) = poll.join().unwrap();
        assert_eq!(attempt["status"], "complete");
        assert!(waited < BEFORE_ITS_TIME);
    });
    let bob = server.browser();
    let path = bob.ask_to_sign_up(&other);
    thread::scope(|scope| {
        let poll = scope.spawn(|| timed(|| bob.get(&format!("{path}?wait=20"))));
        thread::sleep(MOMENT);
        bob.post("/v1/client?_method=DELETE", &[]).ok();
        let (waited, answer) = poll.join().unwrap();
        answer.refused(404, "resource_not_found");
        assert!(waited < BEFORE_ITS_TIME);
    });
}

#[test]
fn a_held_poll_of_an_email_address_hears_that_its_session_has_ended() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let made = ada.post("/v1/me/email_addresses", &[("email_address", &*new_address())]).ok();
    let path = format!("/v1/me/email_addresses/{}", made["response"]["id"].as_str().unwrap());
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    let session = ada.client()["last_active_session_id"].as_str().unwrap().to_owned();
    thread::scope(|scope| {
        let poll = scope.spawn(|| timed(|| ada.get(&format!("{path}?wait=20"))));
        thread::sleep(MOMENT);
        assert!(!poll.is_finished(), "it is held");
        ada.post(&format!("/v1/client/sessions/{session}/end"), &[]).ok();
        let (waited, answer) = poll.join().unwrap();
        answer.refused(401, "authentication_invalid");
        assert!(waited < BEFORE_ITS_TIME, "{waited:?}");
    });
}

#[test]
fn hundreds_of_held_polls_hold_up_nobody() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let link = server.link("ada@example.com");
    let cookie = format!("__client={}", ada.cookie("__client").unwrap());
    let poll = format!("{path}?wait=20");
    thread::scope(|scope| {
        let polls: Vec<_> = (0..200)
            .map(|_| {
                scope.spawn(|| server.browser().send("GET", &poll, &[("cookie", &cookie)], ""))
            })
            .collect();
        thread::sleep(MOMENT * 3);
        server.browser().get("/v1/environment").ok();
        assert!(!polls.iter().any(ScopedJoinHandle::is_finished), "they are held meanwhile");
        ada.get(&link);
        for poll in polls {
            assert_eq!(poll.join().unwrap().ok()["response"]["status"], "complete");
        }
    });
}

#[test]
fn polls_that_are_woken_together_share_what_they_may_share_only() {
    const APP: &str = "https://app.example.com";
    let server = Server::start(&["--allowed-origin", APP]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let poll = format!("{path}?wait=20");
    let pages = [APP, &server.url, APP, &server.url];
    let answers = thread::scope(|scope| {
        let (ada, poll) = (&ada, &poll);
        let ask = |page| move || ada.send("GET", poll, &[("origin", page)], "");
        let polls = pages.map(|page| scope.spawn(ask(page)));
        thread::sleep(MOMENT);
        ada.get(&server.link("ada@example.com"));
        polls.map(|poll| poll.join().unwrap().ok())
    });
    let token = |index: usize| &answers[index]["client"]["sessions"][0]["last_active_token"]["jwt"];
    assert_eq!((token(0), token(1)), (token(2), token(3)));
    assert_ne!(token(0), token(1), "each page has a token of its own");
}

#[test]
fn a_poll_with_no_cookie_is_told_nothing_by_one_that_has_it() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let poll = format!("{path}?wait=20");
    thread::scope(|scope| {
        let hers = scope.spawn(|| ada.get(&poll));
        thread::sleep(MOMENT);
        server.browser().get(&poll).refused(404, "resource_not_found");
        ada.get(&server.link(&address));
        assert_eq!(hers.join().unwrap().ok()["response"]["status"], "complete");
    });
}
