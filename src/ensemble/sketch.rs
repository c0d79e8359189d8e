//! How the values of columns are distributed: histograms of positive values whose buckets have equal relative width, the highest bits of
//! a floating-point number, and the smallest and largest value of each.
//!
//! With so many digits of the mantissa a bucket is 2 to the power of minus their number of its value wide at most.

use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdNarrow, SimdSplit};

use super::bytes::{Reader, put_real};
use super::counts::Counts;
use super::distribution::{Bin, Distribution, MeanAndSd};
use crate::lanes::{Lanes, Vector, WIDTH, Whole};

/// Instead of a bucket, where a value counts in none.
const NOWHERE: u32 = u32::MAX;

/// How many digits of the mantissa tell values apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits(pub(super) u32);

impl Digits {
    /// Bucket of a value that is not negative.
    #[inline(always)]
    pub(super) fn bucket(self, value: f64) -> u32 {
        (value.to_bits() >> (52 - self.0)) as u32
    }

    /// Smallest value of a bucket.
    pub(super) fn floor(self, bucket: u32) -> f64 {
        f64::from_bits(u64::from(bucket) << (52 - self.0))
    }
}

/// Sketches of cells that stand side by side in groups of eight.
#[derive(Clone, Debug)]
pub(super) struct Sketches {
    counts: Counts,
    /// `[group]`: smallest and largest values that count.
    ranges: Vec<(Lanes, Lanes)>,
}

impl Sketches {
    pub(super) fn new(groups: usize) -> Self {
        Self {
            counts: Counts::new(groups * WIDTH),
            ranges: vec![(Lanes::all(f64::INFINITY), Lanes::default()); groups],
        }
    }

    /// Adds values to the first `columns` of a group, those that are at least `least`.
    #[inline(always)]
    pub(super) fn add<'a, S: Simd>(
        &mut self,
        group: usize,
        columns: usize,
        digits: Digits,
        least: Vector<S>,
        values: impl Iterator<Item = &'a Lanes>,
    ) {
        let simd = least.simd;
        let (smallest, largest) = &mut self.ranges[group];
        let (mut small, mut large) = (smallest.get(simd), largest.get(simd));
        for values in values {
            let values = values.get(simd);
            let counts = values.simd_ge(least);
            small = small.min(counts.select(values, Vector::splat(simd, f64::INFINITY)));
            large = large.max(counts.select(values, Vector::splat(simd, 0.0)));
            let bucket = values.bitcast::<Whole<S>>() >> (52 - digits.0);
            let bucket = counts.select(bucket, Whole::splat(simd, u64::from(NOWHERE)));
            let (short, _) = bucket.narrow(bucket).split();
            let mut buckets = [0; WIDTH];
            short.store_slice(&mut buckets);
            for (place, &bucket) in buckets[..columns].iter().enumerate() {
                if bucket != NOWHERE {
                    self.counts.add(group * WIDTH + place, bucket, 1);
                }
            }
        }
        smallest.set(small);
        largest.set(large);
    }

    /// Adds the sketches of other values in the same cells.
    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        for (mine, theirs) in self.ranges.iter_mut().zip(&other.ranges) {
            for place in 0..WIDTH {
                mine.0.0[place] = mine.0.0[place].min(theirs.0.0[place]);
                mine.1.0[place] = mine.1.0[place].max(theirs.1.0[place]);
            }
        }
    }

    /// Bytes of memory that are in use.
    pub(super) fn memory(&self) -> usize {
        self.counts.memory() + size_of_val(&self.ranges[..])
    }

    fn range(&self, cell: usize) -> (f64, f64) {
        let (smallest, largest) = &self.ranges[cell / WIDTH];
        (smallest.0[cell % WIDTH], largest.0[cell % WIDTH])
    }

    fn used(&self) -> impl Iterator<Item = usize> + '_ {
        let cells = 0..self.ranges.len() * WIDTH;
        cells.filter(|&cell| self.counts.numbers(cell).next().is_some())
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        self.counts.write(bytes);
        for (smallest, largest) in self.used().map(|cell| self.range(cell)) {
            put_real(bytes, smallest);
            put_real(bytes, largest);
        }
    }

    /// Reads what was written into empty sketches; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        self.counts.read(reader)?;
        for cell in self.used().collect::<Vec<_>>() {
            let (smallest, largest) = &mut self.ranges[cell / WIDTH];
            smallest.0[cell % WIDTH] = reader.real()?;
            largest.0[cell % WIDTH] = reader.real()?;
        }
        Some(())
    }
}

/// Several cells put together, to be read.
#[derive(Clone, Debug)]
pub(super) struct Together {
    counts: Counts,
    range: (f64, f64),
}

impl Together {
    pub(super) fn new() -> Self {
        Self {
            counts: Counts::new(1),
            range: (f64::INFINITY, 0.0),
        }
    }

    pub(super) fn add(&mut self, sketches: &Sketches, cell: usize) {
        self.counts.add_cell(0, &sketches.counts, cell);
        self.widen(sketches.range(cell));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.widen(other.range);
    }

    fn widen(&mut self, (smallest, largest): (f64, f64)) {
        self.range = (self.range.0.min(smallest), self.range.1.max(largest));
    }

    /// The distribution over `trials`, of which `finite` have a value: 0 where it is in no bucket.
    pub(super) fn distribution(
        &self,
        digits: Digits,
        trials: u64,
        finite: u64,
        moments: MeanAndSd,
    ) -> Distribution {
        let zero = Bin {
            low: 0.0,
            high: 0.0,
            count: finite.saturating_sub(self.counts.total(0)),
        };
        let bins = self.counts.numbers(0).map(|(bucket, count)| Bin {
            low: digits.floor(bucket),
            high: digits.floor(bucket + 1),
            count: u64::from(count),
        });
        let bins = std::iter::once(zero).chain(bins);
        Distribution::new(trials, moments, bins, self.range)
    }
}
