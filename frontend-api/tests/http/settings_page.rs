//! The settings page: its form, and who may use it.

use std::process::Command;

use serde_json::Value;

use crate::support::{Answer, Browser, Server};

/// What ties a form to this page. What else it does not have stays as it is.
fn form(page: &Answer) -> Vec<(String, String)> {
    vec![("version".to_owned(), page.field("version")), ("tag".to_owned(), page.field("tag"))]
}

/// The form with other values for these fields.
fn with(page: &Answer, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = form(page);
    for (name, value) in typed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

fn send_to(browser: &Browser, path: &str, origin: &str, fields: &[(String, String)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin)];
    let headers = if origin.is_empty() { &headers[..1] } else { &headers };
    browser.send("POST", path, headers, body)
}

fn send(server: &Server, browser: &Browser, fields: &[(String, String)]) -> Answer {
    send_to(browser, "/settings", &server.url, fields)
}

fn theme(server: &Server) -> Value {
    let environment = Browser::new(&server.listening).get("/v1/environment").ok();
    environment["display_config"]["theme"]["general"].clone()
}

fn admin_token(server: &Server) -> String {
    command(server, &["admin-token"])
}

/// What a command prints that runs on this server's database.
fn command(server: &Server, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
        .args(args)
        .arg("--database")
        .arg(server.database())
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn what_is_applied_is_live_and_told() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let page = ada.get("/settings");
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("content-security-policy", "default-src 'none'"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
    ] {
        assert!(page.header(name).starts_with(value), "{name}");
    }
    assert!(!page.text.contains("<script"));
    let typed =
        [("color", "#ABCDEF"), ("multi_session", "true"), ("allow_list", "a.example\r\nb.example")];
    let applied = send(&server, &ada, &with(&page, &typed));
    assert_eq!((applied.status, applied.header("location")), (303, "/settings?applied=1"));
    assert_eq!(theme(&server)["color"], "#abcdef");
    let told = ada.get("/settings?applied=1").text;
    assert!(told.contains("Applied. Live now:"), "{told}");
    assert!(told.contains("Main colour: <del>#1c3f94</del> → <ins>#abcdef</ins>"), "{told}");
    assert!(told.contains("Several accounts at a time: <del>off</del> → <ins>on</ins>"), "{told}");
    assert!(told.contains("from 127.0.0.1"), "{told}");
    assert!(told.contains("value=\"#abcdef\"") && told.contains("a.example\nb.example</textarea>"));
    // The same once more changes nothing. A box that is off sends what is hidden before it.
    assert!(told.contains("type=\"hidden\" name=\"multi_session\" value=\"false\""));
    let page = ada.get("/settings");
    let mut typed = with(&page, &[("multi_session", "false")]);
    typed.push(("multi_session".into(), "true".into()));
    assert_eq!(send(&server, &ada, &typed).header("location"), "/settings?unchanged");
    assert_eq!(ada.get("/settings").field("version"), "1");
}

#[test]
fn what_cannot_be_read_is_told_and_kept() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let page = ada.get("/settings");
    let typed =
        [("radius", "round"), ("color", "#000000"), ("after_sign_in_url", "javascript:alert(1)")];
    let refused = send(&server, &ada, &with(&page, &typed));
    assert_eq!(refused.status, 422);
    for part in [
        "role=\"alert\"",
        "value=\"round\"",
        "value=\"#000000\"",
        "value=\"javascript:alert(1)\"",
        "aria-invalid=\"true\"",
        "Enter a whole number from 0 to 40.",
    ] {
        assert!(refused.text.contains(part), "{part} in {}", refused.text);
    }
    assert_eq!(theme(&server)["color"], "#1c3f94", "nothing was applied");
    let page = ada.get("/settings");
    let neither = [("email_link", "false"), ("email_code", "false")];
    let refused = send(&server, &ada, &with(&page, &neither));
    assert!(
        refused.status == 422 && refused.text.contains("choose at least one"),
        "{}",
        refused.text
    );
}

