//! Probability laws of the inputs: what a scenario file may write for an uncertain value.

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

impl Law {
    /// Stand-in: see `law`.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Self {
        let variance = crate::math::ln_1p((sd / mean) * (sd / mean));
        Self::Lognormal {
            mu: crate::math::ln(mean) - variance / 2.0,
            sigma: variance.sqrt(),
        }
    }

    /// Stand-in: see `law`.
    pub fn lognormal_from_quantiles(p10: f64, p90: f64) -> Self {
        let (low, high) = (crate::math::ln(p10), crate::math::ln(p90));
        Self::Lognormal {
            mu: f64::midpoint(low, high),
            sigma: (high - low) / (2.0 * 1.281_551_565_544_600_4),
        }
    }

    /// Stand-in: see `law`.
    pub fn gamma_from_moments(mean: f64, sd: f64) -> Self {
        Self::Gamma {
            shape: (mean / sd) * (mean / sd),
            scale: sd * sd / mean,
        }
    }

    /// Stand-in: see `law`.
    pub fn quantiles_feasible(p10: f64, p50: f64, p90: f64) -> bool {
        let r = (p50 - p10) / (p90 - p10);
        p10 >= p90 || (0.166_711..=1.0 - 0.166_711).contains(&r)
    }
}

impl Truncated {
    fn untruncated(&self) -> (f64, f64) {
        match &self.law {
            Law::Fixed(x) => (*x, *x),
            Law::Pert { min, max, .. }
            | Law::Triangular { min, max, .. }
            | Law::Uniform { min, max }
            | Law::Beta { min, max, .. } => (*min, *max),
            Law::Normal { .. } | Law::Quantiles { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Law::Lognormal { .. } | Law::Gamma { .. } | Law::Weibull { .. } => (0.0, f64::INFINITY),
            Law::Discrete(pairs) => (pairs[0].0, pairs[pairs.len() - 1].0),
            Law::Empirical(values) => (values[0], values[values.len() - 1]),
        }
    }

    /// Stand-in: see `law`.
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = self.untruncated();
        (
            low.max(self.min.unwrap_or(low)),
            high.min(self.max.unwrap_or(high)),
        )
    }

    /// Stand-in: see `law`.
    pub fn mass(&self) -> f64 {
        let (low, high) = self.support();
        if low <= high { 1.0 } else { 0.0 }
    }
}
