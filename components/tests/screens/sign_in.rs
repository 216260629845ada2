//! What SignIn decides.

use crate::stage::html::Element;
use crate::stage::snapshot::{ADA, BACKUP, CODE, GRACE, LINK, ODD, PASSWORD, Snapshot, TOTP};
use crate::stage::{Stage, pairs};

/// A start at which somebody typed their address, and the attempt was made.
fn identified(snapshot: &Snapshot) -> Stage {
    let mut stage = Stage::new("sign_in").start();
    stage.submit("start", &[("identifier", " ada@gmail.com ")]);
    assert_eq!(stage.asks(), ["create 1 sign_in 1 identifier ada@gmail.com"]);
    stage.done(1, snapshot);
    stage
}

/// The same, with the link sent.
fn waiting() -> Stage {
    let mut stage = identified(&Snapshot::first_factor(&[LINK, CODE, PASSWORD]));
    let sends = "send_link 2 sign_in idn_1 https://app.test/login#/verify";
    assert_eq!(stage.asks(), [sends]);
    stage.hears(2, "sent", 15_000);
    assert_eq!(stage.asks(), ["route factor-one"]);
    stage
}

#[test]
fn nothing_is_sent_because_the_card_appears() {
    for (route, snapshot) in [
        ("", Snapshot::default()),
        ("factor-one", Snapshot::default()),
        ("factor-one", Snapshot::first_factor(&[LINK, CODE])),
        ("factor-one", Snapshot::verifying("expired", "email_link")),
        ("factor-two", Snapshot::second_factor(&[TOTP])),
        ("choose", Snapshot::default()),
    ] {
        let stage = Stage::new("sign_in").at(route).seeing(snapshot).start();
        let sent = stage.asks().into_iter().find(|command| !command.starts_with("route "));
        assert_eq!(sent, None, "{route}");
        assert_eq!(stage.focus(), None, "{route}");
    }
}

#[test]
fn an_address_gets_a_link_and_the_card_waits() {
    let stage = waiting();
    assert_eq!(stage.heading(), "Check your email");
    assert!(stage.shows("ada@gmail.com"));
    assert!(stage.shows("Open Gmail"));
    assert!(stage.shows("Send another email in 15 s"));
    let is_hidden = |it: &Element| it.get("aria-hidden") == "true";
    assert!(stage.elements().iter().any(|it| is_hidden(it) && it.text == " in 15 s"));
    assert!(stage.shows("Email sent."));
    assert_eq!(stage.element("cl1-code").get("autocomplete"), "one-time-code");
    assert_eq!(stage.focus(), Some("cl1-title"));
}

#[test]
fn a_link_that_was_opened_elsewhere_signs_this_page_in() {
    let mut stage = waiting();
    stage.done(2, &Snapshot::complete(false));
    assert_eq!(stage.asks(), ["set_session 3 sess_1 https://app.test/home"]);
    assert_eq!(stage.heading(), "You are signed in");
    // Should the page stay, there is a way on.
    assert!(stage.elements().iter().any(|it| it.get("href") == "https://app.test/home"));
}

#[test]
fn a_link_that_was_opened_on_another_tab_says_so_and_follows() {
    let mut stage = waiting();
    stage.done(2, &Snapshot::complete(true));
    assert_eq!(stage.heading(), "Signed in on the other tab");
    assert_eq!(stage.commands.last().unwrap(), "tick 2000");
    stage.later(2_000);
    assert_eq!(stage.asks(), ["set_session 3 sess_1 https://app.test/home"]);
}

#[test]
fn the_code_of_the_email_completes_the_same_wait() {
    let mut stage = waiting();
    stage.types("12345");
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.types("123456");
    assert_eq!(stage.asks(), ["attempt 3 first email_code  123456"]);
    // The wait hears of it first: the answer decides all the same, once.
    stage.done(2, &Snapshot::complete(true));
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.done(3, &Snapshot::complete(true));
    assert_eq!(stage.asks(), ["set_session 4 sess_1 https://app.test/home"]);
}

