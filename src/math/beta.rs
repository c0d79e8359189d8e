//! The beta law on [0, 1]: the regularised incomplete beta function Iₓ(a, b) and its complement.

use core::f64::consts::TAU;

use super::gamma::{deviance, nonzero, stirling_error};
use super::{Tails, exp, ln, ln_1p};

/// Terms after which the continued fraction is cut off; it needs about √max(a, b) of them.
const MAX_TERMS: u32 = 100_000;

/// A beta law and the constants that every evaluation needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    /// xᵃyᵇ/B(a, b) at x = a/(a+b), where it is largest.
    peak: f64,
    ln_sum: f64,
}

/// A point of the unit interval, with nothing lost near either end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share x.
    pub x: f64,
    /// 1 − x.
    pub y: f64,
    /// ln x.
    pub ln_x: f64,
    /// ln(1 − x).
    pub ln_y: f64,
}

impl Share {
    /// The share x = 1/(1+e⁻ᵘ).
    pub fn from_logit(u: f64) -> Self {
        let small = exp(-u.abs());
        let ln_larger = -ln_1p(small);
        let (larger, smaller) = (1.0 / (1.0 + small), small / (1.0 + small));
        let ln_smaller = ln_larger - u.abs();
        if u < 0.0 {
            Self {
                x: smaller,
                y: larger,
                ln_x: ln_smaller,
                ln_y: ln_larger,
            }
        } else {
            Self {
                x: larger,
                y: smaller,
                ln_x: ln_larger,
                ln_y: ln_smaller,
            }
        }
    }

    /// The share x, given with y = 1 − x.
    pub fn from_parts(x: f64, y: f64) -> Self {
        let log = |part: f64, rest: f64| if part < 0.5 { ln(part) } else { ln_1p(-rest) };
        Self {
            x,
            y,
            ln_x: log(x, y),
            ln_y: log(y, x),
        }
    }

    fn mirrored(self) -> Self {
        Self {
            x: self.y,
            y: self.x,
            ln_x: self.ln_y,
            ln_y: self.ln_x,
        }
    }
}

impl Beta {
    /// The law with shapes `a > 0` and `b > 0`.
    pub fn new(a: f64, b: f64) -> Self {
        let n = a + b;
        let correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
        Self {
            a,
            b,
            peak: (a / n * b / TAU).sqrt() * exp(correction),
            ln_sum: ln(n),
        }
    }

    /// The shapes a and b.
    pub fn shapes(&self) -> (f64, f64) {
        (self.a, self.b)
    }

    /// Iₓ(a, b), its complement, and the density of the logit of X, xᵃyᵇ/B(a, b).
    ///
    /// By the continued fraction on the side of the mean where it converges fast (DLMF 8.17.22), mirrored on the other.
    pub fn tails(&self, at: Share) -> Tails {
        let (a, b) = (self.a, self.b);
        let n = a + b;
        let exponent = deviance(a, n * at.x, self.ln_sum + at.ln_x)
            + deviance(b, n * at.y, self.ln_sum + at.ln_y);
        let density = self.peak * exp(-exponent);
        if at.x * (n + 2.0) <= a + 1.0 {
            Tails::from_lower(density * continued_fraction(a, b, at), density)
        } else {
            Tails::from_lower(density * continued_fraction(b, a, at.mirrored()), density).mirrored()
        }
    }
}

/// Iₓ(a, b)/(xᵃyᵇ/B(a, b)) by the modified Lentz method.
fn continued_fraction(a: f64, b: f64, Share { x, .. }: Share) -> f64 {
    let n = a + b;
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - n * x / (a + 1.0));
    let mut value = d;
    for m in 1..MAX_TERMS {
        let m = f64::from(m);
        let twice = a + 2.0 * m;
        let even = m * (b - m) * x / ((twice - 1.0) * twice);
        let odd = -(a + m) * (n + m) * x / (twice * (twice + 1.0));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        value *= c * d;
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value / a
}

#[cfg(test)]
mod tests;
