//! Parts of a run: simulated apart, joined to larger ones, merged to the run.

use std::ops::Range;
use std::time::Duration;

use clearcast::partial::{self, PartialHead};
use clearcast::run::{Joined, Plan};
use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::asked::{Asked, TRIALS};
use crate::error;
use crate::run::Run;
use crate::scenario::Core;
use crate::watched::{How, detached};

/// Simulates a range of the trials of a run: the bytes of a partial result, which depend on nothing else.
#[pyfunction]
pub(crate) fn part(
    py: Python<'_>,
    core: &Core,
    asked: Asked,
    range: (u64, u64),
    how: How,
) -> PyResult<Vec<u8>> {
    let (spec, trials) = (asked.spec()?, asked.trials.unwrap_or(TRIALS));
    let range: Range<u64> = range.0..range.1;
    if range.start >= range.end || range.end > trials {
        let Range { start, end } = range;
        return Err(error::value(format!(
            "{start}..{end} is no range of {trials} trials"
        )));
    }
    let head = PartialHead {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        name: core.files.name().to_owned(),
        stem: partial::stem(&core.stem()),
        text: core.loaded().text.clone(),
        resolved: core.model.resolved().to_owned(),
        warnings: core.sentences(),
        seed: asked.seed,
        sampling: asked.sampling.clone(),
        trials,
        range: range.clone(),
        // A part made again is the same, byte for byte.
        seconds: 0.0,
    };
    let (bytes, _) = how.watched(py, |watch| {
        let plan = Plan::Plain(range);
        let simulated = plan.simulate(&core.model, &spec, watch, &|_, _, _| {});
        let simulated = simulated.map_err(error::simulate)?;
        Ok(partial::write(&head, &simulated.run.collected.to_bytes()))
    })?;
    Ok(bytes)
}

/// Heads of parts, by name.
fn heads(parts: &[(String, PyBackedBytes)]) -> PyResult<Vec<(String, PartialHead)>> {
    let mut heads = Vec::new();
    for (name, bytes) in parts {
        let read = partial::read(bytes);
        let (head, _) = read.map_err(|reason| error::value(format!("{name} {reason}")))?;
        heads.push((name.clone(), head));
    }
    Ok(heads)
}

fn fitting(misfits: &[String]) -> PyResult<()> {
    if misfits.is_empty() {
        return Ok(());
    }
    let list = misfits.join("\n  ");
    Err(error::value(format!(
        "the parts do not fit together:\n  {list}"
    )))
}

fn join(parts: &[(String, PyBackedBytes)], head: &PartialHead) -> PyResult<Joined> {
    let mut joined = Joined::new(head).map_err(error::value)?;
    for (name, bytes) in parts {
        let added = joined.add(bytes);
        added.map_err(|reason| error::value(format!("{name} {reason}")))?;
    }
    Ok(joined)
}

/// Puts parts that adjoin together to a larger one.
#[pyfunction]
pub(crate) fn join_parts(py: Python<'_>, parts: Vec<(String, PyBackedBytes)>) -> PyResult<Vec<u8>> {
    detached(py, || {
        let heads = heads(&parts)?;
        fitting(&partial::misfits_of_part(&heads, env!("CARGO_PKG_VERSION")))?;
        let (Some(range), Some((_, head))) = (partial::range(&heads), heads.first()) else {
            return Err(error::value("there is no part"));
        };
        let seconds = heads.iter().map(|(_, head)| head.seconds).sum();
        Ok(join(&parts, head)?.into_part(range, seconds))
    })?
}

/// Puts all parts of a run together to its results.
#[pyfunction]
pub(crate) fn merge(
    py: Python<'_>,
    parts: Vec<(String, PyBackedBytes)>,
    how: How,
) -> PyResult<Run> {
    let began = Timestamp::now();
    let (run, threads) = how.watched(py, |_| {
        let heads = heads(&parts)?;
        fitting(&partial::misfits(&heads, env!("CARGO_PKG_VERSION")))?;
        let Some((_, head)) = heads.iter().min_by_key(|(_, head)| head.range.start) else {
            return Err(error::value("there is no part"));
        };
        let simulated = join(&parts, head)?.into_run();
        let seconds = heads.iter().map(|(_, head)| head.seconds).sum();
        let when = (began, Duration::from_secs_f64(seconds));
        let of = (head.name.clone(), head.text.clone());
        Ok(Run::new(simulated, head.warnings.clone(), of, when))
    })?;
    Ok(run.with_threads(threads))
}

/// Version, seed, design, trials in all, first trial and the one after the last.
type Head = (String, u64, String, u64, (u64, u64));

/// What a part is of, if its checksum is right.
#[pyfunction]
pub(crate) fn part_head(bytes: &[u8]) -> PyResult<Head> {
    let (head, _) = partial::read(bytes).map_err(error::value)?;
    let Range { start, end } = head.range;
    Ok((
        head.version,
        head.seed,
        head.sampling,
        head.trials,
        (start, end),
    ))
}