#[test]
fn a_code_that_comes_after_its_link_worked_is_of_no_use_and_the_card_goes_on() {
    for refusal in ["verification_already_verified", "form_code_incorrect"] {
        let mut stage = waiting();
        stage.types("123456");
        stage.done(2, &Snapshot::complete(false));
        stage.refuse(3, refusal, "");
        assert_eq!(stage.asks(), ["set_session 4 sess_1 https://app.test/home"]);
        assert_eq!(stage.alert(), "");
    }
    let mut stage = waiting();
    stage.types("123456");
    stage.done(2, &Snapshot::complete(true));
    stage.refuse(3, "form_code_incorrect", "code");
    assert_eq!(stage.heading(), "Signed in on the other tab");
    let mut stage = waiting();
    stage.types("123456");
    stage.done(2, &Snapshot::second_factor(&[TOTP]));
    stage.refuse(3, "form_code_incorrect", "code");
    assert_eq!(stage.heading(), "Two-step verification");
    assert_eq!(stage.error("code"), "");
}

#[test]
fn a_link_that_works_after_a_wrong_code_leaves_nothing_of_that() {
    let mut stage = waiting();
    stage.types("123456");
    stage.refuse(3, "odd", "");
    assert_eq!(stage.alert(), "The server's words.");
    stage.done(2, &Snapshot::complete(false));
    assert_eq!(stage.alert(), "");
}

#[test]
fn too_many_codes_or_passwords_lock_their_form_as_well() {
    let is_free = |stage: &Stage| {
        let found = stage.elements().into_iter().find(|it| it.get("type") == "submit");
        found.unwrap().get("aria-disabled") == "false"
    };
    let mut link = waiting();
    link.submit("code", &[("code", "123456")]);
    let mut totp = waiting();
    totp.done(2, &Snapshot::second_factor(&[TOTP, BACKUP]));
    totp.types("123456");
    let mut backup = waiting();
    backup.done(2, &Snapshot::second_factor(&[BACKUP]));
    backup.submit("code", &[("code", "abcd")]);
    let mut password = identified(&Snapshot::first_factor(&[PASSWORD]));
    password.submit("password", &[("password", "wrong")]);
    for (mut stage, number, what) in
        [(link, 3, "code"), (totp, 3, "code"), (backup, 3, "code"), (password, 2, "password")]
    {
        stage.too_many(number, 7);
        assert!(!is_free(&stage), "{what}");
        stage.submit(what, &[(what, "another")]);
        stage.types("654321");
        assert_eq!(stage.asks(), [] as [&str; 0]);
        assert_eq!(stage.alert(), "Too many tries. Try again in 7 s.");
        stage.later(7_000);
        assert!(is_free(&stage));
        stage.submit(what, &[(what, "another")]);
        assert_eq!(stage.asks().len(), 1);
    }
}

#[test]
fn a_wrong_code_is_said_at_its_field_and_is_not_tried_twice_by_itself() {
    let mut stage = waiting();
    stage.types("123456");
    stage.refuse(3, "form_code_incorrect", "code");
    assert_eq!(stage.error("code"), "This code is not correct.");
    assert_eq!(stage.focus(), Some("cl1-code"));
    stage.types("123456");
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.submit("code", &[("code", "123 456")]);
    assert_eq!(stage.asks(), ["attempt 4 first email_code  123456"]);
}

#[test]
fn an_empty_field_is_not_sent() {
    let mut stage = Stage::new("sign_in").start();
    stage.submit("start", &[("identifier", "  ")]);
    assert_eq!(stage.asks(), [] as [&str; 0]);
    assert_eq!(stage.error("identifier"), "Fill in this field.");
    assert_eq!(stage.focus(), Some("cl1-identifier"));
}

#[test]
fn an_unknown_address_can_be_given_an_account() {
    let mut stage = Stage::new("sign_in").start();
    stage.submit("start", &[("identifier", "new@a.test")]);
    stage.refuse(1, "form_identifier_not_found", "identifier");
    assert_eq!(stage.error("identifier"), "There is no account with this address.");
    assert!(stage.shows("Create an account with this address"));
    stage.act("sign_up", "", &[("identifier", "new@a.test")]);
    assert_eq!(stage.asks(), ["go https://accounts.test/sign-up#/?identifier=new%40a.test"]);
}

#[test]
fn who_is_signed_in_with_this_address_goes_on_with_that_session() {
    let mut stage = Stage::new("sign_in").start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    let error = [
        "1",
        "ClerkAPIResponseError",
        "api_response_error",
        "",
        "1",
        "identifier_already_signed_in",
        "",
        "",
        "sess_9",
    ];
    stage.send("refuse", &error);
    assert_eq!(stage.asks(), ["set_session 2 sess_9 https://app.test/home"]);
}

