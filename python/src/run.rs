//! Runs: trials in, results out.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clearcast::data::Format;
use clearcast::data::trials::Saved;
use clearcast::ensemble::Tally;
use clearcast::results::{File, Folder};
use clearcast::run::manifest::{Circumstances, manifest};
use clearcast::run::{RunResults, Simulated, Texts};
use clearcast::simulate::{Inputs, Prepared, Watch};
use clearcast::summary::distribution;
use clearcast::{data, report, tables};
use jiff::Timestamp;
use pyo3::prelude::*;

use crate::asked::Asked;
use crate::error;
use crate::rows::Columns;
use crate::scenario::Core;
use crate::watched::{How, detached};

/// A run whose trials are done.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Run")]
pub(crate) struct Run {
    pub(crate) prepared: Prepared,
    pub(crate) tally: Tally,
    pub(crate) results: RunResults,
    /// The scenario file as named and byte for byte.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) began: Timestamp,
    pub(crate) simulating: Duration,
    pub(crate) threads: usize,
}

impl Run {
    pub(crate) fn new(
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

    pub(crate) fn with_threads(self, threads: usize) -> Self {
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

    /// Names of the figures that have quantiles.
    #[getter]
    fn figures(&self) -> Vec<&str> {
        let columns = self.prepared.model.programme().columns();
        let figures = columns.figures();
        figures.map(|(column, _)| column.name.as_str()).collect()
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
        let draw = || report::render(&self.results.summary, &self.results.charts);
        let pictures = detached(py, draw)?;
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
        let folder = Folder::claim(&place, force).map_err(error::results)?;
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
            contents.publish().map_err(error::results)
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
