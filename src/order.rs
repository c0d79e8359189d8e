//! In which order the dimensions of a scenario sample it best.
//!
//! The first dimensions of a Sobol' sequence fill their square evenly with the fewest points, so an input that moves the outcome is
//! served best by one of them. Which inputs those are, a pilot tells: the share of the variance of time and cost that each dimension explains
//! by itself ([`given`](crate::given)). Whether the order that follows is better, only trials tell: it is proposed only if the standard
//! errors of both means go on falling as trials are added, at every one of [`POINTS`], and one of them is smaller than before.

use rayon::prelude::*;
use serde::Serialize;

use crate::given::{Known, Loss, share};
use crate::programme::OutcomeLayout;
use crate::sampling::REPLICATES;
use crate::simulate::{
    Columns, Model, Run, RunSpec, SimulateError, Table, Watch, simulate, simulate_one,
};
use crate::summary::measured::{Measured, mean_of};

/// Points of a replicate at which the errors of two orders are held against each other.
pub const POINTS: [u64; 5] = [64, 128, 256, 512, 1024];
/// Seeds of these runs, which follow that of the pilot.
pub const SEEDS: u64 = 12;
/// The least share of a variance for which a dimension is moved.
const LEAST: f64 = 0.005;
/// Trials for each of them.
const TRIALS: u64 = POINTS[POINTS.len() - 1] * REPLICATES as u64;
/// Random points divide an error by 1.41 when they are doubled. An error known within 1/√(2·15·[`SEEDS`]), 5 %, that falls by less than
/// a tenth stands still: so it would come out for random points in one case in 2,000.
const STANDS_STILL: f64 = 0.9;
/// Two errors whose ratio is nearer to 1 than this are not told apart: twice the error of a ratio.
const SAME: f64 = 0.15;

/// A mean whose error is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mean {
    /// Completion, with the horizon where a trial is unfinished.
    Completion,
    /// What is spent up to completion or the horizon.
    Cost,
}

impl Mean {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Completion, Self::Cost];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completion => "mean completion",
            Self::Cost => "mean cost",
        }
    }
}

/// A dimension and what it explains.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Influence {
    /// The dimension.
    pub path: String,
    /// Its share of the variance of each of [`Mean::ALL`].
    pub shares: Vec<f64>,
}

/// The standard errors of a mean under both orders.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Errors {
    /// Of what.
    pub mean: Mean,
    /// As shares of the mean, by [`POINTS`]: root mean squares over the seeds.
    pub before: Vec<f64>,
    /// The same under the new order.
    pub after: Vec<f64>,
}

/// What is said of the new order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is better.
    Better,
    /// It is the order there is.
    Same,
    /// An error stands still from one number of points to the next.
    Plateau,
    /// An error is larger than before.
    Worse,
    /// No error is smaller than before.
    NoGain,
}

/// An order, and what it does to the errors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// Trials of the pilot.
    pub trials: u64,
    /// Its seed.
    pub seed: u64,
    /// Points of a replicate: [`POINTS`].
    pub points: Vec<u64>,
    /// Seeds over which errors are taken together.
    pub seeds: u64,
    /// The dimensions that explain more than chance would, the most influential first.
    pub influences: Vec<Influence>,
    /// Errors by mean; empty where the order is the one there is.
    pub errors: Vec<Errors>,
    /// What is said of it.
    pub verdict: Verdict,
}

impl Proposal {
    /// The first dimensions of the new order, if it is better; all others follow as they do now.
    pub fn dimensions(&self) -> Option<Vec<&str>> {
        let paths = self.influences.iter().map(|it| it.path.as_str());
        (self.verdict == Verdict::Better).then(|| paths.collect())
    }
}

/// Trials that [`propose`] simulates, at most.
pub fn trials(pilot: u64) -> u64 {
    pilot + 2 * SEEDS * TRIALS
}

/// Proposes an order of the dimensions of `model` from a pilot of `spec`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate`].
///
/// # Panics
///
/// If `spec` is no run of a range of trials from 0.
pub fn propose(model: &Model, spec: &RunSpec, watch: &Watch) -> Result<Proposal, SimulateError> {
    let influences = influences(model, spec, watch)?;
    let scenario = model.scenario();
    let mut order: Vec<String> = influences.iter().map(|it| it.path.clone()).collect();
    let others = scenario.dimensions.iter().filter(|it| !order.contains(it));
    let others: Vec<String> = others.cloned().collect();
    order.extend(others);
    let mut proposal = Proposal {
        trials: spec.trials.count(),
        seed: spec.seed,
        points: POINTS.to_vec(),
        seeds: SEEDS,
        influences,
        errors: Vec::new(),
        verdict: Verdict::Same,
    };
    if order != scenario.dimensions {
        let other = Model::of_like(scenario.clone().over(order), model);
        let [before, after] = [errors(model, spec, watch)?, errors(&other, spec, watch)?];
        let both = Mean::ALL.into_iter().zip(before).zip(after);
        let errors = both.map(|((mean, before), after)| Errors {
            mean,
            before,
            after,
        });
        proposal.errors = errors.collect();
        proposal.verdict = verdict(&proposal.errors);
    }
    Ok(proposal)
}

