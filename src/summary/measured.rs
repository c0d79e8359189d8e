//! Figures with their standard errors, and how both come from the rows of trials.
//!
//! Trial i belongs to replicate i mod 16. The replicates are independent, so a statistic is computed of all trials, and its standard
//! error from what each replicate alone says. Of a pair of scenarios both are computed of the same trials, and so is their difference:
//! what the two have in common cancels.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::estimate::{FEWEST_TRIALS, half_width_95, standard_error};
use crate::ensemble::rank;
use crate::sampling::REPLICATES;

/// A figure and its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The figure; `None`: infinite, or not defined.
    pub value: Option<f64>,
    /// Its standard error; `None` where it is not known.
    pub standard_error: Option<f64>,
}

impl Measured {
    /// What all trials say, with the spread of what each replicate says.
    pub(crate) fn new(value: Option<f64>, replicates: &[Option<f64>]) -> Self {
        let value = value.filter(|value| value.is_finite());
        let finite = |it: &Option<f64>| it.filter(|value| value.is_finite());
        let known = value.is_some() && replicates.len() == REPLICATES;
        Self {
            value,
            standard_error: standard_error(replicates.iter().map(finite)).filter(|_| known),
        }
    }

    /// Half the width of the 95 % interval.
    pub fn half_width(&self) -> Option<f64> {
        self.standard_error.map(|error| half_width_95() * error)
    }

    /// Whether the 95 % interval leaves out 0.
    pub fn is_beyond_error(&self) -> bool {
        let half = self.half_width();
        self.value.zip(half).is_some_and(|(v, half)| v.abs() > half)
    }

    /// Whether it is 0 in all replicates.
    pub fn is_nothing(&self) -> bool {
        self.value == Some(0.0) && self.standard_error.is_none_or(|error| error == 0.0)
    }

    /// The same in another unit.
    #[must_use]
    pub(crate) fn times(self, factor: f64) -> Self {
        Self {
            value: self.value.map(|it| it * factor),
            standard_error: self.standard_error.map(|it| it * factor.abs()),
        }
    }
}

/// Values of one quantity in increasing order: those of all trials, and those of each replicate. The last values may be infinite.
#[derive(Clone, Debug)]
pub(crate) struct Ordered {
    pub(crate) all: Vec<f64>,
    /// Empty below [`FEWEST_TRIALS`].
    pub(crate) replicates: Vec<Vec<f64>>,
}

impl Ordered {
    /// Of values in the order of trials, from trial 0.
    pub(crate) fn new(values: &[f64]) -> Self {
        let sorted = |mut values: Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            values
        };
        Self {
            all: sorted(values.to_vec()),
            replicates: replicates(values).map(sorted).collect(),
        }
    }

    /// A statistic of all and of each replicate.
    pub(crate) fn measure(&self, of: impl Fn(&[f64]) -> Option<f64>) -> Measured {
        let replicates: Vec<_> = self.replicates.iter().map(|it| of(it)).collect();
        Measured::new(of(&self.all), &replicates)
    }

    /// How much larger a statistic is than that of `base`, which is of the same trials.
    pub(crate) fn change(&self, base: &Self, of: impl Fn(&[f64]) -> Option<f64>) -> Measured {
        let change = |mine: &[f64], base: &[f64]| Some(of(mine)? - of(base)?);
        let pairs = self.replicates.iter().zip(&base.replicates);
        let replicates: Vec<_> = pairs.map(|(mine, base)| change(mine, base)).collect();
        Measured::new(change(&self.all, &base.all), &replicates)
    }
}

/// The values of each replicate, in the order of trials; none below [`FEWEST_TRIALS`].
pub(crate) fn replicates(values: &[f64]) -> impl Iterator<Item = Vec<f64>> + '_ {
    let count = if values.len() < FEWEST_TRIALS {
        0
    } else {
        REPLICATES
    };
    (0..count).map(|first| {
        values
            .iter()
            .copied()
            .skip(first)
            .step_by(REPLICATES)
            .collect()
    })
}

