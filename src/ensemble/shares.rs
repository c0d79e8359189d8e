//! Trials that meet the target or do no worse than the point estimate, counted exactly.

use super::bytes::{Reader, put};
use crate::programme::Limits;

/// A statement that holds for a trial or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Complete within the horizon.
    Finished,
    /// Complete within the target's years.
    WithinYears,
    /// Complete within the target's cost.
    WithinCost,
    /// The target, both of its halves if it has two.
    Both,
    /// Only the years.
    OnlyYears,
    /// Only the cost.
    OnlyCost,
    /// Complete, but neither half.
    Neither,
    /// Complete no later than the point estimate.
    PointYears,
    /// Complete at no more cost than the point estimate.
    PointCost,
}

/// Quadrants of the target among finished trials: bit 0 is a missed cost, bit 1 missed years.
const QUADRANTS: usize = 4;
const POINT_YEARS: usize = QUADRANTS;
const POINT_COST: usize = QUADRANTS + 1;

/// Counts of trials.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    target: Limits,
    point_estimate: (f64, f64),
    counts: [u64; QUADRANTS + 2],
}

/// The same trial computed twice gives the same bits; a tolerance keeps a scenario without uncertainty from depending on it.
fn no_worse(value: f64, limit: f64) -> bool {
    value <= limit * (1.0 + 1e-12)
}

impl Shares {
    /// The point estimate is months and money.
    pub(super) fn new(target: Limits, point_estimate: (f64, f64)) -> Self {
        Self {
            target,
            point_estimate,
            counts: [0; QUADRANTS + 2],
        }
    }

    #[inline]
    pub(super) fn add(&mut self, months: f64, cost: f64) {
        if !months.is_finite() {
            return;
        }
        let counts = &mut self.counts;
        let (late, dear) = (
            !self.target.in_time(months),
            !self.target.within_cost(months, cost),
        );
        let quadrant = usize::from(dear) | usize::from(late) << 1;
        counts[quadrant] += 1;
        counts[POINT_YEARS] += u64::from(no_worse(months, self.point_estimate.0));
        counts[POINT_COST] += u64::from(no_worse(cost, self.point_estimate.1));
    }

    /// Trials for which `share` holds.
    pub(super) fn hits(&self, share: Share) -> u64 {
        let [both, only_years, only_cost, neither, years, cost] = self.counts;
        match share {
            Share::Finished => both + only_years + only_cost + neither,
            Share::WithinYears => both + only_years,
            Share::WithinCost => both + only_cost,
            Share::Both => both,
            Share::OnlyYears => only_years,
            Share::OnlyCost => only_cost,
            Share::Neither => neither,
            Share::PointYears => years,
            Share::PointCost => cost,
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine += theirs;
        }
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for &count in &self.counts {
            put(bytes, u128::from(count));
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for count in &mut self.counts {
            *count = reader.number()?;
        }
        Some(())
    }
}
