//! The trials of a run as rows: one a trial, or one a trial and calendar year.
//!
//! A trial is a function of its number, so it is simulated once more for its row, some hundreds at a time: what a run keeps in memory does not
//! grow with what it saves, and rows come in the order of trials on any number of threads.

use std::ops::Range;
use std::path::Path;

use serde_json::json;

use super::{Cell, DataError, Field, Format, TableFile, ValueKind};
use crate::programme::columns::{Column, Trials as Counted};
use crate::programme::{OutcomeLayout, Programme};
use crate::sampling::REPLICATES;
use crate::simulate::{
    Collect, Model, Prepared, RunSpec, SimulateError, Trial, Trials, Wants, Watch, simulate_one,
};

/// Trials that are simulated at a time for one row each, and for a row for each of their years.
const AT_A_TIME: [u64; 2] = [4_096, 512];

/// Which rows are saved of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// One a trial: its inputs, which drivers act, its outcomes.
    Trials,
    /// One a trial and calendar year.
    Years,
}

impl Saved {
    /// The name of the file without its ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trials => "trials",
            Self::Years => "trial-years",
        }
    }
}

/// Rows of trials were not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// A file cannot be written.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The trials cannot be simulated, or were stopped.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// Writes rows of the trials of a run into a folder, on the current thread pool.
///
/// # Errors
///
/// If a file cannot be written, or the watch said stop.
///
/// # Panics
///
/// If the run is nested: there is no plan that saves one.
pub fn save(
    run: &Prepared,
    saved: Saved,
    format: Format,
    folder: &Path,
    watch: &Watch,
) -> Result<(), SaveError> {
    let path = folder.join(format!("{}.{}", saved.name(), format.ending()));
    let about = about(&run.model, &run.spec, saved);
    let mut table = TableFile::create(&path, format, &fields(&run.model, saved), &about)?;
    each(run, saved, watch, |row| table.row(row))?;
    Ok(table.finish()?)
}

/// The columns of the rows of a model's trials.
pub fn fields(model: &Model, saved: Saved) -> Vec<Field> {
    Layout::new(model, saved).fields
}

/// Shows the rows of the trials of a run in order, on the current thread pool.
///
/// # Errors
///
/// As [`save`]: what `show` says, or if the watch said stop.
///
/// # Panics
///
/// If the run is nested.
pub fn each(
    run: &Prepared,
    saved: Saved,
    watch: &Watch,
    mut show: impl FnMut(&[Cell]) -> Result<(), DataError>,
) -> Result<(), SaveError> {
    let Trials::Range(range) = &run.spec.trials else {
        panic!("rows are of plain runs");
    };
    let (model, spec) = (&run.model, &run.spec);
    let layout = Layout::new(model, saved);
    let step = AT_A_TIME[usize::from(saved == Saved::Years)];
    let mut first = range.start;
    while first < range.end {
        let part = first..(first + step).min(range.end);
        let trials = trials(model, spec, part.clone(), saved, watch)?;
        for trial in &trials {
            layout.rows(trial, &mut show)?;
        }
        first = part.end;
    }
    Ok(())
}

/// Trials of these numbers, in order.
fn trials(
    model: &Model,
    spec: &RunSpec,
    range: Range<u64>,
    saved: Saved,
    watch: &Watch,
) -> Result<Vec<Whole>, SimulateError> {
    let spec = spec.clone().trials(Trials::Range(range));
    let keep = |_: &Prepared| Keep {
        wants: Wants {
            inputs: saved == Saved::Trials,
            years: saved == Saved::Years,
        },
        trials: Vec::new(),
    };
    let run = simulate_one(model, &spec, keep, watch)?;
    Ok(run.collected.trials)
}

/// All that is told of a trial.
#[derive(Clone, Debug)]
struct Whole {
    number: u64,
    inputs: Vec<f64>,
    acting: Vec<f64>,
    outcome: Vec<f64>,
    years: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Keep {
    wants: Wants,
    trials: Vec<Whole>,
}

impl Collect for Keep {
    fn wants(&self) -> Wants {
        self.wants
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        self.trials.push(Whole {
            number: trial.number,
            inputs: trial.inputs.to_vec(),
            acting: trial.acting.to_vec(),
            outcome: trial.outcome.to_vec(),
            years: trial.years.to_vec(),
        });
    }

    fn merge(&mut self, other: Self) {
        self.trials.extend(other.trials);
    }

