//! Errors of the library as exceptions of Python.

use clearcast::scenario::{LoadError, Problems};
use clearcast::simulate::SimulateError;
use pyo3::exceptions::{PyFileNotFoundError, PyKeyboardInterrupt, PyOSError, PyValueError};
use pyo3::prelude::*;

/// A problem or warning: code, path, rule, found, advice, place (source, line, column), sentence.
pub(crate) type Told = (
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<(String, usize, usize)>,
    String,
);

/// A list of problems, with the place of each.
pub(crate) fn told(problems: &Problems) -> Vec<Told> {
    let paths = problems.paths();
    let told = problems.iter().zip(paths).map(|(problem, path)| {
        let place = problem.place();
        (
            problem.code(),
            path,
            problem.rule().to_owned(),
            problem.what_was_found().map(str::to_owned),
            problem.advice().map(str::to_owned),
            place.map(|it| (it.source.clone(), it.line, it.column)),
            problem.sentence(),
        )
    });
    told.collect()
}

/// A `ScenarioError` with every problem.
pub(crate) fn rejected(problems: &Problems) -> PyErr {
    let (text, told) = (problems.to_string(), told(problems));
    Python::attach(|py| {
        let make = || -> PyResult<PyErr> {
            let class = py.import("clearcast.errors")?.getattr("ScenarioError")?;
            let error = class.call_method1("_of", (text, told))?;
            Ok(PyErr::from_value(error))
        };
        make().unwrap_or_else(|error| error)
    })
}

/// A scenario that cannot be loaded.
pub(crate) fn load(error: LoadError) -> PyErr {
    match error {
        LoadError::Rejected(problems) => rejected(&problems),
        LoadError::Io { ref source, .. } => {
            let text = error.to_string();
            if source.kind() == std::io::ErrorKind::NotFound {
                PyFileNotFoundError::new_err(text)
            } else {
                PyOSError::new_err(text)
            }
        }
    }
}

/// A run that cannot be simulated, or was stopped.
pub(crate) fn simulate(error: SimulateError) -> PyErr {
    match error {
        SimulateError::Stopped(_) => PyKeyboardInterrupt::new_err("interrupted"),
        error => PyValueError::new_err(error.to_string()),
    }
}

/// What was asked for cannot be.
pub(crate) fn value(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The system is in the way.
pub(crate) fn system(error: impl std::fmt::Display) -> PyErr {
    PyOSError::new_err(error.to_string())
}
