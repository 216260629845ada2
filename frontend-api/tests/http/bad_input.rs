//! Every input is answered in the envelope, however bad it is, and the next request works.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Server, new_address};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn a_megabyte_is_refused_whole() {
    let server = Server::shared();
    for size in [70_000, 1 << 20, 5 << 20] {
        let body = format!("identifier={}", "x".repeat(size));
        let answer = server.browser().send("POST", "/v1/client/sign_ins", &[FORM], body);
        answer.refused(413, "request_body_too_large");
    }
    let body = format!("identifier={}", "x".repeat(10_000));
    let answer = server.browser().send("POST", "/v1/client/sign_ins", &[FORM], body);
    assert_eq!(answer.refused(422, "form_param_format_invalid").param(), Some("identifier"));
}

#[test]
fn a_body_that_is_no_form_is_refused() {
    let server = Server::shared();
    for body in ["email_address=%ff%fe", "%00=a&email_address=%00", "email_address=a%00b"] {
        let answer = server.browser().send("POST", "/v1/client/sign_ups", &[FORM], body);
        assert_eq!(answer.status, 422, "{body:?} {}", answer.text);
    }
    let bytes = [b"email_address=".as_slice(), &[0xff, 0xfe]].concat();
    let answer = server.browser().send("POST", "/v1/client/sign_ups", &[FORM], bytes);
    answer.refused(422, "request_body_invalid");
    for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
        let headers = [("content-type", kind)];
        let answer = server.browser().send("POST", "/v1/client/sign_ups", &headers, "{}");
        answer.refused(415, "request_content_type_invalid");
    }
}

#[test]
fn what_is_no_address_is_refused_by_name() {
    let server = Server::shared();
    for bad in [
        "ada",
        "@example.com",
        "ada@",
        "a b@example.com",
        "ada@example.com\r\nBcc: eve@evil.example",
        "<script>@example.com",
        "ada@[127.0.0.1]",
        "\"a\"@b@c",
        "\"ada\"@example.com",
        "\"a\\da\"@example.com",
        "\"a b\"@example.com",
        "ada@ex%61mple.com",
    ] {
        let answer = server.browser().post("/v1/client/sign_ups", &[("email_address", bad)]);
        assert_eq!(answer.refused(422, "form_param_format_invalid").param(), Some("email_address"));
    }
    let answer = server.browser().post("/v1/client/sign_ins", &[("identifier", "")]);
    assert_eq!(answer.refused(422, "form_param_nil").param(), Some("identifier"));
}

#[test]
fn a_redirect_that_leads_elsewhere_is_refused_and_nothing_is_sent() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let attempt = ada.post("/v1/client/sign_ups", &[("email_address", &address)]).ok();
    let id = attempt["response"]["id"].as_str().unwrap();
    let prepare = format!("/v1/client/sign_ups/{id}/prepare_verification");
    for bad in [
        "javascript:alert(1)",
        "https://evil.example/",
        "/verification",
        "undefined",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://localhost@evil.example/",
        &format!("{}@evil.example/", server.url),
        &format!("{}.evil.example/", server.url),
    ] {
        let fields = [("strategy", "email_link"), ("redirect_url", bad)];
        let answer = ada.post(&prepare, &fields);
        assert_eq!(answer.refused(422, "form_param_value_invalid").param(), Some("redirect_url"));
    }
    let missing = ada.post(&prepare, &[("strategy", "email_link")]);
    assert_eq!(missing.refused(422, "form_param_nil").param(), Some("redirect_url"));
    assert_eq!(server.mails(&address).len(), 0);
    let verification = &ada.client()["sign_up"]["verifications"]["email_address"];
    assert_eq!(verification["status"], serde_json::Value::Null);
}

#[test]
fn unknown_paths_ids_and_methods_are_told_in_the_envelope() {
    let server = Server::shared();
    let ada = server.signed_in(&new_address());
    for path in ["/v1/nothing", "/v1/client/sign_ins/sia_x/nothing", "/v1", "/v1/", "/v1/client/"] {
        ada.get(path).refused(404, "resource_not_found");
    }
    for path in [
        "/v1/client/sign_ins/sia_x",
        "/v1/client/sign_ups/sua_x",
        "/v1/me/email_addresses/idn_x",
        "/v1/client/sign_ins/%00%ff",
        "/v1/client/sign_ups/%ff",
        "/v1/me/email_addresses/%C0%80",
        "/mailbox/messages/%ff",
        "/v1/client/sign_ups/'%20or%201=1--",
    ] {
        ada.get(path).refused(404, "resource_not_found");
    }
    // A person whose link has lost a letter gets a page.
    let page = ada.send("GET", "/v1/verif?token=x", &[("accept", "text/html,*/*;q=0.8")], "");
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.text.contains("This link is not complete"));
    ada.send("GET", "/v1/client/sign_ins", &[], "").refused(405, "method_not_allowed");
    ada.send("DELETE", "/v1/environment", &[], "").refused(405, "method_not_allowed");
}

