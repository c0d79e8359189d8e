//! The response to a level: trials of a variant, on the same random numbers at every level.

use crate::programme::Limits;
use crate::simulate::{Columns, Model, RunSpec, Table, VariantError, Watch, simulate};
use crate::summary::quantity;

use super::SolveError;

/// Points over the range.
const POINTS: usize = 9;
/// Trials of each of them, unless fewer are asked for in all.
const SCAN_TRIALS: u64 = 2_048;
/// A range that spans more than this ratio is cut into equal ratios instead of equal steps.
const WIDE: f64 = 5.0;

/// How much is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Trials of a level where the answer is sought.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
}

impl Settings {
    /// The run of a level where the answer is sought.
    pub fn spec(&self) -> RunSpec {
        RunSpec::new(self.trials, self.seed)
    }

    /// The run of a level that shows the course.
    pub fn scan_spec(&self) -> RunSpec {
        RunSpec::new(self.scan_trials(), self.seed)
    }

    /// Trials of a level that shows the course.
    pub fn scan_trials(&self) -> u64 {
        self.trials.min(SCAN_TRIALS)
    }

    /// A seed that had no part in finding the answer.
    pub fn fresh_seed(&self) -> u64 {
        // Seeds have 63 bits, as the manifest holds them as integers of TOML.
        (self.seed + 1) & (u64::MAX >> 1)
    }

    /// The run of a level under a fresh seed.
    pub fn fresh_spec(&self) -> RunSpec {
        RunSpec::new(self.trials, self.fresh_seed())
    }
}

/// The scenario at every level.
pub(super) struct Response<'a> {
    variant: &'a dyn Fn(f64) -> Result<Model, VariantError>,
    columns: Columns,
    /// What the target asks for.
    pub(super) target: Limits,
    pub(super) settings: &'a Settings,
    watch: &'a Watch,
}

/// Levels over the range, with their trials.
pub(super) struct Scan {
    pub(super) levels: Vec<f64>,
    pub(super) tables: Vec<Table>,
}

impl<'a> Response<'a> {
    /// The response of what `variant` makes of a level of `model`.
    pub(super) fn new(
        model: &Model,
        variant: &'a dyn Fn(f64) -> Result<Model, VariantError>,
        settings: &'a Settings,
        watch: &'a Watch,
    ) -> Self {
        Self {
            variant,
            columns: quantity::columns(),
            target: model.programme().target,
            settings,
            watch,
        }
    }

    /// The columns that are kept of every trial, to add to before the first run.
    pub(super) fn columns_mut(&mut self) -> &mut Columns {
        &mut self.columns
    }

    /// Simulates levels, each with its run, side by side.
    pub(super) fn run(&self, levels: &[(f64, RunSpec)]) -> Result<Vec<Table>, SolveError> {
        let mut jobs = Vec::with_capacity(levels.len());
        for (level, spec) in levels {
            jobs.push(((self.variant)(*level)?, spec.clone()));
        }
        let columns = &self.columns;
        let runs = simulate(&jobs, |_| Table::new(columns.clone()), self.watch)?;
        Ok(runs.into_iter().map(|run| run.collected).collect())
    }

    /// Nine levels over a range.
    pub(super) fn scan(&self, range: (f64, f64)) -> Result<Scan, SolveError> {
        let levels = spread(range, POINTS);
        let spec = self.settings.scan_spec();
        let jobs: Vec<(f64, RunSpec)> = levels.iter().map(|&x| (x, spec.clone())).collect();
        let tables = self.run(&jobs)?;
        Ok(Scan { levels, tables })
    }
}

/// `points` levels from end to end: in equal steps, or in equal ratios over a wide range above 0.
pub(crate) fn spread((low, high): (f64, f64), points: usize) -> Vec<f64> {
    let share = |k: usize| k as f64 / (points - 1) as f64;
    let level = |k: usize| match k {
        0 => low,
        k if k == points - 1 => high,
        k if low > 0.0 && high / low > WIDE => low * crate::math::pow(high / low, share(k)),
        k => low + (high - low) * share(k),
    };
    (0..points).map(level).collect()
}
