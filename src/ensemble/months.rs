//! Whole months counted one by one: when things are complete.

use super::bytes::{Reader, put};
use crate::sampling::REPLICATES;

/// Counts of the months of several columns, by replicate.
#[derive(Clone, Debug)]
pub(super) struct Months {
    columns: usize,
    /// Last month; the place after it counts what is never reached.
    last: usize,
    /// `[replicate][column][month]`.
    counts: Vec<u32>,
}

impl Months {
    /// Room for `columns` of months from 0 to `last`.
    pub(super) fn new(columns: usize, last: usize) -> Self {
        Self {
            columns,
            last,
            counts: vec![0; REPLICATES * columns * (last + 2)],
        }
    }

    /// Counts a whole number of months; one beyond the last counts as never.
    #[inline]
    pub(super) fn add(&mut self, replicate: usize, column: usize, months: f64) {
        let month = months.clamp(0.0, (self.last + 1) as f64) as usize;
        let at = (replicate * self.columns + column) * (self.last + 2) + month;
        self.counts[at] = self.counts[at].wrapping_add(1);
    }

    /// Counts of a column in some replicates, by month, never last.
    pub(super) fn counts(&self, replicates: std::ops::Range<usize>, column: usize) -> Vec<u64> {
        let mut all = vec![0; self.last + 2];
        for replicate in replicates {
            let at = (replicate * self.columns + column) * (self.last + 2);
            for (sum, &count) in all.iter_mut().zip(&self.counts[at..]) {
                *sum += u64::from(count);
            }
        }
        all
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for &count in &self.counts {
            put(bytes, u128::from(count));
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for count in &mut self.counts {
            *count = reader.number()?;
        }
        Some(())
    }
}
