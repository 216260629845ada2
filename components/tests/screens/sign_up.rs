//! What SignUp decides.

use crate::stage::Stage;
use crate::stage::snapshot::{ADA, SignUp, Snapshot, Verification};

const NONE: [&str; 0] = [];

fn attempt(missing: &[&'static str], verification: Verification) -> Snapshot {
    let is_verified = verification.0 == "verified";
    Snapshot::sign_up(SignUp {
        id: "sua_1",
        status: "missing_requirements",
        email: "ada@gmail.com",
        missing: missing.to_vec(),
        unverified: if is_verified { vec![] } else { vec!["email_address"] },
        verification,
        ..SignUp::default()
    })
}

fn complete(same_client: bool) -> Snapshot {
    Snapshot::sign_up(SignUp {
        id: "sua_1",
        status: "complete",
        email: "ada@gmail.com",
        verification: Verification("verified", "email_link", same_client),
        session: "sess_1",
        ..SignUp::default()
    })
}

const SENT: Verification = Verification("unverified", "email_link", false);
const VERIFIED: Verification = Verification("verified", "email_link", false);

fn waiting() -> Stage {
    let mut stage = Stage::new("sign_up").start();
    stage.submit("start", &[("email_address", " ada@gmail.com")]);
    assert_eq!(stage.asks(), ["create 1 sign_up 1 emailAddress ada@gmail.com"]);
    stage.done(1, &attempt(&[], Verification::default()));
    assert_eq!(stage.asks(), ["send_link 2 sign_up  https://app.test/login#/verify"]);
    stage.hears(2, "sent", 15_000);
    assert_eq!(stage.asks(), ["route verify-email-address"]);
    stage
}

#[test]
fn an_address_alone_makes_an_account() {
    let mut stage = waiting();
    assert_eq!(stage.heading(), "Verify your email");
    stage.done(2, &complete(false));
    assert_eq!(stage.asks(), ["set_session 3 sess_1 https://app.test/welcome"]);
    assert_eq!(stage.heading(), "Your account is ready");
}

#[test]
fn nothing_is_sent_because_the_card_appears() {
    for (route, snapshot) in [
        ("", Snapshot::default()),
        ("verify-email-address", attempt(&[], Verification::default())),
        ("verify-email-address", attempt(&[], Verification("expired", "email_link", false))),
        ("verify-email-address", Snapshot::default()),
        ("continue", attempt(&["first_name"], VERIFIED)),
        ("continue", Snapshot::default()),
    ] {
        let stage = Stage::new("sign_up").at(route).seeing(snapshot).start();
        let sent = stage.asks().into_iter().find(|command| !command.starts_with("route "));
        assert_eq!(sent, None, "{route}");
        assert_eq!(stage.focus(), None, "{route}");
    }
}

#[test]
fn a_reload_resumes_the_wait() {
    let stage = Stage::new("sign_up").at("verify-email-address").seeing(attempt(&[], SENT)).start();
    assert_eq!(stage.asks(), ["await_link 1 sign_up  https://app.test/login#/verify"]);
    assert_eq!(stage.heading(), "Verify your email");
}

#[test]
fn the_form_asks_for_what_the_application_does() {
    let stage = Stage::new("sign_up")
        .with("user_settings.attributes.first_name.enabled", "true")
        .with("user_settings.attributes.username.enabled", "true")
        .with("user_settings.attributes.username.required", "true")
        .with("user_settings.attributes.password.enabled", "true")
        .with("user_settings.attributes.password.required", "true");
    let mut stage = stage.start();
    let inputs: Vec<_> = stage.elements().into_iter().filter(|it| it.tag == "input").collect();
    let seen: Vec<_> = inputs
        .iter()
        .map(|it| (it.get("name"), it.get("autocomplete"), it.has("required")))
        .collect();
    assert_eq!(
        seen,
        [
            ("first_name", "given-name", false),
            ("username", "username", true),
            ("email_address", "email", true),
            ("password", "new-password", true),
        ]
    );
    assert!(stage.shows("Optional"));
    assert!(stage.shows("At least 8 characters"));
    let typed = [
        ("first_name", ""),
        ("username", "ada"),
        ("email_address", "a@b.test"),
        ("password", " secret "),
    ];
    stage.submit("start", &typed);
    assert_eq!(
        stage.asks(),
        ["create 1 sign_up 3 username ada emailAddress a@b.test password  secret"]
    );
}

#[test]
fn a_password_without_a_known_length_has_no_hint() {
    let stage = Stage::new("sign_up")
        .with("user_settings.attributes.password.enabled", "true")
        .with("user_settings.password_settings.min_length", "");
    assert_eq!(stage.start().element("cl1-password-below").text, "");
}

#[test]
fn a_required_field_that_is_empty_is_not_sent() {
    let mut stage = Stage::new("sign_up").start();
    stage.submit("start", &[]);
    assert_eq!(stage.asks(), NONE);
    assert_eq!(stage.error("email_address"), "Fill in this field.");
    assert_eq!(stage.focus(), Some("cl1-email_address"));
}

#[test]
fn optional_fields_can_be_left_out_by_the_app() {
    let stage = Stage::new("sign_up")
        .with("user_settings.attributes.first_name.enabled", "true")
        .prop("appearance.layout.showOptionalFields", "false");
    assert!(!stage.start().html.contains("first_name"));
}

#[test]
fn after_the_link_only_what_is_missing_is_asked_for() {
    let mut stage = waiting();
    stage.done(2, &attempt(&["first_name"], VERIFIED));
    assert_eq!(stage.asks(), ["route continue 1"]);
    assert_eq!(stage.heading(), "Almost there");
    let inputs: Vec<_> = stage.elements().into_iter().filter(|it| it.tag == "input").collect();
    assert_eq!(inputs.len(), 1);
    stage.submit("start", &[("first_name", "")]);
    assert_eq!(stage.error("first_name"), "Fill in this field.");
    stage.submit("start", &[("first_name", "Ada")]);
    assert_eq!(stage.asks(), ["update 3 sign_up 1 firstName Ada"]);
    stage.done(3, &complete(false));
    assert_eq!(stage.asks(), ["set_session 4 sess_1 https://app.test/welcome"]);
}

#[test]
fn a_password_that_was_missing_is_that_of_the_address() {
    let owners = |missing: &[&'static str]| {
        let mut stage = waiting();
        stage.done(2, &attempt(missing, VERIFIED));
        let mut all = stage.elements();
        all.retain(|it| it.get("autocomplete") == "username" && it.get("tabindex") == "-1");
        all.iter().map(|it| it.get("value").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(owners(&["password"]), ["ada@gmail.com"]);
    assert_eq!(owners(&["username", "password"]), NONE);
}

#[test]
fn refusals_are_told_in_the_language_of_the_page() {
    for (code, param) in [
        ("form_identifier_exists", "email_address"),
        ("form_identifier_exists", "username"),
        ("form_param_format_invalid", "email_address"),
        ("form_param_nil", "username"),
        ("form_password_length_too_short", "password"),
        ("form_password_length_too_long", "password"),
        ("form_password_pwned", "password"),
        ("form_code_incorrect", "code"),
        ("verification_expired", ""),
        ("verification_failed", ""),
        ("not_allowed_access", "email_address"),
        ("sign_up_mode_restricted", ""),
    ] {
        let mut stage = Stage::new("sign_up").start();
        stage.submit("start", &[("email_address", "ada@gmail.com")]);
        stage.refuse(1, code, param);
        assert!(!stage.html.contains("The server's words."), "{code} {param}");
    }
}

#[test]
fn what_we_cannot_ask_for_leads_to_the_hosted_page() {
    let mut stage = waiting();
    stage.done(2, &attempt(&["phone_number"], VERIFIED));
    assert_eq!(stage.heading(), "This cannot be done here");
    assert!(stage.html.contains("https://accounts.test/sign-up"));
}

#[test]
fn an_application_that_takes_no_new_people_says_so() {
    let stage = Stage::new("sign_up").with("user_settings.sign_up.mode", "restricted").start();
    assert_eq!(stage.heading(), "This cannot be done here");
    assert!(stage.shows("Sign in"));
}

#[test]
fn an_application_that_asks_for_nothing_that_we_know_says_so() {
    let address = "user_settings.attributes.email_address.enabled";
    let stage = Stage::new("sign_up").with(address, "false").start();
    assert_eq!(stage.heading(), "This cannot be done here");
    assert!(!stage.offers("submit:start"), "no form without a field");
}

#[test]
fn an_address_that_has_an_account_can_sign_in() {
    let mut stage = Stage::new("sign_up").start();
    stage.submit("start", &[("email_address", "ada@gmail.com")]);
    stage.refuse(1, "form_identifier_exists", "email_address");
    assert_eq!(stage.error("email_address"), "There is an account with this address already.");
    stage.act("sign_in", "", &[("email_address", "ada@gmail.com")]);
    assert_eq!(stage.asks(), ["go https://accounts.test/sign-in#/?identifier=ada%40gmail.com"]);
}

#[test]
fn the_address_that_was_typed_on_the_sign_in_is_filled_in() {
    let stage =
        Stage::new("sign_up").at("?identifier=ada%40gmail.com&redirect_url=%2Fdash").start();
    assert_eq!(stage.element("cl1-email_address").get("value"), "ada@gmail.com");
    assert!(stage.html.contains("/sign-in#/?redirect_url=%2Fdash"));
    let given = Stage::new("sign_up").prop("initialValues.emailAddress", "x@y.test").start();
    assert_eq!(given.element("cl1-email_address").get("value"), "x@y.test");
}

#[test]
fn editing_keeps_what_was_typed_except_the_password() {
    let mut stage =
        Stage::new("sign_up").with("user_settings.attributes.password.enabled", "true").start();
    stage.submit("start", &[("email_address", "ada@gmail.com"), ("password", "secret")]);
    stage.done(1, &attempt(&[], Verification::default()));
    stage.hears(2, "sent", 1_000);
    stage.press("click:edit");
    assert_eq!(stage.asks(), ["cancel", "route"]);
    assert_eq!(stage.element("cl1-email_address").get("value"), "ada@gmail.com");
    assert!(!stage.html.contains("secret"));
    stage.done(2, &complete(false));
    assert_eq!(stage.heading(), "Create your account");
}

#[test]
fn the_code_of_the_email_completes_the_same_wait() {
    let mut stage = waiting();
    stage.types("123456");
    assert_eq!(stage.asks(), ["attempt 3 sign_up email_code  123456"]);
    stage.done(3, &complete(true));
    assert_eq!(stage.asks(), ["cancel", "set_session 4 sess_1 https://app.test/welcome"]);
}

#[test]
fn a_code_that_comes_after_its_link_worked_is_of_no_use_and_the_card_goes_on() {
    for (snapshot, asked) in [
        (complete(false), "set_session 4 sess_1 https://app.test/welcome"),
        (attempt(&["first_name"], VERIFIED), "route continue 1"),
    ] {
        let mut stage = waiting();
        stage.types("123456");
        stage.done(2, &snapshot);
        assert_eq!(stage.asks(), NONE);
        stage.refuse(3, "verification_already_verified", "");
        assert_eq!((stage.asks(), stage.alert().as_str()), (vec![asked], ""));
    }
}

#[test]
fn a_dialog_focuses_the_first_field() {
    let stage = || Stage::new("sign_up").modal();
    assert_eq!(stage().start().focus(), Some("cl1-email_address"));
    let stage = stage().with("user_settings.attributes.first_name.enabled", "true");
    assert_eq!(stage.start().focus(), Some("cl1-first_name"));
}

#[test]
fn each_end_of_a_wait_has_its_words_and_a_way_on() {
    for (status, heading) in [
        ("expired", "This link has expired"),
        ("failed", "This link does not work"),
        ("client_mismatch", "This link belongs to another browser"),
    ] {
        let mut stage = waiting();
        stage.done(2, &attempt(&[], Verification(status, "email_link", false)));
        assert_eq!(stage.heading(), heading);
        stage.press("click:method");
        assert_eq!(stage.asks(), ["send_link 3 sign_up  https://app.test/login#/verify"]);
    }
}

#[test]
fn the_page_of_a_link_goes_on_with_what_is_missing() {
    let mut stage = Stage::new("sign_up").at("verify").start();
    assert_eq!(stage.asks(), ["verify 1 https://app.test/welcome"]);
    stage.done(1, &attempt(&["last_name"], VERIFIED));
    assert_eq!(stage.asks(), ["route continue 1"]);
    assert_eq!(stage.heading(), "Almost there");

    let mut stage = Stage::new("sign_up").at("verify").start();
    stage.fail(1, "MagicLinkError", "expired");
    assert_eq!(stage.heading(), "This link has expired");
    stage.press("click:back");
    assert_eq!(stage.heading(), "Create your account");
}

#[test]
fn who_is_signed_in_leaves_for_where_a_sign_up_leads() {
    let stage = Stage::new("sign_up").seeing(Snapshot::default().signed_in(&[ADA])).start();
    assert_eq!(stage.asks(), ["go https://app.test/welcome 1"]);
}
