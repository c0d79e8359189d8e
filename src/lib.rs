//! How long mine clearance takes, what it costs, and how far to trust the answer.
//!
//! The program is `clearcast`; this library is what it is made of. Data flow one way:
//!
//! ```
//! use clearcast::ensemble::{self, Watch};
//! use clearcast::programme::compile;
//! use clearcast::sampling::{Design, Sampling};
//! use clearcast::scenario;
//! use clearcast::summary::{RunId, Summary};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (file, seed, trials) = (std::path::Path::new("scenarios/azerbaijan.toml"), 1, 256);
//! let scenario = scenario::load(file, &[])?.scenario; // text, checked
//! let (programme, _) = compile(&scenario, seed); // names become indices
//! let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), seed)?;
//! let tally = ensemble::run(&programme, &design, trials, &Watch::default())?; // trials in parallel
//! let run = RunId { trials, seed, sampling: "sobol", version: env!("CARGO_PKG_VERSION") };
//! let summary = Summary::new(&scenario, &programme, &tally, run); // figures and their errors
//! assert!(summary.figures.probability.joint <= summary.figures.probability.within_years);
//! # Ok(())
//! # }
//! ```
//!
//! The equations stand in `docs/model.md`, the file format in `docs/scenario-format.md`, the reasons in
//! `docs/architecture.md`.

pub mod calendar;
pub mod cli;
pub mod engine;
pub mod ensemble;
pub mod hindcast;
mod input;
pub mod lanes;
pub mod law;
pub mod math;
pub mod outlook;
pub mod partial;
mod printable;
pub mod programme;
pub mod report;
pub mod results;
pub mod sampling;
pub mod scenario;
pub mod summary;
pub mod tables;
