//! What inputs tell of an outcome, from the trials of one run: given data, no further simulation.
//!
//! Whoever knows some inputs can tell the outcome better than whoever does not. How much better is the fall of an expected loss: of the
//! square, which is the explained part of the variance; of the pinball loss, which is what a reserve above the mean becomes smaller by;
//! or of the loss from choosing the worse of two plans.
//!
//! | known | fit |
//! |---|---|
//! | one input of few values | the mean, or quantile, at each value |
//! | one input of many values | Legendre polynomials of degree 5 in its rank, and the normal score of the rank with its square |
//! | several | the sum of those of degree 3 in the rank of each with its score, and of one number for each value of those that have few; then functions, as of one input, of that sum and of the sum that tells the normal score of the outcome |
//!
//! Polynomials in ranks alone are flat where a long tail rises: they would find 99.5 % of what is linear in a normal input, and 91 % of
//! what grows as exp(0.8 z); with score and square it is all of the one and 99.6 % of the other. Means are fitted by least squares, quantiles by quantile regression. Functions of sums know of
//! how inputs act together only what they all do alike, so what is found for several inputs is a lower bound.
//!
//! A fit is better on the trials that it was made of than on others. Made of all n of them, p numbers take about p/n of the variance
//! too much; made of one half and used on the other, twice that is missing. (2 in-sample + cross-fitted)/3 has neither error. The
//! halves are replicates 0 to 7 and 8 to 15, which are independent.
//!
//! Everything but [`Drawn`], which makes the columns, is a pure function of columns, one value a trial, whose first is that of trial 0.
//!
//! Sources: Strong, Oakley and Brennan (2014), "Estimating multiparameter partial expected value of perfect information from a
//! probabilistic sensitivity analysis sample", Medical Decision Making 34; Koenker and Bassett (1978), "Regression quantiles",
//! Econometrica 46; Fort, Klein and Rachdi (2016), "New sensitivity analysis subordinated to a contrast", Communications in Statistics:
//! Theory and Methods 45.
//!
//! ```
//! use clearcast::given::{Known, Loss, share};
//! use clearcast::sampling::Stream;
//!
//! // The outcome is the sum of two uniform numbers, of which one is known: half of its variance.
//! let uniform = Stream::new(1, "example");
//! let known: Vec<f64> = (0..4096).map(|trial| uniform.uniform(trial, 0)).collect();
//! let outcome: Vec<f64> = (0..4096).map(|trial| known[trial as usize] + uniform.uniform(trial, 1)).collect();
//! let without = Loss::Square.left(&Known::nothing(4096), &outcome);
//! let with = Loss::Square.left(&Known::lone(&known).unwrap(), &outcome);
//! assert!((share(&without, &with).value.unwrap() - 0.5).abs() < 0.05);
//! ```

mod basis;
mod by_value;
mod drawn;
mod gain;
mod quantiles;
mod ranks;
mod squares;
mod vectors;

pub use drawn::Drawn;
pub use gain::{Loss, dummies, floor, gain, share};
pub use ranks::{few, study};

use crate::sampling::REPLICATES;
use basis::Basis;
use by_value::ByValue;

/// Functions of one input: a polynomial in its rank, and powers of the score of the rank.
#[derive(Clone, Copy, Debug)]
struct Shape {
    degree: usize,
    powers: usize,
}

impl Shape {
    /// Of a single input.
    const LONE: Self = Self::new(5, 2);
    /// Of each of several, the first for which there are enough trials.
    const JOINT: [Self; 4] = [
        Self::new(3, 1),
        Self::new(3, 0),
        Self::new(2, 0),
        Self::new(1, 0),
    ];

    const fn new(degree: usize, powers: usize) -> Self {
        Self { degree, powers }
    }

    const fn numbers(self) -> usize {
        self.degree + self.powers
    }
}

/// Fewest trials for each number that is fitted.
pub const TRIALS_A_NUMBER: usize = 16;

/// Trials that a fit is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// All of them.
    All,
    /// Replicates 0 to 7.
    First,
    /// Replicates 8 to 15.
    Second,
}

impl Part {
    const EACH: [Self; 3] = [Self::All, Self::First, Self::Second];

    fn holds(self, trial: usize) -> bool {
        let first = trial % REPLICATES < REPLICATES / 2;
        match self {
            Self::All => true,
            Self::First => first,
            Self::Second => !first,
        }
    }
}

