//! From a model to the files of a results folder: which trials a run takes, and what is made of them.

use crate::ensemble::Tally;
use crate::simulate::Run;
use crate::summary::RunId;

pub mod manifest;
mod parts;
mod plan;
mod results;

pub use parts::{JoinError, Joined};
pub use plan::{Doubling, Plan, Simulated, nesting};
pub(crate) use results::text_file;
pub use results::{RunResults, Texts};

/// How the summary calls a run.
fn summary_id(run: &Run<Tally>) -> RunId {
    let spec = &run.prepared.spec;
    RunId::new(run.collected.trials(), spec.seed, spec.sampling)
}
