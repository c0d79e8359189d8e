//! Why a trial ended as it did: from the trial at median inputs and neutral chance to this one, factor by factor.
//!
//! A factor is an input, a group of correlated inputs, a driver, an event with its inputs, or another kind of chance. Switched from its
//! middle to what the trial drew, one after the other in some order, the factors lead from one trial to the other, and each step is a
//! change that the factor makes in that order. The mean over the orders is the Shapley value; it is taken over 64 of them, each with its
//! reverse (antithetic), which sum to the difference exactly, each and in the mean.
//!
//! Source: Castro, Gómez and Tejada (2009), "Polynomial calculation of the Shapley value based on sampling", Computers & Operations
//! Research 36; Mitchell, Cooper, Frank and Holmes (2022), "Sampling permutations for Shapley value estimation", JMLR 23.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{coordinates, design};
use crate::factors::{connected, is_drawn, is_silent, of_mechanism, table_of};
use crate::programme::OutcomeLayout as O;
use crate::sampling::Stream;
use crate::simulate::{
    Columns, Inputs, Model, Numbering, Rows, RunSpec, SimulateError, Table, Trials, Watch, simulate,
};
use crate::summary::missing;

/// Orders, half of them the reverse of the others.
const ORDERS: usize = 64;
/// Half the width of a 95 % interval, in standard errors: Student's t for the 32 pairs of an order and its reverse.
pub const HALF_WIDTH_95: f64 = 2.039_513_446;

/// Something that is switched from its middle to what the trial drew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Path of the input, `event.KEY`, `driver.KEY`, `funding.KEY`; the first path of a correlated group and how many more it has.
    pub name: String,
    /// Its dimensions of the design.
    #[serde(skip)]
    dimensions: Vec<usize>,
    /// Its mechanism of chance.
    #[serde(skip)]
    mechanism: Option<String>,
}

/// What a factor changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// The factor.
    pub factor: Factor,
    /// Months by which it moves completion; an unfinished trial counts as complete at the horizon.
    pub months: f64,
    /// Standard error over the orders.
    #[serde(deserialize_with = "missing::number")]
    pub months_error: f64,
    /// Money by which it moves what is spent up to completion or the horizon.
    pub cost: f64,
    /// Standard error over the orders.
    #[serde(deserialize_with = "missing::number")]
    pub cost_error: f64,
}

/// From the middle to a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Causes {
    /// Completion at median inputs and neutral chance, months; at most the horizon.
    pub middle_months: f64,
    /// What is spent there.
    pub middle_cost: f64,
    /// Completion of the trial, months; at most the horizon.
    pub months: f64,
    /// What it spends.
    pub cost: f64,
    /// Orders.
    pub orders: usize,
    /// The factors, the largest change of completion first.
    pub causes: Vec<Cause>,
}

/// The factors of a model.
pub fn factors(model: &Model) -> Vec<Factor> {
    let scenario = model.scenario();
    let path = |it: &usize| scenario.dimensions[*it].as_str();
    let mut factors = Vec::new();
    for group in connected(scenario, whole) {
        let mut drawn = group.iter().filter(|it| is_drawn(scenario, path(it)));
        let Some(first) = drawn.next().map(path) else {
            continue;
        };
        let table = whole(first) != first || first.starts_with("driver.");
        let more = drawn.count();
        factors.push(Factor {
            name: match more {
                0 => whole(first).to_owned(),
                _ if table => whole(first).to_owned(),
                _ => format!("{first} and {more} correlated with it"),
            },
            dimensions: group,
            mechanism: None,
        });
    }
    for mechanism in &model.programme().mechanisms {
        if is_silent(scenario, mechanism) {
            continue;
        }
        let event = factors.iter().position(|it| it.name == *mechanism);
        match event {
            Some(at) => factors[at].mechanism = Some(mechanism.clone()),
            None => factors.push(Factor {
                name: mechanism.clone(),
                dimensions: of_mechanism(scenario, mechanism),
                mechanism: Some(mechanism.clone()),
            }),
        }
    }
    factors
}

/// The event or driver that a dimension belongs to; otherwise itself.
fn whole(path: &str) -> &str {
    if path.starts_with("event.") || path.starts_with("driver.") {
        table_of(path)
    } else {
        path
    }
}