#[test]
fn of_two_who_apply_at_once_one_wins_and_the_other_is_told() {
    let server = Server::start(&[]);
    let (ada, bob) = (server.browser(), server.browser());
    let (adas, bobs) = (ada.get("/settings"), bob.get("/settings"));
    let theirs = [("color", "#aaaaaa"), ("radius", "3")];
    assert_eq!(send(&server, &ada, &with(&adas, &theirs)).status, 303);
    let told = send(
        &server,
        &bob,
        &with(&bobs, &[("color", "#bbbbbb"), ("radius", "8"), ("first_name", "off")]),
    );
    assert_eq!(told.status, 409);
    assert!(told.text.contains("somebody else did meanwhile"), "{}", told.text);
    assert!(told.text.contains("value=\"#bbbbbb\""), "what was typed is kept");
    assert!(told.text.contains("Somebody else chose meanwhile: <b>#aaaaaa</b>"), "{}", told.text);
    assert!(
        told.text.contains("id=\"radius\" name=\"radius\" value=\"3\""),
        "theirs is taken over"
    );
    assert_eq!(theme(&server)["color"], "#aaaaaa");
    // Who presses again wins, since they know.
    let again = [("color", "#bbbbbb"), ("radius", "3"), ("first_name", "off")];
    assert_eq!(send(&server, &bob, &with(&told, &again)).status, 303);
    assert_eq!(theme(&server)["color"], "#bbbbbb");
    assert_eq!(theme(&server)["border_radius"], "3px");
}

#[test]
fn a_form_that_comes_back_is_still_of_the_version_that_it_was_shown_at() {
    let server = Server::start(&[]);
    let (ada, bob) = (server.browser(), server.browser());
    let page = ada.get("/settings");
    let theirs = with(&bob.get("/settings"), &[("color", "#aaaaaa")]);
    assert_eq!(send(&server, &bob, &theirs).status, 303);
    let sample = with(&page, &[("send_to", "ada@example.com")]);
    for (path, typed) in [
        ("/settings", with(&page, &[("radius", "round")])),
        ("/settings", with(&page, &[("tag", "of another browser")])),
        ("/settings/send/sign_in", sample),
    ] {
        let answer = send_to(&ada, path, &server.url, &typed);
        assert_eq!(answer.field("version"), page.field("version"), "{path}");
        let told = send(&server, &ada, &with(&answer, &[("radius", "3")]));
        assert_eq!(told.status, 409, "{path}");
    }
    assert_eq!(theme(&server)["color"], "#aaaaaa");
}

#[test]
fn what_is_stored_is_sound_without_what_was_given_at_start() {
    let server = Server::start(&["--email-code=true"]);
    let ada = server.browser();
    let file = server.database().with_extension("json");
    std::fs::write(&file, r#"{ "email_code": false }"#).unwrap();
    command(&server, &["settings", "import", file.to_str().unwrap()]);
    let refused = send(&server, &ada, &with(&ada.get("/settings"), &[("email_link", "false")]));
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("choose at least one"), "{}", refused.text);
}

#[test]
fn what_was_given_at_start_is_locked_and_the_page_says_by_what() {
    let server = Server::start(&["--color", "#123456", "--email-code=false"]);
    let ada = server.browser();
    let page = ada.get("/settings");
    assert!(page.text.contains("Set by <code>--color</code> at start."), "{}", page.text);
    assert!(page.text.contains("Set by <code>--email-code</code> at start."));
    let applied = send(&server, &ada, &with(&page, &[("color", "#ffffff"), ("radius", "3")]));
    assert_eq!(applied.status, 303, "{}", applied.text);
    assert_eq!(theme(&server)["color"], "#123456");
    assert!(!ada.get("/settings?applied=1").text.contains("<del>#"));
}

#[test]
fn a_switch_that_was_locked_when_the_form_was_shown_stays_as_it_is() {
    let server = Server::start(&["--email-code=true"]);
    let locked = server.browser().get("/settings").text;
    assert!(!locked.contains("type=\"hidden\" name=\"email_code\""), "{locked}");
    // The form of a server that had locked it, sent to one that has not.
    let server = Server::start(&[]);
    let ada = server.browser();
    assert_eq!(send(&server, &ada, &with(&ada.get("/settings"), &[("radius", "3")])).status, 303);
    let told = ada.get("/settings?applied=1").text;
    assert!(told.contains("<del>8 pixels</del>") && !told.contains("<del>on</del>"), "{told}");
}

