//! `/environment`: how this application is configured, for every version of clerk-js (wire
//! protocol 3.12).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, no_store};
use crate::http::caller::Caller;
use crate::http::reply::Reply;
use crate::proof::password::{MAX_LENGTH, MIN_LENGTH};
use crate::settings::Settings;

/// `/environment`; clerk-js asks development instances by `PATCH`.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/environment", get(show).patch(update))
}

async fn show(State(app): State<App>, caller: Caller) -> Result<Response> {
    let environment = app.look(&caller, |call| Ok(environment(call))).await?;
    let mut response = Json(environment).into_response();
    // What was applied a moment ago has to be seen.
    no_store(&mut response);
    Ok(response)
}

async fn update(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| Ok(environment(call))).await
}

/// How the application is configured.
pub(crate) fn environment(call: &Call<'_>) -> Value {
    let (app, settings) = (call.app, &*call.settings);
    let host = call.caller.host.as_deref();
    json!({
        "object": "environment",
        "id": "env_1",
        "auth_config": auth_config(app, settings),
        "display_config": display_config(app, settings, host),
        "user_settings": user_settings(settings),
        "organization_settings": {
            "enabled": false,
            "max_allowed_memberships": 0,
            "actions": { "admin_delete": false },
            "domains": { "enabled": false, "enrollment_modes": [], "default_role": null },
        },
        "maintenance_mode": false,
        "client_debug_mode": false,
        "commerce_settings": {
            "billing": { "enabled": false, "has_paid_user_plans": false, "has_paid_org_plans": false,
                         "organization": {}, "user": {} },
        },
        "api_keys_settings": { "enabled": false },
        "protect_config": {},
    })
}

/// `long_poll_seconds` is this server's addition: the longest `wait`, in seconds, for which a poll of an
/// attempt may ask to be held. If it is absent or 0, no poll is held. So is `magic_link_with_code`: whether an email
/// with a link has a code as well, which completes the same verification.
fn auth_config(app: &App, settings: &Settings) -> Value {
    json!({
        "object": "auth_config",
        "id": "aac_1",
        "single_session_mode": !settings.multi_session(),
        "url_based_session_syncing": false,
        "claimed_at": null,
        "reverification": false,
        "preferred_channels": null,
        "session_minter": false,
        "long_poll_seconds": app.config.long_poll_seconds,
        "magic_link_with_code": settings.is_on("email_code"),
    })
}

/// Its URLs have the name under which the browser called (`host`), where the server has several: its cookie is for
/// that alone.
fn display_config(app: &App, settings: &Settings, host: Option<&str>) -> Value {
    let own = app.origins.base_for(host);
    let elsewhere = app.hosted_from_here().filter(|origin| !origin.is_empty());
    let hosted = elsewhere.as_ref().unwrap_or(&own);
    let at = |origin: &str, path: &str| match path.starts_with('/') {
        true => format!("{origin}{path}"),
        false => path.to_owned(),
    };
    let chosen = |name: &str, origin: &str, otherwise: &'static str| match settings.text(name) {
        "" => at(origin, otherwise),
        url => at(&own, url),
    };
    let logo = at(&own, settings.text("logo_url"));
    let image = |url: Option<&str>| json!({ "object": "image", "id": "img_1", "name": null, "public_url": url });
    let mut config = json!({
        "object": "display_config",
        "id": "display_config_1",
        // On a production instance every clerk-js relies on cookies. On a development instance it
        // wants a dev browser.
        "instance_environment_type": "production",
        "application_name": settings.application_name(),
        "theme": theme(settings),
        "preferred_sign_in_strategy": if settings.requires("password") { "password" } else { "otp" },
        "branded": false,
        "backend_host": own,
        "support_email": null,
        "logo_image": image(Some(&*logo).filter(|url| !url.is_empty())),
        "favicon_image": image(None),
        "show_devmode_warning": false,
        "google_one_tap_client_id": null,
    });
    let urls = [
        ("home_url", &own, "/"),
        ("sign_in_url", hosted, "/sign-in"),
        ("sign_up_url", hosted, "/sign-up"),
        ("user_profile_url", hosted, "/user"),
        ("after_switch_session_url", &own, "/"),
        ("organization_profile_url", &own, "/"),
        ("create_organization_url", &own, "/"),
        ("after_leave_organization_url", &own, "/"),
        ("after_create_organization_url", &own, "/"),
        ("after_join_waitlist_url", &own, "/"),
        ("waitlist_url", &own, "/"),
    ];
    let chosen_urls = [
        ("after_sign_in_url", chosen("after_sign_in_url", &own, "/")),
        ("after_sign_up_url", chosen("after_sign_up_url", &own, "/")),
        ("after_sign_out_url", chosen("after_sign_out_url", &own, "/")),
        ("after_sign_out_one_url", chosen("after_sign_out_url", hosted, "/sign-in/choose")),
        ("after_sign_out_all_url", chosen("after_sign_out_url", hosted, "/sign-in")),
        ("logo_image_url", logo.clone()),
        ("logo_url", logo),
    ];
    let empty = ["favicon_image_url", "favicon_url", "terms_url", "privacy_policy_url"];
    let none = [
        "captcha_public_key",
        "captcha_widget_type",
        "captcha_public_key_invisible",
        "captcha_provider",
    ];
    if let Some(fields) = config.as_object_mut() {
        fields.extend(urls.map(|(name, origin, path)| (name.to_owned(), at(origin, path).into())));
        fields.extend(chosen_urls.map(|(name, url)| (name.to_owned(), url.into())));
        fields.extend(empty.map(|name| (name.to_owned(), "".into())));
        fields.extend(none.map(|name| (name.to_owned(), Value::Null)));
        fields.insert("captcha_oauth_bypass".into(), json!([]));
        fields.insert("captcha_heartbeat".into(), false.into());
    }
    config
}

