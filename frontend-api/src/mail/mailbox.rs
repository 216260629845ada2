//! The mailbox: the emails since the server started. They hold live links, so they are kept in memory
//! only.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::mail::email::Email;
use crate::plain::random;

const MOST: usize = 500;

/// The emails since the server started. A cheap handle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    messages: Mutex<VecDeque<Message>>,
    arrivals: watch::Sender<u64>,
}

/// An email in it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// `mail_…`
    pub(crate) id: String,
    /// The email itself.
    pub(crate) email: Email,
    /// When it was put in.
    pub(crate) created_at: i64,
}

impl Message {
    /// The message as scripts read it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "to": self.email.to,
            "subject": self.email.subject,
            "text": self.email.text,
            "html": self.email.html,
            "link": self.email.link,
            "code": self.email.code,
            "created_at": self.created_at,
        })
    }
}

impl Mailbox {
    /// Puts an email in. Drops the oldest if there are too many.
    pub(crate) fn put(&self, email: Email) {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let created_at = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        let Ok(id) = random::id("mail") else { return };
        let mut messages = self.0.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(Message { id, email, created_at });
        messages.truncate(MOST);
        drop(messages);
        self.0.arrivals.send_modify(|count| *count += 1);
    }

    /// The emails to an address, or all, that came after the one of this id. Newest first.
    pub(crate) fn list(&self, to: Option<&str>, after: Option<&str>) -> Vec<Message> {
        let messages = self.0.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = messages.iter().take_while(|message| Some(message.id.as_str()) != after);
        newer.filter(|message| to.is_none_or(|to| message.email.to == to)).cloned().collect()
    }

    /// The message of this id.
    pub(crate) fn find(&self, id: &str) -> Option<Message> {
        self.list(None, None).into_iter().find(|message| message.id == id)
    }

    /// The same. If there is none yet, waits for one.
    pub(crate) async fn wait(
        &self,
        to: Option<&str>,
        after: Option<&str>,
        longest: Duration,
    ) -> Vec<Message> {
        let mut arrivals = self.0.arrivals.subscribe();
        let first = async {
            loop {
                let found = self.list(to, after);
                // An error means that the mailbox is gone, and then the server is gone too.
                if !found.is_empty() || arrivals.changed().await.is_err() {
                    return found;
                }
            }
        };
        tokio::time::timeout(longest, first).await.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(to: &str) -> Email {
        Email { to: to.into(), ..Email::default() }
    }

    #[tokio::test]
    async fn newest_first_and_those_after_one_only() {
        let mailbox = Mailbox::default();
        for to in ["a", "b", "a"] {
            mailbox.put(email(to));
        }
        let all = mailbox.list(None, None);
        assert_eq!(all.iter().map(|message| message.email.to.as_str()).collect::<String>(), "aba");
        assert_eq!(mailbox.list(Some("a"), None).len(), 2);
        assert_eq!(mailbox.list(None, Some(&all[1].id)).len(), 1);
        assert_eq!(mailbox.list(None, Some("unknown")).len(), 3);
    }

    #[tokio::test]
    async fn who_waits_is_answered_by_the_next_arrival() {
        let mailbox = Mailbox::default();
        let other = mailbox.clone();
        let wait = tokio::spawn(async move {
            other.wait(Some("a"), None, Duration::from_secs(20)).await.len()
        });
        tokio::task::yield_now().await;
        mailbox.put(email("b"));
        mailbox.put(email("a"));
        assert_eq!(wait.await.ok(), Some(1));
        assert!(mailbox.wait(Some("c"), None, Duration::ZERO).await.is_empty());
    }
}
