//! Where a programme fails: the part of the inputs in which it mostly misses its target.
//!
//! A box is peeled around the trials that fail ([`peel`]) with half of the replicates, and what it holds is reported of the other half,
//! which had no part in it. Not every trial in the box fails and not only those in it, since chance decides as well: how dense a box could
//! be at all is told by a nested run, in which every draw of the inputs meets chance several times.
//!
//! ```
//! use clearcast::discover::{Failing, discover};
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let found = discover(&model, Failing::Years, None, &RunSpec::new(1024, 1), &Default::default())?;
//! assert_eq!(found.trials, 1024);
//! assert!(found.bounds.len() <= 4); // a box that can be said in a sentence
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

mod ceiling;
mod peel;

pub use ceiling::{Ceiling, Points};
pub use peel::{Boxed, End, Limit, Peeling, peel};

use serde::{Deserialize, Serialize};

use crate::factors::{Nature, factors};
use crate::given::Drawn;
use crate::programme::Limits;
use crate::sampling::REPLICATES;
use crate::simulate::{Model, RunSpec, SimulateError, Table, Watch, simulate_one};
use crate::summary::measured::Measured;
use crate::summary::measured::share_of;
use crate::summary::quantity::{self, COST, MONTHS};

/// Most trials: all are kept with their inputs.
pub const MOST_TRIALS: u64 = 1 << 18;
/// Most limits of a box: more are no longer one sentence.
const LIMITS: usize = 4;
/// Replicates that boxes are peeled on; the others are for the report.
const PEELED: usize = REPLICATES / 2;
/// Density that is aimed at, unless more trials than that fail anyway.
const DENSITY: f64 = 0.8;
/// Trials that a picture shows.
const SHOWN: usize = 2_048;

/// What a trial fails at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failing {
    /// It misses a half of the target.
    Joint,
    /// It misses the deadline.
    Years,
    /// It misses the budget.
    Cost,
    /// It is not complete within the horizon.
    Finished,
}

impl Failing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Joint, Self::Years, Self::Cost, Self::Finished];

    /// Checks that trials can fail a target by it. Without any target, `joint` is `finished`.
    ///
    /// # Errors
    ///
    /// The target lacks that half: the sentence says what to give it.
    pub fn check(self, target: Limits) -> Result<(), String> {
        let missing = match self {
            Self::Years if !target.has_deadline() => "a `deadline` or `years`",
            Self::Cost if !target.has_cost() => "a `cost`",
            _ => return Ok(()),
        };
        Err(format!(
            "the target has no such half: give `[target]` {missing}"
        ))
    }

    /// How it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::Years => "years",
            Self::Cost => "cost",
            Self::Finished => "finished",
        }
    }

    /// Whether the trial of a row of [`quantity::columns`] fails.
    fn of(self, row: &[f64], target: Limits) -> bool {
        let (months, cost) = (row[MONTHS], row[COST]);
        match self {
            Self::Joint => !target.kept(months, cost),
            Self::Years => !target.in_time(months),
            Self::Cost => !target.within_cost(months, cost),
            Self::Finished => months.is_infinite(),
        }
    }
}

/// A figure of the replicates that a box was not peeled on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The figure; not defined where there is nothing to count.
    pub value: Option<f64>,
    /// Half its 95 % interval: jackknife over eight replicates.
    pub half_width: Option<f64>,
}

/// A box on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The box, and the trials in it among those it was peeled on.
    pub peeled: Boxed,
    /// Share of all failing trials that are in it, of the others.
    pub coverage: Checked,
    /// Share of the trials in it that fail, of the others.
    pub density: Checked,
}

/// A limit in the words of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Path of the input; `driver.KEY`: whether it acts.
    pub path: String,
    /// Which end is cut off.
    pub end: End,
    /// The last value inside.
    pub value: f64,
    /// Share of all trials that the limit alone leaves inside.
    pub share: f64,
    /// Unit in words; empty where there is none.
    pub unit: String,
    /// Whether the values are 1 and 0 for yes and no.
    pub is_gate: bool,
}

