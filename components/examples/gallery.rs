//! Prints every screen with sample data, as a page: `cargo run -p clerk-components --example gallery > gallery.html`.
//!
//! The page takes its style from `components.css` beside it. With `--list`, only the names of the screens, one a line;
//! with a name, only that screen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a tool may panic"
)]
#![allow(clippy::disallowed_macros, reason = "a tool may format")]

#[path = "../tests/screens/stage/mod.rs"]
mod stage;

use stage::Stage;
use stage::snapshot::{
    ADA, BACKUP, CODE, GRACE, LINK, PASSWORD, SignUp, Snapshot, TOTP, User, Verification,
};

type Shown = (&'static str, Stage);

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let screens = [sign_in(), sign_up(), user_button(), user_profile()].into_iter().flatten();
    if wanted == "--list" {
        return screens.for_each(|(name, _)| println!("{name}"));
    }
    println!("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">");
    println!("<meta name=\"viewport\" content=\"width=device-width\"><title>Components</title>");
    println!("<link rel=\"stylesheet\" href=\"components.css\">");
    for (name, stage) in screens.filter(|(name, _)| wanted.is_empty() || wanted == *name) {
        // Each screen has the ids of one component; the pictures do not mind.
        println!(
            "<section id=\"{0}\"><h2>{0}</h2>\n{1}\n</section>",
            name.replace(' ', "-"),
            stage.html
        );
    }
}

fn sign_in() -> Vec<Shown> {
    let start = || Stage::new("sign_in").start();
    let identified = |snapshot: Snapshot| {
        let mut stage = start();
        stage.submit("start", &[("identifier", "ada@gmail.com")]);
        stage.done(1, &snapshot);
        stage
    };
    let sent = || {
        let mut stage = identified(Snapshot::first_factor(&[LINK, CODE, PASSWORD]));
        stage.hears(2, "sent", 15_000);
        stage
    };
    let after = |act: fn(&mut Stage), mut stage: Stage| {
        act(&mut stage);
        stage
    };
    let mut loading = Stage::new("sign_in");
    loading.load = "loading";
    let mut failed = Stage::new("sign_in");
    failed.load = "failed";
    let here = Stage::new("sign_in")
        .prop("afterSignInUrl", "/login")
        .seeing(Snapshot::default().signed_in(&[ADA]));
    let several =
        Stage::new("sign_in").with("auth_config.single_session_mode", "false").at("choose");
    vec![
        ("sign-in loading", loading.start()),
        ("sign-in load failed", failed.start()),
        ("sign-in start", start()),
        ("sign-in start, with a sign-up", Stage::new("sign_in").prop("withSignUp", "true").start()),
        (
            "sign-in without a method",
            Stage::new("sign_in")
                .with("user_settings.attributes.email_address.used_for_first_factor", "false")
                .start(),
        ),
        (
            "sign-in start, busy",
            after(|it| it.submit("start", &[("identifier", "ada@gmail.com")]), start()),
        ),
        (
            "sign-in start, not found",
            after(
                |it| {
                    it.submit("start", &[("identifier", "new@a.test")]);
                    it.refuse(1, "form_identifier_not_found", "identifier");
                },
                start(),
            ),
        ),
        (
            "sign-in start, no connection",
            after(
                |it| {
                    it.submit("start", &[("identifier", "ada@gmail.com")]);
                    it.fail(1, "ClerkError", "network_error");
                },
                start(),
            ),
        ),
        ("sign-in link sent", sent()),
        ("sign-in link sent, offline", after(|it| it.hears(2, "offline", 0), sent())),
        ("sign-in link sent, can send again", after(|it| it.later(15_000), sent())),
        (
            "sign-in link sent, wrong code",
            after(
                |it| {
                    it.types("123456");
                    it.refuse(3, "form_code_incorrect", "code");
                },
                sent(),
            ),
        ),
        (
            "sign-in code sent",
            after(
                |it| {
                    it.act("methods", "", &[]);
                    it.act("method", "email_code", &[]);
                    it.done(3, &Snapshot::verifying("unverified", "email_code"));
                },
                sent(),
            ),
        ),
        ("sign-in password", identified(Snapshot::first_factor(&[PASSWORD]))),
        ("sign-in methods", after(|it| it.press("click:methods"), sent())),
        ("sign-in no method", identified(Snapshot::first_factor(&[]))),
        ("sign-in authenticator app", identified(Snapshot::second_factor(&[TOTP, BACKUP]))),
        ("sign-in backup code", identified(Snapshot::second_factor(&[BACKUP]))),
        ("sign-in choose", several.seeing(Snapshot::default().signed_in(&[ADA, GRACE])).start()),
        ("sign-in verify", Stage::new("sign_in").at("verify").start()),
        (
            "sign-in verified elsewhere",
            after(
                |it| {
                    it.done_with(1, &Snapshot::default(), &[("outcome", "other_device")]);
                },
                Stage::new("sign_in").at("verify").start(),
            ),
        ),
        ("sign-in other tab", after(|it| it.done(2, &Snapshot::complete(true)), sent())),
        ("sign-in done", after(|it| it.done(2, &Snapshot::complete(false)), sent())),
        (
            "sign-in expired",
            after(|it| it.done(2, &Snapshot::verifying("expired", "email_link")), sent()),
        ),
        (
            "sign-in failed",
            after(|it| it.done(2, &Snapshot::verifying("failed", "email_link")), sent()),
        ),
        (
            "sign-in mismatch",
            after(|it| it.done(2, &Snapshot::verifying("client_mismatch", "email_link")), sent()),
        ),
        ("sign-in superseded", after(|it| it.fail(2, "MagicLinkError", "superseded"), sent())),
        ("sign-in signed in", here.start()),
        ("sign-in dialog", Stage::new("sign_in").modal().start()),
    ]
}

fn sign_up() -> Vec<Shown> {
    let full = || {
        Stage::new("sign_up")
            .with("user_settings.attributes.first_name.enabled", "true")
            .with("user_settings.attributes.last_name.enabled", "true")
            .with("user_settings.attributes.username.enabled", "true")
            .with("user_settings.attributes.password.enabled", "true")
            .with("user_settings.attributes.password.required", "true")
    };
    let attempt = |missing: &[&'static str], status| {
        Snapshot::sign_up(SignUp {
            id: "sua_1",
            status: "missing_requirements",
            email: "ada.augusta.king-noel.countess.of.lovelace@analytical-engines.example",
            missing: missing.to_vec(),
            unverified: if status == "verified" { vec![] } else { vec!["email_address"] },
            verification: Verification(status, "email_link", false),
            ..SignUp::default()
        })
    };
    let mut exists = Stage::new("sign_up").start();
    exists.submit("start", &[("email_address", "ada@gmail.com")]);
    exists.refuse(1, "form_identifier_exists", "email_address");
    let mut sent =
        Stage::new("sign_up").at("verify-email-address").seeing(attempt(&[], "unverified")).start();
    sent.hears(1, "waiting", 12_000);
    let more = Stage::new("sign_up")
        .at("continue")
        .seeing(attempt(&["first_name", "password"], "verified"));
    vec![
        ("sign-up start", Stage::new("sign_up").start()),
        ("sign-up start, all fields", full().start()),
        ("sign-up start, exists", exists),
        ("sign-up link sent, long address", sent),
        ("sign-up continue", more.start()),
        (
            "sign-up restricted",
            Stage::new("sign_up").with("user_settings.sign_up.mode", "restricted").start(),
        ),
    ]
}

fn user_button() -> Vec<Shown> {
    let several = || Stage::new("user_button").with("auth_config.single_session_mode", "false");
    let mut open = several()
        .prop("showName", "true")
        .seeing(Snapshot::default().signed_in(&[ADA, GRACE]))
        .start();
    open.send("toggle", &["1"]);
    vec![
        (
            "user button",
            Stage::new("user_button").seeing(Snapshot::default().signed_in(&[ADA])).start(),
        ),
        ("user button, open, several accounts", open),
    ]
}

fn user_profile() -> Vec<Shown> {
    let user = |has_password, has_totp| {
        let mut user = User { has_password, has_totp, ..User::ada() };
        user.addresses[1][1] = "ada.augusta.king-noel@analytical-engines.example";
        Snapshot::user(user)
    };
    let at = |route: &str, has_password, has_totp| {
        Stage::new("user_profile")
            .with("user_settings.attributes.first_name.enabled", "true")
            .with("user_settings.attributes.last_name.enabled", "true")
            .with("user_settings.attributes.authenticator_app.enabled", "true")
            .at(route)
            .seeing(user(has_password, has_totp))
            .start()
    };
    let after = |act: fn(&mut Stage, Snapshot), mut stage: Stage| {
        act(&mut stage, user(false, false));
        stage
    };
    let devices: fn(&mut Stage, Snapshot) = |it, user| {
        let answer = [
            ("0.id", "sess_1"),
            ("0.latestActivity.browserName", "Firefox 140"),
            ("0.latestActivity.deviceType", "Linux"),
            ("1.id", "sess_7"),
            ("1.latestActivity.browserName", "Safari 19"),
            ("1.latestActivity.deviceType", "iPhone"),
            ("1.latestActivity.city", "London"),
        ];
        it.done_with(1, &user, &answer);
    };
    vec![
        ("profile account", at("", false, false)),
        ("profile name", after(|it, _| it.press("click:name"), at("", false, false))),
        ("profile add address", after(|it, _| it.press("click:add"), at("", false, false))),
        (
            "profile address waits",
            after(
                |it, _| {
                    it.act("verify", "idn_2", &[]);
                    it.hears(1, "sent", 15_000);
                },
                at("", false, false),
            ),
        ),
        (
            "profile remove address",
            after(|it, _| it.act("remove", "idn_3", &[]), at("", false, false)),
        ),
        ("profile security", after(devices, at("security", true, true))),
        (
            "profile change password",
            after(|it, _| it.press("click:password"), at("security", true, false)),
        ),
        (
            "profile authenticator app",
            after(
                |it, user| {
                    it.press("click:totp");
                    let secret = ("secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
                    it.done_with(
                        2,
                        &user,
                        &[secret, ("uri", "otpauth://totp/Demo:ada@gmail.com?secret=JBSWY3DP")],
                    );
                },
                at("security", true, false),
            ),
        ),
        ("profile delete", after(|it, _| it.press("click:delete"), at("security", false, false))),
        ("profile link worked", after(|it, user| it.done(1, &user), at("verify", false, false))),
    ]
}
