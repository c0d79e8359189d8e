//! What a little more buys: of each source of money, and of any lever; and what waiting costs.
//!
//! A source, or an uncertain input, is multiplied as a whole by a driver that is put in for the purpose: its draws stay what they are. The
//! change by a step is half of what lies between a step up and a step down, in the same trials; twice the step tells whether the answer is
//! on a straight line. A million a year that is more of a source than such a step is beyond what that can say, and is simulated itself.

use serde::{Deserialize, Serialize};

use super::{Case, CompareError};
use crate::calendar::Month;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::scenario::{LoadError, Loaded, Scenario, Uncertain, from_text};
use crate::simulate::{
    Collect, Model, Prepared, RunSpec, SimulateError, Trial, Wants, Watch, simulate,
};
use crate::summary::measured::{Measured, alike, mean, quantile, replicates};
use crate::summary::missing::only_if;

/// The part of a source by which it is made larger and smaller.
const PART: f64 = 0.05;
/// What is told of every source.
const MILLION: f64 = 1e6;
/// Two slopes differ if they are farther apart than this part of the first, and told apart.
const BENT: f64 = 0.1;
/// The driver that multiplies.
const DRIVER: &str = "compare-margin";

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

    fn of(all: [Measured; 6]) -> Self {
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

    fn times(&self, factor: f64) -> Self {
        Self::of(self.all().map(|it| it.times(factor)))
    }
}

/// What a step of one lever buys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// Path of a source or lever.
    pub path: String,
    /// The step in words: `1 % more`, `+10`.
    pub step: String,
    /// By one step up.
    pub effects: Effects,
    /// Of a source: by a million a year more, at the median of its yearly amount; `None` if that is nothing.
    pub by_a_million: Option<Effects>,
    /// Whether the million was simulated, because it is more than 5 % of the source, and not read off a step of 5 %.
    pub million_simulated: bool,
    /// Names of the effects for which twice the step says otherwise: they hold for small steps only.
    pub not_linear: Vec<String>,
    /// Whether a step down is not possible, so that only the step up is measured.
    pub one_sided: bool,
}

/// What it changes to do something later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delay {
    /// In which scenario.
    pub case: String,
    /// Path of the table.
    pub path: String,
    /// Months later.
    pub months: u32,
    /// What changes; what is lost is negative.
    pub effects: Effects,
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
type Parts = [Vec<Option<f64>>; 6];

