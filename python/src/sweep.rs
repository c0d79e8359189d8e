//! Sweeps: a scenario at many points, a record for each.

use std::sync::Mutex;

use clearcast::data::{Cell, record};
use clearcast::sweep::{Base, Design, Overrides, Sweep as Swept};
use pyo3::prelude::*;

use crate::error;
use crate::scenario::Core;
use crate::watched::How;

/// How points are simulated.
#[derive(FromPyObject)]
pub(crate) struct Each {
    trials: Option<u64>,
    seed: Option<u64>,
    sampling: Option<String>,
    random_numbers: Option<String>,
    outputs: Vec<String>,
}

/// A table of points with its scenario compiled.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Sweep")]
pub(crate) struct Sweep(Swept);

#[pymethods]
impl Sweep {
    /// `columns` are what each column sets, `rows` the points as texts.
    #[new]
    fn new(
        py: Python<'_>,
        core: &Core,
        name: &str,
        table: (Vec<String>, Vec<Vec<String>>),
        each: Each,
    ) -> PyResult<Self> {
        let sampling = each.sampling.as_deref().map(str::parse);
        let random_numbers = each.random_numbers.as_deref().map(str::parse);
        let over = Overrides {
            trials: each.trials,
            seed: each.seed,
            sampling: sampling.transpose().map_err(error::value)?,
            random_numbers: random_numbers
                .transpose()
                .map_err(|it: String| error::value(it))?,
            outcomes: each.outputs,
            sets: Vec::new(),
        };
        let (columns, rows) = table;
        if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
            return Err(error::value(format!(
                "point {at} has another number of values than columns"
            )));
        }
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::Text).collect());
        let rows: Vec<Vec<Cell>> = rows.collect();
        let file = Some(core.files.name().to_owned());
        let design = Design::from_table(name, file, (&columns, &rows), &over);
        let design = design.map_err(error::value)?;
        let base = Base {
            name: String::new(),
            resolved: core.model.resolved().to_owned(),
        };
        let swept = py.detach(|| Swept::new(design, vec![base]));
        swept.map(Self).map_err(error::value)
    }

    /// Number of points.
    fn __len__(&self) -> usize {
        self.0.head().points as usize
    }

    /// Name, unit and meaning of each column of a record.
    #[getter]
    fn fields(&self) -> Vec<(&str, &str, &str)> {
        let fields = self.0.head().fields.iter();
        fields
            .map(|it| (it.name.as_str(), it.unit.as_str(), it.meaning.as_str()))
            .collect()
    }

    /// What the records depend on, beside the version and the scenario: the design and how points are simulated.
    #[getter]
    fn head(&self) -> PyResult<String> {
        serde_json::to_string(self.0.head()).map_err(error::value)
    }

    /// The first line of `points.csv`.
    #[getter]
    fn heading(&self) -> Vec<u8> {
        record(self.0.head().fields.iter().map(|it| &it.name))
    }

    /// Records of some points, in their order, as lines of `points.csv`.
    fn records(&self, py: Python<'_>, points: Vec<u64>, how: How) -> PyResult<Vec<Vec<u8>>> {
        if let Some(beyond) = points.iter().find(|it| **it >= self.0.head().points) {
            return Err(error::value(format!("there is no point {beyond}")));
        }
        let (records, _) = how.watched(py, |watch| {
            let done: Mutex<Vec<(u64, Vec<u8>)>> = Mutex::default();
            let keep = |point: u64, bytes: &[u8]| {
                let mut done = done.lock().expect("no other thread has panicked");
                done.push((point, bytes.to_vec()));
            };
            let simulated = self.0.simulate(&points, keep, watch);
            simulated.map_err(|stopped| error::simulate(stopped.into()))?;
            let mut done = done.into_inner().expect("no thread has panicked");
            done.sort_unstable_by_key(|(point, _)| points.iter().position(|it| it == point));
            Ok(done.into_iter().map(|(_, bytes)| bytes).collect())
        })?;
        Ok(records)
    }
}
