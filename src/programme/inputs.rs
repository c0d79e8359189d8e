//! How one trial draws its inputs: design point, copula, quantile functions, risk drivers, in this order.

use crate::law::Quantile;
use crate::math::normal;
use crate::sampling::Copula;

/// Index of one input among the values of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(super) u32);

/// The inputs one trial drew.
#[derive(Clone, Debug)]
pub struct Inputs {
    values: Vec<f64>,
    normals: Vec<f64>,
}

impl std::ops::Index<Slot> for Inputs {
    type Output = f64;

    fn index(&self, slot: Slot) -> &f64 {
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

    /// Room for the inputs of one trial.
    pub fn room(&self) -> Inputs {
        Inputs {
            values: self.fixed.clone(),
            normals: vec![0.0; self.dimensions],
        }
    }

    /// Draws the inputs of one trial. `fill` writes a point of the design in the open unit cube.
    pub fn draw(&self, inputs: &mut Inputs, fill: impl FnOnce(&mut [f64])) {
        let Inputs { values, normals } = inputs;
        fill(normals);
        for coordinate in normals.iter_mut() {
            *coordinate = normal::quantile(*coordinate);
        }
        self.copula.apply(normals);
        values.copy_from_slice(&self.fixed);
        for input in &self.drawn {
            values[input.slot.0 as usize] = input.quantile.at_normal(normals[input.dimension]);
        }
        self.drive(values, |driver| match driver.acts {
            Some((dimension, below)) => normals[dimension] < below,
            None => true,
        });
    }

    /// Sets the inputs of the point estimate: modes, or medians where there is no mode; drivers act from probability 1/2.
    pub fn point_estimate(&self, inputs: &mut Inputs) {
        inputs.values.copy_from_slice(&self.point);
        self.drive(&mut inputs.values, |driver| driver.probability >= 0.5);
    }

    fn drive(&self, values: &mut [f64], acts: impl Fn(&DriverPlan) -> bool) {
        for driver in self.drivers.iter().filter(|driver| acts(driver)) {
            let factor = values[driver.factor.0 as usize];
            for target in &driver.targets {
                values[target.0 as usize] *= factor;
            }
        }
        for share in &self.shares {
            let value = &mut values[share.0 as usize];
            *value = value.min(1.0);
        }
    }
}
