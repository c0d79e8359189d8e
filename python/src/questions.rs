//! A planner's questions: each asked of the library, with its answer as JSON, tables and pictures.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clearcast::compare::{self, Case, Questions};
use clearcast::discover::{Failing, discover};
use clearcast::frontier::{LEVEL_TRIALS, frontier, levels};
use clearcast::report::ReportError;
use clearcast::results::{File, Folder};
use clearcast::run::manifest::{Answered, Compared, answered, compared};
use clearcast::sensitivity::{By, Method, Outcome, measures, study};
use clearcast::simulate::{Model, RunSpec, Watch};
use clearcast::solve::{Gap, Goal, Lever, Settings, SolveError, gap, grammar, solve};
use clearcast::value::{Figure, ValueError, choice, reserve};
use clearcast::{answers, scenario, sensitivity, value};
use jiff::Timestamp;
use pyo3::prelude::*;

use crate::error;
use crate::scenario::Core;
use crate::watched::{How, detached};

/// The files of a results folder but its manifest, with or without pictures.
type Files = Box<dyn Fn(bool) -> Result<Vec<File>, ReportError> + Send + Sync>;
/// The manifest, which names the command that asks the same.
type Manifest = Box<dyn Fn(&[String]) -> File + Send + Sync>;

/// What a question found.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Answer")]
pub(crate) struct Answer {
    kind: &'static str,
    json: String,
    text: String,
    files: Files,
    manifest: Manifest,
}

/// Trials and seed.
type Size = (u64, u64);

