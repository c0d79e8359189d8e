//! Shapley effects of the factors of a model, from trials in batches of points.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::outcome::Reader;
use super::shapley::{Orders, shares};
use super::sums::Sums;
use crate::factors::{Conditional, Factor, Mixture, SamplePoint, factors, single_inputs};
use crate::sampling::{REPLICATES, Sampling};
use crate::simulate::{Model, RunSpec, SimulateError, SpecError, Table};
use crate::summary::measured::Measured;

/// Fewest points: two in every replicate.
pub(super) const FEWEST_POINTS: u64 = 2 * REPLICATES as u64;
/// Points that are simulated at a time, so that memory does not grow with their number.
const BATCH: u64 = 1024;
/// The same where the coordinates of every step are kept.
const SMALL_BATCH: u64 = 256;

/// What shares are given to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Independent factors: correlated inputs are one.
    #[default]
    Factors,
    /// Every input by itself: what correlated ones explain together is shared among them.
    Inputs,
}

impl By {
    /// What shares are given to, of a model.
    pub(super) fn factors(self, model: &Model) -> Vec<Factor> {
        match self {
            Self::Factors => factors(model),
            Self::Inputs => single_inputs(model),
        }
    }

    /// Points from `start` on that are simulated at a time.
    pub(super) fn batch(self, start: u64, end: u64) -> Range<u64> {
        let most = match self {
            Self::Factors => BATCH,
            Self::Inputs => SMALL_BATCH,
        };
        start..end.min(start + most)
    }
}

/// Points that are simulated together.
pub(super) struct Batch {
    pub(super) points: Range<u64>,
    pub(super) spec: RunSpec,
    orders: Orders,
}

impl Batch {
    pub(super) fn new(
        model: &Model,
        (factors, by): (&[Factor], By),
        seed: u64,
        points: Range<u64>,
    ) -> Result<Self, SimulateError> {
        let mixture = Mixture::new(model, factors, (Sampling::Sobol, seed), points.clone())
            .map_err(SpecError::from)?;
        let orders = Orders::new(factors.len(), points.clone(), seed);
        let spec = match by {
            By::Factors => {
                let orders = orders.clone();
                mixture.spec(orders.steps(), move |place, factor| {
                    orders.is_second(place, factor)
                })
            }
            By::Inputs => by_inputs(model, factors, &mixture, &orders),
        };
        Ok(Self {
            points,
            spec,
            orders,
        })
    }
}

/// Steps in which correlated inputs go over one by one, each given those that have not yet.
fn by_inputs(model: &Model, factors: &[Factor], mixture: &Mixture, orders: &Orders) -> RunSpec {
    let conditional = Conditional::new(model.programme().inputs.copula());
    let (d, steps, points) = (
        model.scenario().dimensions.len(),
        orders.steps(),
        mixture.points(),
    );
    let mut of_dimension = vec![None; d];
    for (number, factor) in factors.iter().enumerate() {
        for dimension in &factor.dimensions {
            of_dimension[*dimension] = Some(number);
        }
    }
    let mut rows = vec![0.0; (points.end - points.start) as usize * steps * d];
    if d > 0 {
        rows.par_chunks_mut(steps * d)
            .enumerate()
            .for_each(|(at, rows)| {
                let point = points.start + at as u64;
                let (first, second) = mixture.at(point);
                // What moves nothing goes over at once.
                let turn = |dimension: usize| {
                    let factor: Option<usize> = of_dimension[dimension];
                    factor.map_or(0, |it| orders.turn(point, it))
                };
                for (step, row) in rows.chunks_mut(d).enumerate() {
                    for (dimension, to) in row.iter_mut().enumerate() {
                        let from = if turn(dimension) > step {
                            first
                        } else {
                            second
                        };
                        *to = from[dimension];
                    }
                    conditional.write((first, second), turn, step, row);
                }
            });
    }
    let (rows, start) = (Arc::<[f64]>::from(rows), points.start);
    let write = move |place: SamplePoint, row: &mut [f64]| {
        let at = (place.point - start) as usize * steps + place.step;
        row.copy_from_slice(&rows[at * d..][..d]);
    };
    let orders = orders.clone();
    mixture.spec_of(steps, write, move |place, factor| {
        orders.is_second(place, factor)
    })
}

/// The shares after some of the points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Points.
    pub points: u64,
    /// `[outcome][factor]`, in the order of the rows.
    pub shares: Vec<Vec<Measured>>,
}

/// Shapley effects of all outcomes in the making.
pub(super) struct Effects<'a> {
    reader: &'a Reader,
    points: u64,
    /// By outcome.
    pub(super) sums: Vec<Sums>,
    /// The sums at powers of two of the points.
    stages: Vec<Vec<Sums>>,
}

impl<'a> Effects<'a> {
    pub(super) fn new(reader: &'a Reader, outcomes: usize, factors: usize) -> Self {
        Self {
            reader,
            points: 0,
            sums: vec![Sums::new(factors); outcomes],
            stages: Vec::new(),
        }
    }

    /// Takes in the trials of a batch, the points in their order.
    pub(super) fn take(&mut self, batch: &Batch, table: &Table) {
        let steps = batch.orders.steps();
        let mut outcomes = vec![0.0; steps];
        self.points = batch.points.end;
        for point in batch.points.clone() {
            for (number, sums) in self.sums.iter_mut().enumerate() {
                for (step, outcome) in outcomes.iter_mut().enumerate() {
                    let row = row(point - batch.points.start, step, steps);
                    *outcome = self.reader.of(number, table.row(row));
                }
                batch.orders.add(sums, point, &outcomes);
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

/// Where a step of a point, counted from the first of the batch, stands among the trials in their order.
pub(super) fn row(point: u64, step: usize, steps: usize) -> usize {
    let (round, replicate) = (point as usize / REPLICATES, point as usize % REPLICATES);
    (round * steps + step) * REPLICATES + replicate
}
