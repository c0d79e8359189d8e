//! How long mine clearance takes, what it costs, and how far to trust the answer.
//!
//! The program is `clearcast`; this library is what it is made of. Data flow one way:
//!
//! ```
//! use clearcast::simulate::{Model, RunSpec, simulate, tally};
//! use clearcast::ensemble::Share;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?; // text, checked and compiled
//! let less = model.with(&[("funding.state.annual", 60e6)])?;
//! let spec = RunSpec::new(256, 1); // trials and seed
//! let jobs = [(model, spec.clone()), (less, spec)]; // they share their draws
//! let runs = simulate(&jobs, tally, &Default::default())?; // trials in parallel, summed up
//! let kept = |run: usize| runs[run].collected.hits(Share::Both).iter().map(|(hits, _)| hits).sum::<u64>();
//! assert!(kept(0) >= kept(1)); // with less money the target is kept less often
//! # Ok(())
//! # }
//! ```
//!
//! The equations stand in `docs/model.md`, the file format in `docs/scenario-format.md`, the reasons in
//! `docs/architecture.md`.

#[cfg(feature = "report")]
pub mod answers;
pub mod arguments;
pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod data;
pub mod discover;
pub mod engine;
pub mod ensemble;
pub mod factors;
pub mod frontier;
pub mod given;
pub mod hindcast;
pub mod influence;
mod input;
pub mod lanes;
pub mod law;
pub mod math;
pub mod order;
pub mod outlook;
pub mod partial;
mod printable;
pub mod programme;
#[cfg(feature = "report")]
pub mod report;
pub mod results;
pub mod run;
pub mod sampling;
pub mod scenario;
mod sealed;
pub mod sensitivity;
pub mod simulate;
pub mod solve;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod trace;
pub mod value;
pub mod words;
