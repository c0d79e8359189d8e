//! Trials kept as rows of numbers: some of their outcomes, or all, and their inputs.

use std::ops::Range;

use super::collect::{Collect, Trial, Wants};

/// Which numbers of a trial are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Columns of the outcome, by [`OutcomeLayout`](crate::programme::OutcomeLayout).
    pub outcomes: Vec<usize>,
    /// Slots of inputs, by [`paths`](crate::programme::InputPlan::paths), before drivers.
    pub inputs: Vec<usize>,
    /// Calendar year, from 0, and column, by [`YearLayout`](crate::programme::YearLayout).
    pub years: Vec<(usize, usize)>,
}

impl Columns {
    /// Numbers in a row.
    pub fn len(&self) -> usize {
        self.outcomes.len() + self.inputs.len() + self.years.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows of all trials of a run, in the order of their numbers once the run is over.
///
/// A row holds outcomes, then inputs, then numbers of calendar years, each in the order of [`Columns`].
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: Columns,
    trials: Vec<u64>,
    /// `[trial][column]`.
    values: Vec<f64>,
}

/// One number of two trials that have the same number.
pub type Pair = (f64, f64);

impl Table {
    /// An empty table.
    pub fn new(columns: Columns) -> Self {
        Self {
            columns,
            trials: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The rows of trials of these numbers, `[trial][column]`; `None` unless there are as many numbers as they have columns.
    pub fn of(columns: Columns, trials: Range<u64>, values: Vec<f64>) -> Option<Self> {
        let count = usize::try_from(trials.end.checked_sub(trials.start)?).ok()?;
        let whole = count.checked_mul(columns.len()) == Some(values.len());
        whole.then(|| Self {
            columns,
            trials: trials.collect(),
            values,
        })
    }

    /// All rows, `[trial][column]`.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Number of trials.
    pub fn len(&self) -> usize {
        self.trials.len()
    }

    /// Whether there is no trial.
    pub fn is_empty(&self) -> bool {
        self.trials.is_empty()
    }

    /// Numbers of the trials, in increasing order.
    pub fn trials(&self) -> &[u64] {
        &self.trials
    }

    /// What is kept.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The row at a position.
    pub fn row(&self, position: usize) -> &[f64] {
        let width = self.columns.len();
        &self.values[position * width..][..width]
    }

    /// One column, in the order of trials.
    pub fn column(&self, column: usize) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        (0..self.len()).map(move |position| self.row(position)[column])
    }
}

/// A column of two tables, trial by trial; only trials that both hold.
pub fn pairs<'a>(a: &'a Table, b: &'a Table, column: usize) -> impl Iterator<Item = Pair> + 'a {
    let mut at = 0;
    a.trials.iter().enumerate().filter_map(move |(row, trial)| {
        while b.trials.get(at).is_some_and(|other| other < trial) {
            at += 1;
        }
        let same = b.trials.get(at) == Some(trial);
        same.then(|| (a.row(row)[column], b.row(at)[column]))
    })
}

impl Collect for Table {
    fn wants(&self) -> Wants {
        Wants {
            inputs: !self.columns.inputs.is_empty(),
            years: !self.columns.years.is_empty(),
        }
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        self.trials.push(trial.number);
        let Columns {
            outcomes,
            inputs,
            years,
        } = &self.columns;
        let columns = trial.columns;
        self.values
            .extend(outcomes.iter().map(|column| trial.outcome[*column]));
        self.values
            .extend(inputs.iter().map(|slot| trial.inputs[*slot]));
        self.values.extend(
            years
                .iter()
                .map(|(year, column)| trial.years[year * columns + column]),
        );
    }

    fn merge(&mut self, other: Self) {
        self.trials.extend(other.trials);
        self.values.extend(other.values);
    }

    fn finish(&mut self) {
        if self.trials.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(|&at| self.trials[at]);
        self.values = order
            .iter()
            .flat_map(|&at| self.row(at).iter().copied())
            .collect();
        self.trials = order.iter().map(|&at| self.trials[at]).collect();
    }
}
