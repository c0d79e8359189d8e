//! Histograms of several cells put together, to be read as one distribution.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::distribution::{Bin, Distribution, MeanAndSd};
use super::sketch::{self, Sketches};

/// Counts by bucket, in the pages of the sketches they come from.
#[derive(Clone, Debug)]
pub(super) struct Buckets<const BITS: u32, const PAGE: u32> {
    /// Counts of the buckets of a page, by its number among all pages there could be.
    pages: BTreeMap<u64, Vec<u32>>,
    /// Smallest and largest value.
    range: (f64, f64),
}

impl<const BITS: u32, const PAGE: u32> Default for Buckets<BITS, PAGE> {
    fn default() -> Self {
        Self {
            pages: BTreeMap::new(),
            range: (f64::INFINITY, 0.0),
        }
    }
}

impl<const BITS: u32, const PAGE: u32> Buckets<BITS, PAGE> {
    const SIZE: usize = 1 << PAGE;

    /// Adds what a cell holds.
    pub(super) fn add(&mut self, sketches: &Sketches<BITS, PAGE>, cell: usize) {
        self.widen(sketches.range(cell));
        for (bucket, counts) in sketches.pages(cell) {
            self.add_counts(bucket, counts);
        }
    }

    /// Adds what `other` holds.
    pub(super) fn merge(&mut self, other: &Self) {
        self.widen(other.range);
        for (&page, counts) in &other.pages {
            self.add_counts(page << PAGE, counts);
        }
    }

    /// Adds the counts of some buckets of one page, from `bucket` on.
    fn add_counts(&mut self, bucket: u64, counts: &[u32]) {
        let first = bucket as usize & (Self::SIZE - 1);
        match self.pages.entry(bucket >> PAGE) {
            Entry::Vacant(page) if counts.len() == Self::SIZE => {
                page.insert(counts.to_vec());
            }
            entry => {
                let page = entry.or_insert_with(|| vec![0; Self::SIZE]);
                for (sum, &count) in page[first..].iter_mut().zip(counts) {
                    // A run has fewer trials than a count can hold.
                    *sum = sum.wrapping_add(count);
                }
            }
        }
    }

    /// The distribution over `trials`, of which `finite` have a value: 0 where it is in no bucket.
    pub(super) fn distribution(
        &self,
        trials: u64,
        finite: u64,
        moments: MeanAndSd,
    ) -> Distribution {
        let (mut positive, mut buckets) = (0, 0);
        for counts in self.pages.values() {
            let (trials, occupied) = content(counts);
            positive += trials;
            buckets += occupied;
        }
        let zero = Bin {
            low: 0.0,
            high: 0.0,
            count: finite.saturating_sub(positive),
        };
        let pages = self.pages.iter();
        let counted = pages.flat_map(|(&page, counts)| {
            let counts = (0_u64..).zip(counts).filter(|(_, count)| **count > 0);
            counts.map(move |(at, &count)| ((page << PAGE) | at, count))
        });
        let bins = counted.map(|(bucket, count)| Bin {
            low: sketch::floor::<BITS>(bucket),
            high: sketch::floor::<BITS>(bucket + 1),
            count: u64::from(count),
        });
        let bins = std::iter::once(zero).chain(bins);
        Distribution::new(trials, moments, (1 + buckets, bins), self.range)
    }

    fn widen(&mut self, (least, most): (f64, f64)) {
        self.range = (self.range.0.min(least), self.range.1.max(most));
    }
}

/// Trials in the buckets of a page, and the number of buckets that have any.
fn content(counts: &[u32]) -> (u64, usize) {
    // Wrapping, which does not happen, lets several be added at a time.
    counts.iter().fold((0, 0), |(trials, occupied), &count| {
        (
            u64::wrapping_add(trials, u64::from(count)),
            usize::wrapping_add(occupied, usize::from(count > 0)),
        )
    })
}