#[test]
fn a_password_that_a_manager_filled_in_wrongly_is_left_out() {
    let mut stage =
        Stage::new("sign_in").with("user_settings.attributes.password.enabled", "true").start();
    assert!(stage.elements().iter().any(|it| it.get("autocomplete") == "current-password"));
    stage.submit("start", &[("identifier", "ada@gmail.com"), ("password", "old")]);
    assert_eq!(stage.asks(), ["create 1 sign_in 2 identifier ada@gmail.com password old"]);
    stage.refuse(1, "form_password_incorrect", "password");
    assert_eq!(stage.asks(), ["create 2 sign_in 1 identifier ada@gmail.com"]);
}

#[test]
fn too_many_requests_lock_the_form_for_as_long_as_the_server_says() {
    let mut stage = Stage::new("sign_in").start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.too_many(1, 7);
    assert_eq!(stage.alert(), "Too many tries. Try again in 7 s.");
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.later(7_000);
    assert_eq!(stage.alert(), "");
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    assert_eq!(stage.asks(), ["create 2 sign_in 1 identifier ada@gmail.com"]);
}

#[test]
fn a_lock_and_the_countdown_share_the_one_timer() {
    let mut stage = waiting();
    stage.types("123456");
    stage.too_many(3, 60);
    assert_eq!(stage.commands, ["tick 1000"]);
    stage.later(1_000);
    assert!(stage.shows("Send another email in 14 s"));
    stage.later(14_000);
    assert_eq!(stage.commands, ["tick 45000"]);
    assert_eq!(stage.alert(), "Too many tries. Try again in 60 s.");
    stage.later(45_000);
    assert_eq!((stage.alert().as_str(), stage.commands.len()), ("", 0));
}

#[test]
fn a_countdown_that_is_left_over_clears_no_message() {
    let mut stage = waiting();
    stage.press("click:edit");
    stage.submit("start", &[("identifier", "")]);
    stage.later(1_000);
    assert_eq!(stage.error("identifier"), "Fill in this field.");
}

#[test]
fn a_link_that_could_not_be_sent_is_said_where_it_was_asked_for() {
    let mut stage = identified(&Snapshot::first_factor(&[LINK]));
    stage.fail(2, "ClerkError", "network_error");
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.alert().starts_with("The server cannot be reached."));
    assert_eq!(stage.element("cl1-identifier").get("value"), "ada@gmail.com");
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    assert_eq!(stage.asks(), ["create 3 sign_in 1 identifier ada@gmail.com"]);
}

#[test]
fn resending_is_locked_and_then_sends_once() {
    let mut stage = waiting();
    stage.act("resend", "", &[]);
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.later(15_000);
    assert!(stage.shows("Send another email"));
    stage.press("click:resend");
    assert_eq!(stage.asks(), ["resend 3"]);
    stage.act("resend", "", &[]);
    assert_eq!(stage.asks(), [] as [&str; 0]);
    stage.done(3, &Snapshot::verifying("unverified", "email_link"));
    assert!(stage.shows("Email sent."));
}

#[test]
fn editing_the_address_ends_the_wait_and_late_answers_change_nothing() {
    let mut stage = waiting();
    stage.press("click:edit");
    assert_eq!(stage.asks(), ["cancel", "route"]);
    assert_eq!(stage.heading(), "Sign in");
    assert_eq!(stage.element("cl1-identifier").get("value"), "ada@gmail.com");
    assert_eq!(stage.focus(), Some("cl1-identifier"));
    let before = stage.html.clone();
    stage.done(2, &Snapshot::complete(false));
    assert_eq!((stage.asks(), &stage.html), (vec![], &before));
    stage.fail(2, "MagicLinkError", "cancelled");
    assert_eq!(stage.html, before);
}

#[test]
fn back_ends_the_wait_and_forward_resumes_it_without_sending() {
    let mut stage = waiting();
    stage.goes_to("");
    assert_eq!(stage.asks(), ["cancel"]);
    assert_eq!(stage.heading(), "Sign in");
    stage.changes(&Snapshot::verifying("unverified", "email_link"));
    stage.goes_to("factor-one");
    assert_eq!(stage.asks(), ["await_link 3 sign_in idn_1 https://app.test/login#/verify"]);
    assert_eq!(stage.heading(), "Check your email");
}