    fn finish(&mut self) {
        self.trials.sort_unstable_by_key(|trial| trial.number);
    }
}

/// Columns of a file, and how a trial becomes rows.
struct Layout {
    fields: Vec<Field>,
    /// Inputs, by slot.
    inputs: Vec<usize>,
    /// Pledges, by slot.
    pledges: Vec<usize>,
    /// Outcomes with their places.
    outcomes: Vec<(Column, usize)>,
    /// Yearly columns.
    series: Vec<Column>,
    /// First calendar year.
    first_year: i32,
    saved: Saved,
}

impl Layout {
    fn new(model: &Model, saved: Saved) -> Self {
        let programme = model.programme();
        let currency = &model.scenario().currency;
        let field = |column: &Column| {
            let unit = column.unit_in(currency);
            Field::new(&column.name, ValueKind::Number, unit, &column.meaning)
        };
        let whole = |name, meaning| Field::new(name, ValueKind::Integer, "", meaning);
        let mut fields = vec![
            whole("trial", "Number of the trial, from 0."),
            whole(
                "replicate",
                "Replicate of the sampling design to which it belongs.",
            ),
        ];
        let mut layout = Self {
            fields: Vec::new(),
            inputs: programme.inputs.drawn(),
            pledges: programme.inputs.pledges().collect(),
            outcomes: outcomes(programme),
            series: programme.columns().series().cloned().collect(),
            first_year: programme.columns().years().0,
            saved,
        };
        match saved {
            Saved::Trials => {
                let finished = "Whether the trial is complete within the horizon.";
                fields.push(Field::new("finished", ValueKind::Flag, "", finished));
                let inputs = layout
                    .inputs
                    .iter()
                    .map(|slot| &programme.inputs.paths()[*slot]);
                fields.extend(inputs.map(|path| {
                    let mut all = model.scenario().inputs();
                    let unit = all.find(|it| it.path == *path).map_or("", |it| it.unit);
                    // An input may be called as an outcome is: `casualties.killed` is a share there and a number here.
                    let name = format!("input.{path}");
                    let meaning = "Input, before drivers multiply it.";
                    Field::new(&name, ValueKind::Number, unit, meaning)
                }));
                let acts = "Whether the driver acts.";
                let drivers = programme.inputs.drivers();
                fields.extend(drivers.map(|path| Field::new(path, ValueKind::Flag, "", acts)));
                let pays = "Whether the source pays what it has pledged.";
                let pledges = layout
                    .pledges
                    .iter()
                    .map(|it| &programme.inputs.paths()[*it]);
                fields.extend(pledges.map(|path| Field::new(path, ValueKind::Flag, "", pays)));
                fields.extend(layout.outcomes.iter().map(|(column, _)| field(column)));
            }
            Saved::Years => {
                fields.push(whole("year", "Calendar year."));
                fields.extend(layout.series.iter().map(field));
            }
        }
        layout.fields = fields;
        layout
    }

    /// Shows the rows of a trial.
    fn rows(
        &self,
        trial: &Whole,
        mut show: impl FnMut(&[Cell]) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let head = [
            Cell::count(trial.number),
            Cell::count(trial.number % REPLICATES as u64),
        ];
        match self.saved {
            Saved::Trials => {
                let finished = trial.outcome[OutcomeLayout::COMPLETION_MONTHS].is_finite();
                let mut row = Vec::from(head);
                row.push(Cell::Flag(finished));
                row.extend(
                    self.inputs
                        .iter()
                        .map(|slot| Cell::Number(trial.inputs[*slot])),
                );
                row.extend(trial.acting.iter().map(|it| Cell::Flag(*it > 0.0)));
                let pays = self.pledges.iter().map(|slot| trial.inputs[*slot] > 0.0);
                row.extend(pays.map(Cell::Flag));
                row.extend(self.outcomes.iter().map(|(column, place)| {
                    let counts = match column.declared().trials {
                        Some(Counted::Finished) => finished,
                        Some(Counted::Unfinished) => !finished,
                        Some(Counted::All) | None => true,
                    };
                    let value = column.in_unit(trial.outcome[*place]);
                    Cell::number(Some(value).filter(|it| counts && it.is_finite()))
                }));
                show(&row)
            }
            Saved::Years => {
                let years = trial.years.chunks_exact(self.series.len());
                for (values, calendar) in years.zip(self.first_year..) {
                    let mut row = Vec::from(head.clone());
                    row.push(Cell::Integer(i64::from(calendar)));
                    row.extend(values.iter().copied().map(Cell::Number));
                    show(&row)?;
                }
                Ok(())
            }
        }
    }
}

/// What is recorded of a trial, and the figures that are the same column under another name.
fn outcomes(programme: &Programme) -> Vec<(Column, usize)> {
    let columns = programme.columns();
    let mut all: Vec<(Column, usize)> = Vec::new();
    for (place, column) in columns.outcomes().enumerate() {
        // Work that waits is asked for again every month: by year it says something, over the years it does not.
        if place == OutcomeLayout::UNFUNDED {
            continue;
        }
        all.push((column.clone(), place));
        let others = columns
            .figures()
            .filter(|(it, at)| *at == place && it.name != column.name);
        all.extend(others.map(|(it, at)| (it.clone(), at)));
    }
    all
}

/// What the rows are of, for the metadata of a file.
fn about(model: &Model, spec: &RunSpec, saved: Saved) -> serde_json::Value {
    json!({
        "kind": match saved {
            Saved::Trials => "trials of a run",
            Saved::Years => "calendar years of trials of a run",
        },
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": model.scenario().name,
        "scenario_sha256": model.sha256(),
        "currency": model.scenario().currency,
        "price_year": model.scenario().price_year,
        "trials": spec.trials.count(),
        "seed": spec.seed,
        "sampling": spec.sampling,
    })
}
