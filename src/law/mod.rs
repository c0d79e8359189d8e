//! Probability laws of the inputs: what a scenario file may write for an uncertain value.
//!
//! What a law means is here and in the private modules below it, exact and slow. What a simulation reads is its quantile function
//! in compiled form, [`Quantile`].
//!
//! ```
//! use clearcast::law::{Law, Truncated};
//!
//! let cost = Law::lognormal_from_quantiles(80.0, 125.0);
//! let cost = Truncated::whole(cost);
//! assert!((cost.median() - 100.0).abs() < 1e-9); // the geometric mean of P10 and P90
//! assert!((cost.cdf(125.0) - 0.9).abs() < 1e-9);
//! ```
#![allow(
    clippy::float_cmp,
    reason = "a law without spread has bounds that are equal as written, not nearly"
)]

mod base;
mod conditional;
mod metalog;
mod mode;
mod root;
mod scale;
mod score;
mod segment;
mod stepwise;
mod table;

pub use table::Quantile;

use conditional::Conditional;
use metalog::Metalog;

use crate::math::{ln, ln_1p};

/// A probability law as a scenario file names it, before truncation.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// A plain number.
    Fixed(f64),
    /// Beta-PERT with weight 4: `alpha = 1 + 4(mode-min)/(max-min)`, `beta = 1 + 4(max-mode)/(max-min)`.
    Pert {
        /// Lowest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Highest value.
        max: f64,
    },
    /// Triangular.
    Triangular {
        /// Lowest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Highest value.
        max: f64,
    },
    /// Uniform between two values.
    Uniform {
        /// Lowest value.
        min: f64,
        /// Highest value.
        max: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Lognormal, by mean and standard deviation of the logarithm.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Beta, stretched to `min ..= max`.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Lower end of the support.
        min: f64,
        /// Upper end of the support.
        max: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Values with weights, in increasing order of value.
    Discrete(Vec<(f64, f64)>),
    /// Three-term metalog through three quantiles (Keelin 2016).
    Quantiles {
        /// The 10 % quantile.
        p10: f64,
        /// The median.
        p50: f64,
        /// The 90 % quantile.
        p90: f64,
    },
    /// Piecewise-linear quantile function through a sorted sample: the k-th smallest of n at p = (k-1)/(n-1).
    Empirical(Vec<f64>),
}

/// A law with optional truncation: the law conditional on `min <= x <= max`.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    /// The law before truncation.
    pub law: Law,
    /// Lower truncation point, if any.
    pub min: Option<f64>,
    /// Upper truncation point, if any.
    pub max: Option<f64>,
}

/// A spread below this part of the mean moves no double in the range of scores that is drawn from.
const NO_SPREAD: f64 = 1e-17;

/// The score of p = 0.9.
const SCORE_90: f64 = 1.281_551_565_544_600_4;

impl Law {
    /// The lognormal law whose values (not their logarithms) have this mean and standard deviation:
    /// σ² = ln(1 + (sd/mean)²), μ = ln mean − σ²/2. Needs `mean > 0`, `sd >= 0`; a plain number where `sd` is 0 or lost beside
    /// `mean` in rounding.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Self {
        if sd <= NO_SPREAD * mean {
            return Self::Fixed(mean);
        }
        let ratio = sd / mean;
        let variance = ln_1p(ratio * ratio);
        Self::Lognormal {
            mu: ln(mean) - 0.5 * variance,
            sigma: variance.sqrt(),
        }
    }

    /// The lognormal law with these 10 % and 90 % quantiles: μ and σ are half the sum of their logarithms and half the difference
    /// over the normal 90 % quantile. Needs `0 < p10 <= p90`; a plain number where they are equal.
    pub fn lognormal_from_quantiles(p10: f64, p90: f64) -> Self {
        if p10 == p90 {
            return Self::Fixed(p10);
        }
        let ratio = p90 / p10;
        let spread = if ratio.is_finite() {
            ln(ratio)
        } else {
            ln(p90) - ln(p10)
        };
        Self::Lognormal {
            mu: 0.5 * (ln(p10) + ln(p90)),
            sigma: 0.5 * spread / SCORE_90,
        }
    }

    /// The gamma law with this mean and standard deviation: shape (mean/sd)², scale sd²/mean. Needs `mean > 0`, `sd >= 0`; a
    /// plain number where `sd` is 0 or lost beside `mean` in rounding.
    pub fn gamma_from_moments(mean: f64, sd: f64) -> Self {
        if sd <= NO_SPREAD * mean {
            return Self::Fixed(mean);
        }
        let ratio = mean / sd;
        Self::Gamma {
            shape: ratio * ratio,
            scale: sd / ratio,
        }
    }

    /// Whether a three-term metalog through these quantiles exists: its quantile function must rise everywhere, which bounds how
    /// far the median may lie from the middle (Keelin 2016). Three equal quantiles are a plain number and feasible.
    pub fn quantiles_feasible(p10: f64, p50: f64, p90: f64) -> bool {
        (p10 == p50 && p50 == p90) || Metalog::through(p10, p50, p90).is_feasible()
    }
}

