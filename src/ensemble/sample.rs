//! Completion and cost of the first trials one by one, for the points of a scatter.

use super::bytes::{Reader, put, put_real};

/// Trials of which completion and cost are kept: those with smaller numbers.
pub const SAMPLED: u64 = 4_096;

/// Completion and cost of the first trials of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sample {
    /// Number of the trial, months to completion, cost.
    trials: Vec<(u64, f64, f64)>,
}

impl Sample {
    #[inline]
    pub(super) fn add(&mut self, trial: u64, months: f64, cost: f64) {
        if trial < SAMPLED {
            self.trials.push((trial, months, cost));
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.trials.extend_from_slice(&other.trials);
    }

    /// Puts the trials in the order of their numbers.
    pub(super) fn sort(&mut self) {
        self.trials.sort_unstable_by_key(|(trial, ..)| *trial);
    }

    /// Months to completion, infinite if unfinished, and cost.
    pub(super) fn points(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        self.trials.iter().map(|&(_, months, cost)| (months, cost))
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.trials.len() as u128);
        for &(trial, months, cost) in &self.trials {
            put(bytes, u128::from(trial));
            put_real(bytes, months);
            put_real(bytes, cost);
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        let trials: u64 = reader.number().filter(|trials| *trials <= SAMPLED)?;
        for _ in 0..trials {
            let trial = reader.number().filter(|trial| *trial < SAMPLED)?;
            self.trials.push((trial, reader.real()?, reader.real()?));
        }
        Some(())
    }
}
