//! What is decided before the first trial counts: which columns are tallied how, and on which scale.
//!
//! Scales come from a pilot: the first trials of the design, simulated once more. They depend on scenario, design and seed alone,
//! not on the size of a run nor on how it is cut up. A pilot that misses how large a value can be costs speed or, beyond a factor
//! of 10⁸, a mean; never a wrong figure.

use std::sync::Arc;

use super::moments::Scales;
use crate::engine::Workspace;
use crate::programme::{OutcomeLayout as O, Programme, YearLayout as Y};
use crate::sampling::Design;

/// Trials of the pilot.
const PILOT: u64 = 64;

/// Columns of a calendar year with quantiles: the stocks of land, and the totals of land and money.
pub(super) const YEAR_SKETCHES: [usize; 8] = [
    Y::SUSPECTED,
    Y::CONFIRMED,
    Y::TO_CLEAR,
    Y::REMAINING,
    Y::CLEARED,
    Y::SPENDING,
    Y::INCOME,
    Y::FUNDING_GAP,
];
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
    pub(super) year_columns: usize,
    /// Columns of an outcome; the amounts are 1 to before `milestones`, months are 0 and those from `milestones`.
    pub(super) outcome_columns: usize,
    pub(super) milestones: usize,
    /// Outcomes with a sketch, those [`AT_COMPLETION`] first.
    pub(super) sketched: Vec<usize>,
    pub(super) year_scales: Arc<Scales>,
    pub(super) later_scales: Arc<Scales>,
    pub(super) outcome_scales: Arc<Scales>,
    /// Months and money within which the target is met.
    pub(super) target: (f64, f64),
    /// Months and cost of the point estimate, infinite if it does not finish.
    pub(super) point_estimate: (f64, f64),
}

impl Plan {
    pub(super) fn new(programme: &Programme, design: &Design) -> Self {
        let years = programme.clock.calendar_years();
        let year_columns = programme.year_layout.len();
        let milestones = programme.outcome_layout.milestones;
        let mut workspace = Workspace::new(programme);
        let mut pilot = Pilot::default();
        for trial in 0..PILOT {
            workspace.run(programme, design, trial);
            pilot.years.push(workspace.years().to_vec());
            pilot
                .outcomes
                .push(workspace.outcome()[1..milestones].to_vec());
        }
        let year_scales = scales(&pilot.years, year_columns);
        let used = |column: &usize| !NO_FIGURE.contains(column);
        Self {
            years,
            months: programme.clock.months as usize,
            year_columns,
            outcome_columns: programme.outcome_layout.len,
            milestones,
            sketched: (1..milestones).filter(used).collect(),
            later_scales: Arc::new(year_scales.around_zero(STOCKS)),
            year_scales: Arc::new(year_scales),
            outcome_scales: Arc::new(scales(&pilot.outcomes, milestones - 1)),
            target: (programme.target.months, programme.target.budget),
            point_estimate: point_estimate(programme),
        }
    }
}

/// Years and outcomes of the pilot's trials, `[trial][row][column]`.
#[derive(Default)]
struct Pilot {
    years: Vec<Vec<f64>>,
    outcomes: Vec<Vec<f64>>,
}

/// Medians as centres, largest values as sizes.
fn scales(trials: &[Vec<f64>], columns: usize) -> Scales {
    let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
    let cells = trials[0].len();
    let mut centres = Vec::with_capacity(cells);
    let mut sizes = vec![0.0_f64; columns];
    let mut values = vec![0.0; trials.len()];
    for cell in 0..cells {
        for (value, trial) in values.iter_mut().zip(trials) {
            *value = finite(trial[cell]);
        }
        values.sort_unstable_by(f64::total_cmp);
        centres.push(values[values.len() / 2]);
        let size = &mut sizes[cell % columns];
        *size = values
            .iter()
            .fold(*size, |size, value| size.max(value.abs()));
    }
    Scales::new(cells / columns, centres, &sizes)
}

/// Simulates the point estimate: completion in months (infinite if it does not finish) and cost.
fn point_estimate(programme: &Programme) -> (f64, f64) {
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    let outcome = workspace.outcome();
    (outcome[O::COMPLETION_MONTHS], outcome[O::COST])
}
