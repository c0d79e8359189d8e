//! Hindcasts: what the model would have said of past programmes, held against what followed.
//!
//! A [`Record`] holds what was known of a programme in one month. One recipe, the same for all, makes a scenario of it, with ranges
//! from the programmes of all other countries. The scenario is simulated, and the forecast scored on what became of the programme.
//!
//! ```text
//! record, reference class without the country --recipe--> scenario --forecast--> trials --score--> Scores --render--> files
//! ```

mod class;
mod forecast;
mod recipe;
mod record;
mod reference;
mod score;
mod study;
mod tables;

pub use class::{Beta, Class, Spread};
pub use forecast::{Forecast, forecast};
pub use recipe::scenario_text;
pub use record::{Event, Fate, Figure, Official, Record, Release};
pub use reference::{Reference, Slip};
pub use score::{
    Brier, Interval, Seen, binomial_interval, covers, crps, pit, point_crps, quantile, up_to,
};
pub use study::{Case, Coverage, LEVELS, Mean, Scale, Scored, Study, StudyError};
pub use tables::{files, headline};
