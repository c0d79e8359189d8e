//! The change from the base to another scenario.
//!
//! Two kinds of change are easily taken for each other. The *change in P80* sets one distribution beside the other: it is what happens to
//! the date a plan may promise. The *P80 of the change* is of single trials: how much one and the same course of the world changes.

use serde::{Deserialize, Serialize};

use super::Shares;
use super::order::Dominance;
use super::sample::Sample;
use crate::ensemble::rank;
use crate::programme::Programme;
use crate::summary::measured::{
    Measured, Ordered, difference_of_shares, mean_of, quantile, same, share_of,
};

/// Quantiles of the change in single trials. Infinite where one of the two has no value: it does not finish, so the change has no end;
/// where both have none, nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfTrials {
    /// 10 % quantile.
    #[serde(with = "or_infinite")]
    pub p10: f64,
    /// Median.
    #[serde(with = "or_infinite")]
    pub p50: f64,
    /// 80 % quantile.
    #[serde(with = "or_infinite")]
    pub p80: f64,
    /// 90 % quantile.
    #[serde(with = "or_infinite")]
    pub p90: f64,
}

/// JSON has no infinite numbers: they are written as texts.
mod or_infinite {
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands fields on by reference"
    )]
    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        match *value {
            f64::INFINITY => serializer.serialize_str("inf"),
            f64::NEG_INFINITY => serializer.serialize_str("-inf"),
            finite => serializer.serialize_f64(finite),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Finite(f64),
            Infinite(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Finite(value) => Ok(value),
            Written::Infinite(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

/// How a figure changes from the base.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Change in the mean.
    pub mean: Measured,
    /// Change in the median.
    pub p50: Measured,
    /// Change in P80.
    pub p80: Measured,
    /// Quantiles of the change in single trials.
    pub of_trials: OfTrials,
}

/// Two numbers of one trial: the scenario's and the base's.
pub type Pair = (f64, f64);

/// What changes in one trial.
fn change((mine, base): Pair) -> f64 {
    if same(mine, base) { 0.0 } else { mine - base }
}

fn pairs<'a>(mine: &'a [f64], base: &'a [f64]) -> impl Iterator<Item = Pair> + Clone + 'a {
    mine.iter().copied().zip(base.iter().copied())
}

impl Change {
    /// Of values trial by trial and in increasing order, of the scenario and of the base.
    pub(crate) fn new(
        (mine, in_order): (&[f64], &Ordered),
        (base, base_in_order): (&[f64], &Ordered),
    ) -> Self {
        let mut changes: Vec<f64> = pairs(mine, base).map(change).collect();
        let mean = mean_of(&changes);
        changes.sort_unstable_by(f64::total_cmp);
        let at = |p: f64| changes[rank(p, changes.len() as u64) as usize - 1];
        Self {
            mean,
            p50: in_order.change(base_in_order, quantile(0.5)),
            p80: in_order.change(base_in_order, quantile(0.8)),
            of_trials: OfTrials {
                p10: at(0.1),
                p50: at(0.5),
                p80: at(0.8),
                p90: at(0.9),
            },
        }
    }
}

/// A scenario beside the base, trial by trial. A trial that does not finish is later, and dearer, than any that does; two that do not are
/// the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Change of the shares of trials.
    pub shares: Shares,
    /// Share of trials that complete in an earlier month.
    pub sooner: Measured,
    /// In the same month, or in neither.
    pub same: Measured,
    /// In a later month.
    pub later: Measured,
    /// Share of trials whose cost at completion is less.
    pub cheaper: Measured,
    /// Both sooner and cheaper.
    pub sooner_and_cheaper: Measured,
    /// The S-curves of completion.
    pub completion: Dominance,
    /// The S-curves of cost at completion.
    pub cost: Dominance,
}

impl Against {
    pub(crate) fn new(
        (mine, in_order): (&Sample, &[Ordered]),
        (base, base_in_order): (&Sample, &[Ordered]),
        judge: &Programme,
    ) -> Self {
        // Where all trials are the same to the bit, nothing is left to chance.
        let certain = mine.is_like(base);
        let of_months =
            |says: fn(Pair) -> bool| share_of(pairs(&mine.months, &base.months).map(says), certain);
        let costs = || pairs(mine.values("cost"), base.values("cost"));
        let less = |(mine, base): Pair| mine < base;
        let both = costs()
            .zip(pairs(&mine.months, &base.months))
            .map(|(cost, months)| less(cost) && less(months));
        let shares = Shares::new(judge.target, |half| {
            let number = |it: bool| f64::from(u8::from(it));
            let kept = mine.meets(half, judge).zip(base.meets(half, judge));
            let changes: Vec<f64> = kept.map(|(m, b)| number(m) - number(b)).collect();
            difference_of_shares(&changes, certain)
        });
        let place = |name: &str| {
            let at = |sample: &Sample| sample.figures.iter().position(|it| it.column.name == name);
            let both = at(mine).zip(at(base));
            let (mine, base) = both.expect("every programme has it in the headline");
            Dominance::new(&in_order[mine], &base_in_order[base])
        };
        Self {
            shares,
            sooner: of_months(|(mine, base)| mine < base),
            same: of_months(|(mine, base)| same(mine, base)),
            later: of_months(|(mine, base)| mine > base),
            cheaper: share_of(costs().map(less), certain),
            sooner_and_cheaper: share_of(both, certain),
            completion: place("completion_years"),
            cost: place("cost"),
        }
    }
}
