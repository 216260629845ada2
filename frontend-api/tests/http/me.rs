//! Wire protocol 2.4: the signed-in user and their email addresses.

use serde_json::Value;

use crate::support::{Browser, Server, new_address};

const PATCH: &str = "/v1/me?_method=PATCH";

/// Adds an address, and has a link sent to it. Gives the path of the address.
fn add(ada: &Browser, address: &str) -> String {
    let added = ada.post("/v1/me/email_addresses/", &[("email_address", address)]).ok();
    let path = format!("/v1/me/email_addresses/{}", added["response"]["id"].as_str().unwrap());
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    let prepared = ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    assert_eq!(prepared["response"]["verification"]["status"], "unverified");
    path
}

#[test]
fn a_user_changes_what_they_send_and_nothing_else() {
    let ada = Server::shared().signed_in(&new_address());
    let fields =
        [("first_name", "Ada"), ("last_name", "Lovelace"), ("unsafe_metadata", r#"{"a":1}"#)];
    let user = ada.post(PATCH, &fields).ok()["response"].clone();
    assert_eq!((&user["first_name"], &user["unsafe_metadata"]["a"]), (&"Ada".into(), &1.into()));
    let user = ada.post(PATCH, &[("first_name", "")]).ok();
    assert_eq!(user["response"]["first_name"], Value::Null);
    assert_eq!(user["response"]["last_name"], "Lovelace");
    let session = &user["client"]["sessions"][0];
    assert_eq!(session["public_user_data"]["last_name"], "Lovelace");
    assert_eq!(ada.get("/v1/me").ok()["response"]["last_name"], "Lovelace");
    ada.post("/v1/me/metadata?_method=PATCH", &[("unsafe_metadata", "{}")]).ok();
    assert_eq!(ada.get("/v1/me").ok()["response"]["unsafe_metadata"], serde_json::json!({}));
}

#[test]
fn a_second_address_is_verified_by_link_and_made_primary() {
    let server = Server::shared();
    let (first, second) = (new_address(), new_address());
    let ada = server.signed_in(&first);
    let path = add(&ada, &second);
    let id = path.rsplit_once('/').unwrap().1.to_owned();
    let early = ada.post(PATCH, &[("primary_email_address_id", &id)]);
    early.refused(422, "form_param_value_invalid");

    let link = ada.get(&server.link(&second));
    assert_eq!(link.redirect_parameter("__clerk_status").as_deref(), Some("verified"));
    assert_eq!(link.redirect_parameter("__clerk_created_session"), None, "no session is made");
    let address = ada.poll(&path);
    assert_eq!(address["verification"]["status"], "verified");
    assert_eq!(address["verification"]["verified_at_client"], ada.client()["id"]);

    let user = ada.post(PATCH, &[("primary_email_address_id", &id)]).ok();
    assert_eq!(user["response"]["primary_email_address_id"], *id);
    assert_eq!(user["client"]["sessions"][0]["public_user_data"]["identifier"], *second);
    server.browser().ask_to_sign_in(&second);
}

#[test]
fn an_address_is_verified_on_another_device_and_by_code() {
    let server = Server::shared();
    let (one, two) = (new_address(), new_address());
    let ada = server.signed_in(&new_address());
    let path = add(&ada, &one);
    assert_eq!(server.browser().confirm(&server.link(&one)).status, 303);
    assert_eq!(ada.poll(&path)["verification"]["status"], "verified");

    let path = add(&ada, &two);
    let attempt = format!("{path}/attempt_verification");
    ada.post(&attempt, &[("code", "000000x")]).refused(422, "form_code_incorrect");
    let code = server.code(&two);
    let address = ada.post(&attempt, &[("strategy", "email_code"), ("code", &code)]).ok();
    assert_eq!(address["response"]["verification"]["status"], "verified");
    ada.post(&attempt, &[("code", "123456")]).refused(400, "verification_already_verified");
}

#[test]
fn an_address_that_is_taken_or_no_address_is_refused() {
    let server = Server::shared();
    let (mine, theirs) = (new_address(), new_address());
    server.account(&theirs);
    let ada = server.signed_in(&mine);
    for address in [&mine, &theirs, &mine.to_uppercase()] {
        let answer = ada.post("/v1/me/email_addresses", &[("email_address", address)]);
        answer.refused(422, "form_identifier_exists");
    }
    let answer = ada.post("/v1/me/email_addresses/", &[("email_address", "nonsense")]);
    answer.refused(422, "form_param_format_invalid");
    ada.post("/v1/me/email_addresses/", &[]).refused(422, "form_param_nil");
}

#[test]
fn an_address_is_removed_but_never_the_last_verified_one() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let first = ada.client()["sessions"][0]["user"]["primary_email_address_id"].clone();
    let destroy = |id: &str| ada.post(&format!("/v1/me/email_addresses/{id}?_method=DELETE"), &[]);
    destroy(first.as_str().unwrap()).refused(403, "identification_deletion_failed");
    let second = new_address();
    let path = add(&ada, &second);
    ada.get(&server.link(&second));
    let gone = destroy(first.as_str().unwrap()).ok();
    assert_eq!((&gone["response"]["id"], &gone["response"]["deleted"]), (&first, &true.into()));
    let user = &gone["client"]["sessions"][0]["user"];
    assert_eq!(user["primary_email_address_id"].as_str(), path.rsplit_once('/').map(|(_, id)| id));
    assert_eq!(user["email_addresses"].as_array().unwrap().len(), 1);
}

#[test]
fn a_link_to_an_address_that_was_removed_since_signs_nobody_in() {
    let server = Server::shared();
    let (first, second) = (new_address(), new_address());
    let ada = server.signed_in(&first);
    let path = add(&ada, &second);
    ada.get(&server.link(&second));
    // Somebody who reads the old mailbox has asked for a link and a code.
    let (phone, laptop) = (server.browser(), server.browser());
    let by_link = phone.ask_to_sign_in(&second);
    let link = server.link(&second);
    let by_code = laptop.ask_to_sign_in(&second);
    let code = server.code(&second);
    ada.post(&format!("{path}?_method=DELETE"), &[]).ok();

    let answer = phone.get(&link);
    assert_eq!(answer.redirect_parameter("__clerk_status").as_deref(), Some("failed"));
    let fields = [("strategy", "email_code"), ("code", &*code)];
    laptop.post(&format!("{by_code}/attempt_first_factor"), &fields).ok();
    for (browser, path) in [(phone, by_link), (laptop, by_code)] {
        let attempt = browser.poll(&path);
        let verification = &attempt["first_factor_verification"];
        assert_eq!(attempt["status"], "needs_first_factor");
        assert_eq!(verification["status"], "failed");
        assert_eq!(verification["error"]["code"], "form_identifier_not_found");
        assert_eq!(browser.client()["sessions"], serde_json::json!([]));
    }
}

#[test]
fn a_link_to_add_an_address_ends_with_the_session_that_asked() {
    let server = Server::shared();
    let (first, second) = (new_address(), new_address());
    let ada = server.signed_in(&first);
    let path = add(&ada, &second);
    let link = server.link(&second);
    let session = ada.client()["sessions"][0]["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/v1/client/sessions/{session}/end"), &[]).ok();
    assert_eq!(ada.get(&link).status, 410);
    assert_eq!(server.browser().get(&link).status, 410);
    // The link stays dead after the next sign-in.
    ada.ask_to_sign_in(&first);
    ada.get(&server.link(&first));
    assert_eq!(ada.get(&link).status, 410);
    assert_eq!(ada.poll(&path)["verification"]["status"], "unverified");
}

