//! What it takes to reach a goal, and which dates and budgets go together.

use clearcast::frontier::{LEVEL_TRIALS, frontier, levels};
use clearcast::simulate::{Model, RunSpec};
use clearcast::solve::{Gap, Goal, Lever, Settings, SolveError, gap, grammar, solve};
use clearcast::{answers, arguments};
use pyo3::prelude::*;

use crate::answer::{Answer, Size, asked};
use crate::error;
use crate::scenario::Core;
use crate::watched::How;

fn of_solve(error: SolveError) -> PyErr {
    match error {
        SolveError::Simulate(error) => error::simulate(error),
        error => error::value(error),
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
    for p in &confidences {
        error::argument("confidence", arguments::share(*p))?;
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
