//! What UserProfile decides.

use crate::stage::Stage;
use crate::stage::html::Element;
use crate::stage::snapshot::{Snapshot, User};

const SIGN_IN_AND_BACK: &str =
    "go https://accounts.test/sign-in#/?redirect_url=https%3A%2F%2Fapp.test%2Flogin%23%2F 1";

fn profile(route: &str, user: User) -> Stage {
    Stage::new("user_profile")
        .with("user_settings.attributes.first_name.enabled", "true")
        .with("user_settings.attributes.last_name.enabled", "true")
        .with("user_settings.attributes.authenticator_app.enabled", "true")
        .at(route)
        .seeing(Snapshot::user(user))
        .start()
}

#[test]
fn the_name_is_changed_in_its_panel() {
    let mut stage = profile("", User::ada());
    assert_eq!(stage.heading(), "Account");
    stage.press("click:name");
    assert_eq!(stage.focus(), Some("cl1-panel"));
    assert_eq!(stage.element("cl1-first_name").get("value"), "Ada");
    stage.submit("submit", &[("first_name", "Augusta"), ("last_name", "")]);
    assert_eq!(stage.asks(), ["user 1 update 2 firstName Augusta lastName"]);
    stage.done(1, &Snapshot::user(User { name: ["Augusta", "", ""], ..User::ada() }));
    assert!(stage.shows("Saved."));
    assert!(!stage.offers("submit:submit"));
    assert!(stage.shows("Augusta"));
}

#[test]
fn cancelling_leads_back_to_the_button_that_opened_the_panel() {
    for (route, what, at) in [("", "name", ""), ("", "remove", "idn_3"), ("security", "totp", "")] {
        let mut stage = profile(route, User::ada());
        stage.act(what, at, &[]);
        stage.press("click:cancel");
        let opener = format!("cl1-open-{what}{at}");
        assert_eq!(stage.focus(), Some(opener.as_str()));
        assert_eq!(stage.element(&opener).get("data-at"), at);
    }
}