#[test]
fn a_reload_resumes_the_wait_and_keeps_the_lock() {
    let snapshot = Snapshot::verifying("unverified", "email_link");
    let mut stage = Stage::new("sign_in").at("factor-one").seeing(snapshot).start();
    assert_eq!(stage.asks(), ["await_link 1 sign_in idn_1 https://app.test/login#/verify"]);
    stage.hears(1, "waiting", 4_200);
    assert!(stage.shows("Send another email in 5 s"));
    assert_eq!(stage.commands.last().unwrap(), "tick 200");
}

#[test]
fn other_methods_are_those_that_the_attempt_has_and_we_know() {
    let mut stage = identified(&Snapshot::first_factor(&[LINK, CODE, PASSWORD, ODD]));
    stage.hears(2, "sent", 15_000);
    stage.press("click:methods");
    let offered: Vec<_> =
        stage.elements().into_iter().filter(|it| it.get("data-on") == "click:method").collect();
    let strategies: Vec<_> = offered.iter().map(|it| it.get("data-at")).collect();
    assert_eq!(strategies, ["email_link", "email_code", "password"]);
    stage.press("click:back");
    assert_eq!(stage.heading(), "Check your email");
    stage.press("click:methods");
    assert!(stage.html.contains("Email a link to ada<wbr>@gmail.com<"), "{}", stage.html);
    stage.act("method", "password", &[]);
    assert_eq!(stage.asks(), ["cancel"]);
    assert_eq!(stage.focus(), Some("cl1-password"));
    stage.submit("password", &[("password", "secret")]);
    assert_eq!(stage.asks(), ["attempt 3 first password  secret"]);
}

#[test]
fn a_link_from_the_list_of_methods_is_sent_once_and_waited_for() {
    let snapshot = Snapshot::first_factor(&[LINK, CODE]);
    let reloaded = Stage::new("sign_in").at("factor-one").seeing(snapshot).start();
    let mut opened = waiting();
    opened.press("click:methods");
    for (mut stage, number) in [(reloaded, 1), (opened, 3)] {
        assert_eq!(stage.heading(), "Use another method");
        stage.act("method", "email_link", &[]);
        let sends = format!("send_link {number} sign_in idn_1 https://app.test/login#/verify");
        assert_eq!(stage.asks().last(), Some(&sends.as_str()));
        let mut methods = stage.elements();
        methods.retain(|it| it.get("data-on") == "click:method");
        assert!(methods.iter().all(|it| it.get("aria-disabled") == "true"));
        stage.act("method", "email_link", &[]);
        assert_eq!(stage.asks(), [] as [&str; 0]);
        stage.hears(number, "sent", 15_000);
        assert_eq!(stage.heading(), "Check your email");
        stage.fail(number, "ClerkError", "network_error");
        assert_eq!(stage.heading(), "This link does not work");
    }
}

#[test]
fn back_out_of_the_list_of_methods_drops_the_link_that_is_being_sent() {
    let mut stage =
        Stage::new("sign_in").with("display_config.preferred_sign_in_strategy", "password").start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[LINK, PASSWORD]));
    assert_eq!(stage.heading(), "Enter your password");
    stage.press("click:methods");
    stage.act("method", "email_link", &[]);
    stage.press("click:back");
    assert_eq!(stage.asks(), ["cancel"]);
    stage.hears(2, "sent", 15_000);
    assert_eq!(stage.heading(), "Enter your password");
}

#[test]
fn without_a_method_that_we_know_there_is_a_way_to_the_hosted_page() {
    let stage = identified(&Snapshot::first_factor(&[ODD]));
    assert_eq!(stage.heading(), "This cannot be done here");
    let link =
        stage.elements().into_iter().find(|it| it.get("href") == "https://accounts.test/sign-in");
    assert!(link.is_some());
}

#[test]
fn an_application_without_a_method_that_we_know_says_so_at_once() {
    let social = || {
        let used = "user_settings.attributes.email_address.used_for_first_factor";
        Stage::new("sign_in").with(used, "false")
    };
    let stage = social().start();
    assert_eq!(stage.heading(), "This cannot be done here");
    assert!(stage.elements().iter().any(|it| it.get("href") == "https://accounts.test/sign-in"));
    assert!(!stage.offers("click:back"), "there is nothing before it");
    let by_name = "user_settings.attributes.username.used_for_first_factor";
    assert_eq!(social().with(by_name, "true").start().heading(), "Sign in");
}

