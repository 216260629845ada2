//! The settings: stored, changed while the server runs, and what each of them does.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::{Browser, Server, new_address};

/// Runs `frontend-api settings …` on this server's database.
fn settings(server: &Server, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
        .arg("settings")
        .args(args)
        .arg("--database")
        .arg(server.database())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    command.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    command.wait_with_output().unwrap()
}

/// Stores these settings, and leaves all others at their defaults, while the server runs.
fn import(server: &Server, json: &Value) {
    let output = settings(server, &["import", "-"], &json.to_string());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn export(server: &Server) -> Value {
    serde_json::from_slice(&settings(server, &["export"], "").stdout).unwrap()
}

fn environment(server: &Server) -> Value {
    server.browser().get("/v1/environment").ok()
}

fn sign_up_path(made: &Value) -> String {
    format!("/v1/client/sign_ups/{}", made["response"]["id"].as_str().unwrap())
}

#[test]
fn what_is_stored_counts_from_the_next_answer() {
    let server = Server::start(&[]);
    let name = |server: &Server| environment(server)["display_config"]["application_name"].clone();
    assert_eq!(name(&server), "clerk-wasm demo");
    import(&server, &json!({ "application_name": "Acme", "radius": 3 }));
    assert_eq!(name(&server), "Acme");
    let answer = server.browser().get("/v1/environment");
    assert_eq!(answer.header("cache-control"), "no-store");
    // The pages and the emails follow too.
    assert!(server.browser().get("/mailbox").text.contains("Every email that Acme sent"));
    server.browser().ask_to_sign_up("ada@example.com");
    assert_eq!(server.mail("ada@example.com")["subject"], "Create your Acme account");
    // What is not in the file has its default again.
    import(&server, &json!({ "radius": 3 }));
    assert_eq!(name(&server), "clerk-wasm demo");
}

#[test]
fn an_instance_can_be_described_in_a_file() {
    let (one, other) = (Server::start(&["--application-name", "Flag"]), Server::start(&[]));
    let chosen = json!({
        "application_name": "Acme", "sign_up": "allow_list", "allow_list": ["example.com"],
        "multi_session": true, "link_ttl_seconds": 60,
    });
    import(&one, &chosen);
    let exported = export(&one);
    for (name, value) in chosen.as_object().unwrap() {
        assert_eq!(exported[name], *value, "{name}");
    }
    assert_eq!(exported["strategy"], "either", "all are there");
    import(&other, &exported);
    assert_eq!(export(&other), exported);
    let again = settings(&other, &["import", "-"], &exported.to_string());
    assert_eq!(String::from_utf8(again.stdout).unwrap(), "0 settings changed\n");
}

#[test]
fn a_file_with_a_mistake_changes_nothing() {
    let server = Server::start(&[]);
    for (text, says) in [
        ("{", "-: "),
        ("[]", "JSON object"),
        (r#"{"shoe_size": 7}"#, "shoe_size: there is no such setting"),
        (r#"{"multi_session": "yes"}"#, "multi_session: "),
        (r#"{"radius": 4, "color": "red"}"#, "color: "),
        (r#"{"email_link": false, "email_code": false}"#, "email_link: "),
    ] {
        let output = settings(&server, &["import", "-"], text);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(says), "{text}: {told}");
    }
    let missing = settings(&server, &["import", "/no/such/file"], "");
    assert!(String::from_utf8(missing.stderr).unwrap().contains("/no/such/file"));
    assert_eq!(export(&server)["radius"], 8);
}

#[test]
fn what_was_given_at_start_stays() {
    let server = Server::start(&["--application-name", "Flag", "--optional-fields", "username"]);
    let stored = json!({ "application_name": "Stored", "last_name": "required", "radius": 3 });
    import(&server, &stored);
    let environment = environment(&server);
    assert_eq!(environment["display_config"]["application_name"], "Flag");
    assert_eq!(environment["user_settings"]["attributes"]["last_name"]["enabled"], false);
    assert_eq!(environment["display_config"]["theme"]["general"]["border_radius"], "3px");
}

#[test]
fn the_environment_shows_what_is_chosen() {
    let server = Server::start(&[]);
    let own = |path: &str| json!(format!("{}{path}", server.url));
    let rows = [
        (
            "strategy",
            json!("password"),
            "/display_config/preferred_sign_in_strategy",
            json!("otp"),
            json!("password"),
        ),
        (
            "strategy",
            json!("password"),
            "/user_settings/attributes/password/required",
            json!(false),
            json!(true),
        ),
        (
            "strategy",
            json!("passwordless"),
            "/user_settings/attributes/password/enabled",
            json!(true),
            json!(false),
        ),
        (
            "email_link",
            json!(false),
            "/user_settings/attributes/email_address/first_factors",
            json!(["email_link", "email_code"]),
            json!(["email_code"]),
        ),
        (
            "email_code",
            json!(false),
            "/user_settings/attributes/email_address/verifications",
            json!(["email_link", "email_code"]),
            json!(["email_link"]),
        ),
        (
            "email_code",
            json!(false),
            "/auth_config/magic_link_with_code",
            json!(true),
            json!(false),
        ),
        (
            "first_name",
            json!("required"),
            "/user_settings/attributes/first_name/required",
            json!(false),
            json!(true),
        ),
        (
            "last_name",
            json!("off"),
            "/user_settings/attributes/last_name/enabled",
            json!(true),
            json!(false),
        ),
        (
            "username",
            json!("off"),
            "/user_settings/attributes/username/used_for_first_factor",
            json!(true),
            json!(false),
        ),
        (
            "multi_session",
            json!(true),
            "/auth_config/single_session_mode",
            json!(true),
            json!(false),
        ),
        (
            "sign_up",
            json!("closed"),
            "/user_settings/sign_up/mode",
            json!("public"),
            json!("restricted"),
        ),
        (
            "application_name",
            json!("Acme"),
            "/display_config/application_name",
            json!("clerk-wasm demo"),
            json!("Acme"),
        ),
        (
            "logo_url",
            json!("https://a.example/b.svg"),
            "/display_config/logo_image_url",
            json!(""),
            json!("https://a.example/b.svg"),
        ),
        (
            "logo_url",
            json!("/logo.svg"),
            "/display_config/logo_image/public_url",
            Value::Null,
            own("/logo.svg"),
        ),
        (
            "color",
            json!("#123456"),
            "/display_config/theme/general/color",
            json!("#1c3f94"),
            json!("#123456"),
        ),
        (
            "background_color",
            json!("#101010"),
            "/display_config/theme/general/background_color",
            json!("#ffffff"),
            json!("#101010"),
        ),
        (
            "font_color",
            json!("#eeeeee"),
            "/display_config/theme/general/font_color",
            json!("#14203a"),
            json!("#eeeeee"),
        ),
        (
            "radius",
            json!(0),
            "/display_config/theme/general/border_radius",
            json!("8px"),
            json!("0px"),
        ),
        (
            "color_scheme",
            json!("dark"),
            "/display_config/theme/general/color_scheme",
            Value::Null,
            json!("dark"),
        ),
        (
            "after_sign_in_url",
            json!("https://app.example/in"),
            "/display_config/after_sign_in_url",
            own("/"),
            json!("https://app.example/in"),
        ),
        (
            "after_sign_up_url",
            json!("/welcome"),
            "/display_config/after_sign_up_url",
            own("/"),
            own("/welcome"),
        ),
        (
            "after_sign_out_url",
            json!("/bye"),
            "/display_config/after_sign_out_all_url",
            own("/sign-in"),
            own("/bye"),
        ),
        (
            "after_sign_out_url",
            json!("/bye"),
            "/display_config/after_sign_out_one_url",
            own("/sign-in/choose"),
            own("/bye"),
        ),
    ];
    let before = environment(&server);
    for (name, value, place, otherwise, expected) in rows {
        assert_eq!(before.pointer(place), Some(&otherwise), "{place} at first");
        import(&server, &json!({ name: value }));
        assert_eq!(environment(&server).pointer(place), Some(&expected), "{name} {value}");
    }
    import(&server, &json!({ "sign_up": "allow_list", "allow_list": ["example.com"] }));
    assert_eq!(environment(&server)["user_settings"]["sign_up"]["allowlist_only"], true);
}

#[test]
fn a_code_that_was_switched_off_is_refused_and_no_longer_sent() {
    let server = Server::start(&[]);
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let (code, old_link) = (server.code(&address), server.link(&address));
    import(&server, &json!({ "email_code": false }));
    let typed = [("strategy", "email_code"), ("code", &*code)];
    let try_it = || ada.post(&format!("{path}/attempt_first_factor"), &typed);
    try_it().refused(422, "strategy_for_user_invalid");
    let factors = ada.poll(&path)["supported_first_factors"].clone();
    assert_eq!(factors.as_array().unwrap().len(), 1);
    assert_eq!(factors[0]["strategy"], "email_link");
    let id = factors[0]["email_address_id"].as_str().unwrap().to_owned();
    let fields = [("strategy", "email_code"), ("email_address_id", &*id)];
    ada.post(&format!("{path}/prepare_first_factor"), &fields)
        .refused(422, "strategy_for_user_invalid");
    let bob = server.browser();
    let bobs = new_address();
    let sign_up = bob.ask_to_sign_up(&bobs);
    assert_eq!(server.mail(&bobs)["code"], Value::Null);
    let strategies = &bob.poll(&sign_up)["verifications"]["email_address"]["supported_strategies"];
    assert_eq!(*strategies, json!(["email_link"]));
    bob.post(&format!("{sign_up}/attempt_verification"), &typed)
        .refused(422, "form_param_value_invalid");
    // The link in the same email still works.
    assert_eq!(ada.get(&old_link).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn a_link_that_was_sent_still_works_after_links_were_switched_off() {
    let server = Server::start(&[]);
    let address = new_address();
    let ada = server.browser();
    let path = ada.ask_to_sign_up(&address);
    let link = server.link(&address);
    import(&server, &json!({ "email_link": false }));
    server.pass_seconds(31);
    let url = ada.redirect_url();
    let again = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &again)
        .refused(422, "form_param_value_invalid");
    assert_eq!(ada.get(&link).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
    let bobs = new_address();
    let bob = server.browser();
    let fields = [("email_address", &*bobs), ("strategy", "email_code")];
    bob.post("/v1/client/sign_ups", &fields).ok();
    assert_eq!(server.mail(&bobs)["link"], Value::Null);
}

#[test]
fn without_passwords_none_is_taken() {
    let server = Server::start(&[]);
    let address = new_address();
    let ada = server.signed_in_with_password(&address);
    let bob = server.browser();
    let path = bob.ask_to_sign_in(&address);
    import(&server, &json!({ "strategy": "passwordless" }));
    let fields = [("strategy", "password"), ("password", "correct horse")];
    bob.post(&format!("{path}/attempt_first_factor"), &fields)
        .refused(422, "strategy_for_user_invalid");
    let factors = bob.poll(&path)["supported_first_factors"].clone();
    assert_eq!(factors.as_array().unwrap().len(), 2, "{factors}");
    let fields = [("identifier", &*address), ("password", "correct horse")];
    server.browser().post("/v1/client/sign_ins", &fields).refused(422, "strategy_for_user_invalid");
    let fields = [("current_password", "correct horse"), ("new_password", "battery staple")];
    ada.post("/v1/me/change_password", &fields).refused(422, "form_param_unknown");
    let fields = [("email_address", "eve@example.com"), ("password", "correct horse")];
    server.browser().post("/v1/client/sign_ups", &fields).refused(422, "form_param_unknown");
    import(&server, &json!({}));
    let fields = [("strategy", "password"), ("password", "correct horse")];
    let done = bob.post(&format!("{path}/attempt_first_factor"), &fields).ok();
    assert_eq!(done["response"]["status"], "complete", "it was kept meanwhile");
}

#[test]
fn with_the_strategy_password_a_sign_up_waits_for_one() {
    let server = Server::start(&[]);
    let address = new_address();
    let ada = server.browser();
    let path = ada.ask_to_sign_up(&address);
    import(&server, &json!({ "strategy": "password", "last_name": "required" }));
    assert_eq!(ada.get(&server.link(&address)).status, 303);
    assert_eq!(ada.poll(&path)["missing_fields"], json!(["last_name", "password"]));
    let fields = [("last_name", "Lovelace"), ("password", "correct horse")];
    let done = ada.post(&format!("{path}?_method=PATCH"), &fields).ok();
    assert_eq!(done["response"]["status"], "complete");
}

#[test]
fn nobody_signs_up_while_it_is_closed() {
    let server = Server::start(&[]);
    let [first, second, third] = [(); 3].map(|()| new_address());
    let (ada, bob) = (server.browser(), server.browser());
    let ready = ada.ask_to_sign_up(&first);
    let begun = sign_up_path(&bob.post("/v1/client/sign_ups", &[("email_address", &second)]).ok());
    import(&server, &json!({ "sign_up": "closed" }));
    let eve = server.browser();
    eve.post("/v1/client/sign_ups", &[("email_address", &third)])
        .refused(403, "sign_up_mode_restricted");
    eve.post("/v1/client/sign_ups", &[]).refused(403, "sign_up_mode_restricted");
    let url = bob.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    bob.post(&format!("{begun}/prepare_verification"), &fields)
        .refused(403, "sign_up_mode_restricted");
    // A link that was sent before still works, and so does a sign-in.
    assert_eq!(ada.get(&server.link(&first)).status, 303);
    assert_eq!(ada.poll(&ready)["status"], "complete");
    server.browser().ask_to_sign_in(&first);
}

#[test]
fn an_allow_list_lets_in_those_on_it() {
    let server = Server::start(&[]);
    let list = json!({ "sign_up": "allow_list", "allow_list": ["ada@example.com", "example.org"] });
    import(&server, &list);
    let sign_up =
        |address| server.browser().post("/v1/client/sign_ups", &[("email_address", address)]);
    sign_up("ADA@example.com").ok();
    sign_up("bob@example.org").ok();
    let refused = sign_up("bob@example.com");
    refused.refused(403, "not_allowed_access");
    assert_eq!(refused.param(), Some("email_address"));
    // Whether an address is taken, strangers are not told.
    import(&server, &json!({}));
    server.signed_in("taken@example.net");
    import(&server, &list);
    sign_up("taken@example.net").refused(403, "not_allowed_access");
}

#[test]
fn emails_have_the_words_that_were_chosen() {
    let server = Server::start(&[]);
    let address = new_address();
    import(
        &server,
        &json!({
            "application_name": "<Acme>", "color": "#ffd400",
            "sign_up_subject": "Welcome to {application}", "sign_up_greeting": "Hello,\nyou.",
            "sign_up_footer": "The people of {application}",
        }),
    );
    server.browser().ask_to_sign_up(&address);
    let mail = server.mail(&address);
    assert_eq!(mail["subject"], "Welcome to <Acme>");
    let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
    assert!(
        text.contains("\n\nHello,\nyou.\n\n") && text.ends_with("The people of <Acme>\n"),
        "{text}"
    );
    assert!(html.contains("The people of &lt;Acme&gt;") && html.contains("Hello,\nyou."), "{html}");
    assert!(html.contains("background:#ffd400;color:#000000"), "{html}");
    assert!(html.contains("would be signed in as you"), "the warning stays");
}

#[test]
fn links_and_sessions_live_as_long_as_was_chosen() {
    let server = Server::start(&[]);
    import(&server, &json!({ "link_ttl_seconds": 60, "session_ttl_seconds": 120 }));
    let address = new_address();
    let ada = server.browser();
    ada.ask_to_sign_up(&address);
    server.pass_seconds(61);
    assert_eq!(
        ada.get(&server.link(&address)).redirect_parameter("__clerk_status").unwrap(),
        "expired"
    );
    let address = new_address();
    let ada = server.signed_in(&address);
    server.pass_seconds(119);
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
    server.pass_seconds(2);
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 0);
}

#[test]
fn pages_of_an_origin_may_call_once_it_is_allowed() {
    let server = Server::start(&[]);
    let origin = [("origin", "https://app.example.com")];
    let call = || Browser::new(&server.url).send("POST", "/v1/client/sign_ups", &origin, "");
    call().refused(403, "origin_invalid");
    import(&server, &json!({ "allowed_origins": ["https://app.example.com"] }));
    environment(&server);
    assert_eq!(call().header("access-control-allow-origin"), "https://app.example.com");
    // Not even the first call counts after it was taken off by another program.
    import(&server, &json!({}));
    call().refused(403, "origin_invalid");
    // A backup has an older version.
    store(&server, 1, r#"{"allowed_origins":["https://app.example.com"]}"#);
    environment(&server);
    assert_eq!(call().header("access-control-allow-origin"), "https://app.example.com");
}

#[test]
fn a_user_name_that_is_off_is_no_way_in_and_names_that_are_off_are_not_set() {
    let server = Server::start(&[]);
    let ada = server.signed_in_with_password(&new_address());
    let patch = |fields: &[(&str, &str)]| ada.post("/v1/me?_method=PATCH", fields);
    patch(&[("username", "ada_off"), ("first_name", "Ada")]).ok();
    let sign_in = || {
        let fields = [("identifier", "ada_off"), ("password", "correct horse")];
        server.browser().post("/v1/client/sign_ins", &fields)
    };
    assert_eq!(sign_in().ok()["response"]["status"], "complete");
    import(&server, &json!({ "username": "off", "first_name": "off" }));
    sign_in().refused(422, "form_param_format_invalid");
    for (name, text) in [("username", "ada_2"), ("first_name", "Augusta")] {
        let refused = patch(&[(name, text)]);
        assert_eq!(refused.refused(422, "form_param_unknown").param(), Some(name));
    }
    let user = patch(&[("first_name", ""), ("last_name", "Lovelace")]).ok()["response"].clone();
    assert_eq!((&user["first_name"], &user["last_name"]), (&Value::Null, &json!("Lovelace")));
}

#[test]
fn the_servers_own_urls_have_the_name_under_which_it_was_called() {
    let server = Server::start(&["--after-sign-in-url", "/welcome", "--logo-url", "/logo.svg"]);
    for name in ["localhost", "127.0.0.1"] {
        let own = server.url.replace("localhost", name);
        let config = Browser::new(&own).get("/v1/environment").ok()["display_config"].clone();
        for (key, path) in [
            ("home_url", "/"),
            ("sign_in_url", "/sign-in"),
            ("after_sign_in_url", "/welcome"),
            ("after_sign_out_one_url", "/sign-in/choose"),
            ("logo_image_url", "/logo.svg"),
        ] {
            assert_eq!(config[key], format!("{own}{path}"), "{key}");
        }
    }
}

#[test]
fn the_browser_rules_follow() {
    let server = Server::start(&[]);
    let address = new_address();
    let ada = server.browser();
    ada.ask_to_sign_up(&address);
    assert!(server.browser().get(&server.link(&address)).has_button());
    import(&server, &json!({ "require_same_client": true, "multi_session": true }));
    let other = server.browser().get(&server.link(&address));
    assert_eq!(other.redirect_parameter("__clerk_status").unwrap(), "client_mismatch");
    ada.get(&server.link(&address));
    let second = new_address();
    ada.ask_to_sign_up(&second);
    ada.get(&server.link(&second));
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 2);
}

/// Stores something as another program would, or another version of this one.
fn store(server: &Server, version: i64, chosen: &str) {
    let database = rusqlite::Connection::open(server.database()).unwrap();
    let sql = "insert into settings (id, version, chosen, changed_at) values (1, ?1, ?2, 0)
               on conflict do update set version = ?1, chosen = ?2";
    database.execute(sql, rusqlite::params![version, chosen]).unwrap();
}

/// What the program says that is started on this server's database, and does not start.
fn refusal_to_start(server: &Server, options: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
        .args(["--listen", "127.0.0.1:0", "--database"])
        .arg(server.database())
        .args(options)
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_cannot_be_read_opens_nothing() {
    let server = Server::start(&[]);
    import(&server, &json!({ "sign_up": "closed", "radius": 3 }));
    let mode = |server: &Server| environment(server)["user_settings"]["sign_up"]["mode"].clone();
    assert_eq!(mode(&server), "restricted");
    for (version, stored, fault) in [
        (2, r#"{"sign_up":"clsed"}"#, "sign_up: Say one of: open, allow_list, closed."),
        (3, r#"{"sign_up":"closed","of_tomorrow":true}"#, "of_tomorrow: there is no such setting."),
        (4, "{", "The settings are a JSON object."),
    ] {
        store(&server, version, stored);
        assert_eq!(mode(&server), "restricted", "{stored}");
        let page = server.browser().get("/settings").text;
        assert!(page.contains("What is stored cannot be used.") && page.contains(fault), "{page}");
        let told = refusal_to_start(&server, &[]);
        assert!(told.contains(fault) && told.contains("settings export"), "{told}");
    }
    // Nothing of it is lost on the way out and back.
    store(&server, 5, r#"{"sign_up":"clsed","of_tomorrow":true}"#);
    let exported = export(&server);
    assert_eq!((&exported["sign_up"], &exported["of_tomorrow"]), (&json!("clsed"), &json!(true)));
    let refused = settings(&server, &["import", "-"], &exported.to_string());
    assert!(!refused.status.success());
    import(&server, &json!({}));
    assert_eq!(mode(&server), "public");
}

#[test]
fn what_leaves_no_way_in_with_what_was_given_at_start_is_not_used() {
    let server = Server::start(&["--email-link=false"]);
    let variable = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
        .env("FRONTEND_API_EMAIL_LINK", "false")
        .args(["settings", "import", "/dev/stdin", "--database"])
        .arg(server.database())
        .stdin(Stdio::piped())
        .spawn();
    let mut variable = variable.unwrap();
    variable.stdin.take().unwrap().write_all(br#"{"email_code":false}"#).unwrap();
    assert!(!variable.wait().unwrap().success(), "the variable counts for the import too");
    import(&server, &json!({ "email_code": false, "radius": 3 }));
    let environment = environment(&server);
    let proofs = &environment["user_settings"]["attributes"]["email_address"]["verifications"];
    assert_eq!(*proofs, json!(["email_code"]));
    assert_eq!(environment["display_config"]["theme"]["general"]["border_radius"], "8px");
    assert!(refusal_to_start(&server, &["--email-link=false"]).contains("email_link: "));
}
