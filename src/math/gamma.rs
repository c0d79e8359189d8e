//! The gamma law with scale 1: the regularised incomplete gamma functions P(a, x) and Q(a, x).

use core::f64::consts::{PI, TAU};

use super::{Tails, exp, exp_m1, ln, ln_1p, ln_gamma};

mod narrow;

/// Terms after which a series or continued fraction is cut off; below [`NARROW`] they need at most a few thousand.
const MAX_TERMS: u32 = 100_000;

/// Shapes from here up are so nearly normal that an expansion about the normal law is exact to rounding.
const NARROW: f64 = 1e5;

/// Relative size of the first neglected term.
const PRECISION: f64 = 1e-16;

/// Stands for 0 where a continued fraction divides by it (modified Lentz method).
const TINY: f64 = 1e-300;

/// A gamma law with scale 1 and the constants that every evaluation needs.
///
/// A value x is named by the logarithm of x/m. The measure m is 1, or the mean a where the law is so narrow that ln x would keep
/// too few digits of the distance from the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    /// m.
    measure: f64,
    /// xᵃe⁻ˣ/Γ(a) at x = a, where it is largest.
    peak: f64,
}

impl Gamma {
    /// The law of shape `a > 0`.
    pub fn new(shape: f64) -> Self {
        Self {
            shape,
            measure: if shape < NARROW { 1.0 } else { shape },
            peak: (shape / TAU).sqrt() * exp(-stirling_error(shape)),
        }
    }

    /// The shape a.
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// ln(x/m) for the value `x` of the law with this `scale`.
    pub fn coordinate(&self, x: f64, scale: f64) -> f64 {
        let measure = scale * self.measure;
        let distance = (x - measure) / measure;
        if self.shape >= NARROW && distance.abs() < 0.5 {
            ln_1p(distance)
        } else {
            ln(x / measure)
        }
    }

    /// The value with ln(x/m) = `u` of the law with this `scale`.
    pub fn value(&self, u: f64, scale: f64) -> f64 {
        scale * self.measure * exp(u)
    }

    /// A coordinate near the median, which tends to (Γ(a+1)/2)^(1/a) for small a and to a − ⅓ for large a.
    pub fn near_median(&self) -> f64 {
        let a = self.shape;
        if a < 0.5 {
            (ln_gamma(a + 1.0) - core::f64::consts::LN_2) / a
        } else if a < NARROW {
            ln(a - 0.3)
        } else {
            0.0
        }
    }

    /// D′/D at the coordinate `u`, where D is the density of ln X: a − x.
    pub fn log_slope(&self, u: f64) -> f64 {
        if self.shape < NARROW {
            self.shape - exp(u)
        } else {
            -self.shape * exp_m1(u)
        }
    }

    /// P(a, x), Q(a, x) and the density of ln X, xᵃe⁻ˣ/Γ(a), at x = m·exp(`u`).
    ///
    /// The logarithm is the argument because small shapes have quantiles far below the smallest positive double. Below
    /// x = a + 1 by the power series of P (DLMF 8.7.1), above by the continued fraction of Q (DLMF 8.9.2); for large shapes,
    /// where these take ever more terms, by Temme's expansion (DLMF 8.12).
    pub fn tails(&self, u: f64) -> Tails {
        if self.shape >= NARROW {
            return narrow::tails(self.shape, self.peak, u);
        }
        let (a, x) = (self.shape, exp(u));
        if x == f64::INFINITY {
            return Tails {
                lower: 1.0,
                upper: 0.0,
                density: 0.0,
            };
        }
        let density = self.peak * exp(-deviance(a, x, u));
        if x < a + 1.0 {
            Tails::from_lower(density * power_series(a, x), density)
        } else {
            Tails::from_lower(density * continued_fraction(a, x), density).mirrored()
        }
    }
}

/// P(a, x)/(xᵃe⁻ˣ/Γ(a)) = Σ xⁿ/(a(a+1)…(a+n)).
fn power_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    let mut factor = a;
    for _ in 0..MAX_TERMS {
        factor += 1.0;
        term *= x / factor;
        sum += term;
        if term < sum * PRECISION {
            break;
        }
    }
    sum
}

/// Q(a, x)/(xᵃe⁻ˣ/Γ(a)) = 1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …))).
fn continued_fraction(a: f64, x: f64) -> f64 {
    let mut below = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / below;
    let mut value = d;
    for i in 1..MAX_TERMS {
        let i = f64::from(i);
        let above = -i * (i - a);
        below += 2.0;
        d = 1.0 / nonzero(above * d + below);
        c = nonzero(below + above / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 2.0 * PRECISION {
            break;
        }
    }
    value
}

/// `x`, or something tiny in place of 0.
pub(super) fn nonzero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// δ(a) = ln Γ(a+1) − (a+½) ln a + a − ½ ln 2π, the error of Stirling's formula.
///
/// Source: DLMF 5.11.1 from a = 10 up, where eight terms leave less than 10⁻¹⁶; its definition below, where nothing large cancels.
pub fn stirling_error(a: f64) -> f64 {
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    if a < 10.0 {
        return ln_gamma(a + 1.0) - (a + 0.5) * ln(a) + a - 0.5 * ln(2.0 * PI);
    }
    let square = 1.0 / (a * a);
    SERIES.iter().rev().fold(0.0, |sum, c| sum * square + c) / a
}

/// m ln(m/t) + t − m ≥ 0, the exponent that a density loses between its peak m and the point t; `ln_t` is ln t.
///
/// Source: Loader (2000), Fast and accurate computation of binomial probabilities: near the peak by the series in
/// v = (t−m)/(t+m), because there the three terms of the definition cancel.
pub(super) fn deviance(m: f64, t: f64, ln_t: f64) -> f64 {
    let v = (t - m) / (t + m);
    if v.abs() > 0.25 {
        return m * (ln(m) - ln_t) + (t - m);
    }
    let square = v * v;
    // Σ v²ʲ/(2j+1), j = 12 … 1: the first neglected term is below 10⁻¹⁶ of the first.
    let sum = (1..=12)
        .rev()
        .fold(0.0, |sum, j| (sum + 1.0 / f64::from(2 * j + 1)) * square);
    (t - m) * v - 2.0 * m * v * sum
}

#[cfg(test)]
mod tests;
