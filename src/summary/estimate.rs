//! From the values of all trials to a figure and its standard error.
//!
//! Trial i belongs to replicate i mod 16 of the design. The replicates are independent, so the spread of what each of them
//! alone would say gives the standard error of what all say together, for every design and every kind of figure.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{LEVELS, Spread};
use crate::sampling::REPLICATES;

/// Fewest trials for which standard errors are given: two in every replicate.
pub const FEWEST_TRIALS: usize = 2 * REPLICATES;

/// A figure and its standard error.
#[derive(Clone, Debug, Default)]
pub struct Estimate<T> {
    /// From all trials.
    pub value: T,
    /// Standard error of `value`.
    pub error: T,
}

/// Index of the `p`-quantile among `n` sorted values: the smallest whose cumulative share is at least `p`.
fn rank(p: f64, n: usize) -> usize {
    // A product such as 0.7 * 10 may come out a rounding error above the whole number it is.
    let rank = (p * n as f64 * (1.0 - 4.0 * f64::EPSILON)).ceil() as usize;
    rank.clamp(1, n) - 1
}

impl Spread {
    /// Moments and quantiles of `values`, which may be infinite and are sorted on the way.
    ///
    /// # Panics
    ///
    /// If `values` is empty.
    pub fn of(values: &mut [f64]) -> Self {
        let n = values.len();
        values.sort_unstable_by(f64::total_cmp);
        let finite = |x: f64| x.is_finite().then_some(x);
        // Around the median, so that large values with a small spread lose no digits.
        let centre = values[n / 2];
        let (mean, sd) = if values[n - 1].is_finite() {
            let shift = values.iter().map(|x| x - centre).sum::<f64>() / n as f64;
            let squares = values
                .iter()
                .map(|x| (x - centre - shift) * (x - centre - shift))
                .sum::<f64>();
            let sd = if n > 1 {
                (squares / (n - 1) as f64).sqrt()
            } else {
                0.0
            };
            (Some(centre + shift), Some(sd))
        } else {
            (None, None)
        };
        let mut figures = [mean, sd]
            .into_iter()
            .chain(LEVELS.map(|p| finite(values[rank(p, n)])));
        Self::from_figures(std::array::from_fn(|_| figures.next().flatten()))
    }

    /// The figures in the order of the fields.
    pub fn figures(&self) -> [Option<f64>; 11] {
        [
            self.mean, self.sd, self.p05, self.p10, self.p25, self.p50, self.p70, self.p75,
            self.p80, self.p90, self.p95,
        ]
    }

    fn from_figures(figures: [Option<f64>; 11]) -> Self {
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
    let freedom = (REPLICATES - 1) as f64;
    let law = StudentsT::new(0.0, 1.0, freedom).expect("15 degrees of freedom are positive");
    // The library rests on the system's mathematics; nine decimals are the same everywhere.
    (law.inverse_cdf(0.975) * 1e9).round() / 1e9
}

/// The values of every replicate, `[replicate][trial]`.
pub fn replicates(values: &[f64]) -> Vec<Vec<f64>> {
    let parts = REPLICATES;
    (0..parts.min(values.len()))
        .map(|first| values[first..].iter().step_by(parts).copied().collect())
        .collect()
}

impl Estimate<Spread> {
    /// The spread of `values`, in the order of trials.
    pub fn spread(mut values: Vec<f64>) -> Self {
        let mut error = Spread::default();
        if values.len() >= FEWEST_TRIALS {
            let parts: Vec<[Option<f64>; 11]> = replicates(&values)
                .iter_mut()
                .map(|part| Spread::of(part).figures())
                .collect();
            let mut figures = [None; 11];
            for (index, figure) in figures.iter_mut().enumerate() {
                *figure = standard_error(parts.iter().map(|part| part[index]));
            }
            error = Spread::from_figures(figures);
        }
        Self {
            value: Spread::of(&mut values),
            error,
        }
    }
}

impl Estimate<f64> {
    /// The share of trials for which `holds`, in the order of trials; its error is NaN below [`FEWEST_TRIALS`].
    pub fn share(holds: impl Iterator<Item = bool>) -> Self {
        let mut hits = [0_u64; REPLICATES];
        let mut trials = [0_u64; REPLICATES];
        for (trial, hit) in holds.enumerate() {
            let replicate = trial % REPLICATES;
            trials[replicate] += 1;
            hits[replicate] += u64::from(hit);
        }
        let all: u64 = trials.iter().sum();
        let value = hits.iter().sum::<u64>() as f64 / all as f64;
        let error = if all as usize >= FEWEST_TRIALS {
            standard_error(
                hits.iter()
                    .zip(&trials)
                    .map(|(&hit, &trial)| Some(hit as f64 / trial as f64)),
            )
        } else {
            None
        };
        Self {
            value,
            error: error.unwrap_or(f64::NAN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_smallest_value_with_enough_below_it() {
        let mut values: Vec<f64> = (1..=10).map(f64::from).collect();
        let spread = Spread::of(&mut values);
        assert_eq!(spread.p10, Some(1.0));
        assert_eq!(spread.p25, Some(3.0));
        assert_eq!(spread.p50, Some(5.0));
        assert_eq!(spread.p70, Some(7.0));
        assert_eq!(spread.p95, Some(10.0));
        assert_eq!(spread.mean, Some(5.5));
        // Sum of squares 82.5 over 9 degrees of freedom.
        assert!((spread.sd.unwrap() - (82.5_f64 / 9.0).sqrt()).abs() < 1e-14);
    }

    #[test]
    fn infinite_trials_leave_mean_and_high_quantiles_undefined() {
        let mut values = vec![f64::INFINITY, 1.0, 2.0, 3.0];
        let spread = Spread::of(&mut values);
        assert_eq!((spread.mean, spread.sd), (None, None));
        assert_eq!(spread.p75, Some(3.0));
        assert_eq!(spread.p80, None);
    }

    #[test]
    fn the_error_of_a_mean_is_that_of_independent_replicates() {
        // Replicate r holds r in all its trials: mean 7.5, variance of the replicates 272/12 = 22.667.
        let values: Vec<f64> = (0..160).map(|trial| f64::from(trial % 16)).collect();
        let estimate = Estimate::spread(values);
        let expected = (340.0_f64 / 15.0 / 16.0).sqrt();
        assert_eq!(estimate.value.mean, Some(7.5));
        assert!((estimate.error.mean.unwrap() - expected).abs() < 1e-12);
    }

    /// Table of the t distribution with 15 degrees of freedom.
    #[test]
    fn the_interval_uses_students_t() {
        assert!((half_width_95() - 2.131_449_546).abs() < 1e-12);
    }
}