#[test]
fn an_account_with_only_a_password_is_asked_for_it_and_nothing_is_mailed() {
    let mut stage = identified(&Snapshot::first_factor(&[PASSWORD]));
    assert_eq!(stage.asks(), ["route factor-one"]);
    assert_eq!(stage.heading(), "Enter your password");
    stage.submit("password", &[("password", "wrong")]);
    stage.refuse(2, "form_password_incorrect", "password");
    assert_eq!(stage.error("password"), "This password is not correct.");
}

#[test]
fn an_application_that_prefers_passwords_asks_for_it_first() {
    let mut stage =
        Stage::new("sign_in").with("display_config.preferred_sign_in_strategy", "password").start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[LINK, CODE, PASSWORD]));
    assert_eq!(stage.heading(), "Enter your password");
}

#[test]
fn codes_alone_are_sent_where_there_is_no_link() {
    let mut stage = identified(&Snapshot::first_factor(&[CODE]));
    assert_eq!(stage.asks(), ["prepare 2 first email_code idn_1"]);
    stage.done(2, &Snapshot::verifying("unverified", "email_code"));
    assert!(stage.shows("We sent a code to"));
    assert!(stage.shows("Send another email in 30 s"));
}

#[test]
fn a_server_whose_links_have_no_code_gets_no_field_for_one() {
    let mut stage = Stage::new("sign_in").with("auth_config.magic_link_with_code", "").start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[LINK, CODE]));
    stage.hears(2, "sent", 0);
    assert!(!stage.offers("submit:code"));
}

#[test]
fn each_end_of_a_wait_has_its_words_and_a_way_on() {
    for (status, heading) in [
        ("expired", "This link has expired"),
        ("failed", "This link does not work"),
        ("client_mismatch", "This link belongs to another browser"),
    ] {
        let mut stage = waiting();
        stage.done(2, &Snapshot::verifying(status, "email_link"));
        assert_eq!(stage.heading(), heading);
        stage.press("click:method");
        assert_eq!(stage.asks(), ["send_link 3 sign_in idn_1 https://app.test/login#/verify"]);
        stage.hears(3, "sent", 9_000);
        assert_eq!(stage.heading(), "Check your email");
    }
    let mut stage = waiting();
    stage.fail(2, "MagicLinkError", "superseded");
    assert_eq!(stage.heading(), "This page does not wait any more");
    stage.press("click:back");
    assert_eq!(stage.heading(), "Sign in");
}

#[test]
fn the_second_factor_is_asked_for_in_the_waiting_card() {
    let mut stage = waiting();
    stage.done(2, &Snapshot::second_factor(&[TOTP, BACKUP]));
    assert_eq!(stage.asks(), ["route factor-two 1"]);
    assert_eq!(stage.heading(), "Two-step verification");
    stage.types("654321");
    assert_eq!(stage.asks(), ["attempt 3 second totp  654321"]);
    stage.refuse(3, "form_code_incorrect", "code");
    stage.press("click:methods");
    stage.act("method", "backup_code", &[]);
    stage.submit("code", &[("code", "abcd-efgh")]);
    assert_eq!(stage.asks(), ["attempt 4 second backup_code  abcd-efgh"]);
    stage.done(4, &Snapshot::complete(false));
    assert_eq!(stage.asks(), ["set_session 5 sess_1 https://app.test/home"]);
}

#[test]
fn the_page_of_a_link_checks_it_and_says_what_came_of_it() {
    let verify = || Stage::new("sign_in").at("verify").start();
    let mut stage = verify();
    assert_eq!(stage.asks(), ["verify 1 https://app.test/home"]);
    assert_eq!(stage.heading(), "Checking the link…");
    stage.done_with(1, &Snapshot::default(), &[("outcome", "other_device")]);
    assert_eq!(stage.heading(), "The link worked");

    let mut stage = verify();
    stage.done(1, &Snapshot::complete(true).signed_in(&[ADA]));
    assert_eq!(stage.heading(), "You are signed in");

    let mut stage = verify();
    stage.done(1, &Snapshot::second_factor(&[TOTP]));
    assert_eq!(stage.asks(), ["route factor-two 1"]);
    assert_eq!(stage.heading(), "Two-step verification");

    for (code, heading) in [
        ("expired", "This link has expired"),
        ("failed", "This link does not work"),
        ("client_mismatch", "This link belongs to another browser"),
    ] {
        let mut stage = verify();
        stage.fail(1, "MagicLinkError", code);
        assert_eq!(stage.heading(), heading);
        stage.press("click:back");
        assert_eq!(stage.heading(), "Sign in");
    }
}

