//! A moment by two clocks, and how long ago it was.
//! Pure: `time` reads the clocks.

/// A moment by both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    pub(crate) now_ms: f64,
    pub(crate) running_ms: f64,
}

impl Moment {
    /// The moment when the machine's clock showed `at_ms`, but never later than this one.
    pub(crate) fn back_to(self, at_ms: f64) -> Self {
        self.plus(-(self.now_ms - at_ms).max(0.0))
    }

    /// So many ms later.
    pub(crate) fn plus(self, ms: f64) -> Self {
        Self { now_ms: self.now_ms + ms, running_ms: self.running_ms + ms }
    }

    /// How long ago `earlier` was, in ms, by the clock that counted more: one may have been put back, and
    /// the other may have slept.
    pub(crate) fn since(self, earlier: Self) -> f64 {
        (self.now_ms - earlier.now_ms).max(self.running_ms - earlier.running_ms)
    }
}
