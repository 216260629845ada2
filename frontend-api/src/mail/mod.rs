//! Emails: their words, the message around them, and how they are sent, over SMTP or into the mailbox.

pub(crate) mod email;
pub(crate) mod mailbox;
pub(crate) mod message;
pub(crate) mod outgoing;
pub(crate) mod smtp;
