//! Runs: trials in, results out.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clearcast::data::Format;
use clearcast::data::trials::Saved;
use clearcast::ensemble::Tally;
use clearcast::partial::{self, PartialHead};
use clearcast::results::{File, Folder};
use clearcast::run::manifest::{Circumstances, manifest};
use clearcast::run::{Joined, Plan, RunResults, Simulated, Texts};
use clearcast::sampling::Sampling;
use clearcast::simulate::{Inputs, Nesting, Prepared, Rows, RunSpec, Watch};
use clearcast::summary::distribution;
use clearcast::{data, report, tables};
use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::error;
use crate::rows::Columns;
use crate::scenario::Core;
use crate::watched::How;

/// Which trials of which design.
#[derive(FromPyObject)]
pub(crate) struct Asked {
    trials: Option<u64>,
    seed: u64,
    sampling: String,
    until: Vec<String>,
    max_trials: Option<u64>,
    nested: Option<(u64, u64)>,
    /// Paths and rows of coordinates.
    points: Option<(Vec<String>, Vec<f64>)>,
    /// Paths and rows of values.
    values: Option<(Vec<String>, Vec<f64>)>,
}

/// Trials unless something else is asked for.
const TRIALS: u64 = 16_384;

impl Asked {
    fn sampling(&self) -> PyResult<Sampling> {
        self.sampling.parse().map_err(error::value)
    }

    fn spec(&self) -> PyResult<RunSpec> {
        let rows = |(paths, rows): &(Vec<String>, Vec<f64>)| {
            (paths.clone(), Rows::Table(Arc::from(rows.as_slice())))
        };
        let inputs = match (&self.points, &self.values) {
            (Some(_), Some(_)) => {
                return Err(error::value("give points or values, not both"));
            }
            (Some(points), None) => {
                let (paths, rows) = rows(points);
                Inputs::Points(paths, rows)
            }
            (None, Some(values)) => {
                let (paths, rows) = rows(values);
                Inputs::Values(paths, rows)
            }
            (None, None) => Inputs::Design,
        };
        let spec = RunSpec::new(0, self.seed).sampling(self.sampling()?);
        Ok(spec.inputs(inputs))
    }

    fn plan(&self, core: &Core) -> PyResult<Plan> {
        let plan = match self.nested {
            Some((outer, inner)) => {
                let checked = clearcast::run::nesting(&format!("{outer},{inner}"));
                checked.map_err(error::value)?;
                Plan::Nested(Nesting { outer, inner })
            }
            None if self.until.is_empty() => Plan::Plain(0..self.trials.unwrap_or(TRIALS)),
            None => Plan::until(self.sampling()?, self.trials, &self.until, self.max_trials)
                .map_err(error::value)?,
        };
        let columns = core.model.programme().columns();
        plan.of(columns).map_err(error::value)
    }
}

/// A run whose trials are done.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Run")]
pub(crate) struct Run {
    prepared: Prepared,
    tally: Tally,
    results: RunResults,
    /// The scenario file as named and byte for byte.
    name: String,
    text: String,
    began: Timestamp,
    simulating: Duration,
    threads: usize,
}

impl Run {
    fn new(
        simulated: Simulated,
        warnings: Vec<String>,
        of: (String, String),
        when: (Timestamp, Duration),
    ) -> Self {
        let prepared = simulated.run.prepared.clone();
        let tally = simulated.run.collected.clone();
        let results = RunResults::new(simulated, warnings);
        Self {
            prepared,
            tally,
            results,
            name: of.0,
            text: of.1,
            began: when.0,
            simulating: when.1,
            threads: 0,
        }
    }

    fn with_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }
}

/// Simulates.
#[expect(
    clippy::disallowed_methods,
    reason = "the manifest alone says when and how long"
)]
#[pyfunction]
pub(crate) fn run(py: Python<'_>, core: &Core, asked: Asked, how: How) -> PyResult<Run> {
    let (spec, plan) = (asked.spec()?, asked.plan(core)?);
    let (began, clock) = (Timestamp::now(), Instant::now());
    let (run, threads) = how.watched(py, |watch| {
        let simulated = plan.simulate(&core.model, &spec, watch, &|_, _, _| {});
        let simulated = simulated.map_err(error::simulate)?;
        let of = (core.files.name().to_owned(), core.loaded().text.clone());
        Ok(Run::new(
            simulated,
            core.sentences(),
            of,
            (began, clock.elapsed()),
        ))
    })?;
    Ok(run.with_threads(threads))
}

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
    py.detach(|| {
        let heads = heads(&parts)?;
        fitting(&partial::misfits_of_part(&heads, env!("CARGO_PKG_VERSION")))?;
        let (Some(range), Some((_, head))) = (partial::range(&heads), heads.first()) else {
            return Err(error::value("there is no part"));
        };
        let seconds = heads.iter().map(|(_, head)| head.seconds).sum();
        Ok(join(&parts, head)?.into_part(range, seconds))
    })
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

