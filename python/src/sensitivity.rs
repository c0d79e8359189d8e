//! What drives the result, on this machine or in parts that any machine simulates.

use std::sync::Mutex;

use clearcast::answers;
use clearcast::sensitivity::{
    By, Found, GRAMMAR, Joined, Method, Outcome, Part, PartError, Settings, measures, study,
};
use clearcast::simulate::Model;
use pyo3::prelude::*;

use crate::answer::{Answer, Began, Size, asked};
use crate::error;
use crate::scenario::Core;
use crate::watched::{How, detached};

/// How drivers are measured: method, whether by pick and freeze, whether by inputs, limit, whether over time.
type Measure = (String, bool, bool, Option<f64>, bool);

/// Outcomes and how they are explained; no method: Shapley effects.
struct Question {
    outcomes: Vec<Outcome>,
    method: Option<Method>,
    settings: Settings,
}

impl Question {
    fn new(core: &Core, outcomes: &[String], measure: Measure, size: Size) -> PyResult<Self> {
        let (method, pick_freeze, by_inputs, until, over_time) = measure;
        let by = if by_inputs { By::Inputs } else { By::Factors };
        let name = if pick_freeze { "pick_freeze" } else { "method" };
        let method = error::argument(
            name,
            Method::named(&method, (pick_freeze, "method=\"sobol\""), by),
        )?;
        let (programme, of) = (core.model.programme(), core.model.scenario());
        let usual = Outcome::usual(programme);
        let names = if outcomes.is_empty() {
            &usual[..]
        } else {
            outcomes
        };
        let read = |name: &String| Outcome::parse(name, programme, of);
        let outcomes: Result<Vec<Outcome>, String> = names.iter().map(read).collect();
        let outcomes = outcomes
            .map_err(|error| error::value(format!("{error}\n\noutcomes are\n  {GRAMMAR}")))?;
        let (trials, seed) = size;
        Ok(Self {
            outcomes,
            method,
            settings: Settings {
                trials,
                seed,
                by,
                until,
                over_time,
            },
        })
    }
}

fn answer(found: Found, model: &Model) -> answers::Answer {
    match found {
        Found::Study(found) => answers::study(found, model),
        Found::Measures(found) => answers::measures(found, model),
    }
}

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
    let Question {
        outcomes,
        method,
        settings,
    } = Question::new(core, &outcomes, measure, size)?;
    asked(py, ("sensitivity", core), size, &how, |model, watch| {
        let found = match method {
            None => study(model, outcomes, &settings, watch).map(Found::Study),
            Some(method) => {
                measures(model, outcomes, method, &settings, watch).map(Found::Measures)
            }
        };
        let found = found.map_err(error::simulate)?;
        Ok(answer(found, model))
    })
}

/// `sensitivity` whose trials are simulated in parts.
#[pyclass(frozen, module = "clearcast._clearcast", name = "SensitivityParts")]
pub(crate) struct SensitivityParts {
    core: Py<Core>,
    size: Size,
    /// What has been added; taken out when it is answered.
    joined: Mutex<Option<(Joined, Began)>>,
}

#[pymethods]
impl SensitivityParts {
    #[new]
    fn new(
        py: Python<'_>,
        core: Py<Core>,
        outcomes: Vec<String>,
        measure: Measure,
        size: Size,
    ) -> PyResult<Self> {
        let began = Began::now();
        let Question {
            outcomes,
            method,
            settings,
        } = Question::new(core.get(), &outcomes, measure, size)?;
        let model = &core.get().model;
        let joined = detached(py, || Joined::new(model, outcomes, method, &settings))?;
        let joined = joined.map_err(|it| part_error("the question", it))?;
        Ok(Self {
            core,
            size,
            joined: Mutex::new(Some((joined, began))),
        })
    }

    /// What is missing, in parts of at most so many trials: what each holds, as JSON, and how many trials it has.
    fn open(&self, most: u64) -> PyResult<Vec<(String, u64)>> {
        self.with(|joined| {
            let open = joined.open(most).into_iter();
            Ok(open.map(|(part, trials)| (part.json(), trials)).collect())
        })
    }

    /// Adds a part.
    fn add(&self, py: Python<'_>, name: &str, bytes: &[u8]) -> PyResult<()> {
        detached(py, || {
            self.with(|joined| joined.add(bytes).map_err(|it| part_error(name, it)))
        })?
    }

    /// The answer, once nothing is missing.
    fn answer(&self, py: Python<'_>, how: How) -> PyResult<Answer> {
        let taken = self.joined.lock().ok().and_then(|mut it| it.take());
        let (joined, began) = taken.ok_or_else(answered)?;
        let core = self.core.get();
        let (found, threads) = how.watched(py, |_| {
            let found = joined.found().map_err(error::simulate)?;
            let found = found.ok_or_else(|| error::value("some parts are missing"))?;
            Ok(answer(found, &core.model))
        })?;
        let of = ("sensitivity", core);
        Ok(Answer::of(found, of, self.size, (began, threads)))
    }
}

impl SensitivityParts {
    fn with<T>(&self, work: impl FnOnce(&mut Joined) -> PyResult<T>) -> PyResult<T> {
        let mut guard = self.joined.lock().expect("no other thread has panicked");
        let (joined, _) = guard.as_mut().ok_or_else(answered)?;
        work(joined)
    }
}

fn answered() -> PyErr {
    error::value("the question has been answered")
}

fn part_error(name: &str, error: PartError) -> PyErr {
    match error {
        PartError::Simulate(error) => error::simulate(error),
        error => error::value(format!("{name} {error}")),
    }
}

/// Simulates a part, which says as JSON what it holds.
#[pyfunction]
pub(crate) fn sensitivity_part(
    py: Python<'_>,
    core: &Core,
    part: &str,
    how: How,
) -> PyResult<Vec<u8>> {
    let part = Part::parse(part).map_err(|it| part_error("the part", it))?;
    let (bytes, _) = how.watched(py, |watch| {
        let bytes = part.simulate(&core.model, watch);
        bytes.map_err(|it| part_error("the part", it))
    })?;
    Ok(bytes)
}

/// What a part holds, as JSON, if its checksum is right.
#[pyfunction]
pub(crate) fn sensitivity_part_head(bytes: &[u8]) -> PyResult<String> {
    let part = Part::read(bytes).map_err(|it| part_error("the part", it))?;
    Ok(part.json())
}