#[test]
fn no_page_elsewhere_can_apply_anything() {
    let server = Server::start(&["--allowed-origin", "https://app.example.com"]);
    let ada = server.browser();
    let page = ada.get("/settings");
    let fields = with(&page, &[("radius", "3")]);
    for origin in ["", "null", "https://app.example.com", "https://evil.example"] {
        send_to(&ada, "/settings", origin, &fields).refused(403, "origin_invalid");
    }
    ada.send("GET", "/settings", &[("host", "evil.example")], "").refused(403, "origin_invalid");
    let cross_site = [("origin", &*server.url), ("sec-fetch-site", "same-site")];
    ada.send("POST", "/settings", &cross_site, "").refused(403, "origin_invalid");
    // The form is this browser's. What was typed is not lost.
    let strange = send(&server, &ada, &with(&page, &[("radius", "3"), ("tag", "x")]));
    assert_eq!(strange.status, 403);
    assert!(
        strange.text.contains("name=\"radius\" value=\"3\"")
            && strange.text.contains("press Apply changes again")
    );
    assert_eq!(theme(&server)["border_radius"], "8px");
    // A script or a frame of this origin gets nothing either, where browsers tell.
    for (path, mode, dest, status) in [
        ("/settings", "cors", "empty", 403),
        ("/settings", "navigate", "iframe", 403),
        ("/settings", "navigate", "document", 200),
        ("/settings/settings.css", "no-cors", "style", 200),
    ] {
        let headers = [("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        assert_eq!(ada.send("GET", path, &headers, "").status, status, "{path} {mode} {dest}");
    }
    let own = send(&server, &ada, &fields);
    assert_eq!(own.status, 303);
    assert!(own.headers.get("access-control-allow-origin").is_none());
}

#[test]
fn elsewhere_it_opens_only_to_the_token() {
    let server = Server::start(&["--public-url", "https://clerk.example.com", "--mailbox", "true"]);
    let ada = Browser::new(&server.listening);
    let own = |path: &str, fields: &[(String, String)]| {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "https://clerk.example.com"),
            ("host", "clerk.example.com"),
        ];
        ada.send("POST", path, &headers, body)
    };
    let gate = ada.get("/settings");
    assert_eq!(gate.status, 401);
    assert!(
        gate.text.contains("frontend-api admin-token") && !gate.text.contains("name=\"token\"")
    );
    let token = admin_token(&server);
    assert!(ada.get("/settings").text.contains("name=\"token\""));
    let give = |token: &str| own("/settings/token", &[("token".into(), token.into())]);
    assert_eq!(give("wrong").status, 403);
    assert_eq!(own("/settings", &[("radius".into(), "3".into())]).status, 401);
    let given = give(&token);
    assert_eq!((given.status, given.header("location")), (303, "/settings"));
    let cookie = given.header("set-cookie");
    for part in
        ["__Host-__settings=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=43200"]
    {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let page = ada.get("/settings");
    assert_eq!(page.status, 200);
    assert_eq!(own("/settings", &with(&page, &[("radius", "3")])).status, 303);
    assert_eq!(theme(&server)["border_radius"], "3px");
    // Nothing of the token is in the database but its hash.
    for file in std::fs::read_dir(server.database().parent().unwrap()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    }
    // It ends after half a day, with a new token, and when it is given back.
    let left = own("/settings/leave", &[("tag".into(), page.field("tag"))]);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(ada.get("/settings").status, 401);
    give(&token);
    let page = ada.get("/settings");
    server.pass_seconds(12 * 3600);
    assert_eq!(ada.get("/settings").status, 401);
    // What was typed meanwhile comes back once the token is given.
    let gate = own("/settings", &with(&page, &[("sign_in_footer", "a \"b\"\nc"), ("radius", "5")]));
    assert_eq!((gate.status, gate.field("radius")), (401, "5".into()));
    let mut fields = vec![("token".to_owned(), "wrong".to_owned())];
    for name in ["version", "radius", "sign_in_footer"] {
        fields.push((name.into(), gate.field(name).replace("&quot;", "\"")));
    }
    assert_eq!(own("/settings/token", &fields).field("radius"), "5", "a wrong token loses nothing");
    fields[0].1.clone_from(&token);
    let back = own("/settings/token", &fields);
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(back.text.contains("\na &quot;b&quot;\nc</textarea>"), "{}", back.text);
    assert_eq!(theme(&server)["border_radius"], "3px", "nothing was applied yet");
    assert_eq!(own("/settings", &with(&back, &[("radius", "5")])).status, 303);
    assert_eq!(theme(&server)["border_radius"], "5px");
    assert_eq!(ada.get("/settings").status, 200);
    admin_token(&server);
    assert_eq!(ada.get("/settings").status, 401);
    assert_eq!(give(&token).status, 403);
}

#[test]
fn what_a_proxy_brings_needs_the_token_too_and_tries_are_limited() {
    let server = Server::start(&[]);
    let token = admin_token(&server);
    let [eve, ada] = ["198.51.100.7", "198.51.100.8"].map(|network| server.browser().from(network));
    assert_eq!(eve.get("/settings").status, 401);
    let give = |who: &Browser, token: &str| {
        send_to(who, "/settings/token", &server.url, &[("token".into(), token.into())])
    };
    for _ in 0..10 {
        assert_eq!(give(&eve, "guess").status, 403);
    }
    assert_eq!(give(&eve, &token).status, 429);
    assert_eq!(give(&ada, &token).status, 303);
    let page = ada.get("/settings");
    assert_eq!(send(&server, &ada, &with(&page, &[("radius", "3")])).status, 303);
    assert!(ada.get("/settings").text.contains("from 198.51.100.8"));
    assert_eq!(
        server.browser().get("/settings").status,
        401,
        "on this machine it is asked for too"
    );
    assert_eq!(command(&server, &["admin-token", "--remove"]), "");
    assert_eq!(server.browser().get("/settings").status, 200, "but only as long as there is one");
    assert_eq!(ada.get("/settings").status, 401);
}

#[test]
fn guesses_from_many_networks_keep_the_owner_out_of_nothing() {
    let server = Server::start(&[]);
    let token = admin_token(&server);
    let give = |network: &'static str, token: &str| {
        let fields = [("token".to_owned(), token.to_owned())];
        let who = server.browser().from(network);
        send_to(&who, "/settings/token", &server.url, &fields).status
    };
    for network in [
        "198.51.100.1",
        "198.51.100.2",
        "198.51.100.3",
        "198.51.100.4",
        "198.51.100.5",
        "198.51.100.6",
        "198.51.100.7",
        "198.51.100.8",
        "198.51.100.9",
        "198.51.100.10",
    ] {
        for _ in 0..10 {
            assert_eq!(give(network, "guess"), 403, "{network}");
        }
    }
    for _ in 0..12 {
        assert_eq!(give("198.51.100.11", &token), 303, "the right one counts against nobody");
    }
}

