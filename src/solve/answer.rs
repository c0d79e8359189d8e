//! What a search found, as plain data.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::goal::{Side, Standing};
use super::lever::Lever;
use super::limits::Limits;
use crate::summary::estimate::half_width_95;
use crate::summary::missing;

/// One level and what was found there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The level.
    pub level: f64,
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// The figure; `None` where it is infinite.
    pub value: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
    /// Of a quantile: share of trials that do not exceed the limit.
    pub share: Option<f64>,
    /// Its standard error.
    pub share_error: Option<f64>,
    /// How far the goal is exceeded; see [`Standing::margin`].
    pub margin: f64,
    /// Its standard error.
    #[serde(deserialize_with = "missing::number")]
    pub margin_error: f64,
    /// Share of trials that meet the target; NaN, null in a file, where there is none.
    #[serde(deserialize_with = "missing::number")]
    pub joint: f64,
    /// Its standard error.
    #[serde(deserialize_with = "missing::number")]
    pub joint_error: f64,
}

impl Point {
    /// Whether the goal is met.
    pub fn met(&self) -> bool {
        self.margin >= 0.0
    }

    /// Which of two exceeds the goal more; where both miss it in as many trials, whose figure is nearer to the limit.
    pub(super) fn compare(&self, other: &Self, limit: f64) -> Ordering {
        let away = |it: &Self| {
            it.value
                .map_or(f64::INFINITY, |value| (value - limit).abs())
        };
        let by_margin = self.margin.total_cmp(&other.margin);
        by_margin.then_with(|| away(other).total_cmp(&away(self)))
    }

    pub(super) fn new(
        (level, trials, seed): (f64, u64, u64),
        standing: &Standing,
        (joint, joint_error): (f64, f64),
    ) -> Self {
        Self {
            level,
            trials,
            seed,
            value: standing.value,
            error: standing.error,
            share: standing.share.map(|it| it.0),
            share_error: standing.share.map(|it| it.1),
            margin: standing.margin,
            margin_error: standing.margin_error,
            joint,
            joint_error,
        }
    }

    /// The margin at the upper and the lower end of its 95 % interval.
    pub(super) fn bounds(&self) -> [f64; 2] {
        let half = half_width_95() * self.margin_error;
        [self.margin + half, self.margin - half]
    }
}

/// On which side of a crossing the goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// From the crossing upwards: the answer is the least level.
    Above,
    /// Up to the crossing: the answer is the greatest level.
    Below,
}

/// A level at which the goal begins or ceases to be met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// Where it is met.
    pub met: Met,
    /// The level, not rounded.
    pub level: f64,
    /// 95 % interval of the level, lower end first: where the goal meets the ends of the interval of the figure, widened to hold the
    /// answer. An end is `None` if it lies beyond what was tried.
    pub interval: (Option<f64>, Option<f64>),
    /// The level rounded to three digits on the side where the goal is met.
    pub answer: f64,
    /// What the answer gives.
    pub found: Point,
    /// What it gives under a fresh seed, which had no part in finding it.
    pub checked: Point,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The goal begins or ceases to be met at the crossings.
    Crossed,
    /// It is met at every level.
    Everywhere,
    /// It is met at none.
    Unreachable,
}

/// The answer to "what would it take?".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// The goal as written.
    pub goal: String,
    /// Which side of the limit.
    pub side: Side,
    /// The limit, in the unit of the figure; a date in years from the start.
    pub limit: f64,
    /// What was varied.
    pub lever: Lever,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether the response rises or falls throughout, but for the error of the simulation.
    pub monotone: bool,
    /// All crossings, from below.
    pub crossings: Vec<Crossing>,
    /// The level that comes nearest to the goal, or exceeds it most.
    pub best: Point,
    /// Where money or capacity is short at the best level, if the goal is out of reach.
    pub limits: Option<Limits>,
    /// Points over the whole range, from below.
    pub scan: Vec<Point>,
    /// All points at which the answer was sought, in order.
    pub search: Vec<Point>,
}