#[test]
fn anothers_address_does_not_exist_for_me() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let path = add(&ada, &new_address());
    let eve = server.signed_in(&new_address());
    eve.get(&path).refused(404, "resource_not_found");
    eve.post(&format!("{path}?_method=DELETE"), &[]).refused(404, "resource_not_found");
    eve.post(&format!("{path}/attempt_verification"), &[("code", "1")])
        .refused(404, "resource_not_found");
    let id = path.rsplit_once('/').unwrap().1;
    eve.post(PATCH, &[("primary_email_address_id", id)]).refused(422, "form_param_value_invalid");
}

#[test]
fn who_claims_an_address_first_does_not_keep_its_owner_out() {
    let server = Server::shared();
    let address = new_address();
    let squatter = server.signed_in(&new_address());
    let path = add(&squatter, &address);
    let link = server.link(&address);
    server.signed_in(&address);
    // Too late: the address belongs to its owner now.
    assert_eq!(squatter.get(&link).redirect_parameter("__clerk_status").as_deref(), Some("failed"));
    assert_eq!(squatter.poll(&path)["verification"]["status"], "failed");
}

#[test]
fn a_deleted_user_is_gone_with_sessions_and_address() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.signed_in(&address);
    let gone = ada.post("/v1/me?_method=DELETE", &[]).ok();
    assert_eq!(gone["response"]["deleted"], true);
    assert_eq!(gone["client"]["sessions"], serde_json::json!([]));
    ada.get("/v1/me").refused(401, "authentication_invalid");
    server.signed_in(&address);
}
