//! All that is kept of the trials of one replicate of the design but for what waits in the queue.

use super::bytes::{Reader, put};
use super::counts::Counts;
use super::plan::Plan;
use super::shares::Shares;
use super::sketch::Sketches;
use super::sums::Sums;
use crate::programme::OutcomeLayout as O;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Replicate {
    pub(super) trials: u64,
    /// Of all tables of the plan.
    pub(super) sums: Sums,
    pub(super) sketches: Sketches,
    /// Completion, then the other months of an outcome; one beyond the last for never.
    pub(super) months: Counts,
    pub(super) shares: Shares,
}

impl Replicate {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            trials: 0,
            sums: Sums::new(&plan.units),
            sketches: Sketches::new(plan.groups.len()),
            months: Counts::new(plan.month_columns()),
            shares: Shares::new(plan.target, plan.point_estimate),
        }
    }

    /// Counts a trial that is over, and the months of its outcome.
    #[inline(never)]
    pub(super) fn end(&mut self, plan: &Plan, outcome: &[f64]) {
        self.trials += 1;
        let months = outcome[O::COMPLETION_MONTHS];
        let never = plan.months as u32 + 1;
        let columns = std::iter::once(&months).chain(&outcome[plan.milestones..]);
        for (column, &months) in columns.enumerate() {
            self.months.add(column, (months as u32).min(never), 1);
        }
        self.shares.add(months, outcome[O::COST]);
    }

    /// Adds trials of the same replicate; the sums of both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.sums.merge(&other.sums);
        self.sketches.merge(&other.sketches);
        self.months.merge(&other.months);
        self.shares.merge(&other.shares);
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        put(bytes, u128::from(self.trials));
        self.sums.write(bytes);
        self.sketches.write(bytes);
        self.months.write(bytes);
        self.shares.write(bytes);
    }

    /// Reads what was written but for the number of trials; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        self.sums.read(reader)?;
        self.sketches.read(reader)?;
        self.months.read(reader)?;
        self.shares.read(reader)
    }

    /// Bytes of memory that counts use.
    pub(super) fn memory(&self) -> usize {
        self.sketches.memory() + self.months.memory()
    }
}
