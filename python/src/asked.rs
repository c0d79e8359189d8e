//! Which trials are asked for.

use std::sync::Arc;

use clearcast::run::Plan;
use clearcast::sampling::Sampling;
use clearcast::simulate::{Inputs, Nesting, Rows, RunSpec};
use pyo3::prelude::*;

use crate::error;
use crate::scenario::Core;

/// Which trials of which design.
#[derive(FromPyObject)]
pub(crate) struct Asked {
    pub(crate) trials: Option<u64>,
    pub(crate) seed: u64,
    pub(crate) sampling: String,
    until: Vec<String>,
    max_trials: Option<u64>,
    pub(crate) nested: Option<(u64, u64)>,
    /// Paths and rows of coordinates.
    points: Option<(Vec<String>, Vec<f64>)>,
    /// Paths and rows of values.
    values: Option<(Vec<String>, Vec<f64>)>,
}

/// Trials unless something else is asked for.
pub(crate) const TRIALS: u64 = 16_384;

impl Asked {
    fn sampling(&self) -> PyResult<Sampling> {
        self.sampling.parse().map_err(error::value)
    }

    pub(crate) fn spec(&self) -> PyResult<RunSpec> {
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

    /// Draws of inputs and of chance, if it is nested.
    pub(crate) fn nesting(&self) -> Option<Nesting> {
        self.nested.map(|(outer, inner)| Nesting { outer, inner })
    }

    pub(crate) fn plan(&self, core: &Core) -> PyResult<Plan> {
        let plan = match self.nesting() {
            Some(Nesting { outer, inner }) => {
                let checked = clearcast::run::nesting(&format!("{outer},{inner}"));
                Plan::Nested(checked.map_err(error::value)?)
            }
            None if self.until.is_empty() => Plan::Plain(0..self.trials.unwrap_or(TRIALS)),
            None => Plan::until(self.sampling()?, self.trials, &self.until, self.max_trials)
                .map_err(error::value)?,
        };
        let columns = core.model.programme().columns();
        plan.of(columns).map_err(error::value)
    }
}
