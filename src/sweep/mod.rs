//! Sweeps: a scenario simulated at many points of a design, a row for each.
//!
//! A [`Design`] says what each point sets; a [`Sweep`] is that design with its scenarios compiled; a [`Journal`] takes the row of each
//! point as it comes; [`Rows`] puts them in order and writes the files. A row depends on the design, the scenarios and the number of its
//! point alone, so a sweep that was stopped, or cut up into shards, ends with the same bytes as one that was not.
//!
//! ```
//! use clearcast::sweep::{Design, Overrides};
//!
//! let csv = "funding.state.annual\n3e6\n5e6\n";
//! let design = Design::from_csv("money", None, csv.as_bytes(), &Overrides::default()).unwrap();
//! assert_eq!(design.points(), Some(2));
//! ```

mod base;
mod design;
mod evaluate;
mod figures;
mod head;
mod journal;
mod keys;
mod output;
mod parse;
mod paths;
mod pictures;
mod point_trials;
mod rules;
mod sequence;
mod table;
mod variant;

pub use base::{Base, SweepError};
pub use design::{
    Design, Factor, MOST_POINTS, MOST_TRIALS, Point, PointRun, RandomNumbers, Setting, TRIALS,
    Target, Values, Variant,
};
pub use evaluate::Sweep;
pub use head::{FactorHead, JournalHead, Shard};
pub use journal::{Disk, Journal, JournalError};
pub use output::{OutputError, Rows};
pub use parse::Overrides;
pub use pictures::{Band, Shown, Side, Surface, Surfaces};
pub use sequence::Sequence;
