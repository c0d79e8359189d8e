//! Trials of which some factors come from a second sample.
//!
//! Point *n* of the first sample is trial *n* of a plain run: the same inputs, the same chance. The second sample is independent of the
//! first: its inputs are the *next* columns of the same Sobol' points, d to 2d − 1, and its chance is another draw. (The same columns under
//! a second scramble would not do: points of a Sobol' sequence agree in their strata whatever the scramble, and estimates that rest on two
//! samples come out several times as far off.) Every point is simulated in several steps, each with its own choice of factors from the
//! second sample.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::Factor;
use crate::sampling::{Design, MAX_DIMENSIONS, REPLICATES, Sampling, TooManyDimensions};
use crate::simulate::{Inputs, Model, Numbering, Rows, RunSpec, Trials};

/// What sets numbers of chance of the second sample apart: another draw of the same trial.
const SECOND: u64 = 1 << 48;

/// A point of the samples, and a step at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplePoint {
    /// Number of the point.
    pub point: u64,
    /// Number of the step.
    pub step: usize,
}

/// Two samples of the inputs and the chance of a model.
#[derive(Clone, Debug)]
pub struct Mixture {
    dimensions: Arc<[String]>,
    mechanisms: Vec<String>,
    /// By factor: its dimensions of the design.
    moved: Arc<[Vec<usize>]>,
    /// By mechanism: its factor, if it has one.
    of_chance: Vec<Option<usize>>,
    seed: u64,
    sampling: Sampling,
    points: Range<u64>,
    /// `[point][sample][dimension]`.
    samples: Arc<[f64]>,
}

impl Mixture {
    /// Both samples at some points: as many as fill all replicates alike.
    ///
    /// # Errors
    ///
    /// [`TooManyDimensions`] if the design has no columns left for the second sample.
    ///
    /// # Panics
    ///
    /// If the first point or their number is no multiple of the number of replicates.
    pub fn new(
        model: &Model,
        factors: &[Factor],
        (sampling, seed): (Sampling, u64),
        points: Range<u64>,
    ) -> Result<Self, TooManyDimensions> {
        let whole = |n: u64| n.is_multiple_of(REPLICATES as u64);
        assert!(
            whole(points.start) && whole(points.end),
            "points come in whole rounds of the replicates"
        );
        let dimensions: Arc<[String]> = model.scenario().dimensions.as_slice().into();
        let d = dimensions.len();
        let too_many = |error: TooManyDimensions| TooManyDimensions {
            asked: d,
            available: error.available / 2,
        };
        debug_assert!(MAX_DIMENSIONS.is_multiple_of(2));
        let design = Design::new(sampling, 2 * d, seed).map_err(too_many)?;
        let mut samples = vec![0.0; (points.end - points.start) as usize * 2 * d];
        if d > 0 {
            let rows = samples.par_chunks_mut(2 * d).enumerate();
            rows.for_each(|(at, row)| design.fill(points.start + at as u64, row));
        }
        let mechanisms = model.programme().mechanisms.clone();
        let of = |mechanism: usize| {
            factors
                .iter()
                .position(|it| it.mechanism == Some(mechanism))
        };
        Ok(Self {
            of_chance: (0..mechanisms.len()).map(of).collect(),
            moved: factors.iter().map(|it| it.dimensions.clone()).collect(),
            dimensions,
            mechanisms,
            seed,
            sampling,
            points,
            samples: samples.into(),
        })
    }

    /// The points.
    pub fn points(&self) -> Range<u64> {
        self.points.clone()
    }

    /// The coordinates of a point in the first and in the second sample, independent and before the copula.
    pub fn at(&self, point: u64) -> (&[f64], &[f64]) {
        let d = self.dimensions.len();
        let row = (point - self.points.start) as usize * 2 * d;
        self.samples[row..row + 2 * d].split_at(d)
    }

    /// A run of every point in `steps` steps. `second` says whether a step takes a factor, by number, from the second sample.
    ///
    /// Trials are numbered so that one lies in the replicate of its point, and that the steps of a point follow each other there:
    /// [`place`](Self::place).
    pub fn spec(
        &self,
        steps: usize,
        second: impl Fn(SamplePoint, usize) -> bool + Send + Sync + 'static,
    ) -> RunSpec {
        let second = Arc::new(second);
        let (samples, moved, start, d) = (
            Arc::clone(&self.samples),
            Arc::clone(&self.moved),
            self.points.start,
            self.dimensions.len(),
        );
        let choose = Arc::clone(&second);
        self.spec_of(
            steps,
            move |place, row| {
                let both = &samples[(place.point - start) as usize * 2 * d..][..2 * d];
                row.copy_from_slice(&both[..d]);
                for (factor, dimensions) in moved.iter().enumerate() {
                    if !dimensions.is_empty() && choose(place, factor) {
                        for &dimension in dimensions {
                            row[dimension] = both[d + dimension];
                        }
                    }
                }
            },
            move |place, factor| second(place, factor),
        )
    }

    /// The same where `write` writes the coordinates of a step, and `second` is asked for factors of chance alone.
    pub fn spec_of(
        &self,
        steps: usize,
        write: impl Fn(SamplePoint, &mut [f64]) + Send + Sync + 'static,
        second: impl Fn(SamplePoint, usize) -> bool + Send + Sync + 'static,
    ) -> RunSpec {
        let start = self.points.start;
        let trials = (self.points.end - start) * steps as u64;
        let mut spec = RunSpec::new(0, self.seed)
            .sampling(self.sampling)
            .trials(Trials::Range(0..trials));
        if !self.dimensions.is_empty() {
            let row = move |trial: u64, row: &mut [f64]| write(place(trial, start, steps), row);
            spec.inputs = Inputs::Points(self.dimensions.to_vec(), Rows::By(Arc::new(row)));
        }
        let second = Arc::new(second);
        for (mechanism, factor) in self.mechanisms.iter().zip(&self.of_chance) {
            let (factor, second) = (*factor, Arc::clone(&second));
            let number = move |trial: u64| {
                let place = place(trial, start, steps);
                let other = factor.is_some_and(|factor| second(place, factor));
                place.point | if other { SECOND } else { 0 }
            };
            spec = spec.chance(mechanism, Numbering::By(Arc::new(number)));
        }
        spec
    }

    /// Where a trial of a run of `steps` steps stands.
    pub fn place(&self, trial: u64, steps: usize) -> SamplePoint {
        place(trial, self.points.start, steps)
    }
}

fn place(trial: u64, start: u64, steps: usize) -> SamplePoint {
    const APART: u64 = REPLICATES as u64;
    let (round, replicate) = (trial / APART, trial % APART);
    let steps = steps as u64;
    SamplePoint {
        point: start + round / steps * APART + replicate,
        step: (round % steps) as usize,
    }
}
