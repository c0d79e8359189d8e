//! The trials of a point and what they say: figures with standard errors, quantiles exact.

use std::sync::Arc;

use super::figures::Reads;
use crate::simulate::{Collect, Table, Trial, Wants};
use crate::summary::estimate::Estimate;
use crate::summary::quantity::Sample;

/// A value and its standard error, as far as they are defined.
pub(super) type Figure = (Option<f64>, Option<f64>);

/// The trials of a point, as rows of what its figures take.
#[derive(Clone, Debug)]
pub(super) struct PointTrials {
    reads: Arc<Reads>,
    table: Table,
}

impl PointTrials {
    pub(super) fn new(reads: Arc<Reads>) -> Self {
        Self {
            table: Table::new(reads.columns.clone()),
            reads,
        }
    }

    /// Every figure with its standard error, in the order in which they were asked for.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let quantities = self.reads.quantities.iter();
        let samples: Vec<Sample> = quantities.map(|it| it.sample(&self.table)).collect();
        let figures = self.reads.figures.iter().map(|read| {
            read.map_or((None, None), |(quantity, level)| {
                let Estimate { value, error } = samples[quantity].at(level);
                (value, error)
            })
        });
        figures.collect()
    }
}

impl Collect for PointTrials {
    fn wants(&self) -> Wants {
        Collect::wants(&self.table)
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        Collect::trial(&mut self.table, trial);
    }

    fn merge(&mut self, other: Self) {
        self.table.merge(other.table);
    }

    fn finish(&mut self) {
        self.table.finish();
    }
}
