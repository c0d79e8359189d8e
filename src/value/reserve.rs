//! By how much a reserve can shrink.

use serde::{Deserialize, Serialize};

use super::{Knowledge, Settings, ValueError, Worth};
use crate::factors::{Kind, factors};
use crate::given::{Drawn, Loss};
use crate::simulate::{Model, RunSpec, Table, Watch, simulate_one};
use crate::summary::measured::Measured;
use crate::summary::measured::share_of;
use crate::summary::quantity::{self, COST, MONTHS};

/// What knowing one factor is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReserveRow {
    /// Machine name of the factor.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// How far it ranges, in words.
    pub spread: String,
    /// What it is.
    pub kind: Kind,
    /// Fall of the reserve of time, years.
    pub years: Worth,
    /// Fall of the reserve of money, constant prices.
    pub cost: Worth,
}

/// The reserve above the mean for the worst trials, and what knowledge takes from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reserve {
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// The reserve is for the trials beyond this share: conditional value at risk less the mean.
    pub at: f64,
    /// See [`Settings::accuracy`].
    pub accuracy: f64,
    /// Share of the trials that are unfinished: completion counts as at the horizon, cost as what is spent up to then.
    pub unfinished: Measured,
    /// The reserve of time, years.
    pub years: Measured,
    /// The reserve of money.
    pub cost: Measured,
    /// Everything known that could be: a lower bound.
    pub everything_years: Worth,
    /// See `everything_years`.
    pub everything_cost: Worth,
    /// The factors, the largest gain of time first.
    pub factors: Vec<ReserveRow>,
    /// The reserve for chance, which no study removes: an upper bound, years.
    pub chance_years: Measured,
    /// See `chance_years`.
    pub chance_cost: Measured,
}

/// What it is worth to know each factor of `model`, for a reserve at level `at`, on the current thread pool.
///
/// # Errors
///
/// [`ValueError::Simulate`]
pub fn reserve(
    model: &Model,
    at: f64,
    settings: &Settings,
    watch: &Watch,
) -> Result<Reserve, ValueError> {
    let factors = factors(model);
    let mut columns = quantity::columns();
    columns.inputs = Drawn::slots(model, &factors);
    let spec = RunSpec::new(settings.trials, settings.seed);
    let run = simulate_one(model, &spec, |_| Table::new(columns.clone()), watch)?;
    let drawn = Drawn::new(&run, &factors);
    let table = &run.collected;
    let horizon = f64::from(model.programme().clock.months);
    let years: Vec<f64> = table
        .column(MONTHS)
        .map(|it| it.min(horizon) / 12.0)
        .collect();
    let cost: Vec<f64> = table.column(COST).collect();
    let knowledge = Knowledge::new(factors, &drawn, settings);
    let [of_years, of_cost] = [&years, &cost].map(|it| knowledge.worth(it, Loss::Reserve(at)));
    let rows = knowledge.factors.iter().enumerate();
    let mut rows: Vec<ReserveRow> = rows
        .map(|(at, factor)| ReserveRow {
            name: factor.name.clone(),
            title: factor.title.clone(),
            spread: factor.spread.clone(),
            kind: factor.kind,
            years: of_years.each[at],
            cost: of_cost.each[at],
        })
        .collect();
    rows.sort_by(|a, b| super::larger(&a.years, &b.years).then(super::larger(&a.cost, &b.cost)));
    Ok(Reserve {
        trials: settings.trials,
        seed: settings.seed,
        at,
        accuracy: settings.accuracy,
        unfinished: share_of(table.column(MONTHS).map(f64::is_infinite), false),
        years: of_years.whole,
        cost: of_cost.whole,
        everything_years: of_years.everything,
        everything_cost: of_cost.everything,
        factors: rows,
        chance_years: of_years.chance,
        chance_cost: of_cost.chance,
    })
}
