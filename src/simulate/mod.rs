//! The one way to simulate: many models at once, each with its run, on all threads, trial by trial into collectors.
//!
//! A [`Model`] is a scenario checked and compiled; a [`RunSpec`] says which of its trials are simulated and where their inputs and
//! their chance come from; a [`Collect`]or keeps of them what a question needs. Runs that go into one call share one design over the
//! union of their inputs, so a scenario and its variants have the same draws wherever they have the same inputs.
//!
//! A trial depends on model, seed and its number alone. Threads take runs that nobody has begun, and help with those under way when
//! there are no more; neither their number nor the order of work moves a bit.
//!
//! ```
//! use clearcast::simulate::{Columns, Model, RunSpec, Table, simulate_one};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let columns = Columns { outcomes: vec![1], ..Columns::default() };
//! let run = simulate_one(&model, &RunSpec::new(100, 1), |_| Table::new(columns.clone()), &Default::default())?;
//! assert_eq!(run.collected.len(), 100);
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::ensemble::Tally;
use crate::sampling::{Design, Sampling};

mod board;
mod collect;
mod finite;
mod inputs_again;
mod ledger;
mod model;
pub mod nested;
mod rows;
mod schedule;
mod spec;

pub use crate::engine::{Numbering, Rows};
pub use board::simulate_each;
pub use collect::{Collect, Each, Trial, Wants};
pub use model::{Model, VariantError};
pub use rows::{Columns, Pair, Table, pairs};
pub use spec::{Inputs, Nesting, NotFinite, Prepared, RunSpec, SpecError, Trials};

/// Most trials of one run: a count of trials has 32 bits.
pub const MOST_TRIALS: u64 = 1_000_000_000;

/// Lets runs be watched and stopped from outside.
#[derive(Debug, Default)]
pub struct Watch {
    /// Trials done so far.
    pub done: AtomicU64,
    /// Set to stop after the blocks at work.
    pub stop: AtomicBool,
}

/// Runs were stopped through their [`Watch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Stopped;

/// Why there are no results.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulateError {
    /// The watch said so.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A run cannot be simulated as asked.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// Two runs are not of the same kind.
    #[error("{0}")]
    Mismatch(String),
}

/// What a run is: runs of the same identity have the same trials of the same numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId {
    /// SHA-256 of the scenario as simulated.
    pub scenario: String,
    /// Seed.
    pub seed: u64,
    /// Sampling design.
    pub sampling: Sampling,
    /// Paths of the design's dimensions, in order.
    pub dimensions: Arc<[String]>,
}

/// A run whose trials are done.
#[derive(Clone, Debug)]
pub struct Run<C> {
    /// What it is a run of.
    pub prepared: Prepared,
    /// What was collected.
    pub collected: C,
}

impl<C> Run<C> {
    /// What it is.
    pub fn id(&self) -> RunId {
        let Prepared { model, spec, .. } = &self.prepared;
        RunId {
            scenario: model.sha256().to_owned(),
            seed: spec.seed,
            sampling: spec.sampling,
            dimensions: model.scenario().dimensions.as_slice().into(),
        }
    }
}

impl<C: Collect> Run<C> {
    /// Adds the trials of another part of the same run, of which this one has none.
    ///
    /// # Errors
    ///
    /// If the other is of another scenario, seed or design, or the ranges of trials do not adjoin.
    pub fn merge(&mut self, other: Self) -> Result<(), SimulateError> {
        let refuse = |what: &str| Err(SimulateError::Mismatch(format!("runs {what} do not merge")));
        let (mine, theirs) = (self.id(), other.id());
        if mine.scenario != theirs.scenario {
            return refuse("of different scenarios");
        }
        if mine != theirs {
            return refuse("of different seeds or designs");
        }
        let (Trials::Range(mine), Trials::Range(theirs)) =
            (&self.prepared.spec.trials, &other.prepared.spec.trials)
        else {
            return refuse("that are nested");
        };
        if mine.end != theirs.start && theirs.end != mine.start {
            return refuse("whose trials do not adjoin");
        }
        self.prepared.spec.trials =
            Trials::Range(mine.start.min(theirs.start)..mine.end.max(theirs.end));
        self.collected.merge(other.collected);
        self.collected.finish();
        Ok(())
    }
}

/// Simulates every run on the current thread pool. `collector` makes the empty collector of each; results are in the order of `jobs`.
///
/// All share one design over the union of their inputs, those of the first job first.
///
/// # Errors
///
/// [`SimulateError`]: of the first run that cannot be simulated as asked, or if `watch.stop` was set before the last block began.
///
/// # Panics
///
/// If a collector does.
pub fn simulate<C: Collect>(
    jobs: &[(Model, RunSpec)],
    collector: impl Fn(&Prepared) -> C + Sync,
    watch: &Watch,
) -> Result<Vec<Run<C>>, SimulateError> {
    let models = Model::with_common_inputs(jobs.iter().map(|(model, _)| model));
    let runs: Vec<std::sync::Mutex<Option<Run<C>>>> =
        jobs.iter().map(|_| std::sync::Mutex::default()).collect();
    let failed = std::sync::Mutex::new(None);
    simulate_each(
        jobs.len(),
        |job| Ok((models[job].clone(), jobs[job].1.clone())),
        collector,
        |job, run: Result<Run<C>, SpecError>| match run {
            Ok(run) => *runs[job].lock().expect("no thread has panicked") = Some(run),
            Err(error) => {
                let mut failed = failed.lock().expect("no thread has panicked");
                let first = failed.as_ref().is_none_or(|(other, _)| job < *other);
                if first {
                    *failed = Some((job, error));
                }
            }
        },
        watch,
    )?;
    if let Some((_, error)) = failed.into_inner().expect("no thread has panicked") {
        return Err(error.into());
    }
    let run = |run: std::sync::Mutex<Option<Run<C>>>| {
        run.into_inner().ok().flatten().expect("every run is over")
    };
    Ok(runs.into_iter().map(run).collect())
}

/// Simulates one run.
///
/// # Errors
///
/// As [`simulate`].
///
/// # Panics
///
/// If the collector does.
pub fn simulate_one<C: Collect>(
    model: &Model,
    spec: &RunSpec,
    collector: impl Fn(&Prepared) -> C + Sync,
    watch: &Watch,
) -> Result<Run<C>, SimulateError> {
    let runs = simulate(&[(model.clone(), spec.clone())], collector, watch)?;
    Ok(runs.into_iter().next().expect("a run for every job"))
}

/// An empty tally of a run: the usual collector.
pub fn tally(prepared: &Prepared) -> Tally {
    Tally::new(prepared.model.programme(), &prepared.design)
}

/// Makes a run ready that is not simulated here, such as one whose parts have been simulated elsewhere.
///
/// # Errors
///
/// [`SpecError`] if it cannot be simulated as asked.
pub fn prepare(model: Model, spec: RunSpec) -> Result<Prepared, SpecError> {
    let design = Arc::new(design(&model, &spec)?);
    Prepared::new(model, design, spec)
}

/// The design of a run of `model`.
fn design(model: &Model, spec: &RunSpec) -> Result<Design, SpecError> {
    let dimensions = model.programme().inputs.dimensions();
    Ok(Design::new(spec.sampling, dimensions, spec.seed)?)
}
