//! `AbortController`, tied to a Rust value's life.

use gloo_timers::callback::Timeout;
use web_sys::{AbortController, AbortSignal};

/// Aborts the request that carries its signal when it is dropped.
#[must_use = "dropping it aborts the request"]
pub(crate) struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    /// Also aborts after `ms`, until the returned timer is dropped.
    pub(crate) fn after(&self, ms: f64) -> Option<Timeout> {
        let controller = self.0.clone()?;
        Some(Timeout::new(ms as u32, move || controller.abort()))
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