#[test]
fn every_endpoint_of_a_user_wants_one() {
    let nobody = Server::shared().browser();
    for path in ["/v1/me", "/v1/me/sessions/active", "/v1/me/email_addresses/idn_x"] {
        nobody.get(path).refused(401, "authentication_invalid");
    }
    for path in [
        "/v1/me?_method=PATCH",
        "/v1/me?_method=DELETE",
        "/v1/me/email_addresses/",
        "/v1/me/change_password",
        "/v1/me/totp",
        "/v1/client/sessions/sess_x/touch",
    ] {
        let answer =
            nobody.post(path, &[("email_address", "a@b.c"), ("new_password", "long enough")]);
        answer.refused(401, "authentication_invalid");
    }
}

#[test]
fn whatever_is_sent_to_whatever_endpoint_no_fault_of_ours_comes_of_it() {
    let server = Server::start(&["--emails-per-address", "1000", "--emails-per-client", "1000"]);
    let ada = server.signed_in("ada@example.com");
    let session = ada.client()["sessions"][0].clone();
    let sign_up = ada.client()["sign_up"]["id"].as_str().unwrap().to_owned();
    let (id, address) = (
        session["id"].as_str().unwrap(),
        session["user"]["primary_email_address_id"].as_str().unwrap(),
    );
    let stranger = server.browser();
    let begun = stranger.post("/v1/client/sign_ins", &[("identifier", "ada@example.com")]).ok();
    let sign_in = begun["response"]["id"].as_str().unwrap().to_owned();
    let long = "x".repeat(5_000);
    let bodies = [
        "",
        "=",
        "&&&",
        "a[b]=c&a[0]=d",
        "strategy=",
        "strategy=email_link",
        "strategy=email_code&code=",
        "strategy=email_code&code=%F0%9F%92%A9",
        "strategy=password&password=%00",
        "strategy=totp&code=-1",
        "strategy=oauth_google&redirect_url=http://x",
        "identifier=%27%20or%201=1--&password=x",
        "identifier=[object%20Object]&email_address=[object%20Object]",
        "email_address=undefined&redirect_url=undefined&strategy=email_link",
        "unsafe_metadata=%7B%22a%22%3A1e999%7D",
        "first_name=%E2%80%AE&last_name=%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80",
        "transfer=true",
        "ticket=x",
        "token=x&nonce=x",
        &format!("first_name={long}&username={long}&code={long}&password={long}"),
    ];
    let paths = [
        "environment",
        "client",
        "client/sessions",
        "client/sign_ins",
        "client/sign_ups",
        "verify",
        "client/sign_ins/{sign_in}",
        "client/sign_ins/{sign_in}/prepare_first_factor",
        "client/sign_ins/{sign_in}/attempt_first_factor",
        "client/sign_ins/{sign_in}/attempt_second_factor",
        "client/sign_ups/{sign_up}",
        "client/sign_ups/{sign_up}/prepare_verification",
        "client/sign_ups/{sign_up}/attempt_verification",
        "client/sessions/{session}/touch",
        "client/sessions/{session}/tokens",
        "client/sessions/{session}/tokens/x",
        "me",
        "me/metadata",
        "me/change_password",
        "me/remove_password",
        "me/totp",
        "me/totp/attempt_verification",
        "me/email_addresses",
        "me/email_addresses/{address}",
        "me/email_addresses/{address}/prepare_verification",
        "me/email_addresses/{address}/attempt_verification",
        "dev_browser",
    ];
    for path in paths {
        let path = path
            .replace("{sign_in}", &sign_in)
            .replace("{sign_up}", &sign_up)
            .replace("{session}", id)
            .replace("{address}", address);
        for body in bodies {
            for method in ["POST", "PATCH"] {
                for browser in [&ada, &stranger] {
                    let answer = browser.send(method, &format!("/v1/{path}?wait=0"), &[FORM], body);
                    assert!(answer.status < 500, "{method} {path} {body}: {}", answer.text);
                    let is_page = answer.header("content-type").starts_with("text/html");
                    if answer.status >= 400 && !is_page {
                        let code = &answer.json["errors"][0]["code"];
                        assert!(code.is_string(), "{method} {path} {body}: {}", answer.text);
                    }
                }
            }
        }
    }
    assert_eq!(ada.client()["sessions"][0]["id"], *id, "and nothing was lost");
}

