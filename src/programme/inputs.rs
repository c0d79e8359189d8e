//! How trials draw their inputs: design point, copula, quantile functions, risk drivers, in this order, for eight trials at once.

use std::sync::Arc;

use fearless_simd::{Select, Simd, SimdBase};

use crate::lanes::{Lanes, Mask, MoveLane, Vector};
use crate::law::Quantile;
use crate::math::vector;
use crate::sampling::Copula;
use crate::scenario::Range;

use super::Mechanism;

/// Index of one input among the values of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub(super) u32);

impl Slot {
    /// The slot of the input at an index of [`InputPlan::paths`].
    pub(crate) fn at(index: usize) -> Self {
        Self(index as u32)
    }
}

/// The inputs that the trials in the lanes drew.
#[derive(Clone, Debug)]
pub struct Inputs {
    values: Vec<Lanes>,
    /// Slots that differ between trials; the others have one value for good.
    varying: Vec<Slot>,
    /// The coordinates of one trial.
    point: Vec<f64>,
    /// Those of the trials in the lanes, by dimension, and the correlated standard normals they become.
    coordinates: Vec<Lanes>,
    scores: Vec<Lanes>,
    /// 1 in the lanes of the point estimate, 0 in others.
    estimated: Lanes,
    /// Values that are given instead of drawn, in the order of the slots that a run gives.
    given: Vec<Lanes>,
    /// What is given for one trial.
    row: Vec<f64>,
}

impl MoveLane for Inputs {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        for slot in &self.varying {
            let slot = slot.0 as usize;
            self.values[slot].take(lane, &from.values[slot], source);
        }
    }
}

impl Inputs {
    /// Makes room for `width` numbers that are given for each trial, the values of `slots` if any.
    pub(crate) fn expect(&mut self, width: usize, slots: &[Slot]) {
        self.row.clear();
        self.row.resize(width, 0.0);
        self.given.clear();
        self.given.resize(slots.len(), Lanes::default());
        for slot in slots {
            if !self.varying.contains(slot) {
                self.varying.push(*slot);
            }
        }
    }

    /// The trial of `lane` has other coordinates in some dimensions, which `write` writes.
    pub(crate) fn move_point(
        &mut self,
        lane: usize,
        dimensions: &[usize],
        write: impl FnOnce(&mut [f64]),
    ) {
        write(&mut self.row);
        for (dimension, coordinate) in dimensions.iter().zip(&self.row) {
            self.coordinates[*dimension].0[lane] = *coordinate;
        }
    }

    /// The trial of `lane` has values that are given, which `write` writes.
    pub(crate) fn give(&mut self, lane: usize, write: impl FnOnce(&mut [f64])) {
        write(&mut self.row);
        for (value, given) in self.given.iter_mut().zip(&self.row) {
            value.0[lane] = *given;
        }
    }

    /// The coordinates of a dimension.
    pub(crate) fn coordinate(&self, dimension: usize) -> &Lanes {
        &self.coordinates[dimension]
    }

    /// The standard normal numbers they become, correlated with others, once inputs are drawn.
    pub(crate) fn score(&self, dimension: usize) -> &Lanes {
        &self.scores[dimension]
    }

    /// The trial of `lane` has another coordinate in one dimension.
    pub(crate) fn move_coordinate(&mut self, lane: usize, dimension: usize, coordinate: f64) {
        self.coordinates[dimension].0[lane] = coordinate;
    }

    /// A point that `fill` writes.
    pub(crate) fn another_point(&mut self, fill: impl FnOnce(&mut [f64])) -> &[f64] {
        fill(&mut self.point);
        &self.point
    }

    /// Writes the values in a lane, by slot.
    pub(crate) fn read_lane(&self, lane: usize, row: &mut [f64]) {
        for (to, from) in row.iter_mut().zip(&self.values) {
            *to = from.0[lane];
        }
    }

    /// Writes the standard normals in a lane, by dimension.
    pub(crate) fn read_scores(&self, lane: usize, row: &mut [f64]) {
        for (to, from) in row.iter_mut().zip(&self.scores) {
            *to = from.0[lane];
        }
    }

    /// The trial of `lane` is to draw its inputs at a point of the open unit cube, which `fill` writes.
    #[inline(always)]
    pub(crate) fn place(&mut self, lane: usize, fill: impl FnOnce(&mut [f64])) {
        self.estimated.0[lane] = 0.0;
        fill(&mut self.point);
        for (lanes, coordinate) in self.coordinates.iter_mut().zip(&self.point) {
            lanes.0[lane] = *coordinate;
        }
    }

