//! The inputs of trials for whoever wants to see them.
//!
//! The engine does not hand them on: they are a function of a trial's number, so they are drawn once more, eight trials at a time.

use crate::engine::{InputReader, Sampler};
use crate::lanes::WIDTH;
use crate::programme::Programme;
use crate::sampling::REPLICATES;

/// Groups of trials whose inputs are kept: as many as interleave in the engine.
const GROUPS: usize = 8;

/// Inputs of a few groups of eight trials that follow each other in a replicate.
pub(super) struct InputsAgain<'a> {
    reader: InputReader<'a>,
    /// Numbers of a trial: its inputs by slot, then which drivers act.
    width: usize,
    slots: usize,
    /// Trials of the run have smaller numbers.
    end: u64,
    /// First trial of each group, and `[trial][number]`.
    groups: Vec<(u64, Vec<f64>)>,
    /// Which group is replaced next.
    oldest: usize,
}

impl<'a> InputsAgain<'a> {
    pub(super) fn new(programme: &'a Programme, sampler: Sampler<'a>, end: u64) -> Self {
        Self {
            reader: InputReader::new(programme, sampler),
            width: programme.inputs.paths().len() + programme.inputs.drivers().len(),
            slots: programme.inputs.paths().len(),
            end,
            groups: Vec::new(),
            oldest: 0,
        }
    }

    /// Inputs of a trial before drivers, by slot, and 1 for each driver that acts in it.
    pub(super) fn of(&mut self, trial: u64) -> (&[f64], &[f64]) {
        const APART: u64 = REPLICATES as u64;
        let position = trial / APART;
        let lane = (position % WIDTH as u64) as usize;
        let first = trial - APART * lane as u64;
        let found = self.groups.iter().position(|(it, _)| *it == first);
        let group = found.unwrap_or_else(|| self.read(first));
        self.groups[group].1[lane * self.width..][..self.width].split_at(self.slots)
    }

    fn read(&mut self, first: u64) -> usize {
        let trials = (first..self.end).step_by(REPLICATES).take(WIDTH);
        let trials: Vec<u64> = trials.collect();
        if self.groups.len() < GROUPS {
            self.groups.push((first, vec![0.0; WIDTH * self.width]));
            self.oldest = self.groups.len() - 1;
        } else {
            self.oldest = (self.oldest + 1) % GROUPS;
        }
        let group = self.oldest;
        self.groups[group].0 = first;
        self.reader.read(&trials, &mut self.groups[group].1);
        group
    }
}
