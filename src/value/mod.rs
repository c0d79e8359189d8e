//! What it is worth to know an input before one decides.
//!
//! A reserve is held above the mean for the worst cases; whoever knows more needs less of it ([`reserve`]). A choice between two plans is
//! made by what they are expected to bring; knowledge is worth what it changes in the choice ([`choice`]). Both are the expected value
//! of partial perfect information (EVPPI) under their own loss, read from the trials of one run ([`crate::given`]).
//!
//! What is known is a factor: a correlated group, an input, a driver, whether a source pays. Beside the factors stand everything that could
//! be known, and chance, which no study removes.
//!
//! ```
//! use clearcast::simulate::Model;
//! use clearcast::value::{Settings, reserve};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let settings = Settings { trials: 2048, seed: 1, accuracy: 1.0 };
//! let found = reserve(&model, 0.8, &settings, &Default::default())?;
//! assert!(!found.factors.is_empty());
//! # Ok::<(), clearcast::value::ValueError>(())
//! ```

mod choice;
mod reserve;

pub use choice::{Choice, ChoiceRow, Figure, Flip, choice};
pub use reserve::{Reserve, ReserveRow, reserve};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::factors::{Factor, Nature};
use crate::given::{Drawn, Known, Loss, dummies, floor, gain, study};
use crate::simulate::SimulateError;
use crate::summary::measured::Measured;

/// Most trials: all are kept with their inputs.
pub const MOST_TRIALS: u64 = 1 << 17;

/// How much is simulated, and how good a study is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Correlation of what a study says with the score of what it is about; 1 is perfect information.
    pub accuracy: f64,
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum ValueError {
    /// The trials cannot be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// A plan lacks what is asked for.
    #[error("{0}")]
    Scenario(String),
}

/// What knowing something is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// The expected gain; not defined where the outcome does not vary or the trials are too few for a fit.
    pub gain: Measured,
    /// Up to where a gain is as good as none.
    pub floor: Option<f64>,
}

impl Worth {
    /// Whether it is no more than an input brings that says nothing, or its 95 % interval holds 0.
    pub fn is_nothing(&self) -> bool {
        let least = self.gain.half_width().unwrap_or(0.0);
        let floor = self.floor.unwrap_or(0.0).max(least);
        self.gain.value.is_some_and(|gain| gain <= floor)
    }
}

/// What can be known, made ready for fits.
struct Knowledge {
    factors: Vec<Factor>,
    known: Vec<Option<Known>>,
    everything: Option<Known>,
    trials: usize,
    seed: u64,
}

impl Knowledge {
    fn new(factors: Vec<Factor>, drawn: &Drawn, settings: &Settings) -> Self {
        let factors: Vec<Factor> = factors
            .into_iter()
            .filter(|it| it.nature == Nature::Epistemic)
            .collect();
        let heard = |(path, column): (&str, &[f64])| {
            if settings.accuracy < 1.0 {
                study(column, settings.accuracy, settings.seed, path)
            } else {
                column.to_vec()
            }
        };
        let columns: Vec<Vec<Vec<f64>>> = factors
            .par_iter()
            .map(|it| drawn.of(it).into_iter().map(heard).collect())
            .collect();
        let slices = |of: &[Vec<f64>]| -> Option<Known> {
            let all: Vec<&[f64]> = of.iter().map(Vec::as_slice).collect();
            match all[..] {
                [] => None,
                [one] => Known::lone(one),
                _ => Known::together(&all),
            }
        };
        Self {
            known: columns.par_iter().map(|it| slices(it)).collect(),
            everything: slices(&columns.concat()),
            factors,
            trials: drawn.trials(),
            seed: settings.seed,
        }
    }

    /// What knowing each factor, and everything, is worth, and what is left then: the loss to chance.
    fn worth(&self, outcome: &[f64], loss: Loss) -> Found {
        let without = loss.left(&Known::nothing(self.trials), outcome);
        let nothing = vec![0.0; self.trials];
        let whole = gain(&without, &nothing);
        if !matches!(loss, Loss::Choice) && whole.value.is_none_or(|it| it <= 0.0) {
            let undefined = Worth::default();
            return Found {
                whole,
                each: vec![undefined; self.known.len()],
                everything: undefined,
                chance: Measured::default(),
            };
        }
        let lone = dummies(outcome, loss, self.seed);
        let of = |known: &Option<Known>| -> (Worth, Option<Measured>) {
            let Some(known) = known else {
                return Default::default();
            };
            let left = loss.left(known, outcome);
            let worth = Worth {
                gain: gain(&without, &left),
                floor: lone.map(|it| floor(it, known.numbers())),
            };
            (worth, Some(gain(&left, &nothing)))
        };
        let each: Vec<Worth> = self.known.par_iter().map(|it| of(it).0).collect();
        let (everything, chance) = if self.factors.is_empty() {
            (Worth::default(), Some(whole))
        } else {
            of(&self.everything)
        };
        Found {
            whole,
            each,
            everything,
            chance: chance.unwrap_or_default(),
        }
    }
}

/// What was found for one outcome.
struct Found {
    whole: Measured,
    each: Vec<Worth>,
    everything: Worth,
    chance: Measured,
}

/// The larger gain first; what is not defined last.
fn larger(a: &Worth, b: &Worth) -> std::cmp::Ordering {
    let of = |it: &Worth| it.gain.value.unwrap_or(f64::NEG_INFINITY);
    of(b).total_cmp(&of(a))
}
