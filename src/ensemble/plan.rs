//! What is decided before the first trial counts: which columns are tallied, in which order, and how large their values are expected to be.
//!
//! Sizes come from a [pilot](super::pilot). They depend on scenario, design and seed alone, and decide how fast values are added, not what
//! their sums are.

use std::ops::Range;
use std::sync::Arc;

use super::pilot::Pilot;
use super::sketch::Digits;
use super::sums::Units;
use crate::engine::Workspace;
use crate::lanes::{Lanes, WIDTH};
use crate::programme::{OutcomeLayout as O, Programme, YearLayout as Y};
use crate::sampling::Design;

/// Columns of land and money with quantiles in calendar years: the stocks of land, and the totals of land and money.
const SKETCHED: [usize; 8] = [
    Y::SUSPECTED,
    Y::CONFIRMED,
    Y::TO_CLEAR,
    Y::REMAINING,
    Y::CLEARED,
    Y::SPENDING,
    Y::INCOME,
    Y::FUNDING_GAP,
];
/// Less than this of a person counts as nobody in the quantiles of calendar years: expected casualties fade without end, and each octave on
/// the way would take memory.
const NOBODY: f64 = 1e-3;
/// Stocks, first among the columns: what remains at a trial's end remains ever after.
const STOCKS: usize = Y::REMAINING + 1;
/// Outcomes of which no figure is made.
const NO_FIGURE: [usize; 6] = [
    O::UNRECORDED,
    O::ADDED,
    O::REMAINING,
    O::INCOME,
    O::LAPSED,
    O::KEPT,
];
/// Buckets of at most 0.8 % of their value in calendar years, of 0.05 % in outcomes.
const COARSE: Digits = Digits(7);
const FINE: Digits = Digits(11);

/// Rows of the same columns, in blocks of eight; those with quantiles come first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Columns of what is handed over, in the order in which they are tallied.
    pub(super) columns: Vec<usize>,
    /// How many of them have quantiles.
    pub(super) sketched: usize,
    pub(super) digits: Digits,
    /// `[group]`: the least values that count in quantiles; NaN where there is no such column.
    pub(super) least: Vec<Lanes>,
    rows: Range<usize>,
    first_group: usize,
}

impl Table {
    fn new(columns: Vec<usize>, sketched: usize, digits: Digits, least: f64, rows: usize) -> Self {
        let groups = (0..sketched).step_by(WIDTH);
        let least = groups.map(|first| {
            let there = |place| first + place < sketched;
            Lanes(std::array::from_fn(|place| {
                if there(place) { least } else { f64::NAN }
            }))
        });
        Self {
            least: least.collect(),
            columns,
            sketched,
            digits,
            rows: 0..rows,
            first_group: 0,
        }
    }

    /// Blocks in a row.
    pub(super) fn blocks(&self) -> usize {
        self.columns.len().div_ceil(WIDTH)
    }

    /// The number of a row among those of all tables.
    #[inline(always)]
    pub(super) fn row(&self, index: usize) -> usize {
        self.rows.start + index
    }

    /// The first group of sketches of a row.
    #[inline(always)]
    pub(super) fn group(&self, index: usize) -> usize {
        self.first_group + index * self.least.len()
    }

    /// The sketch of the column at a place.
    pub(super) fn cell(&self, index: usize, place: usize) -> usize {
        self.group(index) * WIDTH + place
    }

