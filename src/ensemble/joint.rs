//! Completion against cost of the finished trials, on a lattice fixed beforehand: whole months, and costs in buckets of at most
//! 0.8 % of their value.

use super::bytes::{Reader, put};
use super::sketch::{bucket, floor};

/// Digits of the mantissa that tell costs apart.
const BITS: u32 = 7;
/// Costs in a page: one power of two.
const PAGE: usize = 1 << BITS;

/// Trials by month of completion and cost.
#[derive(Clone, Debug)]
pub struct Joint {
    months: usize,
    /// By power of two of the cost: `[month][bucket]`, empty where no trial has been.
    pages: Vec<Vec<u32>>,
}

/// Trials that complete in one month at like cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Months from the start to completion.
    pub month: usize,
    /// The least cost of the cell.
    pub low: f64,
    /// The least cost of the cell above.
    pub high: f64,
    /// Trials.
    pub count: u64,
}

impl Joint {
    pub(super) fn new(last_month: usize) -> Self {
        Self {
            months: last_month + 1,
            pages: vec![Vec::new(); 1 << 11],
        }
    }

    #[inline]
    pub(super) fn add(&mut self, months: f64, cost: f64) {
        let bucket = bucket::<BITS>(cost.max(0.0)) as usize;
        let month = months.min((self.months - 1) as f64) as usize;
        let page = &mut self.pages[bucket / PAGE];
        if page.is_empty() {
            page.resize(self.months * PAGE, 0);
        }
        let count = &mut page[month * PAGE + bucket % PAGE];
        *count = count.wrapping_add(1);
    }

    /// The cells in which there are trials, by cost and month.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let pages = self.pages.iter().enumerate();
        pages.flat_map(|(number, page)| {
            let counts = page.iter().enumerate().filter(|(_, trials)| **trials > 0);
            counts.map(move |(at, &count)| {
                let bucket = (number * PAGE + at % PAGE) as u64;
                Cell {
                    month: at / PAGE,
                    low: floor::<BITS>(bucket),
                    high: floor::<BITS>(bucket + 1),
                    count: u64::from(count),
                }
            })
        })
    }

    /// The edge between two cells nearest below a cost that is not negative.
    pub fn edge_below(cost: f64) -> f64 {
        floor::<BITS>(bucket::<BITS>(cost))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.pages.iter_mut().zip(&other.pages) {
            mine.resize(mine.len().max(theirs.len()), 0);
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.pages.iter().map(|page| 4 * page.len()).sum()
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for page in &self.pages {
            put(bytes, u128::from(!page.is_empty()));
            for &count in page {
                put(bytes, u128::from(count));
            }
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for page in &mut self.pages {
            if reader.number::<u8>()? > 0 {
                page.resize(self.months * PAGE, 0);
                for count in page {
                    *count = reader.number()?;
                }
            }
        }
        Some(())
    }
}
