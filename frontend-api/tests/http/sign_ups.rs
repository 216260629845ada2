//! Wire protocol 2.3: sign-ups.

use crate::support::{Server, new_address};

#[test]
fn a_link_opened_in_the_same_browser_makes_the_account_and_signs_in() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let before = ada.poll(&path);
    assert_eq!(before["status"], "missing_requirements");
    assert_eq!(before["verifications"]["email_address"]["status"], "unverified");
    assert_eq!(before["verifications"]["email_address"]["next_action"], "needs_attempt");

    let answer = ada.get(&server.link(&address));
    assert_eq!(answer.status, 303);
    let session = answer.redirect_parameter("__clerk_created_session").unwrap();
    assert_eq!(answer.redirect_parameter("__clerk_status").as_deref(), Some("verified"));

    let after = ada.get(&path).ok();
    assert_eq!(after["response"]["status"], "complete");
    assert_eq!(after["response"]["created_session_id"], *session);
    let verification = &after["response"]["verifications"]["email_address"];
    assert_eq!(verification["status"], "verified");
    assert_eq!(verification["verified_at_client"], after["client"]["id"]);
    assert_eq!(after["client"]["sessions"][0]["id"], *session);
    assert_eq!(after["client"]["last_active_session_id"], *session);
    let user = &after["client"]["sessions"][0]["user"];
    assert_eq!(user["email_addresses"][0]["email_address"], *address);
    assert_eq!(user["primary_email_address_id"], user["email_addresses"][0]["id"]);
    assert_eq!(after["response"]["created_user_id"], user["id"]);
}

#[test]
fn an_address_that_is_taken_is_refused_in_any_spelling() {
    let server = Server::shared();
    let address = new_address();
    server.account(&address);
    let other = server.browser();
    let typed = format!(" {} ", address.to_uppercase());
    let answer = other.post("/v1/client/sign_ups", &[("email_address", &typed)]);
    assert_eq!(answer.refused(422, "form_identifier_exists").param(), Some("email_address"));
}

#[test]
fn of_two_who_claim_one_address_only_the_first_to_prove_it_gets_it() {
    let server = Server::shared();
    let (first, second, address) = (server.browser(), server.browser(), new_address());
    first.ask_to_sign_up(&address);
    let of_first = server.link(&address);
    let path = second.ask_to_sign_up(&address);
    let of_second = server.link(&address);
    assert_eq!(first.get(&of_first).status, 303);
    let late = second.get(&of_second);
    assert_eq!(late.redirect_parameter("__clerk_status").as_deref(), Some("failed"));
    let verification = &second.poll(&path)["verifications"]["email_address"];
    assert_eq!(verification["status"], "failed");
    assert_eq!(verification["error"]["code"], "form_identifier_exists");
    assert_eq!(second.client()["sessions"].as_array().unwrap().len(), 0);
}

#[test]
fn required_fields_are_waited_for_and_may_come_after_the_link() {
    let server = Server::start(&["--required-fields", "first_name,last_name"]);
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let link = ada.get(&server.link(&address));
    assert_eq!(link.redirect_parameter("__clerk_status").as_deref(), Some("verified"));
    assert_eq!(link.redirect_parameter("__clerk_created_session"), None);
    let open = ada.poll(&path);
    assert_eq!(open["status"], "missing_requirements");
    assert_eq!(open["missing_fields"], serde_json::json!(["first_name", "last_name"]));
    assert_eq!(open["unverified_fields"], serde_json::json!([]));

    let update = format!("{path}?_method=PATCH");
    let half = ada.post(&update, &[("first_name", "Ada")]).ok();
    assert_eq!(half["response"]["status"], "missing_requirements");
    let whole = ada.post(&update, &[("last_name", "Lovelace")]).ok();
    assert_eq!(whole["response"]["status"], "complete");
    assert_eq!(whole["client"]["sessions"][0]["user"]["last_name"], "Lovelace");
    ada.post(&update, &[("last_name", "Byron")]).refused(400, "verification_already_verified");
}

#[test]
fn a_field_that_is_not_asked_for_is_refused() {
    let server = Server::start(&["--optional-fields", "first_name"]);
    let ada = server.browser();
    let fields = [("email_address", "ada@example.com"), ("username", "ada")];
    let answer = ada.post("/v1/client/sign_ups", &fields);
    assert_eq!(answer.refused(422, "form_param_unknown").param(), Some("username"));
}

#[test]
fn changing_the_address_invalidates_the_link_to_the_old_one() {
    let server = Server::shared();
    let (ada, typo, address) = (server.browser(), new_address(), new_address());
    let path = ada.ask_to_sign_up(&typo);
    let old = server.link(&typo);
    ada.post(&format!("{path}?_method=PATCH"), &[("email_address", &address)]).ok();
    let answer = ada.get(&old);
    assert_eq!(answer.status, 410, "{}", answer.text);
    assert_eq!(ada.poll(&path)["status"], "missing_requirements");
    assert_eq!(
        ada.poll(&path)["verifications"]["email_address"]["status"],
        serde_json::Value::Null
    );
}

#[test]
fn metadata_is_json_and_comes_back_as_it_was_sent() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let fields =
        [("email_address", &*address), ("unsafe_metadata", r#"{"fooBar":[1,{"a":null}]}"#)];
    let attempt = ada.post("/v1/client/sign_ups", &fields).ok();
    assert_eq!(attempt["response"]["unsafe_metadata"]["fooBar"][1]["a"], serde_json::Value::Null);
    for bad in ["[]", "not json", "7", &format!("{{\"a\":\"{}\"}}", "x".repeat(9_000))] {
        let fields = [("email_address", &*address), ("unsafe_metadata", bad)];
        let answer = ada.post("/v1/client/sign_ups", &fields);
        assert_eq!(
            answer.refused(422, "form_param_format_invalid").param(),
            Some("unsafe_metadata")
        );
    }
}

#[test]
fn an_attempt_is_forgotten_after_a_day() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    server.pass_seconds(24 * 3600 + 1);
    assert_eq!(ada.poll(&path)["status"], "abandoned");
    assert_eq!(ada.client()["sign_up"], serde_json::Value::Null);
    let prepare = format!("{path}/prepare_verification");
    assert_eq!(ada.post(&prepare, &[("strategy", "email_code")]).status, 400);
}

#[test]
fn what_is_pasted_with_an_address_a_name_or_a_code_goes() {
    let server = Server::start(&["--required-fields", "username"]);
    let ada = server.browser();
    let fields = [
        ("email_address", "\u{feff}ada@example.com\u{200e}"),
        ("username", "\u{200b}ada.l\u{feff}"),
        ("strategy", "email_code"),
    ];
    let begun = ada.post("/v1/client/sign_ups", &fields).ok()["response"].clone();
    assert_eq!(
        (&begun["email_address"], &begun["username"]),
        (&"ada@example.com".into(), &"ada.l".into())
    );
    let code = server.code("ada@example.com");
    let (first, last) = code.split_at(3);
    let fields =
        [("strategy", "email_code"), ("code", &*format!("\u{feff}{first}\u{200b} {last}"))];
    let path =
        format!("/v1/client/sign_ups/{}/attempt_verification", begun["id"].as_str().unwrap());
    assert_eq!(ada.post(&path, &fields).ok()["response"]["status"], "complete");
    for identifier in ["\u{200b}ada@example.com", "\u{feff}ada.l\u{200b}"] {
        server.browser().post("/v1/client/sign_ins", &[("identifier", identifier)]).ok();
    }
}
