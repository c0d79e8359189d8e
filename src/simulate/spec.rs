//! What of a model is simulated: which trials, from which seed, and where their inputs and their chance come from.

use std::ops::Range;
use std::sync::Arc;

use super::model::Model;
use crate::calendar::Month;
use crate::engine::{Given, Numbering, Rows, Sampler};
use crate::programme::Slot;
use crate::sampling::{Design, REPLICATES, Sampling, TooManyDimensions};
use crate::scenario::nearest;

/// How often inputs and chance are drawn in a nested run.
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

/// The trials of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trials {
    /// Those of these numbers, each at a point of the design and under a chance of its own.
    Range(Range<u64>),
    /// Every point of the design under several draws of chance. Trial *n* is point *n* mod `outer` under draw ⌊n/`outer`⌋ of
    /// chance, so that consecutive trials are consecutive points and the first draw is that of the plain trials. A pair of draws depends
    /// neither on how many there are of either.
    Nested(Nesting),
}

impl Trials {
    /// How many there are.
    pub fn count(&self) -> u64 {
        match self {
            Self::Range(range) => range.end.saturating_sub(range.start),
            Self::Nested(nesting) => nesting.trials(),
        }
    }

    /// The number after the last.
    pub fn end(&self) -> u64 {
        match self {
            Self::Range(range) => range.end,
            Self::Nested(nesting) => nesting.trials(),
        }
    }
}

/// Where the inputs of trials come from.
#[derive(Clone, Debug, Default)]
pub enum Inputs {
    /// The design.
    #[default]
    Design,
    /// Coordinates of some dimensions, by path (`driver.KEY` is whether a driver acts): independent, uniform in the open unit interval,
    /// before the copula. All others come from the design. Those of chance (`event.KEY.arrival`, `funding.KEY.level.1` to `.4`) come before
    /// what [`chance`](RunSpec::chance) says.
    Points(Vec<String>, Rows),
    /// Values of some inputs, by path, before drivers multiply them. All others come from the design.
    Values(Vec<String>, Rows),
}

/// What of a model is simulated.
#[derive(Clone, Debug)]
pub struct RunSpec {
    /// Which trials.
    pub trials: Trials,
    /// Seed of the design and of all chance.
    pub seed: u64,
    /// How the points of the design are laid out.
    pub sampling: Sampling,
    /// Where the inputs come from.
    pub inputs: Inputs,
    /// Numbers of chance by mechanism (`economy.inflation`, `noise.output`, `event.KEY`, `funding.KEY`); that of the trial for
    /// those not named.
    pub chance: Vec<(String, Numbering)>,
}

impl RunSpec {
    /// Trials 0 to `trials` under `seed`, inputs from a Sobol design.
    pub fn new(trials: u64, seed: u64) -> Self {
        Self {
            trials: Trials::Range(0..trials),
            seed,
            sampling: Sampling::Sobol,
            inputs: Inputs::Design,
            chance: Vec::new(),
        }
    }

    /// The same under another design.
    #[must_use]
    pub fn sampling(self, sampling: Sampling) -> Self {
        Self { sampling, ..self }
    }

    /// The same for other trials.
    #[must_use]
    pub fn trials(self, trials: Trials) -> Self {
        Self { trials, ..self }
    }

    /// The same with inputs from elsewhere.
    #[must_use]
    pub fn inputs(self, inputs: Inputs) -> Self {
        Self { inputs, ..self }
    }

    /// The same with the chance of one mechanism numbered otherwise.
    #[must_use]
    pub fn chance(mut self, mechanism: &str, numbering: Numbering) -> Self {
        self.chance.push((mechanism.to_owned(), numbering));
        self
    }
}

/// A quantity of a trial outgrew what a number can hold, so that the run has no figures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "in trial {trial}, `{quantity}` is no finite number by {month}: look for a growth, an inflation, an escalation, a discount rate or an amount that is far too large"
)]
pub struct NotFinite {
    /// Number of the first trial.
    pub trial: u64,
    /// The first month at whose end it was seen.
    pub month: Month,
    /// What it is of.
    pub quantity: String,
}

