//! Buckets on their way into the sketches.
//!
//! Every trial visits every year, but the sketches of all years do not fit into a processor's cache. So buckets wait, group by
//! group, until there are enough of them to make fetching a group's sketches worth while.

use crate::lanes::WIDTH;

/// Values of each group that wait at most.
const LENGTH: usize = 256;

/// Buckets that wait for the sketches of each group.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// `[group][waiting]`.
    buckets: Vec<[u32; WIDTH]>,
    /// Replicates they belong to, likewise.
    replicates: Vec<u8>,
    /// `[group]`: how many wait.
    waiting: Vec<usize>,
}

impl Queue {
    pub(super) fn new(groups: usize) -> Self {
        Self {
            buckets: vec![[0; WIDTH]; groups * LENGTH],
            replicates: vec![0; groups * LENGTH],
            waiting: vec![0; groups],
        }
    }

    /// Puts buckets at the end. Whether the group's queue is full, so that it must be [taken](Self::take) before another comes.
    #[inline(always)]
    pub(super) fn push(&mut self, group: usize, replicate: usize, buckets: [u32; WIDTH]) -> bool {
        let at = group * LENGTH + self.waiting[group];
        self.buckets[at] = buckets;
        self.replicates[at] = replicate as u8;
        self.waiting[group] += 1;
        self.waiting[group] == LENGTH
    }

    /// Empties a group's queue: what waits, in runs of one replicate.
    pub(super) fn take(&mut self, group: usize) -> impl Iterator<Item = (usize, &[[u32; WIDTH]])> {
        let waiting = std::mem::take(&mut self.waiting[group]);
        let first = group * LENGTH;
        let replicates = &self.replicates[first..][..waiting];
        let mut buckets = &self.buckets[first..][..waiting];
        replicates.chunk_by(|a, b| a == b).map(move |run| {
            let (these, rest) = buckets.split_at(run.len());
            buckets = rest;
            (usize::from(run[0]), these)
        })
    }
}
