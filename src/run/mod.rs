//! From a model to the files of a results folder: which trials a run takes, and what is made of them.
//!
//! ```
//! use clearcast::run::{Plan, RunResults};
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let simulated = Plan::Plain(0..256).simulate(&model, &RunSpec::new(0, 1), &Default::default(), &|_, _, _| {})?;
//! let found = RunResults::new(simulated, Vec::new());
//! let shares = found.summary.probability;
//! assert!(shares.value.joint <= shares.value.within_years);
//! assert!(shares.error.joint > 0.0); // no figure without its Monte Carlo error
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use crate::ensemble::Tally;
use crate::simulate::Run;
use crate::summary::RunId;

pub mod manifest;
mod parts;
mod plan;
mod results;

pub use parts::{JoinError, Joined};
pub use plan::{Doubling, Plan, Simulated, nesting};
pub use results::{RunResults, Texts};
pub(crate) use results::{charts_file, text_file};

/// How the summary calls a run.
fn summary_id(run: &Run<Tally>) -> RunId {
    let spec = &run.prepared.spec;
    RunId::new(run.collected.trials(), spec.seed, spec.sampling)
}