#[test]
fn who_is_signed_in_leaves_for_where_a_sign_in_leads() {
    let stage = Stage::new("sign_in").seeing(Snapshot::default().signed_in(&[ADA])).start();
    assert_eq!(stage.asks(), ["go https://app.test/home 1"]);
}

#[test]
fn who_would_be_sent_to_this_very_page_stays_and_sees_who_they_are() {
    let stage = Stage::new("sign_in")
        .prop("afterSignInUrl", "/login")
        .seeing(Snapshot::default().signed_in(&[ADA]));
    let mut stage = stage.start();
    assert_eq!(stage.asks(), [] as [&str; 0]);
    assert_eq!(stage.heading(), "You are signed in as");
    assert!(stage.shows("Ada Lovelace"));
    stage.press("click:sign_out");
    assert_eq!(stage.asks(), ["sign_out 1"]);
    stage.done(1, &Snapshot::default());
    assert_eq!(stage.heading(), "Sign in");
}

#[test]
fn with_several_sessions_an_account_can_be_chosen() {
    let people = Snapshot::default().signed_in(&[ADA, GRACE]);
    let stage = || {
        Stage::new("sign_in")
            .with("auth_config.single_session_mode", "false")
            .seeing(people.clone())
    };
    assert_eq!(stage().start().heading(), "Sign in");
    let mut stage = stage().at("choose").start();
    assert_eq!(stage.heading(), "Choose an account");
    stage.act("pick", "sess_2", &[]);
    assert_eq!(stage.asks(), ["set_session 1 sess_2 https://app.test/home"]);
}

#[test]
fn a_route_of_somebody_elses_shows_the_start_and_stays() {
    let stage = Stage::new("sign_in").at("articles/17").start();
    assert_eq!((stage.heading(), stage.asks()), ("Sign in".into(), vec![]));
}

#[test]
fn a_dialog_focuses_its_field_and_asks_before_it_gives_up_a_wait() {
    let mut stage = Stage::new("sign_in").modal().start();
    assert_eq!(stage.focus(), Some("cl1-identifier"));
    stage.press("click:close");
    assert_eq!(stage.asks(), ["close"]);
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.act("close", "", &[]);
    assert_eq!(stage.asks(), [] as [&str; 0]);
    assert!(stage.alert().starts_with("This is not finished yet."));
    stage.act("close", "", &[]);
    assert_eq!(stage.asks(), ["close"]);
    stage.done(1, &Snapshot::complete(false));
    assert_eq!(stage.asks(), [] as [&str; 0]);
}

#[test]
fn a_dialog_sends_links_to_the_hosted_page_and_closes_once_signed_in() {
    let mut stage = Stage::new("sign_in").modal().start();
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[LINK]));
    assert_eq!(stage.asks(), ["send_link 2 sign_in idn_1 https://accounts.test/sign-in#/verify"]);
    stage.hears(2, "sent", 1_000);
    stage.done(2, &Snapshot::complete(false));
    stage.done(3, &Snapshot::complete(false).signed_in(&[ADA]));
    assert_eq!(stage.asks(), ["close"]);
}

#[test]
fn a_sign_up_in_a_dialog_takes_its_place() {
    let mut stage = Stage::new("sign_in").modal().start();
    stage.act("sign_up", "", &[("identifier", "new@a.test")]);
    assert_eq!(stage.asks(), ["open sign_up new@a.test"]);
}

#[test]
fn a_load_that_failed_can_be_tried_again() {
    let mut stage = Stage::new("sign_in");
    stage.load = "loading";
    let mut stage = stage.start();
    assert!(stage.shows("Loading…"));
    stage.load = "failed";
    stage.mount();
    assert_eq!(stage.heading(), "Something did not load");
    stage.press("click:load");
    assert_eq!(stage.asks(), ["load 1"]);
    assert!(stage.shows("Loading…"));
    stage.load = "ready";
    stage.mount();
    assert_eq!(stage.heading(), "Sign in");
}

