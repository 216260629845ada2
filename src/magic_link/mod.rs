//! Waiting for a click: the state machine and what performs it, when to ask and by which clock, which tab
//! asks, and what the page behind the link does.

mod driver;
mod flow;
pub(crate) mod lease;
pub(crate) mod outcome;
pub(crate) mod schedule;
pub(crate) mod server_clock;
mod waits;

pub(crate) use driver::{Attempt, Inbox, Poll, Progress, State, run};
pub(crate) use flow::{Event, with_grace};
pub(crate) use waits::{Wait, Waits, word};
