//! Sobol' indices by two samples: what of a variance a factor explains alone, and in all that it takes part in.
//!
//! Beside f(A) and f(B) every point has f(AB) for each factor: A with that factor from B. The total index is `mean (f(A) − f(AB))²/2` over
//! the variance, the closed index of the factor alone `mean f(B) (f(AB) − f(A))` over the variance, with the mean of all outcomes taken off
//! first, which leaves the truth as it is and lessens the error. The variance is that of f(A) and f(B) together.
//!
//! Source: Jansen (1999), "Analysis of variance designs for model output", Computer Physics Communications 117; Saltelli et al. (2010),
//! "Variance based sensitivity analysis of model output", ibid. 181, table 2, (b) and (f).

use super::sums::Sums;
use crate::factors::SamplePoint;
use crate::summary::measured::Measured;

/// Steps before those of the factors: f(A), f(B).
const SAMPLES: usize = 2;

/// Steps at every point for so many factors.
pub fn steps(factors: usize) -> usize {
    factors + SAMPLES
}

/// Whether a factor is of the second sample at a step.
pub fn is_second(place: SamplePoint, factor: usize) -> bool {
    match place.step {
        0 => false,
        1 => true,
        step => step - SAMPLES == factor,
    }
}

/// Sums of the indices of `factors`, whose outcomes lie about `centre`.
#[derive(Clone, Debug)]
pub struct PickFreeze {
    centre: f64,
    factors: usize,
    sums: Sums,
}

impl PickFreeze {
    /// Nothing yet.
    pub fn new(factors: usize, centre: f64) -> Self {
        Self {
            centre,
            factors,
            sums: Sums::new(2 * factors + 2),
        }
    }

    /// Adds a point: `outcomes` are those of its steps.
    pub fn add(&mut self, point: u64, outcomes: &[f64]) {
        let (a, b) = (outcomes[0] - self.centre, outcomes[1] - self.centre);
        let row = self.sums.add(point);
        let (moments, factors) = row.split_at_mut(2);
        moments[0] += 0.5 * (a + b);
        moments[1] += 0.5 * (a * a + b * b);
        for (pair, outcome) in factors.chunks_exact_mut(2).zip(&outcomes[SAMPLES..]) {
            let mixed = outcome - self.centre;
            pair[0] += b * (mixed - a);
            pair[1] += 0.5 * (a - mixed) * (a - mixed);
        }
    }

    /// Closed and total index of each factor with their standard errors; not defined where nothing varies.
    ///
    /// # Panics
    ///
    /// Never: there are two figures a factor.
    pub fn indices(&self) -> Vec<[Measured; 2]> {
        let found = self.sums.estimates(|means| {
            let variance = means[1] - means[0] * means[0];
            // What is left of rounding is no variance.
            let varies = variance > 1e-12 * means[1];
            let share = |part: &f64| varies.then(|| part / variance);
            means[2..].iter().map(share).collect()
        });
        let mut found = found.into_iter();
        let mut next = || found.next().expect("two figures a factor");
        (0..self.factors).map(|_| [next(), next()]).collect()
    }
}
