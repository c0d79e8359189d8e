//! What is asked: how much is simulated for it, and what shares are given to.

use serde::{Deserialize, Serialize};

use crate::factors::{Factor, factors, single_inputs};
use crate::sampling::REPLICATES;
use crate::simulate::Model;

/// Trials of the plain run for each point of the two samples.
const TRIALS_A_POINT: u64 = 16;
/// Fewest points: two in every replicate.
pub(super) const FEWEST_POINTS: u64 = 2 * REPLICATES as u64;
/// Most points that `--until` takes.
pub(super) const MOST_POINTS: u64 = 1 << 16;
/// Points that are simulated at a time, so that memory does not grow with their number.
const BATCH: u64 = 1024;
/// The same where the coordinates of every step are kept.
const SMALL_BATCH: u64 = 256;

/// How much is simulated, and for what.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Trials of the plain run; one sixteenth as many points are simulated in steps.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// What shares are given to.
    pub by: By,
    /// Half the 95 % interval that every share is to come below.
    pub until: Option<f64>,
    /// Whether what remains and what is spent is explained year by year.
    pub over_time: bool,
}

impl Settings {
    /// Points from which a study starts: whole rounds of the replicates.
    pub fn points(&self) -> u64 {
        let rounds = self.trials / TRIALS_A_POINT / REPLICATES as u64;
        (rounds * REPLICATES as u64).max(FEWEST_POINTS)
    }
}

/// What shares are given to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Independent factors: correlated inputs are one.
    #[default]
    Factors,
    /// Every input by itself: what correlated ones explain together is shared among them.
    Inputs,
}

impl By {
    /// What shares are given to, of a model.
    pub(super) fn factors(self, model: &Model) -> Vec<Factor> {
        match self {
            Self::Factors => factors(model),
            Self::Inputs => single_inputs(model),
        }
    }

    /// Most points that are simulated at a time.
    pub(super) fn batch(self) -> u64 {
        match self {
            Self::Factors => BATCH,
            Self::Inputs => SMALL_BATCH,
        }
    }
}