/// Asks one question of a scenario.
#[expect(
    clippy::disallowed_methods,
    reason = "the manifest alone says when and how long"
)]
fn asked(
    py: Python<'_>,
    (kind, core): (&'static str, &Core),
    (trials, seed): Size,
    how: &How,
    work: impl FnOnce(&Model, &Watch) -> PyResult<answers::Answer> + Send,
) -> PyResult<Answer> {
    let (began, clock) = (Timestamp::now(), Instant::now());
    let model = core.model.clone();
    let (found, threads) = how.watched(py, |watch| work(&model, watch))?;
    let (name, seconds) = (core.files.name().to_owned(), clock.elapsed().as_secs_f64());
    let manifest = move |command: &[String]| {
        answered(&Answered {
            kind,
            scenario: &name,
            sha256: model.sha256(),
            command,
            trials,
            seed,
            threads,
            began,
            seconds,
        })
    };
    Ok(Answer {
        kind,
        json: found.json().to_owned(),
        text: found.text().to_owned(),
        files: Box::new(move |pictured| found.files(pictured)),
        manifest: Box::new(manifest),
    })
}

fn of_solve(error: SolveError) -> PyErr {
    match error {
        SolveError::Simulate(error) => error::simulate(error),
        error => error::value(error),
    }
}

fn of_value(error: ValueError) -> PyErr {
    match error {
        ValueError::Simulate(error) => error::simulate(error),
        error @ ValueError::Scenario(_) => error::value(error),
    }
}

/// `solve --vary … --goal …`.
#[pyfunction(name = "solve")]
pub(crate) fn solve_goal(
    py: Python<'_>,
    core: &Core,
    vary: Vec<String>,
    goal: &str,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let goal = Goal::parse(goal, core.model.programme())
        .map_err(|error| error::value(format!("{error}\n\n{}", grammar())))?;
    let lever = Lever::parse(&vary, &core.model).map_err(error::value)?;
    asked(py, ("solve", core), size, &how, |model, watch| {
        let (trials, seed) = size;
        let settings = Settings { trials, seed };
        let found = solve(model, &lever, &goal, &settings, watch).map_err(of_solve)?;
        Ok(answers::solution(found, model))
    })
}

/// `solve --gap`.
#[pyfunction]
pub(crate) fn solve_gap(
    py: Python<'_>,
    core: &Core,
    from: Option<i32>,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let source = Gap::new(core.model.scenario(), from).map_err(of_solve)?;
    let mut sets = core.sets.clone();
    sets.extend(source.sets(core.model.scenario(), 1.0));
    let loaded = core.files.load(&sets).map_err(error::load)?;
    asked(py, ("solve", core), size, &how, |asked, watch| {
        let (trials, seed) = size;
        let settings = Settings { trials, seed };
        let model = Model::of(loaded.scenario);
        let found = gap(&model, source, &settings, watch).map_err(of_solve)?;
        Ok(answers::gap(found, asked))
    })
}

/// `frontier`.
#[pyfunction(name = "frontier")]
pub(crate) fn ask_frontier(
    py: Python<'_>,
    core: &Core,
    mut confidences: Vec<f64>,
    vary: Vec<String>,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    if !confidences.iter().all(|p| 0.0 < *p && *p < 1.0) {
        return Err(error::value("a confidence is a number above 0 and below 1"));
    }
    confidences.sort_by(f64::total_cmp);
    confidences.dedup();
    let lever = match &vary[..] {
        [] => None,
        vary => Some(Lever::parse(vary, &core.model).map_err(error::value)?),
    };
    asked(py, ("frontier", core), size, &how, |model, watch| {
        let (trials, seed) = size;
        let of_level = RunSpec::new(trials.min(LEVEL_TRIALS), seed);
        let levels = lever.map(|lever| levels(model, &lever, &of_level, &confidences, watch));
        let levels = levels.transpose().map_err(of_solve)?;
        let spec = RunSpec::new(trials, seed);
        let frontier = frontier(model, &spec, &confidences, watch).map_err(error::simulate)?;
        Ok(answers::frontier(frontier, levels, model))
    })
}

/// How drivers are measured: method, whether by pick and freeze, whether by inputs, limit, whether over time.
type Measure = (String, bool, bool, Option<f64>, bool);

/// `sensitivity`.
#[pyfunction(name = "sensitivity")]
pub(crate) fn ask_sensitivity(
    py: Python<'_>,
    core: &Core,
    outcomes: Vec<String>,
    measure: Measure,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let (method, pick_freeze, by_inputs, until, over_time) = measure;
    let method = match method.as_str() {
        "shapley" => None,
        "sobol" => Some(Method::Sobol { pick_freeze }),
        "delta" => Some(Method::Delta),
        "rank" => Some(Method::Rank),
        "tornado" => Some(Method::Tornado),
        other => {
            let rule = "methods are shapley, sobol, delta, rank and tornado";
            return Err(error::value(format!("{rule}; found {other}")));
        }
    };
    let usual = Outcome::USUAL.map(str::to_owned);
    let names = if outcomes.is_empty() {
        &usual[..]
    } else {
        &outcomes
    };
    let (programme, of) = (core.model.programme(), core.model.scenario());
    let outcomes: Result<Vec<Outcome>, String> = names
        .iter()
        .map(|name| Outcome::parse(name, programme, of))
        .collect();
    let outcomes = outcomes.map_err(|error| {
        error::value(format!(
            "{error}\n\noutcomes are\n  {}",
            sensitivity::GRAMMAR
        ))
    })?;
    asked(py, ("sensitivity", core), size, &how, |model, watch| {
        let (trials, seed) = size;
        let settings = sensitivity::Settings {
            trials,
            seed,
            by: if by_inputs { By::Inputs } else { By::Factors },
            until,
            over_time,
        };
        let Some(method) = method else {
            let found = study(model, outcomes, &settings, watch).map_err(error::simulate)?;
            return Ok(answers::study(found, model));
        };
        let found = measures(model, outcomes, method, &settings, watch);
        let found = found.map_err(error::simulate)?;
        Ok(answers::measures(found, model))
    })
}

/// `value`: of a reserve.
#[pyfunction]
pub(crate) fn value_of_reserve(
    py: Python<'_>,
    core: &Core,
    at: f64,
    accuracy: f64,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    if !(0.0 < at && at < 1.0) {
        return Err(error::value(
            "`at` is a number above 0 and below 1, such as 0.8",
        ));
    }
    let settings = of_knowing(accuracy, size)?;
    asked(py, ("value", core), size, &how, |model, watch| {
        let found = reserve(model, at, &settings, watch).map_err(of_value)?;
        Ok(answers::reserve(found, model))
    })
}

fn of_knowing(accuracy: f64, (trials, seed): Size) -> PyResult<value::Settings> {
    if !(0.0 < accuracy && accuracy <= 1.0) {
        return Err(error::value(
            "`accuracy` is a number above 0 and at most 1, such as 0.7",
        ));
    }
    if trials > value::MOST_TRIALS {
        let most = value::MOST_TRIALS;
        return Err(error::value(format!(
            "all trials are kept, so there are {most} at most"
        )));
    }
    Ok(value::Settings {
        trials,
        seed,
        accuracy,
    })
}

/// `value --between`: of a choice.
#[pyfunction]
pub(crate) fn value_of_choice(
    py: Python<'_>,
    plans: (PyRef<'_, Core>, PyRef<'_, Core>),
    names: (String, String),
    figure: &str,
    accuracy: f64,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let figure = Figure::ALL.into_iter().find(|it| it.name() == figure);
    let figure = figure.ok_or_else(|| {
        error::value(format!(
            "figures are {}",
            Figure::ALL.map(Figure::name).join(", ")
        ))
    })?;
    let settings = of_knowing(accuracy, size)?;
    let (first, other) = (&*plans.0, plans.1.model.clone());
    refuse(first, &plans.1)?;
    asked(py, ("value", first), size, &how, |model, watch| {
        let plans = [(names.0.as_str(), model), (names.1.as_str(), &other)];
        let found = choice(plans, figure, &settings, watch).map_err(of_value)?;
        Ok(answers::choice(found, model))
    })
}

/// Scenarios that cannot be set side by side.
fn refuse(base: &Core, other: &Core) -> PyResult<()> {
    let refused = compare::refusals(base.loaded(), base.files.name(), other.loaded());
    refused.map_or(Ok(()), |problems| Err(error::rejected(&problems)))
}

/// `discover`.
#[pyfunction(name = "discover")]
pub(crate) fn ask_discover(
    py: Python<'_>,
    core: &Core,
    failing: &str,
    density: Option<f64>,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let found = Failing::ALL.into_iter().find(|it| it.name() == failing);
    let failing = found.ok_or_else(|| {
        error::value(format!(
            "what fails is {}",
            Failing::ALL.map(Failing::name).join(", ")
        ))
    })?;
    if density.is_some_and(|p| !(0.0 < p && p <= 1.0)) {
        return Err(error::value(
            "a density is a number above 0 and at most 1, such as 0.8",
        ));
    }
    of_knowing(1.0, size)?;
    asked(py, ("discover", core), size, &how, |model, watch| {
        let spec = RunSpec::new(size.0, size.1);
        let found = discover(model, failing, density, &spec, watch).map_err(error::simulate)?;
        Ok(answers::discovery(found, model))
    })
}

/// What is asked beside the difference.
#[derive(FromPyObject)]
pub(crate) struct Beside {
    why: bool,
    margin: bool,
    levers: Vec<(String, f64)>,
    delays: Vec<(String, u32)>,
    across: Option<String>,
}

/// `compare`: scenarios by name, the base first.
#[pyfunction(name = "compare")]
pub(crate) fn ask_compare(
    py: Python<'_>,
    named: Vec<(String, PyRef<'_, Core>)>,
    beside: Beside,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let began = Timestamp::now();
    let Some(((_, base), others)) = named.split_first() else {
        return Err(error::value("name a scenario"));
    };
    for (_, other) in others {
        refuse(base, other)?;
    }
    let cases = named.iter().map(|(name, core)| Case {
        name: name.clone(),
        model: core.model.clone(),
    });
    let cases: Vec<Case> = cases.collect();
    let questions = Questions {
        why: beside.why,
        margin: beside.margin,
        levers: beside.levers,
        delays: beside.delays,
        across: beside.across,
    };
    let (trials, seed) = size;
    let spec = RunSpec::new(trials, seed);
    let ((comparison, charts), _) = how.watched(py, |watch| {
        let found = compare::compare(&cases, &spec, &questions, watch);
        found.map_err(|error| match error {
            compare::CompareError::Simulate(error) => error::simulate(error),
            error => error::value(error),
        })
    })?;
    let (json, text) = (comparison.json(), compare::text(&comparison));
    let cases = Arc::new(cases);
    let of_files = Arc::clone(&cases);
    let files = move |pictured| answers::comparison(&comparison, &charts, &of_files, pictured);
    let manifest = move |command: &[String]| {
        compared(&Compared {
            cases: &cases,
            trials,
            seed,
            command,
            began,
        })
    };
    Ok(Answer {
        kind: "compare",
        json,
        text,
        files: Box::new(files),
        manifest: Box::new(manifest),
    })
}

#[pymethods]
impl Answer {
    /// The command that asks the question.
    #[getter]
    fn kind(&self) -> &str {
        self.kind
    }

    #[getter]
    fn json(&self) -> &str {
        &self.json
    }

    /// What the command line prints.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// Tables: name and CSV.
    fn tables(&self) -> PyResult<Vec<(String, Vec<u8>)>> {
        let files = (self.files)(false).map_err(error::value)?;
        Ok(of_kinds(files, &[".csv"]))
    }

    /// Pictures: path in the results folder, and contents.
    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<(String, Vec<u8>)>> {
        let files = detached(py, || (self.files)(true))?.map_err(error::value)?;
        Ok(of_kinds(files, &[".png", ".svg"]))
    }

    /// Writes the results folder that the command line writes.
    fn write(
        &self,
        py: Python<'_>,
        place: PathBuf,
        options: (bool, bool, Vec<String>),
    ) -> PyResult<()> {
        let (force, pictured, command) = options;
        let folder = Folder::claim(&place, force).map_err(error::results)?;
        detached(py, || {
            let mut files = (self.files)(pictured).map_err(error::value)?;
            files.push((self.manifest)(&command));
            folder.write(&files).map_err(error::results)
        })?
    }
}

/// Names and contents of the files whose names end so.
fn of_kinds(files: Vec<File>, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> =
        files.into_iter().map(|it| (it.name, it.bytes)).collect();
    files.retain(|(name, _)| endings.iter().any(|ending| name.ends_with(ending)));
    files
}

/// Names and texts of the scenarios that come with the program.
#[pyfunction]
pub(crate) fn shipped() -> Vec<(&'static str, &'static str)> {
    scenario::SHIPPED.to_vec()
}
