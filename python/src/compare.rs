//! Scenarios side by side.

use std::sync::Arc;

use clearcast::answers;
use clearcast::compare::{self, Case, Questions};
use clearcast::run::manifest::{Compared, compared};
use clearcast::simulate::RunSpec;
use jiff::Timestamp;
use pyo3::prelude::*;

use crate::answer::{Answer, Size};
use crate::error;
use crate::scenario::Core;
use crate::watched::How;

/// Scenarios that cannot be set side by side.
pub(crate) fn refuse(base: &Core, other: &Core) -> PyResult<()> {
    let refused = compare::refusals(base.loaded(), base.files.name(), other.loaded());
    refused.map_or(Ok(()), |problems| Err(error::rejected(&problems)))
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
        kind: "compare".to_owned(),
        json,
        text,
        files: Box::new(files),
        manifest: Box::new(manifest),
    })
}
