//! What a step changes: six statistics of scenarios under the same trials, and how they differ.

use serde::{Deserialize, Serialize};

use crate::programme::{OutcomeLayout as O, Programme};
use crate::simulate::{
    Collect, Model, Prepared, RunSpec, SimulateError, Trial, Wants, Watch, simulate,
};
use crate::summary::measured::{Measured, alike, mean, quantile, replicates};
use crate::summary::missing::only_if;

/// Place of the target in [`EFFECTS`].
pub const TARGET: usize = 2;
/// Names of what [`Effects`] holds, in order.
pub const EFFECTS: [&str; 6] = [
    "months sooner, P50",
    "months sooner, P80",
    "points of the target",
    "casualties averted",
    "person-years at home",
    "present cost",
];

/// What a step changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// Months by which the median of completion comes sooner; `None` where a median is beyond the horizon.
    pub months_sooner_p50: Measured,
    /// The same of P80.
    pub months_sooner_p80: Measured,
    /// Change of the share of trials that keep the target; not defined without one.
    pub joint: Measured,
    /// Expected casualties averted, people and deminers.
    pub casualties_averted: Measured,
    /// Person-years at home by the horizon.
    pub person_years_at_home: Measured,
    /// Change of the mean present value of what is spent up to completion or the horizon.
    pub present_cost: Measured,
}

impl Effects {
    /// In the order of [`EFFECTS`].
    pub fn all(&self) -> [Measured; 6] {
        [
            self.months_sooner_p50,
            self.months_sooner_p80,
            self.joint,
            self.casualties_averted,
            self.person_years_at_home,
            self.present_cost,
        ]
    }

    pub(super) fn of(all: [Measured; 6]) -> Self {
        let [p50, p80, joint, casualties, home, cost] = all;
        Self {
            months_sooner_p50: p50,
            months_sooner_p80: p80,
            joint,
            casualties_averted: casualties,
            person_years_at_home: home,
            present_cost: cost,
        }
    }

    pub(super) fn times(&self, factor: f64) -> Self {
        Self::of(self.all().map(|it| it.times(factor)))
    }
}

/// What is kept of a trial: months, cost, present value, casualties, person-years at home.
const KEPT: usize = 5;

/// Keeps what [`Effects`] are made of.
#[derive(Clone, Debug)]
struct Kept {
    /// Columns of casualties among people and deminers.
    casualties: Vec<usize>,
    returned: Option<usize>,
    rows: Vec<(u64, [f64; KEPT])>,
}

impl Kept {
    fn new(prepared: &Prepared) -> Self {
        let columns = prepared.model.programme().columns();
        let place = |name: &str| columns.outcomes().position(|it| it.name == name);
        Self {
            casualties: ["casualties.people", "casualties.deminers"]
                .into_iter()
                .filter_map(place)
                .collect(),
            returned: columns.series().position(|it| it.name == "people.returned"),
            rows: Vec::new(),
        }
    }
}

impl Collect for Kept {
    fn wants(&self) -> Wants {
        Wants {
            years: self.returned.is_some(),
            inputs: false,
        }
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        let casualties = self.casualties.iter();
        let home = self.returned.map_or(0.0, |column| {
            let years = trial.years.chunks_exact(trial.columns);
            years.map(|row| row[column]).sum()
        });
        let row = [
            trial.outcome[O::COMPLETION_MONTHS],
            trial.outcome[O::COST],
            trial.outcome[O::PRESENT_VALUE],
            casualties.map(|place| trial.outcome[*place]).sum(),
            home,
        ];
        self.rows.push((trial.number, row));
    }

    fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    fn finish(&mut self) {
        self.rows.sort_unstable_by_key(|(trial, _)| *trial);
    }
}

/// The six statistics, of all trials and then of each replicate.
pub(super) type Statistics = [Vec<Option<f64>>; 6];

fn of_trials(kept: &Kept, judge: &Programme) -> Statistics {
    let column = |at: usize| -> Vec<f64> { kept.rows.iter().map(|(_, row)| row[at]).collect() };
    let months = column(0);
    let target = judge.target;
    let joint = kept.rows.iter().map(|(_, row)| {
        // Without a target no share is defined, nor any change of it.
        only_if(
            target.is_given(),
            f64::from(u8::from(target.kept(row[0], row[1]))),
        )
    });
    let at = |p: f64| {
        let sooner = |mut months: Vec<f64>| {
            months.sort_unstable_by(f64::total_cmp);
            quantile(p)(&months).map(|it| -it)
        };
        by_part(&months, sooner)
    };
    let means =
        |values: Vec<f64>, sign: f64| by_part(&values, |it| mean(&it).map(|mean| sign * mean));
    [
        at(0.5),
        at(0.8),
        means(joint.collect(), 1.0),
        means(column(3), -1.0),
        means(column(4), 1.0),
        means(column(2), 1.0),
    ]
}

fn by_part(values: &[f64], of: impl Fn(Vec<f64>) -> Option<f64>) -> Vec<Option<f64>> {
    let whole = of(values.to_vec());
    std::iter::once(whole)
        .chain(replicates(values).map(of))
        .collect()
}

/// A statistic after and before, by its parts, and a factor.
pub(super) type Step<'a> = (&'a [Option<f64>], &'a [Option<f64>], f64);

/// `factor` times the change from `b` to `a`, each with its parts, less that of another such pair if one is given.
pub(super) fn slope((a, b, factor): Step<'_>, less: Option<Step<'_>>) -> Measured {
    let change = |a: &[Option<f64>], b: &[Option<f64>], factor: f64, at: usize| -> Option<f64> {
        let (a, b) = (a[at]?, b[at]?);
        Some(if alike(a, b) { 0.0 } else { factor * (a - b) })
    };
    let value = |at: usize| {
        let first = change(a, b, factor, at)?;
        let second = less.map_or(Some(0.0), |(a, b, factor)| change(a, b, factor, at))?;
        Some(first - second)
    };
    let replicates: Vec<Option<f64>> = (1..a.len()).map(value).collect();
    Measured::new(value(0), &replicates)
}

/// Simulates models and takes the statistics of each, by the target of `base`.
pub(super) fn statistics(
    base: &Model,
    models: Vec<Model>,
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Statistics>, SimulateError> {
    let jobs: Vec<(Model, RunSpec)> = models.into_iter().map(|it| (it, spec.clone())).collect();
    let runs = simulate(&jobs, Kept::new, watch)?;
    let judge = base.programme();
    Ok(runs
        .iter()
        .map(|it| of_trials(&it.collected, judge))
        .collect())
}