#[test]
fn no_change_hides_behind_others() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let list: String = (0..40).map(|n| format!("{n}.example\n")).collect();
    for allow_list in [list.clone(), format!("{list}evil.example")] {
        let typed = with(&ada.get("/settings"), &[("allow_list", &allow_list)]);
        assert_eq!(send(&server, &ada, &typed).status, 303);
    }
    let told = "Addresses and domains that may sign up: <ins>+ evil.example</ins>";
    assert!(ada.get("/settings?applied=2").text.contains(told));
    for radius in 0..60 {
        let typed = with(&ada.get("/settings"), &[("radius", &(radius % 2).to_string())]);
        assert_eq!(send(&server, &ada, &typed).status, 303);
    }
    let token = admin_token(&server);
    let fields = [("token".to_owned(), token)];
    assert_eq!(send_to(&ada, "/settings/token", &server.url, &fields).status, 303);
    let page = ada.get("/settings").text;
    for event in ["A new admin token was made.", "The settings were opened with the token."] {
        assert!(page.contains(event), "{page}");
    }
    assert!(page.contains("href=\"/settings/changes\"") && !page.contains("evil.example</ins>"));
    let newest = ada.get("/settings/changes").text;
    assert!(newest.contains("href=\"/settings/changes?newer=50\"") && !newest.contains(told));
    assert!(ada.get("/settings/changes?newer=50").text.contains(told));
    assert_eq!(server.browser().get("/settings/changes").status, 401);
}

#[test]
fn the_token_goes_over_no_wire_in_the_clear() {
    let options = ["--public-url", "http://192.168.1.5:4000", "--mailbox", "true"];
    let server = Server::start(&options);
    let token = admin_token(&server);
    let ada = Browser::new(&server.listening);
    let asks = |host: &str| {
        let page = ada.send("GET", "/settings", &[("host", host)], "");
        assert_eq!(page.status, 401, "{host}");
        page.text.contains("name=\"token\"")
    };
    assert!(asks("localhost") && !asks("192.168.1.5:4000"));
    let give = |origin: &str| {
        let fields = [("token".to_owned(), token.clone())];
        send_to(&ada, "/settings/token", origin, &fields)
    };
    let refused = give(&server.url);
    assert_eq!((refused.status, refused.header("set-cookie")), (403, ""));
    assert!(refused.text.contains("over plain http"), "{}", refused.text);
    assert_eq!(give(&server.listening).status, 303);
}

#[test]
fn a_wrong_path_gets_no_token() {
    let server = Server::start(&[]);
    let file = server.database().with_file_name("none.sqlite");
    for (args, database) in [
        (&["admin-token"][..], file.to_str().unwrap()),
        (&["settings", "export"], file.to_str().unwrap()),
        (&["admin-token"], "sqlite::memory:"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_frontend-api"))
            .args(args)
            .args(["--database", database])
            .output()
            .unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(&format!("{database}: there is no such file")), "{told}");
    }
    assert!(!file.exists());
}

