//! The tally of a run: what is kept of its trials is added up exactly, so threads, the order of work and cuts of a run change no bit
//! of the result.

mod buckets;
mod bytes;
mod distribution;
mod figures;
mod head;
mod joint;
mod moments;
mod months;
mod pilot;
mod plan;
mod queue;
mod replicate;
mod scales;
mod shares;
mod sketch;
mod tally;
mod together;
mod years;

pub(crate) use distribution::rank;
pub use distribution::{Distribution, MeanAndSd, Parts};
pub use figures::Measure;
pub use head::{Head, KEPT};
pub use joint::{Cell, Joint};
pub use shares::Share;
pub use tally::Tally;
