//! Emails over SMTP, handed to a real server.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::process::Process;
use crate::support::{Browser, Server};

/// Prints each email as a line of JSON. The first `fail` times it says that it is busy.
const SCRIPT: &str = r#"
import asyncio, email, email.policy, json, sys
from aiosmtpd.smtp import SMTP

class Handler:
    busy = int(sys.argv[1])
    async def handle_DATA(self, server, session, envelope):
        if self.busy:
            self.busy -= 1
            return '451 busy'
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body((kind,)).get_content()
        print(json.dumps({
            'envelope_from': envelope.mail_from, 'envelope_to': envelope.rcpt_tos,
            'from': message['from'], 'to': message['to'], 'subject': message['subject'],
            'message_id': message['message-id'], 'date': message['date'],
            'text': part('plain'), 'html': part('html'),
        }), flush=True)
        return '250 OK'

async def main():
    handler = Handler()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

struct MailServer {
    child: Child,
    port: u16,
    emails: Receiver<Value>,
}

impl MailServer {
    fn start(busy: u32) -> Self {
        let python = std::env::var("AIOSMTPD_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut child = Command::new(&python)
            .args(["-c", SCRIPT, &busy.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{python} does not start: {error}"));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().and_then(|line| line.ok()?.parse().ok()).unwrap_or_else(|| {
            panic!(
                "this test needs a mail server: `{python} -m pip install aiosmtpd`, or name a \
                 Python that has it in AIOSMTPD_PYTHON"
            )
        });
        let (send, emails) = channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = send.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, port, emails }
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    fn next(&self) -> Value {
        self.emails.recv_timeout(Duration::from_secs(20)).expect("no email came")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_email_arrives_with_both_parts_and_its_link_works() {
    let post = MailServer::start(0);
    let from = "Démo <no-reply@example.org>";
    let server = Server::start(&["--smtp-url", &post.url(), "--mail-from", from]);
    let ada = server.browser();
    let path = ada.ask_to_sign_up("ada@example.com");
    let email = post.next();
    assert_eq!(email["envelope_from"], "no-reply@example.org");
    assert_eq!(email["envelope_to"], serde_json::json!(["ada@example.com"]));
    assert_eq!(email["from"], from);
    assert_eq!(email["to"], "ada@example.com");
    assert!(email["subject"].as_str().unwrap().starts_with("Create your"));
    assert!(email["message_id"].is_string() && email["date"].is_string());
    let text = email["text"].as_str().unwrap();
    let link = text.lines().find(|line| line.contains("/v1/verify?token=")).unwrap().trim();
    assert!(email["html"].as_str().unwrap().contains(link));
    assert!(text.contains("Firefox on Linux"));

    server.browser().get("/mailbox/messages").refused(404, "resource_not_found");
    assert_eq!(ada.get(link.strip_prefix(&server.url).unwrap()).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn a_busy_mail_server_is_tried_again_and_nobody_waits_for_it() {
    let post = MailServer::start(1);
    let server = Server::start(&["--smtp-url", &post.url(), "--mailbox", "true"]);
    server.browser().ask_to_sign_up("ada@example.com");
    assert_eq!(server.mails("ada@example.com").len(), 1, "the mailbox can show it as well");
    assert_eq!(post.next()["to"], "ada@example.com");
}

#[test]
fn an_email_that_is_on_its_way_still_arrives_when_the_server_stops() {
    let post = MailServer::start(1);
    let mut server = Process::start(&["--smtp-url", &post.url()]);
    Browser::new(&server.url).ask_to_sign_up("ada@example.com");
    assert!(server.stop().success());
    assert_eq!(post.next()["to"], "ada@example.com");
}

#[test]
fn without_a_mail_server_the_page_still_gets_its_answer() {
    let server = Server::start(&["--smtp-url", "smtp://127.0.0.1:9"]);
    server.browser().ask_to_sign_up("ada@example.com");
}
