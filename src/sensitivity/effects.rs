//! Shapley effects of the factors of a model, from trials in batches of points.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::mixing::row;
use super::outcome::Reader;
use super::question::FEWEST_POINTS;
use super::shapley::{Orders, shares};
use super::sums::Sums;
use crate::simulate::Table;
use crate::summary::measured::Measured;

/// The shares after some of the points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Points.
    pub points: u64,
    /// `[outcome][factor]`, in the order of the rows.
    pub shares: Vec<Vec<Measured>>,
}

/// Shapley effects of all outcomes in the making.
#[derive(Debug)]
pub(super) struct Effects {
    reader: Reader,
    factors: usize,
    seed: u64,
    points: u64,
    /// By outcome.
    pub(super) sums: Vec<Sums>,
    /// The sums at powers of two of the points.
    stages: Vec<Vec<Sums>>,
}

impl Effects {
    pub(super) fn new(reader: &Reader, factors: usize, seed: u64) -> Self {
        Self {
            factors,
            seed,
            points: 0,
            sums: vec![Sums::new(factors); reader.outcomes()],
            stages: Vec::new(),
            reader: reader.clone(),
        }
    }

    /// Takes in the trials of the points that follow, all their steps.
    pub(super) fn take(&mut self, points: Range<u64>, table: &Table) {
        let orders = Orders::new(self.factors, points.clone(), self.seed);
        let steps = orders.steps();
        let mut outcomes = vec![0.0; steps];
        self.points = points.end;
        for point in points.clone() {
            for (number, sums) in self.sums.iter_mut().enumerate() {
                for (step, outcome) in outcomes.iter_mut().enumerate() {
                    let row = row(point - points.start, step, steps);
                    *outcome = self.reader.of(number, table.row(row));
                }
                orders.add(sums, point, &outcomes);
            }
            let points = point + 1;
            if points >= FEWEST_POINTS && points.is_power_of_two() {
                self.stages.push(self.sums.clone());
            }
        }
    }

    /// Points so far.
    pub(super) fn points(&self) -> u64 {
        self.points
    }

    /// Half the widest 95 % interval of the shares of the first outcomes.
    pub(super) fn widest(&self, outcomes: usize) -> f64 {
        let all = self.sums[..outcomes].iter().flat_map(shares);
        all.filter_map(|it| it.half_width()).fold(0.0, f64::max)
    }

    /// Shares of the first outcomes at every stage, factors in some order.
    pub(super) fn stages(&self, outcomes: usize, order: &[usize]) -> Vec<Stage> {
        let points = |sums: &[Sums]| sums.first().map_or(0, Sums::points);
        let mut stages: Vec<&[Sums]> = self.stages.iter().map(Vec::as_slice).collect();
        if stages.last().map_or(0, |it| points(it)) < points(&self.sums) {
            stages.push(&self.sums);
        }
        let stage = |sums: &&[Sums]| Stage {
            points: points(sums),
            shares: sums[..outcomes]
                .iter()
                .map(|it| ordered(it, order))
                .collect(),
        };
        stages.iter().map(stage).collect()
    }
}

/// Shares of the factors in some order.
pub(super) fn ordered(sums: &Sums, order: &[usize]) -> Vec<Measured> {
    let all = shares(sums);
    order.iter().map(|at| all[*at]).collect()
}
