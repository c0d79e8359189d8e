//! What is decided before the first trial counts: which columns are tallied how, and on which scale.
//!
//! Scales come from a [pilot](super::pilot). They depend on scenario, design and seed alone, not on the size of a run nor on how it is
//! cut up. A pilot that misses how large a value can be costs speed or, beyond a factor of 5·10⁸, a mean; never a wrong figure.

use std::sync::Arc;

use super::pilot::Pilot;
use super::scales::{Scales, Side};
use crate::engine::Workspace;
use crate::lanes::{Lanes, WIDTH};
use crate::programme::{OutcomeLayout as O, Programme, YearLayout as Y};
use crate::sampling::Design;

/// Columns of a calendar year with quantiles: the stocks of land, and the totals of land and money.
const SKETCHED: [usize; 8] = [
    Y::SUSPECTED,
    Y::CONFIRMED,
    Y::TO_CLEAR,
    Y::REMAINING,
    Y::CLEARED,
    Y::SPENDING,
    Y::INCOME,
    Y::UNFUNDED,
];
/// Columns with quantiles at most among those that go on.
pub(super) const LASTING_SKETCHES: usize = 3;
/// Sketches of a calendar year: of [`SKETCHED`], then of what goes on.
pub(super) const YEAR_SKETCHES: usize = SKETCHED.len() + LASTING_SKETCHES;
/// Blocks in which the columns with quantiles are.
pub(super) const SKETCH_BLOCKS: usize = YEAR_SKETCHES.div_ceil(WIDTH);
/// Less than this of a person counts as nobody in the quantiles: expected casualties fade without end, and each octave on the way
/// would take memory.
pub(super) const NOBODY: f64 = 1e-3;
/// Stocks, first among the columns: what remains at a trial's end remains ever after.
pub(super) const STOCKS: usize = Y::REMAINING + 1;
/// Outcomes that count at completion only. The first is also reported up to the horizon.
pub(super) const AT_COMPLETION: [usize; 3] = [O::COST, O::NOMINAL, O::PRESENT_VALUE];
/// Outcomes of which no figure is made.
const NO_FIGURE: [usize; 6] = [
    O::UNRECORDED,
    O::ADDED,
    O::REMAINING,
    O::INCOME,
    O::LAPSED,
    O::KEPT,
];

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) years: usize,
    pub(super) months: usize,
    /// Columns of an outcome; the amounts are 1 to before `milestones`, months are 0 and those from `milestones`.
    pub(super) outcome_columns: usize,
    pub(super) milestones: usize,
    /// Outcomes with a sketch, those [`AT_COMPLETION`] first.
    pub(super) sketched: Vec<usize>,
    /// Columns of a calendar year in the order in which they are tallied: those with quantiles first. Filled up to whole blocks.
    pub(super) order: Vec<usize>,
    /// The least value that a sketch of the first columns of `order` counts; NaN where there is none.
    pub(super) least: [Lanes; SKETCH_BLOCKS],
    /// What goes on after trials end, if anything.
    pub(super) lasting: Option<Lasting>,
    pub(super) year_scales: Arc<Scales>,
    pub(super) stock_scales: Arc<Scales>,
    pub(super) outcome_scales: Arc<Scales>,
    /// Months and money within which the target is met.
    pub(super) target: (f64, f64),
    /// Months and cost of the point estimate, infinite if it does not finish.
    pub(super) point_estimate: (f64, f64),
}

/// Columns that go on after trials end: those of the people.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lasting {
    /// The first of them among the columns of a calendar year.
    pub(super) first: usize,
    /// Those with quantiles, from `first` on: people returned, those whose land is released, casualties among people.
    pub(super) sketched: Vec<usize>,
    pub(super) scales: Arc<Scales>,
}

