//! Knowledge apart from chance: every draw of the inputs under several draws of chance.
//!
//! Trial *t* of such a run is the inputs of point `t % outer` under the chance numbered `(t / outer) << 32 | t % outer`. A pair
//! of draws depends neither on how many there are of either, and the first chance of every point is that of the trial of the
//! same number in a plain run. Consecutive trials are consecutive points, so replicates stay what they are.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Sample, Stopped, Watch, YearTally, run};
use crate::engine::Workspace;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// How often inputs and chance are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nesting {
    /// Draws of the inputs: points 0 to `outer` of the design.
    pub outer: u64,
    /// Draws of chance for each of them.
    pub inner: u64,
}

impl Nesting {
    /// Fewest draws of the inputs: two in every replicate.
    pub const FEWEST_OUTER: u64 = 2 * REPLICATES as u64;
    /// Fewest draws of chance: a variance needs two.
    pub const FEWEST_INNER: u64 = 2;
    /// Most draws of chance, because counts of them are tallied.
    pub const MOST_INNER: u64 = 4096;

    /// Trials in all.
    pub fn trials(self) -> u64 {
        self.outer * self.inner
    }
}

/// What is split into knowledge and chance. Every trial has all of them, unfinished or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Years to completion, cut at the horizon where a trial is unfinished.
    Years,
    /// Spent up to completion or the horizon, constant prices.
    Cost,
    /// 1 if the target's years are kept, otherwise 0.
    WithinYears,
    /// 1 if the target's cost is kept.
    WithinCost,
    /// 1 if both are kept.
    Joint,
}

impl Quantity {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Years,
        Self::Cost,
        Self::WithinYears,
        Self::WithinCost,
        Self::Joint,
    ];
}

/// Limits of the target as a trial is held to them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Months from the start.
    pub months: f64,
    /// Money from the start.
    pub cost: f64,
}

/// Mean and variance of each [`Quantity`] over the chance of one draw of the inputs.
pub type Conditional = [(f64, f64); Quantity::ALL.len()];

/// Conditional distribution functions on a lattice, counted over the draws of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveTally {
    /// Values, in increasing order.
    pub lattice: Vec<f64>,
    inner: usize,
    /// `[point][c]`: draws of the inputs for which `c` of the `inner` trials are at or below the point.
    counts: Vec<u32>,
    /// Trials of one draw of the inputs in each cell of the lattice.
    cells: Vec<u32>,
}

impl CurveTally {
    fn new(lattice: Vec<f64>, inner: u64) -> Self {
        let inner = inner as usize;
        Self {
            counts: vec![0; lattice.len() * (inner + 1)],
            cells: vec![0; lattice.len() + 1],
            lattice,
            inner,
        }
    }

    fn push(&mut self, value: f64) {
        self.cells[self.lattice.partition_point(|&point| point < value)] += 1;
    }

    /// Ends one draw of the inputs.
    fn close(&mut self) {
        let mut below = 0;
        let rows = self.counts.chunks_exact_mut(self.inner + 1);
        for (row, cell) in rows.zip(&self.cells) {
            below += *cell as usize;
            row[below] += 1;
        }
        self.cells.fill(0);
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// For each point of the lattice, how many draws of the inputs have 0, 1, … of their trials at or below it.
    pub fn counts(&self) -> impl Iterator<Item = (f64, &[u32])> {
        let rows = self.counts.chunks_exact(self.inner + 1);
        self.lattice.iter().copied().zip(rows)
    }
}

/// What a nested run found, beside its trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// How it was run.
    pub nesting: Nesting,
    /// `[point of the design]`
    pub conditional: Vec<Conditional>,
    /// Months to completion.
    pub completion: CurveTally,
    /// Cost at completion.
    pub cost: CurveTally,
}

/// Points of a lattice at the most.
const LATTICE: usize = 240;

/// Trials that lay out the lattice at the most.
const PILOT: u64 = 1_024;

