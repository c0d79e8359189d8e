//! How much of the spread is epistemic, for want of knowledge of the inputs, and how much is aleatory: chance that no knowledge would remove.
//!
//! With m and s² the mean and variance over the chance of one draw of the inputs, the law of total variance splits
//! `Var = Var(m) + E(s²)`. The first part is epistemic, the second aleatory.

use serde::{Deserialize, Serialize};

use super::charts::{Band, Bands};
use crate::sampling::REPLICATES;
use crate::simulate::nested::tally::CurveTally;
use crate::simulate::nested::{Conditional, Quantity, Split};

/// The variance of one quantity, split in two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// Variance of the conditional mean over draws of the inputs, in the quantity's unit squared. An estimate without bias,
    /// and so a little below 0 now and then where there is nothing to know.
    #[serde(deserialize_with = "super::missing::number")]
    pub epistemic: f64,
    /// Mean of the conditional variance.
    #[serde(deserialize_with = "super::missing::number")]
    pub aleatory: f64,
    /// The epistemic part as a share of both; `None` where nothing varies.
    pub epistemic_share: Option<f64>,
    /// The aleatory part as a share of both.
    pub aleatory_share: Option<f64>,
}

/// The parts of every quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AllParts {
    /// Years to completion, cut at the horizon where a trial is unfinished.
    pub years_to_horizon: Parts,
    /// Spent up to completion or the horizon, constant prices.
    pub cost_to_horizon: Parts,
    /// Whether the target's years are kept; `None` without a deadline.
    pub within_years: Option<Parts>,
    /// Whether the target's cost is kept; `None` if any cost will do.
    pub within_cost: Option<Parts>,
    /// Whether both are, or the half that is given; `None` without a target.
    pub joint: Option<Parts>,
}

/// `nested` in `summary.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nested {
    /// Draws of the inputs.
    pub outer: u64,
    /// Draws of chance for each of them.
    pub inner: u64,
    /// The variances.
    pub variance: AllParts,
    /// Standard errors of all of them, from the jackknife over the 16 replicates.
    pub standard_error: AllParts,
}

impl Nested {
    /// The shares of `split`.
    pub fn new(split: &Split) -> Self {
        let estimates = Quantity::ALL.map(|quantity| estimate(split, quantity as usize));
        let [years, cost, within_years, within_cost, joint] = estimates;
        let target = split.target;
        let pick = |which: fn((Parts, Parts)) -> Parts| AllParts {
            years_to_horizon: which(years),
            cost_to_horizon: which(cost),
            within_years: target.has_deadline().then(|| which(within_years)),
            within_cost: target.has_cost().then(|| which(within_cost)),
            joint: target.is_given().then(|| which(joint)),
        };
        Self {
            outer: split.nesting.outer,
            inner: split.nesting.inner,
            variance: pick(|(parts, _)| parts),
            standard_error: pick(|(_, error)| error),
        }
    }
}

/// Sums over the draws of the inputs in one replicate.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    draws: f64,
    means: f64,
    squares: f64,
    variances: f64,
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Self {
            draws: self.draws + other.draws,
            means: self.means + other.means,
            squares: self.squares + other.squares,
            variances: self.variances + other.variances,
        }
    }
}

/// The parts of one quantity and their standard errors.
fn estimate(split: &Split, quantity: usize) -> (Parts, Parts) {
    let inner = split.nesting.inner as f64;
    // Around a value of the middle, so that large means lose no digits.
    let centre = split.conditional.first().map_or(0.0, |c| c[quantity].0);
    let replicates = replicates(&split.conditional, quantity, centre);
    let whole = parts(&replicates, inner);
    let n = replicates.len();
    let left_out: Vec<Parts> = (0..n)
        .map(|without| {
            let mut rest = replicates.clone();
            rest.remove(without);
            parts(&rest, inner)
        })
        .collect();
    let error = |figure: fn(&Parts) -> Option<f64>| {
        let values: Option<Vec<f64>> = left_out.iter().map(figure).collect();
        let values = values.filter(|values| values.len() > 1)?;
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Some((squares * (n - 1) as f64 / n as f64).sqrt())
    };
    let errors = Parts {
        epistemic: error(|parts| Some(parts.epistemic)).unwrap_or(f64::NAN),
        aleatory: error(|parts| Some(parts.aleatory)).unwrap_or(f64::NAN),
        epistemic_share: error(|parts| parts.epistemic_share),
        aleatory_share: error(|parts| parts.aleatory_share),
    };
    (whole, errors)
}

