//! A run as bytes, which another process makes the run of again without simulating it.

use std::time::Duration;

use clearcast::partial::{self, PartialHead};
use clearcast::run::RunResults;
use clearcast::simulate::{Model, Trials, prepare, tally};
use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::asked::Asked;
use crate::error;
use crate::run::Run;
use crate::watched::detached;

/// The trials as a partial result, figures and charts as JSON, when it began, and on how many threads.
type State = (PyBackedBytes, String, String, usize);

/// What `run_restored` takes, with what was asked.
#[pyfunction]
pub(crate) fn run_state(py: Python<'_>, run: &Run) -> PyResult<(Vec<u8>, String, String, usize)> {
    let (model, spec) = (&run.prepared.model, &run.prepared.spec);
    let trials = run.tally.trials();
    let head = PartialHead {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        name: run.name.clone(),
        stem: partial::stem(&run.name),
        text: run.text.clone(),
        resolved: model.scenario().resolved.clone(),
        warnings: Vec::new(),
        seed: spec.seed,
        sampling: spec.sampling.name().to_owned(),
        trials,
        range: 0..trials,
        seconds: run.simulating.as_secs_f64(),
    };
    let (bytes, json) = detached(py, || {
        let bytes = partial::write(&head, &run.tally.to_bytes());
        (bytes, serde_json::to_string(&run.results))
    })?;
    let json = json.map_err(error::value)?;
    Ok((bytes, json, run.began.to_string(), run.threads))
}

/// A run of which `run_state` says the state.
#[pyfunction]
pub(crate) fn run_restored(py: Python<'_>, state: State, asked: Asked) -> PyResult<Run> {
    let (bytes, results, began, threads) = state;
    let spec = asked.spec()?;
    let of_other = || error::value(format!("the run {}", partial::Unreadable::OtherVersion));
    detached(py, || {
        let (head, kept) =
            partial::read(&bytes).map_err(|it| error::value(format!("the run {it}")))?;
        if head.version != env!("CARGO_PKG_VERSION") {
            return Err(of_other());
        }
        let trials = match asked.nesting() {
            Some(nesting) => Trials::Nested(nesting),
            None => Trials::Range(head.range.clone()),
        };
        let model = Model::from_text(&head.name, &head.resolved, &[]).map_err(error::load)?;
        let prepared = prepare(model, spec.trials(trials)).map_err(error::value)?;
        let tally = tally(&prepared).from_bytes(&kept).ok_or_else(of_other)?;
        let results: RunResults = serde_json::from_str(&results).map_err(|_| of_other())?;
        let began: Timestamp = began.parse().map_err(error::value)?;
        Ok(Run {
            prepared,
            tally,
            results,
            name: head.name,
            text: head.text,
            began,
            simulating: Duration::from_secs_f64(head.seconds),
            threads,
        })
    })?
}
