//! Stochastic dominance: whether one scenario is ahead at every confidence, or where the two S-curves cross.

use serde::{Deserialize, Serialize};

use crate::summary::estimate::{half_width_95, standard_error};
use crate::summary::measured::Ordered;

/// What two S-curves say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every trial has the same value.
    Same,
    /// Nowhere farther apart than the Monte Carlo error.
    NotToldApart,
    /// Smaller than the base at every confidence: sooner, or cheaper.
    Less,
    /// Larger than the base at every confidence.
    More,
    /// Smaller at some and larger at others.
    Cross,
}

/// Where two S-curves cross.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// The share of trials that both have at or below the same value.
    pub level: f64,
    /// Between this share and `to` the two are not told apart.
    pub from: f64,
    /// See `from`.
    pub to: f64,
}

/// How the S-curve of a scenario lies beside that of the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dominance {
    /// In a word.
    pub verdict: Verdict,
    /// Least and largest share of trials at which the two are told apart, each by its 95 % interval.
    pub told_apart: Option<(f64, f64)>,
    /// From the lowest.
    pub crossings: Vec<Crossing>,
}

/// One value at which the curves are compared.
struct Point {
    /// Mean of both shares at or below it.
    level: f64,
    /// How much more of the scenario's trials are at or below it than of the base's.
    lead: f64,
    /// In standard errors.
    score: f64,
}

/// Values at which the curves are compared at most.
const POINTS: usize = 200;

/// Student's t with 15 degrees of freedom, both tails 0.1 %: so far apart that two hundred comparisons hardly find it by chance. What
/// makes a crossing is held to this, the band about it to the usual interval.
const BEYOND_CHANCE: f64 = 4.073;

fn share_up_to(values: &[f64], limit: f64) -> f64 {
    values.partition_point(|value| *value <= limit) as f64 / values.len() as f64
}

fn points(mine: &Ordered, base: &Ordered) -> Vec<Point> {
    let mut limits = Vec::new();
    for values in [&mine.all, &base.all] {
        let step = (2 * values.len()).div_ceil(POINTS);
        let steps = values.iter().copied().step_by(step.max(1));
        limits.extend(steps.filter(|it| it.is_finite()));
    }
    limits.sort_unstable_by(f64::total_cmp);
    limits.dedup();
    let point = |limit: f64| {
        let lead = |mine: &[f64], base: &[f64]| share_up_to(mine, limit) - share_up_to(base, limit);
        let pairs = mine.replicates.iter().zip(&base.replicates);
        let parts: Vec<_> = pairs.map(|(mine, base)| Some(lead(mine, base))).collect();
        let error = standard_error(parts.into_iter());
        let all = lead(&mine.all, &base.all);
        let score = match error {
            Some(error) if error > 0.0 => all / error,
            Some(_) if all != 0.0 => f64::INFINITY.copysign(all),
            _ => 0.0,
        };
        Point {
            level: 0.5 * (share_up_to(&mine.all, limit) + share_up_to(&base.all, limit)),
            lead: all,
            score,
        }
    };
    limits.into_iter().map(point).collect()
}

impl Dominance {
    /// Of two quantities over the same trials.
    pub(crate) fn new(mine: &Ordered, base: &Ordered) -> Self {
        let points = points(mine, base);
        let beyond = |it: &Point, limit: f64| it.score.abs() > limit;
        let told = |it: &&Point| beyond(it, half_width_95());
        let levels = || points.iter().filter(told).map(|it| it.level);
        let told_apart = levels().next().zip(levels().next_back());
        let strong: Vec<usize> = (0..points.len())
            .filter(|at| beyond(&points[*at], BEYOND_CHANCE))
            .collect();
        let ahead = |at: usize| points[at].lead > 0.0;
        let turns = strong
            .windows(2)
            .filter(|pair| ahead(pair[0]) != ahead(pair[1]));
        let crossings: Vec<Crossing> = turns
            .map(|pair| crossing(&points[pair[0]..=pair[1]]))
            .collect();
        let verdict = match strong.first() {
            None if mine.all == base.all => Verdict::Same,
            None => Verdict::NotToldApart,
            Some(_) if !crossings.is_empty() => Verdict::Cross,
            Some(first) if ahead(*first) => Verdict::Less,
            Some(_) => Verdict::More,
        };
        Self {
            verdict,
            told_apart,
            crossings,
        }
    }
}

/// The crossing between two ends at which the curves are apart to different sides.
fn crossing(points: &[Point]) -> Crossing {
    let side = |it: &Point| it.lead > 0.0;
    let first = side(&points[0]);
    let turn = points.iter().position(|it| side(it) != first);
    let turn = turn.unwrap_or(points.len() - 1).max(1);
    let (before, after) = (&points[turn - 1], &points[turn]);
    let part = before.lead / (before.lead - after.lead);
    let told = |it: &Point, of: bool| it.score.abs() > half_width_95() && side(it) == of;
    let last_told = points.iter().rev().find(|it| told(it, first));
    let first_told = points.iter().find(|it| told(it, !first));
    Crossing {
        level: before.level + part * (after.level - before.level),
        from: last_told.map_or(points[0].level, |it| it.level),
        to: first_told.map_or(after.level, |it| it.level),
    }
}
