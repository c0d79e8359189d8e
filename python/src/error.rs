//! Errors of the library as exceptions of Python.

use clearcast::results::ResultsError;
use clearcast::scenario::{LoadError, Problems};
use clearcast::simulate::SimulateError;
use pyo3::exceptions::{PyFileExistsError, PyKeyboardInterrupt, PyOSError, PyValueError};
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
            problem.advice().map(in_python),
            place.map(|it| (it.source.replace("--set", "set"), it.line, it.column)),
            in_python(problem.sentence()),
        )
    });
    told.collect()
}

/// A `ScenarioError` with every problem.
pub(crate) fn rejected(problems: &Problems) -> PyErr {
    let (text, told) = (in_python(problems), told(problems));
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
        LoadError::Io {
            ref file,
            ref source,
            ..
        } => {
            let name = file.display().to_string();
            let Some(number) = source.raw_os_error() else {
                return PyOSError::new_err(error.to_string());
            };
            // Number, text and file: Python makes a `FileNotFoundError` of it, or what fits, and shows the number itself.
            let text = error
                .to_string()
                .replace(&format!(" (os error {number})"), "");
            PyOSError::new_err((number, text, name))
        }
    }
}

/// What the library calls by options of the command line, and what it is in Python; longer ones before those they begin with.
const ARGUMENTS: [(&str, &str); 19] = [
    ("--> --set:", "--> set:"),
    (" with --out", ""),
    ("with --force", "with force=True"),
    ("--force", "force=True"),
    ("--trials-range ", "the part of trials "),
    (
        "`clearcast run --partial FILE` writes them",
        "clearcast.part makes them",
    ),
    (
        "--set horizon=YEARS (compare also takes --horizon YEARS)",
        "scenario.set({\"horizon\": YEARS})",
    ),
    (
        "--set economy.discount_rate=RATE (compare also takes --discount-rate RATE)",
        "scenario.set({\"economy.discount_rate\": RATE})",
    ),
    (
        "(`clearcast inputs` lists them)",
        "(scenario.inputs lists them)",
    ),
    ("with --set first", "with scenario.set first"),
    ("--for npv", "by=\"npv\""),
    ("--max-trials", "max_trials"),
    ("--until", "until"),
    ("--vary", "vary"),
    ("--from", "from_year"),
    ("--across", "across"),
    ("--lever", "levers"),
    ("--delay", "delays"),
    ("--trials", "trials"),
];

/// A text of the library with arguments as Python calls them.
fn in_python(error: impl std::fmt::Display) -> String {
    let all = ARGUMENTS.iter();
    all.fold(error.to_string(), |text, (option, argument)| {
        text.replace(option, argument)
    })
}

/// Results that cannot be written.
pub(crate) fn results(error: ResultsError) -> PyErr {
    let text = in_python(&error);
    match error {
        ResultsError::Exists(_) => PyFileExistsError::new_err(text),
        _ => PyOSError::new_err(text),
    }
}

/// A run that cannot be simulated, or was stopped.
pub(crate) fn simulate(error: SimulateError) -> PyErr {
    match error {
        SimulateError::Stopped(_) => PyKeyboardInterrupt::new_err("interrupted"),
        error => value(error),
    }
}

/// What was asked for cannot be.
pub(crate) fn value(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(in_python(error))
}

/// An argument breaks a rule.
pub(crate) fn argument<T>(name: &str, checked: Result<T, impl std::fmt::Display>) -> PyResult<T> {
    checked.map_err(|rule| value(format!("{name}: {rule}")))
}

/// The system is in the way.
pub(crate) fn system(error: impl std::fmt::Display) -> PyErr {
    PyOSError::new_err(error.to_string())
}
