//! Histograms of positive values with buckets of equal relative width: the highest bits of a floating-point number.
//!
//! With `BITS` digits of the mantissa a bucket is 2^-BITS of its value wide at most. Buckets live in pages of 2^PAGE that are
//! made when a value first falls on them. Counts are integers: neither order nor cuts matter.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bytes::{Reader, put, put_real};

/// Exponent of the smallest power of two with a page in the table, biased as in the number: 2^-14.
const FIRST_OCTAVE: u64 = 1023 - 14;
/// Powers of two in the table of pages: up to 2^50. All others are looked up in a map.
const OCTAVES: usize = 64;

/// Pages of a cell for which there is room from the start.
const FORESEEN: usize = 8;

/// Many histograms side by side.
#[derive(Clone, Debug)]
pub(super) struct Sketches<const BITS: u32, const PAGE: u32> {
    /// `[cell][page]`: number of the page, counted from 1; 0 where there is none.
    tables: Vec<u32>,
    /// `[page][bucket]`.
    counts: Vec<u32>,
    /// `[cell]`: smallest and largest value.
    ranges: Vec<(f64, f64)>,
    /// Counts outside of the tables, by cell and bucket.
    rare: BTreeMap<(u32, u32), u32>,
}

/// Smallest value of a bucket.
pub(super) fn floor<const BITS: u32>(bucket: u64) -> f64 {
    f64::from_bits(bucket << (52 - BITS))
}

/// Bucket of a value that is not negative.
#[inline]
pub(super) fn bucket<const BITS: u32>(value: f64) -> u64 {
    value.to_bits() >> (52 - BITS)
}

impl<const BITS: u32, const PAGE: u32> Sketches<BITS, PAGE> {
    const SIZE: usize = 1 << PAGE;
    const PAGES: usize = OCTAVES << (BITS - PAGE);
    const FIRST_PAGE: u64 = FIRST_OCTAVE << (BITS - PAGE);
    /// A code is what a bucket in the table is beyond its first.
    pub(super) const FIRST_BUCKET: u64 = Self::FIRST_PAGE << PAGE;
    /// Code of what is in no bucket of the table.
    pub(super) const NO_CODE: u64 = (Self::PAGES << PAGE) as u64;

    pub(super) fn new(cells: usize) -> Self {
        Self {
            tables: vec![0; cells * Self::PAGES],
            // What is not used of it takes no memory, and what is need not be copied when it grows.
            counts: Vec::with_capacity((cells * FORESEEN) << PAGE),
            ranges: vec![(f64::INFINITY, 0.0); cells],
            rare: BTreeMap::new(),
        }
    }

    /// Counts a value in a cell; one that is not positive counts nowhere.
    #[inline]
    pub(super) fn add(&mut self, cell: usize, value: f64) {
        if value > 0.0 {
            let range = &mut self.ranges[cell];
            *range = (range.0.min(value), range.1.max(value));
            self.count(cell, bucket::<BITS>(value), 1);
        }
    }

    /// Widens the range of a cell.
    pub(super) fn widen(&mut self, cell: usize, (least, most): (f64, f64)) {
        let range = &mut self.ranges[cell];
        *range = (range.0.min(least), range.1.max(most));
    }

    /// Counts values of one cell by their codes. Its range must be told by [`widen`](Self::widen).
    #[inline(always)]
    pub(super) fn count_codes(&mut self, cell: usize, codes: impl Iterator<Item = u16>) {
        for code in codes {
            if u64::from(code) < Self::NO_CODE {
                self.count(cell, Self::FIRST_BUCKET + u64::from(code), 1);
            }
        }
    }

    #[inline]
    pub(super) fn count(&mut self, cell: usize, bucket: u64, more: u32) {
        let page = (bucket >> PAGE).wrapping_sub(Self::FIRST_PAGE) as usize;
        if page < Self::PAGES {
            let number = self.tables[cell * Self::PAGES + page];
            if number > 0 {
                let at = ((number - 1) as usize) << PAGE;
                let count = &mut self.counts[at | (bucket as usize & (Self::SIZE - 1))];
                // A run has fewer trials than a count can hold.
                *count = count.wrapping_add(more);
                return;
            }
        }
        self.count_first(cell, bucket, more);
    }

