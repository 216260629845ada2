//! Wire protocol 3: every field that some version of clerk-js reads is there.

use serde_json::Value;

use crate::support::{Server, new_address};

/// Checks that an object has these fields. `name:type` also checks the type.
#[track_caller]
fn check(object: &Value, fields: &str) {
    for field in fields.split_whitespace() {
        let (name, kind) = field.split_once(':').unwrap_or((field, ""));
        let value = object.get(name).unwrap_or_else(|| panic!("no {name} in {object}"));
        let right = match kind {
            "s" => value.is_string(),
            "n" => value.is_i64(),
            "b" => value.is_boolean(),
            "a" => value.is_array(),
            "o" => value.is_object(),
            "null" => value.is_null(),
            _ => true,
        };
        assert!(right, "{name} is {value}");
    }
}

const USER: &str = "object:s id:s username first_name last_name external_id profile_image_url:s \
    image_url:s has_image:b primary_email_address_id:s primary_phone_number_id \
    primary_web3_wallet_id email_addresses:a phone_numbers:a web3_wallets:a external_accounts:a \
    saml_accounts:a enterprise_accounts:a passkeys:a organization_memberships:a password_enabled:b \
    totp_enabled:b backup_code_enabled:b two_factor_enabled:b create_organization_enabled:b \
    delete_self_enabled:b public_metadata:o unsafe_metadata:o last_sign_in_at:n legal_accepted_at \
    created_at:n updated_at:n";
const SESSION: &str = "object:s id:s status:s expire_at:n abandon_at:n last_active_at:n \
    last_active_token:o last_active_organization_id actor user:o public_user_data:o tasks \
    created_at:n updated_at:n";
const VERIFICATION: &str =
    "object:s status:s strategy:s attempts expire_at:n error verified_at_client";
const CLIENT: &str = "object:s id:s sessions:a sign_in sign_up last_active_session_id created_at:n \
    updated_at:n";

#[test]
fn client_session_and_user() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    let client = ada.client();
    check(&client, CLIENT);
    let session = &client["sessions"][0];
    check(session, SESSION);
    check(&session["last_active_token"], "object:s jwt:s");
    check(&session["user"], USER);
    check(
        &session["public_user_data"],
        "first_name last_name identifier:s user_id:s profile_image_url:s image_url:s has_image:b",
    );
    let address = &session["user"]["email_addresses"][0];
    check(address, "object:s id:s email_address:s verification:o linked_to:a");
    check(&address["verification"], VERIFICATION);
    for (id, prefix) in [
        (&client["id"], "client_"),
        (&session["id"], "sess_"),
        (&session["user"]["id"], "user_"),
        (&address["id"], "idn_"),
        (&client["sign_up"]["id"], "sua_"),
    ] {
        assert!(id.as_str().unwrap().starts_with(prefix), "{id}");
    }
}

#[test]
fn sign_in_and_its_factors() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let attempt = ada.poll(&path);
    check(
        &attempt,
        "object:s id:s status:s supported_identifiers:a supported_external_accounts:a identifier:s \
         user_data:o supported_first_factors:a supported_second_factors first_factor_verification:o \
         second_factor_verification:null created_session_id:null",
    );
    check(&attempt["user_data"], "first_name last_name profile_image_url image_url has_image:b");
    for factor in attempt["supported_first_factors"].as_array().unwrap() {
        check(factor, "strategy:s email_address_id:s safe_identifier:s primary:b");
    }
    check(&attempt["first_factor_verification"], VERIFICATION);
    assert!(attempt["id"].as_str().unwrap().starts_with("sia_"));
}

#[test]
fn sign_up_and_its_verification() {
    let server = Server::shared();
    let ada = server.browser();
    let path = ada.ask_to_sign_up(&new_address());
    let attempt = ada.poll(&path);
    check(
        &attempt,
        "object:s id:s status:s required_fields:a optional_fields:a missing_fields:a \
         unverified_fields:a supported_external_accounts:a username first_name last_name \
         email_address:s phone_number:null web3_wallet:null external_account:null \
         external_account_strategy:null has_password:b unsafe_metadata:o created_session_id:null \
         created_user_id:null abandon_at:n verifications:o",
    );
    check(&attempt["verifications"], "email_address:o phone_number web3_wallet external_account");
    let verification = &attempt["verifications"]["email_address"];
    check(verification, VERIFICATION);
    check(verification, "next_action:s supported_strategies:a");
}

#[test]
fn environment() {
    let server = Server::shared();
    let ada = server.browser();
    let environment = ada.get("/v1/environment").ok();
    check(
        &environment,
        "object:s id:s auth_config:o display_config:o user_settings:o organization_settings:o \
         maintenance_mode:b commerce_settings:o api_keys_settings:o protect_config:o",
    );
    check(&environment["auth_config"], "single_session_mode:b url_based_session_syncing:b");
    check(
        &environment["display_config"],
        "id:s instance_environment_type:s application_name:s theme:o preferred_sign_in_strategy:s \
         home_url:s sign_in_url:s sign_up_url:s user_profile_url:s after_sign_in_url:s \
         after_sign_up_url:s after_sign_out_one_url:s after_sign_out_all_url:s \
         after_switch_session_url:s branded:b captcha_public_key:null captcha_widget_type:null \
         captcha_oauth_bypass:a",
    );
    check(
        &environment["display_config"]["theme"]["general"],
        "color background_color font_family font_color label_font_weight padding border_radius \
         box_shadow",
    );
    let settings = &environment["user_settings"];
    check(
        settings,
        "attributes:o social:o saml:o enterprise_sso:o actions:o sign_in:o sign_up:o \
         password_settings:o passkey_settings:o username_settings:o",
    );
    check(&settings["sign_up"], "allowlist_only:b progressive:b captcha_enabled:b mode:s");
    let attributes = settings["attributes"].as_object().unwrap();
    for name in [
        "email_address",
        "phone_number",
        "username",
        "first_name",
        "last_name",
        "password",
        "web3_wallet",
        "authenticator_app",
        "backup_code",
        "passkey",
    ] {
        check(
            &attributes[name],
            "enabled:b required:b name:s verifications:a used_for_first_factor:b first_factors:a \
             used_for_second_factor:b second_factors:a verify_at_sign_up:b",
        );
    }
    // On development instances clerk-js asks by `PATCH`, and takes the piggybacked client.
    let patched = ada.post("/v1/environment?_method=PATCH", &[]).ok();
    assert_eq!(patched["response"], environment);
}

#[test]
fn every_change_carries_the_client_along() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let made = ada.post("/v1/client/sign_ups", &[("email_address", &address)]).ok();
    assert_eq!(made["client"]["sign_up"], made["response"]);
    let path = format!("/v1/client/sign_ups/{}", made["response"]["id"].as_str().unwrap());
    let fields = [("strategy", "email_link"), ("redirect_url", &*ada.redirect_url())];
    let prepared = ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    assert_eq!(prepared["client"]["sign_up"], prepared["response"]);
    ada.get(&server.link(&address));
    let polled = ada.get(&path).ok();
    check(&polled["client"], CLIENT);
    assert_eq!(polled["client"]["sessions"].as_array().unwrap().len(), 1, "a poll too");
}
