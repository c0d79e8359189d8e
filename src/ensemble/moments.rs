//! Means and standard deviations from sums of integers, so that neither the order of trials nor cuts between them move a bit.
//!
//! A value x of column j is counted as ⌊(x − cⱼ)·fⱼ⌉: its distance from a centre in units of 1/fⱼ, both fixed before the first
//! trial. A value [`HEADROOM`] times as large as any that was seen then still fits into 50 bits, which the hot loop adds in 64;
//! larger ones are rare and take a slow way through 128 bits. Squares are those of the distance in units 2²⁵ times as large, so
//! a standard deviation is exact to a millionth of the largest value, and 0 where nothing varies.

use std::sync::Arc;

use super::bytes::{Reader, put, put_signed};
use crate::sampling::REPLICATES;

/// Largest distance that the hot loop counts, in units.
const BITS: i32 = 50;
/// 1.5·2^52: added to a number below 2^51 in size, it leaves the rounded number in the lowest bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
/// Makes every distance that the hot loop counts positive, so that one comparison finds all others.
const BIAS: u64 = 1 << BITS;
/// 2^-25: squares of distances of 50 bits have 50 bits again.
const COARSER: f64 = 1.0 / (1_u64 << (BITS / 2)) as f64;
/// Largest distance that is counted at all, 2^73 units: a billion trials of its square stay below 2^128.
const LARGEST: f64 = (1_u128 << 73) as f64;
/// Values added to a cell before its sums are moved to 128 bits.
const PENDING: u32 = 4096;
/// Powers of two between the largest value of a column that was seen beforehand and the largest that the hot loop counts.
const HEADROOM: i32 = 6;

/// Centres and units, fixed before the first trial.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scales {
    rows: usize,
    /// `[row][column]`.
    centres: Vec<f64>,
    /// `[column]`: units in 1, a power of two.
    factors: Vec<f64>,
}

impl Scales {
    /// Scales for `rows` of values around `centres` (`[row][column]`) that are hardly larger than `sizes` (`[column]`).
    pub(super) fn new(rows: usize, centres: Vec<f64>, sizes: &[f64]) -> Self {
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let factor = |&size: &f64| {
            // Nothing was seen in this column: it can hardly hold more than the others.
            let size = if size > 0.0 { size } else { largest };
            let exponent = (size.to_bits() >> 52) as i32 - 1022;
            let exponent = if size > 0.0 { exponent } else { 0 };
            power_of_two((BITS - HEADROOM - exponent).clamp(-1000, 1000))
        };
        Self {
            rows,
            centres,
            factors: sizes.iter().map(factor).collect(),
        }
    }

    /// Scales of some columns.
    pub(super) fn of_columns(&self, columns: std::ops::Range<usize>) -> Self {
        let rows = self.centres.chunks_exact(self.factors.len());
        Self {
            rows: self.rows,
            centres: rows
                .flat_map(|row| &row[columns.clone()])
                .copied()
                .collect(),
            factors: self.factors[columns].to_vec(),
        }
    }

    /// Scales of the first `columns`, around 0.
    pub(super) fn around_zero(&self, columns: usize) -> Self {
        Self {
            rows: self.rows,
            centres: vec![0.0; self.rows * columns],
            factors: self.factors[..columns].to_vec(),
        }
    }
}

/// 2 to the power of `exponent`, between -1022 and 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// Distance from the centre and its square, as the hot loop counts them: in range if both are below 2^51.
#[inline]
fn count(value: f64, centre: f64, factor: f64) -> (u64, u64) {
    let distance = (value - centre) * factor;
    let coarse = distance * COARSER;
    (
        (distance + MAGIC)
            .to_bits()
            .wrapping_sub(MAGIC.to_bits() - BIAS),
        (coarse * coarse + MAGIC)
            .to_bits()
            .wrapping_sub(MAGIC.to_bits()),
    )
}

/// Sums of the columns of rows, by replicate.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    scales: Arc<Scales>,
    columns: usize,
    /// `[replicate][row]`: values added to every column, without those still pending.
    counts: Vec<u64>,
    /// `[replicate][row]`: values whose sums are pending.
    pending: Vec<u32>,
    /// `[replicate][row][column]`: pending sums, each value with its bias.
    pending_sums: Vec<u64>,
    pending_squares: Vec<u64>,
    /// `[replicate][row][column]`.
    sums: Vec<i128>,
    /// `[replicate][row][column]`; the largest number stands for a column with a value beyond all reason.
    squares: Vec<u128>,
}

impl Moments {
    pub(super) fn new(scales: Arc<Scales>) -> Self {
        let columns = scales.factors.len();
        let rows = REPLICATES * scales.rows;
        Self {
            columns,
            counts: vec![0; rows],
            pending: vec![0; rows],
            pending_sums: vec![0; rows * columns],
            pending_squares: vec![0; rows * columns],
            sums: vec![0; rows * columns],
            squares: vec![0; rows * columns],
            scales,
        }
    }

