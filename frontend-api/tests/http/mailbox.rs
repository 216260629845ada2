//! The mailbox: for people and scripts on this machine, and for no page elsewhere.

use std::thread;
use std::time::Duration;

use crate::support::{Browser, Server, new_address};

#[test]
fn lists_what_was_sent_newest_first() {
    let server = Server::start(&[]);
    let ada = server.browser();
    ada.ask_to_sign_up("ada@example.com");
    ada.ask_to_sign_up("bob@example.com");
    ada.ask_to_sign_up("ada@example.com");
    let all = server.browser().get("/mailbox/messages").ok();
    let to: Vec<_> =
        all.as_array().unwrap().iter().map(|mail| mail["to"].as_str().unwrap()).collect();
    assert_eq!(to, ["ada@example.com", "bob@example.com", "ada@example.com"]);
    let mail = &all[0];
    let link = mail["link"].as_str().unwrap();
    let code = mail["code"].as_str().unwrap();
    for part in ["text", "html"] {
        let part = mail[part].as_str().unwrap();
        for fact in
            [link, code, "Firefox on Linux", "10 minutes", "UTC", "would be signed in as you"]
        {
            assert!(part.contains(fact), "{fact} in {part}");
        }
    }
    assert!(mail["created_at"].as_i64().unwrap() > 1_700_000_000_000);
    let id = all[1]["id"].as_str().unwrap();
    let newer = server.browser().get(&format!("/mailbox/messages?after={id}")).ok();
    assert_eq!(newer.as_array().unwrap().len(), 1);
    assert_eq!(server.mails("ADA@example.com").len(), 2);
}

#[test]
fn who_waits_is_answered_when_the_next_arrives() {
    let server = Server::shared();
    let address = new_address();
    let path = format!("/mailbox/messages?to={address}&wait=20");
    thread::scope(|scope| {
        let wait = scope.spawn(|| server.browser().get(&path).ok());
        thread::sleep(Duration::from_millis(200));
        assert!(!wait.is_finished());
        server.browser().ask_to_sign_up(&new_address());
        server.browser().ask_to_sign_up(&address);
        assert_eq!(wait.join().unwrap()[0]["to"], *address);
    });
    let none = server.browser().get("/mailbox/messages?to=nobody@example.com&wait=1").ok();
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn an_address_with_a_plus_is_found_as_it_is_written() {
    let server = Server::start(&[]);
    for address in ["plus+tag@example.com", "tag@example.com", "+tag@example.com"] {
        server.browser().ask_to_sign_up(address);
    }
    for (to, expected) in [
        ("+tag@example.com", "+tag@example.com"),
        ("%2Btag@example.com", "+tag@example.com"),
        ("%20tag@example.com+", "tag@example.com"),
    ] {
        let found = server.browser().get(&format!("/mailbox/messages?wait=0&to={to}")).ok();
        assert_eq!(found[0]["to"], expected, "{to}");
        assert_eq!(found.as_array().unwrap().len(), 1, "{to}");
    }
    for to in [
        "plus+tag@example.com",
        "plus%2Btag@example.com",
        "%EF%BB%BFplus+tag@example.com",
        "PLUS+tag@Example.com",
    ] {
        let found = server.browser().get(&format!("/mailbox/messages?to={to}")).ok();
        assert_eq!(found.as_array().unwrap().len(), 1, "{to}");
    }
}

#[test]
fn who_listens_on_all_addresses_shows_it_under_each() {
    let open = ["--mailbox", "true", "--public-url", "http://clerk.example:4000"];
    for listen in ["[::]:0", "0.0.0.0:0"] {
        let server = Server::start_at(listen, &open);
        let here = server.listening.replace("[::]", "127.0.0.1").replace("0.0.0.0", "127.0.0.1");
        let ada = Browser::new(&here);
        assert_eq!(ada.get("/mailbox/messages").status, 200, "{listen}");
        let asked = |host| ada.send("GET", "/mailbox/messages", &[("host", host)], "").status;
        assert_eq!(asked("192.168.1.5:4000"), 200);
        assert_eq!(asked("clerk.example:4000"), 200);
        assert_eq!(asked("evil.example:4000"), 403);
    }
}

#[test]
fn shows_a_page_with_the_link_and_the_email_in_a_closed_frame() {
    let server = Server::start(&["--application-name", "<b>Demo</b>"]);
    assert!(server.browser().get("/mailbox").text.contains("No email yet"));
    server.browser().ask_to_sign_up("ada@example.com");
    let page = server.browser().get("/mailbox");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.contains("ada@example.com") && page.text.contains("Open the link"));
    assert!(!page.text.contains("<b>Demo</b>"), "escaped");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let id = server.mail("ada@example.com")["id"].as_str().unwrap().to_owned();
    let html = server.browser().get(&format!("/mailbox/messages/{id}/html"));
    assert!(html.header("content-security-policy").contains("sandbox"));
    assert!(html.text.contains("/v1/verify?token="));
    server.browser().get("/mailbox/messages/mail_x").refused(404, "resource_not_found");
}

#[test]
fn leads_back_to_the_application_where_there_is_one() {
    let mailbox = |options: &[&str]| {
        let server = Server::start(options);
        (server.url.clone(), Browser::new(&server.listening).get("/mailbox").text)
    };
    let (_, without) = mailbox(&["--www", "/pkg=src"]);
    assert!(!without.contains("Back to"), "{without}");
    let (url, with) = mailbox(&["--www", "src"]);
    // The link keeps the name under which the page was opened, so that it has the same cookies.
    let home = url.replace("localhost", "127.0.0.1");
    assert!(with.contains(&format!("href=\"{home}/\">Back to")), "{with}");
    let public = ["--public-url", "https://clerk.example.com", "--mailbox", "true"];
    let (_, with) = mailbox(&[&["--www", "src"], &public[..]].concat());
    assert!(with.contains("href=\"https://clerk.example.com/\">Back to"), "{with}");
}

#[test]
fn no_page_elsewhere_can_read_it() {
    let server = Server::start(&["--allowed-origin", "https://app.example.com"]);
    let eve = server.browser();
    for headers in [
        vec![("host", "evil.example")],
        vec![("host", "localhost.evil.example:4000")],
        vec![("host", "127.0.0.2")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "https://app.example.com")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
    ] {
        for path in ["/mailbox/messages", "/mailbox", "/mailbox/list"] {
            let answer = eve.send("GET", path, &headers, "");
            answer.refused(403, "origin_invalid");
        }
    }
    let own = eve.send("GET", "/mailbox/messages", &[("origin", &server.url)], "");
    assert_eq!(own.status, 200);
    assert!(own.headers.get("access-control-allow-origin").is_none());
    assert_eq!(own.header("cross-origin-resource-policy"), "same-origin");
}

#[test]
fn can_be_switched_off() {
    let server = Server::start(&["--mailbox", "false", "--smtp-url", "smtp://127.0.0.1:9"]);
    for path in ["/mailbox", "/mailbox/messages", "/mailbox/list"] {
        server.browser().get(path).refused(404, "resource_not_found");
    }
    // The API still answers: only the mailbox is off.
    assert_eq!(Browser::new(&server.url).get("/v1/client").status, 200);
}

#[test]
fn a_proxy_on_this_machine_opens_it_to_nobody() {
    let server = Server::start(&[]);
    let forwarded = [("x-forwarded-for", "203.0.113.7")];
    assert_eq!(server.browser().send("GET", "/mailbox", &forwarded, "").status, 403);
    let server = Server::start(&["--mailbox", "true"]);
    assert_eq!(server.browser().send("GET", "/mailbox", &forwarded, "").status, 200);
}
