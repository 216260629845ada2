//! SignIn with a sign-up inside: the prop `withSignUp`.

use crate::stage::Stage;
use crate::stage::snapshot::{ADA, LINK, SignUp, Snapshot, Verification};

const NEW: &str = "new@a.test";

fn combined() -> Stage {
    Stage::new("sign_in").prop("withSignUp", "true")
}

/// An address that nobody has was submitted.
fn unknown(mut stage: Stage) -> Stage {
    stage.submit("start", &[("identifier", NEW)]);
    stage.refuse(1, "form_identifier_not_found", "identifier");
    stage
}

fn attempt(missing: &[&'static str], verification: Verification) -> Snapshot {
    let is_verified = verification.0 == "verified";
    Snapshot::sign_up(SignUp {
        id: "sua_1",
        status: "missing_requirements",
        email: NEW,
        missing: missing.to_vec(),
        unverified: if is_verified { vec![] } else { vec!["email_address"] },
        verification,
        ..SignUp::default()
    })
}

const SENT: Verification = Verification("unverified", "email_link", false);

#[test]
fn an_unknown_address_gets_its_account_in_the_same_card() {
    let stage = combined().start();
    assert_eq!(stage.heading(), "Continue to Demo");
    assert!(!stage.offers("click:sign_up"), "there is no other card to go to");
    let mut stage = unknown(stage);
    assert_eq!(
        stage.asks(),
        ["route create", "cancel", "create 2 sign_up 1 emailAddress new@a.test"]
    );
    assert_eq!(stage.alert(), "");
    stage.done(2, &attempt(&[], Verification::default()));
    let sends = "send_link 3 sign_up  https://app.test/login#/create/verify";
    assert_eq!(stage.asks(), [sends]);
    stage.hears(3, "sent", 15_000);
    assert_eq!(stage.asks(), ["route create/verify-email-address"]);
    assert_eq!(stage.heading(), "Verify your email");
    let complete = SignUp {
        id: "sua_1",
        status: "complete",
        email: NEW,
        session: "sess_9",
        ..SignUp::default()
    };
    stage.done(3, &Snapshot::sign_up(complete));
    assert_eq!(stage.asks(), ["set_session 4 sess_9 https://app.test/welcome"]);
}

#[test]
fn an_account_that_needs_more_than_an_address_asks_for_it_first() {
    let stage = combined().with("user_settings.attributes.first_name.enabled", "true").start();
    let stage = unknown(stage);
    assert_eq!(stage.asks(), ["route create", "cancel"]);
    assert_eq!(stage.heading(), "Create your account");
    assert_eq!(stage.element("cl1-email_address").get("value"), NEW);
    assert_eq!(stage.focus(), Some("cl1-title"));
}

#[test]
fn an_unknown_username_fills_its_field() {
    let mut stage = combined().with("user_settings.attributes.username.enabled", "true").start();
    stage.submit("start", &[("identifier", "ada")]);
    stage.refuse(1, "form_identifier_not_found", "identifier");
    assert_eq!(stage.element("cl1-username").get("value"), "ada");
    assert_eq!(stage.element("cl1-email_address").get("value"), "");
}

#[test]
fn the_way_back_is_in_the_card_and_keeps_the_address() {
    let stage = combined().with("user_settings.attributes.first_name.enabled", "true").start();
    let mut stage = unknown(stage);
    stage.act("sign_in", "", &[("email_address", "other@a.test")]);
    assert_eq!(stage.asks(), ["route", "cancel"]);
    assert_eq!(stage.heading(), "Continue to Demo");
    assert_eq!(stage.element("cl1-identifier").get("value"), "other@a.test");
    stage.press("submit:start");
    assert_eq!(stage.error("identifier"), "Fill in this field.", "SignIn answers again");
}

#[test]
fn an_address_that_has_an_account_can_sign_in_with_it() {
    let mut stage = unknown(combined().start());
    stage.refuse(2, "form_identifier_exists", "email_address");
    assert_eq!(stage.error("email_address"), "There is an account with this address already.");
    stage.act("sign_in", "", &[("email_address", NEW)]);
    assert_eq!(stage.heading(), "Continue to Demo");
}

#[test]
fn a_reload_resumes_the_sign_up() {
    let stage = combined().at("create/verify-email-address").seeing(attempt(&[], SENT)).start();
    assert_eq!(stage.asks(), ["await_link 1 sign_up  https://app.test/login#/create/verify"]);
    assert_eq!(stage.heading(), "Verify your email");
    let verified = Verification("verified", "email_link", false);
    let more = attempt(&["first_name"], verified);
    let stage = combined().at("create/continue").seeing(more).start();
    assert_eq!(stage.heading(), "Almost there");
}

#[test]
fn the_page_of_its_link_goes_on_with_what_is_missing() {
    let verified = Verification("verified", "email_link", false);
    let mut stage = combined().at("create/verify?redirect_url=%2Fx").start();
    assert_eq!(stage.asks(), ["verify 1 /x"]);
    stage.done(1, &attempt(&["first_name"], verified));
    assert_eq!(stage.asks(), ["route create/continue?redirect_url=%2Fx 1"]);
    assert_eq!(stage.heading(), "Almost there");
}

#[test]
fn back_and_forward_go_from_the_one_to_the_other() {
    let mut stage = combined().at("create/verify-email-address").seeing(attempt(&[], SENT)).start();
    stage.goes_to("");
    assert_eq!(stage.asks(), ["cancel"]);
    assert_eq!(stage.heading(), "Continue to Demo");
    stage.done(1, &attempt(&[], SENT));
    assert_eq!(stage.heading(), "Continue to Demo", "a late answer");
    stage.goes_to("create/verify-email-address");
    assert_eq!(
        stage.asks(),
        ["cancel", "await_link 2 sign_up  https://app.test/login#/create/verify"]
    );
}

#[test]
fn a_dialog_does_not_change() {
    let stage = unknown(combined().modal().start());
    assert_eq!(
        stage.asks(),
        ["route create", "cancel", "create 2 sign_up 1 emailAddress new@a.test"]
    );
}

#[test]
fn where_nobody_can_sign_up_nothing_is_different() {
    let stage = combined().with("user_settings.sign_up.mode", "restricted").at("create").start();
    assert_eq!(stage.heading(), "Sign in");
    let stage = unknown(stage);
    assert_eq!(stage.error("identifier"), "There is no account with this address.");
    assert!(!stage.offers("click:sign_up"));
    let stage = Stage::new("sign_in").at("create/verify").start();
    assert_eq!(
        (stage.heading().as_str(), stage.asks().len()),
        ("Sign in", 0),
        "a route of the app's"
    );
}

#[test]
fn who_has_an_account_signs_in_as_ever() {
    let mut stage = combined().start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[LINK]));
    assert_eq!(stage.asks(), ["send_link 2 sign_in idn_1 https://app.test/login#/verify"]);
    let stage = combined().at("create").seeing(Snapshot::default().signed_in(&[ADA])).start();
    assert_eq!(stage.asks(), ["go https://app.test/welcome 1"]);
}
