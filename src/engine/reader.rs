//! The inputs of trials without their course.

use super::sampler::Sampler;
use super::state::place;
use crate::lanes::{Level, on_level};
use crate::programme::Programme;
use crate::programme::inputs::Inputs;

/// Reads the inputs of trials without simulating them.
#[derive(Debug)]
pub(crate) struct InputReader<'a> {
    level: Level,
    programme: &'a Programme,
    sampler: Sampler<'a>,
    room: Inputs,
}

impl<'a> InputReader<'a> {
    pub(crate) fn new(programme: &'a Programme, sampler: Sampler<'a>) -> Self {
        let mut room = programme.inputs.room();
        let given = sampler.given();
        room.expect(given.width(), given.slots());
        Self {
            level: Level::new(),
            programme,
            sampler,
            room,
        }
    }

    /// Writes the inputs of at most eight trials, before drivers multiply them, each followed by which drivers act: `[trial][slot]`,
    /// then `[trial][driver]` of the same row.
    pub(crate) fn read(&mut self, trials: &[u64], rows: &mut [f64]) {
        let Self {
            programme,
            sampler,
            room,
            ..
        } = self;
        let given = sampler.given().slots();
        on_level!(self.level, simd => {
            place(simd, room, sampler, trials);
            programme.inputs.draw_before_drivers(simd, room, given);
        });
        let slots = programme.inputs.paths().len();
        let width = slots + programme.inputs.drivers().len();
        for (lane, row) in rows.chunks_exact_mut(width).take(trials.len()).enumerate() {
            let (inputs, drivers) = row.split_at_mut(slots);
            room.read_lane(lane, inputs);
            programme.inputs.read_drivers(room, lane, drivers);
        }
    }

    /// Writes the standard normals of at most eight trials, of which inputs and first arrivals are functions that never fall:
    /// `[trial][dimension]`.
    pub(crate) fn scores(&mut self, trials: &[u64], rows: &mut [f64]) {
        let Self {
            programme,
            sampler,
            room,
            ..
        } = self;
        on_level!(self.level, simd => {
            place(simd, room, sampler, trials);
            sampler.place_chance(room, programme.inputs.chance(), trials);
            programme.inputs.draw_scores(simd, room);
        });
        let width = programme.inputs.dimensions().max(1);
        for (lane, row) in rows.chunks_exact_mut(width).take(trials.len()).enumerate() {
            room.read_scores(lane, row);
        }
    }
}
