//! Knowledge apart from chance: every draw of the inputs under several draws of chance.
//!
//! Trial *t* of such a run is the inputs of point `t % outer` under the chance numbered `(t / outer) << 32 | t % outer`. A pair
//! of draws depends neither on how many there are of either, and the first chance of every point is that of the trial of the
//! same number in a plain run. Consecutive trials are consecutive points, so replicates stay what they are.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use self::tally::{CurveTally, Moments};
use super::{Sample, Stopped, Watch, YearTally};
use crate::engine::Workspace;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

pub mod tally;

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
    let (months, costs) = lattices(programme, design, outer.min(PILOT));
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

/// Months and costs at completion that the first plain trials have, at even steps of their ranks: the same ones whatever
/// threads do.
fn lattices(programme: &Programme, design: &Design, trials: u64) -> (Vec<f64>, Vec<f64>) {
    let pilot: Vec<(f64, f64)> = (0..trials)
        .into_par_iter()
        .map_init(
            || Workspace::new(programme),
            |workspace, trial| {
                workspace.run(programme, design, trial);
                let outcome = workspace.outcome();
                (outcome[O::COMPLETION_MONTHS], outcome[O::COST])
            },
        )
        .collect();
    let finished = || pilot.iter().filter(|(months, _)| months.is_finite());
    let months = finished().map(|(months, _)| *months);
    let costs = finished().map(|(_, cost)| *cost);
    (lattice(months.collect()), lattice(costs.collect()))
}

fn lattice(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let points = values.len().min(LATTICE);
    let last = values.len().saturating_sub(1);
    let mut lattice: Vec<f64> = (0..points)
        .map(|k| values[k * last / (points - 1).max(1)])
        .collect();
    lattice.dedup();
    lattice
}
