//! Knowledge apart from chance: every draw of the inputs under several draws of chance, as [`Trials::Nested`] numbers them.

use self::recorder::Nested;
use self::tally::CurveTally;
use super::{
    Columns, Model, Nesting, Prepared, Run, RunSpec, SimulateError, Table, Trials, Watch,
    simulate_one,
};
use crate::ensemble::Tally;
use crate::programme::{Limits, OutcomeLayout as O};

mod recorder;
pub mod tally;

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

/// Mean and variance of each [`Quantity`] over the chance of one draw of the inputs.
pub type Conditional = [(f64, f64); Quantity::ALL.len()];

/// What a nested run found, beside its trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// How it was run.
    pub nesting: Nesting,
    /// What its trials are to keep.
    pub target: Limits,
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
const LATTICE_TRIALS: u64 = 1_024;

/// Simulates the nested run that `spec` asks for on the current thread pool.
///
/// # Errors
///
/// As [`simulate_one`].
///
/// # Panics
///
/// If `spec` asks for no nested run.
pub fn simulate_nested(
    model: &Model,
    spec: &RunSpec,
    watch: &Watch,
) -> Result<(Run<Tally>, Split), SimulateError> {
    let Trials::Nested(nesting) = spec.trials else {
        panic!("the trials of a nested run are nested");
    };
    let first = 0..nesting.outer.min(LATTICE_TRIALS);
    let plain = spec.clone().trials(Trials::Range(first));
    let columns = Columns {
        outcomes: vec![O::COMPLETION_MONTHS, O::COST],
        ..Columns::default()
    };
    // Not to be seen: what counts is the run itself.
    let unseen = Watch::default();
    let first = simulate_one(model, &plain, |_| Table::new(columns.clone()), &unseen)?;
    let finished = || {
        let rows = (0..first.collected.len()).map(|at| first.collected.row(at));
        rows.filter(|row| row[0].is_finite())
    };
    let empty = Split {
        nesting,
        target: model.programme().target,
        conditional: Vec::new(),
        completion: CurveTally::new(
            lattice(finished().map(|row| row[0]).collect()),
            nesting.inner,
        ),
        cost: CurveTally::new(
            lattice(finished().map(|row| row[1]).collect()),
            nesting.inner,
        ),
    };
    let programme = model.programme();
    let collector = |prepared: &Prepared| {
        let nested = Nested::new(programme, empty.clone());
        (super::tally(prepared), nested)
    };
    let Run {
        prepared,
        collected: (tally, nested),
    } = simulate_one(model, spec, collector, watch)?;
    let run = Run {
        prepared,
        collected: tally,
    };
    Ok((run, nested.into_split()))
}

/// Even steps of the ranks of some values.
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
