//! One-time passwords, as a second factor.

use ring::hmac;

use crate::support::{Browser, Server, now_ms};

/// A second implementation of RFC 6238, to check the first.
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

/// Gives the user an authenticator app. Gives its secret.
pub(crate) fn add_totp(ada: &Browser) -> String {
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
fn a_second_factor_is_reached_through_a_link() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let made = ada.post("/v1/me/totp", &[]).ok();
    let secret = made["response"]["secret"].as_str().unwrap().to_owned();
    let uri = made["response"]["uri"].as_str().unwrap();
    assert!(uri.contains(":ada%40example.com?secret="), "the app shows whose code it is: {uri}");
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