/// All of this is exact to rounding, and slow: for draws by the million compile a [`Quantile`].
///
/// The parameters must be those of a proper law (`min <= mode <= max`, positive shapes and scales, at least one value, rising
/// values, feasible quantiles): whoever builds a `Law` from a file has checked them.
impl Truncated {
    /// A law without truncation.
    pub fn whole(law: Law) -> Self {
        Self {
            law,
            min: None,
            max: None,
        }
    }

    /// The one possible value, of a law that has only one: a plain number, a law without spread, or what truncation leaves of a
    /// law when it leaves one point.
    pub fn is_certain(&self) -> Option<f64> {
        let (lowest, highest) = self.support();
        (lowest == highest).then_some(lowest)
    }

    /// Lowest and highest possible value, infinite where there is no bound. The first is above the second if truncation leaves
    /// nothing.
    pub fn support(&self) -> (f64, f64) {
        Conditional::new(self).support()
    }

    /// The probability that the law before truncation lies inside the truncation; 1 for a value that is certain after it.
    /// Tables and quantiles need more than 10⁻¹².
    pub fn mass(&self) -> f64 {
        Conditional::new(self).mass()
    }

    /// P(X ≤ x). Where it is small its relative precision holds, unless a lower truncation cuts off much more.
    pub fn cdf(&self, x: f64) -> f64 {
        Conditional::new(self).tails(x).0
    }

    /// P(X > x). Where it is small its relative precision holds, unless an upper truncation cuts off much more.
    pub fn survival(&self, x: f64) -> f64 {
        Conditional::new(self).tails(x).1
    }

    /// Of each value with a probability of its own, in rising order, the probabilities of what lies below it and up to it.
    pub fn atoms(&self) -> Vec<(f64, f64)> {
        Conditional::new(self).atoms()
    }

    /// The lowest and the highest value that a simulation can draw: the quantiles at the scores ±8.5, to which scores are held.
    /// Not finite where the law is so wide that they are beyond all doubles.
    pub fn drawn_range(&self) -> (f64, f64) {
        let exact = Conditional::new(self);
        let at = |z| exact.at_score(z, &mut root::Trail::default());
        (at(-score::FARTHEST), at(score::FARTHEST))
    }

    /// The smallest x with P(X ≤ x) ≥ p, where `q` is 1 − p: the smaller of the two is used, so both tails are exact.
    pub fn quantile_exact(&self, p: f64, q: f64) -> f64 {
        Conditional::new(self).quantile(p, q)
    }

    /// The quantile at ½.
    pub fn median(&self) -> f64 {
        self.quantile_exact(0.5, 0.5)
    }

    /// The most likely value: where the density has its largest value, or the value of largest probability of a discrete law.
    ///
    /// None where that is not one finite place: uniform and empirical laws, densities that are infinite at an end or flat, equal
    /// weights. The mode of a truncated law is the nearest point inside the truncation.
    pub fn mode(&self) -> Option<f64> {
        mode::of(self)
    }

    /// The single number that stands for the law in a point estimate: its mode, or else its median.
    pub fn point(&self) -> f64 {
        self.mode().unwrap_or_else(|| self.median())
    }
}

#[cfg(test)]
mod tests;
