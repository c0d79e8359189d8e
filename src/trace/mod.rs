//! One trial in full: what it drew, what happened month by month, and why it ended as it did.
//!
//! The trial is the one of the run: same design, same seed, same number, same bits.
//!
//! ```
//! use clearcast::simulate::{Model, RunSpec};
//! use clearcast::trace::trace;
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let found = trace(&model, &RunSpec::new(64, 1), 17, &Default::default())?;
//! let spent: f64 = found.months.iter().map(|month| month.spent).sum();
//! assert!((spent - found.cost).abs() < 1e-9 * found.cost);
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use std::sync::Arc;

use serde::{Deserialize, Serialize};

mod causes;
mod course;

pub use causes::{Cause, Causes, Factor, HALF_WIDTH_95, causes, factors};
pub use course::{Arrival, MonthRow, Short, YearRow};

use crate::engine::Workspace;
use crate::programme::OutcomeLayout as O;
use crate::programme::columns::Registry;
use crate::sampling::Design;
use crate::simulate::{
    Columns, Model, Run, RunSpec, SimulateError, SpecError, Table, Trials, Watch, simulate_one,
};
use crate::summary::quantity::{self, Quantity};
use crate::summary::reference::FigureRef;

/// One input, or whether a driver acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// Its path.
    pub path: String,
    /// What the trial drew, before drivers; of a driver that may stay idle, 1 where it acts and 0 where not.
    pub value: f64,
    /// P(X ≤ value) of its distribution; none for a driver.
    pub percentile: Option<f64>,
    /// Unit in words.
    pub unit: String,
}

/// One trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Its number.
    pub trial: u64,
    /// Seed of the run.
    pub seed: u64,
    /// Months from the start to completion; `None` if it does not finish.
    pub completion_months: Option<f64>,
    /// Spent up to completion or the horizon, constant prices.
    pub cost: f64,
    /// Whether it meets the target; `None` where there is none.
    pub meets_target: Option<bool>,
    /// What it drew, in the order of the scenario.
    pub inputs: Vec<InputRow>,
    /// Events in the order in which they came.
    pub arrivals: Vec<Arrival>,
    /// Month by month.
    pub months: Vec<MonthRow>,
    /// Calendar years in which it was at work.
    pub years: Vec<YearRow>,
    /// Everything recorded of the whole trial, by the names of the registry; `None` where infinite.
    pub outcome: Vec<(String, Option<f64>)>,
}

/// The trial of a run whose figure comes nearest to what the figure is over all trials; the first of them if there are several.
///
/// # Errors
///
/// What is wrong with the figure.
pub fn nearest(run: &Run<Table>, figure: &FigureRef, quantity: &Quantity) -> Result<u64, String> {
    if matches!(figure, FigureRef::Share(_)) {
        return Err("a share is of many trials: name a quantile, such as p80(years)".to_owned());
    }
    let table = &run.collected;
    let value = quantity.sample(table).at(figure.level()).value;
    let value = value.ok_or("the figure is infinite: name a lower quantile")?;
    let apart = |at: usize| Some((at, (quantity.of(table.row(at))? - value).abs()));
    let near = (0..table.len()).filter_map(apart);
    let near = near.min_by(|(_, a), (_, b)| a.total_cmp(b));
    near.map(|(at, _)| table.trials()[at])
        .ok_or_else(|| "there is no trial".to_owned())
}

/// Simulates `spec` and finds the trial nearest to `figure`; see [`nearest`].
///
/// # Errors
///
/// As [`simulate_one`], or what is wrong with the figure.
pub fn near(
    model: &Model,
    spec: &RunSpec,
    figure: &str,
    watch: &Watch,
) -> Result<Result<u64, String>, SimulateError> {
    let registry = Registry::Of(model.programme().columns());
    let figure = match FigureRef::parse(figure, registry) {
        Ok(figure) => figure,
        Err(error) => return Ok(Err(error)),
    };
    let mut columns = quantity::columns();
    let quantity = Quantity::new(&figure, model.programme(), &mut columns);
    let run = simulate_one(model, spec, |_| Table::new(columns.clone()), watch)?;
    Ok(nearest(&run, &figure, &quantity))
}

/// The design of a run of `model`.
fn design(model: &Model, spec: &RunSpec) -> Result<Design, SpecError> {
    let dimensions = model.programme().inputs.dimensions();
    Ok(Design::new(spec.sampling, dimensions, spec.seed)?)
}

/// Simulates one trial of a run and writes everything down.
///
/// # Errors
///
/// As [`simulate_one`].
pub fn trace(
    model: &Model,
    spec: &RunSpec,
    trial: u64,
    watch: &Watch,
) -> Result<Trace, SimulateError> {
    let programme = model.programme();
    let design = design(model, spec)?;
    let mut workspace = Workspace::new(programme);
    let mut seen = Vec::new();
    workspace.run_observed(programme, &design, trial, |month| seen.push(month));
    let outcome = workspace.outcome();
    let months: Vec<MonthRow> = seen.iter().map(|it| course::row(model, it)).collect();
    let names = programme.columns().outcomes().zip(outcome);
    let names = names.map(|(column, value)| {
        let value = column.in_unit(*value);
        (column.name.clone(), value.is_finite().then_some(value))
    });
    let completion = outcome[O::COMPLETION_MONTHS];
    let target = programme.target;
    Ok(Trace {
        trial,
        seed: spec.seed,
        completion_months: completion.is_finite().then_some(completion),
        cost: outcome[O::COST],
        meets_target: target
            .is_given()
            .then(|| target.kept(completion, outcome[O::COST])),
        inputs: inputs(model, spec, &design, trial, watch)?,
        arrivals: course::arrivals(model, &seen),
        outcome: names.collect(),
        months,
        years: course::years(model, &workspace),
    })
}

/// What the trial drew, by dimension of the design.
fn inputs(
    model: &Model,
    spec: &RunSpec,
    design: &Design,
    trial: u64,
    watch: &Watch,
) -> Result<Vec<InputRow>, SimulateError> {
    let (scenario, programme) = (model.scenario(), model.programme());
    let paths = programme.inputs.paths();
    let columns = Columns {
        inputs: (0..paths.len()).collect(),
        ..Columns::default()
    };
    let one = spec.clone().trials(Trials::Range(trial..trial + 1));
    let table = simulate_one(model, &one, |_| Table::new(columns.clone()), watch)?.collected;
    let point = coordinates(design, scenario.dimensions.len(), trial);
    let mut rows = Vec::new();
    for (path, u) in scenario.dimensions.iter().zip(&*point) {
        let driver = scenario
            .drivers
            .iter()
            .find(|it| format!("driver.{}", it.key) == *path);
        if let Some(driver) = driver {
            rows.push(InputRow {
                path: path.clone(),
                value: f64::from(u8::from(*u < driver.probability)),
                percentile: None,
                unit: "1: acts".to_owned(),
            });
            continue;
        }
        let slot = paths.iter().position(|it| it == path);
        let input = scenario.inputs().find(|it| it.path == *path);
        if let Some((slot, input)) = slot
            .zip(input)
            .filter(|(_, it)| it.law.is_certain().is_none())
        {
            let value = table.row(0)[slot];
            rows.push(InputRow {
                path: path.clone(),
                value,
                percentile: Some(input.law.cdf(value)),
                unit: input.unit.replace("money", &scenario.currency),
            });
        }
    }
    Ok(rows)
}

/// The coordinates of a trial.
fn coordinates(design: &Design, dimensions: usize, trial: u64) -> Arc<[f64]> {
    let mut point = vec![0.5; dimensions];
    design.fill(trial, &mut point);
    point.into()
}
