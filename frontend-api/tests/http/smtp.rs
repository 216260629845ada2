//! Emails over SMTP, handed to a real server.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::mail_server::{Company, MailServer, Manners};
use crate::process::Process;
use crate::support::{Browser, Server};

const PUBLIC: [&str; 2] = ["--public-url", "https://clerk.example.com"];

/// Asks a server that has a public URL for a link, from its own pages.
fn ask_in_public(options: &[&str], address: &str) -> Server {
    let options: Vec<&str> = PUBLIC.iter().chain(options).copied().collect();
    let server = Server::start(&options);
    let browser = Browser::new(&server.listening);
    let attempt = browser.post("/v1/client/sign_ups", &[("email_address", address)]).ok();
    let path = format!(
        "/v1/client/sign_ups/{}/prepare_verification",
        attempt["response"]["id"].as_str().unwrap()
    );
    browser.post(&path, &[("strategy", "email_code")]).ok();
    server
}

/// Waits until the log holds these words, and gives the log.
fn log_with(server: &Process, words: &str) -> String {
    for _ in 0..200 {
        let log = server.log();
        if log.contains(words) {
            return log;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("{words}: {}", server.log());
}

#[test]
fn an_email_arrives_with_both_parts_and_its_link_works() {
    let post = MailServer::start();
    let from = "Démo <no-reply@example.org>";
    let server = Server::start(&["--smtp-url", &post.url(), "--mail-from", from]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let email = post.next();
    assert_eq!(email["envelope_from"], "no-reply@example.org");
    assert_eq!(email["envelope_to"], serde_json::json!(["ada@example.com"]));
    let headers = &email["headers"];
    assert_eq!(headers["from"], from);
    assert_eq!(headers["to"], "ada@example.com");
    assert!(headers["subject"].as_str().unwrap().starts_with("Create your"));
    assert!(headers["date"].is_string());
    assert!(headers["message-id"].as_str().unwrap().ends_with("@example.org>"));
    assert_eq!(headers["auto-submitted"], "auto-generated");
    let text = email["text"].as_str().unwrap();
    let link = text.lines().find(|line| line.contains("/v1/verify?token=")).unwrap().trim();
    assert!(email["html"].as_str().unwrap().contains(link));
    assert!(text.contains("Firefox on Linux"));

    server.browser().get("/mailbox/messages").refused(404, "resource_not_found");
    assert_eq!(ada.get(link.strip_prefix(&server.url).unwrap()).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn whatever_passes_is_outlived_and_nobody_waits_for_it() {
    let post = MailServer::with(&Manners {
        rcpt: &["451 4.7.1 Greylisted", "421 too many connections"],
        data: &["452 disk full"],
        ..Manners::default()
    });
    let server = Server::start(&["--smtp-url", &post.url(), "--mailbox", "true"]);
    server.browser().ask_to_sign_up("ada@example.com");
    assert_eq!(server.mails("ada@example.com").len(), 1, "the mailbox can show it as well");
    assert_eq!(post.next()["headers"]["to"], "ada@example.com");
    assert!(post.is_empty());
}

#[test]
fn a_mail_server_may_be_started_after_this_one() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Process::start(&["--smtp-url", &format!("smtp://127.0.0.1:{port}")]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    log_with(&server, "takes no connection: is it running");
    let post = MailServer::with(&Manners { port, ..Manners::default() });
    assert_eq!(post.next()["headers"]["to"], "ada@example.com");
}

#[test]
fn a_newer_email_goes_alone_where_the_older_one_still_waits() {
    let busy = ["450 busy"; 3];
    let post = MailServer::with(&Manners { rcpt: &busy, ..Manners::default() });
    let options =
        ["--smtp-url", &post.url(), "--mailbox", "true", "--resend-cooldown-seconds", "0"];
    let server = Server::start(&options);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let url = ada.redirect_url();
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    let email = post.next();
    assert!(email["text"].as_str().unwrap().contains(&server.link("ada@example.com")));
    assert!(post.is_empty());
}

#[test]
fn a_refusal_for_good_is_told_with_what_to_do_and_without_the_mail_servers_words() {
    let post = MailServer::with(&Manners {
        rcpt: &["550 5.1.1 <RCPT> unknown here", "RCPT is no reply", "999 RCPT"],
        ..Manners::default()
    });
    let server = Process::start(&["--smtp-url", &post.url()]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    log_with(&server, "the mail server said 550: its log says whether it was the recipient");
    // The replies to these tries are not SMTP. The email is tried again until it arrives.
    Browser::new(&server.url).ask_to_sign_up("bob@example.com");
    assert_eq!(post.next()["headers"]["to"], "bob@example.com");
    let log = log_with(&server, "it does not speak SMTP");
    assert_eq!(log.matches("could not be delivered").count(), 1, "{log}");
    for word in ["example.com", "unknown here", "no reply"] {
        assert!(!log.contains(word), "{log}");
    }
}

#[test]
fn a_mail_server_that_never_answers_the_goodbye_has_been_heard_before() {
    let rcpt = &["550 5.1.1 unknown here"];
    let post = MailServer::with(&Manners { rcpt, never_ends: true, ..Manners::default() });
    let mut server = Process::start(&["--smtp-url", &post.url()]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    log_with(&server, "the mail server said 550");
    Browser::new(&server.url).ask_to_sign_up("bob@example.com");
    assert_eq!(post.next()["headers"]["to"], "bob@example.com");
    assert!(server.stop().success());
    let log = server.log();
    assert_eq!(log.matches("could not be delivered").count(), 1, "{log}");
    assert!(!log.contains("stopped before every email was delivered"), "{log}");
    assert!(post.is_empty());
}

#[test]
fn a_mail_server_that_says_nothing_holds_no_email_for_ever() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let server = Process::start(&["--smtp-url", &url, "--link-ttl-seconds", "1"]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    log_with(&server, "could not be delivered error=mail: the mail server did not answer in time");
}

#[test]
fn who_logs_in_wrongly_hears_which_option_it_is() {
    let login = Some(["ada@work", "correct:horse/"]);
    let post = MailServer::with(&Manners { login, ..Manners::default() });
    let url = |password: &str| format!("smtp://ada%40work:{password}@127.0.0.1:{}", post.port);
    let wrong = Process::start(&["--smtp-url", &url("battery")]);
    Browser::new(&wrong.url).ask_to_sign_up("ada@example.com");
    let log = log_with(&wrong, "said 535: check the user, the password and `tls` in --smtp-url");
    assert!(!log.contains("ada@") && !log.contains("battery"), "{log}");
    let right = Server::start(&["--smtp-url", &url("correct%3Ahorse%2F")]);
    right.browser().ask_to_sign_up("ada@example.com");
    assert_eq!(post.next()["headers"]["to"], "ada@example.com");
}

#[test]
fn a_strict_mail_server_hears_the_name_that_leads_here() {
    let post = MailServer::with(&Manners { is_strict: true, ..Manners::default() });
    let url = post.url();
    let public = ask_in_public(&["--smtp-url", &url], "ada@example.com");
    let email = post.next();
    assert_eq!(email["hello"], "clerk.example.com");
    assert_eq!(email["envelope_from"], "no-reply@clerk.example.com");
    drop(public);
    for options in [
        ["--smtp-url", &url, "--smtp-hello", "müller.example"],
        ["--smtp-url", &format!("{url}/m%C3%BCller.example"), "--mail-from", "a@b.example"],
    ] {
        let server = ask_in_public(&options, "ada@example.com");
        assert_eq!(post.next()["hello"], "xn--mller-kva.example");
        drop(server);
    }
    let local = Process::start(&["--smtp-url", &url, "--smtp-hello", "localhost"]);
    Browser::new(&local.url).ask_to_sign_up("ada@example.com");
    let log = log_with(&local, "the mail server said 504: it may not take the name");
    assert!(log.contains("see --smtp-hello"), "{log}");
}

#[test]
fn a_sender_with_a_foreign_domain_needs_no_mail_server_that_knows_utf_8() {
    let post = MailServer::start();
    let from = "Müller <no-reply@müller.example>";
    let server = Server::start(&["--smtp-url", &post.url(), "--mail-from", from]);
    server.browser().ask_to_sign_up("ada@例え.jp");
    let email = post.next();
    assert_eq!(email["envelope_from"], "no-reply@xn--mller-kva.example");
    assert_eq!(email["envelope_to"], serde_json::json!(["ada@xn--r8jz45g.jp"]));
    assert_eq!(email["smtputf8"], false);
    assert_eq!(email["headers"]["from"], "Müller <no-reply@xn--mller-kva.example>");
    assert!(email["raw"].as_str().unwrap().is_ascii());
}

#[test]
fn a_certificate_of_the_companys_own_authority_is_trusted_where_the_system_trusts_it() {
    let company = Company::new();
    let authority = company.authority();
    for (way, scheme, query) in [
        ("smtps", "smtps", ""),
        ("starttls", "smtp", "?tls=required"),
        ("starttls", "smtp", "?tls=opportunistic"),
    ] {
        let tls = Some((way, &company));
        let post = MailServer::with(&Manners { tls, ..Manners::default() });
        let url = format!("{scheme}://localhost:{}{query}", post.port);
        let options = ["--smtp-url", url.as_str()];
        let stranger = Process::start(&options);
        Browser::new(&stranger.url).ask_to_sign_up("ada@example.com");
        log_with(&stranger, "the mail server's certificate is not trusted here");
        assert!(post.is_empty());
        drop(stranger);
        let trusting = Process::start_with(&options, &[("SSL_CERT_FILE", &authority)]);
        Browser::new(&trusting.url).ask_to_sign_up("ada@example.com");
        assert_eq!(post.next()["headers"]["to"], "ada@example.com");
    }
    let post = MailServer::start();
    let url = format!("{}?tls=opportunistic", post.url());
    let contented = Process::start(&["--smtp-url", &url]);
    Browser::new(&contented.url).ask_to_sign_up("ada@example.com");
    assert_eq!(post.next()["headers"]["to"], "ada@example.com", "it offers no encryption");
    // The server also starts on a system that trusts no authority.
    Process::start_with(&["--smtp-url", "smtps://localhost"], &[("SSL_CERT_FILE", "/dev/null")]);
}

#[test]
fn an_email_that_is_on_its_way_still_arrives_when_the_server_stops() {
    let post = MailServer::with(&Manners { data: &["451 busy"], ..Manners::default() });
    let mut server = Process::start(&["--smtp-url", &post.url()]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    assert!(server.stop().success());
    assert_eq!(post.next()["headers"]["to"], "ada@example.com");
}

#[test]
fn without_a_mail_server_the_page_still_gets_its_answer() {
    let server = Server::start(&["--smtp-url", "smtp://127.0.0.1:9"]);
    server.browser().ask_to_sign_up("ada@example.com");
}
