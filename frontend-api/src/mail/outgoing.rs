//! Sending emails: into the mailbox, over SMTP, or both. Emails wait in memory, since their links must
//! not be written to disk. A call never waits for a mail server.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::message::Mailbox as Sender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use url::{Host, Url};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::mail::email::Email;
use crate::mail::mailbox::Mailbox;
use crate::mail::message::{self, Letter};
use crate::mail::smtp::{self, Smtp, Trouble};
use crate::plain::origins::is_loopback;

/// Most emails that may wait for the mail server, about 5 kB each.
const ROOM: u32 = 10_000;
/// Most emails that are handed over at once. Mail servers take only 20 or 50 from one host.
const CONNECTIONS: usize = 20;

/// The first pause between two tries. Each is twice as long as the one before, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long before its link expires an email is tried for the last time.
const LAST_CALL: Duration = Duration::from_secs(5);

/// How long we wait, when the server stops, for emails that are on their way.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// Takes emails.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    mailbox: Option<Mailbox>,
    outgoing: Option<Arc<SmtpQueue>>,
}

/// An email with its place in the queue.
#[derive(Debug)]
pub(crate) struct Accepted {
    email: Email,
    place: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
struct SmtpQueue {
    smtp: Smtp,
    from: Sender,
    room: Arc<Semaphore>,
    connections: Semaphore,
    waiting: Waiting,
    closing: watch::Sender<bool>,
}

impl Outgoing {
    /// Reads the options; `own` is where browsers reach this server.
    pub(crate) fn open(config: &Config, own: &Url, mailbox: Option<Mailbox>) -> Result<Self> {
        let from = config.mail_from.clone().unwrap_or_else(|| default_sender(own));
        let from = message::sender(&from).map_err(|why| wrong("--mail-from", &why))?;
        let outgoing = match &config.smtp_url {
            Some(url) => Some(Arc::new(SmtpQueue::open(url, from, config, own)?)),
            None => None,
        };
        if outgoing.is_none() && mailbox.is_none() {
            let message = "no email would reach anybody: give --smtp-url or --mailbox true \
                           (which shows live links to whoever reaches this server)";
            return Err(Error::Config(message.into()));
        }
        Ok(Self { mailbox, outgoing })
    }

    /// Keeps room for an email, or refuses it, so that nobody waits for an email that cannot be sent.
    pub(crate) fn accept(&self, email: Email) -> Result<Accepted> {
        let place = match &self.outgoing {
            Some(outgoing) => {
                let place = Arc::clone(&outgoing.room).try_acquire_owned();
                Some(place.map_err(|_| Error::MailIsFull(ROOM))?)
            }
            None => None,
        };
        Ok(Accepted { email, place })
    }

    /// Starts to deliver an email. Each has its own task, so that one that is refused does not hold up
    /// the others.
    pub(crate) fn send(&self, accepted: Accepted) {
        let Accepted { email, place } = accepted;
        if let Some(outgoing) = self.outgoing.clone() {
            let email = email.clone();
            tokio::spawn(async move {
                if let Err(error) = outgoing.deliver(email).await {
                    tracing::error!(%error, "an email could not be delivered");
                }
                drop(place);
            });
        }
        if let Some(mailbox) = &self.mailbox {
            mailbox.put(email);
        }
    }

    /// Waits until every email was handed over or given up, at most [`LONGEST_FAREWELL`].
    pub(crate) async fn deliver_rest(&self) {
        let Some(outgoing) = &self.outgoing else { return };
        outgoing.closing.send_replace(true);
        let all_gone = outgoing.room.acquire_many(ROOM);
        if tokio::time::timeout(LONGEST_FAREWELL, all_gone).await.is_err() {
            let lost = ROOM as usize - outgoing.room.available_permits();
            tracing::error!(lost, "stopped before every email was delivered");
        }
    }
}

impl SmtpQueue {
    fn open(url: &str, from: Sender, config: &Config, own: &Url) -> Result<Self> {
        let name = config.smtp_hello.as_ref().or(public_host(own).as_ref()).map(smtp::client_id);
        // Lettre's default is this machine's own name.
        let smtp = Smtp::open(url, name.unwrap_or_default());
        Ok(Self {
            smtp: smtp.map_err(|why| wrong("--smtp-url", &why))?,
            from,
            room: Arc::new(Semaphore::new(ROOM as usize)),
            connections: Semaphore::new(CONNECTIONS),
            waiting: Waiting::default(),
            closing: watch::Sender::new(false),
        })
    }