impl Plan {
    pub(super) fn new(programme: &Programme, design: &Design) -> Self {
        let layout = &programme.year_layout;
        let milestones = programme.outcome_layout.milestones;
        let pilot = Pilot::new(programme, design);
        let units = pilot.year_units();
        let lasting: Vec<usize> = layout.lasting().collect();
        let lasting = (!lasting.is_empty()).then(|| {
            let returned = layout.people.returned;
            let released = returned.map(|column| column + 1);
            let sketched = [returned, released, layout.people.casualties];
            let sketched = sketched.into_iter().flatten();
            Lasting {
                first: lasting[0],
                sketched: sketched.map(|column| column - lasting[0]).collect(),
                scales: Arc::new(units.scales(&lasting, Side::Trials)),
            }
        });
        let (mut order, least) = order(layout.len(), lasting.as_ref());
        let year_scales = units.scales(&order, Side::Columns);
        order.resize(order.len().next_multiple_of(WIDTH), 0);
        let stocks: Vec<usize> = (0..STOCKS).collect();
        let outcome_units = pilot.outcome_units(1..milestones);
        let amounts: Vec<usize> = (0..milestones - 1).collect();
        let unfigured = programme.outcome_layout.unfigured();
        let used = |column: &usize| !NO_FIGURE.contains(column) && !unfigured.contains(column);
        Self {
            years: programme.clock.calendar_years(),
            months: programme.clock.months as usize,
            outcome_columns: programme.outcome_layout.len,
            milestones,
            sketched: (1..milestones).filter(used).collect(),
            order,
            least,
            lasting,
            stock_scales: Arc::new(units.around_zero().scales(&stocks, Side::Columns)),
            year_scales: Arc::new(year_scales),
            outcome_scales: Arc::new(outcome_units.scales(&amounts, Side::Columns)),
            target: (programme.target.months, programme.target.budget),
            point_estimate: point_estimate(programme),
        }
    }

    /// Columns of months: completion, milestones, regions and the like.
    pub(super) fn month_columns(&self) -> usize {
        1 + self.outcome_columns - self.milestones
    }

    /// Where a column of a calendar year stands in `order`.
    pub(super) fn place(&self, column: usize) -> usize {
        let place = self.order.iter().position(|ordered| *ordered == column);
        place.expect("every column is tallied")
    }

    /// Sketches of a calendar year.
    pub(super) fn sketches(&self) -> usize {
        SKETCHED.len() + self.lasting.as_ref().map_or(0, |it| it.sketched.len())
    }

    /// Which sketch of a calendar year is that of a column.
    pub(super) fn sketch(&self, column: usize) -> Option<usize> {
        Some(self.place(column)).filter(|place| *place < self.sketches())
    }

    /// The sketch of a calendar year of the first column with quantiles that goes on.
    pub(super) const fn first_lasting_sketch() -> usize {
        SKETCHED.len()
    }
}

/// All columns of a calendar year, those with quantiles first, and the least values that count in them.
fn order(columns: usize, lasting: Option<&Lasting>) -> (Vec<usize>, [Lanes; SKETCH_BLOCKS]) {
    let mut order = SKETCHED.to_vec();
    let mut least = vec![f64::from_bits(1); order.len()];
    if let Some(lasting) = lasting {
        order.extend(lasting.sketched.iter().map(|column| lasting.first + column));
        least.resize(order.len(), NOBODY);
    }
    least.resize(SKETCH_BLOCKS * WIDTH, f64::NAN);
    let rest: Vec<usize> = (0..columns).filter(|it| !order.contains(it)).collect();
    order.extend(rest);
    let least = std::array::from_fn(|block| {
        Lanes(std::array::from_fn(|place| least[block * WIDTH + place]))
    });
    (order, least)
}

/// Simulates the point estimate: completion in months (infinite if it does not finish) and cost.
fn point_estimate(programme: &Programme) -> (f64, f64) {
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    let outcome = workspace.outcome();
    (outcome[O::COMPLETION_MONTHS], outcome[O::COST])
}
