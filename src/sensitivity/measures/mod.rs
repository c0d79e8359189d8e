//! Other measures of what matters, one table for all: Sobol' indices, Borgonovo's delta, rank correlations, one at a time.

mod delta;
mod one_at_a_time;
mod rank;
mod sobol;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::effects::{By, FEWEST_POINTS};
use super::ends::Drawn;
use super::outcome::{Outcome, Reader};
use super::study::Settings;
use crate::factors::Factor;
use crate::simulate::{Model, Run, RunSpec, SimulateError, Table, Watch, simulate_one};
use crate::summary::measured::Measured;

/// A measure beside Shapley effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Sobol' indices: explained alone, and in all that a factor takes part in.
    Sobol {
        /// First-order indices of lone inputs by two samples as well, and not from the plain run.
        pick_freeze: bool,
    },
    /// Borgonovo's delta: how far knowledge of a factor shifts the whole distribution.
    Delta,
    /// Rank correlations.
    Rank,
    /// One input at a time about the point estimate.
    Tornado,
}

impl Method {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sobol { .. } => "sobol",
            Self::Delta => "delta",
            Self::Rank => "rank",
            Self::Tornado => "tornado",
        }
    }

    /// What it says of a factor and an outcome.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Sobol { .. } => &["first", "total"],
            Self::Delta => &["delta", "floor"],
            Self::Rank => &["correlation"],
            Self::Tornado => &["at P10", "at P90"],
        }
    }
}

/// One factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeasureRow {
    /// The factor.
    pub factor: Factor,
    /// `[outcome][column]`
    pub values: Vec<Vec<Measured>>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measures {
    /// By which measure.
    pub method: Method,
    /// What is measured.
    pub by: By,
    /// Trials that were simulated.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Share of the plain run's trials that do not finish.
    pub unfinished: f64,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// By outcome, one at a time: the point estimate.
    pub estimate: Vec<Option<f64>>,
    /// Names of the numbers of each outcome.
    pub columns: Vec<String>,
    /// The factors, what matters most for the first outcome first.
    pub rows: Vec<MeasureRow>,
}

/// Trials that a measure takes, for a progress bar.
pub fn measures_likely(model: &Model, method: Method, settings: &Settings) -> u64 {
    let steps = settings.by.factors(model).len() as u64 + 2;
    match method {
        Method::Sobol { .. } => settings.trials + points(settings) * steps,
        Method::Delta | Method::Rank => settings.trials,
        Method::Tornado => 1,
    }
}

/// Points of the two samples.
fn points(settings: &Settings) -> u64 {
    settings.points().max(FEWEST_POINTS)
}

/// Measures what drives `outcomes`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate_one`].
pub fn measures(
    model: &Model,
    outcomes: Vec<Outcome>,
    method: Method,
    settings: &Settings,
    watch: &Watch,
) -> Result<Measures, SimulateError> {
    let by = match method {
        Method::Rank | Method::Tornado => By::Inputs,
        Method::Sobol { .. } | Method::Delta => settings.by,
    };
    let factors = by.factors(model);
    let mut found = Measures {
        method,
        by,
        trials: 0,
        seed: settings.seed,
        unfinished: 0.0,
        estimate: vec![None; outcomes.len()],
        columns: method.columns().iter().map(|it| (*it).to_owned()).collect(),
        rows: Vec::new(),
        outcomes,
    };
    if method == Method::Tornado {
        one_at_a_time::fill(&mut found, model, &factors);
        found.sort();
        return Ok(found);
    }
    let plain = Plain::new(model, &found.outcomes, &factors, settings, watch)?;
    found.trials = settings.trials;
    found.unfinished = plain.unfinished();
    match method {
        Method::Sobol { pick_freeze } => {
            sobol::fill(
                &mut found,
                model,
                (&factors, pick_freeze),
                &plain,
                settings,
                watch,
            )?;
        }
        Method::Delta => delta::fill(&mut found, &factors, &plain, settings.seed),
        _ => rank::fill(&mut found, &factors, &plain),
    }
    found.sort();
    Ok(found)
}

impl Measures {
    /// The factors in the order of what they do to the first outcome; where that is the same, to the second, and so on.
    fn sort(&mut self) {
        let method = self.method;
        let size = |values: &Vec<Measured>| {
            let at = |column: usize| values.get(column).and_then(|it| it.value).unwrap_or(0.0);
            match method {
                Method::Sobol { .. } => at(1),
                Method::Delta => at(0),
                Method::Rank => at(0).abs(),
                Method::Tornado => (at(1) - at(0)).abs(),
            }
        };
        self.rows.sort_by(|a, b| {
            let pairs = a.values.iter().zip(&b.values);
            let mut orders = pairs.map(|(a, b)| size(b).total_cmp(&size(a)));
            orders.find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
        });
    }
}

/// The trials of a plain run as columns.
struct Plain<'a> {
    model: &'a Model,
    run: Run<Table>,
    reader: Reader,
    /// By outcome.
    outcomes: Vec<Vec<f64>>,
}

impl<'a> Plain<'a> {
    fn new(
        model: &'a Model,
        outcomes: &[Outcome],
        factors: &[Factor],
        settings: &Settings,
        watch: &Watch,
    ) -> Result<Self, SimulateError> {
        let paths = model.programme().inputs.paths();
        let drawn = factors.iter().flat_map(|it| &it.paths);
        let slots = drawn.filter_map(|path| paths.iter().position(|it| it == path));
        let reader = Reader::new(outcomes, model.programme(), &slots.collect::<Vec<_>>());
        let spec = RunSpec::new(settings.trials, settings.seed);
        let run = simulate_one(model, &spec, |_| Table::new(reader.columns.clone()), watch)?;
        let all = 0..outcomes.len();
        Ok(Self {
            outcomes: all.map(|it| reader.column(it, &run.collected)).collect(),
            model,
            run,
            reader,
        })
    }

    fn unfinished(&self) -> f64 {
        let table = &self.run.collected;
        let finished = table.column(0).filter(|it| it.is_finite()).count();
        1.0 - finished as f64 / table.len() as f64
    }

    /// What a factor drew in every trial, a column for each of its dimensions.
    fn columns(&self, factor: &Factor) -> Vec<Vec<f64>> {
        let design = &self.run.prepared.design;
        let drawn = Drawn::new(self.model, &self.run.collected, &self.reader, design);
        let paths = factor.paths.iter();
        paths.filter_map(|path| drawn.column(path)).collect()
    }
}
