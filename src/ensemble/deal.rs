//! Who simulates which trials.
//!
//! A thread stays with one replicate of the design as long as there are trials of it that nobody has taken: what is kept of one
//! replicate fits into a processor's cache, and what threads keep of different ones need not be added up.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::sampling::REPLICATES;

/// Trials that a thread takes at a time.
const BLOCK: u64 = 32;

/// The trials of a range by replicate, dealt out to threads.
pub(super) struct Deal {
    /// Trials of each replicate: positions among all of the replicate.
    replicates: [Range<u64>; REPLICATES],
    /// The first of each that nobody has taken.
    next: [AtomicU64; REPLICATES],
}

impl Deal {
    pub(super) fn new(trials: &Range<u64>) -> Self {
        let before = |end: u64, replicate: usize| {
            (end + REPLICATES as u64 - 1 - replicate as u64) / REPLICATES as u64
        };
        let replicates = std::array::from_fn(|replicate| {
            before(trials.start, replicate)..before(trials.end, replicate)
        });
        Self {
            next: std::array::from_fn(|replicate| AtomicU64::new(replicates[replicate].start)),
            replicates,
        }
    }

    fn left(&self, replicate: usize) -> u64 {
        let next = self.next[replicate].load(Ordering::Relaxed);
        self.replicates[replicate].end.saturating_sub(next)
    }

    /// Takes a block of a replicate.
    fn take(&self, replicate: usize) -> Option<Range<u64>> {
        let end = self.replicates[replicate].end;
        let first = self.next[replicate].fetch_add(BLOCK, Ordering::Relaxed);
        (first < end).then(|| first..(first + BLOCK).min(end))
    }

    /// The replicate to go on with: one that nobody has begun, or that of which most is left.
    fn choose(&self) -> Option<usize> {
        let all = || (0..REPLICATES).map(|replicate| (self.left(replicate), replicate));
        let whole = |replicate: usize| {
            let Range { start, end } = self.replicates[replicate];
            end - start
        };
        let untouched = all().find(|&(left, replicate)| left > 0 && left == whole(replicate));
        let (left, replicate) = untouched.or_else(|| all().max())?;
        (left > 0).then_some(replicate)
    }

    /// Whether there are trials that nobody has taken.
    pub(super) fn is_left(&self) -> bool {
        self.choose().is_some()
    }

    /// The hand of one thread.
    pub(super) fn hand(&self) -> Hand<'_> {
        Hand {
            deal: self,
            replicate: None,
            block: 0..0,
        }
    }
}

/// What a thread has taken.
pub(super) struct Hand<'a> {
    deal: &'a Deal,
    replicate: Option<usize>,
    block: Range<u64>,
}

impl Hand<'_> {
    /// Whether all that was taken is done.
    pub(super) fn is_empty(&self) -> bool {
        self.block.is_empty()
    }

    /// Takes more; `false` if nothing is left.
    pub(super) fn take(&mut self) -> bool {
        loop {
            let Some(replicate) = self.replicate.or_else(|| self.deal.choose()) else {
                return false;
            };
            if let Some(block) = self.deal.take(replicate) {
                self.replicate = Some(replicate);
                self.block = block;
                return true;
            }
            self.replicate = None;
        }
    }

    /// The next trial of what was taken.
    pub(super) fn next(&mut self) -> Option<u64> {
        let replicate = self.replicate?;
        let position = self.block.next()?;
        Some(position * REPLICATES as u64 + replicate as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_is_dealt_once_whoever_asks() {
        for range in [0..1, 3..3, 5..1_000, 1 << 20..(1 << 20) + 777] {
            let deal = Deal::new(&range);
            let mut hands = [deal.hand(), deal.hand(), deal.hand()];
            let mut dealt = Vec::new();
            let mut turn = 0;
            let mut out = 0;
            while out < hands.len() {
                turn += 1;
                let hand = &mut hands[turn * turn % 3];
                out = if hand.is_empty() && !hand.take() {
                    out + 1
                } else {
                    0
                };
                dealt.extend(hand.next());
            }
            for hand in &mut hands {
                while !hand.is_empty() || hand.take() {
                    dealt.extend(hand.next());
                }
            }
            dealt.sort_unstable();
            assert_eq!(dealt, range.collect::<Vec<_>>());
        }
    }
}
