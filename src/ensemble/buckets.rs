//! Sketches of several cells put together, to be read.

use std::collections::BTreeMap;

use super::distribution::{Bin, Distribution};
use super::sketch::{self, Sketches};

/// Buckets of several cells together.
#[derive(Clone, Debug)]
pub(super) struct Buckets<const BITS: u32> {
    /// The bucket that is counted first.
    first: u64,
    counts: Vec<u64>,
    /// Buckets outside of the tables of sketches, below and above all others.
    rare: BTreeMap<u64, u64>,
    range: (f64, f64),
}

impl<const BITS: u32> Default for Buckets<BITS> {
    fn default() -> Self {
        Self {
            first: 0,
            counts: Vec::new(),
            rare: BTreeMap::new(),
            range: (f64::INFINITY, 0.0),
        }
    }
}

impl<const BITS: u32> Buckets<BITS> {
    fn widen(&mut self, (least, most): (f64, f64)) {
        self.range = (self.range.0.min(least), self.range.1.max(most));
    }

    /// Makes room for neighbouring buckets, and lends it.
    fn room(&mut self, first: u64, count: usize) -> &mut [u64] {
        if self.counts.is_empty() {
            self.first = first;
        }
        if first < self.first {
            let more = (self.first - first) as usize;
            self.counts.splice(..0, std::iter::repeat_n(0, more));
            self.first = first;
        }
        let at = (first - self.first) as usize;
        if self.counts.len() < at + count {
            self.counts.resize(at + count, 0);
        }
        &mut self.counts[at..][..count]
    }

    pub(super) fn add<const PAGE: u32>(&mut self, sketches: &Sketches<BITS, PAGE>, cell: usize) {
        self.widen(sketches.range(cell));
        for (bucket, count) in sketches.rare(cell, 0..u64::from(u32::MAX)) {
            *self.rare.entry(bucket).or_default() += u64::from(count);
        }
        for (first, page) in sketches.pages(cell) {
            let counts = self.room(first, page.len());
            for (sum, &count) in counts.iter_mut().zip(page) {
                *sum += u64::from(count);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.widen(other.range);
        for (&bucket, &count) in &other.rare {
            *self.rare.entry(bucket).or_default() += count;
        }
        if !other.counts.is_empty() {
            let counts = self.room(other.first, other.counts.len());
            for (sum, &count) in counts.iter_mut().zip(&other.counts) {
                *sum += count;
            }
        }
    }

    /// The distribution over `trials`, of which `finite` have a value: 0 where it is in no bucket.
    pub(super) fn distribution(
        &self,
        trials: u64,
        finite: u64,
        moments: Option<(f64, f64)>,
    ) -> Distribution {
        let rare = |(&bucket, &count)| (bucket, count);
        let buckets = (self.rare.range(..self.first).map(rare))
            .chain((self.first..).zip(self.counts.iter().copied()))
            .chain(self.rare.range(self.first..).map(rare));
        let positive = self.counts.iter().chain(self.rare.values()).sum();
        let zero = Bin {
            low: 0.0,
            high: 0.0,
            count: finite.saturating_sub(positive),
        };
        let bins = buckets.filter(|(_, count)| *count > 0);
        let bins = bins.map(|(bucket, count)| Bin {
            low: sketch::floor::<BITS>(bucket),
            high: sketch::floor::<BITS>(bucket + 1),
            count,
        });
        Distribution::new(
            trials,
            moments,
            std::iter::once(zero).chain(bins),
            self.range,
        )
    }
}