    /// Tries until the mail server takes the email, or says that it never will, or the email is
    /// useless.
    async fn deliver(&self, email: Email) -> Result<()> {
        let end = Instant::now() + email.life;
        let letter = message::write(&self.from, &email)?;
        let place = self.waiting.enter(email.attempt_id.clone());
        // The letter may wait for long, and nothing else is needed any more.
        drop(email);
        let mut failed = 0;
        loop {
            let Err(trouble) = self.hand_over(&letter, end).await else { return Ok(()) };
            failed += 1;
            let left = end.saturating_duration_since(Instant::now());
            let pause = pause(failed, left).filter(|_| !trouble.is_final());
            let Some(pause) = pause else { return Err(Error::Mail(trouble.to_string())) };
            let seconds = pause.as_secs();
            if failed == 1 {
                tracing::warn!(error = %trouble, "an email has to wait; trying again as long as it is of use");
            } else {
                tracing::debug!(error = %trouble, failed, seconds, "an email has to wait");
            }
            self.rest(pause).await;
            if place.is_replaced() {
                tracing::info!("an email that waited was replaced by a newer one");
                return Ok(());
            }
        }
    }

    async fn hand_over(&self, letter: &Letter, end: Instant) -> Result<(), Trouble> {
        let free = tokio::time::timeout_at(end, self.connections.acquire()).await;
        let Ok(Ok(_connection)) = free else { return Err(Trouble::BUSY) };
        let left = end.saturating_duration_since(Instant::now());
        self.smtp.hand_over(&letter.envelope, &letter.bytes, left).await
    }

    /// Waits. If the server stops, the wait ends, so that the last try is made at once.
    async fn rest(&self, pause: Duration) {
        let mut closing = self.closing.subscribe();
        let is_over = *closing.borrow_and_update();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = closing.changed(), if !is_over => {}
        }
    }
}

/// How long to wait after `failed` tries. `None` if the email would come too late.
fn pause(failed: u32, left: Duration) -> Option<Duration> {
    let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)));
    let last = left.checked_sub(LAST_CALL)?;
    Some(doubled.min(LONGEST_PAUSE).min(last)).filter(|pause| *pause >= FIRST_PAUSE)
}

fn wrong(option: &str, why: &str) -> Error {
    Error::Config(format!("{option}: {why}"))
}

/// The public URL's host, if others than this machine know it.
fn public_host(own: &Url) -> Option<Host> {
    own.host().filter(|_| !is_loopback(own)).map(|host| host.to_owned())
}

fn default_sender(own: &Url) -> String {
    let domain = match public_host(own) {
        Some(Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
        _ => "localhost".into(),
    };
    format!("Sign in <no-reply@{domain}>")
}

/// The emails that wait, by attempt: only the newest of each, since its link made the earlier ones void.
#[derive(Debug, Default)]
struct Waiting(Mutex<HashMap<String, Arc<AtomicBool>>>);

/// A place among those that wait.
struct Turn<'a> {
    waiting: &'a Waiting,
    attempt_id: String,
    is_replaced: Arc<AtomicBool>,
}

impl Waiting {
    fn newest(&self) -> MutexGuard<'_, HashMap<String, Arc<AtomicBool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the place of an older email of the attempt, if one waits.
    fn enter(&self, attempt_id: String) -> Turn<'_> {
        let is_replaced = Arc::<AtomicBool>::default();
        let older = self.newest().insert(attempt_id.clone(), Arc::clone(&is_replaced));
        if let Some(older) = older {
            older.store(true, Ordering::Relaxed);
        }
        Turn { waiting: self, attempt_id, is_replaced }
    }
}