/// `color_scheme` is this server's addition: `light` or `dark`, or nothing.
fn theme(settings: &Settings) -> Value {
    let scheme = Some(settings.text("color_scheme")).filter(|scheme| *scheme != "auto");
    json!({
        "general": {
            "color": settings.text("color"), "background_color": settings.text("background_color"), "font_family": "system-ui, sans-serif",
            "font_color": settings.text("font_color"), "label_font_weight": "600", "padding": "1em",
            "border_radius": format!("{}px", settings.text("radius")), "color_scheme": scheme, "box_shadow": "0 2px 8px rgba(0, 0, 0, 0.2)",
        },
        "buttons": {
            "font_color": "#ffffff", "font_family": "system-ui, sans-serif", "font_weight": "600",
        },
        "accounts": { "background_color": "#e6ecf6" },
    })
}

fn user_settings(settings: &Settings) -> Value {
    let sign_up = settings.text("sign_up");
    let sign_up_mode = json!({
        "allowlist_only": sign_up == "allow_list", "progressive": true, "captcha_enabled": false,
        "mode": if sign_up == "closed" { "restricted" } else { "public" },
        "legal_consent_enabled": false, "custom_action_required": false,
    });
    json!({
        "attributes": attributes(settings),
        "social": {},
        "saml": { "enabled": false },
        "enterprise_sso": { "enabled": false },
        "actions": { "delete_self": true, "create_organization": false,
                     "create_organizations_limit": null },
        "sign_in": { "second_factor": { "required": false, "enabled": true } },
        "sign_up": sign_up_mode,
        "password_settings": {
            "min_length": MIN_LENGTH, "max_length": MAX_LENGTH, "disable_hibp": true,
            "require_special_char": false, "require_numbers": false, "require_uppercase": false,
            "require_lowercase": false, "show_zxcvbn": false, "min_zxcvbn_strength": 0,
            "allowed_special_characters": "",
        },
        "passkey_settings": { "allow_autofill": false, "show_sign_in_button": false },
        "username_settings": { "min_length": 3, "max_length": 64 },
        "attack_protection": {
            "user_lockout": { "enabled": false }, "pii": { "enabled": true },
        },
    })
}

/// Every attribute that some version of clerk-js reads, most of them off.
fn attributes(settings: &Settings) -> Map<String, Value> {
    let email = &*settings.email_strategies();
    let asks = |name: &str| settings.asks_for(name);
    let requires = |name: &str| settings.requires(name);
    let attribute =
        |name: &str, enabled, required, first: &[&str], second: &[&str], proofs: &[&str]| {
            let value = json!({
                "enabled": enabled,
                "required": required,
                "name": name,
                "used_for_first_factor": !first.is_empty(),
                "first_factors": first,
                "used_for_second_factor": !second.is_empty(),
                "second_factors": second,
                "verifications": proofs,
                "verify_at_sign_up": !proofs.is_empty(),
            });
            (name.to_owned(), value)
        };
    let plain = |name: &'static str| attribute(name, asks(name), requires(name), &[], &[], &[]);
    let off = |name: &'static str| attribute(name, false, false, &[], &[], &[]);
    let username: &[&str] = if asks("username") { email } else { &[] };
    Map::from_iter([
        attribute("email_address", true, true, email, &[], email),
        attribute("username", asks("username"), requires("username"), username, &[], &[]),
        plain("password"),
        plain("first_name"),
        plain("last_name"),
        attribute("authenticator_app", true, false, &[], &["totp"], &[]),
        off("phone_number"),
        off("web3_wallet"),
        off("backup_code"),
        off("passkey"),
    ])
}
