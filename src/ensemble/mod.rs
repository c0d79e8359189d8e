//! The tally of a run: what is kept of its trials is added up exactly, so threads, the order of work and cuts of a run change no bit
//! of the result.
//!
//! ```
//! use clearcast::ensemble::Share;
//! use clearcast::simulate::{Model, RunSpec, simulate_one, tally};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let half = |trials| {
//!     let spec = RunSpec::new(0, 1).trials(clearcast::simulate::Trials::Range(trials));
//!     simulate_one(&model, &spec, tally, &Default::default()).unwrap()
//! };
//! let (mut first, second, whole) = (half(0..100), half(100..256), half(0..256));
//! first.merge(second).unwrap();
//! assert_eq!(first.collected.trials(), 256);
//! assert_eq!(first.collected.hits(Share::Both), whole.collected.hits(Share::Both));
//! ```

mod bytes;
mod counts;
mod distribution;
mod exact;
mod figures;
mod joint;
mod pilot;
mod plan;
mod queue;
mod replicate;
mod shares;
mod sketch;
mod sums;
mod table;
mod tally;
mod together;
mod total;

pub(crate) use distribution::rank;
pub use distribution::{Distribution, MeanAndSd, Parts};
pub use figures::Measure;
pub use joint::{Cell, Joint, SAMPLED};
pub use shares::Share;
pub use tally::Tally;
