//! Values on their way into the sketches of calendar years.
//!
//! Every trial visits every year, but the sketches of all years and replicates do not fit into a processor's cache. So buckets wait,
//! year by year, until there are enough of them to make fetching a year's sketches worth while.

use std::ops::{Deref, DerefMut};

use super::sketch::Sketches;

/// Rows that wait at most, for each year.
const LENGTH: usize = 1024;

/// A row of buckets and the replicate it belongs to.
#[derive(Clone, Copy, Debug)]
struct Waiting<const COLUMNS: usize> {
    replicate: u16,
    codes: [u16; COLUMNS],
}

/// Sketches `[replicate][row][column]` with a queue before each row.
#[derive(Clone, Debug)]
pub(super) struct Queued<const BITS: u32, const PAGE: u32, const COLUMNS: usize> {
    sketches: Sketches<BITS, PAGE>,
    /// By row.
    queues: Vec<Vec<Waiting<COLUMNS>>>,
}

impl<const BITS: u32, const PAGE: u32, const COLUMNS: usize> Queued<BITS, PAGE, COLUMNS> {
    pub(super) fn new(replicates: usize, rows: usize) -> Self {
        Self {
            sketches: Sketches::new(replicates * rows * COLUMNS),
            queues: (0..rows).map(|_| Vec::with_capacity(LENGTH)).collect(),
        }
    }

    /// Counts one value in every column of a row; those that are not positive count nowhere.
    #[inline]
    pub(super) fn add(&mut self, replicate: usize, row: usize, values: [f64; COLUMNS]) {
        let cell = (replicate * self.queues.len() + row) * COLUMNS;
        let codes = self.sketches.codes(cell, values);
        let queue = &mut self.queues[row];
        queue.push(Waiting {
            replicate: replicate as u16,
            codes,
        });
        if queue.len() >= LENGTH {
            self.flush(row);
        }
    }

    fn flush(&mut self, row: usize) {
        let rows = self.queues.len();
        for waiting in self.queues[row].drain(..) {
            let cell = (usize::from(waiting.replicate) * rows + row) * COLUMNS;
            for (column, code) in waiting.codes.into_iter().enumerate() {
                self.sketches.count_code(cell + column, code);
            }
        }
    }

    /// Counts all that waits. Needed before anything is read.
    pub(super) fn settle(&mut self) {
        for row in 0..self.queues.len() {
            self.flush(row);
        }
    }
}

impl<const BITS: u32, const PAGE: u32, const COLUMNS: usize> Deref for Queued<BITS, PAGE, COLUMNS> {
    type Target = Sketches<BITS, PAGE>;

    fn deref(&self) -> &Self::Target {
        &self.sketches
    }
}

impl<const BITS: u32, const PAGE: u32, const COLUMNS: usize> DerefMut
    for Queued<BITS, PAGE, COLUMNS>
{
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.sketches
    }
}
