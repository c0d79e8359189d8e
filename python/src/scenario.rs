//! A scenario as Python holds it: a model, and the texts that it can be made of again anywhere.

use std::path::{Path, PathBuf};

use clearcast::scenario::{self, Change, Files, Loaded, differences, matches};
use clearcast::simulate::Model;
use clearcast::summary::reference::shares;
use pyo3::prelude::*;

use crate::error::{self, Told};
use crate::watched::detached;

/// A scenario that keeps every rule, compiled.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Scenario")]
pub(crate) struct Core {
    pub(crate) model: Model,
    pub(crate) files: Files,
    pub(crate) sets: Vec<String>,
}

/// Path, value in one scenario, value in the other.
type Changed = (String, Option<String>, Option<String>);

impl Core {
    fn of(
        py: Python<'_>,
        loaded: Loaded,
        sets: Vec<String>,
        like: Option<&Model>,
    ) -> PyResult<Self> {
        let files = loaded.files();
        let model = detached(py, || Model::like(loaded, like))?;
        Ok(Self { model, files, sets })
    }

    pub(crate) fn loaded(&self) -> &Loaded {
        self.model.loaded().expect("it was read from a text")
    }

    /// The scenario file without folder and ending.
    pub(crate) fn stem(&self) -> String {
        let name = self.files.name();
        let stem = Path::new(name).file_stem();
        stem.map_or_else(|| name.to_owned(), |it| it.to_string_lossy().into_owned())
    }

    /// Warnings for the reader of a report.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let warnings = self.loaded().warnings.iter();
        warnings.map(scenario::Problem::sentence).collect()
    }

    /// The same files with other settings.
    fn again(&self, py: Python<'_>, sets: Vec<String>) -> PyResult<Self> {
        let loaded = self.files.load(&sets).map_err(error::load)?;
        Self::of(py, loaded, sets, Some(&self.model))
    }
}

#[pymethods]
impl Core {
    #[staticmethod]
    fn load(py: Python<'_>, file: PathBuf, sets: Vec<String>) -> PyResult<Self> {
        let loaded = scenario::load(&file, &sets).map_err(error::load)?;
        Self::of(py, loaded, sets, None)
    }

    #[staticmethod]
    fn from_text(py: Python<'_>, file: PathBuf, text: &str) -> PyResult<Self> {
        let loaded = scenario::from_text_of(&file, text, &[]).map_err(error::load)?;
        Self::of(py, loaded, Vec::new(), None)
    }

    /// From the files and settings that `state` gives.
    #[staticmethod]
    fn from_files(py: Python<'_>, files: &str, sets: Vec<String>) -> PyResult<Self> {
        let files: Files = serde_json::from_str(files).map_err(error::value)?;
        let loaded = files.load(&sets).map_err(error::load)?;
        Self::of(py, loaded, sets, None)
    }

    /// Files and settings, which `from_files` takes.
    fn state(&self) -> PyResult<(String, Vec<String>)> {
        let files = serde_json::to_string(&self.files).map_err(error::value)?;
        Ok((files, self.sets.clone()))
    }

    /// Puts settings `PATH=VALUE` over it.
    fn set(&self, py: Python<'_>, sets: Vec<String>) -> PyResult<Self> {
        self.again(py, [self.sets.clone(), sets].concat())
    }

    /// Multiplies inputs, by path or pattern.
    fn scale(&self, py: Python<'_>, factors: Vec<(String, f64)>) -> PyResult<Self> {
        let mut all: Vec<(&str, f64)> = Vec::new();
        for (pattern, factor) in &factors {
            let fitting = self.model.paths().filter(|path| matches(pattern, path));
            let before = all.len();
            all.extend(fitting.map(|path| (path, *factor)));
            if all.len() == before {
                // Refused with the nearest name.
                all.push((pattern, *factor));
            }
        }
        let scaled = detached(py, || self.model.scaled(&all))?;
        let scaled = scaled.map_err(error::value)?;
        self.again(py, [&self.sets, scaled.settings()].concat())
    }

    /// Every input in JSON.
    fn inputs(&self) -> PyResult<String> {
        serde_json::to_string(&self.loaded().register()).map_err(error::value)
    }

    fn warnings(&self) -> Vec<Told> {
        error::told(&self.loaded().warnings)
    }

    /// Changes of values, orders and remarks, and how many inputs have another place in the design.
    fn diff(&self, other: &Self) -> (Vec<Changed>, Vec<Changed>, Vec<Changed>, usize) {
        let found = differences(self.loaded(), other.loaded());
        let list = |changes: Vec<Change>| {
            let changes = changes.into_iter().map(|it| (it.path, it.a, it.b));
            changes.collect()
        };
        let moved = found.moved_dimensions;
        (
            list(found.values),
            list(found.orders),
            list(found.remarks),
            moved,
        )
    }

    #[getter]
    fn name(&self) -> &str {
        &self.model.scenario().name
    }

    #[getter]
    fn currency(&self) -> &str {
        &self.model.scenario().currency
    }

    /// The scenario file as named.
    #[getter]
    fn file(&self) -> &str {
        self.files.name()
    }

    #[getter]
    fn sets(&self) -> Vec<String> {
        self.sets.clone()
    }

    /// The scenario file, byte for byte.
    #[getter]
    fn text(&self) -> &str {
        &self.loaded().text
    }

    #[getter]
    fn resolved(&self) -> &str {
        self.model.resolved()
    }

    #[getter]
    fn sha256(&self) -> &str {
        self.model.sha256()
    }

    /// Paths of the dimensions of the design.
    #[getter]
    fn dimensions(&self) -> Vec<String> {
        self.model.scenario().dimensions.clone()
    }

    /// Shares of trials that a run has by its target.
    #[getter]
    fn shares(&self) -> Vec<&'static str> {
        shares(self.model.programme().columns()).collect()
    }

    /// Names, units and meanings of the figures of a run.
    #[getter]
    fn figures(&self) -> Vec<(String, String, String)> {
        let currency = &self.model.scenario().currency;
        let columns = self.model.programme().columns();
        let figures = columns.figures().map(|(column, _)| {
            let unit = column.unit_in(currency).to_owned();
            (column.name.clone(), unit, column.meaning.clone())
        });
        figures.collect()
    }
}

/// Names and texts of the scenarios that come with the program.
#[pyfunction]
pub(crate) fn shipped() -> Vec<(&'static str, &'static str)> {
    scenario::SHIPPED.to_vec()
}
