//! What matters: how much of the spread of an outcome each factor of a scenario accounts for.
//!
//! [`fn@study`] answers with Shapley effects, from trials mixed of two samples; [`fn@measures`] with other measures.
//! Every estimator is a pure function of outcomes at points ([`shapley`], [`sobol`]), with standard errors from the sixteen replicates of
//! the design ([`sums`]).
//!
//! ```
//! use clearcast::sensitivity::{By, Outcome, Settings, study};
//! use clearcast::simulate::Model;
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let cost = Outcome::parse("cost", model.programme(), model.scenario()).unwrap();
//! let settings = Settings { trials: 512, seed: 1, by: By::Factors, until: None, over_time: false };
//! let found = study(&model, vec![cost], &settings, &Default::default())?;
//! let shares = found.rows.iter().filter_map(|row| row.shares[0].value);
//! assert!((shares.sum::<f64>() - 1.0).abs() < 1e-9); // Shapley effects sum to 1
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

mod effects;
mod ends;
mod joined;
mod measures;
mod mixing;
mod outcome;
mod over_time;
mod part;
mod question;
mod removal;
mod runs;
pub mod shapley;
pub mod sobol;
mod study;
pub mod sums;
mod words;

pub use effects::Stage;
pub use joined::{Found, Joined};
pub use measures::{MeasureRow, Measures, Method, measures, measures_likely};
pub use mixing::Mixing;
pub use outcome::{GRAMMAR, Outcome};
pub use over_time::OverTime;
pub use part::{Part, PartError};
pub use question::{By, Settings};
pub use removal::Removal;
pub use runs::RunOf;
pub use study::{MANY_UNFINISHED, Row, Study, likely, study};
