//! Sending emails: into the mailbox, over SMTP, or both. They wait in memory, since they hold links
//! that must not be written down anywhere; a call never waits for a mail server.

use std::sync::Arc;
use std::time::Duration;

use lettre::message::{Mailbox as Address, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Message, Tokio1Executor};
use tokio::sync::watch;

use crate::config::Config;
use crate::email::Email;
use crate::error::{Error, Result};
use crate::mailbox::Mailbox;

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Pauses between the tries to hand an email over.
const RETRY_AFTER_SECONDS: [u64; 4] = [1, 5, 15, 60];

/// What is on its way when the server stops gets so much time to arrive.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// Takes emails.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    mailbox: Option<Mailbox>,
    outgoing: Option<Arc<Outgoing>>,
}

#[derive(Debug)]
struct Outgoing {
    transport: Smtp,
    from: Address,
    /// How many emails are on their way.
    pending: watch::Sender<usize>,
}

impl Post {
    /// Reads the options.
    pub(crate) fn open(config: &Config, mailbox: Option<Mailbox>) -> Result<Self> {
        let from: Address = config
            .mail_from
            .parse()
            .map_err(|error| Error::Config(format!("--mail-from: {error}")))?;
        let outgoing = match &config.smtp_url {
            Some(url) => Some(Arc::new(Outgoing::open(url, from)?)),
            None => None,
        };
        if outgoing.is_none() && mailbox.is_none() {
            let message = "no email would reach anybody: give --smtp-url or --mailbox true \
                           (which shows live links to whoever reaches this server)";
            return Err(Error::Config(message.into()));
        }
        Ok(Self { mailbox, outgoing })
    }

    /// Has an email delivered, now or a little later. Each has a task of its own, so that one that
    /// is refused does not hold up the others.
    pub(crate) fn send(&self, email: Email) {
        if let Some(mailbox) = &self.mailbox {
            mailbox.put(email.clone());
        }
        if let Some(outgoing) = self.outgoing.clone() {
            outgoing.pending.send_modify(|pending| *pending += 1);
            tokio::spawn(async move {
                if let Err(error) = deliver(&outgoing.transport, &outgoing.from, &email).await {
                    tracing::error!(%error, "an email could not be delivered");
                }
                outgoing.pending.send_modify(|pending| *pending -= 1);
            });
        }
    }

    /// Waits until every email has been handed over or given up, but not for ever.
    pub(crate) async fn deliver_rest(&self) {
        let Some(outgoing) = &self.outgoing else { return };
        let mut pending = outgoing.pending.subscribe();
        let all_gone = pending.wait_for(|pending| *pending == 0);
        if tokio::time::timeout(LONGEST_FAREWELL, all_gone).await.is_err() {
            let lost = *outgoing.pending.borrow();
            tracing::error!(lost, "stopped before every email was delivered");
        }
    }
}

impl Outgoing {
    fn open(url: &str, from: Address) -> Result<Self> {
        // The URL may hold a password: it is in no message.
        let wrong =
            |error: lettre::transport::smtp::Error| Error::Config(format!("--smtp-url: {error}"));
        let transport = Smtp::from_url(url).map_err(wrong)?;
        let transport = transport.timeout(Some(Duration::from_secs(20))).build();
        Ok(Self { transport, from, pending: watch::Sender::new(0) })
    }
}

async fn deliver(transport: &Smtp, from: &Address, email: &Email) -> Result<()> {
    let message = message(from, email)?;
    let mut pauses = RETRY_AFTER_SECONDS.into_iter();
    loop {
        let error = match transport.send(message.clone()).await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        match pauses.next() {
            Some(seconds) if !error.is_permanent() => {
                tracing::warn!(
                    error = told(&error),
                    "the mail server did not take an email; trying again"
                );
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
            _ => return Err(Error::Mail(told(&error))),
        }
    }
}

/// What may be logged of it: a mail server's own words often name the recipient.
fn told(error: &lettre::transport::smtp::Error) -> String {
    error.status().map_or_else(|| error.to_string(), |code| format!("the mail server said {code}"))
}

fn message(from: &Address, email: &Email) -> Result<Message> {
    let wrong = |error: &dyn std::error::Error| Error::Mail(error.to_string());
    let to = email.to.parse().map_err(|error: lettre::address::AddressError| wrong(&error))?;
    Message::builder()
        .from(from.clone())
        .to(Address::new(None, to))
        .subject(&email.subject)
        .message_id(None)
        .multipart(MultiPart::alternative_plain_html(email.text.clone(), email.html.clone()))
        .map_err(|error| wrong(&error))
}
