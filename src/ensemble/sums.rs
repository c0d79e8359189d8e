//! Exact sums of the values of columns, and of their squares, eight columns at a time.
//!
//! A mean and a standard deviation follow from the number of trials, the sum of the values and that of their squares, and if these sums are
//! exact, neither the order of trials nor cuts between them move a bit, and nothing is lost where values lie close together. So the hot loop
//! adds whole numbers. It splits a value at the unit u of its cell into three of them,
//!
//! x = u (h + 2⁻²⁵ m + 2⁻⁵⁰ t) with |h| ≤ 2²⁵, |m| ≤ 2²⁴, |t| ≤ 2²⁴,
//!
//! whose products are below 2⁵¹ and so exact in floating-point numbers:
//! x² = u² (h² + 2⁻²⁴ h m + 2⁻⁵⁰ (2 h t + m²) + 2⁻⁷⁴ m t + 2⁻¹⁰⁰ t²).
//!
//! With u 2⁻²² times the size that is expected of a value, that holds for 0, for values of 2⁻²⁰ of the size up to eight times it, and for many
//! smaller ones. Whether it holds is found out for each value. Any other is added as a whole number times a power of two, to a total of
//! its cell and its order of magnitude: a superaccumulator (Neal, "Fast exact summation using small and large superaccumulators", 2015) whose
//! parts are made when they are needed. Both ways are exact, so what size was expected decides how fast a value is added, and never a figure.

use std::sync::Arc;

use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdFrom, SimdMask};

use super::bytes::{Reader, put, put_signed};
use super::exact::Exact;
use super::total::{INFINITE, LOWER, MAGNITUDE, Total, magnitude};
use crate::lanes::{Lanes, Vector, WIDTH, Whole, Wholes};

/// 1.5·2^52: added to a number below 2^51 in size, it leaves the rounded number in the lowest bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
/// Bits of `m` and of `t`, and of `h` beside its sign.
const PART: u32 = 25;
const UP: f64 = (1_u64 << PART) as f64;
const DOWN: f64 = 1.0 / UP;
/// Binary digits of a unit below the size that is expected of a value.
const BELOW_SIZE: i32 = 22;
/// Powers of two that sizes are taken to lie between. Up to the upper one, [`parts`] only ever multiplies what is left of a value by more
/// than 1, so that no digit is lost below the range of numbers.
const SIZES: (i32, i32) = (-900, 70);
/// Values added to a row before its sums are moved to 128 bits: so many, and as many more as are added at a time, stay within 64.
const PENDING: u32 = 4096;

/// What the hot loop adds to: sums of h, of 2²⁵ m + t, and of the five products above.
const SUMS: usize = 7;

/// How rows of columns are laid out in blocks of eight, and the unit of each column of each row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Units {
    /// `[row]`: the first block, and last the number of blocks.
    firsts: Vec<usize>,
    /// `[block]`: 1.5·2^52 units. A number that is added to it is rounded to whole units.
    coarse: Vec<Lanes>,
}

impl Units {
    /// Rows of blocks in which values are hardly larger than the `sizes`; of a size of 0 nothing is known.
    pub(super) fn new(rows: &[Vec<Lanes>]) -> Self {
        let mut firsts = vec![0];
        let mut coarse = Vec::new();
        for row in rows {
            coarse.extend(row.iter().map(|block| Lanes(block.0.map(coarse_of))));
            firsts.push(coarse.len());
        }
        Self { firsts, coarse }
    }

    /// The power of two of the last digit that the hot loop counts in a cell.
    fn last_digit(&self, cell: usize) -> i32 {
        let coarse = self.coarse[cell / WIDTH].0[cell % WIDTH];
        (coarse.to_bits() >> 52) as i32 - 1023 - 52 - 2 * PART.cast_signed()
    }

    /// The cell of a column of a row.
    pub(super) fn cell(&self, row: usize, column: usize) -> usize {
        self.firsts[row] * WIDTH + column
    }
}

