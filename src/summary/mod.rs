//! What a run found: plain data that `summary.json`, the tables and the report read.
//!
//! ```
//! use clearcast::run::{Plan, RunResults};
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let simulated = Plan::Plain(0..256).simulate(&model, &RunSpec::new(0, 1), &Default::default(), &|_, _, _| {})?;
//! let summary = RunResults::new(simulated, Vec::new()).summary;
//! let cost = summary.spread("cost");
//! assert!(cost.p50 < cost.p80);
//! assert!(summary.error("cost").p50.is_some()); // every figure has its Monte Carlo error
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::calendar::Month;
use crate::programme::columns::Column;
use crate::sampling::Sampling;
use estimate::Estimate;

pub use build::distribution;

mod build;
pub mod charts;
mod curves;
pub mod estimate;
pub mod goal;
pub mod limits;
pub mod measured;
pub(crate) mod missing;
pub mod nested;
pub mod quantity;
pub mod reference;
pub mod standing;
mod tree;
mod written;

/// Probabilities of the quantiles that every [`Spread`] gives.
pub const LEVELS: [f64; 9] = [0.05, 0.10, 0.25, 0.50, 0.70, 0.75, 0.80, 0.90, 0.95];

/// Mean, standard deviation and quantiles of one quantity over all trials. `None`: infinite, or not defined.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean; `None` where a trial is infinite.
    pub mean: Option<f64>,
    /// Standard deviation; `None` where a trial is infinite.
    pub sd: Option<f64>,
    /// 5 % quantile.
    pub p05: Option<f64>,
    /// 10 % quantile.
    pub p10: Option<f64>,
    /// 25 % quantile.
    pub p25: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 70 % quantile.
    pub p70: Option<f64>,
    /// 75 % quantile.
    pub p75: Option<f64>,
    /// 80 % quantile.
    pub p80: Option<f64>,
    /// 90 % quantile.
    pub p90: Option<f64>,
    /// 95 % quantile.
    pub p95: Option<f64>,
}

/// Which scenario was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioId {
    /// Its name.
    pub name: String,
    /// SHA-256 of `resolved.toml`.
    pub sha256: String,
    /// First simulated month.
    pub start: String,
    /// Years simulated at most.
    pub horizon_years: f64,
    /// Currency code.
    pub currency: String,
    /// Year of the constant prices.
    pub price_year: i32,
}

/// How it was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunId {
    /// Trials simulated.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sampling design.
    pub sampling: Sampling,
    /// Version of clearcast.
    pub version: String,
}

impl RunId {
    /// A run of so many trials by this version.
    pub fn new(trials: u64, seed: u64, sampling: Sampling) -> Self {
        Self {
            trials,
            seed,
            sampling,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// The estimate under test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetId {
    /// Duration, years from the start of the month `since`; infinite without a deadline.
    #[serde(deserialize_with = "missing::unlimited")]
    pub years: f64,
    /// The last month in which completion is in time.
    pub deadline: Option<String>,
    /// Month the duration counts from.
    pub since: String,
    /// Cost, constant prices; infinite if any cost will do.
    #[serde(deserialize_with = "missing::unlimited")]
    pub cost: f64,
    /// Spent before the start, counted against `cost`.
    pub spent: f64,
}

impl TargetId {
    /// The estimate that a scenario puts under test.
    pub fn of(scenario: &crate::scenario::Scenario) -> Self {
        let target = &scenario.target;
        Self {
            years: target.years.unwrap_or(f64::INFINITY),
            deadline: target.deadline.map(|month| month.to_string()),
            since: target.since.to_string(),
            cost: target.cost.unwrap_or(f64::INFINITY),
            spent: target.spent,
        }
    }

    /// What a trial that meets it keeps, in words for people; `None` without a target.
    pub fn words(&self) -> Option<&'static str> {
        match (self.deadline.is_some(), self.cost.is_finite()) {
            (true, true) => Some("both halves of the target"),
            (false, false) => None,
            _ => Some("the target"),
        }
    }
}

/// Shares of trials.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    /// Complete within the horizon.
    #[serde(deserialize_with = "missing::number")]
    pub finished: f64,
    /// Complete within the target's years; NaN, null in a file, without a deadline.
    #[serde(deserialize_with = "missing::number")]
    pub within_years: f64,
    /// Complete within the target's cost; NaN if any cost will do.
    #[serde(deserialize_with = "missing::number")]
    pub within_cost: f64,
    /// Both, or the half that is given; NaN without a target.
    #[serde(deserialize_with = "missing::number")]
    pub joint: f64,
}

