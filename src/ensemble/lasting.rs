//! Columns of the calendar years that go on after trials end: those of the people.

use std::ops::Range;
use std::sync::Arc;

use super::bytes::Reader;
use super::moments::{Moments, Scales, Sums};
use super::queue::Queued;
use super::tally::COARSE;
use crate::programme::YearLayout;
use crate::sampling::REPLICATES;

/// Columns with quantiles at most.
const SKETCHES: usize = 3;

/// Less than this of a person counts as nobody in the quantiles: expected casualties fade without end, and each octave on the way
/// would take memory.
const NOBODY: f64 = 1e-3;

/// Which columns go on, and on which scale.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LastingPlan {
    /// Among the columns of a calendar year.
    pub(super) columns: Range<usize>,
    /// Those with quantiles, likewise.
    pub(super) sketched: [Option<usize>; SKETCHES],
    pub(super) scales: Arc<Scales>,
}

/// Columns with quantiles: people returned, those whose land is released, casualties among people.
pub(super) fn sketched(layout: &YearLayout) -> [Option<usize>; SKETCHES] {
    let returned = layout.people.returned;
    [
        returned,
        returned.map(|column| column + 1),
        layout.people.casualties,
    ]
}

impl LastingPlan {
    fn sketched_values(&self, values: &[f64]) -> [f64; SKETCHES] {
        // What is not positive is counted nowhere.
        self.sketched.map(|column| {
            let value = column.map_or(0.0, |column| values[column - self.columns.start]);
            if value < NOBODY { 0.0 } else { value }
        })
    }

    /// Place of a column among those with quantiles.
    pub(super) fn place(&self, column: usize) -> Option<usize> {
        self.sketched
            .iter()
            .position(|sketched| *sketched == Some(column))
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Lasting {
    years: usize,
    /// Years after those in which trials end; those before are with all other columns.
    later: Moments,
    /// `[replicate][year][column]`: all years.
    sketches: Queued<COARSE, 7, SKETCHES>,
}

impl Lasting {
    pub(super) fn new(plan: &LastingPlan, years: usize) -> Self {
        Self {
            years,
            later: Moments::new(Arc::clone(&plan.scales)),
            sketches: Queued::new(REPLICATES, years),
        }
    }

    /// Adds a year up to a trial's last.
    #[inline]
    pub(super) fn year(
        &mut self,
        plan: &LastingPlan,
        replicate: usize,
        year: usize,
        values: &[f64],
    ) {
        self.sketches
            .add(replicate, year, plan.sketched_values(values));
    }

    /// Adds a year after a trial's last.
    #[inline]
    pub(super) fn later(
        &mut self,
        plan: &LastingPlan,
        replicate: usize,
        year: usize,
        values: &[f64],
    ) {
        self.later.add(replicate, year, values);
        self.year(plan, replicate, year, values);
    }

    pub(super) fn settle(&mut self) {
        self.later.settle_all();
        self.sketches.settle();
    }

    /// Adds another part of the same run; both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        self.later.merge(&other.later);
        self.sketches.merge(&other.sketches);
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        self.later.write(bytes);
        self.sketches.write(bytes);
    }

    /// Adds what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        self.later.read(reader)?;
        self.sketches.read(reader)
    }

    pub(super) fn memory(&self) -> usize {
        self.sketches.memory()
    }

    /// The sums of a column over the trials that ended before `year`.
    pub(super) fn sums(&self, replicates: Range<usize>, year: usize, column: usize) -> Sums {
        self.later.sums(replicates, year, column)
    }

    /// The sketches, and the cell of a year and place in one replicate.
    pub(super) fn cell(
        &self,
        replicate: usize,
        year: usize,
        place: usize,
    ) -> (&super::sketch::Sketches<COARSE, 7>, usize) {
        let cell = (replicate * self.years + year) * SKETCHES + place;
        (&self.sketches, cell)
    }
}
