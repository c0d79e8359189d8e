//! Multiples of laws: the law of c·X where X follows a law.

use super::{Law, Truncated};
use crate::math::ln;

impl Law {
    /// The law of `factor`·X: every quantile is `factor` times the one of this law. At 0 the plain number 0.
    ///
    /// # Panics
    ///
    /// In debug builds, if `factor` is negative or not finite.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        debug_assert!(factor >= 0.0 && factor.is_finite(), "a multiple is finite");
        if factor <= 0.0 {
            return Self::Fixed(0.0);
        }
        let by = |value: f64| value * factor;
        match *self {
            Self::Fixed(value) => Self::Fixed(by(value)),
            Self::Pert { min, mode, max } => Self::Pert {
                min: by(min),
                mode: by(mode),
                max: by(max),
            },
            Self::Triangular { min, mode, max } => Self::Triangular {
                min: by(min),
                mode: by(mode),
                max: by(max),
            },
            Self::Uniform { min, max } => Self::Uniform {
                min: by(min),
                max: by(max),
            },
            Self::Normal { mean, sd } => Self::Normal {
                mean: by(mean),
                sd: by(sd),
            },
            Self::Lognormal { mu, sigma } => Self::Lognormal {
                mu: mu + ln(factor),
                sigma,
            },
            Self::Beta {
                alpha,
                beta,
                min,
                max,
            } => Self::Beta {
                alpha,
                beta,
                min: by(min),
                max: by(max),
            },
            Self::Gamma { shape, scale } => Self::Gamma {
                shape,
                scale: by(scale),
            },
            Self::Weibull { shape, scale } => Self::Weibull {
                shape,
                scale: by(scale),
            },
            Self::Discrete(ref pairs) => {
                let pairs = pairs.iter().map(|&(value, weight)| (by(value), weight));
                Self::Discrete(pairs.collect())
            }
            Self::Quantiles { p10, p50, p90 } => Self::Quantiles {
                p10: by(p10),
                p50: by(p50),
                p90: by(p90),
            },
            Self::Empirical(ref sample) => {
                Self::Empirical(sample.iter().copied().map(by).collect())
            }
        }
    }
}

impl Truncated {
    /// The law of `factor`·X: as [`Law::scaled`], with the truncation points at the same probabilities.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        if factor <= 0.0 {
            return Self::whole(self.law.scaled(factor));
        }
        let by = |end: Option<f64>| end.map(|value| value * factor);
        Self {
            law: self.law.scaled(factor),
            min: by(self.min),
            max: by(self.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        vec![
            Law::Fixed(3.0),
            Law::Pert {
                min: 1.0,
                mode: 2.0,
                max: 7.0,
            },
            Law::Triangular {
                min: 1.0,
                mode: 2.0,
                max: 7.0,
            },
            Law::Uniform {
                min: -1.0,
                max: 4.0,
            },
            Law::Normal { mean: 2.0, sd: 0.7 },
            Law::Lognormal {
                mu: 0.3,
                sigma: 0.5,
            },
            Law::Beta {
                alpha: 2.0,
                beta: 3.0,
                min: 0.5,
                max: 4.0,
            },
            Law::Gamma {
                shape: 2.5,
                scale: 1.5,
            },
            Law::Weibull {
                shape: 1.7,
                scale: 2.0,
            },
            Law::Discrete(vec![(1.0, 2.0), (2.0, 1.0), (5.0, 3.0)]),
            Law::Quantiles {
                p10: 1.0,
                p50: 2.0,
                p90: 3.5,
            },
            Law::Empirical(vec![1.0, 1.5, 2.0, 6.0]),
        ]
    }

    #[test]
    fn every_quantile_of_a_multiple_is_that_multiple_of_the_quantile() {
        for law in laws() {
            let cut = Truncated {
                law: law.clone(),
                min: Some(1.2),
                max: Some(5.5),
            };
            for law in [Truncated::whole(law), cut] {
                for factor in [0.037, 1.0, 2.5, 1e6] {
                    let scaled = law.scaled(factor);
                    for p in [1e-6, 0.1, 0.5, 0.77, 0.999] {
                        let expected = factor * law.quantile_exact(p, 1.0 - p);
                        let found = scaled.quantile_exact(p, 1.0 - p);
                        let near = (found - expected).abs() <= 1e-9 * expected.abs().max(factor);
                        assert!(near, "{law:?} at {p}: {found} for {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_left_of_a_law_times_0() {
        for law in laws() {
            let whole = Truncated {
                law,
                min: Some(0.1),
                max: None,
            };
            assert_eq!(whole.scaled(0.0), Truncated::whole(Law::Fixed(0.0)));
        }
    }
}
