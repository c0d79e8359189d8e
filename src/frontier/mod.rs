//! Which date and which budget can be kept together, how likely, and how both move with an input.
//!
//! Completion and cost are two numbers of every trial. A pair of limits is kept by the trials that keep both: its joint confidence. For a
//! wanted confidence there is a curve of such pairs, the least cost for every date. A point on it is not a plan: whoever moves along it
//! changes what is promised, not what is done.
//!
//! ```
//! use clearcast::frontier::frontier;
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let found = frontier(&model, &RunSpec::new(1024, 1), &[0.5, 0.7], &Default::default())?;
//! let least = |curve: usize| found.curves[curve].points.iter().map(|it| it.cost).fold(f64::MAX, f64::min);
//! assert!(least(0) <= least(1)); // more confidence costs more
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use serde::{Deserialize, Serialize};

mod curve;
mod levels;

pub use curve::{Balanced, Curve, CurvePoint, Marginal, Outcomes};
pub use levels::{At, Level, Levels, levels};

/// Trials of each level that is asked for, unless a frontier has fewer in all.
pub const LEVEL_TRIALS: u64 = 4_096;

use crate::calendar::Month;
use crate::simulate::{Model, RunSpec, SimulateError, Table, Watch, simulate_one};
use crate::summary::estimate::Estimate;
use crate::summary::missing::{self, only_if};
use crate::summary::quantity;

/// The estimate under test as a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetPoint {
    /// Months from the start to the deadline.
    #[serde(deserialize_with = "missing::unlimited")]
    pub months: f64,
    /// What is left to spend from the start on.
    #[serde(deserialize_with = "missing::unlimited")]
    pub cost: f64,
    /// Share of trials that keep the deadline; NaN, null in a file, where there is none.
    #[serde(deserialize_with = "missing::number")]
    pub within_years: f64,
    /// Share that keep the budget; likewise.
    #[serde(deserialize_with = "missing::number")]
    pub within_cost: f64,
    /// Share that keep both, or the half that is given; NaN without a target.
    #[serde(deserialize_with = "missing::number")]
    pub joint: f64,
    /// Its standard error.
    #[serde(deserialize_with = "missing::number")]
    pub joint_error: f64,
}

/// What can be kept together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frontier {
    /// First simulated month.
    pub start: Month,
    /// Currency code.
    pub currency: String,
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Share of the trials that are complete within the horizon.
    pub finished: f64,
    /// A curve for each confidence, in increasing order.
    pub curves: Vec<Curve>,
    /// The target.
    pub target: TargetPoint,
}

/// Simulates `model` and draws a curve for each of the `confidences`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate_one`].
pub fn frontier(
    model: &Model,
    spec: &RunSpec,
    confidences: &[f64],
    watch: &Watch,
) -> Result<Frontier, SimulateError> {
    let table = simulate_one(model, spec, |_| Table::new(quantity::columns()), watch)?.collected;
    let outcomes = Outcomes::of(&table);
    let scenario = model.scenario();
    let limits = model.programme().target;
    let Estimate { value, error } = outcomes.share(limits.months, limits.budget);
    Ok(Frontier {
        start: scenario.start,
        currency: scenario.currency.clone(),
        trials: spec.trials.count(),
        seed: spec.seed,
        finished: outcomes.share(f64::MAX, f64::INFINITY).value,
        curves: confidences.iter().map(|&q| outcomes.curve(q)).collect(),
        target: TargetPoint {
            months: limits.months,
            cost: limits.budget,
            within_years: only_if(
                limits.has_deadline(),
                outcomes.share(limits.months, f64::INFINITY).value,
            ),
            within_cost: only_if(
                limits.has_cost(),
                outcomes.share(f64::INFINITY, limits.budget).value,
            ),
            joint: only_if(limits.is_given(), value),
            joint_error: only_if(limits.is_given(), error),
        },
    })
}
