//! Scenarios side by side: what each brings, and what changes from the first to each of the others, trial by trial.
//!
//! All are simulated under one seed and one design, so trial 17 has the same inputs and the same luck in each wherever they have them:
//! common random numbers. What is left between two of them is what their files change, and its Monte Carlo error is that of the pairs.
//!
//! | module | holds |
//! |---|---|
//! | `refuse` | what must be alike |
//! | `sample` | trials as numbers |
//! | `paired` | the change from the base |
//! | `order` | stochastic dominance |
//! | `choice`, `across` | which is best, what it costs not to know, and what that depends on |
//! | `why`, `game` | what each edit contributes |
//! | `margin` | what a little more buys |
//! | `delay` | what waiting costs |
//! | `lever` | a source or an input a step lower and higher |
//! | `effects` | what a step changes |
//! | `charts` | what pictures draw |
//! | `words`, `answers`, `files` | the table and sentences; CSV and JSON |
//!
//! ```
//! use clearcast::compare::{Case, Questions, compare};
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let base = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let more = base.with(&[("funding.donors.annual", 3e6)]).unwrap();
//! let case = |name: &str, model| Case { name: name.to_owned(), model };
//! let cases = [case("today", base), case("surge", more)];
//! let (found, _) = compare(&cases, &RunSpec::new(256, 1), &Questions::default(), &Default::default()).unwrap();
//! let change = found.cases[1].against_base.as_ref().unwrap();
//! assert!(change.shares.joint.value.unwrap() >= 0.0); // with more money no fewer trials keep the target
//! ```

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::programme::{Limits, Programme};
use crate::scenario::{LoadError, differences, from_text, is_name};
use crate::simulate::{Model, Prepared, RunSpec, SimulateError, Table, Watch, simulate, tally};
use crate::summary::{RunId, TargetId};

mod across;
mod answers;
mod charts;
mod choice;
mod delay;
mod effects;
mod files;
mod game;
mod lever;
mod margin;
mod order;
mod paired;
mod refuse;
mod sample;
mod why;
pub(crate) mod words;
pub(crate) mod writer;

pub use across::{Across, Cell, Group};
#[cfg(feature = "report")]
pub(crate) use answers::{effect, group, million_in_words};
pub use charts::{CaseCharts, Charts, Plane};
pub use choice::{Best, Choice};
pub use delay::Delay;
pub use effects::{EFFECTS, Effects, TARGET};
pub use files::files;
#[cfg(feature = "report")]
pub(crate) use files::{csv, file_name};
pub use margin::Margin;
pub use order::{Crossing, Dominance, Verdict};
pub use paired::{Against, Change, OfTrials, Pair};
pub use refuse::{money_refusals, refusals};
pub use why::{Attribution, Contribution, Why};
pub use words::text;
#[cfg(feature = "report")]
pub(crate) use words::{Row, below_the_table, dominance, table};
#[cfg(feature = "report")]
pub(crate) use writer::{Writer, aligned, share};

use crate::summary::measured::{Measured, Ordered, mean_of, ordered, quantile, share_of};
use sample::Sample;

/// A scenario to compare.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called in tables and pictures; unlike all others.
    pub name: String,
    /// The scenario.
    pub model: Model,
}

/// What is asked beside the comparison itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// What each edited table contributes.
    pub why: bool,
    /// What a little more of each source of money of the base buys.
    pub margin: bool,
    /// What a step of other inputs of the base buys, by path.
    pub levers: Vec<(String, f64)>,
    /// What it changes if sources or teams come so many months later, by path: in the first scenario that has them.
    pub delays: Vec<(String, u32)>,
    /// Over the thirds of which input, or over which driver.
    pub across: Option<String>,
}

impl Questions {
    /// Whether one of them makes sense of a single scenario.
    pub fn of_one(&self) -> bool {
        self.margin || !self.levers.is_empty() || !self.delays.is_empty()
    }
}

/// Trials that [`compare`] is likely to take.
pub fn trials(cases: &[Case], spec: &RunSpec, questions: &Questions) -> u64 {
    let Some((base, others)) = cases.split_first() else {
        return 0;
    };
    let sources = if questions.margin {
        lever::runs_of_sources(base.model.scenario())
    } else {
        0
    };
    // A step down and up, and two of each.
    let levers = sources + 4 * questions.levers.len();
    let runs = cases.len() + levers + usize::from(levers > 0) + 2 * questions.delays.len();
    let why = others.iter().map(|it| why::trials(base, it, spec.seed));
    let why: u64 = if questions.why { why.sum() } else { 0 };
    runs as u64 * spec.trials.count() + why
}

