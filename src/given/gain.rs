//! How much better the outcome is told by whoever knows something.

use rayon::prelude::*;

use super::{Fit, Known, Shape};
use crate::sampling::{REPLICATES, Stream};
use crate::summary::estimate::FEWEST_TRIALS;
use crate::summary::measured::Measured;
use crate::summary::measured::{mean_of, replicates};

/// Columns that say nothing, against which a small gain is held: the greatest of so many gains is exceeded by one in twenty others.
const DUMMIES: u64 = 20;

/// What telling the outcome wrongly costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// The square of the error: without knowledge the variance.
    Square,
    /// A reserve up to the quantile of that probability and what is still missing beyond: without knowledge the conditional value at risk less the
    /// mean.
    ///
    /// The pinball loss over (1 − p), whose minimum that is (Rockafellar and Uryasev 2000, "Optimization of conditional value-at-risk",
    /// Journal of Risk 2).
    Reserve(f64),
    /// The outcome is the advantage of one plan over another; what the worse one of them costs where it is chosen.
    Choice,
}

impl Loss {
    /// Of one trial.
    fn of(self, said: f64, outcome: f64) -> f64 {
        let left = outcome - said;
        match self {
            Self::Square => left * left,
            Self::Reserve(p) => left.max(0.0) / (1.0 - p) - left,
            Self::Choice if said > 0.0 => (-outcome).max(0.0),
            Self::Choice => outcome.max(0.0),
        }
    }

    /// What is best said of the outcome by whoever knows that.
    pub fn fit(self, known: &Known, outcome: &[f64]) -> Fit {
        match self {
            Self::Square | Self::Choice => known.mean(outcome),
            Self::Reserve(p) => known.quantile(outcome, p),
        }
    }

    /// Of every trial, without the error of a fit to trials that it was made of.
    pub fn each(self, fit: &Fit, outcome: &[f64]) -> Vec<f64> {
        let said = fit.inside.iter().zip(&fit.across);
        let each = said.zip(outcome).map(|((inside, across), outcome)| {
            (2.0 * self.of(*inside, *outcome) + self.of(*across, *outcome)) / 3.0
        });
        each.collect()
    }

    /// Of every trial, to whoever knows that.
    pub fn left(self, known: &Known, outcome: &[f64]) -> Vec<f64> {
        self.each(&self.fit(known, outcome), outcome)
    }
}

/// By how much the expected loss falls, from the losses of every trial without knowledge and with it.
pub fn gain(without: &[f64], with: &[f64]) -> Measured {
    mean_of(&falls(without, with))
}

/// The same as a share of the loss without knowledge; not defined where there is none. Its error is that of the jackknife over the
/// replicates.
pub fn share(without: &[f64], with: &[f64]) -> Measured {
    let falls = falls(without, with);
    let sums = |values: &[f64]| -> Vec<f64> {
        let sums = replicates(values).map(|it| it.iter().sum());
        sums.collect()
    };
    let all: [f64; 2] = [falls.iter().sum(), without.iter().sum()];
    let ratio = |[fall, whole]: [f64; 2]| (whole > 0.0).then(|| fall / whole);
    let value = ratio(all);
    let parts = sums(&falls).into_iter().zip(sums(without));
    let n = REPLICATES as f64;
    // Pseudo-values: their mean spreads as the ratio does.
    let pseudo = parts.map(|(fall, whole)| {
        let others = ratio([all[0] - fall, all[1] - whole])?;
        Some(n * value? - (n - 1.0) * others)
    });
    Measured::new(value, &pseudo.collect::<Vec<_>>())
}

fn falls(without: &[f64], with: &[f64]) -> Vec<f64> {
    without.iter().zip(with).map(|(a, b)| a - b).collect()
}

/// The gain that a lone input which says nothing comes by at most, 19 times in 20; `None` if there are too few trials for a fit.
///
/// That of knowledge with more [numbers](Known::numbers) grows with their square root.
pub fn dummies(outcome: &[f64], loss: Loss, seed: u64) -> Option<f64> {
    let without = loss.left(&Known::nothing(outcome.len()), outcome);
    let gains: Vec<Option<f64>> = (0..DUMMIES)
        .into_par_iter()
        .map(|dummy| {
            let stream = Stream::new(seed, "value.dummy");
            let column = (0..outcome.len()).map(|trial| stream.uniform(trial as u64, dummy));
            let known = Known::lone(&column.collect::<Vec<_>>())?;
            gain(&without, &loss.left(&known, outcome)).value
        })
        .collect();
    let gains: Option<Vec<f64>> = gains.into_iter().collect();
    let enough = outcome.len() >= FEWEST_TRIALS;
    gains
        .filter(|_| enough)
        .map(|it| it.into_iter().fold(0.0, f64::max))
}

/// Up to where a gain is as good as none, of knowledge with so many [numbers](Known::numbers) where [`dummies`] say `lone`.
pub fn floor(lone: f64, numbers: usize) -> f64 {
    lone * (numbers as f64 / Shape::LONE.numbers() as f64).sqrt()
}
