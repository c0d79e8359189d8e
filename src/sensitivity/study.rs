//! The study without options: Shapley effects of every factor, what is low and high, and what each risk adds.

use serde::{Deserialize, Serialize};

use super::effects::{Effects, Stage};
use super::ends::{Drawn, unfinished};
use super::mixing::Mixing;
use super::outcome::Outcome;
use super::over_time::{self, OverTime};
use super::question::{By, MOST_POINTS, Settings};
use super::removal::{self, Removal};
use super::runs::{RunOf, Runs};
use super::shapley::{share_of, shares, variance};
use super::sums::Sums;
use crate::factors::{Factor, Kind, Nature};
use crate::simulate::{Model, SimulateError, Table, Watch};
use crate::summary::measured::{Measured, mean};

/// From this share of unfinished trials on, shares of completion and cost say more of the horizon than of the programme.
pub const MANY_UNFINISHED: f64 = 0.05;

/// One factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The factor.
    pub factor: Factor,
    /// By outcome: its share of the variance.
    pub shares: Vec<Measured>,
    /// By outcome: the mean at its low end; none for most kinds of chance.
    pub low: Vec<Option<f64>>,
    /// By outcome: the mean at its high end.
    pub high: Vec<Option<f64>>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Study {
    /// Trials of the plain run.
    pub trials: u64,
    /// Points of the two samples.
    pub points: u64,
    /// Trials at every point: one for every factor and one more.
    pub steps: usize,
    /// Seed.
    pub seed: u64,
    /// Share of the plain run's trials that do not finish; their completion is that of the horizon, their cost what is spent by then.
    pub unfinished: f64,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// By outcome: mean of the plain run.
    pub means: Vec<Option<f64>>,
    /// By outcome: variance.
    pub variances: Vec<Option<f64>>,
    /// The factors, the largest share of the first outcome that varies first.
    pub rows: Vec<Row>,
    /// By outcome: the share of all that could be known.
    pub epistemic: Vec<Measured>,
    /// By outcome: the share of chance.
    pub aleatory: Vec<Measured>,
    /// What each event and driver adds.
    pub removals: Vec<Removal>,
    /// The shares at every power of two, and at the end.
    pub convergence: Vec<Stage>,
    /// Whether `--until` was reached, if it was asked.
    pub reached: Option<bool>,
    /// What shares are given to.
    pub by: By,
    /// What remains and what is spent, year by year, if it was asked.
    pub over_time: Vec<OverTime>,
}

impl Study {
    /// Rows of one nature, in their order.
    pub fn of(&self, nature: Nature) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(move |it| it.factor.nature == nature)
    }
}

/// Trials that a study takes at least, for a progress bar.
pub fn likely(model: &Model, settings: &Settings) -> u64 {
    let risks = removal::risks(model).len() as u64;
    let steps = Mixing::Orders.steps(settings.by.factors(model).len()) as u64;
    settings.trials * (1 + risks) + settings.points() * steps
}

/// Studies what drives `outcomes`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate`](crate::simulate::simulate).
pub fn study(
    model: &Model,
    outcomes: Vec<Outcome>,
    settings: &Settings,
    watch: &Watch,
) -> Result<Study, SimulateError> {
    let runs = Runs::new(model, outcomes, settings);
    let base = runs.simulate(&RunOf::Plain, 0..settings.trials, watch)?;
    let without = runs.simulate_without(watch)?;
    let mut effects = Effects::new(&runs.mixed, runs.factors.len(), settings.seed);
    let mut goal = Some(settings.points());
    while let Some(end) = goal {
        while effects.points() < end {
            let first = effects.points();
            let points = first..end.min(first + settings.by.batch());
            let table = runs.simulate(&RunOf::Points(Mixing::Orders), points.clone(), watch)?;
            effects.take(points, &table);
        }
        goal = more(&effects, &runs);
    }
    concluded(runs, &base, &without, &effects)
}

/// Points up to which a study goes on from those it has; `None` if they are enough, or as many as there may be.
pub(super) fn more(effects: &Effects, runs: &Runs) -> Option<u64> {
    let points = effects.points();
    let wide = |most: f64| effects.widest(runs.outcomes.len()) > most;
    let goes_on = runs.settings.until.is_some_and(wide) && points < MOST_POINTS;
    goes_on.then(|| (2 * points).min(MOST_POINTS))
}

/// What the trials of all runs say.
pub(super) fn concluded(
    runs: Runs,
    base: &Table,
    without: &[Table],
    effects: &Effects,
) -> Result<Study, SimulateError> {
    let (factors, count) = (&runs.factors, runs.outcomes.len());
    let values = runs.plain.all(base);
    let removals: Vec<Removal> = runs
        .risks
        .iter()
        .zip(without)
        .map(|(risk, table)| risk.removal(&runs.outcomes, &values, &runs.without.all(table)))
        .collect();
    let order = order(effects, count);
    let design = runs.design()?;
    let trials = Drawn::new(&runs.model, base, &runs.plain, &design);
    let sums = &effects.sums[..count];
    let all: Vec<Vec<Measured>> = sums.iter().map(shares).collect();
    let row = |at: &usize| {
        let factor = &factors[*at];
        let ends = if factor.kind == Kind::Event {
            let removal = removals.iter().find(|it| it.name == factor.name);
            let without = removal.map_or(&[][..], |it| &it.without);
            let both = without.iter().zip(&values);
            both.map(|(without, with)| Some(((*without)?, mean(with)?)))
                .collect()
        } else {
            trials.ends(factor, &values)
        };
        Row {
            factor: factor.clone(),
            shares: all.iter().map(|it| it[*at]).collect(),
            low: ends.iter().map(|it| it.map(|it| it.0)).collect(),
            high: ends.iter().map(|it| it.map(|it| it.1)).collect(),
        }
    };
    let by = |nature: Nature| -> Vec<Measured> {
        let among = |it: usize| factors[it].nature == nature;
        sums.iter().map(|it| share_of(it, among)).collect()
    };
    let settings = &runs.settings;
    Ok(Study {
        trials: settings.trials,
        points: effects.points(),
        steps: Mixing::Orders.steps(factors.len()),
        seed: settings.seed,
        unfinished: unfinished(base),
        means: values.iter().map(|it| mean(it)).collect(),
        variances: sums.iter().map(variance).collect(),
        epistemic: by(Nature::Epistemic),
        aleatory: by(Nature::Aleatory),
        rows: order.iter().map(row).collect(),
        convergence: effects.stages(count, &order),
        reached: settings.until.map(|most| effects.widest(count) <= most),
        by: settings.by,
        over_time: over_time::series(&runs.yearly, &effects.sums[count..], &order),
        outcomes: runs.outcomes,
        removals,
    })
}

/// The factors in the order of their shares of the first outcome that varies.
fn order(effects: &Effects, outcomes: usize) -> Vec<usize> {
    let mut all = effects.sums[..outcomes].iter().map(shares);
    let varies = |it: &Vec<Measured>| it.first().is_some_and(|it| it.value.is_some());
    let leading = all.find(varies).unwrap_or_default();
    let size = |at: &usize| leading.get(*at).and_then(|it| it.value).unwrap_or(0.0);
    let factors = effects.sums.first().map_or(0, Sums::width);
    let mut order: Vec<usize> = (0..factors).collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)));
    order
}
