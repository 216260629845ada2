//! The computer's clock was ahead, and is right again. What was noted meanwhile locks nobody out.

use crate::support::{Server, now_ms};
use crate::totp::totp;

const YEAR_SECONDS: i64 = 365 * 24 * 3600;

#[test]
fn emails_that_were_sent_while_it_was_ahead_are_waited_for_by_nobody() {
    let server = Server::start(&["--emails-per-address", "2"]);
    let ada = server.browser();
    server.pass_seconds(YEAR_SECONDS);
    let path = ada.ask_to_sign_up("ada@example.com");
    server.pass_seconds(30);
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    let prepare = || ada.post(&format!("{path}/prepare_verification"), &fields);
    prepare().ok();
    server.pass_seconds(-YEAR_SECONDS);
    let shown = ada.poll(&path)["verifications"]["email_address"]["resend_available_at"].clone();
    assert!(shown.as_i64().unwrap() <= now_ms() + 60_000, "{shown}");
    prepare().ok();
    assert_eq!(server.mails("ada@example.com").len(), 3);
    let refused = prepare();
    refused.refused(429, "rate_limit_exceeded");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!(wait <= 30, "the usual pause: {wait}");
}

#[test]
fn sessions_that_began_while_it_was_ahead_give_way_to_newer_ones() {
    let server = Server::start(&["--multi-session"]);
    server.pass_seconds(YEAR_SECONDS);
    let ada = server.browser();
    let sign_up = |address: &str| {
        ada.ask_to_sign_up(address);
        ada.get(&server.link(address));
    };
    (0..10).for_each(|index| sign_up(&format!("ada{index}@example.com")));
    server.pass_seconds(-YEAR_SECONDS);
    sign_up("bob@example.com");
    let client = ada.client();
    let last = client["sessions"][9].clone();
    assert_eq!(last["public_user_data"]["identifier"], "bob@example.com");
    assert_eq!(client["last_active_session_id"], last["id"]);
}

#[test]
fn a_session_that_began_while_it_was_ahead_may_prove_an_address_and_is_one_for_the_backend() {
    let server = Server::start(&[]);
    server.pass_seconds(YEAR_SECONDS);
    let ada = server.signed_in("ada@example.com");
    server.pass_seconds(-YEAR_SECONDS);
    let made = ada.post("/v1/me/email_addresses", &[("email_address", "b@example.com")]).ok();
    let path = format!("/v1/me/email_addresses/{}", made["response"]["id"].as_str().unwrap());
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    let opened = ada.get(&server.link("b@example.com"));
    assert_eq!(opened.redirect_parameter("__clerk_status").as_deref(), Some("verified"));
    // No token is older than the time in the cookie that the backend reads.
    let page = [("origin", server.url.as_str())];
    ada.send("GET", "/v1/client", &page, "").ok();
    let told: i64 = ada.cookie("__client_uat").unwrap().parse().unwrap();
    assert!(told > 0 && told <= now_ms() / 1000, "{told}");
}

#[test]
fn an_authenticator_app_that_was_used_while_it_was_ahead_works() {
    let server = Server::start(&[]);
    server.pass_seconds(YEAR_SECONDS);
    let ada = server.signed_in("ada@example.com");
    ada.post("/v1/me/change_password", &[("new_password", "correct horse")]).ok();
    let made = ada.post("/v1/me/totp", &[]).ok();
    let secret = made["response"]["secret"].as_str().unwrap();
    let then = totp(secret, now_ms() + YEAR_SECONDS * 1000);
    ada.post("/v1/me/totp/attempt_verification", &[("code", &then)]).ok();
    server.pass_seconds(-YEAR_SECONDS);

    let phone = server.browser();
    let fields = [("identifier", "ada@example.com"), ("password", "correct horse")];
    let begun = phone.post("/v1/client/sign_ins", &fields).ok();
    let path = format!("/v1/client/sign_ins/{}", begun["response"]["id"].as_str().unwrap());
    let now = totp(secret, now_ms());
    let fields = [("strategy", "totp"), ("code", &*now)];
    let done = phone.post(&format!("{path}/attempt_second_factor"), &fields).ok();
    assert_eq!(done["response"]["status"], "complete");
}

#[test]
fn sessions_that_ran_out_while_it_was_ahead_do_not_come_back_beside_a_newer_one() {
    let server = Server::start(&[]);
    let bob = "bob@example.com";
    server.account(bob);
    let ada = server.signed_in("ada@example.com");
    let week_seconds = 8 * 24 * 3600;
    server.pass_seconds(week_seconds);
    ada.ask_to_sign_in(bob);
    ada.get(&server.link(bob));
    server.pass_seconds(-week_seconds);
    let sessions = ada.client()["sessions"].clone();
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
    assert_eq!(sessions[0]["public_user_data"]["identifier"], bob);
}

#[test]
fn a_link_made_while_it_was_ahead_has_been_replaced_by_a_newer_one() {
    let server = Server::start(&["--resend-cooldown-seconds", "0"]);
    let ada = server.browser();
    server.pass_seconds(YEAR_SECONDS);
    let path = ada.ask_to_sign_up("ada@example.com");
    let first = server.link("ada@example.com");
    server.pass_seconds(-YEAR_SECONDS);
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    let page = ada.get(&first);
    assert!(page.text.contains("newer link"), "{}", page.text);
}
