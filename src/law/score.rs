//! Scores: standard normal values that stand for probabilities.

use crate::math::normal;

/// Scores beyond this are read as this: P(Z > 8.5) is 10⁻¹⁷, less than the resolution of any sampled probability.
pub(super) const FARTHEST: f64 = 8.5;

/// The score of a probability, from whichever of p and q = 1 − p is the smaller.
pub(super) fn score(p: f64, q: f64) -> f64 {
    if p <= q {
        normal::quantile(p)
    } else {
        -normal::quantile(q)
    }
}

/// Φ(z) and 1 − Φ(z).
pub(super) fn scored(z: f64) -> (f64, f64) {
    (normal::cdf(z), normal::cdf(-z))
}