    /// Adds one value to every column of a row.
    #[inline]
    pub(super) fn add(&mut self, replicate: usize, row: usize, values: &[f64]) {
        let n = self.columns;
        let cell = replicate * self.scales.rows + row;
        let values = &values[..n];
        let centres = &self.scales.centres[row * n..][..n];
        let factors = &self.scales.factors[..n];
        let sums = &mut self.pending_sums[cell * n..][..n];
        let squares = &mut self.pending_squares[cell * n..][..n];
        let mut seen = 0;
        for i in 0..n {
            let (sum, square) = count(values[i], centres[i], factors[i]);
            sums[i] = sums[i].wrapping_add(sum);
            squares[i] = squares[i].wrapping_add(square);
            seen |= sum | square;
        }
        self.pending[cell] += 1;
        if seen >> (BITS + 1) != 0 {
            self.mend(cell, row, values);
        }
        if self.pending[cell] >= PENDING {
            self.settle(cell);
        }
    }

    /// Takes what the hot loop has added for values out of its range back, and counts them in full.
    #[cold]
    fn mend(&mut self, cell: usize, row: usize, values: &[f64]) {
        for (i, &value) in values.iter().enumerate() {
            let centre = self.scales.centres[row * self.columns + i];
            let factor = self.scales.factors[i];
            let (sum, square) = count(value, centre, factor);
            if (sum | square) >> (BITS + 1) == 0 {
                continue;
            }
            let at = cell * self.columns + i;
            let pending = &mut self.pending_sums[at];
            *pending = pending.wrapping_sub(sum).wrapping_add(BIAS);
            let pending = &mut self.pending_squares[at];
            *pending = pending.wrapping_sub(square);
            let distance = (value - centre) * factor;
            if distance.abs() < LARGEST {
                let coarse = distance * COARSER;
                self.sums[at] += distance.round_ties_even() as i128;
                let square = (coarse * coarse).round_ties_even() as u128;
                self.squares[at] = self.squares[at].saturating_add(square);
            } else {
                self.squares[at] = u128::MAX;
            }
        }
    }

    /// Moves what is pending in one cell to the wide sums.
    fn settle(&mut self, cell: usize) {
        let pending = std::mem::take(&mut self.pending[cell]);
        self.counts[cell] += u64::from(pending);
        let bias = i128::from(pending) * i128::from(BIAS);
        for at in cell * self.columns..(cell + 1) * self.columns {
            let sum = std::mem::take(&mut self.pending_sums[at]);
            self.sums[at] += i128::from(sum) - bias;
            let square = std::mem::take(&mut self.pending_squares[at]);
            self.squares[at] = self.squares[at].saturating_add(u128::from(square));
        }
    }

    /// Moves all that is pending to the wide sums. Needed before anything is read.
    pub(super) fn settle_all(&mut self) {
        for cell in 0..self.pending.len() {
            if self.pending[cell] > 0 {
                self.settle(cell);
            }
        }
    }

    /// Adds the sums of another tally on the same scales; both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            *mine += theirs;
        }
        for (mine, theirs) in self.squares.iter_mut().zip(&other.squares) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    /// The sums of a column of a row in some replicates; must be settled.
    pub(super) fn sums(
        &self,
        replicates: std::ops::Range<usize>,
        row: usize,
        column: usize,
    ) -> Sums {
        let centre = self.scales.centres[row * self.columns + column];
        let (mut count, mut sum, mut squares) = (0, 0, 0_u128);
        for replicate in replicates {
            let cell = replicate * self.scales.rows + row;
            count += self.counts[cell];
            sum += self.sums[cell * self.columns + column];
            squares = squares.saturating_add(self.squares[cell * self.columns + column]);
        }
        let factor = self.scales.factors[column];
        let coarse = factor * COARSER;
        Sums {
            count,
            centre,
            sum: sum as f64 / factor,
            squares: squares as f64 / coarse / coarse,
            known: squares < u128::MAX,
        }
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for &count in &self.counts {
            put(bytes, u128::from(count));
        }
        for (&sum, &squares) in self.sums.iter().zip(&self.squares) {
            put_signed(bytes, sum);
            put(bytes, squares);
        }
    }

    /// Adds what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for count in &mut self.counts {
            *count = reader.number()?;
        }
        for (sum, squares) in self.sums.iter_mut().zip(&mut self.squares) {
            *sum = reader.signed()?;
            *squares = reader.wide()?;
        }
        Some(())
    }
}

/// Sums over the values of one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// Number of values.
    pub(super) count: u64,
    centre: f64,
    /// Of the distances from the centre.
    sum: f64,
    /// Of their squares.
    squares: f64,
    /// Whether every value was small enough to be counted.
    known: bool,
}

/// Mean and standard deviation (n − 1) over `n` trials, of which those in none of the `parts` have the value 0. `None` if a
/// value was too large to be counted.
pub(super) fn mean_and_sd<'a>(
    parts: impl Iterator<Item = &'a Sums> + Clone,
    n: u64,
) -> Option<(f64, f64)> {
    if n == 0 || parts.clone().any(|part| !part.known) {
        return None;
    }
    let all = n as f64;
    let mean: f64 = parts
        .clone()
        .map(|part| part.centre * (part.count as f64 / all) + part.sum / all)
        .sum();
    let counted: u64 = parts.clone().map(|part| part.count).sum();
    let mut squares = (n - counted.min(n)) as f64 * mean * mean;
    for part in parts {
        let away = part.centre - mean;
        squares += part.squares + 2.0 * away * part.sum + part.count as f64 * away * away;
    }
    let sd = if n > 1 {
        (squares.max(0.0) / (n - 1) as f64).sqrt()
    } else {
        0.0
    };
    Some((mean, sd))
}
