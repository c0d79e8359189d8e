//! Means and standard deviations from sums of integers, so that neither the order of trials nor cuts between them move a bit.
//!
//! What the hot loop cannot count in 64 bits ([`super::scales`]) is rare and takes a slow way through 128 bits. Squares are those of
//! the distance in units 2²⁵ times as large, so a standard deviation is exact to two millionths of the largest value, and 0 where nothing
//! varies.

use std::sync::Arc;

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::bytes::{Reader, put, put_signed};
use super::scales::{BIAS, BITS, COARSER, Scales, count, in_range};
use crate::lanes::{Lanes, Mask, Vector, WIDTH, Whole, Wholes};

/// Largest distance that is counted at all, 2^73 units: a billion trials of its square stay below 2^128.
const LARGEST: f64 = (1_u128 << 73) as f64;
/// Values added to a cell before its sums are moved to 128 bits.
const PENDING: u32 = 4096;

/// Sums of the columns of rows.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    scales: Arc<Scales>,
    /// `[row]`: values added to every column.
    counts: Vec<u64>,
    /// `[row]`: how often something was added to the pending sums.
    pending: Vec<u32>,
    /// `[row][block]`: pending sums.
    blocks: Vec<Block>,
    /// `[row][column]`.
    totals: Vec<Total>,
}

/// Pending sums side by side: of distances, each with its bias, and of their squares.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    distances: Wholes,
    squares: Wholes,
}

/// Sums of distances, and of their squares; of these, the largest number stands for a column with a value beyond all reason.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    distances: i128,
    squares: u128,
}

impl Total {
    fn add(&mut self, other: Self) {
        self.distances += other.distances;
        self.squares = self.squares.saturating_add(other.squares);
    }
}

impl Moments {
    pub(super) fn new(scales: &Arc<Scales>) -> Self {
        Self {
            counts: vec![0; scales.rows],
            pending: vec![0; scales.rows],
            blocks: vec![Block::default(); scales.rows * scales.blocks],
            totals: vec![Total::default(); scales.rows * scales.columns],
            scales: Arc::clone(scales),
        }
    }

