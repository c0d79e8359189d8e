//! On which scale values are counted: centres and units, fixed before the first trial.
//!
//! A value x of column j is counted as ⌊(x − cⱼ)·fⱼ⌉: its distance from a centre in units of 1/fⱼ. A value [`HEADROOM`] powers of
//! two as large as any that was seen before still fits into 50 bits, which the hot loop adds in 64.

use fearless_simd::{Bytes, Simd};

use crate::lanes::{Lanes, Vector, WIDTH, Whole};

/// Largest distance that the hot loop counts, in units, as a power of two.
pub(super) const BITS: i32 = 50;
/// 1.5·2^52: added to a number below 2^51 in size, it leaves the rounded number in the lowest bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
/// Makes every distance that the hot loop counts positive, so that one comparison finds all others.
pub(super) const BIAS: u64 = 1 << BITS;
/// 2^-25: squares of distances of 50 bits have 50 bits again.
pub(super) const COARSER: f64 = 1.0 / (1_u64 << (BITS / 2)) as f64;
/// Powers of two between the largest value of a column that was seen beforehand and the largest that the hot loop counts.
const HEADROOM: i32 = 6;

/// Centres and units of columns, as they come from the pilot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Units {
    rows: usize,
    /// `[row][column]`.
    centres: Vec<f64>,
    /// `[column]`: units in 1, a power of two.
    factors: Vec<f64>,
}

impl Units {
    /// Units for `rows` of values around `centres` (`[row][column]`) that are hardly larger than `sizes` (`[column]`).
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

    /// The same units around 0.
    pub(super) fn around_zero(&self) -> Self {
        Self {
            centres: vec![0.0; self.centres.len()],
            ..self.clone()
        }
    }

    /// Scales of some columns, in their order.
    pub(super) fn scales(&self, columns: &[usize], side: Side) -> Scales {
        let lay_out = |values: &[f64]| -> Vec<Lanes> {
            let values = columns.iter().map(|&column| values[column]);
            match side {
                Side::Trials => values.map(Lanes::all).collect(),
                Side::Columns => {
                    let values: Vec<f64> = values.collect();
                    let block = |values: &[f64]| {
                        let mut block = Lanes::default();
                        block.0[..values.len()].copy_from_slice(values);
                        block
                    };
                    values.chunks(WIDTH).map(block).collect()
                }
            }
        };
        let rows = self.centres.chunks_exact(self.factors.len());
        let factors = lay_out(&self.factors);
        Scales {
            side,
            rows: self.rows,
            columns: columns.len(),
            blocks: factors.len(),
            centres: rows.flat_map(lay_out).collect(),
            factors,
        }
    }
}

/// What stands side by side in a block of eight numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Neighbouring columns of one trial, the last block filled up.
    Columns,
    /// Trials: one column in each of eight.
    Trials,
}

/// Centres and units in blocks of eight.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scales {
    side: Side,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// In a row.
    pub(super) blocks: usize,
    /// `[row][block]`.
    pub(super) centres: Vec<Lanes>,
    /// `[block]`.
    pub(super) factors: Vec<Lanes>,
}

impl Scales {
    /// The column at a place of a block, if there is one.
    pub(super) fn column(&self, block: usize, place: usize) -> Option<usize> {
        let column = match self.side {
            Side::Columns => block * WIDTH + place,
            Side::Trials => block,
        };
        (column < self.columns).then_some(column)
    }

    /// Centre and units of a column.
    pub(super) fn of(&self, row: usize, column: usize) -> (f64, f64) {
        let (block, place) = match self.side {
            Side::Columns => (column / WIDTH, column % WIDTH),
            Side::Trials => (column, 0),
        };
        let centre = self.centres[row * self.blocks + block].0[place];
        (centre, self.factors[block].0[place])
    }
}

/// 2 to the power of `exponent`, between -1022 and 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// Distances from the centres and their squares, as the hot loop counts them: in range if both are below 2^51.
#[inline(always)]
pub(super) fn count<S: Simd>(
    value: Vector<S>,
    centre: Vector<S>,
    factor: Vector<S>,
) -> (Whole<S>, Whole<S>) {
    let distance = (value - centre) * factor;
    let coarse = distance * COARSER;
    (
        (distance + MAGIC).bitcast::<Whole<S>>() - (MAGIC.to_bits() - BIAS),
        (coarse * coarse + MAGIC).bitcast::<Whole<S>>() - MAGIC.to_bits(),
    )
}

/// Whether a number that [`count`] gave, or several of them joined by "or", is in range.
pub(super) fn in_range(counted: u64) -> bool {
    counted >> (BITS + 1) == 0
}