    /// The trials of all lanes are to draw theirs at points that `fill` writes, by dimension. Returns what `fill` does.
    #[inline(always)]
    pub(crate) fn place_all(&mut self, fill: impl FnOnce(&mut [Lanes]) -> bool) -> bool {
        self.estimated = Lanes::default();
        fill(&mut self.coordinates)
    }

    /// The trial of `lane` is to have the inputs of the point estimate.
    pub(crate) fn estimate(&mut self, lane: usize) {
        self.estimated.0[lane] = 1.0;
    }
}

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
    pub(super) quantile: Arc<Quantile>,
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

/// Whether something happens in a trial: 1 in its slot if it does, 0 if not.
#[derive(Clone, Debug)]
pub(super) struct PledgePlan {
    pub(super) slot: Slot,
    pub(super) dimension: usize,
    /// The standard normal score below which it happens.
    pub(super) below: f64,
}

/// A dimension of the design from which something that chance decides within a trial is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChanceDimension {
    pub(crate) dimension: usize,
    /// Its mechanism, with the stream that its coordinate comes from where that is not the trial's point.
    pub(crate) chance: Mechanism,
}

/// Everything needed to draw the inputs of a trial.
#[derive(Clone, Debug)]
pub struct InputPlan {
    pub(super) dimensions: usize,
    /// Dimensions of chance.
    pub(super) chance: Vec<ChanceDimension>,
    /// Path of every slot.
    pub(super) paths: Vec<String>,
    /// Values of the point estimate, by slot: mode, or median, before drivers. Fixed inputs never have others.
    pub(super) point: Vec<f64>,
    /// Values it may have, by slot; none can be given where values are drawn at each arrival.
    pub(super) ranges: Vec<Option<Range>>,
    pub(super) drawn: Vec<Drawn>,
    pub(super) copula: Copula,
    pub(super) drivers: Vec<DriverPlan>,
    pub(super) pledges: Vec<PledgePlan>,
    /// Slots cut off at 1.
    pub(super) shares: Vec<Slot>,
}

impl InputPlan {
    /// Number of dimensions of the sampling design.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Dimensions from which chance is drawn.
    pub(crate) fn chance(&self) -> &[ChanceDimension] {
        &self.chance
    }

    /// Number of inputs that are drawn in every trial.
    pub fn uncertain(&self) -> usize {
        self.drawn.len()
    }

    /// What makes the coordinates of correlated dimensions depend on each other.
    pub(crate) fn copula(&self) -> &Copula {
        &self.copula
    }

    /// Paths of the inputs, by slot.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Indices of [`paths`](Self::paths) of the inputs that are drawn in every trial, in increasing order.
    pub fn drawn(&self) -> Vec<usize> {
        let mut drawn: Vec<usize> = self.drawn.iter().map(|it| it.slot.0 as usize).collect();
        drawn.sort_unstable();
        drawn
    }

    /// Indices of [`paths`](Self::paths) of the pledges, `funding.KEY.probability`: 1 in trials in which the source pays, or 0.
    pub fn pledges(&self) -> impl ExactSizeIterator<Item = usize> {
        self.pledges.iter().map(|pledge| pledge.slot.0 as usize)
    }

    /// Paths of the risk drivers, such as `driver.funding-crisis`.
    pub fn drivers(&self) -> impl ExactSizeIterator<Item = &str> {
        self.drivers.iter().map(|driver| {
            let path = &self.paths[driver.factor.0 as usize];
            path.strip_suffix(".factor").unwrap_or(path)
        })
    }

    /// Writes 1 for each driver that acts in the trial of a lane, 0 for the others.
    pub(crate) fn read_drivers(&self, inputs: &Inputs, lane: usize, row: &mut [f64]) {
        for (to, driver) in row.iter_mut().zip(&self.drivers) {
            let acts =
                |&(dimension, below): &(usize, f64)| inputs.scores[dimension].0[lane] < below;
            *to = f64::from(u8::from(driver.acts.as_ref().is_none_or(acts)));
        }
    }

    /// Whether trials may be given `value` for the input at an index of [`paths`](Self::paths).
    ///
    /// # Errors
    ///
    /// What it must be instead.
    pub fn allows(&self, index: usize, value: f64) -> Result<(), String> {
        match self.ranges[index] {
            None => Err("left to the scenario, as it is drawn anew at every arrival".to_owned()),
            Some(range) if value.is_finite() && range.holds(value, value) => Ok(()),
            Some(range) => Err(range.words()),
        }
    }

