//! The first trials whole, for what no tally can answer: the points of a scatter, a rank correlation.

use super::bytes::{Reader, put, put_real};

/// Trials that are kept whole: those with the smallest numbers.
pub const KEPT: u64 = 16_384;

/// Outcomes of the first [`KEPT`] trials of a run, in the order of trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    columns: usize,
    /// Number of each trial.
    trials: Vec<u64>,
    /// `[trial][column]`, columns by [`crate::programme::OutcomeLayout`].
    outcomes: Vec<f64>,
}

impl Head {
    pub(super) fn new(columns: usize) -> Self {
        Self {
            columns,
            trials: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// Number of trials kept.
    pub fn len(&self) -> usize {
        self.trials.len()
    }

    /// Whether no trial is kept.
    pub fn is_empty(&self) -> bool {
        self.trials.is_empty()
    }

    /// Numbers of the trials kept, in increasing order.
    pub fn trials(&self) -> &[u64] {
        &self.trials
    }

    /// The outcome at a position among those kept.
    pub fn row(&self, position: usize) -> &[f64] {
        &self.outcomes[position * self.columns..][..self.columns]
    }

    /// One column of the outcomes, in the order of trials.
    pub fn column(&self, column: usize) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        let rows = self.outcomes.chunks_exact(self.columns);
        rows.map(move |row| row[column])
    }

    #[inline]
    pub(super) fn add(&mut self, trial: u64, outcome: &[f64]) {
        if trial < KEPT {
            self.trials.push(trial);
            self.outcomes.extend_from_slice(outcome);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.trials.extend_from_slice(&other.trials);
        self.outcomes.extend_from_slice(&other.outcomes);
    }

    /// Puts the trials in the order of their numbers.
    pub(super) fn sort(&mut self) {
        if self.trials.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..self.trials.len()).collect();
        order.sort_unstable_by_key(|&at| self.trials[at]);
        self.outcomes = order
            .iter()
            .flat_map(|&at| self.row(at).iter().copied())
            .collect();
        self.trials = order.iter().map(|&at| self.trials[at]).collect();
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.trials.len() as u128);
        for &trial in &self.trials {
            put(bytes, u128::from(trial));
        }
        for &value in &self.outcomes {
            put_real(bytes, value);
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        let trials: u64 = reader.number::<u64>().filter(|trials| *trials <= KEPT)?;
        for _ in 0..trials {
            self.trials.push(reader.number()?);
        }
        for _ in 0..trials as usize * self.columns {
            self.outcomes.push(reader.real()?);
        }
        Some(())
    }
}