/// 1.5·2^52 units of a column whose values are hardly larger than `size`.
fn coarse_of(size: f64) -> f64 {
    // Nothing is known: let it be about 1.
    let size = if size > 0.0 { size } else { 1.0 };
    let exponent = (size.to_bits() >> 52) as i32 - 1022;
    let unit = exponent.clamp(SIZES.0, SIZES.1) - BELOW_SIZE;
    MAGIC * f64::from_bits(((1023 + unit) as u64) << 52)
}

/// Sums of all cells.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    units: Arc<Units>,
    /// `[row]`: how often something was added to the pending sums.
    pending: Vec<u32>,
    /// `[block]`: pending sums side by side, each with its bias; see [`biases`].
    blocks: Vec<[Wholes; SUMS]>,
    /// `[cell]`.
    totals: Vec<Total>,
    /// `[cell]`: totals of values that the hot loop does not count, by [`magnitude`] in increasing order.
    others: Vec<Vec<(i32, Total)>>,
}

/// Whole numbers below 2^51 in size as bits, with a bias.
#[inline(always)]
fn bits<S: Simd>(numbers: Vector<S>) -> Whole<S> {
    (numbers + MAGIC).bitcast()
}

/// What values add to the sums of their cells, each number with a bias; and bits that are 0 where that is exact.
#[inline(always)]
fn parts<S: Simd>(values: Vector<S>, coarse: Vector<S>) -> ([Whole<S>; SUMS], Whole<S>) {
    let magic = Vector::splat(values.simd, MAGIC);
    let unit_bits = coarse.bitcast::<Whole<S>>();
    // 1/u: the opposite exponent.
    let per_unit = (Whole::splat(values.simd, MAGIC.to_bits() + 1.0_f64.to_bits()) - unit_bits)
        .bitcast::<Vector<S>>();
    let rounded = values + coarse;
    let whole = rounded - coarse;
    let fine = (values - whole) * (per_unit * (UP * UP));
    let fine_rounded = fine + magic;
    let lost = (fine_rounded - magic) - fine;
    let h = whole * per_unit;
    let m = (fine * DOWN + magic) - magic;
    let t = fine - m * UP;
    let beyond = (rounded.bitcast::<Whole<S>>() - unit_bits + (1 << PART)) >> (PART + 1);
    (
        [
            rounded.bitcast(),
            fine_rounded.bitcast(),
            bits(h * h),
            bits(h * m),
            bits((h + h) * t + m * m),
            bits(m * t),
            bits(t * t),
        ],
        beyond | lost.bitcast::<Whole<S>>(),
    )
}

/// What each addition adds to the sums beyond what it should.
fn biases(coarse: f64) -> [u64; SUMS] {
    let mut biases = [MAGIC.to_bits(); SUMS];
    biases[0] = coarse.to_bits();
    biases
}

/// Adds values that the hot loop does not count, which it takes for 0.
#[cold]
fn add_others(others: &mut [Vec<(i32, Total)>], values: &Lanes, inexact: [u64; WIDTH]) {
    for place in (0..WIDTH).filter(|&place| inexact[place] > 0) {
        let (magnitude, total) = magnitude(values.0[place]);
        of_magnitude(&mut others[place], magnitude).add(total);
    }
}

/// The total of a magnitude among those of a cell, which are few.
fn of_magnitude(totals: &mut Vec<(i32, Total)>, magnitude: i32) -> &mut Total {
    let at = totals.partition_point(|(other, _)| *other < magnitude);
    if totals.get(at).is_none_or(|(other, _)| *other > magnitude) {
        totals.insert(at, (magnitude, Total::default()));
    }
    &mut totals[at].1
}

impl Sums {
    pub(super) fn new(units: &Arc<Units>) -> Self {
        Self {
            pending: vec![0; units.firsts.len() - 1],
            blocks: vec![[Wholes::default(); SUMS]; units.coarse.len()],
            totals: vec![Total::default(); units.coarse.len() * WIDTH],
            others: vec![Vec::new(); units.coarse.len() * WIDTH],
            units: Arc::clone(units),
        }
    }

