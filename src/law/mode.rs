//! The most likely value of each law.

use super::conditional::Conditional;
use super::metalog::Metalog;
use super::stepwise::Steps;
use super::{Law, Truncated};
use crate::math::{exp, pow};

/// The mode of a truncated law; see [`Truncated::mode`].
pub(super) fn of(truncated: &Truncated) -> Option<f64> {
    let (lowest, highest) = Conditional::new(truncated).support();
    if lowest == highest {
        return Some(lowest);
    }
    let mode = match truncated.law {
        Law::Fixed(value) => value,
        Law::Pert { mode, .. } | Law::Triangular { mode, .. } => mode,
        Law::Normal { mean, .. } => mean,
        Law::Lognormal { mu, sigma } => exp(mu - sigma * sigma),
        Law::Beta {
            alpha,
            beta,
            min,
            max,
        } => min + (max - min) * of_beta(alpha, beta)?,
        Law::Gamma { shape, scale } if shape >= 1.0 => scale * (shape - 1.0),
        Law::Weibull { shape, scale } if shape >= 1.0 => {
            scale * pow((shape - 1.0) / shape, 1.0 / shape)
        }
        Law::Discrete(ref pairs) => heaviest(&Steps::inside(pairs, lowest, highest))?,
        Law::Quantiles { p10, p50, p90 } => Metalog::through(p10, p50, p90).mode(),
        Law::Gamma { .. } | Law::Weibull { .. } | Law::Uniform { .. } | Law::Empirical(_) => {
            return None;
        }
    };
    Some(mode.clamp(lowest, highest))
}

/// Of the beta law on [0, 1]: an end where the density is finite and falls from there, or the peak (α−1)/(α+β−2) inside.
fn of_beta(alpha: f64, beta: f64) -> Option<f64> {
    let single = alpha >= 1.0 && beta >= 1.0 && alpha + beta > 2.0;
    single.then(|| (alpha - 1.0) / (alpha + beta - 2.0))
}

/// The value whose weight is larger than every other's.
fn heaviest(pairs: &[(f64, f64)]) -> Option<f64> {
    let best = pairs.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (pairs.iter().filter(|pair| pair.1 == best.1).count() == 1).then_some(best.0)
}
