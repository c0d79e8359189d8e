//! What it is worth to know an input, and where a programme fails.

use clearcast::discover::{Failing, MOST_TRIALS, discover};
use clearcast::simulate::RunSpec;
use clearcast::value::{Figure, ValueError, choice, reserve};
use clearcast::{answers, arguments, value};
use pyo3::prelude::*;

use crate::answer::{Answer, Size, asked};
use crate::compare::refuse;
use crate::error;
use crate::scenario::Core;
use crate::watched::How;

fn of_value(error: ValueError) -> PyErr {
    match error {
        ValueError::Simulate(error) => error::simulate(error),
        error @ ValueError::Scenario(_) => error::value(error),
    }
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
    error::argument("at", arguments::share(at))?;
    let settings = of_knowing(accuracy, size)?;
    asked(py, ("value", core), size, &how, |model, watch| {
        let found = reserve(model, at, &settings, watch).map_err(of_value)?;
        Ok(answers::reserve(found, model))
    })
}

fn of_knowing(accuracy: f64, (trials, seed): Size) -> PyResult<value::Settings> {
    error::argument("accuracy", arguments::share_or_all(accuracy))?;
    error::argument("trials", arguments::kept(trials, value::MOST_TRIALS))?;
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
    figure: Option<&str>,
    accuracy: f64,
    size: Size,
    how: How,
) -> PyResult<Answer> {
    let settings = of_knowing(accuracy, size)?;
    let (first, other) = (&*plans.0, plans.1.model.clone());
    let figure = figure.map_or_else(
        || Ok(Figure::usual(&first.model)),
        |it| error::argument("by", arguments::one_of(it, Figure::ALL, Figure::name)),
    )?;
    refuse(first, &plans.1)?;
    asked(py, ("value", first), size, &how, |model, watch| {
        let plans = [(names.0.as_str(), model), (names.1.as_str(), &other)];
        let found = choice(plans, figure, &settings, watch).map_err(of_value)?;
        Ok(answers::choice(found, model))
    })
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
    let failing = arguments::one_of(failing, Failing::ALL, Failing::name);
    let failing = error::argument("failing", failing)?;
    let density = density.map(arguments::share_or_all).transpose();
    let density = error::argument("density", density)?;
    error::argument("trials", arguments::kept(size.0, MOST_TRIALS))?;
    asked(py, ("discover", core), size, &how, |model, watch| {
        error::argument("failing", failing.check(model.programme().target))?;
        let spec = RunSpec::new(size.0, size.1);
        let found = discover(model, failing, density, &spec, watch).map_err(error::simulate)?;
        Ok(answers::discovery(found, model))
    })
}
