//! The tally of a run: what is kept of its trials is added up exactly, so threads, the order of work and cuts of a run change no bit
//! of the result.

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
