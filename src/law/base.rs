//! A law without truncation, prepared for evaluation.

use super::Law;
use super::metalog::Metalog;
use super::root::Trail;
use super::score::scored;
use super::stepwise::{Knots, Steps};
use crate::math::beta::{Beta, Share};
use crate::math::gamma::Gamma;
use crate::math::{exp, exp_m1, ln, ln_1p, normal, pow};

/// A law with its constants worked out. A quantile is asked for by its *score* z, the standard normal value at the same
/// probability: p = Φ(z). That names both tails to full relative precision in one number.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// One certain value.
    Point(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Uniform {
        min: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Gamma {
        unit: Gamma,
        scale: f64,
    },
    Beta {
        unit: Beta,
        min: f64,
        max: f64,
    },
    Metalog(Metalog),
    Discrete(Steps),
    Empirical(Knots),
}

impl Base {
    pub(super) fn new(law: &Law) -> Self {
        match *law {
            Law::Fixed(value) => Self::Point(value),
            Law::Uniform { min, max }
            | Law::Pert { min, max, .. }
            | Law::Triangular { min, max, .. }
            | Law::Beta { min, max, .. }
                if min == max =>
            {
                Self::Point(min)
            }
            Law::Pert { min, mode, max } => Self::Beta {
                unit: Beta::new(
                    1.0 + 4.0 * (mode - min) / (max - min),
                    1.0 + 4.0 * (max - mode) / (max - min),
                ),
                min,
                max,
            },
            Law::Triangular { min, mode, max } => Self::Triangular { min, mode, max },
            Law::Uniform { min, max } => Self::Uniform { min, max },
            Law::Beta {
                alpha,
                beta,
                min,
                max,
            } => Self::Beta {
                unit: Beta::new(alpha, beta),
                min,
                max,
            },
            Law::Normal { mean, sd: 0.0 } => Self::Point(mean),
            Law::Normal { mean, sd } => Self::Normal { mean, sd },
            Law::Lognormal { mu, sigma: 0.0 } => Self::Point(exp(mu)),
            Law::Lognormal { mu, sigma } => Self::Lognormal { mu, sigma },
            Law::Gamma { scale, .. } | Law::Weibull { scale, .. } if scale == 0.0 => {
                Self::Point(0.0)
            }
            Law::Gamma { shape, scale } => Self::Gamma {
                unit: Gamma::new(shape),
                scale,
            },
            Law::Weibull { shape, scale } => Self::Weibull { shape, scale },
            Law::Quantiles { p10, p90, .. } if p10 == p90 => Self::Point(p10),
            Law::Quantiles { p10, p50, p90 } => Self::Metalog(Metalog::through(p10, p50, p90)),
            Law::Discrete(ref pairs) => Self::Discrete(Steps::new(pairs)),
            Law::Empirical(ref sample) => Self::Empirical(Knots::new(sample)),
        }
    }

    /// Lowest and highest possible value.
    pub(super) fn support(&self) -> (f64, f64) {
        match *self {
            Self::Point(value) => (value, value),
            Self::Normal { .. } | Self::Metalog(_) => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } | Self::Weibull { .. } | Self::Gamma { .. } => {
                (0.0, f64::INFINITY)
            }
            Self::Uniform { min, max }
            | Self::Triangular { min, max, .. }
            | Self::Beta { min, max, .. } => (min, max),
            Self::Discrete(ref steps) => steps.support(),
            Self::Empirical(ref knots) => knots.support(),
        }
    }

    /// P(X ≤ x) and P(X > x).
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        let (lowest, highest) = self.support();
        if x >= highest {
            return (1.0, 0.0);
        }
        if x < lowest {
            return (0.0, 1.0);
        }
        match *self {
            Self::Point(_) => (1.0, 0.0),
            Self::Normal { mean, sd } => scored((x - mean) / sd),
            Self::Lognormal { mu, sigma } => scored((ln(x) - mu) / sigma),
            Self::Uniform { min, max } => ((x - min) / (max - min), (max - x) / (max - min)),
            Self::Triangular { min, mode, max } => {
                if x < mode {
                    let p = (x - min) / (max - min) * ((x - min) / (mode - min));
                    (p, 1.0 - p)
                } else {
                    let q = (max - x) / (max - min) * ((max - x) / (max - mode));
                    (1.0 - q, q)
                }
            }
            Self::Weibull { shape, scale } => {
                let hazard = pow(x / scale, shape);
                (-exp_m1(-hazard), exp(-hazard))
            }
            Self::Gamma { ref unit, scale } => {
                let tails = unit.tails(unit.coordinate(x, scale));
                (tails.lower, tails.upper)
            }
            Self::Beta { ref unit, min, max } => {
                let tails = unit.tails(Share::from_parts(
                    (x - min) / (max - min),
                    (max - x) / (max - min),
                ));
                (tails.lower, tails.upper)
            }
            Self::Metalog(ref metalog) => {
                let u = metalog.log_odds(x);
                (1.0 / (1.0 + exp(-u)), 1.0 / (1.0 + exp(u)))
            }
            Self::Discrete(ref steps) => steps.tails(x),
            Self::Empirical(ref knots) => knots.tails(x),
        }
    }

    /// P(X < x) and P(X ≥ x), which differ from the tails where single values have a probability of their own.
    pub(super) fn tails_before(&self, x: f64) -> (f64, f64) {
        match *self {
            Self::Point(value) if value == x => (0.0, 1.0),
            Self::Discrete(ref steps) => steps.tails_before(x),
            Self::Empirical(ref knots) => knots.tails_before(x),
            _ => self.tails(x),
        }
    }

    /// The quantile at score `z`. `trail` remembers where the last root was found and makes a near one quick to find; it must
    /// come from the same law.
    pub(super) fn at_score(&self, z: f64, trail: &mut Trail) -> f64 {
        let (lowest, highest) = self.support();
        if z == f64::NEG_INFINITY {
            return lowest;
        }
        if z == f64::INFINITY {
            return highest;
        }
        match *self {
            Self::Point(value) => value,
            Self::Normal { mean, sd } => mean + sd * z,
            Self::Lognormal { mu, sigma } => exp(mu + sigma * z),
            Self::Uniform { min, max } => {
                if z < 0.0 {
                    min + (max - min) * normal::cdf(z)
                } else {
                    max - (max - min) * normal::cdf(-z)
                }
            }
            Self::Triangular { min, mode, max } => {
                let (p, q) = scored(z);
                if p * (max - min) < mode - min {
                    min + root_of_product(p * (max - min), mode - min)
                } else {
                    max - root_of_product(q * (max - min), max - mode)
                }
            }
            Self::Weibull { shape, scale } => {
                let hazard = if z < 0.0 {
                    -ln_1p(-normal::cdf(z))
                } else {
                    -ln(normal::cdf(-z))
                };
                scale * pow(hazard, 1.0 / shape)
            }
            Self::Gamma { ref unit, scale } => unit.value(trail.gamma(unit, z), scale),
            Self::Beta { ref unit, min, max } => {
                let share = Share::from_logit(trail.beta(unit, z));
                if share.x <= share.y {
                    min + (max - min) * share.x
                } else {
                    max - (max - min) * share.y
                }
            }
            Self::Metalog(ref metalog) => {
                let (p, q) = scored(z);
                metalog.at_log_odds(ln(p / q))
            }
            Self::Discrete(ref steps) => steps.at_score(z),
            Self::Empirical(ref knots) => knots.at_probability(normal::cdf(z)),
        }
    }
}

/// √(ab), also where the product of both is too small for a double.
fn root_of_product(a: f64, b: f64) -> f64 {
    let product = a * b;
    if product > SMALL {
        product.sqrt()
    } else {
        a.sqrt() * b.sqrt()
    }
}

/// A product below this may have lost digits.
const SMALL: f64 = 1e-290;
