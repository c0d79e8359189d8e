//! What more or less of an input does to date, cost and target.

use serde::{Deserialize, Serialize};

use crate::programme::OutcomeLayout;
use crate::simulate::{Model, RunSpec, Table, Watch, simulate};
use crate::solve::{Lever, Limits, SolveError, spread};
use crate::summary::missing::{self, only_if};
use crate::summary::quantity::{self, COST, Level as Figure, MONTHS, Sample};

/// Levels over the range.
const LEVELS: usize = 13;
/// The confidence by which it is judged whether more helps.
const JUDGED: f64 = 0.8;

/// Completion and cost at one confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct At {
    /// The confidence.
    pub confidence: f64,
    /// Months from the start to completion; `None` if too few trials finish.
    pub months: Option<f64>,
    /// Cost at completion.
    pub cost: Option<f64>,
    /// Its present value.
    pub present_value: Option<f64>,
}

/// One level of the input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The level.
    pub level: f64,
    /// Share of trials that meet the target; NaN, null in a file, where there is none.
    #[serde(deserialize_with = "missing::number")]
    pub joint: f64,
    /// Its standard error.
    #[serde(deserialize_with = "missing::number")]
    pub joint_error: f64,
    /// Share that keep the deadline; likewise.
    #[serde(deserialize_with = "missing::number")]
    pub within_years: f64,
    /// Share that keep the budget; likewise.
    #[serde(deserialize_with = "missing::number")]
    pub within_cost: f64,
    /// By confidence.
    pub at: Vec<At>,
}

/// All levels, from below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// What was varied.
    pub lever: Lever,
    /// Trials of each level.
    pub trials: u64,
    /// The levels.
    pub levels: Vec<Level>,
    /// Least level whose P80 of completion is within a month of that of the highest: from here on more does not help.
    pub enough: Option<f64>,
    /// What limits there.
    pub limits: Option<Limits>,
}

/// Simulates 13 levels on the same random numbers, on the current thread pool.
///
/// # Errors
///
/// [`SolveError`]
pub fn levels(
    model: &Model,
    lever: &Lever,
    spec: &RunSpec,
    confidences: &[f64],
    watch: &Watch,
) -> Result<Levels, SolveError> {
    let places = spread(lever.range, LEVELS);
    let mut jobs = Vec::with_capacity(LEVELS);
    for &level in &places {
        jobs.push((lever.at(level, model)?, spec.clone()));
    }
    let mut columns = quantity::columns();
    let present = columns.outcomes.len();
    columns.outcomes.push(OutcomeLayout::PRESENT_VALUE);
    let runs = simulate(&jobs, |_| Table::new(columns.clone()), watch)?;
    let target = model.programme().target;
    let mut levels = Vec::new();
    let mut judged = Vec::new();
    for (&level, run) in places.iter().zip(runs) {
        let table = run.collected;
        let share = |keeps: &dyn Fn(&[f64]) -> bool| Sample::share(&table, keeps);
        let in_time = |row: &[f64]| target.in_time(row[MONTHS]);
        let in_budget = |row: &[f64]| target.within_cost(row[MONTHS], row[COST]);
        let joint = share(&|row| target.kept(row[MONTHS], row[COST]));
        let at_completion = |column: usize| {
            Sample::of(&table, |row| {
                Some(if row[MONTHS].is_finite() {
                    row[column]
                } else {
                    f64::INFINITY
                })
            })
        };
        let samples = [MONTHS, COST, present].map(at_completion);
        let at = confidences.iter().map(|&confidence| {
            let [months, cost, present_value] = samples
                .each_ref()
                .map(|it| it.at(Figure::Quantile(confidence)).value);
            At {
                confidence,
                months,
                cost,
                present_value,
            }
        });
        judged.push(samples[0].at(Figure::Quantile(JUDGED)).value);
        levels.push(Level {
            level,
            joint: only_if(target.is_given(), joint.value),
            joint_error: only_if(target.is_given(), joint.error),
            within_years: only_if(target.has_deadline(), share(&in_time).value),
            within_cost: only_if(target.has_cost(), share(&in_budget).value),
            at: at.collect(),
        });
    }
    let top = judged[judged.len() - 1];
    let near = |months: &Option<f64>| {
        let apart = months.zip(top).map(|(months, top)| months - top);
        apart.is_some_and(|apart| apart <= 1.0)
    };
    let enough = judged.iter().position(near).map(|at| places[at]);
    let limits = match enough {
        Some(level) => Limits::of_target(&lever.at(level, model)?, spec, watch)?,
        None => None,
    };
    Ok(Levels {
        lever: lever.clone(),
        trials: spec.trials.count(),
        levels,
        enough,
        limits,
    })
}