    /// Counts in a bucket whose page is not there.
    #[cold]
    fn count_first(&mut self, cell: usize, bucket: u64, more: u32) {
        let page = (bucket >> PAGE).wrapping_sub(Self::FIRST_PAGE) as usize;
        if page < Self::PAGES {
            self.counts.resize(self.counts.len() + Self::SIZE, 0);
            self.tables[cell * Self::PAGES + page] = (self.counts.len() >> PAGE) as u32;
            self.count(cell, bucket, more);
        } else {
            *self.rare.entry((cell as u32, bucket as u32)).or_default() += more;
        }
    }

    /// The buckets of a cell in which there is something, in increasing order, and their counts.
    fn buckets(&self, cell: usize) -> impl Iterator<Item = (u64, u32)> + '_ {
        let last = Self::FIRST_BUCKET + Self::NO_CODE;
        let common = self.pages(cell).flat_map(|(bucket, counts)| {
            (bucket..)
                .zip(counts.iter().copied())
                .filter(|(_, count)| *count > 0)
        });
        self.rare(cell, 0..Self::FIRST_BUCKET)
            .chain(common)
            .chain(self.rare(cell, last..u64::from(u32::MAX)))
    }

    /// Counts of a cell outside of the table.
    pub(super) fn rare(
        &self,
        cell: usize,
        buckets: Range<u64>,
    ) -> impl Iterator<Item = (u64, u32)> + '_ {
        let place = |bucket: u64| (cell as u32, bucket as u32);
        let range = self.rare.range(place(buckets.start)..place(buckets.end));
        range.map(|(&(_, bucket), &count)| (u64::from(bucket), count))
    }

    /// The pages of a cell in increasing order: their first buckets, and the counts in them.
    pub(super) fn pages(&self, cell: usize) -> impl Iterator<Item = (u64, &[u32])> + '_ {
        let table = &self.tables[cell * Self::PAGES..][..Self::PAGES];
        let pages = (0..).zip(table).filter(|(_, number)| **number > 0);
        pages.map(|(page, &number)| {
            let counts = &self.counts[((number - 1) as usize) << PAGE..][..Self::SIZE];
            ((Self::FIRST_PAGE + page) << PAGE, counts)
        })
    }

    /// Smallest and largest value of a cell.
    pub(super) fn range(&self, cell: usize) -> (f64, f64) {
        self.ranges[cell]
    }

    /// Adds the counts of another tally with the same cells.
    pub(super) fn merge(&mut self, other: &Self) {
        for (cell, &range) in other.ranges.iter().enumerate() {
            if range.0 > range.1 {
                continue;
            }
            self.widen(cell, range);
            for (bucket, count) in other.buckets(cell) {
                self.count(cell, bucket, count);
            }
        }
    }

    /// Bytes of memory that are in use.
    pub(super) fn memory(&self) -> usize {
        4 * (self.tables.len() + self.counts.len()) + 16 * self.ranges.len() + 16 * self.rare.len()
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for (cell, &(least, most)) in self.ranges.iter().enumerate() {
            put(bytes, self.buckets(cell).count() as u128);
            if least > most {
                continue;
            }
            put_real(bytes, least);
            put_real(bytes, most);
            let mut before = 0;
            for (bucket, count) in self.buckets(cell) {
                put(bytes, u128::from(bucket - before));
                put(bytes, u128::from(count));
                before = bucket;
            }
        }
    }

    /// Adds what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for cell in 0..self.ranges.len() {
            let buckets: usize = reader.number()?;
            if buckets == 0 {
                continue;
            }
            self.ranges[cell] = (reader.real()?, reader.real()?);
            let mut bucket = 0_u64;
            for _ in 0..buckets {
                bucket = bucket.checked_add(reader.number()?)?;
                let count = reader.number()?;
                if bucket >= 1 << (11 + BITS) {
                    return None;
                }
                self.count(cell, bucket, count);
            }
        }
        Some(())
    }
}
