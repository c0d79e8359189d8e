//! Which steps there are at a point of two samples: what of them the trials of each step take from the second.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::question::By;
use super::shapley::Orders;
use super::sobol;
use crate::factors::{Conditional, Factor, Mixture, SamplePoint};
use crate::sampling::{REPLICATES, Sampling};
use crate::simulate::{Model, RunSpec, SimulateError, SpecError};

/// How a point goes from the first sample to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mixing {
    /// One factor after the other in a random order, for Shapley effects.
    Orders,
    /// One factor alone at each step, for Sobol' indices.
    PickFreeze,
}

impl Mixing {
    /// Steps at every point.
    pub(super) fn steps(self, factors: usize) -> usize {
        match self {
            Self::Orders => factors + 1,
            Self::PickFreeze => sobol::steps(factors),
        }
    }

    /// A run of some points in all their steps.
    pub(super) fn spec(
        self,
        model: &Model,
        (factors, by): (&[Factor], By),
        seed: u64,
        points: Range<u64>,
    ) -> Result<RunSpec, SimulateError> {
        let samples = (Sampling::Sobol, seed);
        let mixture = Mixture::new(model, factors, samples, points.clone());
        let mixture = mixture.map_err(SpecError::from)?;
        let steps = self.steps(factors.len());
        if self == Self::PickFreeze {
            return Ok(match by {
                By::Factors => mixture.spec(steps, sobol::is_second),
                By::Inputs => {
                    // What moves nothing goes over with the first factor that does.
                    let stays = |place: SamplePoint, factor: Option<usize>| {
                        let again = factor.map_or(place.step > 0, |it| sobol::is_second(place, it));
                        usize::from(!again)
                    };
                    let rows = rows_by_inputs(model, factors, &mixture, steps, stays, |_| 0);
                    by_inputs(&mixture, steps, rows, sobol::is_second)
                }
            });
        }
        let orders = Orders::new(factors.len(), points, seed);
        let of_order = orders.clone();
        let second = move |place, factor| of_order.is_second(place, factor);
        Ok(match by {
            By::Factors => mixture.spec(steps, second),
            By::Inputs => {
                // What moves nothing goes over at once.
                let turn = |place: SamplePoint, factor: Option<usize>| {
                    factor.map_or(0, |it| orders.turn(place.point, it))
                };
                let rows = rows_by_inputs(model, factors, &mixture, steps, turn, |it| it);
                by_inputs(&mixture, steps, rows, second)
            }
        })
    }
}

/// Coordinates of every step, `[point][step][dimension]`, in which correlated inputs go over one by one, each given those that have not
/// yet: a dimension stays in the first sample where `turn` says more of its factor than `stage` of the step.
fn rows_by_inputs(
    model: &Model,
    factors: &[Factor],
    mixture: &Mixture,
    steps: usize,
    turn: impl Fn(SamplePoint, Option<usize>) -> usize + Sync,
    stage: impl Fn(usize) -> usize + Sync,
) -> Vec<f64> {
    let conditional = Conditional::new(model.programme().inputs.copula());
    let (d, points) = (model.scenario().dimensions.len(), mixture.points());
    let mut of_dimension = vec![None; d];
    for (number, factor) in factors.iter().enumerate() {
        for dimension in &factor.dimensions {
            of_dimension[*dimension] = Some(number);
        }
    }
    let mut rows = vec![0.0; (points.end - points.start) as usize * steps * d];
    if d == 0 {
        return rows;
    }
    rows.par_chunks_mut(steps * d)
        .enumerate()
        .for_each(|(at, rows)| {
            let point = points.start + at as u64;
            let (first, second) = mixture.at(point);
            for (step, row) in rows.chunks_mut(d).enumerate() {
                let turn =
                    |dimension: usize| turn(SamplePoint { point, step }, of_dimension[dimension]);
                for (dimension, to) in row.iter_mut().enumerate() {
                    let stays = turn(dimension) > stage(step);
                    *to = if stays { first } else { second }[dimension];
                }
                conditional.write((first, second), turn, stage(step), row);
            }
        });
    rows
}

fn by_inputs(
    mixture: &Mixture,
    steps: usize,
    rows: Vec<f64>,
    second: impl Fn(SamplePoint, usize) -> bool + Send + Sync + 'static,
) -> RunSpec {
    let (rows, start) = (Arc::<[f64]>::from(rows), mixture.points().start);
    let write = move |place: SamplePoint, row: &mut [f64]| {
        let at = (place.point - start) as usize * steps + place.step;
        let d = row.len();
        row.copy_from_slice(&rows[at * d..][..d]);
    };
    mixture.spec_of(steps, write, second)
}

/// Where a step of a point, counted from the first of the run, stands among its trials in their order.
pub(super) fn row(point: u64, step: usize, steps: usize) -> usize {
    let (round, replicate) = (point as usize / REPLICATES, point as usize % REPLICATES);
    (round * steps + step) * REPLICATES + replicate
}
