//! Completion against cost: of the finished trials on a lattice fixed beforehand, whole months, and costs in buckets of at most 0.8 % of
//! their value; of the first trials one by one, for the points of a scatter and for what drives them.

use super::bytes::{Reader, put, put_real};
use super::counts::Counts;
use super::sketch::Digits;

/// Digits of the mantissa that tell costs apart.
const DIGITS: Digits = Digits(7);

/// Trials that are kept one by one: those with smaller numbers.
pub const SAMPLED: u64 = 16_384;

/// Trials by month of completion and cost.
#[derive(Clone, Debug)]
pub struct Joint {
    last_month: usize,
    /// `[month]`: buckets of the cost.
    counts: Counts,
    /// Number, months to completion and cost of each of the first trials.
    first: Vec<(u64, f64, f64)>,
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
            last_month,
            counts: Counts::new(last_month + 1),
            first: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, trial: u64, months: f64, cost: f64) {
        if months.is_finite() {
            let month = (months as usize).min(self.last_month);
            self.counts.add(month, DIGITS.bucket(cost.max(0.0)), 1);
        }
        if trial < SAMPLED {
            self.first.push((trial, months, cost));
        }
    }

    /// Puts the first trials in the order of their numbers.
    pub(super) fn sort(&mut self) {
        self.first.sort_unstable_by_key(|(trial, ..)| *trial);
    }

    /// Months to completion (infinite if unfinished) and cost of the trials with numbers below [`SAMPLED`], in their order.
    pub fn first(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        self.first.iter().map(|&(_, months, cost)| (months, cost))
    }

    /// The cells in which there are trials, by month and cost.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        (0..=self.last_month).flat_map(|month| {
            self.counts.numbers(month).map(move |(bucket, count)| Cell {
                month,
                low: DIGITS.floor(bucket),
                high: DIGITS.floor(bucket + 1),
                count: u64::from(count),
            })
        })
    }

    /// The edge between two cells nearest below a cost that is not negative.
    pub fn edge_below(cost: f64) -> f64 {
        DIGITS.floor(DIGITS.bucket(cost))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.first.extend_from_slice(&other.first);
    }

    pub(super) fn memory(&self) -> usize {
        self.counts.memory()
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        self.counts.write(bytes);
        put(bytes, self.first.len() as u128);
        for &(trial, months, cost) in &self.first {
            put(bytes, u128::from(trial));
            put_real(bytes, months);
            put_real(bytes, cost);
        }
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        self.counts.read(reader)?;
        let first: u64 = reader.number().filter(|first| *first <= SAMPLED)?;
        for _ in 0..first {
            let trial = reader.number().filter(|trial| *trial < SAMPLED)?;
            self.first.push((trial, reader.real()?, reader.real()?));
        }
        Some(())
    }
}