/// Why a run cannot be simulated as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpecError {
    /// The design does not reach that far.
    #[error(transparent)]
    Dimensions(#[from] TooManyDimensions),
    /// A path names nothing that can be given.
    #[error("`{path}` is no {what} of the scenario{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    Unknown {
        /// The path.
        path: String,
        /// What it should be.
        what: &'static str,
        /// A path that is.
        near: Option<String>,
    },
    /// A path is given twice.
    #[error("`{0}` is given twice")]
    Twice(String),
    /// A table of given numbers is too short.
    #[error("the table has {numbers} numbers, but {trials} trials of {columns} columns need {}", trials * *columns as u64)]
    Short {
        /// Numbers in the table.
        numbers: usize,
        /// Trials up to the last of the run.
        trials: u64,
        /// Columns.
        columns: usize,
    },
    /// A trial has no figures.
    #[error(transparent)]
    NotFinite(#[from] NotFinite),
    /// A number that cannot be.
    #[error("row {row} of `{path}` is {value}, but must be {rule}")]
    Number {
        /// Trial.
        row: u64,
        /// Path of the column.
        path: String,
        /// What was found.
        value: f64,
        /// What is allowed.
        rule: String,
    },
}

/// A run made ready: what its collectors may want to know of it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is simulated.
    pub model: Model,
    /// Points of the trials.
    pub design: Arc<Design>,
    /// What of it.
    pub spec: RunSpec,
    given: Given,
    chance: Vec<Numbering>,
}

impl Prepared {
    /// Looks up all names of `spec`, and reads its table if there is one.
    pub(super) fn new(model: Model, design: Arc<Design>, spec: RunSpec) -> Result<Self, SpecError> {
        let model = match &spec.inputs {
            Inputs::Values(paths, _) => model.with_free_inputs(paths),
            _ => model,
        };
        let programme = model.programme();
        let given = match &spec.inputs {
            Inputs::Design => Given::Nothing,
            Inputs::Points(paths, rows) => {
                let dimensions = &model.scenario().dimensions;
                let found = places(paths, dimensions, "dimension of the design")?;
                let rule = || "above 0 and below 1".to_owned();
                check(&spec, paths, rows, |_, x| {
                    (0.0 < x && x < 1.0).then_some(()).ok_or_else(rule)
                })?;
                Given::Points(found, rows.clone())
            }
            Inputs::Values(paths, rows) => {
                let slots = places(paths, programme.inputs.paths(), "input")?;
                check(&spec, paths, rows, |column, x| {
                    programme.inputs.allows(slots[column], x)
                })?;
                let slots = slots.into_iter().map(Slot::at);
                Given::Values(slots.collect(), rows.clone())
            }
        };
        let mut chance = Vec::new();
        if !spec.chance.is_empty() {
            chance.resize(programme.mechanisms.len(), Numbering::Trial);
            let paths: Vec<String> = spec.chance.iter().map(|(path, _)| path.clone()).collect();
            let found = places(&paths, &programme.mechanisms, "mechanism of chance")?;
            for (place, (_, numbering)) in found.into_iter().zip(&spec.chance) {
                chance[place] = numbering.clone();
            }
        }
        Ok(Self {
            model,
            design,
            spec,
            given,
            chance,
        })
    }

    /// How the trials are drawn.
    pub fn sampler(&self) -> Sampler<'_> {
        let sampler = Sampler::new(&self.design)
            .with_inputs(&self.given)
            .with_chance(&self.chance);
        match &self.spec.trials {
            Trials::Range(_) => sampler,
            Trials::Nested(nesting) => sampler.nested(nesting.outer),
        }
    }
}

/// Where each of `paths` stands among those that are `known`.
fn places(paths: &[String], known: &[String], what: &'static str) -> Result<Vec<usize>, SpecError> {
    let mut found = Vec::with_capacity(paths.len());
    for path in paths {
        let place = known.iter().position(|it| it == path);
        let place = place.ok_or_else(|| SpecError::Unknown {
            path: path.clone(),
            what,
            near: nearest(path, known.iter().map(String::as_str)).map(str::to_owned),
        })?;
        if found.contains(&place) {
            return Err(SpecError::Twice(path.clone()));
        }
        found.push(place);
    }
    Ok(found)
}

/// Checks a table of given numbers; what a function writes is for its author to answer for.
fn check(
    spec: &RunSpec,
    paths: &[String],
    rows: &Rows,
    allowed: impl Fn(usize, f64) -> Result<(), String>,
) -> Result<(), SpecError> {
    let Rows::Table(numbers) = rows else {
        return Ok(());
    };
    let (trials, columns) = (spec.trials.end(), paths.len());
    if (numbers.len() as u64) < trials.saturating_mul(columns as u64) {
        return Err(SpecError::Short {
            numbers: numbers.len(),
            trials,
            columns,
        });
    }
    for (at, &value) in numbers.iter().enumerate() {
        let column = at % columns.max(1);
        allowed(column, value).map_err(|rule| SpecError::Number {
            row: (at / columns.max(1)) as u64,
            path: paths[column].clone(),
            value,
            rule,
        })?;
    }
    Ok(())
}