#[test]
fn the_language_may_come_with_the_load() {
    let mut stage = Stage::new("sign_in");
    stage.load = "loading";
    let mut stage = stage.start();
    assert!(stage.shows("Loading…"));
    stage = stage.speaking("ar", &[]);
    stage.load = "ready";
    stage.mount();
    assert_eq!(stage.elements()[0].get("dir"), "rtl");
}

#[test]
fn a_dialog_can_be_closed_before_it_has_loaded() {
    for load in ["loading", "failed"] {
        let mut stage = Stage::new("sign_in").modal();
        stage.load = load;
        let mut stage = stage.start();
        stage.press("click:close");
        assert_eq!(stage.asks(), ["close"], "{load}");
    }
}

#[test]
fn fields_that_a_manager_fills_in_are_not_one_and_the_same() {
    let mut stage =
        Stage::new("sign_in").with("user_settings.attributes.password.enabled", "true").start();
    let managed = |stage: &Stage| {
        let is_managed = |it: &Element| it.tag == "input" && it.get("class") == "cl-srOnly";
        let found = stage.elements().into_iter().find(is_managed);
        found.map(|it| (it.get("id").to_owned(), it.get("name").to_owned())).unwrap()
    };
    assert_eq!(managed(&stage), ("cl1-password".into(), "password".into()));
    stage.submit("start", &[("identifier", "ada@gmail.com")]);
    stage.done(1, &Snapshot::first_factor(&[PASSWORD]));
    assert_eq!(managed(&stage), ("cl1-username".into(), "username".into()));
}

#[test]
fn other_props_keep_what_was_typed_and_change_the_footer() {
    let mut stage = waiting();
    let props = pairs([("signUpUrl", "/join")]);
    stage.send("props", &[&props]);
    assert_eq!(stage.heading(), "Check your email");
    stage.press("click:edit");
    let link =
        stage.elements().into_iter().find(|it| it.get("class") == "cl-footerActionLink").unwrap();
    assert_eq!(link.get("href"), "/join#/?identifier=ada%40gmail.com");
}

#[test]
fn names_and_messages_of_html_come_out_as_text() {
    let evil = "<img src=x onerror=alert(1)>\"'&";
    let mut stage = Stage::new("sign_in").with("display_config.application_name", evil).start();
    assert!(stage.shows(&format!("to continue to {evil}")));
    stage.submit("start", &[("identifier", evil)]);
    assert_eq!(stage.element("cl1-identifier").get("value"), evil);
    let error = ["1", "ClerkAPIResponseError", "api_response_error", "", "1", "odd", evil, "", ""];
    stage.send("refuse", &error);
    assert_eq!(stage.alert(), evil);
}

#[test]
fn a_link_to_the_page_commands_nothing() {
    for kind in ["sign_in", "sign_up"] {
        let query = "?identifier=a%40b.test%1Ego%1Fhttps%3A%2F%2Fevil.test%1F";
        let stage = Stage::new(kind).at(query).start();
        assert_eq!(stage.commands, [] as [String; 0]);
        let value = "a@b.testgohttps://evil.test";
        assert!(stage.elements().iter().any(|it| it.get("value") == value), "{}", stage.html);
    }
}

#[test]
fn an_email_is_a_help_page_and_no_sign_up_page() {
    let mail = "mailto:help@app.test";
    let stage = Stage::new("sign_in").prop("signUpUrl", mail);
    let stage = stage.prop("appearance.layout.helpPageUrl", mail).start();
    let mut links = stage.elements();
    links.retain(|it| it.get("href").starts_with("mailto:"));
    let classes: Vec<_> = links.iter().map(|it| it.get("class")).collect();
    assert_eq!(classes, ["cl-footerPagesLink"]);
}

#[test]
fn a_script_is_no_sign_up_page() {
    let stage = Stage::new("sign_in").prop("signUpUrl", "javascript:alert(1)").start();
    assert!(!stage.html.contains("javascript"));
}

#[test]
fn somebody_who_signs_in_elsewhere_takes_the_card_along() {
    let mut stage = Stage::new("sign_in").start();
    stage.changes(&Snapshot::default().signed_in(&[ADA]));
    assert_eq!(stage.asks(), ["go https://app.test/home 1"]);
}
