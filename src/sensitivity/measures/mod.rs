//! Other measures of what matters, one table for all: Sobol' indices, Borgonovo's delta, rank correlations, one at a time.

mod delta;
mod one_at_a_time;
mod rank;
mod sobol;

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ends::{Drawn, unfinished};
use super::mixing::Mixing;
use super::outcome::Outcome;
use super::question::{By, Settings};
use super::runs::{RunOf, Runs};
use crate::arguments::one_of;
use crate::factors::Factor;
use crate::sampling::Design;
use crate::simulate::{Model, SimulateError, Table, Watch};
use crate::summary::measured::Measured;

pub(super) use sobol::Indices;

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

    /// The measure of a name; none for `shapley`, which is what a study tells. `sobol` is how whoever asks writes that method.
    ///
    /// # Errors
    ///
    /// If there is no such measure, or `pick_freeze` is asked of what cannot be drawn so.
    pub fn named(
        name: &str,
        (pick_freeze, sobol): (bool, &str),
        by: By,
    ) -> Result<Option<Self>, String> {
        if pick_freeze && (name, by) != ("sobol", By::Factors) {
            return Err(format!(
                "this is a way of {sobol}, and by factors: what is correlated cannot be drawn again alone"
            ));
        }
        let all = [
            None,
            Some(Self::Sobol { pick_freeze }),
            Some(Self::Delta),
            Some(Self::Rank),
            Some(Self::Tornado),
        ];
        one_of(name, all, |it| it.map_or("shapley", Self::name))
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
    let steps = Mixing::PickFreeze.steps(settings.by.factors(model).len()) as u64;
    match method {
        Method::Sobol { .. } => settings.trials + settings.points() * steps,
        Method::Delta | Method::Rank => settings.trials,
        Method::Tornado => 1,
    }
}

/// Measures what drives `outcomes`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate_one`](crate::simulate::simulate_one).
pub fn measures(
    model: &Model,
    outcomes: Vec<Outcome>,
    method: Method,
    settings: &Settings,
    watch: &Watch,
) -> Result<Measures, SimulateError> {
    let settings = method.settings(settings);
    if method == Method::Tornado {
        return Ok(one_at_a_time(model, outcomes, &settings));
    }
    let runs = Runs::new(model, outcomes, &settings);
    let plain = runs.simulate(&RunOf::Plain, 0..settings.trials, watch)?;
    let mut indices = method.is_of_points().then(|| Indices::new(&runs, &plain));
    if let Some(indices) = &mut indices {
        let end = settings.points();
        while indices.points() < end {
            let first = indices.points();
            let points = first..end.min(first + settings.by.batch());
            let of = RunOf::Points(Mixing::PickFreeze);
            indices.take(points.clone(), &runs.simulate(&of, points, watch)?);
        }
    }
    concluded(method, &runs, &plain, indices.as_ref())
}

impl Method {
    /// What is simulated for it.
    pub(super) fn settings(self, asked: &Settings) -> Settings {
        Settings {
            by: match self {
                Self::Rank | Self::Tornado => By::Inputs,
                Self::Sobol { .. } | Self::Delta => asked.by,
            },
            until: None,
            over_time: false,
            ..asked.clone()
        }
    }

    /// Whether it takes points of two samples beside the plain run.
    pub(super) fn is_of_points(self) -> bool {
        matches!(self, Self::Sobol { .. })
    }
}

fn one_at_a_time(model: &Model, outcomes: Vec<Outcome>, settings: &Settings) -> Measures {
    let factors = settings.by.factors(model);
    let (estimate, rows) = one_at_a_time::rows(model, &outcomes, &factors);
    Measures::new(Method::Tornado, settings, outcomes, (estimate, rows))
}

/// What the trials of all runs say.
pub(super) fn concluded(
    method: Method,
    runs: &Runs,
    plain: &Table,
    indices: Option<&Indices>,
) -> Result<Measures, SimulateError> {
    let plain = Plain {
        runs,
        design: runs.design()?,
        outcomes: runs.plain.all(plain),
        table: plain,
    };
    let rows = match (method, indices) {
        (Method::Sobol { pick_freeze }, Some(indices)) => sobol::rows(&plain, indices, pick_freeze),
        (Method::Delta, _) => delta::rows(&plain),
        _ => rank::rows(&plain),
    };
    let nothing = vec![None; runs.outcomes.len()];
    let outcomes = runs.outcomes.clone();
    let found = Measures::new(method, &runs.settings, outcomes, (nothing, rows));
    Ok(Measures {
        trials: runs.settings.trials + indices.map_or(0, Indices::trials),
        unfinished: unfinished(plain.table),
        ..found
    })
}

impl Measures {
    fn new(
        method: Method,
        settings: &Settings,
        outcomes: Vec<Outcome>,
        (estimate, rows): (Vec<Option<f64>>, Vec<MeasureRow>),
    ) -> Self {
        let mut found = Self {
            method,
            by: settings.by,
            trials: 0,
            seed: settings.seed,
            unfinished: 0.0,
            outcomes,
            estimate,
            columns: method.columns().iter().map(|it| (*it).to_owned()).collect(),
            rows,
        };
        found.sort();
        found
    }

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
    runs: &'a Runs,
    design: Arc<Design>,
    table: &'a Table,
    /// By outcome.
    outcomes: Vec<Vec<f64>>,
}

impl Plain<'_> {
    /// What a factor drew in every trial, a column for each of its dimensions.
    fn columns(&self, factor: &Factor) -> Vec<Vec<f64>> {
        let Runs { model, plain, .. } = self.runs;
        let drawn = Drawn::new(model, self.table, plain, &self.design);
        let paths = factor.paths.iter();
        paths.filter_map(|path| drawn.column(path)).collect()
    }
}
