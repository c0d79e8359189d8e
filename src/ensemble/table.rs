//! Rows of amounts that are tallied in the same way.

use std::ops::Range;

use super::sketch::Digits;
use super::sums::Units;
use crate::lanes::{Lanes, WIDTH};

/// Tables by their place in a plan.
///
/// Land and money, by calendar year, while a trial lasts.
pub(super) const LAND: usize = 0;
/// What goes on after trials end, by calendar year; columns from `Plan::first_lasting` on.
pub(super) const PEOPLE: usize = 1;
/// Stocks when a trial has ended, by the first calendar year thereafter.
pub(super) const REMAINS: usize = 2;
/// Outcomes, of trials that [finish](FINISHED) and of the [others](UNFINISHED).
pub(super) const OUTCOMES: usize = 3;
pub(super) const FINISHED: usize = 0;
pub(super) const UNFINISHED: usize = 1;

/// Rows of the same columns, in blocks of eight.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Columns of what a trial hands over, in the order in which they are tallied: those with quantiles first.
    pub(super) columns: Vec<usize>,
    /// How many of them have quantiles.
    pub(super) sketched: usize,
    pub(super) digits: Digits,
    /// The least values that count in quantiles, for each group of eight columns; NaN where there is no such column.
    pub(super) least: Vec<Lanes>,
    /// Among the rows of all tables.
    pub(super) rows: Range<usize>,
    /// The first group of the first row among the groups of all tables.
    pub(super) first_group: usize,
}

impl Table {
    /// The columns of `all`, those with quantiles first.
    pub(super) fn new(sketched: &[usize], all: Range<usize>, digits: Digits, least: f64) -> Self {
        let rest = all.filter(|column| !sketched.contains(column));
        let mut least = vec![least; sketched.len()];
        least.resize(sketched.len().next_multiple_of(WIDTH), f64::NAN);
        let (groups, _) = least.as_chunks();
        Self {
            columns: sketched.iter().copied().chain(rest).collect(),
            sketched: sketched.len(),
            digits,
            least: groups.iter().copied().map(Lanes).collect(),
            rows: 0..0,
            first_group: 0,
        }
    }

    /// Blocks in a row.
    pub(super) fn blocks(&self) -> usize {
        self.columns.len().div_ceil(WIDTH)
    }

    /// The first group of a row.
    #[inline(always)]
    pub(super) fn group(&self, row: usize) -> usize {
        self.first_group + row * self.least.len()
    }

    /// The sketch of the column at a place in a row.
    pub(super) fn sketch(&self, row: usize, place: usize) -> usize {
        self.group(row) * WIDTH + place
    }

    /// The sum of the column at a place in a row.
    pub(super) fn sum(&self, units: &Units, row: usize, place: usize) -> usize {
        units.cell(self.rows.start + row, place)
    }

    /// Where a column stands.
    pub(super) fn place(&self, column: usize) -> Option<usize> {
        self.columns.iter().position(|ordered| *ordered == column)
    }

    /// The columns of one trial in the order of the table, in blocks.
    #[inline(always)]
    pub(super) fn in_order<'a>(&self, columns: &[f64], row: &'a mut [Lanes]) -> &'a [Lanes] {
        let row = &mut row[..self.blocks()];
        for (block, order) in row.iter_mut().zip(self.columns.chunks(WIDTH)) {
            *block = Lanes::default();
            for (value, &column) in block.0.iter_mut().zip(order) {
                *value = columns[column];
            }
        }
        row
    }
}
