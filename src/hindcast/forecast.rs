//! The forecast of one programme: a few thousand trials, and what each of them says of the quantities that were observed.

use rayon::prelude::*;

use super::recipe::HA_PER_KM2;
use crate::engine::Workspace;
use crate::programme::{OutcomeLayout, Programme, YearLayout};
use crate::sampling::Design;

/// What the trials say, in the order of trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Months from the start to the end of the month of completion; infinite if unfinished.
    pub months: Vec<f64>,
    /// Cost at completion; infinite if unfinished.
    pub cost: Vec<f64>,
    /// First calendar year.
    pub first_year: i32,
    /// km² released by work on the ground (technical survey and clearance), `[calendar year][trial]`.
    pub released: Vec<Vec<f64>>,
}

/// Trials that a thread does at a time.
const BLOCK: u64 = 64;

/// Simulates trials `0 .. trials` on the current thread pool. A trial depends on nothing but its number, and blocks are put in their
/// order, so threads change no bit.
pub fn forecast(programme: &Programme, design: &Design, trials: u64) -> Forecast {
    let years = programme.clock.calendar_years();
    let blocks: Vec<Vec<f64>> = (0..trials.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || Workspace::new(programme),
            |workspace, block| {
                let trials = block * BLOCK..((block + 1) * BLOCK).min(trials);
                let mut rows = Vec::with_capacity(BLOCK as usize * (2 + years));
                for trial in trials {
                    workspace.run(programme, design, trial);
                    keep(workspace, programme, &mut rows);
                }
                rows
            },
        )
        .collect();
    let column = |index: usize| -> Vec<f64> {
        let rows = blocks.iter().flat_map(|rows| rows.chunks_exact(2 + years));
        rows.map(|row| row[index]).collect()
    };
    Forecast {
        months: column(0),
        cost: column(1),
        first_year: programme.clock.start.year(),
        released: (0..years).map(|year| column(2 + year)).collect(),
    }
}

/// Appends the row of the last trial: months, cost, and the release of every calendar year.
fn keep(workspace: &Workspace, programme: &Programme, rows: &mut Vec<f64>) {
    let outcome = workspace.outcome();
    let months = outcome[OutcomeLayout::COMPLETION_MONTHS];
    let cost = outcome[OutcomeLayout::COST];
    rows.extend([
        months,
        if months.is_finite() {
            cost
        } else {
            f64::INFINITY
        },
    ]);
    let columns = programme.year_layout.len();
    let years = workspace.years().chunks_exact(columns);
    rows.extend(
        years.map(|year| (year[YearLayout::REDUCED] + year[YearLayout::CLEARED]) / HA_PER_KM2),
    );
}

impl Forecast {
    /// Released in a calendar year by trial, if it was simulated.
    pub fn released_in(&self, year: i32) -> Option<&[f64]> {
        let index = usize::try_from(year - self.first_year).ok()?;
        self.released.get(index).map(Vec::as_slice)
    }
}
