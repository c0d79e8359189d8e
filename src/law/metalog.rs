//! The three-term metalog, a law given by three of its quantiles.
//!
//! Source: Keelin (2016), The Metalog Distributions, Decision Analysis 13(4): with the log odds
//! u = ln(p/q), q = 1−p, the quantile function is M(p) = a₁ + a₂u + a₃(p−½)u.

use crate::math::{exp, ln};

/// ln 9, the log odds of p = 0.9.
const LOG_ODDS_90: f64 = 2.197_224_577_336_219_6;

/// The least upper bound of |p − ½ + pq·ln(p/q)|, inverted: M rises everywhere as long as |a₃| stays below this times a₂.
const STEEPEST: f64 = 1.667_113_119_201_929_4;

/// Coefficients of the quantile function.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Metalog {
    centre: f64,
    spread: f64,
    skew: f64,
}

impl Metalog {
    /// The metalog through three quantiles.
    pub(super) fn through(p10: f64, p50: f64, p90: f64) -> Self {
        Self {
            centre: p50,
            spread: (p90 - p10) / (2.0 * LOG_ODDS_90),
            skew: (p90 - p50 - (p50 - p10)) / (0.8 * LOG_ODDS_90),
        }
    }

    /// Whether M rises everywhere, so that it is a quantile function.
    pub(super) fn is_feasible(&self) -> bool {
        self.spread > 0.0 && self.skew.abs() < STEEPEST * self.spread
    }

    /// M at the log odds u.
    pub(super) fn at_log_odds(&self, u: f64) -> f64 {
        self.centre + self.spread * u + self.skew * off_centre(u) * u
    }

    /// dM/du = a₂ + a₃(p − ½ + pqu).
    fn slope(&self, u: f64) -> f64 {
        let e = exp(-u.abs());
        let pq = e / ((1.0 + e) * (1.0 + e));
        self.spread + self.skew * (off_centre(u) + pq * u)
    }

    /// The log odds at which M is `x`, by Newton's method inside a shrinking bracket.
    pub(super) fn log_odds(&self, x: f64) -> f64 {
        if x.is_infinite() {
            return x;
        }
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut u = 0.0;
        for _ in 0..200 {
            let excess = self.at_log_odds(u) - x;
            *(if excess > 0.0 { &mut high } else { &mut low }) = u;
            let mut next = u - excess / self.slope(u);
            if !(low < next && next < high) {
                if excess == 0.0
                    || (low.is_finite() && high.is_finite() && high - low <= 1e-15 * u.abs())
                {
                    return u;
                }
                next = match (low.is_finite(), high.is_finite()) {
                    (true, true) => f64::midpoint(low, high),
                    (true, false) => 2.0 * low.abs() + 1.0,
                    _ => -2.0 * high.abs() - 1.0,
                };
            }
            if (next - u).abs() <= 1e-16 * u.abs() {
                return next;
            }
            u = next;
        }
        u
    }

    /// Where the density is largest: its inverse dM/dp has a single minimum, where
    /// (pq)²·d²M/dp² = a₂(2p−1) + a₃/2 is 0, that is at p = ½ − a₃/(4a₂).
    pub(super) fn mode(&self) -> f64 {
        let p = 0.5 - self.skew / (4.0 * self.spread);
        self.at_log_odds(ln(p / (1.0 - p)))
    }
}

/// p − ½ at the log odds u.
fn off_centre(u: f64) -> f64 {
    0.5 * libm::tanh(0.5 * u)
}
