//! Where the engine writes down what trials leave: by lanes, so that what keeps it can go on in vectors.

use fearless_simd::Simd;

use super::{MonthSeen, Recorder};
use crate::lanes::{Lanes, WIDTH, lanes};
use crate::programme::Programme;

/// A calendar year that is over in some lanes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Closing<'a> {
    /// These lanes, as bits. The others hold nothing of use.
    pub(crate) lanes: u64,
    pub(crate) trials: &'a [u64; WIDTH],
    /// Which calendar year it is, from 0.
    pub(crate) years: &'a [usize; WIDTH],
    /// Columns by [`crate::programme::YearLayout`].
    pub(crate) row: &'a [Lanes],
}

/// A calendar year after those in which the trials of some lanes ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Later<'a> {
    /// These lanes, as bits.
    pub(crate) lanes: u64,
    pub(crate) trials: &'a [u64; WIDTH],
    /// The same in all lanes.
    pub(crate) year: usize,
    /// Columns by [`crate::programme::YearLayout::lasting`].
    pub(crate) lasting: &'a [Lanes],
}

/// A trial that is over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ending<'a> {
    pub(crate) trial: u64,
    pub(crate) last_year: usize,
    /// Its last year as the programme ended, whose stocks of land remain. Columns of people may have gone on since.
    pub(crate) row: &'a [f64],
    /// Columns by [`crate::programme::OutcomeLayout`].
    pub(crate) outcome: &'a [f64],
}

/// Takes down what trials leave, in the order that a [`Recorder`] is told.
pub(crate) trait Ledger {
    fn year<S: Simd>(&mut self, simd: S, closing: &Closing<'_>);

    fn later<S: Simd>(&mut self, simd: S, later: &Later<'_>);

    fn end<S: Simd>(&mut self, simd: S, ending: &Ending<'_>);

    /// The end of a month in the first lane.
    #[inline(always)]
    fn month(&mut self, month: impl Fn() -> MonthSeen) {
        let _ = month;
    }
}

/// Tells a [`Recorder`] of one trial after the other.
pub(super) struct OneByOne<'a> {
    recorder: &'a mut dyn Recorder,
    keeps_years: bool,
    /// Of one lane.
    row: Vec<f64>,
}

impl<'a> OneByOne<'a> {
    pub(super) fn new(programme: &Programme, recorder: &'a mut dyn Recorder) -> Self {
        Self {
            keeps_years: recorder.keeps_years(),
            recorder,
            row: vec![0.0; programme.year_layout.len()],
        }
    }

    fn lane(&mut self, lane: usize, columns: &[Lanes]) {
        self.row.clear();
        self.row.extend(columns.iter().map(|value| value.0[lane]));
    }
}

impl Ledger for OneByOne<'_> {
    fn year<S: Simd>(&mut self, _: S, closing: &Closing<'_>) {
        if !self.keeps_years {
            return;
        }
        for lane in lanes(closing.lanes) {
            self.lane(lane, closing.row);
            let (trial, year) = (closing.trials[lane], closing.years[lane]);
            self.recorder.year(trial, year, &self.row);
        }
    }

    fn later<S: Simd>(&mut self, _: S, later: &Later<'_>) {
        if !self.keeps_years {
            return;
        }
        for lane in lanes(later.lanes) {
            self.lane(lane, later.lasting);
            self.recorder
                .later(later.trials[lane], later.year, &self.row);
        }
    }

    fn end<S: Simd>(&mut self, _: S, ending: &Ending<'_>) {
        self.recorder
            .end(ending.trial, ending.last_year, ending.outcome);
    }

    fn month(&mut self, month: impl Fn() -> MonthSeen) {
        self.recorder.month(&month);
    }
}