/// Simulates `nesting` on the current thread pool.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last draw of the inputs began.
pub fn run_nested(
    programme: &Programme,
    design: &Design,
    nesting: Nesting,
    limits: Limits,
    watch: &Watch,
) -> Result<(Sample, Split), Stopped> {
    let Nesting { outer, inner } = nesting;
    let (months, costs) = lattices(programme, design, outer.min(PILOT))?;
    let empty = Split {
        nesting,
        conditional: Vec::new(),
        completion: CurveTally::new(months, inner),
        cost: CurveTally::new(costs, inner),
    };
    let next = AtomicU64::new(0);
    let columns = programme.outcome_layout.len;
    let horizon = f64::from(programme.clock.months);
    let work = || {
        let mut workspace = Workspace::new(programme);
        let mut years = YearTally::new(programme);
        let mut split = empty.clone();
        let mut points = Vec::new();
        while !watch.stop.load(Ordering::Relaxed) {
            let point = next.fetch_add(1, Ordering::Relaxed);
            if point >= outer {
                break;
            }
            let mut rows = Vec::with_capacity(inner as usize * columns);
            let mut moments = [Moments::default(); Quantity::ALL.len()];
            for draw in 0..inner {
                workspace.run_at(programme, design, point, draw << 32 | point);
                let outcome = workspace.outcome();
                let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
                for (moments, value) in moments.iter_mut().zip(values(outcome, horizon, limits)) {
                    moments.push(value);
                }
                split.completion.push(months);
                let at_completion = if months.is_finite() { cost } else { months };
                split.cost.push(at_completion);
                rows.extend_from_slice(outcome);
                let trial = draw * outer + point;
                years.push(trial, workspace.years(), workspace.last_year());
            }
            split.completion.close();
            split.cost.close();
            points.push((point, moments.map(Moments::finish), rows));
            watch.done.fetch_add(inner, Ordering::Relaxed);
        }
        (points, split, years)
    };
    let parts = rayon::broadcast(|_| work());
    let mut points = Vec::new();
    let mut split = empty.clone();
    let mut years = YearTally::new(programme);
    for (part, tally, year_tally) in parts {
        points.extend(part);
        split.completion.merge(&tally.completion);
        split.cost.merge(&tally.cost);
        years.merge(&year_tally);
    }
    if (points.len() as u64) < outer {
        return Err(Stopped);
    }
    points.sort_by_key(|&(point, ..)| point);
    let mut outcomes = Vec::with_capacity(points.len() * inner as usize * columns);
    for draw in 0..inner as usize {
        for (_, _, rows) in &points {
            outcomes.extend_from_slice(&rows[draw * columns..][..columns]);
        }
    }
    split.conditional = points.iter().map(|&(_, moments, _)| moments).collect();
    let sample = Sample {
        outcomes,
        columns,
        years,
    };
    Ok((sample, split))
}

/// The quantities of one trial, in the order of [`Quantity::ALL`].
fn values(outcome: &[f64], horizon: f64, limits: Limits) -> [f64; Quantity::ALL.len()] {
    let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
    let in_time = months <= limits.months;
    let in_budget = months.is_finite() && cost <= limits.cost;
    let flag = |holds: bool| f64::from(u8::from(holds));
    [
        months.min(horizon) / 12.0,
        cost,
        flag(in_time),
        flag(in_budget),
        flag(in_time && in_budget),
    ]
}

/// Values that plain trials have, at even steps of their ranks: the same ones whatever threads do.
fn lattices(
    programme: &Programme,
    design: &Design,
    trials: u64,
) -> Result<(Vec<f64>, Vec<f64>), Stopped> {
    let sample = run(programme, design, trials, &Watch::default())?;
    let finished = || sample.column(O::COMPLETION_MONTHS).map(f64::is_finite);
    let lattice = |column: usize| {
        let mut values: Vec<f64> = sample
            .column(column)
            .zip(finished())
            .filter_map(|(value, finished)| finished.then_some(value))
            .collect();
        values.sort_unstable_by(f64::total_cmp);
        let last = values.len().saturating_sub(1);
        let points = values.len().min(LATTICE);
        let at = |k: usize| values[k * last / (points - 1).max(1)];
        let mut lattice: Vec<f64> = (0..points).map(at).collect();
        lattice.dedup();
        lattice
    };
    Ok((lattice(O::COMPLETION_MONTHS), lattice(O::COST)))
}

/// Sums around the first value: equal values have a variance of exactly 0, and large ones lose no digits.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: f64,
    first: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn push(&mut self, value: f64) {
        if self.count == 0.0 {
            self.first = value;
        }
        let away = value - self.first;
        self.count += 1.0;
        self.sum += away;
        self.squares += away * away;
    }

    /// Mean and variance.
    fn finish(self) -> (f64, f64) {
        let shift = self.sum / self.count;
        let squares = (self.squares - self.sum * shift).max(0.0);
        (self.first + shift, squares / (self.count - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_values_and_equal_values_have_no_variance() {
        let moments = |values: &[f64]| {
            let mut moments = Moments::default();
            values.iter().for_each(|&value| moments.push(value));
            moments.finish()
        };
        assert_eq!(moments(&[0.1; 7]), (0.1, 0.0));
        // 1e9 + (1, 2, 6): mean 3 and variance 7 above it.
        assert_eq!(
            moments(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 6.0]),
            (1e9 + 3.0, 7.0)
        );
    }

    #[test]
    fn curves_count_trials_at_or_below_each_point() {
        let mut tally = CurveTally::new(vec![1.0, 2.0, 3.0], 2);
        for pair in [[1.0, 1.5], [2.0, f64::INFINITY], [3.5, 0.5]] {
            pair.iter().for_each(|&value| tally.push(value));
            tally.close();
        }
        let counts: Vec<&[u32]> = tally.counts().map(|(_, row)| row).collect();
        // At or below 1: one of two, none, one; at or below 2: both, one, one; at 3 the same.
        assert_eq!(counts, [&[1, 2, 0][..], &[0, 2, 1], &[0, 2, 1]]);
    }
}
