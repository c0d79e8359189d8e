//! What matters: how much of the spread of an outcome each factor of a scenario accounts for.
//!
//! [`fn@study`] answers with Shapley effects, from trials mixed of two samples; [`fn@measures`] with other measures.
//! Every estimator is a pure function of outcomes at points ([`shapley`], [`sobol`]), with standard errors from the sixteen replicates of
//! the design ([`sums`]).

mod effects;
mod ends;
mod measures;
mod outcome;
mod over_time;
mod removal;
pub mod shapley;
pub mod sobol;
mod study;
pub mod sums;
mod words;

pub use effects::{By, Stage};
pub use measures::{MeasureRow, Measures, Method, measures, measures_likely};
pub use outcome::{GRAMMAR, Outcome};
pub use over_time::OverTime;
pub use removal::Removal;
pub use study::{MANY_UNFINISHED, Row, Settings, Study, likely, study};