/// Attributes what became of a trial to its factors, on the current thread pool.
///
/// # Errors
///
/// As [`simulate`].
pub fn causes(
    model: &Model,
    spec: &RunSpec,
    trial: u64,
    watch: &Watch,
) -> Result<Causes, SimulateError> {
    let factors = factors(model);
    let orders = orders(factors.len(), spec.seed);
    let mut wanted: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    for order in &orders {
        for set in steps(order) {
            let next = wanted.len();
            wanted.entry(set).or_insert(next);
        }
    }
    let values = simulate_sets(model, spec, trial, (&factors, &wanted), watch)?;
    let value = |set: &Vec<bool>| values[wanted[set]];
    let mut changes = vec![vec![[0.0; 2]; orders.len()]; factors.len()];
    for (at, order) in orders.iter().enumerate() {
        let sets = steps(order);
        for (step, &factor) in order.iter().enumerate() {
            let (before, after) = (value(&sets[step]), value(&sets[step + 1]));
            changes[factor][at] = [after[0] - before[0], after[1] - before[1]];
        }
    }
    let mut causes: Vec<Cause> = factors
        .iter()
        .zip(&changes)
        .map(|(factor, changes)| {
            let [(months, months_error), (cost, cost_error)] =
                [0, 1].map(|of| of_pairs(changes, of));
            Cause {
                factor: factor.clone(),
                months,
                months_error,
                cost,
                cost_error,
            }
        })
        .collect();
    causes.sort_by(|a, b| b.months.abs().total_cmp(&a.months.abs()));
    let (none, all) = (
        value(&vec![false; factors.len()]),
        value(&vec![true; factors.len()]),
    );
    Ok(Causes {
        middle_months: none[0],
        middle_cost: none[1],
        months: all[0],
        cost: all[1],
        orders: orders.len(),
        causes,
    })
}

/// Mean of a change over the orders, and its standard error from the means of each order and its reverse.
fn of_pairs(changes: &[[f64; 2]], of: usize) -> (f64, f64) {
    let pairs: Vec<f64> = changes
        .chunks(2)
        .map(|pair| pair.iter().map(|it| it[of]).sum::<f64>() / pair.len() as f64)
        .collect();
    let n = pairs.len() as f64;
    let mean = pairs.iter().sum::<f64>() / n;
    let squares: f64 = pairs.iter().map(|it| (it - mean) * (it - mean)).sum();
    (mean, (squares / (n - 1.0).max(1.0) / n).sqrt())
}

/// Random orders of `n` factors, each followed by its reverse.
fn orders(n: usize, seed: u64) -> Vec<Vec<usize>> {
    let stream = Stream::new(seed, "trace.orders");
    let mut orders = Vec::new();
    for number in 0..ORDERS as u64 / 2 {
        // Fisher and Yates.
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            let uniform = stream.uniform(number, last as u64);
            order.swap(last, ((last + 1) as f64 * uniform) as usize);
        }
        let reverse = order.iter().rev().copied().collect();
        orders.push(order);
        orders.push(reverse);
    }
    orders
}

/// The sets of factors on the way of an order, from none to all.
fn steps(order: &[usize]) -> Vec<Vec<bool>> {
    let mut set = vec![false; order.len()];
    let mut sets = vec![set.clone()];
    for &factor in order {
        set[factor] = true;
        sets.push(set.clone());
    }
    sets
}

/// Completion, at most the horizon, and cost of each set of factors, by its number. Sets with the same kinds of chance are trials of one
/// run.
fn simulate_sets(
    model: &Model,
    spec: &RunSpec,
    trial: u64,
    (factors, wanted): (&[Factor], &BTreeMap<Vec<bool>, usize>),
    watch: &Watch,
) -> Result<Vec<[f64; 2]>, SimulateError> {
    let dimensions = &model.scenario().dimensions;
    let drawn = coordinates(&design(model, spec)?, dimensions.len(), trial);
    let mut runs: BTreeMap<Vec<&str>, Vec<(&Vec<bool>, usize)>> = BTreeMap::new();
    for (set, &number) in wanted {
        let silent = factors.iter().zip(set).filter(|(_, on)| !**on);
        let silent = silent.filter_map(|(it, _)| it.mechanism.as_deref());
        runs.entry(silent.collect())
            .or_default()
            .push((set, number));
    }
    let mut jobs = Vec::new();
    for (silent, sets) in &runs {
        let mut points = Vec::with_capacity(sets.len() * dimensions.len());
        for (set, _) in sets {
            let first = points.len();
            points.resize(first + dimensions.len(), 0.5);
            let switched = factors.iter().zip(set.iter()).filter(|(_, on)| **on);
            for dimension in switched.flat_map(|(it, _)| &it.dimensions) {
                points[first + dimension] = drawn[*dimension];
            }
        }
        let mut run = spec.clone().trials(Trials::Range(0..sets.len() as u64));
        if !dimensions.is_empty() {
            run.inputs = Inputs::Points(dimensions.clone(), Rows::Table(Arc::from(points)));
        }
        let mechanisms = model.programme().mechanisms.iter();
        run.chance = mechanisms
            .map(|it| (it.clone(), Numbering::Held(trial)))
            .collect();
        let variant = if silent.is_empty() {
            model.clone()
        } else {
            model.without_chance_of(silent)
        };
        jobs.push((variant, run));
    }
    let columns = Columns {
        outcomes: vec![O::COMPLETION_MONTHS, O::COST],
        ..Columns::default()
    };
    let done = simulate(&jobs, |_| Table::new(columns.clone()), watch)?;
    let horizon = f64::from(model.programme().clock.months);
    let mut values = vec![[0.0; 2]; wanted.len()];
    for (sets, run) in runs.values().zip(done) {
        for (at, (_, number)) in sets.iter().enumerate() {
            let row = run.collected.row(at);
            values[*number] = [row[0].min(horizon), row[1]];
        }
    }
    Ok(values)
}