impl Turn<'_> {
    fn is_replaced(&self) -> bool {
        self.is_replaced.load(Ordering::Relaxed)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut newest = self.waiting.newest();
        let is_own = |newest: &Arc<AtomicBool>| Arc::ptr_eq(newest, &self.is_replaced);
        if newest.get(&self.attempt_id).is_some_and(is_own) {
            newest.remove(&self.attempt_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    /// The times, in seconds, of all tries for an email that works for `life` and is refused each time.
    fn tries(life: u64) -> Vec<u64> {
        let life = Duration::from_secs(life);
        let (mut at, mut tries) = (Duration::ZERO, vec![0]);
        while let Some(pause) = pause(tries.len().try_into().unwrap(), life - at) {
            at += pause;
            tries.push(at.as_secs());
        }
        tries
    }

    #[test]
    fn the_default_sender_is_of_the_public_host() {
        for (url, domain) in [
            ("https://clerk.example.com", "clerk.example.com"),
            ("https://clerk.example.com.", "clerk.example.com"),
            ("http://localhost:4000", "localhost"),
            ("https://192.0.2.1", "localhost"),
        ] {
            let sender = default_sender(&Url::parse(url).unwrap());
            assert!(message::sender(&sender).is_ok(), "{sender}");
            assert!(sender.ends_with(&format!("@{domain}>")), "{sender}");
        }
    }

    #[test]
    fn tries_come_ever_more_slowly_until_the_email_is_of_no_more_use() {
        assert_eq!(
            tries(600),
            [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423, 483, 543, 595]
        );
        assert_eq!(tries(100), [0, 1, 3, 7, 15, 31, 63, 95]);
        assert_eq!(tries(6), [0, 1]);
        assert_eq!(tries(5), [0]);
        assert_eq!(tries(1), [0]);
        let day = tries(86_400);
        assert_eq!(day.last(), Some(&86_395));
        assert!(day.windows(2).all(|pair| pair[1] - pair[0] <= 60), "an hour's outage ends soon");
        assert_eq!(pause(u32::MAX, Duration::MAX), Some(LONGEST_PAUSE));
    }

    #[test]
    fn so_many_emails_may_wait_and_the_next_is_refused() {
        let config = Config::parse_from(["test", "--smtp-url", "smtp://127.0.0.1"]);
        let own = "http://localhost".parse().unwrap();
        let mail = Outgoing::open(&config, &own, None).unwrap();
        let accept = || mail.accept(Email::default());
        let mut waiting: Vec<Accepted> = (0..ROOM).map(|_| accept().unwrap()).collect();
        assert!(matches!(accept(), Err(Error::MailIsFull(ROOM))));
        waiting.pop();
        assert!(accept().is_ok());
    }

    #[test]
    fn a_newer_email_of_the_attempt_takes_the_place_of_one_that_waits() {
        let waiting = Waiting::default();
        let first = waiting.enter("sia_1".into());
        let other = waiting.enter("sia_2".into());
        assert!(!first.is_replaced());
        let second = waiting.enter("sia_1".into());
        assert!(first.is_replaced() && !second.is_replaced() && !other.is_replaced());
        drop(first);
        assert_eq!(waiting.newest().len(), 2, "the newer one still waits");
        drop((second, other));
        assert!(waiting.newest().is_empty());
    }

    #[test]
    fn the_name_that_others_know_is_the_public_one() {
        for (own, host, sender) in [
            ("https://clerk.example.com", Some("clerk.example.com"), "no-reply@clerk.example.com"),
            (
                "https://müller.example",
                Some("xn--mller-kva.example"),
                "no-reply@xn--mller-kva.example",
            ),
            ("http://192.0.2.1:4000", Some("192.0.2.1"), "no-reply@localhost"),
            ("http://[2001:db8::1]", Some("[2001:db8::1]"), "no-reply@localhost"),
            ("http://localhost:4000", None, "no-reply@localhost"),
            ("http://127.0.0.1:4000", None, "no-reply@localhost"),
        ] {
            let own = own.parse().unwrap();
            assert_eq!(public_host(&own).map(|host| host.to_string()).as_deref(), host);
            let default = default_sender(&own);
            assert_eq!(message::sender(&default).unwrap().email.to_string(), sender);
        }
    }
}