fn replicates(conditional: &[Conditional], quantity: usize, centre: f64) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); REPLICATES.min(conditional.len())];
    for (draw, of) in conditional.iter().enumerate() {
        let (mean, variance) = of[quantity];
        let away = mean - centre;
        let replicate = &mut sums[draw % REPLICATES];
        *replicate = replicate.plus(Sums {
            draws: 1.0,
            means: away,
            squares: away * away,
            variances: variance,
        });
    }
    sums
}

/// The parts from the sums of some replicates.
///
/// The mean square of the m about their own mean m̄ falls short of Var(m) by Var(m̄), which the spread of the replicates gives
/// for every design, and exceeds it by the noise E(s²)/inner that averaging over the chance has left in each m.
fn parts(replicates: &[Sums], inner: f64) -> Parts {
    let all = replicates
        .iter()
        .fold(Sums::default(), |all, sums| all.plus(*sums));
    let mean = all.means / all.draws;
    let about_mean = (all.squares / all.draws - mean * mean).max(0.0);
    let n = replicates.len() as f64;
    let between: f64 = replicates
        .iter()
        .map(|sums| sums.means / sums.draws - mean)
        .map(|away| away * away)
        .sum();
    let aleatory = all.variances / all.draws;
    let epistemic = about_mean + between / (n * (n - 1.0)) - aleatory / inner;
    let total = epistemic + aleatory;
    let share = |part: f64| (total > 0.0).then(|| part / total);
    Parts {
        epistemic,
        aleatory,
        epistemic_share: share(epistemic),
        aleatory_share: share(aleatory),
    }
}

/// Where the curve lies for 80 % of the draws of the inputs. `scale` turns the lattice into the unit of the chart.
///
/// A conditional curve is known from few trials, so its height F scatters by F(1 − F)/inner more than it would under perfect
/// averaging over chance. The quantiles of F are drawn towards its mean until their variance is that of the true heights.
fn band(tally: &CurveTally, inner: u64, scale: f64) -> Band {
    let inner = inner as f64;
    let mut band = Band::default();
    for (point, counts) in tally.counts() {
        let draws: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        let mean_of = |f: &dyn Fn(f64) -> f64| {
            let sum = |(hits, &count): (usize, &u32)| f64::from(count) * f(hits as f64 / inner);
            counts.iter().enumerate().map(sum).sum::<f64>() / draws
        };
        let mean = mean_of(&|height| height);
        let scatter = mean_of(&|height| (height - mean) * (height - mean));
        let noise = mean_of(&|height| height * (1.0 - height)) / (inner - 1.0);
        let known = (scatter - noise).max(0.0);
        let drawn = if scatter > 0.0 {
            (known / scatter).sqrt()
        } else {
            0.0
        };
        let at = |p: f64| mean + drawn * (quantile(counts, p * draws) / inner - mean);
        band.x.push(point * scale);
        band.low.push(at(0.1).clamp(0.0, mean));
        band.high.push(at(0.9).clamp(mean, 1.0));
        let variance = mean * (1.0 - mean);
        let share = if variance > 0.0 {
            known / variance
        } else {
            f64::NAN
        };
        band.epistemic_share.push(share);
    }
    band
}

/// The smallest number of hits that at least `rank` draws do not exceed.
fn quantile(counts: &[u32], rank: f64) -> f64 {
    let mut below = 0.0;
    for (hits, &count) in counts.iter().enumerate() {
        below += f64::from(count);
        if below >= rank * (1.0 - 1e-12) && count > 0 {
            return hits as f64;
        }
    }
    (counts.len() - 1) as f64
}

impl Bands {
    /// The bands of `split`.
    pub fn new(split: &Split) -> Self {
        let inner = split.nesting.inner;
        Self {
            completion: band(&split.completion, inner, 1.0 / 12.0),
            cost: band(&split.cost, inner, 1.0),
        }
    }
}
