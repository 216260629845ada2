//! An email in the form for mail servers (RFC 5322).

use lettre::address::{AddressError, Envelope};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use crate::error::{Error, Result};
use crate::mail::email::Email;
use crate::plain::origins::host;
use crate::plain::random;

/// Headers in addition to those that every email has. The first two stop programs from answering
/// (RFC 3834; Exchange knows only the second). There is no `List-Unsubscribe` (RFC 8058), since there is
/// no list to leave: each email was asked for, by its reader or by somebody in their name.
const HEADERS: [(&str, &str); 3] = [
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ("Content-Language", "en"),
];

/// An email in its envelope.
#[derive(Clone)]
pub(crate) struct Letter {
    /// Who sends it to whom.
    pub(crate) envelope: Envelope,
    /// All of it, with its headers.
    pub(crate) bytes: Vec<u8>,
}

/// Reads a sender: `Name <address>`, or an address alone. The domain is turned into ASCII, which every
/// mail server takes.
pub(crate) fn sender(text: &str) -> Result<Mailbox, String> {
    let told = |error| format!("{error}; it is `Name <address>`, or an address alone");
    let Mailbox { name, email } = text.trim().parse().map_err(told)?;
    if !email.user().is_ascii() {
        return Err("before the @ there may be ASCII only".into());
    }
    let email = match email.domain() {
        domain if domain.is_ascii() => email,
        domain => Address::new(email.user(), host(domain)?.to_string()).map_err(told)?,
    };
    Ok(Mailbox::new(name, email))
}

/// Writes the letter.
pub(crate) fn write(from: &Mailbox, email: &Email) -> Result<Letter> {
    let wrong = |error: &dyn std::error::Error| Error::Mail(error.to_string());
    let to = email.to.parse().map_err(|error: AddressError| wrong(&error))?;
    let id = format!("<{}@{}>", random::secret()?, from.email.domain());
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&email.subject)
        .message_id(Some(id));
    for (name, value) in HEADERS {
        let name = HeaderName::new_from_ascii_str(name);
        message = message.raw_header(HeaderValue::new(name, value.into()));
    }
    let parts = MultiPart::alternative_plain_html(email.text.clone(), email.html.clone());
    let message = message.multipart(parts).map_err(|error| wrong(&error))?;
    Ok(Letter { envelope: message.envelope().clone(), bytes: message.formatted() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(from: &str, subject: &str) -> String {
        let to = "ada@xn--mller-kva.example".into();
        let [subject, text, html] =
            [subject, "Grüße", &"<p>例え</p>".repeat(200)].map(str::to_owned);
        let email = Email { to, subject, text, html, ..Email::default() };
        let letter = write(&sender(from).unwrap(), &email).unwrap();
        assert!(letter.envelope.from().unwrap().to_string().is_ascii());
        String::from_utf8(letter.bytes).unwrap()
    }

    fn header<'a>(letter: &'a str, name: &str) -> &'a str {
        let (headers, _) = letter.split_once("\r\n\r\n").unwrap();
        let mut lines = headers.split("\r\n");
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap()
    }

    #[test]
    fn a_sender_with_a_foreign_name_and_domain_is_written_in_ascii() {
        for (from, domain) in [
            ("Müller <no-reply@müller.example>", "xn--mller-kva.example"),
            ("no-reply@MÜLLER.example", "xn--mller-kva.example"),
            (" no-reply@例え.jp\n", "xn--r8jz45g.jp"),
            ("\"Acme, Inc.\" <no-reply@example.com>", "example.com"),
        ] {
            let letter = written(from, "Zu Müller");
            assert!(letter.is_ascii(), "{letter}");
            assert!(header(&letter, "From").contains(&format!("no-reply@{domain}")), "{letter}");
            assert!(header(&letter, "Message-ID").ends_with(&format!("@{domain}>")), "{letter}");
        }
        for bad in ["nobody", "müller@example.com", "a@b@c", "a <a@b>, c <c@d>", "a@b\r\nBcc: c@d"]
        {
            assert!(sender(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn it_is_marked_as_written_by_a_program_and_is_no_mailing_list() {
        let letter = written("no-reply@example.com", "Sign in");
        assert_eq!(header(&letter, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&letter, "X-Auto-Response-Suppress"), "OOF, AutoReply");
        assert_eq!(header(&letter, "Content-Language"), "en");
        assert!(header(&letter, "Date").ends_with("+0000"));
        for none in ["List-Unsubscribe", "Precedence"] {
            assert!(!letter.contains(none));
        }
        assert_ne!(
            header(&letter, "Message-ID"),
            header(&written("a@b.example", ""), "Message-ID")
        );
    }

    #[test]
    fn no_name_makes_another_header() {
        for name in ["x\r\nBcc: eve@example.com", "x\nBcc: e", "x\rBcc: e", "x\r\n\r\nbody", "\0"] {
            let letter = written("no-reply@example.com", name);
            let (headers, _) = letter.split_once("\r\n\r\n").unwrap();
            assert!(!headers.split(['\r', '\n']).any(|line| line.starts_with("Bcc")), "{letter}");
            assert!(headers.contains("Content-Language"), "the headers end where they should");
            if let Ok(from) = sender(&format!("{name} <no-reply@example.com>")) {
                assert!(!from.to_string().contains(['\r', '\n']), "{name}");
            }
        }
    }
}