/// Values that a fit says, trial by trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Made of all trials.
    pub inside: Vec<f64>,
    /// Made of the half to which the trial does not belong.
    pub across: Vec<f64>,
}

impl Fit {
    fn of(parts: &[Vec<f64>; 3]) -> Self {
        let [inside, first, second] = parts;
        let across = (0..inside.len()).map(|trial| {
            let from = if Part::First.holds(trial) {
                second
            } else {
                first
            };
            from[trial]
        });
        Self {
            across: across.collect(),
            inside: inside.clone(),
        }
    }
}

/// What is known of each trial, made ready for fits of any number of outcomes.
#[derive(Clone, Debug)]
pub struct Known(How);

#[derive(Clone, Debug)]
enum How {
    ByValue(ByValue),
    Lone(Basis),
    Several(Basis),
}

impl Known {
    /// One input; `None` if there are too few trials for a fit.
    pub fn lone(column: &[f64]) -> Option<Self> {
        if let Some(values) = few(column) {
            return Some(Self(How::ByValue(ByValue::new(column, &values))));
        }
        Basis::new(&[column], Shape::LONE).map(|it| Self(How::Lone(it)))
    }

    /// Several inputs; `None` if there are too few trials for a fit.
    pub fn together(columns: &[&[f64]]) -> Option<Self> {
        let mut bases = Shape::JOINT.iter().map(|it| Basis::new(columns, *it));
        bases.find_map(|it| it.map(|it| Self(How::Several(it))))
    }

    /// Several inputs by their standard normal scores, each of which counts by itself, with its square; `None` if there are too few
    /// trials for a fit. Faster than [`together`](Self::together), which ranks them and knows more of how they act together.
    pub fn additive(scores: &[&[f64]]) -> Option<Self> {
        Basis::of_scores(scores).map(|it| Self(How::Lone(it)))
    }

    /// Nothing: the same is said of every trial.
    pub fn nothing(trials: usize) -> Self {
        Self(How::ByValue(ByValue::new(&vec![0.0; trials], &[0.0])))
    }

    /// Numbers that are fitted beside the one that is there without knowledge.
    pub fn numbers(&self) -> usize {
        match &self.0 {
            How::ByValue(values) => values.len() - 1,
            How::Lone(basis) => basis.width() - 1,
            How::Several(basis) => basis.width() - 1 + 2 * Shape::LONE.numbers(),
        }
    }

    /// The expected outcome.
    pub fn mean(&self, outcome: &[f64]) -> Fit {
        self.fit(outcome, |it| by_value::mean(&it), Basis::fit)
    }

    /// The outcome that a share `p` does not exceed.
    pub fn quantile(&self, outcome: &[f64], p: f64) -> Fit {
        self.fit(
            outcome,
            |it| by_value::quantile(it, p),
            |basis, part, outcome| quantiles::fit(basis, part, outcome, p),
        )
    }

    /// By `at_value` of the outcomes at a value, or the `weights` of functions.
    fn fit(
        &self,
        outcome: &[f64],
        at_value: impl Fn(Vec<f64>) -> f64,
        weights: impl Fn(&Basis, Part, &[f64]) -> Vec<f64>,
    ) -> Fit {
        let scores = match &self.0 {
            How::Several(_) => ranks::scores(outcome),
            _ => Vec::new(),
        };
        let parts = Part::EACH.map(|part| match &self.0 {
            How::ByValue(values) => values.fit(part, outcome, &at_value),
            How::Lone(basis) => basis.values(&weights(basis, part, outcome)),
            How::Several(basis) => {
                let mut said = basis.values(&weights(basis, part, outcome));
                // What the sum leaves, by the sum and by that of the scores: effects that multiply bend it, and spread more where it
                // is large.
                let index = basis.values(&basis.fit(part, &scores));
                if let Some(bend) = Basis::new(&[&said, &index], Shape::LONE) {
                    let pairs = outcome.iter().zip(&said);
                    let left: Vec<f64> = pairs.map(|(outcome, said)| outcome - said).collect();
                    let more = bend.values(&weights(&bend, part, &left));
                    vectors::add(&mut said, 1.0, &more);
                }
                said
            }
        });
        Fit::of(&parts)
    }
}
