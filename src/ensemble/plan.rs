//! What is decided before the first trial counts: which columns are tallied, in which order, and how large their values are expected to be.
//!
//! All amounts are rows of four tables, and every row is tallied in the same way.

use std::ops::Range;
use std::sync::Arc;

use super::pilot::sizes;
use super::sketch::Digits;
use super::sums::Units;
use crate::engine::Workspace;
use crate::lanes::{Lanes, WIDTH};
use crate::programme::columns::Column;
use crate::programme::columns::years::{STAYING, WITH_QUANTILES as SKETCHED};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::Design;

/// Less than this of a person counts as nobody in the quantiles of calendar years: expected casualties fade without end, and each
/// octave on the way would take memory.
const NOBODY: f64 = 1e-3;
/// All that is more than nothing.
const SOMETHING: f64 = f64::from_bits(1);
/// Stocks, first among the columns: what remains at a trial's end remains ever after.
const STOCKS: Range<usize> = 0..STAYING;
/// Buckets of at most 0.8 % of their value in calendar years, of 0.05 % in outcomes.
const COARSE: Digits = Digits(7);
const FINE: Digits = Digits(11);

/// Tables by their place in a plan.
///
/// Land and money, by calendar year, while a trial lasts.
pub(super) const LAND: usize = 0;
/// What goes on after trials end, by calendar year; columns from [`Plan::first_lasting`] on.
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
    /// Columns of what is handed over, in the order in which they are tallied: those with quantiles first.
    pub(super) columns: Vec<usize>,
    /// How many of them have quantiles.
    pub(super) sketched: usize,
    pub(super) digits: Digits,
    /// The least values that count in quantiles, for each group of eight columns; NaN where there is no such column.
    pub(super) least: Vec<Lanes>,
    /// Among the rows of all tables.
    pub(super) rows: Range<usize>,
    /// The first group of the first row among the groups of all tables.
    first_group: usize,
}

impl Table {
    /// The columns of `all`, those with quantiles first.
    fn new(sketched: &[usize], all: Range<usize>, digits: Digits, least: f64) -> Self {
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

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) years: usize,
    pub(super) months: usize,
    /// Columns of months in an outcome but for completion: from `milestones` on.
    pub(super) milestones: usize,
    pub(super) outcome_columns: usize,
    pub(super) tables: [Table; 4],
    /// The first column of calendar years that goes on after trials end.
    pub(super) first_lasting: usize,
    pub(super) units: Arc<Units>,
    /// Columns with quantiles in each group of all rows.
    pub(super) groups: Vec<usize>,
    /// Months and money within which the target is met.
    pub(super) target: (f64, f64),
    /// Months and cost of the point estimate, infinite if it does not finish.
    pub(super) point_estimate: (f64, f64),
}

impl Plan {
    pub(super) fn new(programme: &Programme, design: &Design) -> Self {
        let layout = &programme.year_layout;
        let milestones = programme.outcome_layout.milestones;
        let years = programme.clock.calendar_years();
        let lasting = layout.lasting();
        let people = layout.lasting_with_quantiles.iter();
        let people: Vec<usize> = people.map(|column| column - lasting.start).collect();
        let stocks: Vec<usize> = STOCKS.collect();
        let outcomes: Vec<&Column> = programme.columns().outcomes().collect();
        let has_figure = |column: &usize| outcomes[*column].declared().trials.is_some();
        let figures = (1..milestones).filter(has_figure);
        let figures: Vec<usize> = figures.collect();
        let mut tables = [
            Table::new(&SKETCHED, 0..lasting.start, COARSE, SOMETHING),
            Table::new(&people, 0..lasting.len(), COARSE, NOBODY),
            Table::new(&stocks, STOCKS, COARSE, SOMETHING),
            Table::new(&figures, 1..milestones, FINE, SOMETHING),
        ];
        let (mut rows, mut groups) = (0, Vec::new());
        for (table, count) in tables.iter_mut().zip([years, years, years, 2]) {
            table.rows = rows..rows + count;
            rows += count;
            table.first_group = groups.len();
            for _ in 0..count {
                let firsts = (0..table.sketched).step_by(WIDTH);
                groups.extend(firsts.map(|first| WIDTH.min(table.sketched - first)));
            }
        }
        Self {
            years,
            months: programme.clock.months as usize,
            milestones,
            outcome_columns: programme.outcome_layout.len,
            units: Arc::new(Units::new(&sizes(programme, design, &tables))),
            tables,
            first_lasting: lasting.start,
            groups,
            target: (programme.target.months, programme.target.budget),
            point_estimate: point_estimate(programme),
        }
    }

    /// The table of calendar years in which a column is, its place there, and that among the stocks if it is one.
    pub(super) fn year_column(&self, column: usize) -> (&Table, usize, Option<usize>) {
        let (table, column) = match column.checked_sub(self.first_lasting) {
            Some(lasting) => (PEOPLE, lasting),
            None => (LAND, column),
        };
        let place = self.tables[table].place(column);
        let place = place.expect("every column is tallied");
        let stock = self.tables[REMAINS].place(column);
        (&self.tables[table], place, stock.filter(|_| table == LAND))
    }

    /// Columns of months: completion, milestones, regions and the like.
    pub(super) fn month_columns(&self) -> usize {
        1 + self.outcome_columns - self.milestones
    }
}

/// Simulates the point estimate: completion in months (infinite if it does not finish) and cost.
fn point_estimate(programme: &Programme) -> (f64, f64) {
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    let outcome = workspace.outcome();
    (outcome[O::COMPLETION_MONTHS], outcome[O::COST])
}
