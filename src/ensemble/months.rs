//! Whole months counted one by one: when things are complete.

use super::bytes::{Reader, put};

/// Counts of the months of several columns.
#[derive(Clone, Debug)]
pub(super) struct Months {
    /// Last month; the place after it counts what is never reached.
    last: usize,
    /// `[column][month]`.
    counts: Vec<u32>,
}

impl Months {
    /// Room for `columns` of months from 0 to `last`.
    pub(super) fn new(columns: usize, last: usize) -> Self {
        Self {
            last,
            counts: vec![0; columns * (last + 2)],
        }
    }

    /// Counts a whole number of months; one beyond the last counts as never.
    #[inline]
    pub(super) fn add(&mut self, column: usize, months: f64) {
        let month = months.clamp(0.0, (self.last + 1) as f64) as usize;
        let count = &mut self.counts[column * (self.last + 2) + month];
        *count = count.wrapping_add(1);
    }

    /// Counts of a column by month, never last.
    pub(super) fn column(&self, column: usize) -> &[u32] {
        &self.counts[column * (self.last + 2)..][..self.last + 2]
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
