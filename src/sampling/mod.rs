//! Points of the sampling design, the copula, and the streams of chance.
//!
//! What is random in a trial has two parts (`docs/model.md`, section 2). What is drawn **once per trial** is a coordinate of the trial's
//! point in a [`Design`]; the [`Copula`] makes coordinates depend on each other. What varies **within** a trial comes from a
//! [`Stream`] keyed by what draws. Both are functions of the seed and the trial's number alone: any trial can be computed in
//! any order, on any thread, in a run of any size, and nothing here holds state between calls.
//!
//! Nothing here knows what a dimension means; the caller numbers its inputs.
//!
//! ```
//! use clearcast::sampling::{Design, Sampling, Stream};
//!
//! let design = Design::new(Sampling::Sobol, 3, 1)?;
//! let (mut point, mut again) = ([0.0; 3], [0.0; 3]);
//! design.fill(17, &mut point);
//! Design::new(Sampling::Sobol, 3, 1)?.fill(17, &mut again);
//! assert_eq!(point, again); // a function of seed and trial
//! assert!(point.iter().all(|u| 0.0 < *u && *u < 1.0));
//!
//! let flood = Stream::new(1, "event.flood");
//! assert_ne!(flood.bits(17, 0), flood.bits(17, 1)); // occasions are independent
//! # Ok::<(), clearcast::sampling::TooManyDimensions>(())
//! ```

pub mod copula;
mod design;
mod lhs;
mod philox;
mod ranks;
mod side_by_side;
mod sobol;
pub mod streams;

pub use copula::{Copula, Repair};
pub(crate) use design::APART;
pub use design::{Design, REPLICATES, Sampling, TooManyDimensions, UnknownSampling};
pub use ranks::Ranks;
pub use sobol::MAX_DIMENSIONS;
pub use streams::{Stream, StreamId};
