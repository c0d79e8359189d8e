//! What a sweep starts from, and why a design cannot be swept.

use crate::scenario::LoadError;

/// The scenario of a variant as it is simulated, before any point.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Base {
    /// Name of the variant; empty if there is only one.
    pub name: String,
    /// The whole scenario in one text.
    pub resolved: String,
}

/// A design that cannot be swept.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// Too many points.
    #[error("a design has at most {} points", super::design::MOST_POINTS)]
    TooMany,
    /// Too many trials of a point.
    #[error(
        "a point has at most {} trials: `clearcast run` takes more",
        super::design::MOST_TRIALS
    )]
    TooLong,
    /// Factors that no variant can be given: each by its name, with the reason.
    #[error("{}", .0.join("\n  "))]
    Factors(Vec<String>),
    /// A figure that no variant has.
    #[error("outcome `{text}`: {reason}")]
    Outcome {
        /// As it was written.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// The scenario of a variant, with what the sweep needs added to it.
    #[error(transparent)]
    Scenario(#[from] LoadError),
}
