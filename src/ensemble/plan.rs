//! What is decided before the first trial counts: which columns are tallied, in which order, and how large their values are expected to be.
//!
//! All amounts are rows of four tables, and every row is tallied in the same way.

use std::ops::Range;
use std::sync::Arc;

use super::pilot::sizes;
use super::sketch::Digits;
use super::sums::Units;
use super::table::{LAND, PEOPLE, REMAINS, Table};
use crate::engine::Workspace;
use crate::lanes::WIDTH;
use crate::programme::columns::Column;
use crate::programme::columns::years::{STAYING, WITH_QUANTILES as SKETCHED};
use crate::programme::{Limits, OutcomeLayout as O, Programme};
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
    /// What a trial must keep.
    pub(super) target: Limits,
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
            target: programme.target,
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