/// Why scenarios cannot be compared as asked.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A question does not fit the scenarios.
    #[error("{0}")]
    Asked(String),
    /// The scenario with a step breaks a rule.
    #[error("{path}: the scenario breaks a rule with a step more: {source}")]
    Step {
        /// The lever.
        path: String,
        /// The rule.
        source: Box<LoadError>,
    },
    /// They cannot be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// What all scenarios have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Common {
    /// First simulated month.
    pub start: String,
    /// Years simulated at most.
    pub horizon_years: f64,
    /// Currency code.
    pub currency: String,
    /// Year of the constant prices.
    pub price_year: i32,
    /// Discount rate of present values, per year.
    pub discount_rate: f64,
}

/// Shares of trials, or changes of them. The target is that of the base; what it does not ask for has no share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Complete within the horizon.
    pub finished: Measured,
    /// Complete within the target's years.
    pub within_years: Measured,
    /// Complete within the target's cost.
    pub within_cost: Measured,
    /// Both.
    pub joint: Measured,
}

/// One figure of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name in `summary.json`.
    pub name: String,
    /// Its unit: money by its currency.
    pub unit: String,
    /// Mean; none where a trial is infinite.
    pub mean: Measured,
    /// Median.
    pub p50: Measured,
    /// 80 % quantile.
    pub p80: Measured,
    /// What changes from the base, if both have the figure.
    pub change: Option<Change>,
}

/// A value that a scenario gives otherwise than the base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Path of the key.
    pub path: String,
    /// As written in the base, if it has the key.
    pub base: Option<String>,
    /// As written in the scenario, if it has the key.
    pub here: Option<String>,
}

/// One scenario, and what changes from the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What it is called.
    pub name: String,
    /// The name in its file.
    pub title: String,
    /// SHA-256 of the scenario as simulated.
    pub sha256: String,
    /// What it gives otherwise than the base.
    pub edits: Vec<Edit>,
    /// Shares of trials.
    pub shares: Shares,
    /// In the order of the headline.
    pub figures: Vec<Figure>,
    /// Beside the base, trial by trial; `None` for the base itself.
    pub against_base: Option<Against>,
    /// What each edit contributes, if asked.
    pub why: Option<Why>,
}

/// `comparison.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Version of this format.
    pub format: u32,
    /// How all were run.
    pub run: RunId,
    /// What all have in common.
    pub common: Common,
    /// The target of the base, by which all are judged.
    pub target: TargetId,
    /// The base first.
    pub cases: Vec<Compared>,
    /// Which is best, from three scenarios on.
    pub choice: Option<Choice>,
    /// Over the groups of an input, if asked.
    pub across: Option<Across>,
    /// What a step of each lever buys, if asked.
    pub margins: Vec<Margin>,
    /// What waiting costs, if asked.
    pub delays: Vec<Delay>,
}

/// Simulates the scenarios, the base first, and compares them, on the current thread pool. The trials of `spec` begin with 0.
///
/// # Errors
///
/// [`CompareError`]: if a question does not fit the scenarios, or as [`simulate`].
///
/// # Panics
///
/// If there is no scenario.
pub fn compare(
    cases: &[Case],
    spec: &RunSpec,
    questions: &Questions,
    watch: &Watch,
) -> Result<(Comparison, Charts), CompareError> {
    let path = questions.across.as_deref();
    let by = path
        .map(|path| across::By::new(&cases[0], path))
        .transpose();
    let by = by.map_err(CompareError::Asked)?;
    let jobs: Vec<(Model, RunSpec)> = cases
        .iter()
        .map(|case| (case.model.clone(), spec.clone()))
        .collect();
    let base = cases[0].model.sha256();
    let judge = cases[0].model.programme();
    let collector = |prepared: &Prepared| {
        let columns = sample::columns(prepared.model.programme(), judge);
        // Only the base has the input for certain.
        let is_base = || prepared.model.sha256() == base;
        let columns = match &by {
            Some(by) if is_base() => by.columns(columns),
            _ => columns,
        };
        (tally(prepared), Table::new(columns))
    };
    let runs = simulate(&jobs, collector, watch)?;
    let sample = |at: usize| {
        let (programme, table) = (runs[at].prepared.model.programme(), &runs[at].collected.1);
        Sample::new(programme, judge, table)
    };
    let mut samples = vec![sample(0)];
    for at in 1..runs.len() {
        samples.push(sample(at).without_rounding(&samples[0]));
    }
    let in_order: Vec<Vec<Ordered>> = samples.iter().map(orders).collect();
    let compared = cases.par_iter().enumerate().map(|(at, case)| {
        let base = (at > 0).then(|| (&samples[0], &in_order[0][..]));
        one(case, &cases[0], (&samples[at], &in_order[at]), base, judge)
    });
    let mut compared: Vec<Compared> = compared.collect();
    if questions.why {
        for (compared, case) in compared.iter_mut().zip(cases).skip(1) {
            compared.why = Why::new(&cases[0], case, spec, watch)?;
        }
    }
    let across = by.zip(path).map(|(by, path)| {
        let table = &runs[0].collected.1;
        let inputs: Vec<f64> = match &by {
            across::By::Input(_) => table.column(table.columns().len() - 1).collect(),
            across::By::Driver(..) => Vec::new(),
        };
        let grouping = by.groups(&runs[0].prepared, &inputs, table.len());
        Across::new(path, &grouping, &samples, judge)
    });
    let model = &cases[0].model;
    let asked = questions.margin || !questions.levers.is_empty();
    let margins =
        asked.then(|| margin::margins(model, questions.margin, &questions.levers, spec, watch));
    let scenario = model.scenario();
    let comparison = Comparison {
        format: 1,
        run: RunId::new(samples[0].trials() as u64, spec.seed, spec.sampling),
        common: Common {
            start: scenario.start.to_string(),
            horizon_years: f64::from(scenario.horizon_months) / 12.0,
            currency: scenario.currency.clone(),
            price_year: scenario.price_year,
            discount_rate: scenario.discount_rate,
        },
        target: TargetId::of(scenario),
        choice: (cases.len() > 2).then(|| Choice::new(&samples, scenario.horizon_months)),
        cases: compared,
        across,
        margins: margins.transpose()?.unwrap_or_default(),
        delays: delay::delays(cases, &questions.delays, spec, watch)?,
    };
    let tallies = runs
        .iter()
        .map(|run| (&run.prepared.model, &run.collected.0));
    let charts = Charts::new(cases, &samples, &in_order, tallies);
    Ok((comparison, charts))
}