fn parts(kept: &Kept, judge: &Programme) -> Parts {
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
type Step<'a> = (&'a [Option<f64>], &'a [Option<f64>], f64);

/// `factor` times the change from `b` to `a`, each with its parts, less that of another such pair if one is given.
fn slope((a, b, factor): Step<'_>, less: Option<Step<'_>>) -> Measured {
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

/// A lever, and the models of a step down and up, and of two.
struct Lever {
    path: String,
    step: String,
    /// What the distance between the first two is, in steps.
    steps: f64,
    /// One step down and up, two down and up; `None` where not possible.
    models: [Option<Model>; 4],
    /// Median yearly amount of a source.
    amount: Option<f64>,
    /// With a million a year more, where that is more than a step.
    million: Option<Model>,
}

/// Whether a million is more of a source than the step by which its effect is measured.
fn is_beyond(amount: f64) -> bool {
    amount > 0.0 && MILLION > PART * amount
}

/// Simulations that the sources of a scenario take.
pub(super) fn runs_of_sources(scenario: &Scenario) -> usize {
    let amounts = scenario.funding.iter().map(|it| it.annual.law.median());
    amounts.map(|it| 4 + usize::from(is_beyond(it))).sum()
}

fn reload(base: &Model, sets: &[String]) -> Result<Loaded, LoadError> {
    from_text("resolved.toml", base.resolved(), sets)
}

/// The model with inputs that the driver can multiply.
fn with_driver(base: &Model, paths: &[&str]) -> Result<Model, LoadError> {
    let names: Vec<String> = paths.iter().map(|path| format!("\"{path}\"")).collect();
    let names = names.join(", ");
    let set = format!("driver.{DRIVER} = {{ factor = 1, multiplies = [{names}] }}");
    Ok(Model::of_like(reload(base, &[set])?.scenario, base))
}

/// Multiplied by these factors; `None` for one that is negative.
fn multiplied<const N: usize>(model: &Model, factors: [f64; N]) -> [Option<Model>; N] {
    let factor = format!("driver.{DRIVER}.factor");
    factors.map(|it| model.with(&[(factor.as_str(), it)]).ok())
}

/// The sources of money, each by 5 and 10 %.
fn sources(base: &Model) -> Result<Vec<Lever>, CompareError> {
    let scenario = base.scenario();
    let lever = |source: &crate::scenario::Funding| {
        let path = format!("funding.{}", source.key);
        let amounts = std::iter::once(&source.annual);
        let amounts = amounts.chain(source.by_year.iter().map(|(_, it)| it));
        let paths: Vec<&str> = amounts.map(|it| it.path.as_str()).collect();
        let driven = with_driver(base, &paths).map_err(|error| CompareError::Step {
            path: path.clone(),
            source: Box::new(error),
        })?;
        let amount = source.annual.law.median();
        let million = is_beyond(amount).then(|| multiplied(&driven, [1.0 + MILLION / amount]));
        Ok(Lever {
            path,
            step: "1 % more".to_owned(),
            million: million.and_then(|[model]| model),
            steps: 100.0 * 2.0 * PART,
            models: multiplied(
                &driven,
                [1.0 - PART, 1.0 + PART, 1.0 - 2.0 * PART, 1.0 + 2.0 * PART],
            ),
            amount: Some(amount),
        })
    };
    scenario.funding.iter().map(lever).collect()
}

/// Any input or number of the scenario, by a step of its own.
fn lever(base: &Model, path: &str, step: f64) -> Result<Lever, CompareError> {
    let broken = |error| CompareError::Step {
        path: path.to_owned(),
        source: Box::new(error),
    };
    let input = base.scenario().inputs().find(|it| it.path == path);
    let uncertain = |it: &&Uncertain| it.law.is_certain().is_none();
    let models = if let Some(input) = input.filter(uncertain) {
        let median = input.law.median();
        if median <= 0.0 {
            return Err(CompareError::Asked(format!(
                "--lever {path}: its median is {median}, and a distribution is scaled as a whole: name an input whose median is positive"
            )));
        }
        let driven = with_driver(base, &[path]).map_err(broken)?;
        let factor = |steps: f64| 1.0 + steps * step / median;
        multiplied(&driven, [-1.0, 1.0, -2.0, 2.0].map(factor))
    } else {
        let now = number_at(base, path)?;
        let moved = |steps: f64| -> Result<Model, LoadError> {
            let set = format!("{path} = {:?}", now + steps * step);
            Ok(Model::of_like(reload(base, &[set])?.scenario, base))
        };
        let up = moved(1.0).map_err(broken)?;
        [
            moved(-1.0).ok(),
            Some(up),
            moved(-2.0).ok(),
            moved(2.0).ok(),
        ]
    };
    let sign = if step < 0.0 { "" } else { "+" };
    Ok(Lever {
        path: path.to_owned(),
        step: format!("{sign}{step}"),
        steps: 2.0,
        models,
        amount: None,
        million: None,
    })
}

/// The plain number at a path of the scenario.
fn number_at(base: &Model, path: &str) -> Result<f64, CompareError> {
    let unknown = || {
        let paths = base.scenario().inputs().map(|it| it.path.as_str());
        let near = crate::scenario::nearest(path, paths);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        CompareError::Asked(format!(
            "--lever {path}: the scenario has no number there{near}"
        ))
    };
    let fixed = base.scenario().inputs().find(|it| it.path == path);
    if let Some(value) = fixed.and_then(|it| it.law.is_certain()) {
        return Ok(value);
    }
    let loaded = reload(base, &[]).map_err(|_| unknown())?;
    loaded.number(path).ok_or_else(unknown)
}

/// What a little more of every source buys, and a step of each lever, given as path and step.
///
/// # Errors
///
/// If a lever does not fit the scenario, or as [`simulate`].
pub(super) fn margins(
    base: &Model,
    with_sources: bool,
    levers: &[(String, f64)],
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Margin>, CompareError> {
    let mut all = if with_sources {
        sources(base)?
    } else {
        Vec::new()
    };
    for (path, step) in levers {
        all.push(lever(base, path, *step)?);
    }
    let mut models = vec![base.clone()];
    models.extend(
        all.iter()
            .flat_map(|it| it.models.iter().flatten().chain(&it.million).cloned()),
    );
    let mut found = run(base, models, spec, watch)?.into_iter();
    let now = found.next().unwrap_or_default();
    let margins = all.into_iter().map(|lever| {
        let parts = lever
            .models
            .each_ref()
            .map(|it| it.as_ref().and_then(|_| found.next()));
        let million = lever.million.as_ref().and_then(|_| found.next());
        margin(lever, &now, &parts, million.as_ref())
    });
    Ok(margins.collect())
}

/// Simulates the models; the first is the base.
fn run(
    base: &Model,
    models: Vec<Model>,
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Parts>, SimulateError> {
    let jobs: Vec<(Model, RunSpec)> = models.into_iter().map(|it| (it, spec.clone())).collect();
    let runs = simulate(&jobs, Kept::new, watch)?;
    let judge = base.programme();
    Ok(runs.iter().map(|it| parts(&it.collected, judge)).collect())
}

fn margin(
    lever: Lever,
    now: &Parts,
    [down, up, two_down, two_up]: &[Option<Parts>; 4],
    million: Option<&Parts>,
) -> Margin {
    let up = up.as_ref().unwrap_or(now);
    let one_sided = down.is_none();
    let steps = if one_sided {
        lever.steps / 2.0
    } else {
        lever.steps
    };
    let down = down.as_ref().unwrap_or(now);
    let one = |at: usize| (&up[at][..], &down[at][..], 1.0 / steps);
    let effects: [Measured; 6] = std::array::from_fn(|at| slope(one(at), None));
    let bent = |at: &usize| {
        let Some((a, b)) = two_up.as_ref().zip(two_down.as_ref()) else {
            return false;
        };
        let two = (&a[*at][..], &b[*at][..], 0.5 / lever.steps);
        let apart = slope(two, Some(one(*at)));
        // What is left of rounding is no bend.
        let values = now[*at].iter().flatten().filter(|it| it.is_finite());
        let rounding = 1e-9 * values.fold(0.0, |most: f64, it| most.max(it.abs()));
        let size = effects[*at].value.unwrap_or(0.0).abs().max(rounding);
        apart.is_beyond_error() && apart.value.is_some_and(|it| it.abs() > BENT * size)
    };
    let effects_of = Effects::of(effects);
    let not_linear = (0..6).filter(bent).map(|at| EFFECTS[at].to_owned());
    let simulated = million.map(|it| {
        Effects::of(std::array::from_fn(|at| {
            slope((&it[at][..], &now[at][..], 1.0), None)
        }))
    });
    // Within the step its effect is in proportion.
    let within = lever.amount.filter(|it| *it > 0.0 && !is_beyond(*it));
    let within = within.map(|amount| effects_of.times(MILLION / (0.01 * amount)));
    Margin {
        not_linear: not_linear.collect(),
        by_a_million: simulated.or(within),
        million_simulated: simulated.is_some(),
        path: lever.path,
        step: lever.step,
        effects: effects_of,
        one_sided,
    }
}

/// What it changes if sources or teams come later, each given by path and months: in the first of the scenarios that has it.
///
/// # Errors
///
/// If a path names neither, or amounts of single years would move by part of a year, or as [`simulate`].
pub(super) fn delays(
    cases: &[Case],
    asked: &[(String, u32)],
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Delay>, CompareError> {
    let mut delays = Vec::new();
    for (path, months) in asked {
        let found = cases.iter().find(|it| has(it.model.scenario(), path));
        let case = found.unwrap_or(&cases[0]);
        let later = later(case.model.scenario(), path, *months).map_err(CompareError::Asked)?;
        let models = vec![case.model.clone(), Model::of_like(later, &case.model)];
        let found = run(&cases[0].model, models, spec, watch)?;
        delays.push(Delay {
            case: case.name.clone(),
            path: path.clone(),
            months: *months,
            effects: Effects::of(std::array::from_fn(|at| {
                slope((&found[1][at][..], &found[0][at][..], 1.0), None)
            })),
        });
    }
    Ok(delays)
}

/// Whether a scenario has a source or a group of teams at a path.
fn has(scenario: &Scenario, path: &str) -> bool {
    let mut sources = scenario
        .funding
        .iter()
        .map(|it| format!("funding.{}", it.key));
    let mut teams = scenario.teams.iter().map(|it| format!("team.{}", it.key));
    sources.any(|it| it == path) || teams.any(|it| it == path)
}

/// The scenario with a source or a group of teams so many months later. Amounts of single years keep their draws.
fn later(scenario: &Scenario, path: &str, months: u32) -> Result<Scenario, String> {
    if months == 0 {
        return Err(format!(
            "--delay {path}=0 delays nothing: give a number of months"
        ));
    }
    let (kind, key) = path.split_once('.').unwrap_or((path, ""));
    let by_year = |it: &crate::scenario::Funding| it.key == key && !it.by_year.is_empty();
    if kind == "funding" && !months.is_multiple_of(12) && scenario.funding.iter().any(by_year) {
        return Err(format!(
            "--delay {path}={months}: its amounts are given by calendar year, so give a multiple of 12"
        ));
    }
    let years = i32::try_from(months / 12).unwrap_or(i32::MAX);
    let mut later = scenario.clone();
    let moved = |from: &mut Option<Month>, until: &mut Option<Month>| {
        *from = Some(from.unwrap_or(scenario.start).plus(months));
        *until = until.map(|month| month.plus(months));
    };
    let found = match kind {
        "funding" => later.funding.iter_mut().find(|it| it.key == key).map(|it| {
            moved(&mut it.from, &mut it.until);
            for (year, _) in &mut it.by_year {
                *year += years;
            }
        }),
        "team" => later.teams.iter_mut().find(|it| it.key == key).map(|it| {
            moved(&mut it.from, &mut it.until);
        }),
        _ => None,
    };
    found.map(|()| later).ok_or_else(|| {
        let known = scenario
            .funding
            .iter()
            .map(|it| format!("funding.{}", it.key));
        let known = known.chain(scenario.teams.iter().map(|it| format!("team.{}", it.key)));
        let known: Vec<String> = known.collect();
        let near = crate::scenario::nearest(path, known.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("--delay {path}: the scenario has no such source or group of teams{near}")
    })
}
