//! How the engine's trials come to a collector: to its tally by lanes, to whoever is shown each by lane.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use fearless_simd::Simd;

use super::collect::Assembly;
use super::finite::FirstNotFinite;
use crate::engine::Recorder;
use crate::engine::ledger::{Closing, Ending, Later, Ledger};
use crate::ensemble::Tally;
use crate::lanes::{Lanes, lanes};

/// What trials are written to.
pub(super) struct Written<'a> {
    pub(super) tally: Option<&'a mut Tally>,
    pub(super) each: Option<Assembly<'a>>,
    /// Of one lane.
    pub(super) row: Vec<f64>,
    pub(super) done: Done<'a>,
    pub(super) not_finite: &'a FirstNotFinite,
    /// Outcomes that must be finite.
    pub(super) amounts: Range<usize>,
}

impl Written<'_> {
    fn lane(&mut self, lane: usize, columns: &[Lanes]) {
        self.row.clear();
        self.row.extend(columns.iter().map(|value| value.0[lane]));
    }
}

impl Ledger for Written<'_> {
    #[inline(always)]
    fn year<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        if let Some(tally) = &mut self.tally {
            tally.close(simd, closing);
        }
        if self.each.as_ref().is_some_and(Recorder::keeps_years) {
            for lane in lanes(closing.lanes) {
                self.lane(lane, closing.row);
                let (trial, year) = (closing.trials[lane], closing.years[lane]);
                if let Some(each) = &mut self.each {
                    each.year(trial, year, &self.row);
                }
            }
        }
    }

    #[inline(always)]
    fn later<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        if let Some(tally) = &mut self.tally {
            tally.fill_years(simd, later);
        }
        if self.each.as_ref().is_some_and(Recorder::keeps_years) {
            for lane in lanes(later.lanes) {
                self.lane(lane, later.lasting);
                if let Some(each) = &mut self.each {
                    each.later(later.trials[lane], later.year, &self.row);
                }
            }
        }
    }

    #[inline(always)]
    fn end<S: Simd>(&mut self, _: S, ending: &Ending<'_>) {
        if let Some(tally) = &mut self.tally {
            tally.end(ending.trial, ending.last_year, ending.row, ending.outcome);
        }
        if let Some(each) = &mut self.each {
            each.end(ending.trial, ending.last_year, ending.outcome);
        }
        let amounts = &ending.outcome[self.amounts.clone()];
        self.not_finite.look(ending.trial, amounts);
        self.done.one_more();
    }
}

/// Counts the trials of a thread, and reports them from time to time.
pub(super) struct Done<'a> {
    to: &'a AtomicU64,
    unreported: u64,
}

impl<'a> Done<'a> {
    /// Trials counted before they are reported.
    const OFTEN: u64 = 32;

    pub(super) fn new(to: &'a AtomicU64) -> Self {
        Self { to, unreported: 0 }
    }

    fn one_more(&mut self) {
        self.unreported += 1;
        if self.unreported == Self::OFTEN {
            self.report();
        }
    }

    fn report(&mut self) {
        self.to.fetch_add(self.unreported, Ordering::Relaxed);
        self.unreported = 0;
    }
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.report();
    }
}