/// One trial with everything at its mode and no chance, and the share of trials that did no worse.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointEstimate {
    /// Years from the start to completion; `None` if it does not finish.
    pub completion_years: Option<f64>,
    /// Cost at completion, constant prices.
    pub cost: Option<f64>,
    /// Share of trials that complete no later.
    pub confidence_years: Option<f64>,
    /// Share of trials that cost no more.
    pub confidence_cost: Option<f64>,
}

/// One quantity over all trials, and how exactly it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is: name, unit, kind, meaning.
    pub column: Column,
    /// Moments and quantiles.
    pub value: Spread,
    /// Their standard errors.
    pub error: Spread,
}

/// `summary.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "written::Written", try_from = "written::Written")]
pub struct Summary {
    /// Version of this format.
    pub format: u32,
    /// Which scenario.
    pub scenario: ScenarioId,
    /// How it was run.
    pub run: RunId,
    /// The estimate under test.
    pub target: TargetId,
    /// Shares of trials.
    pub probability: Estimate<Probability>,
    /// One trial without chance.
    pub point_estimate: Estimate<PointEstimate>,
    /// Everything else that has a Monte Carlo error, in the order of the [registry](crate::programme::columns).
    pub figures: Vec<Figure>,
    /// Epistemic and aleatory variance, after a nested run.
    pub nested: Option<nested::Nested>,
}

/// What is said of a quantity that a programme does not have.
static NOTHING: Spread = Spread::NOTHING;

impl Summary {
    /// The figure of that name in the registry, such as `cost` or `cost_by.operator.ANAMA`; `None` if the programme has none.
    ///
    /// # Panics
    ///
    /// In debug builds, if no programme can have it.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        debug_assert!(Column::of_figure(name).is_some(), "no figure `{name}`");
        self.figures.iter().find(|it| it.column.name == name)
    }

    /// Moments and quantiles of the [figure](Self::figure) of that name; none of them if the programme does not have it.
    pub fn spread(&self, name: &str) -> &Spread {
        self.figure(name).map_or(&NOTHING, |it| &it.value)
    }

    /// Standard errors of [`spread`](Self::spread).
    pub fn error(&self, name: &str) -> &Spread {
        self.figure(name).map_or(&NOTHING, |it| &it.error)
    }

    /// The figures that are declared together by a pattern such as `regions.*.completion_years`, by their keys.
    pub fn family<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = (&'a str, &'a Figure)> {
        let figures = self.figures.iter();
        let family = figures.filter(move |it| it.column.declared().name == pattern);
        family.map(|it| (it.column.key(), it))
    }

    /// Trials that are not complete at the horizon.
    pub fn unfinished_trials(&self) -> u64 {
        let trials = self.run.trials as f64;
        (trials * (1.0 - self.probability.value.finished)).round() as u64
    }

    /// Whether the shares of trials that meet the target's years are only bounds from below: trials are unfinished at the
    /// horizon, and the deadline lies beyond it, so some of them might have met it.
    pub fn shares_are_bounds(&self) -> bool {
        let deadline = self.target.deadline.as_ref();
        let (Some(Ok(deadline)), Ok(start)) = (
            deadline.map(|month| month.parse::<Month>()),
            self.scenario.start.parse::<Month>(),
        ) else {
            return false;
        };
        let months = f64::from(deadline.since(start) + 1);
        let beyond = months > (self.scenario.horizon_years * 12.0).round();
        beyond && self.probability.value.finished < 1.0
    }
}
