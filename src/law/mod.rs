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