/// Where a programme fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discovery {
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// What counts as failing.
    pub failing: Failing,
    /// Share of the trials that fail.
    pub fails: Measured,
    /// Density that was aimed at.
    pub wanted: f64,
    /// The boxes, from the whole to the smallest.
    pub steps: Vec<Step>,
    /// The one that is reported: the largest with the density aimed at, or else the densest; none where nothing can be told apart.
    pub chosen: Option<usize>,
    /// Its limits, the tightest first.
    pub bounds: Vec<Bound>,
    /// How dense a part of the inputs that holds as many of the failing trials could be.
    pub ceiling: Option<Ceiling>,
    /// What the pictures show: the first trials, their first two limited inputs, and whether they fail.
    #[serde(skip)]
    pub shown: Vec<([f64; 2], bool)>,
}

/// Looks for the part of the inputs in which trials fail, on the current thread pool; aims at a box of density `wanted`, by default 0.8.
/// Without a target, or the half of it that is asked for, a trial fails that is not complete within the horizon.
///
/// # Errors
///
/// As [`simulate_one`].
pub fn discover(
    model: &Model,
    failing: Failing,
    wanted: Option<f64>,
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Discovery, SimulateError> {
    let target = model.programme().target;
    let failing = match failing {
        Failing::Joint if target.is_given() => failing,
        Failing::Years if target.has_deadline() => failing,
        Failing::Cost if target.has_cost() => failing,
        _ => Failing::Finished,
    };
    let mut factors = factors(model);
    factors.retain(|it| it.nature == Nature::Epistemic);
    let mut columns = quantity::columns();
    columns.inputs = Drawn::slots(model, &factors);
    let run = simulate_one(model, spec, |_| Table::new(columns.clone()), watch)?;
    let drawn = Drawn::new(&run, &factors);
    let table = &run.collected;
    let cases: Vec<bool> = (0..table.len())
        .map(|at| failing.of(table.row(at), target))
        .collect();
    let fails = share_of(cases.iter().copied(), false);
    let base = fails.value.unwrap_or(0.0);
    let wanted = wanted.unwrap_or_else(|| DENSITY.max(0.5 * (1.0 + base)));
    let (paths, all): (Vec<&str>, Vec<&[f64]>) = drawn.columns().unzip();
    let halves: Vec<Vec<f64>> = all.iter().map(|it| half(it)).collect();
    let halves: Vec<&[f64]> = halves.iter().map(Vec::as_slice).collect();
    let rule = Peeling {
        limits: LIMITS,
        ..Peeling::USUAL
    };
    let boxes = if all.is_empty() {
        Vec::new()
    } else {
        peel(&halves, &half(&cases), &rule)
    };
    let steps: Vec<Step> = boxes
        .into_iter()
        .map(|peeled| check(peeled, &all, &cases))
        .collect();
    let chosen = choose(&steps, wanted);
    let limits = chosen.map_or(&[][..], |at| &steps[at].peeled.limits);
    let mut bounds: Vec<(usize, Bound)> = limits
        .iter()
        .map(|it| {
            (
                it.column,
                bound(it, paths[it.column], all[it.column], model),
            )
        })
        .collect();
    bounds.sort_by(|a, b| a.1.share.total_cmp(&b.1.share));
    let mut two: Vec<usize> = Vec::new();
    for (column, _) in &bounds {
        if !two.contains(column) {
            two.push(*column);
        }
    }
    let shown = match two[..] {
        [] => Vec::new(),
        [x] | [x, ..] => {
            let y = two.get(1).copied();
            let place = |at: usize| [all[x][at], y.map_or(0.0, |y| all[y][at])];
            let trials = 0..table.len().min(SHOWN);
            trials.map(|at| (place(at), cases[at])).collect()
        }
    };
    let ceiling = match chosen.and_then(|at| steps[at].coverage.value) {
        Some(coverage) => Some(Ceiling::of(model, failing, spec, coverage, watch)?),
        None => None,
    };
    Ok(Discovery {
        trials: spec.trials.count(),
        seed: spec.seed,
        failing,
        fails,
        wanted,
        steps,
        chosen,
        bounds: bounds.into_iter().map(|(_, it)| it).collect(),
        ceiling,
        shown,
    })
}

/// Whether a trial belongs to those that boxes are peeled on.
fn is_peeled(trial: usize) -> bool {
    trial % REPLICATES < PEELED
}

/// What belongs to those trials.
fn half<T: Copy>(values: &[T]) -> Vec<T> {
    let each = values.iter().copied().enumerate();
    each.filter(|(trial, _)| is_peeled(*trial))
        .map(|(_, value)| value)
        .collect()
}

/// The largest box of the density that is wanted, or else the densest; none if no box has limits.
fn choose(steps: &[Step], wanted: f64) -> Option<usize> {
    let limited = (0..steps.len()).filter(|&at| !steps[at].peeled.limits.is_empty());
    let density = |at: usize| steps[at].peeled.density();
    let dense = limited.clone().find(|&at| density(at) >= wanted);
    dense.or_else(|| limited.max_by(|&a, &b| density(a).total_cmp(&density(b))))
}

/// Coverage and density of a box among the trials that it was not peeled on.
fn check(peeled: Boxed, columns: &[&[f64]], cases: &[bool]) -> Step {
    // By replicate: failing trials, trials in the box, failing ones in it.
    let mut counts = [[0.0; 3]; REPLICATES - PEELED];
    for (trial, case) in cases.iter().enumerate().filter(|(it, _)| !is_peeled(*it)) {
        let mut limits = peeled.limits.iter();
        let inside = limits.all(|it| it.holds(columns[it.column][trial]));
        let count = &mut counts[trial % REPLICATES - PEELED];
        for (count, holds) in count.iter_mut().zip([*case, inside, inside && *case]) {
            *count += f64::from(u8::from(holds));
        }
    }
    Step {
        coverage: ratio(&counts.map(|it| (it[2], it[0]))),
        density: ratio(&counts.map(|it| (it[2], it[1]))),
        peeled,
    }
}

/// The ratio of two sums over eight replicates, with the jackknife's error: Student's t with 7 degrees of freedom is 2.365 at 97.5 %.
fn ratio(parts: &[(f64, f64); REPLICATES - PEELED]) -> Checked {
    const T: f64 = 2.364_624_252;
    let of = |(hits, all): (f64, f64)| (all > 0.0).then(|| hits / all);
    let sum = parts.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    let n = parts.len() as f64;
    let others: Option<Vec<f64>> = parts
        .iter()
        .map(|it| of((sum.0 - it.0, sum.1 - it.1)))
        .collect();
    let half_width = others.map(|others| {
        let mean = others.iter().sum::<f64>() / n;
        let squares: f64 = others.iter().map(|it| (it - mean) * (it - mean)).sum();
        T * ((n - 1.0) / n * squares).sqrt()
    });
    Checked {
        value: of(sum),
        half_width,
    }
}

/// A limit in the words of the scenario.
fn bound(limit: &Limit, path: &str, column: &[f64], model: &Model) -> Bound {
    let scenario = model.scenario();
    let input = scenario.inputs().find(|it| it.path == path);
    let inside = column.iter().filter(|it| limit.holds(**it)).count();
    Bound {
        path: path.to_owned(),
        end: limit.end,
        value: limit.value,
        share: inside as f64 / column.len() as f64,
        unit: input.map_or_else(String::new, |it| {
            it.unit.replace("money", &scenario.currency)
        }),
        is_gate: input.is_none(),
    }
}
