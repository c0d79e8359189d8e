//! From the tally of all trials to a figure and its standard error.
//!
//! Trial i belongs to replicate i mod 16 of the design. The replicates are independent, so the spread of what each of them
//! alone would say gives the standard error of what all say together, for every design and every kind of figure. Where all
//! trials agree there is no spread: then the rule of three bounds the share that a run of that size may have missed.

use std::sync::LazyLock;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{LEVELS, Spread};
use crate::ensemble::{Distribution, Parts};
use crate::sampling::REPLICATES;

/// Fewest trials for which standard errors are given: two in every replicate.
pub const FEWEST_TRIALS: usize = 2 * REPLICATES;

/// A figure and its standard error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate<T> {
    /// From all trials.
    pub value: T,
    /// Standard error of `value`.
    pub error: T,
}

impl Spread {
    /// Names of the [figures](Self::figures), as fields, in `summary.json` and in goals.
    pub const NAMES: [&str; 11] = [
        "mean", "sd", "p05", "p10", "p25", "p50", "p70", "p75", "p80", "p90", "p95",
    ];
    /// A spread without a figure.
    pub(super) const NOTHING: Self = Self::from_figures([None; 11]);

    /// Moments and quantiles of a distribution.
    pub fn of(distribution: &Distribution) -> Self {
        let moments = [distribution.mean(), distribution.sd()];
        let mut figures = moments
            .into_iter()
            .chain(LEVELS.map(|p| distribution.quantile(p)));
        Self::from_figures(std::array::from_fn(|_| figures.next().flatten()))
    }

    /// The figures in the order of the fields.
    pub fn figures(&self) -> [Option<f64>; 11] {
        [
            self.mean, self.sd, self.p05, self.p10, self.p25, self.p50, self.p70, self.p75,
            self.p80, self.p90, self.p95,
        ]
    }

    pub(super) const fn from_figures(figures: [Option<f64>; 11]) -> Self {
        let [mean, sd, p05, p10, p25, p50, p70, p75, p80, p90, p95] = figures;
        Self {
            mean,
            sd,
            p05,
            p10,
            p25,
            p50,
            p70,
            p75,
            p80,
            p90,
            p95,
        }
    }
}

/// Standard error of a figure that `replicates` give one by one; `None` if one of them is not defined.
pub fn standard_error(
    replicates: impl ExactSizeIterator<Item = Option<f64>> + Clone,
) -> Option<f64> {
    let n = replicates.len() as f64;
    if n < 2.0 {
        return None;
    }
    let mut mean = 0.0;
    for value in replicates.clone() {
        mean += value? / n;
    }
    let squares: f64 = replicates
        .flatten()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    Some((squares / (n - 1.0) / n).sqrt())
}

/// Half the width of a 95 % interval, in standard errors: Student's t with 15 degrees of freedom, 2.131.
///
/// # Panics
///
/// Never: the degrees of freedom are positive.
pub fn half_width_95() -> f64 {
    static FACTOR: LazyLock<f64> = LazyLock::new(|| {
        let freedom = (REPLICATES - 1) as f64;
        let law = StudentsT::new(0.0, 1.0, freedom).expect("15 degrees of freedom are positive");
        // The library rests on the system's mathematics; nine decimals are the same everywhere.
        (law.inverse_cdf(0.975) * 1e9).round() / 1e9
    });
    *FACTOR
}

/// Standard error of a share from trials that hold it and all trials, by replicate; `None` below [`FEWEST_TRIALS`].
///
/// Where all trials agree, half the 95 % interval is 3/n, the share that n trials overlook with a probability of 5 % (the rule
/// of three: Hanley and Lippman-Hand 1983); the standard error is what gives that interval.
pub fn share_error(parts: impl ExactSizeIterator<Item = (f64, u64)> + Clone) -> Option<f64> {
    let trials: u64 = parts.clone().map(|(_, trials)| trials).sum();
    if (trials as usize) < FEWEST_TRIALS {
        return None;
    }
    let hits: f64 = parts.clone().map(|(hits, _)| hits).sum();
    if hits <= 0.0 || hits >= trials as f64 {
        return Some(3.0 / trials as f64 / half_width_95());
    }
    standard_error(parts.map(|(hits, trials)| Some(hits / trials as f64)))
}

impl Estimate<Spread> {
    /// The spread of a quantity, from all trials and by replicate.
    pub fn spread(parts: &Parts) -> Self {
        let mut error = Spread::default();
        if parts.all.trials() as usize >= FEWEST_TRIALS {
            let replicates: Vec<[Option<f64>; 11]> = parts
                .replicates
                .iter()
                .map(|part| Spread::of(part).figures())
                .collect();
            error = Spread::from_figures(std::array::from_fn(|index| {
                standard_error(replicates.iter().map(|part| part[index]))
            }));
        }
        Self {
            value: Spread::of(&parts.all),
            error,
        }
    }
}

impl Estimate<f64> {
    /// A share from trials for which it holds and all trials, by replicate; its error is NaN below [`FEWEST_TRIALS`].
    pub fn share(hits: &[(u64, u64)]) -> Self {
        let all: u64 = hits.iter().map(|(_, trials)| trials).sum();
        let held: u64 = hits.iter().map(|(hits, _)| hits).sum();
        let parts = hits.iter().map(|&(hits, trials)| (hits as f64, trials));
        Self {
            value: held as f64 / all as f64,
            error: share_error(parts).unwrap_or(f64::NAN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replicate r has r of 100 hits: the standard deviation of 0, 0.01 … 0.15, divided by 4.
    #[test]
    fn the_error_of_a_share_is_that_of_independent_replicates() {
        let hits: Vec<(u64, u64)> = (0..16).map(|r| (r, 100)).collect();
        let estimate = Estimate::share(&hits);
        assert!((estimate.value - 0.075).abs() < 1e-15);
        let expected = (340.0_f64 / 15.0 / 16.0).sqrt() / 100.0;
        assert!((estimate.error - expected).abs() < 1e-15);
    }

    /// No hit in n trials: (1 - 3/n)^n is e^-3, which is 5 %.
    #[test]
    fn where_all_trials_agree_the_interval_is_three_over_n() {
        for hit in [0, 100] {
            let estimate = Estimate::share(&[(hit, 100); 16]);
            assert!((estimate.error * half_width_95() - 3.0 / 1600.0).abs() < 1e-15);
        }
        assert!(Estimate::share(&[(1, 1); 16]).error.is_nan());
    }

    /// Table of the t distribution with 15 degrees of freedom.
    #[test]
    fn the_interval_uses_students_t() {
        assert!((half_width_95() - 2.131_449_546).abs() < 1e-12);
    }
}
