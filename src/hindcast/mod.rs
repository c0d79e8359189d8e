//! Hindcasts: what the model would have said of past programmes, held against what followed.
//!
//! A [`Record`] holds what was known of a programme in one month. One recipe, the same for all, makes a scenario of it, with ranges
//! from the programmes of all other countries. The scenario is simulated, and the forecast scored on what became of the programme.
//!
//! ```text
//! record, reference class without the country --recipe--> scenario --forecast--> trials --score--> Scores --render--> files
//! ```
//!
//! ```
//! use clearcast::hindcast::{crps, quantile, Seen};
//!
//! let forecast = [10.0, 12.0, 14.0, 16.0]; // years to completion, in order
//! assert_eq!(quantile(&forecast, 0.5), 12.0);
//! assert!(crps(&forecast, Seen::At(13.0), 40.0) < crps(&forecast, Seen::At(30.0), 40.0)); // the nearer, the smaller
//! ```

mod case;
mod class;
mod csv;
mod forecast;
mod page;
mod ratio;
mod recipe;
mod record;
mod record_keys;
mod record_rules;
mod reference;
mod score;
mod study;

pub use case::{Case, Scale, Scored, StudyError};
pub use class::{Beta, Class, Spread};
pub use forecast::{Forecast, forecast};
#[cfg(feature = "report")]
pub(crate) use page::tables;
pub use page::{files, headline};
pub use recipe::scenario_text;
pub use record::{Event, Fate, Figure, Official, Record, Release};
pub use reference::{Reference, Slip};
pub use score::{
    Brier, Interval, Seen, binomial_interval, covers, crps, pit, point_crps, quantile, up_to,
};
pub use study::{Coverage, LEVELS, Mean, Study};