/// The figures of a sample in increasing order.
fn orders(sample: &Sample) -> Vec<Ordered> {
    let columns: Vec<Vec<f64>> = sample.figures.iter().map(|it| it.values.clone()).collect();
    ordered(&columns)
}

/// One scenario beside the base.
fn one(
    case: &Case,
    first: &Case,
    (sample, in_order): (&Sample, &[Ordered]),
    base: Option<(&Sample, &[Ordered])>,
    judge: &Programme,
) -> Compared {
    let currency = &case.model.scenario().currency;
    let figure = |(it, values): (&sample::Quantity, &Ordered)| {
        let change = base.and_then(|(base, base_orders)| {
            let at = base
                .figures
                .iter()
                .position(|other| other.column == it.column)?;
            let (theirs, ordered) = (&base.figures[at].values, &base_orders[at]);
            Some(Change::new((&it.values, values), (theirs, ordered)))
        });
        Figure {
            name: it.column.name.clone(),
            unit: it.column.unit_in(currency).to_owned(),
            mean: mean_of(&it.values),
            p50: values.measure(quantile(0.5)),
            p80: values.measure(quantile(0.8)),
            change,
        }
    };
    // Of the scenarios as simulated, so that a comparison of those comes to the same.
    let resolved = |it: &Case| from_text("resolved.toml", it.model.resolved(), &[]).ok();
    let edits = base.and_then(|_| resolved(first).zip(resolved(case)));
    let edits = edits.map(|(a, b)| differences(&a, &b));
    let edits = edits
        .into_iter()
        .flat_map(|it| it.values.into_iter().chain(it.orders));
    Compared {
        name: case.name.clone(),
        title: case.model.scenario().name.clone(),
        sha256: case.model.sha256().to_owned(),
        edits: edits
            .filter(|it| !is_name(&it.path))
            .map(|it| Edit {
                path: it.path,
                base: it.a,
                here: it.b,
            })
            .collect(),
        shares: Shares::new(judge.target, |holds| {
            share_of(sample.meets(holds, judge), false)
        }),
        figures: sample.figures.iter().zip(in_order).map(figure).collect(),
        against_base: base.map(|(base, base_orders)| {
            Against::new((sample, in_order), (base, base_orders), judge)
        }),
        why: None,
    }
}

/// What a trial may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    Finished,
    Years,
    Cost,
    Both,
}

impl Half {
    /// Whether a target asks for it.
    pub(crate) fn is_in(self, target: Limits) -> bool {
        match self {
            Self::Finished => true,
            Self::Years => target.has_deadline(),
            Self::Cost => target.has_cost(),
            Self::Both => target.is_given(),
        }
    }
}

impl Shares {
    /// Of what the target asks for; the rest is not defined.
    fn new(target: Limits, of: impl Fn(Half) -> Measured) -> Self {
        let of = |half: Half| {
            if half.is_in(target) {
                of(half)
            } else {
                Measured::default()
            }
        };
        Self {
            finished: of(Half::Finished),
            within_years: of(Half::Years),
            within_cost: of(Half::Cost),
            joint: of(Half::Both),
        }
    }
}

impl Sample {
    /// Whether each trial keeps a half of the target of `judge`.
    pub(crate) fn meets<'a>(
        &'a self,
        half: Half,
        judge: &'a Programme,
    ) -> impl Iterator<Item = bool> + 'a {
        let limits = judge.target;
        self.months
            .iter()
            .zip(&self.spent)
            .map(move |(&months, &spent)| match half {
                Half::Finished => months.is_finite(),
                Half::Years => limits.in_time(months),
                Half::Cost => limits.within_cost(months, spent),
                Half::Both => limits.kept(months, spent),
            })
    }
}
