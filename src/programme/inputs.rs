//! How one trial draws its inputs: design point, copula, quantile functions, risk drivers, in this order.

use fearless_simd::{Simd, SimdBase};

use crate::lanes::{Lanes, Vector, WIDTH, handed};
use crate::law::Quantile;
use crate::math::vector;
use crate::sampling::Copula;

/// Index of one input among the values of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(super) u32);

/// The inputs that the trials in the lanes drew.
#[derive(Clone, Debug)]
pub struct Inputs {
    values: Vec<Lanes>,
    /// Coordinates of one trial on their way to values; as many as fill whole vectors.
    scores: Vec<f64>,
}

handed!(Inputs { values });

impl std::ops::Index<Slot> for Inputs {
    type Output = Lanes;

    #[inline(always)]
    fn index(&self, slot: Slot) -> &Lanes {
        &self.values[slot.0 as usize]
    }
}

/// An input drawn in every trial.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) slot: Slot,
    pub(super) dimension: usize,
    pub(super) quantile: Quantile,
}

/// A risk driver.
#[derive(Clone, Debug)]
pub(super) struct DriverPlan {
    /// Its dimension and the standard normal below which it acts; `None`: it always acts.
    pub(super) acts: Option<(usize, f64)>,
    pub(super) probability: f64,
    pub(super) factor: Slot,
    pub(super) targets: Vec<Slot>,
}

/// Everything needed to draw the inputs of a trial.
#[derive(Clone, Debug)]
pub struct InputPlan {
    pub(super) dimensions: usize,
    /// Path of every slot.
    pub(super) paths: Vec<String>,
    /// Values before anything is drawn: the fixed inputs.
    pub(super) fixed: Vec<f64>,
    /// Values of the point estimate: mode, or median, before drivers.
    pub(super) point: Vec<f64>,
    pub(super) drawn: Vec<Drawn>,
    pub(super) copula: Copula,
    pub(super) drivers: Vec<DriverPlan>,
    /// Slots cut off at 1.
    pub(super) shares: Vec<Slot>,
}

impl InputPlan {
    /// Number of dimensions of the sampling design.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of inputs that are drawn in every trial.
    pub fn uncertain(&self) -> usize {
        self.drawn.len()
    }

    /// Paths of the inputs, by slot.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Room for the inputs of a trial in each lane.
    pub(crate) fn room(&self) -> Inputs {
        Inputs {
            values: self.fixed.iter().copied().map(Lanes::all).collect(),
            scores: vec![0.5; self.dimensions.next_multiple_of(WIDTH)],
        }
    }

    /// Draws the inputs of one trial into `lane`. `fill` writes a point of the design in the open unit cube.
    #[inline(always)]
    pub(crate) fn draw<S: Simd>(
        &self,
        simd: S,
        inputs: &mut Inputs,
        lane: usize,
        fill: impl FnOnce(&mut [f64]),
    ) {
        let Inputs { values, scores } = inputs;
        fill(&mut scores[..self.dimensions]);
        for part in scores.chunks_exact_mut(WIDTH) {
            vector::normal_quantile(Vector::from_slice(simd, part)).store_slice(part);
        }
        let scores = &mut scores[..self.dimensions];
        self.copula.apply(scores);
        set(values, lane, &self.fixed);
        for input in &self.drawn {
            let value = input.quantile.at_normal(scores[input.dimension]);
            values[input.slot.0 as usize].0[lane] = value;
        }
        self.drive(values, lane, |driver| match driver.acts {
            Some((dimension, below)) => scores[dimension] < below,
            None => true,
        });
        // What fills the last vector is no coordinate and must stay a probability.
        inputs.scores[self.dimensions..].fill(0.5);
    }

    /// Sets the inputs of the point estimate: modes, or medians where there is no mode; drivers act from probability 1/2.
    pub(crate) fn point_estimate(&self, inputs: &mut Inputs, lane: usize) {
        set(&mut inputs.values, lane, &self.point);
        self.drive(&mut inputs.values, lane, |driver| driver.probability >= 0.5);
    }

    fn drive(&self, values: &mut [Lanes], lane: usize, acts: impl Fn(&DriverPlan) -> bool) {
        for driver in self.drivers.iter().filter(|driver| acts(driver)) {
            let factor = values[driver.factor.0 as usize].0[lane];
            for target in &driver.targets {
                values[target.0 as usize].0[lane] *= factor;
            }
        }
        for share in &self.shares {
            let value = &mut values[share.0 as usize].0[lane];
            *value = value.min(1.0);
        }
    }
}

/// Writes one value for each slot into `lane`.
fn set(values: &mut [Lanes], lane: usize, row: &[f64]) {
    for (value, given) in values.iter_mut().zip(row) {
        value.0[lane] = *given;
    }
}