    /// Room for the inputs of a trial in each lane, for a start at their medians.
    pub(crate) fn room(&self) -> Inputs {
        Inputs {
            values: self.point.iter().copied().map(Lanes::all).collect(),
            varying: self.varying(),
            point: vec![0.5; self.dimensions],
            coordinates: vec![Lanes::all(0.5); self.dimensions],
            scores: vec![Lanes::default(); self.dimensions],
            estimated: Lanes::default(),
            given: Vec::new(),
            row: Vec::new(),
        }
    }

    /// Slots that are drawn or that a driver may move.
    fn varying(&self) -> Vec<Slot> {
        let drawn = self.drawn.iter().map(|input| input.slot);
        let moved = self.drivers.iter().flat_map(|driver| &driver.targets);
        let pledged = self.pledges.iter().map(|pledge| pledge.slot);
        let mut slots: Vec<Slot> = drawn.chain(moved.copied()).chain(pledged).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// Draws the inputs in all lanes: at the points where they were [placed](Inputs::place), or modes and medians where they are to be
    /// [estimated](Inputs::estimate), but for the values that are `given`. Drivers of the point estimate act from probability 1/2.
    #[inline(always)]
    pub(crate) fn draw<S: Simd>(&self, simd: S, inputs: &mut Inputs, given: &[Slot]) {
        self.draw_before_drivers(simd, inputs, given);
        let Inputs {
            values,
            scores,
            estimated,
            ..
        } = inputs;
        let estimated: Mask<S> = estimated.get(simd).simd_gt(0.0);
        self.drive(simd, values, scores, estimated);
    }

    /// The correlated standard normals, by dimension, of which inputs are functions that never fall.
    #[inline(always)]
    pub(crate) fn draw_scores<S: Simd>(&self, simd: S, inputs: &mut Inputs) {
        let Inputs {
            coordinates,
            scores,
            ..
        } = inputs;
        for (score, coordinate) in scores.iter_mut().zip(coordinates) {
            score.set(vector::normal_quantile(coordinate.get(simd)));
        }
        self.copula.correlate(simd, scores);
    }

    /// The inputs before drivers multiply them.
    #[inline(always)]
    pub(crate) fn draw_before_drivers<S: Simd>(
        &self,
        simd: S,
        inputs: &mut Inputs,
        given: &[Slot],
    ) {
        self.draw_scores(simd, inputs);
        let Inputs {
            values,
            scores,
            estimated,
            given: given_values,
            ..
        } = inputs;
        let estimated: Mask<S> = estimated.get(simd).simd_gt(0.0);
        for (value, point) in values.iter_mut().zip(&self.point) {
            *value = Lanes::all(*point);
        }
        for input in &self.drawn {
            let drawn = input.quantile.at_normals(scores[input.dimension].get(simd));
            let value = &mut values[input.slot.0 as usize];
            value.set(estimated.select(value.get(simd), drawn));
        }
        for pledge in &self.pledges {
            let kept = scores[pledge.dimension].get(simd).simd_lt(pledge.below);
            let drawn = kept.select(Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
            let value = &mut values[pledge.slot.0 as usize];
            value.set(estimated.select(value.get(simd), drawn));
        }
        for (slot, value) in given.iter().zip(given_values) {
            values[slot.0 as usize] = *value;
        }
    }

    #[inline(always)]
    fn drive<S: Simd>(&self, simd: S, values: &mut [Lanes], scores: &[Lanes], estimated: Mask<S>) {
        let one = Vector::splat(simd, 1.0);
        for driver in &self.drivers {
            let factor = values[driver.factor.0 as usize].get(simd);
            let drawn = match driver.acts {
                Some((dimension, below)) => {
                    let acts = scores[dimension].get(simd).simd_lt(below);
                    acts.select(factor, one)
                }
                None => factor,
            };
            let likely = if driver.probability >= 0.5 {
                factor
            } else {
                one
            };
            let factor = estimated.select(likely, drawn);
            for target in &driver.targets {
                let value = &mut values[target.0 as usize];
                value.set(value.get(simd) * factor);
            }
        }
        for share in &self.shares {
            let value = &mut values[share.0 as usize];
            value.set(value.get(simd).min(1.0));
        }
    }
}