/// A statistic of some trials, given by their values and numbers, with the spread of what those of each replicate say.
pub(crate) fn measure_some(
    values: &[f64],
    trials: &[usize],
    of: impl Fn(Vec<f64>) -> Option<f64>,
) -> Measured {
    let count = if trials.len() < FEWEST_TRIALS {
        0
    } else {
        REPLICATES
    };
    let part = |replicate: usize| {
        let pairs = values.iter().zip(trials);
        let pairs = pairs.filter(|(_, trial)| **trial % REPLICATES == replicate);
        let part: Vec<f64> = pairs.map(|(value, _)| *value).collect();
        if part.is_empty() { None } else { of(part) }
    };
    let parts: Vec<Option<f64>> = (0..count).map(part).collect();
    let whole = if values.is_empty() {
        None
    } else {
        of(values.to_vec())
    };
    Measured::new(whole, &parts)
}

/// Share of some trials, given by 0 or 1 and their numbers; where all agree, the rule of three.
pub(crate) fn share_of_some(values: &[f64], trials: &[usize]) -> Measured {
    bounded(measure_some(values, trials, |it| mean(&it)), values)
}

/// A mean of whole numbers: where all are the same, the rule of three bounds what other trials may be.
fn bounded(mut mean: Measured, values: &[f64]) -> Measured {
    let all_agree = values.windows(2).all(|pair| same(pair[0], pair[1]));
    if all_agree && mean.standard_error.is_some() {
        mean.standard_error = Some(3.0 / values.len() as f64 / half_width_95());
    }
    mean
}

/// Mean of values in the order of trials, with its error.
pub(crate) fn mean_of(values: &[f64]) -> Measured {
    let parts: Vec<_> = replicates(values).map(|part| mean(&part)).collect();
    Measured::new(mean(values), &parts)
}

/// Share of trials for which something holds. Where all agree, the rule of three bounds what the others may be, unless it is `certain`.
pub(crate) fn share_of(holds: impl Iterator<Item = bool>, certain: bool) -> Measured {
    let values: Vec<f64> = holds.map(|it| f64::from(u8::from(it))).collect();
    difference_of_shares(&values, certain)
}

/// Mean of values between -1 and 1, mostly whole numbers; where all are the same whole number, as [`share_of`].
pub(crate) fn difference_of_shares(values: &[f64], certain: bool) -> Measured {
    let share = mean_of(values);
    if certain {
        share
    } else {
        bounded(share, values)
    }
}

/// Two values that are closer than this part of the larger come from the same by another order of sums.
const ROUNDING: f64 = 1e-9;

/// Whether two values differ by rounding alone, also where both are infinite.
pub(crate) fn alike(a: f64, b: f64) -> bool {
    let apart = (a - b).abs();
    same(a, b) || (apart.is_finite() && apart <= ROUNDING * a.abs().max(b.abs()))
}

/// Whether two values are the same, also where both are infinite.
pub(crate) fn same(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq()
}

/// The smallest value that a share `p` does not exceed, of values in increasing order; `None` where it is infinite.
pub(crate) fn quantile(p: f64) -> impl Fn(&[f64]) -> Option<f64> {
    move |values| {
        let rank = rank(p, values.len() as u64) as usize;
        let value = values.get(rank.checked_sub(1)?).copied();
        value.filter(|value| value.is_finite())
    }
}

/// Their mean; `None` where one is infinite.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    (sum.is_finite() && !values.is_empty()).then(|| sum / values.len() as f64)
}

/// [`Ordered`] of many quantities, in parallel.
pub(crate) fn ordered(columns: &[Vec<f64>]) -> Vec<Ordered> {
    let columns = columns.par_iter().map(|it| Ordered::new(it));
    columns.collect()
}
