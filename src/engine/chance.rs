//! What chance decides within trials: draws of each mechanism, by the number of chance that a trial has for it.

use fearless_simd::{Simd, SimdFrom};

use crate::lanes::{Vector, WIDTH, Whole, Wholes, move_lane};
use crate::programme::{Mechanism, Programme};

/// Numbers of chance of the trials in the lanes.
#[derive(Clone, Debug)]
pub(super) struct Chance {
    seed: u64,
    /// By mechanism.
    numbers: Vec<Wholes>,
}

move_lane!(Chance { numbers });

impl Chance {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            seed: 0,
            numbers: vec![Wholes::default(); programme.mechanisms.len()],
        }
    }

    /// Trials begin in all lanes: `numbers` says the number of a mechanism in each.
    pub(super) fn begin(&mut self, numbers: impl Fn(usize) -> [u64; WIDTH]) {
        for (mechanism, lanes) in self.numbers.iter_mut().enumerate() {
            *lanes = Wholes(numbers(mechanism));
        }
    }

    /// The seed of all trials that follow.
    pub(super) fn seed(&mut self, seed: u64) {
        self.seed = seed;
    }

    #[inline(always)]
    fn of<S: Simd>(&self, simd: S, mechanism: Mechanism) -> Whole<S> {
        Whole::simd_from(simd, self.numbers[mechanism.number].0)
    }

    /// Uniform numbers of the occasions `2 pair` and `2 pair + 1` in each lane.
    #[inline(always)]
    pub(super) fn uniforms<S: Simd>(
        &self,
        mechanism: Mechanism,
        pairs: Whole<S>,
    ) -> [Vector<S>; 2] {
        let trials = self.of(pairs.simd, mechanism);
        mechanism.stream.seeded(self.seed).uniforms(trials, pairs)
    }

    /// Standard normal numbers of an occasion of its own in each lane.
    #[inline(always)]
    pub(super) fn normals<S: Simd>(&self, mechanism: Mechanism, occasions: Whole<S>) -> Vector<S> {
        let trials = self.of(occasions.simd, mechanism);
        let stream = mechanism.stream.seeded(self.seed);
        stream.normals_of(trials, occasions)
    }

    /// A uniform number in one lane.
    pub(super) fn uniform(&self, mechanism: Mechanism, lane: usize, occasion: u64) -> f64 {
        let trial = self.numbers[mechanism.number].0[lane];
        mechanism.stream.seeded(self.seed).uniform(trial, occasion)
    }

    /// A standard normal number in one lane.
    pub(super) fn normal(&self, mechanism: Mechanism, lane: usize, occasion: u64) -> f64 {
        let trial = self.numbers[mechanism.number].0[lane];
        mechanism.stream.seeded(self.seed).normal(trial, occasion)
    }
}
