//! Which thread simulates which trials of a run.
//!
//! A thread stays with one replicate of the design as long as there are trials of it that nobody has claimed: what is kept of one
//! replicate fits into a processor's cache, and what threads keep of different ones need not be added up.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::sampling::REPLICATES;

/// Points of the design that a thread claims at a time.
const BLOCK: u64 = 32;

/// The trials of a run: points of the design by replicate, each under one or several draws of chance.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Points of each replicate: positions among all of the replicate.
    replicates: [Range<u64>; REPLICATES],
    /// The first of each that nobody has claimed.
    next: [AtomicU64; REPLICATES],
    /// Draws of chance at each point, and the distance of their trials' numbers.
    repeats: u64,
    stride: u64,
}

impl Schedule {
    /// Every point once: trial and point have the same number.
    pub(super) fn plain(trials: &Range<u64>) -> Self {
        Self::new(trials, 1, 0)
    }

    /// Every point of `0 .. outer` under `inner` draws of chance: its trials' numbers are `outer` apart.
    pub(super) fn nested(outer: u64, inner: u64) -> Self {
        Self::new(&(0..outer), inner, outer)
    }

    fn new(points: &Range<u64>, repeats: u64, stride: u64) -> Self {
        let before = |end: u64, replicate: usize| {
            (end + REPLICATES as u64 - 1 - replicate as u64) / REPLICATES as u64
        };
        let replicates = std::array::from_fn(|replicate| {
            before(points.start, replicate)..before(points.end, replicate)
        });
        Self {
            next: std::array::from_fn(|replicate| AtomicU64::new(replicates[replicate].start)),
            replicates,
            repeats,
            stride,
        }
    }

    fn left_in(&self, replicate: usize) -> u64 {
        let next = self.next[replicate].load(Ordering::Relaxed);
        self.replicates[replicate].end.saturating_sub(next)
    }

    /// Points that nobody has claimed.
    pub(super) fn left(&self) -> u64 {
        (0..REPLICATES).map(|it| self.left_in(it)).sum()
    }

    /// Claims a block of a replicate.
    fn claim(&self, replicate: usize) -> Option<Range<u64>> {
        let end = self.replicates[replicate].end;
        let first = self.next[replicate].fetch_add(BLOCK, Ordering::Relaxed);
        (first < end).then(|| first..(first + BLOCK).min(end))
    }

    /// The replicate to go on with: one that nobody has begun, or that of which most is left.
    fn choose(&self) -> Option<usize> {
        let all = || (0..REPLICATES).map(|replicate| (self.left_in(replicate), replicate));
        let whole = |replicate: usize| {
            let Range { start, end } = self.replicates[replicate];
            end - start
        };
        let untouched = all().find(|&(left, replicate)| left > 0 && left == whole(replicate));
        let (left, replicate) = untouched.or_else(|| all().max())?;
        (left > 0).then_some(replicate)
    }

    /// The trials that one thread takes, block by block.
    pub(super) fn claims(&self) -> Claims<'_> {
        Claims {
            schedule: self,
            replicate: None,
            block: 0..0,
            point: 0,
            repeat: self.repeats,
        }
    }
}

/// What a thread has claimed.
#[derive(Debug)]
pub(super) struct Claims<'a> {
    schedule: &'a Schedule,
    replicate: Option<usize>,
    block: Range<u64>,
    /// The point at work, and how many of its trials have been given out.
    point: u64,
    repeat: u64,
}

impl Claims<'_> {
    /// Whether the next trial needs another claim.
    fn is_spent(&self) -> bool {
        self.block.is_empty() && self.repeat == self.schedule.repeats
    }

    /// Claims a block; `false` if nothing is left.
    fn extend(&mut self) -> bool {
        loop {
            let Some(replicate) = self.replicate.or_else(|| self.schedule.choose()) else {
                return false;
            };
            if let Some(block) = self.schedule.claim(replicate) {
                self.replicate = Some(replicate);
                self.block = block;
                return true;
            }
            self.replicate = None;
        }
    }

    /// The next trial's number; claims more where `wants_more` says so.
    pub(super) fn next(&mut self, wants_more: impl FnOnce() -> bool) -> Option<u64> {
        if self.is_spent() && !(wants_more() && self.extend()) {
            return None;
        }
        if self.repeat == self.schedule.repeats {
            let position = self.block.next()?;
            self.point = position * REPLICATES as u64 + self.replicate? as u64;
            self.repeat = 0;
        }
        let trial = self.point + self.repeat * self.schedule.stride;
        self.repeat += 1;
        Some(trial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(schedule: &Schedule) -> Vec<u64> {
        let mut claims = [schedule.claims(), schedule.claims(), schedule.claims()];
        let mut trials = Vec::new();
        let mut turn = 0_usize;
        // Whoever asks, in an uneven order, until nobody gets anything.
        let mut in_vain = 0;
        while in_vain < 9 {
            turn += 1;
            let next = claims[turn * turn % 3].next(|| true);
            in_vain = if next.is_none() { in_vain + 1 } else { 0 };
            trials.extend(next);
        }
        for claims in &mut claims {
            trials.extend(std::iter::from_fn(|| claims.next(|| true)));
        }
        trials.sort_unstable();
        trials
    }

    #[test]
    fn every_trial_is_claimed_once_whoever_asks() {
        for range in [0..1, 3..3, 5..1_000, 1 << 20..(1 << 20) + 777] {
            assert_eq!(all(&Schedule::plain(&range)), range.collect::<Vec<_>>());
        }
        assert_eq!(
            all(&Schedule::nested(48, 5)),
            (0..48 * 5).collect::<Vec<_>>()
        );
    }

    #[test]
    fn nothing_more_is_claimed_once_told_to_stop() {
        let schedule = Schedule::plain(&(0..2_000));
        let mut claims = schedule.claims();
        let mut asked = 0;
        let trials = std::iter::from_fn(|| {
            claims.next(|| {
                asked += 1;
                asked < 2
            })
        });
        assert_eq!(trials.count() as u64, BLOCK);
        assert_eq!(schedule.left(), 2_000 - BLOCK);
    }
}
