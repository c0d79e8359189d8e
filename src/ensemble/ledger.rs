//! How the engine's trials come into a tally.

use std::sync::atomic::{AtomicU64, Ordering};

use fearless_simd::Simd;

use super::tally::Tally;
use crate::engine::ledger::{Closing, Ending, Later, Ledger};
use crate::lanes::WIDTH;

/// How the numbers of trials in a tally come from those that the engine knows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numbers {
    /// They are the same.
    Plain,
    /// Draws of chance stand above draws of the inputs, of which there are so many: see [`super::nested`].
    Nested(u64),
}

impl Numbers {
    #[inline(always)]
    fn of(self, trial: u64) -> u64 {
        match self {
            Self::Plain => trial,
            Self::Nested(outer) => (trial >> 32) * outer + (trial & u64::from(u32::MAX)),
        }
    }

    #[inline(always)]
    fn of_lanes(self, trials: &[u64; WIDTH]) -> [u64; WIDTH] {
        let mut numbers = *trials;
        for number in &mut numbers {
            *number = self.of(*number);
        }
        numbers
    }
}

/// A tally, and who else wants to know of trials that end.
pub(super) struct Tallied<'a> {
    pub(super) tally: &'a mut Tally,
    pub(super) numbers: Numbers,
    /// Is told the number of each trial that ends, as the engine knows it, and its outcome.
    pub(super) ended: &'a mut dyn FnMut(u64, &[f64]),
    pub(super) done: Done<'a>,
}

impl Ledger for Tallied<'_> {
    #[inline(always)]
    fn year<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        let trials = &self.numbers.of_lanes(closing.trials);
        self.tally.close(simd, &Closing { trials, ..*closing });
    }

    #[inline(always)]
    fn later<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        let trials = &self.numbers.of_lanes(later.trials);
        self.tally.go_on(simd, &Later { trials, ..*later });
    }

    #[inline(always)]
    fn end<S: Simd>(&mut self, simd: S, ending: &Ending<'_>) {
        let trial = self.numbers.of(ending.trial);
        self.tally.leave(simd, &Ending { trial, ..*ending });
        (self.ended)(ending.trial, ending.outcome);
        self.done.one_more();
    }
}

/// Counts the trials of a thread, and tells of them from time to time.
pub(super) struct Done<'a> {
    to: &'a AtomicU64,
    untold: u64,
}

impl<'a> Done<'a> {
    /// Trials counted before they are told.
    const OFTEN: u64 = 32;

    pub(super) fn new(to: &'a AtomicU64) -> Self {
        Self { to, untold: 0 }
    }

    fn one_more(&mut self) {
        self.untold += 1;
        if self.untold == Self::OFTEN {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.to.fetch_add(self.untold, Ordering::Relaxed);
        self.untold = 0;
    }
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.tell();
    }
}