/// What the errors say of the new order.
fn verdict(errors: &[Errors]) -> Verdict {
    let stands_still = |it: &Errors| {
        it.after
            .windows(2)
            .any(|pair| pair[1] > STANDS_STILL * pair[0])
    };
    let at_last = |it: &Errors| it.after.last().copied().zip(it.before.last().copied());
    let pairs = |it: &Errors| -> Vec<(f64, f64)> {
        it.after
            .iter()
            .copied()
            .zip(it.before.iter().copied())
            .collect()
    };
    let larger = |it: &Errors| {
        pairs(it)
            .iter()
            .any(|(after, before)| *after > (1.0 + SAME) * before)
    };
    let smaller =
        |it: &Errors| at_last(it).is_some_and(|(after, before)| after < (1.0 - SAME) * before);
    // A mean without any error has nothing to gain or to lose.
    let varies: Vec<&Errors> = errors
        .iter()
        .filter(|it| it.before.iter().any(|it| *it > 0.0))
        .collect();
    if varies.iter().any(|it| stands_still(it)) {
        Verdict::Plateau
    } else if varies.iter().any(|it| larger(it)) {
        Verdict::Worse
    } else if varies.iter().any(|it| smaller(it)) {
        Verdict::Better
    } else {
        Verdict::NoGain
    }
}

/// The dimensions that explain the most of the means' variances in a pilot.
fn influences(
    model: &Model,
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Influence>, SimulateError> {
    let run = simulate_one(model, spec, |_| Table::new(columns()), watch)?;
    let outcomes = outcomes(&run);
    let design = &run.prepared.design;
    let paths = &run.prepared.model.scenario().dimensions;
    let mut point = vec![0.5; paths.len()];
    let mut coordinates = vec![Vec::with_capacity(run.collected.len()); paths.len()];
    for trial in run.collected.trials() {
        design.fill(*trial, &mut point);
        for (column, u) in coordinates.iter_mut().zip(&point) {
            column.push(*u);
        }
    }
    let without = outcomes
        .each_ref()
        .map(|it| Loss::Square.left(&Known::nothing(it.len()), it));
    let of = |(path, coordinates): (&String, Vec<f64>)| {
        let known = Known::lone(&coordinates)?;
        let shares = outcomes.iter().zip(&without).map(|(outcome, without)| {
            let share = share(without, &Loss::Square.left(&known, outcome));
            share.value.unwrap_or(0.0)
        });
        let shares: Vec<f64> = shares.collect();
        let most = shares.iter().copied().fold(0.0, f64::max);
        (most > LEAST).then(|| Influence {
            path: path.clone(),
            shares,
        })
    };
    let pairs = paths.par_iter().zip(coordinates);
    let mut influences: Vec<Influence> = pairs.filter_map(of).collect();
    let sum = |it: &Influence| -> f64 { it.shares.iter().sum() };
    influences.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    Ok(influences)
}

/// Standard errors of both means as shares of them, `[mean][points]`: root mean squares over the seeds.
fn errors(model: &Model, spec: &RunSpec, watch: &Watch) -> Result<[Vec<f64>; 2], SimulateError> {
    let seeds = (1..=SEEDS).map(|it| spec.seed.wrapping_add(it));
    let jobs: Vec<(Model, RunSpec)> = seeds
        .map(|seed| {
            (
                model.clone(),
                RunSpec::new(TRIALS, seed).sampling(spec.sampling),
            )
        })
        .collect();
    let runs = simulate(&jobs, |_| Table::new(columns()), watch)?;
    let all: Vec<[Vec<f64>; 2]> = runs.iter().map(outcomes).collect();
    Ok([0, 1].map(|mean| {
        let at = |points: &u64| {
            let trials = *points as usize * REPLICATES;
            let squares = all.iter().map(|outcomes| {
                let Measured {
                    value,
                    standard_error,
                } = mean_of(&outcomes[mean][..trials]);
                let error = standard_error.unwrap_or(0.0) / value.unwrap_or(1.0);
                error * error
            });
            (squares.sum::<f64>() / SEEDS as f64).sqrt()
        };
        POINTS.iter().map(at).collect()
    }))
}

fn columns() -> Columns {
    Columns {
        outcomes: vec![OutcomeLayout::COMPLETION_MONTHS, OutcomeLayout::COST],
        ..Columns::default()
    }
}

/// Completion, at most the horizon, and cost of all trials.
fn outcomes(run: &Run<Table>) -> [Vec<f64>; 2] {
    let horizon = f64::from(run.prepared.model.programme().clock.months);
    let (months, cost) = (run.collected.column(0), run.collected.column(1));
    [months.map(|it| it.min(horizon)).collect(), cost.collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: [f64; 5], after: [f64; 5]) -> Verdict {
        let errors = |mean, before: [f64; 5], after: [f64; 5]| Errors {
            mean,
            before: before.to_vec(),
            after: after.to_vec(),
        };
        let steady = [16.0, 8.0, 4.0, 2.0, 1.0];
        verdict(&[
            errors(Mean::Completion, steady, steady),
            errors(Mean::Cost, before, after),
        ])
    }

    #[test]
    fn only_errors_that_go_on_falling_and_end_lower_speak_for_an_order() {
        let before = [16.0, 12.0, 8.0, 6.0, 4.0];
        assert_eq!(of(before, [12.0, 8.0, 5.0, 3.0, 2.0]), Verdict::Better);
        // The lowest of all at the end, but no lower from 128 to 256 points.
        assert_eq!(of(before, [12.0, 7.0, 6.9, 3.0, 2.0]), Verdict::Plateau);
        assert_eq!(of(before, [20.0, 8.0, 5.0, 3.0, 2.0]), Verdict::Worse);
        assert_eq!(of(before, [15.0, 11.0, 7.5, 5.5, 3.9]), Verdict::NoGain);
        assert_eq!(of([0.0; 5], [0.0; 5]), Verdict::NoGain);
    }
}
