//! Histograms of positive values with buckets of equal relative width: the highest bits of a floating-point number.
//!
//! With `BITS` digits of the mantissa a bucket is 2^-BITS of its value wide at most. Buckets live in pages of 2^PAGE that are
//! made when a value first falls on them. Counts are integers: neither order nor cuts matter.

use std::collections::BTreeMap;
use std::slice;

use super::bytes::{Reader, put, put_real};

/// Exponent of the smallest power of two with a page in the table, biased as in the number: 2^-14.
const FIRST_OCTAVE: u64 = 1023 - 14;
/// Powers of two in the table of pages: up to 2^50. All others are looked up in a map.
const OCTAVES: usize = 64;

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

    pub(super) fn new(cells: usize) -> Self {
        Self {
            tables: vec![0; cells * Self::PAGES],
            counts: Vec::new(),
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

    /// Buckets of the values of neighbouring cells, short, to be [counted](Self::count_code) later; what lies outside of the
    /// table is counted at once. Needs a table of fewer than 2^16 buckets.
    #[inline]
    pub(super) fn codes<const N: usize>(&mut self, cell: usize, values: [f64; N]) -> [u16; N] {
        let none = (Self::PAGES << PAGE) as u64;
        let ranges = &mut self.ranges[cell..][..N];
        let mut codes = [0; N];
        let mut rare = false;
        for ((code, range), value) in codes.iter_mut().zip(ranges).zip(values) {
            let positive = value > 0.0;
            let least = if positive { value } else { f64::INFINITY };
            *range = (range.0.min(least), range.1.max(value));
            let bucket = bucket::<BITS>(value).wrapping_sub(Self::FIRST_PAGE << PAGE);
            rare |= positive && bucket >= none;
            *code = bucket.min(none) as u16;
        }
        if rare {
            for (column, value) in values.into_iter().enumerate() {
                if value > 0.0 && u64::from(codes[column]) == none {
                    self.count(cell + column, bucket::<BITS>(value), 1);
                }
            }
        }
        codes
    }

    /// Counts what [`codes`](Self::codes) has told.
    #[inline]
    pub(super) fn count_code(&mut self, cell: usize, code: u16) {
        if usize::from(code) < Self::PAGES << PAGE {
            let bucket = (Self::FIRST_PAGE << PAGE) + u64::from(code);
            self.count(cell, bucket, 1);
        }
    }

    #[inline]
    fn count(&mut self, cell: usize, bucket: u64, more: u32) {
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

    /// The buckets of a cell in increasing order, page by page: the first bucket of a page, and the counts from there on.
    pub(super) fn pages(&self, cell: usize) -> impl Iterator<Item = (u64, &[u32])> + '_ {
        let rare = |from: u64, to: u64| {
            let cell = cell as u32;
            let range = self.rare.range((cell, from as u32)..(cell, to as u32));
            range.map(|(&(_, bucket), count)| (u64::from(bucket), slice::from_ref(count)))
        };
        let first = Self::FIRST_PAGE << PAGE;
        let table = &self.tables[cell * Self::PAGES..][..Self::PAGES];
        let pages = table.iter().enumerate().filter(|(_, number)| **number > 0);
        let common = pages.map(move |(page, number)| {
            let counts = &self.counts[((number - 1) as usize) << PAGE..][..Self::SIZE];
            (first + ((page as u64) << PAGE), counts)
        });
        let last = first + ((Self::PAGES as u64) << PAGE);
        rare(0, first)
            .chain(common)
            .chain(rare(last, u64::from(u32::MAX)))
    }

    /// The buckets of a cell in which there is something, in increasing order, and their counts.
    fn buckets(&self, cell: usize) -> impl Iterator<Item = (u64, u32)> + '_ {
        let all = self.pages(cell);
        let all = all.flat_map(|(bucket, counts)| (bucket..).zip(counts.iter().copied()));
        all.filter(|(_, count)| *count > 0)
    }

    /// Smallest and largest value of a cell.
    pub(super) fn range(&self, cell: usize) -> (f64, f64) {
        self.ranges[cell]
    }

    /// Adds the counts of another tally with the same cells.
    pub(super) fn merge(&mut self, other: &Self) {
        for (cell, range) in other.ranges.iter().enumerate() {
            let mine = &mut self.ranges[cell];
            *mine = (mine.0.min(range.0), mine.1.max(range.1));
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