    /// Adds values to every column of a row: `[trial][block]`.
    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, row: usize, values: &[Lanes]) {
        let blocks = self.units.firsts[row]..self.units.firsts[row + 1];
        let width = blocks.len();
        for (i, block) in blocks.enumerate() {
            let coarse = self.units.coarse[block].get(simd);
            let mut sums = self.blocks[block].map(|sum| Whole::simd_from(simd, sum.0));
            for lanes in values[i..].iter().step_by(width) {
                let values = lanes.get(simd);
                let (mut all, inexact) = parts(values, coarse);
                if inexact.simd_gt(0).any_true() {
                    let others = &mut self.others[block * WIDTH..][..WIDTH];
                    add_others(others, lanes, inexact.into());
                    let exact = inexact.simd_eq(0);
                    (all, _) = parts(exact.select(values, Vector::splat(simd, 0.0)), coarse);
                }
                for (sum, part) in sums.iter_mut().zip(all) {
                    *sum += part;
                }
            }
            for (to, sum) in self.blocks[block].iter_mut().zip(sums) {
                sum.store_slice(&mut to.0);
            }
        }
        self.pending[row] += (values.len() / width) as u32;
        if self.pending[row] >= PENDING {
            self.settle_row(row);
        }
    }

    /// Moves what is pending in one row to the wide sums.
    #[inline(never)]
    fn settle_row(&mut self, row: usize) {
        let pending = u64::from(std::mem::take(&mut self.pending[row]));
        for block in self.units.firsts[row]..self.units.firsts[row + 1] {
            let sums = std::mem::take(&mut self.blocks[block]);
            for place in 0..WIDTH {
                let biases = biases(self.units.coarse[block].0[place]);
                let [h, fine, hh, hm, middle, mt, tt] = std::array::from_fn(|i| {
                    let bias = pending.wrapping_mul(biases[i]);
                    i128::from(sums[i].0[place].wrapping_sub(bias).cast_signed())
                });
                self.totals[block * WIDTH + place].add(Total {
                    sum: (h << (2 * PART)) + fine,
                    high: (hh << (4 * PART - LOWER)) + hm,
                    low: (middle << (2 * PART)) + (mt << (PART + 1)) + tt,
                });
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

    /// Adds the sums of another tally in the same units; both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            mine.add(*theirs);
        }
        for (mine, theirs) in self.others.iter_mut().zip(&other.others) {
            for (magnitude, total) in theirs {
                of_magnitude(mine, *magnitude).add(*total);
            }
        }
    }

    /// Adds the values in a cell to `exact`; the sums must be settled.
    pub(super) fn add_to(&self, exact: &mut Exact, cell: usize) {
        self.totals[cell].add_to(exact, self.units.last_digit(cell));
        for (magnitude, total) in &self.others[cell] {
            match *magnitude {
                INFINITE => exact.add_infinite(),
                magnitude => total.add_to(exact, magnitude * MAGNITUDE),
            }
        }
    }

    /// Appends the cells in which there is something as bytes; the sums must be settled.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let cells = || {
            (0..)
                .zip(&self.totals)
                .filter(|(_, it)| **it != Total::default())
        };
        put(bytes, cells().count() as u128);
        let mut next = 0;
        for (cell, total) in cells() {
            put(bytes, cell - next);
            next = cell + 1;
            total.write(bytes);
        }
        let others = || {
            (0..)
                .zip(&self.others)
                .flat_map(|(cell, totals)| totals.iter().map(move |it| (cell, it)))
        };
        put(bytes, others().count() as u128);
        for (cell, (magnitude, total)) in others() {
            put(bytes, cell);
            put_signed(bytes, (*magnitude).into());
            total.write(bytes);
        }
    }

    /// Reads what was written into empty sums; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        let cells: usize = reader.number()?;
        let mut next = 0_usize;
        for _ in 0..cells {
            let cell = next.checked_add(reader.number()?)?;
            *self.totals.get_mut(cell)? = Total::read(reader)?;
            next = cell + 1;
        }
        let others: usize = reader.number()?;
        for _ in 0..others {
            let cell: usize = reader.number().filter(|cell| *cell < self.totals.len())?;
            let magnitude = i32::try_from(reader.signed()?).ok()?;
            let possible = magnitude == INFINITE || (-68..=60).contains(&magnitude);
            possible.then_some(())?;
            *of_magnitude(&mut self.others[cell], magnitude) = Total::read(reader)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