#[test]
fn emails_are_shown_and_sent_as_they_are_typed() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let page = ada.get("/settings");
    let typed = [
        ("sign_up_subject", "Hi from {application}"),
        ("sign_up_greeting", "<b>Hello</b>"),
        ("send_to", "ada@example.com"),
    ];
    let fields = with(&page, &typed);
    let preview = send_to(&ada, "/settings/preview/sign_up", &server.url, &fields);
    assert_eq!(preview.status, 200);
    assert!(preview.header("content-security-policy").contains("sandbox"));
    assert!(
        preview.text.contains("Hi from clerk-wasm demo") && preview.text.contains("&lt;b&gt;Hello")
    );
    let sent = send_to(&ada, "/settings/send/sign_up", &server.url, &fields);
    assert_eq!(sent.status, 200);
    assert!(sent.text.contains("Sent to ada@example.com."));
    assert!(sent.text.contains("value=\"Hi from {application}\""), "what was typed is kept");
    assert_eq!(server.mail("ada@example.com")["subject"], "Hi from clerk-wasm demo");
    assert_eq!(ada.get("/settings").field("version"), "0", "nothing was applied");
    // What cannot be read is not shown or sent as if it were something else.
    let neither = [("email_link", "false"), ("email_code", "false")];
    for mistake in [&[("sign_up_subject", " ")][..], &neither] {
        let mut fields = fields.clone();
        fields.extend(mistake.iter().map(|(name, text)| ((*name).into(), (*text).into())));
        for path in ["/settings/preview/sign_up", "/settings/send/sign_up"] {
            let refused = send_to(&ada, path, &server.url, &fields);
            assert_eq!(refused.status, 422, "{path} {mistake:?}");
            assert!(refused.text.contains("Please look at these:"), "{}", refused.text);
        }
    }
    assert_eq!(server.mails("ada@example.com").len(), 1);
    let nowhere = with(&page, &[("send_to", "ada")]);
    assert_eq!(send_to(&ada, "/settings/send/sign_up", &server.url, &nowhere).status, 422);
    send_to(&ada, "/settings/send/shoe", &server.url, &fields).refused(404, "resource_not_found");
    send_to(&ada, "/settings/preview/shoe", &server.url, &fields)
        .refused(404, "resource_not_found");
}

#[test]
fn all_that_may_be_stored_may_be_sent() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let mut typed = with(&ada.get("/settings"), &[("radius", "3")]);
    for email in ["sign_in", "sign_up", "add_address"] {
        for part in ["greeting", "footer"] {
            typed.push((format!("{email}_{part}"), "字".repeat(1000)));
        }
    }
    let list: Vec<_> = (0..860).map(|n| format!("person.{n:03}@example.com")).collect();
    typed.push(("allow_list".into(), list.join("\r\n")));
    assert_eq!(send(&server, &ada, &typed).status, 303);
    assert_eq!(theme(&server)["border_radius"], "3px");
    typed.push(("allow_list".into(), "字".repeat(120_000)));
    let refused = send(&server, &ada, &typed);
    assert_eq!(refused.status, 413);
    assert!(refused.text.contains("<h1>Settings</h1>"), "{}", refused.text);
}

#[test]
fn two_cookies_of_one_name_are_told() {
    let server = Server::start(&[]);
    let ada = server.browser();
    let page = ada.get("/settings");
    ada.hold("__settings", "of another port");
    let refused = send(&server, &ada, &with(&page, &[("radius", "3")]));
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("two cookies named __settings"), "{}", refused.text);
    assert!(refused.text.contains("name=\"radius\" value=\"3\""), "what was typed is kept");
}

#[test]
fn applied_is_said_only_of_what_is_live() {
    let server = Server::start(&[]);
    let ada = server.browser();
    for radius in ["3", "4"] {
        let page = ada.get("/settings");
        assert_eq!(send(&server, &ada, &with(&page, &[("radius", radius)])).status, 303);
    }
    for (version, said) in [("1", false), ("2", true), ("7", false)] {
        let page = ada.get(&format!("/settings?applied={version}")).text;
        assert_eq!(page.contains("Applied. Live now:"), said, "{version}");
    }
}

#[test]
fn can_be_switched_off() {
    let server = Server::start(&["--settings-page", "false"]);
    server.browser().get("/settings").refused(404, "resource_not_found");
    send(&server, &server.browser(), &[]).refused(404, "resource_not_found");
}