/// Version, seed, design, trials in all and range of a part, if its checksum is right.
#[pyfunction]
pub(crate) fn part_head(bytes: &[u8]) -> PyResult<(String, u64, String, u64, (u64, u64))> {
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

fn saved(years: bool) -> Saved {
    if years { Saved::Years } else { Saved::Trials }
}

/// Rows that are written beside results: whether those of calendar years, and as what.
type Written = Vec<(bool, String)>;

#[pymethods]
impl Run {
    /// `summary.json`.
    #[getter]
    fn json(&self) -> String {
        self.results.json()
    }

    /// `charts.json`, the data of the pictures.
    #[getter]
    fn charts(&self) -> PyResult<String> {
        serde_json::to_string(&self.results.charts).map_err(error::value)
    }

    /// `years.csv` and `regions.csv`.
    fn tables(&self) -> Vec<(String, Vec<u8>)> {
        let files = [
            tables::years(&self.results.charts),
            tables::regions(&self.results.summary),
        ];
        files.into_iter().map(|it| (it.name, it.bytes)).collect()
    }

    /// Goals of `until`: goal, standard error, whether it is reached.
    fn goals(&self) -> Vec<(String, Option<f64>, bool)> {
        let standings = self.results.standings.iter();
        standings
            .map(|it| (it.goal.clone(), it.error, it.reached()))
            .collect()
    }

    /// Quantiles of a figure, for any probability; `None` where they are not reached. `None` for all if there is no such figure.
    fn quantiles(&self, figure: &str, levels: Vec<f64>) -> Option<Vec<Option<f64>>> {
        let programme = self.prepared.model.programme();
        let parts = distribution(programme, &self.tally, figure)?;
        Some(
            levels
                .iter()
                .map(|level| parts.all.quantile(*level))
                .collect(),
        )
    }

    /// Rows of the trials, or of the trials and calendar years.
    fn rows(&self, py: Python<'_>, years: bool, how: How) -> PyResult<Columns> {
        let saved = saved(years);
        self.plain()?;
        let fields = data::trials::fields(&self.prepared.model, saved);
        let (columns, _) = how.watched(py, |watch| {
            let mut columns = Columns::new(fields);
            let show = |row: &[data::Cell]| {
                columns.push(row);
                Ok(())
            };
            data::trials::each(&self.prepared, saved, watch, show).map_err(save)?;
            Ok(columns)
        })?;
        Ok(columns.done())
    }

    /// Writes the rows into a folder.
    fn save(&self, py: Python<'_>, years: bool, folder: PathBuf, how: How) -> PyResult<()> {
        self.plain()?;
        how.watched(py, |watch| {
            self.save_to(years, Format::Parquet, &folder, watch)
        })?;
        Ok(())
    }

    /// Pictures of the report: path in the results folder, and contents.
    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<(String, Vec<u8>)>> {
        let pictures = py.detach(|| report::render(&self.results.summary, &self.results.charts));
        let pictures = pictures.map_err(error::value)?;
        Ok(pictures.into_iter().map(|it| (it.name, it.bytes)).collect())
    }

    /// Writes the results folder that the command line writes.
    fn write(
        &self,
        py: Python<'_>,
        place: PathBuf,
        options: (bool, bool, Written, Vec<String>),
        how: How,
    ) -> PyResult<()> {
        let (force, pictures, rows, command) = options;
        if !matches!(self.prepared.spec.inputs, Inputs::Design) {
            let rule = "a results folder cannot say where points or values that were given come from: write summary and rows";
            return Err(error::value(rule));
        }
        let mut saved_as = Vec::new();
        for (years, ending) in rows {
            self.plain()?;
            let format = Format::ALL.iter().find(|it| it.ending() == ending);
            let format = format.ok_or_else(|| error::value("rows are csv or parquet"))?;
            saved_as.push((saved(years), *format));
        }
        let folder = Folder::claim(&place, force).map_err(error::system)?;
        let texts = Texts {
            text: &self.text,
            scenario: self.prepared.model.scenario(),
        };
        how.watched(py, |watch| {
            let mut files: Vec<File> = if pictures {
                self.results.files(texts).map_err(error::value)?
            } else {
                self.results.texts(texts)
            };
            files.push(manifest(
                &self.results.summary,
                &Circumstances {
                    scenario: &self.name,
                    command,
                    threads: self.threads,
                    began: self.began,
                    simulating: self.simulating,
                    standings: &self.results.standings,
                    trials: &self.prepared.spec.trials,
                    pictures,
                    saved: &saved_as,
                },
            ));
            let contents = folder.contents().map_err(error::system)?;
            for file in &files {
                contents.add(file).map_err(error::system)?;
            }
            for (saved, format) in &saved_as {
                let years = *saved == Saved::Years;
                self.save_to(years, *format, contents.path(), watch)?;
            }
            contents.publish().map_err(error::system)
        })?;
        Ok(())
    }
}

impl Run {
    fn plain(&self) -> PyResult<()> {
        match self.prepared.spec.trials {
            clearcast::simulate::Trials::Range(_) => Ok(()),
            clearcast::simulate::Trials::Nested(_) => {
                Err(error::value("a nested run has no rows of trials"))
            }
        }
    }

    fn save_to(
        &self,
        years: bool,
        format: Format,
        folder: &std::path::Path,
        watch: &Watch,
    ) -> PyResult<()> {
        data::trials::save(&self.prepared, saved(years), format, folder, watch).map_err(save)
    }
}

fn save(error: data::trials::SaveError) -> PyErr {
    match error {
        data::trials::SaveError::Data(error) => error::system(error),
        data::trials::SaveError::Simulate(error) => error::simulate(error),
    }
}
