//! From a model to the files of a results folder: which trials a run takes, and what is made of them.

use crate::ensemble::Tally;
use crate::simulate::Run;
use crate::summary::RunId;

mod plan;
mod results;

pub use plan::{Doubling, MOST_TRIALS, Plan, Simulated, nesting};
pub use results::{Results, Texts};

/// How the summary calls a run.
fn summary_id(run: &Run<Tally>) -> RunId {
    RunId {
        trials: run.collected.trials(),
        seed: run.prepared.spec.seed,
        sampling: run.prepared.spec.sampling.name(),
        version: env!("CARGO_PKG_VERSION"),
    }
}