#[test]
fn while_another_program_holds_the_database_reads_go_on_and_writes_are_told_to_come_back() {
    let server = Server::start(&[]);
    let ada = server.signed_in("ada@example.com");
    let carl = server.browser();
    carl.ask_to_sign_up("carl@example.com");
    let link = server.link("carl@example.com");
    let mut other = rusqlite::Connection::open(server.database()).unwrap();
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let begin = [("email_address", "bob@example.com")];
    std::thread::scope(|scope| {
        let write = scope.spawn(|| server.browser().post("/v1/client/sign_ups", &begin));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(ada.get("/v1/me").status, 200);
        assert!(!write.is_finished());
        let told = write.join().unwrap();
        told.refused(503, "service_unavailable");
        assert!(!told.header("retry-after").is_empty());
    });
    // A person who opens a link is told so on a page, and can open the link again.
    let page = carl.get(&link);
    assert_eq!((page.status, page.header("retry-after").is_empty()), (503, false));
    drop(held);
    assert_eq!(carl.get(&link).status, 303);
    server.browser().post("/v1/client/sign_ups", &begin).ok();
}

/// A connection on which a test writes requests by hand.
struct Line(BufReader<TcpStream>);

impl Line {
    fn open(server: &Server) -> Self {
        let stream = TcpStream::connect(server.listening.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a head, and a body of this length. Gives the status, and whether the answer says that the
    /// connection ends.
    fn send(&mut self, head: &str, length: usize) -> (u16, bool) {
        let head = format!("{head}\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n");
        self.0.get_mut().write_all(head.as_bytes()).unwrap();
        // The server may close the connection before all of it is sent.
        let _ = self.0.get_mut().write_all(&vec![b'x'; length]);
        self.answer()
    }

    fn answer(&mut self) -> (u16, bool) {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_ascii_lowercase()),
            }
        }
        let value = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name));
        let length = value("content-length: ").unwrap().parse().unwrap();
        self.0.read_exact(&mut vec![0; length]).unwrap();
        let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
        (status, value("connection: ") == Some("close"))
    }

    fn is_over(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0) | Err(_))
    }
}

#[test]
fn a_refusal_that_leaves_a_long_body_unread_says_that_the_connection_ends() {
    let server = Server::shared();
    for (head, status) in [
        ("POST /v1/client HTTP/1.1\r\nOrigin: https://evil.example", 403),
        ("DELETE /v1/environment HTTP/1.1", 405),
        ("POST /v1/nothing HTTP/1.1", 404),
        ("POST /mailbox HTTP/1.1", 405),
        ("GET /v1/client HTTP/1.1", 200),
    ] {
        for length in [60_000, 3 << 20] {
            let mut line = Line::open(server);
            assert_eq!(line.send(head, length), (status, true), "{head} {length}");
            assert!(line.is_over(), "{head} {length}");
        }
        let mut line = Line::open(server);
        for length in [0, 1, 9_000, 0] {
            assert_eq!(line.send(head, length), (status, false), "{head} {length}");
        }
    }
    // This handler reads the body to its end before it refuses it.
    let mut line = Line::open(server);
    let form = "POST /v1/client/sign_ups HTTP/1.1";
    assert_eq!(line.send(form, 70_000), (413, false));
    assert_eq!(line.send(form, 33 << 20), (413, true));
}

#[test]
fn who_asks_whether_to_send_a_body_is_not_told_to_send_one_that_nobody_reads() {
    let mut line = Line::open(Server::shared());
    let head = "POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
    line.0.get_mut().write_all(head.as_bytes()).unwrap();
    assert_eq!(line.answer(), (404, true));
}

#[test]
fn no_answer_may_be_taken_for_another_type() {
    let server = Server::start(&["--www", "src"]);
    let ada = server.browser();
    for path in [
        "/v1/client",
        "/v1/nothing",
        "/v1/page.css",
        "/v1/verify",
        "/mailbox",
        "/nothing",
        "/lib.rs",
        "/v1/jwks",
    ] {
        assert_eq!(ada.get(path).header("x-content-type-options"), "nosniff", "{path}");
    }
    let foreign = [("origin", "https://evil.example")];
    let refused = ada.send("POST", "/v1/client", &foreign, "");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
}