    /// The columns with quantiles in each of the groups of a row.
    pub(super) fn group_sizes(&self) -> impl Iterator<Item = usize> + '_ {
        let firsts = (0..self.sketched).step_by(WIDTH);
        firsts.map(|first| WIDTH.min(self.sketched - first))
    }

    /// Where a column stands.
    pub(super) fn place(&self, column: usize) -> Option<usize> {
        self.columns.iter().position(|ordered| *ordered == column)
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
    /// By calendar year: land and money while a trial lasts.
    pub(super) years_of_land: Table,
    /// By calendar year: what goes on after trials end, columns from `first_lasting` on.
    pub(super) years_of_people: Table,
    pub(super) first_lasting: usize,
    /// By calendar year: stocks that remain from then on.
    pub(super) remains: Table,
    /// Outcomes of the trials that finish, and of the others.
    pub(super) outcomes: Table,
    pub(super) units: Arc<Units>,
    /// `[group]`: columns with quantiles in each group of sketches.
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
        let land = first(&SKETCHED, 0..lasting.start);
        let mut years_of_land = Table::new(land, SKETCHED.len(), COARSE, f64::from_bits(1), years);
        // People returned, those whose land is released, casualties among people.
        let returned = layout.people.returned;
        let released = returned.map(|column| column + 1);
        let sketched = [returned, released, layout.people.casualties];
        let sketched = sketched
            .into_iter()
            .flatten()
            .map(|column| column - lasting.start);
        let sketched: Vec<usize> = sketched.collect();
        let people = first(&sketched, 0..lasting.len());
        let mut years_of_people = Table::new(people, sketched.len(), COARSE, NOBODY, years);
        let stocks = (0..STOCKS).collect();
        let mut remains = Table::new(stocks, STOCKS, COARSE, f64::from_bits(1), years);
        let figures: Vec<usize> = (1..milestones)
            .filter(|it| !NO_FIGURE.contains(it))
            .collect();
        let all = first(&figures, 1..milestones);
        let mut outcomes = Table::new(all, figures.len(), FINE, f64::from_bits(1), 2);

        let mut tables = [
            &mut years_of_land,
            &mut years_of_people,
            &mut remains,
            &mut outcomes,
        ];
        let (mut rows, mut groups) = (0, Vec::new());
        for table in &mut tables {
            table.rows = rows..rows + table.rows.len();
            table.first_group = groups.len();
            for _ in table.rows.clone() {
                groups.extend(table.group_sizes());
            }
            rows = table.rows.end;
        }
        let pilot = Pilot::new(programme, design);
        let sizes = [
            pilot.years(&years_of_land, 0),
            pilot.years(&years_of_people, lasting.start),
            pilot.remains(&remains),
            pilot.outcomes(&outcomes),
        ];
        Self {
            years,
            months: programme.clock.months as usize,
            milestones,
            outcome_columns: programme.outcome_layout.len,
            years_of_land,
            years_of_people,
            first_lasting: lasting.start,
            remains,
            outcomes,
            units: Arc::new(Units::new(&sizes.concat())),
            groups,
            target: (programme.target.months, programme.target.budget),
            point_estimate: point_estimate(programme),
        }
    }

    /// The table of calendar years in which a column is, its place there, and that among the stocks if it is one.
    pub(super) fn year_column(&self, column: usize) -> (&Table, usize, Option<usize>) {
        let (table, column) = match column.checked_sub(self.first_lasting) {
            Some(lasting) => (&self.years_of_people, lasting),
            None => (&self.years_of_land, column),
        };
        let place = table.place(column).expect("every column is tallied");
        let stock = std::ptr::eq(table, &self.years_of_land).then(|| self.remains.place(column));
        (table, place, stock.flatten())
    }

    /// All tables in the order of their rows.
    pub(super) fn tables(&self) -> [&Table; 4] {
        let Self {
            years_of_land,
            years_of_people,
            remains,
            outcomes,
            ..
        } = self;
        [years_of_land, years_of_people, remains, outcomes]
    }

    /// The row of the outcomes of trials that finish, or do not.
    #[inline(always)]
    pub(super) fn outcome_row(finished: bool) -> usize {
        usize::from(!finished)
    }

    /// Columns of months: completion, milestones, regions and the like.
    pub(super) fn month_columns(&self) -> usize {
        1 + self.outcome_columns - self.milestones
    }
}

/// A range of columns with some of them first.
fn first(first: &[usize], all: Range<usize>) -> Vec<usize> {
    let rest = all.filter(|column| !first.contains(column));
    first.iter().copied().chain(rest).collect()
}

/// Simulates the point estimate: completion in months (infinite if it does not finish) and cost.
fn point_estimate(programme: &Programme) -> (f64, f64) {
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    let outcome = workspace.outcome();
    (outcome[O::COMPLETION_MONTHS], outcome[O::COST])
}