    /// Adds one value to every column of a row: blocks of columns.
    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, row: usize, values: &[Lanes]) {
        self.add_blocks(
            simd,
            row,
            1,
            values,
            #[inline(always)]
            |value, _| value,
        );
    }

    /// Adds a value to every column of a row for each trial that is `there`: a block for each column.
    #[inline(always)]
    pub(super) fn add_trials<S: Simd>(
        &mut self,
        simd: S,
        row: usize,
        values: &[Lanes],
        there: Mask<S>,
    ) {
        let trials = there.to_bitmask().count_ones();
        // Whoever is not there has the distance 0.
        self.add_blocks(
            simd,
            row,
            u64::from(trials),
            values,
            #[inline(always)]
            |value, centre| there.select(value, centre),
        );
    }

    #[inline(always)]
    fn add_blocks<S: Simd>(
        &mut self,
        simd: S,
        row: usize,
        trials: u64,
        values: &[Lanes],
        counted: impl Fn(Vector<S>, Vector<S>) -> Vector<S>,
    ) {
        let n = self.scales.blocks;
        let values = &values[..n];
        let centres = &self.scales.centres[row * n..][..n];
        let factors = &self.scales.factors[..n];
        let blocks = &mut self.blocks[row * n..][..n];
        let mut seen = Whole::splat(simd, 0);
        for i in 0..n {
            let centre = centres[i].get(simd);
            let value = counted(values[i].get(simd), centre);
            let (distance, square) = count(value, centre, factors[i].get(simd));
            blocks[i].distances.add(distance);
            blocks[i].squares.add(square);
            seen |= distance | square;
        }
        self.counts[row] += trials;
        self.pending[row] += 1;
        let out_of_range: Mask<S> = (seen >> (BITS as u32 + 1)).simd_gt(0);
        if out_of_range.any_true() {
            for (i, value) in values.iter().enumerate() {
                let centre = self.scales.centres[row * n + i].get(simd);
                let value = counted(value.get(simd), centre);
                let (distance, square) = count(value, centre, self.scales.factors[i].get(simd));
                self.mend(row, i, value.into(), distance.into(), square.into());
            }
        }
        if self.pending[row] >= PENDING {
            self.settle_row(row);
        }
    }

    /// Takes what the hot loop has added to a block for values out of its range back, and counts them in full.
    #[cold]
    fn mend(
        &mut self,
        row: usize,
        block: usize,
        values: [f64; WIDTH],
        distances: [u64; WIDTH],
        squares: [u64; WIDTH],
    ) {
        for place in 0..WIDTH {
            let (distance, square) = (distances[place], squares[place]);
            let Some(column) = self.scales.column(block, place) else {
                continue;
            };
            if in_range(distance | square) {
                continue;
            }
            let pending = &mut self.blocks[row * self.scales.blocks + block];
            let sum = &mut pending.distances.0[place];
            *sum = sum.wrapping_sub(distance).wrapping_add(BIAS);
            let sum = &mut pending.squares.0[place];
            *sum = sum.wrapping_sub(square);
            let (centre, factor) = self.scales.of(row, column);
            let distance = (values[place] - centre) * factor;
            let total = &mut self.totals[row * self.scales.columns + column];
            if distance.abs() < LARGEST {
                let coarse = distance * COARSER;
                total.add(Total {
                    distances: distance.round_ties_even() as i128,
                    squares: (coarse * coarse).round_ties_even() as u128,
                });
            } else {
                total.squares = u128::MAX;
            }
        }
    }

    /// Moves what is pending in one row to the wide sums.
    #[inline(never)]
    fn settle_row(&mut self, row: usize) {
        let scales = &*self.scales;
        let bias = i128::from(std::mem::take(&mut self.pending[row])) * i128::from(BIAS);
        let blocks = &mut self.blocks[row * scales.blocks..][..scales.blocks];
        let totals = &mut self.totals[row * scales.columns..][..scales.columns];
        for (i, block) in blocks.iter_mut().enumerate() {
            let Block { distances, squares } = std::mem::take(block);
            for place in 0..WIDTH {
                if let Some(column) = scales.column(i, place) {
                    totals[column].add(Total {
                        distances: i128::from(distances.0[place]) - bias,
                        squares: u128::from(squares.0[place]),
                    });
                }
            }
        }
    }

    /// Moves all that is pending to the wide sums. Needed before anything is read.
    pub(super) fn settle(&mut self) {
        for row in 0..self.pending.len() {
            if self.pending[row] > 0 {
                self.settle_row(row);
            }
        }
    }

    /// Adds the sums of another tally on the same scales; both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            mine.add(*theirs);
        }
    }

    /// The sums of a column of a row over `parts` on the same scales, which must be settled.
    pub(super) fn sums<'a>(
        scales: &Scales,
        parts: impl Iterator<Item = &'a Self>,
        row: usize,
        column: usize,
    ) -> Sums {
        let (mut count, mut total) = (0, Total::default());
        for part in parts {
            count += part.counts[row];
            total.add(part.totals[row * scales.columns + column]);
        }
        let (centre, factor) = scales.of(row, column);
        let coarse = factor * COARSER;
        Sums {
            count,
            centre,
            sum: total.distances as f64 / factor,
            squares: total.squares as f64 / coarse / coarse,
            known: total.squares < u128::MAX,
        }
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for &count in &self.counts {
            put(bytes, u128::from(count));
        }
        for total in &self.totals {
            put_signed(bytes, total.distances);
            put(bytes, total.squares);
        }
    }

    /// Adds what was written; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        for count in &mut self.counts {
            *count = reader.number()?;
        }
        for total in &mut self.totals {
            total.distances = reader.signed()?;
            total.squares = reader.wide()?;
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
pub(super) fn mean_and_sd(parts: &[Sums], n: u64) -> Option<(f64, f64)> {
    if n == 0 || parts.iter().any(|part| !part.known) {
        return None;
    }
    let all = n as f64;
    let mean: f64 = parts
        .iter()
        .map(|part| part.centre * (part.count as f64 / all) + part.sum / all)
        .sum();
    let counted: u64 = parts.iter().map(|part| part.count).sum();
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
