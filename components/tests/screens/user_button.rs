//! What UserButton decides.

use crate::stage::Stage;
use crate::stage::snapshot::{ADA, GRACE, Snapshot};

fn open(stage: Stage, people: &[[&'static str; 5]]) -> Stage {
    let mut stage = stage.seeing(Snapshot::default().signed_in(people)).start();
    stage.send("toggle", &["1"]);
    stage
}

fn several() -> Stage {
    Stage::new("user_button").with("auth_config.single_session_mode", "false")
}

#[test]
fn nothing_is_there_without_a_session() {
    let stage = Stage::new("user_button").start();
    assert_eq!(stage.elements().len(), 1);
}

#[test]
fn the_trigger_says_whether_the_menu_is_open() {
    let stage = Stage::new("user_button").seeing(Snapshot::default().signed_in(&[ADA])).start();
    let trigger =
        |stage: &Stage| stage.elements().into_iter().find(|it| it.has("popovertarget")).unwrap();
    assert_eq!(trigger(&stage).get("aria-expanded"), "false");
    assert!(stage.elements().iter().any(|it| it.get("data-initials") == "AL"));
    assert_eq!(trigger(&stage).text, "", "a label that is not its name");
    assert!(!stage.offers("click:sign_out"));
    let stage = open(Stage::new("user_button"), &[ADA]);
    assert_eq!(trigger(&stage).get("aria-expanded"), "true");
    assert!(stage.offers("click:sign_out"));
    assert!(!stage.offers("click:add"), "one session only");
}

#[test]
fn the_menu_can_be_open_from_the_start() {
    let stage = Stage::new("user_button").prop("defaultOpen", "true");
    let mut stage = stage.seeing(Snapshot::default().signed_in(&[ADA])).start();
    assert_eq!(stage.asks(), ["show"]);
    assert!(stage.html.contains("aria-expanded=\"false\""), "the popover tells once it is open");
    stage.send("toggle", &["1"]);
    assert!(stage.html.contains("aria-expanded=\"true\""));
    stage.goes_to("elsewhere");
    assert_eq!(stage.asks(), [] as [&str; 0]);
}

#[test]
fn the_name_is_shown_on_demand() {
    let named = Stage::new("user_button").prop("showName", "true");
    let stage = named.seeing(Snapshot::default().signed_in(&[ADA])).start();
    assert!(stage.html.contains("cl-userButtonOuterIdentifier"));
}

#[test]
fn signing_out_ends_every_session_where_there_is_one() {
    let mut stage = open(Stage::new("user_button").prop("afterSignOutAllUrl", "/bye"), &[ADA]);
    stage.press("click:sign_out");
    assert_eq!(stage.asks(), ["sign_out 1  /bye"]);
    stage.act("sign_out", "", &[]);
    assert_eq!(stage.commands, [] as [String; 0], "one is on its way");
    stage.done(1, &Snapshot::default());
    assert_eq!(stage.asks(), ["close"]);
}

#[test]
fn with_several_sessions_one_ends_and_all_can() {
    let mut stage = open(
        several().with("display_config.after_sign_out_one_url", "https://accounts.test/choose"),
        &[ADA, GRACE],
    );
    stage.press("click:sign_out");
    assert_eq!(stage.asks(), ["sign_out 1 sess_1 https://accounts.test/choose"]);
    stage.fail(1, "ClerkError", "network_error");
    assert!(stage.alert().starts_with("The server cannot be reached."));
    stage.press("click:sign_out_all");
    assert_eq!(stage.asks(), ["sign_out 2  https://accounts.test/sign-in"]);
}

#[test]
fn another_account_can_be_taken_or_added() {
    let mut stage = open(several().prop("afterSwitchSessionUrl", "/switched"), &[ADA, GRACE]);
    stage.press("click:switch");
    assert_eq!(stage.asks(), ["set_session 1 sess_2 /switched"]);
    for (people, name) in [
        ([ADA, GRACE], "Switch to grace@navy.test"),
        ([GRACE, ADA], "Switch to Ada Lovelace ada@gmail.com"),
    ] {
        let stage = open(several(), &people);
        assert!(stage.elements().iter().any(|it| it.get("aria-label") == name), "{name}");
    }
    let mut stage = open(several(), &[ADA]);
    stage.press("click:add");
    assert_eq!(stage.asks(), ["close", "go https://accounts.test/sign-in"]);
}

#[test]
fn the_account_is_managed_in_a_dialog_or_on_its_page() {
    let manage = |stage: Stage| {
        let mut stage = open(stage, &[ADA]);
        stage.press("click:manage");
        stage.asks().join("; ")
    };
    assert_eq!(manage(Stage::new("user_button")), "close; open user_profile");
    let navigates = Stage::new("user_button").prop("userProfileMode", "navigation");
    assert_eq!(manage(navigates), "close; go https://accounts.test/user");
    assert_eq!(manage(Stage::new("user_button").prop("userProfileUrl", "/me")), "close; go /me");
}