#[test]
fn no_two_buttons_have_the_same_name() {
    let mut stage = profile("security", User { has_password: true, ..User::ada() });
    let devices = [
        ("0.id", "sess_7"),
        ("0.latestActivity.deviceType", "iPhone"),
        ("1.id", "sess_8"),
        ("1.latestActivity.browserName", "Firefox"),
    ];
    stage.done_with(1, &Snapshot::user(User::ada()), &devices);
    for stage in [stage, profile("", User::ada())] {
        let mut buttons = stage.elements();
        buttons.retain(|it| it.tag == "button");
        let name = |it: &Element| match it.get("aria-label") {
            "" => it.text.clone(),
            label => label.to_owned(),
        };
        let mut names: Vec<_> = buttons.iter().map(name).collect();
        assert!(buttons.iter().all(|it| name(it).starts_with(&it.text)), "{names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), buttons.len(), "{names:?}");
    }
    assert!(profile("", User::ada()).html.contains("\"Verify: ada@work.test\""));
}

#[test]
fn a_panel_has_a_name() {
    let mut stage = profile("", User::ada());
    stage.act("remove", "idn_3", &[]);
    assert_eq!(stage.element("cl1-panel").get("aria-label"), "Remove ada@home.test?");
}

#[test]
fn a_new_address_gets_its_link_and_is_seen_verified() {
    let mut stage = profile("", User::ada());
    stage.press("click:add");
    stage.submit("submit", &[("email_address", "new@a.test")]);
    assert_eq!(stage.asks(), ["user 1 add_address 1 email new@a.test"]);
    let with = |status| {
        let mut user = User::ada();
        user.addresses.push(["idn_4", "new@a.test", status]);
        Snapshot::user(user)
    };
    stage.done_with(1, &with("unverified"), &[("id", "idn_4")]);
    assert_eq!(stage.asks(), ["send_link 2 idn_4  https://app.test/login#/verify"]);
    stage.hears(2, "sent", 15_000);
    assert!(stage.shows("Send another email in 15 s"));
    stage.done(2, &with("verified"));
    assert!(stage.shows("new@a.test is verified."));
    assert!(!stage.offers("click:cancel"));
}

#[test]
fn an_address_that_is_taken_is_said_at_its_field() {
    let mut stage = profile("", User::ada());
    stage.press("click:add");
    stage.submit("submit", &[("email_address", "taken@a.test")]);
    stage.refuse(1, "form_identifier_exists", "email_address");
    assert_eq!(stage.error("email_address"), "There is an account with this address already.");
}

#[test]
fn a_link_that_expired_can_be_sent_again() {
    let mut stage = profile("", User::ada());
    stage.act("verify", "idn_2", &[]);
    assert_eq!(stage.asks(), ["send_link 1 idn_2  https://app.test/login#/verify"]);
    stage.hears(1, "sent", 1_000);
    stage.fail(1, "MagicLinkError", "expired");
    assert!(stage.alert().starts_with("This link has expired"));
    stage.press("click:verify");
    assert_eq!(stage.asks(), ["send_link 2 idn_2  https://app.test/login#/verify"]);
}

#[test]
fn the_code_of_the_email_verifies_it_as_well() {
    let mut stage = profile("", User::ada());
    stage.act("verify", "idn_2", &[]);
    stage.hears(1, "sent", 1_000);
    stage.types("123456");
    assert_eq!(stage.asks(), ["attempt 2 address email_code idn_2 123456"]);
    stage.done(2, &Snapshot::user(User::ada()));
    assert_eq!(stage.asks(), ["cancel"]);
}

#[test]
fn a_dialog_asks_once_before_it_gives_up_what_is_under_way() {
    let dialog = || {
        let mut stage =
            Stage::new("user_profile").modal().seeing(Snapshot::user(User::ada())).start();
        stage.act("verify", "idn_2", &[]);
        stage.hears(1, "sent", 1_000);
        stage.act("close", "", &[]);
        assert_eq!(stage.asks(), [] as [&str; 0]);
        assert!(stage.alert().starts_with("This is not finished yet."));
        stage
    };
    let mut stage = dialog();
    stage.act("close", "", &[]);
    assert_eq!(stage.asks(), ["cancel", "close"]);
    let mut stage = dialog();
    stage.press("click:cancel");
    stage.press("click:close");
    assert_eq!(stage.asks(), ["close"]);
}

#[test]
fn an_address_becomes_primary_or_goes() {
    let mut stage = profile("", User::ada());
    stage.press("click:primary");
    assert_eq!(stage.asks(), ["user 1 update 1 primaryEmailAddressId idn_3"]);
    let mut stage = profile("", User::ada());
    stage.act("remove", "idn_3", &[]);
    assert!(stage.html.contains("Remove ada@home.test?"));
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.submit("submit", &[]);
    assert_eq!(stage.asks(), ["user 1 remove_address 1 id idn_3"]);
}

#[test]
fn a_password_is_set_changed_and_removed() {
    let mut stage = profile("security", User::ada());
    stage.press("click:password");
    stage.submit("submit", &[("new_password", "correct horse")]);
    assert_eq!(
        stage.asks(),
        [
            "user 2 update_password 3 currentPassword  newPassword correct horse signOutOfOtherSessions"
        ]
    );

    let mut stage = profile("security", User { has_password: true, ..User::ada() });
    stage.press("click:password");
    stage.submit("submit", &[("new_password", "x")]);
    assert_eq!(stage.error("current_password"), "Fill in this field.");
    // The host sends the state of a checkbox as `true` or `false`.
    for (number, checked, sent) in [(2, "false", ""), (3, "true", " true")] {
        let typed =
            [("current_password", "a"), ("new_password", "b"), ("sign_out_others", checked)];
        stage.submit("submit", &typed);
        let args = "currentPassword a newPassword b signOutOfOtherSessions";
        assert_eq!(stage.asks(), [format!("user {number} update_password 3 {args}{sent}")]);
        stage.refuse(number, "form_password_length_too_short", "password");
    }
    assert_eq!(stage.error("new_password"), "This password is too short.");
    stage.press("click:cancel");
    stage.press("click:remove_password");
    stage.submit("submit", &[("current_password", "a")]);
    assert_eq!(stage.asks(), ["user 4 remove_password 1 currentPassword a"]);
}

/// Whose password a manager keeps: an input that nobody sees.
fn owner(stage: &Stage) -> Option<String> {
    let is_it = |it: &Element| it.get("autocomplete") == "username" && it.get("tabindex") == "-1";
    stage.elements().into_iter().find(is_it).map(|it| it.get("value").to_owned())
}

#[test]
fn a_password_is_that_of_the_primary_address() {
    let mut stage = profile("security", User { has_password: true, ..User::ada() });
    for what in ["click:password", "click:remove_password"] {
        stage.press(what);
        assert_eq!(owner(&stage).as_deref(), Some("ada@gmail.com"));
        stage.press("click:cancel");
        assert_eq!(owner(&stage), None);
    }
}

#[test]
fn an_authenticator_app_is_set_up_with_a_code_of_its_own() {
    let mut stage = profile("security", User::ada());
    stage.press("click:totp");
    assert_eq!(stage.asks(), ["user 2 create_totp 0"]);
    let answer = [("secret", "JBSWY3DP"), ("uri", "otpauth://totp/Demo:ada?secret=JBSWY3DP")];
    stage.done_with(2, &Snapshot::user(User::ada()), &answer);
    assert!(stage.shows("JBSWY3DP"));
    let pictures = stage.elements().into_iter().filter(|it| it.get("class") == "cl-qrCode");
    let picture = pictures.map(|it| (it.get("viewBox").to_owned(), it.get("role").to_owned()));
    assert_eq!(picture.collect::<Vec<_>>(), [("0 0 37 37".to_owned(), "img".to_owned())]);
    stage.types("654321");
    assert_eq!(stage.asks(), ["user 3 verify_totp 1 code 654321"]);
    stage.done(3, &Snapshot::user(User { has_totp: true, ..User::ada() }));
    assert!(!stage.html.contains("JBSWY3DP"));
    stage.press("click:remove_totp");
    stage.submit("submit", &[]);
    assert_eq!(stage.asks(), ["user 5 disable_totp 0"]);
}

#[test]
fn devices_are_listed_and_can_be_signed_out() {
    let mut stage = profile("security", User::ada());
    assert_eq!(stage.asks(), ["user 1 sessions 0"]);
    let answer = [
        ("0.id", "sess_1"),
        ("0.latestActivity.browserName", "Firefox"),
        ("1.id", "sess_7"),
        ("1.latestActivity.deviceType", "iPhone"),
    ];
    stage.done_with(1, &Snapshot::user(User::ada()), &answer);
    assert!(stage.shows("This device"));
    let revoke: Vec<_> =
        stage.elements().into_iter().filter(|it| it.get("data-on") == "click:revoke").collect();
    assert_eq!(revoke.len(), 1);
    stage.press("click:revoke");
    assert_eq!(stage.asks(), ["user 2 revoke 1 id sess_7"]);
}

#[test]
fn an_account_is_deleted_after_its_address_was_typed() {
    let mut stage = profile("security", User::ada());
    stage.press("click:delete");
    stage.submit("submit", &[("confirmation", "somebody@else.test")]);
    assert_eq!(stage.error("confirmation"), "This is not your email address.");
    stage.submit("submit", &[("confirmation", "Ada@Gmail.com ")]);
    assert_eq!(stage.asks(), ["user 2 delete 0"]);
    stage.done(2, &Snapshot::default());
    assert_eq!(stage.asks(), [SIGN_IN_AND_BACK.replace("%23%2F", "%23%2Fsecurity")]);
}

#[test]
fn what_the_application_does_not_allow_is_not_there() {
    let stage = Stage::new("user_profile").with("user_settings.actions.delete_self", "false");
    let stage = stage.at("security").seeing(Snapshot::user(User::ada())).start();
    assert!(!stage.offers("click:delete"));
    assert!(!stage.offers("click:totp"));
}

#[test]
fn pages_have_routes_of_their_own() {
    let mut stage = profile("", User::ada());
    stage.act("page", "security", &[]);
    assert_eq!(stage.asks(), ["route security", "user 1 sessions 0"]);
    assert_eq!(stage.heading(), "Security");
    stage.goes_to("");
    assert_eq!(stage.heading(), "Account");
    let stage = Stage::new("user_profile")
        .prop("only", "security")
        .seeing(Snapshot::user(User::ada()))
        .start();
    assert_eq!(stage.heading(), "Security");
    assert!(!stage.offers("click:page"));
}

#[test]
fn another_person_sees_nothing_of_the_one_before() {
    let other = || {
        let mut snapshot = Snapshot::user(User { id: "user_2", ..User::ada() });
        snapshot.session_id = "sess_2".into();
        snapshot
    };
    let mut stage = profile("security", User::ada());
    stage.done_with(1, &Snapshot::user(User::ada()), &[("0.id", "sess_7")]);
    stage.press("click:totp");
    stage.done_with(2, &Snapshot::user(User::ada()), &[("secret", "JBSWY3DP")]);
    stage.changes(&other());
    assert_eq!(stage.asks(), ["user 3 sessions 0"]);
    assert!(!stage.html.contains("JBSWY3DP"));
    assert!(!stage.offers("click:revoke"));
    stage.types("654321");
    assert_eq!(stage.asks(), [] as [&str; 0]);
    // An answer that was asked for by the one before comes too late.
    let mut stage = profile("security", User::ada());
    stage.act("page", "account", &[]);
    stage.changes(&other());
    stage.done_with(1, &other(), &[("0.id", "sess_7")]);
    stage.act("page", "security", &[]);
    assert!(!stage.offers("click:revoke"));
}

#[test]
fn the_page_of_an_addresss_link_says_what_came_of_it() {
    let mut stage = profile("verify", User::ada());
    assert_eq!(stage.asks(), ["verify 1"]);
    stage.done(1, &Snapshot::user(User::ada()));
    assert_eq!(stage.heading(), "Your address is verified");
    stage.press("click:page");
    assert_eq!((stage.heading().as_str(), stage.asks()), ("Account", vec!["route"]));
}

#[test]
fn nobody_has_no_profile() {
    let stage = Stage::new("user_profile").start();
    assert_eq!(stage.asks(), [SIGN_IN_AND_BACK]);
    // Should that fail, there is a link.
    let url = SIGN_IN_AND_BACK.split(' ').nth(1).unwrap();
    assert!(stage.elements().iter().any(|it| it.get("href") == url));
}
