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

pub use causes::{Cause, Causes, Factor, HALF_WIDTH_95, causes, factors};

use crate::calendar::Month;
use crate::engine::{self, Workspace};
use crate::outlook::Backlog;
use crate::programme::OutcomeLayout as O;
use crate::programme::columns::Registry;
use crate::sampling::Design;
use crate::simulate::{
    Columns, Model, Run, RunSpec, SimulateError, SpecError, Table, Trials, Watch, simulate_one,
};
use crate::summary::quantity::{self, Quantity};
use crate::summary::reference::FigureRef;

/// A funding gap below this part of what was wanted in a month is no lack of money.
const ENOUGH: f64 = 0.01;

/// What a month was short of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Short {
    /// Money: teams stood ready for work that was not paid for.
    Money,
    /// Capacity for the work that most of the land waits for.
    Capacity(Backlog),
}

/// One month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// Suspected, ha, at its end.
    pub suspected: f64,
    /// Confirmed, ha.
    pub confirmed: f64,
    /// To be cleared, ha.
    pub to_clear: f64,
    /// Income, constant prices.
    pub income: f64,
    /// Spent.
    pub spent: f64,
    /// Price of work that teams could have done and were not paid for.
    pub missing: f64,
    /// Multiplier on output: noise and events.
    pub output: f64,
    /// Keys of the events at work.
    pub events: Vec<String>,
    /// What it was short of.
    pub short: Short,
}

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

/// An event that arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Its key.
    pub event: String,
    /// Its name for people.
    pub title: String,
    /// First month in which it is at work.
    pub from: Month,
    /// Months at work within the trial.
    pub months: u32,
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
    /// Whether it meets both halves of the target.
    pub meets_target: bool,
    /// What it drew, in the order of the scenario.
    pub inputs: Vec<InputRow>,
    /// Events in the order in which they came.
    pub arrivals: Vec<Arrival>,
    /// Month by month.
    pub months: Vec<MonthRow>,
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
    let months: Vec<MonthRow> = seen.iter().map(|month| row(model, month)).collect();
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
        meets_target: completion <= target.months && outcome[O::COST] <= target.budget,
        inputs: inputs(model, spec, &design, trial, watch)?,
        arrivals: arrivals(model, &seen),
        outcome: names.collect(),
        months,
    })
}

fn row(model: &Model, month: &engine::MonthSeen) -> MonthRow {
    let scenario = model.scenario();
    let stocks = [
        (month.suspected, Backlog::Survey),
        (month.confirmed, Backlog::TechnicalSurvey),
        (month.to_clear, Backlog::Clearance),
    ];
    let most = stocks.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let (_, backlog) = most.expect("there are three stocks");
    let wanted = month.spent + month.missing;
    let events = scenario.events.iter().take(64).enumerate();
    let events = events.filter(|(bit, _)| month.events >> bit & 1 == 1);
    MonthRow {
        month: scenario.start.plus(month.t),
        suspected: month.suspected,
        confirmed: month.confirmed,
        to_clear: month.to_clear,
        income: month.income,
        spent: month.spent,
        missing: month.missing,
        output: month.output,
        events: events.map(|(_, event)| event.key.clone()).collect(),
        short: if month.missing > ENOUGH * wanted {
            Short::Money
        } else {
            Short::Capacity(backlog)
        },
    }
}

/// When events came, and how long each was at work.
fn arrivals(model: &Model, months: &[engine::MonthSeen]) -> Vec<Arrival> {
    let scenario = model.scenario();
    let mut found: Vec<Arrival> = Vec::new();
    for (bit, event) in scenario.events.iter().take(64).enumerate() {
        let mut before = false;
        for month in months {
            let active = month.events >> bit & 1 == 1;
            if active && !before {
                found.push(Arrival {
                    event: event.key.clone(),
                    title: event.title.clone(),
                    from: scenario.start.plus(month.t),
                    months: 0,
                });
            }
            if let Some(last) = found.last_mut().filter(|_| active) {
                last.months += 1;
            }
            before = active;
        }
    }
    found.sort_by_key(|arrival| arrival.from);
    found
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
