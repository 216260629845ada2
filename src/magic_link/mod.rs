//! Waiting for a click, and what the page behind the link does.
//!
//! [`flow`] decides each step of a wait by the [`facts`], with [`schedule`] and [`lease`]: when this tab asks, and
//! which tab does. [`driver`] performs the steps. [`inbox`] hears what can end or hasten them, [`progress`] says
//! how the wait goes, [`waits`] knows all that are under way. [`server_clock`] tells by which time a link lives.
//! [`outcome`] is for the page behind the link.

mod driver;
pub(crate) mod facts;
mod flow;
mod inbox;
mod lease;
pub(crate) mod outcome;
mod progress;
mod schedule;
pub(crate) mod server_clock;
mod waits;

pub(crate) use driver::{Attempt, run};
pub(crate) use flow::{Event, Poll};
pub(crate) use waits::{Wait, Waits};
