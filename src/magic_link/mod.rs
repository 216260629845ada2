//! Waiting for a click: the state machine, when it asks, by which clock, which tab does, what performs it,
//! and what the page behind the link does.

mod driver;
mod flow;
pub(crate) mod lease;
pub(crate) mod schedule;
pub(crate) mod server_clock;
pub(crate) mod verification;

pub(crate) use driver::{Attempt, Inbox, Poll, Progress, State, Work, run};
pub(crate) use flow::{Event, with_grace};
