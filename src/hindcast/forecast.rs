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

/// Calendar years of which the release is kept.
const YEARS: usize = 30;
/// Trials that a thread does at a time.
const BLOCK: u64 = 64;

/// Simulates trials `0 .. trials` on the current thread pool. A trial depends on nothing but its number, and what it says goes to
/// its own place, so threads change no bit.
pub fn forecast(programme: &Programme, design: &Design, trials: u64) -> Forecast {
    let years = programme.clock.calendar_years().min(YEARS);
    let blocks: Vec<u64> = (0..trials).step_by(BLOCK as usize).collect();
    let rows: Vec<Vec<(f64, f64, Vec<f64>)>> = blocks
        .into_par_iter()
        .map_init(
            || Workspace::new(programme),
            |workspace, first| {
                let last = (first + BLOCK).min(trials);
                (first..last)
                    .map(|trial| one(workspace, programme, design, trial, years))
                    .collect()
            },
        )
        .collect();
    let mut forecast = Forecast {
        months: Vec::with_capacity(trials as usize),
        cost: Vec::with_capacity(trials as usize),
        first_year: programme.clock.start.year(),
        released: vec![Vec::with_capacity(trials as usize); years],
    };
    for (months, cost, released) in rows.into_iter().flatten() {
        forecast.months.push(months);
        forecast.cost.push(if months.is_finite() {
            cost
        } else {
            f64::INFINITY
        });
        for (year, km2) in released.into_iter().enumerate() {
            forecast.released[year].push(km2);
        }
    }
    forecast
}

fn one(
    workspace: &mut Workspace,
    programme: &Programme,
    design: &Design,
    trial: u64,
    years: usize,
) -> (f64, f64, Vec<f64>) {
    workspace.run(programme, design, trial);
    let outcome = workspace.outcome();
    let columns = programme.year_layout.len();
    let released = workspace
        .years()
        .chunks_exact(columns)
        .take(years)
        .map(|year| (year[YearLayout::REDUCED] + year[YearLayout::CLEARED]) / HA_PER_KM2);
    (
        outcome[OutcomeLayout::COMPLETION_MONTHS],
        outcome[OutcomeLayout::COST],
        released.collect(),
    )
}

impl Forecast {
    /// Released in a calendar year by trial, if it was kept.
    pub fn released_in(&self, year: i32) -> Option<&[f64]> {
        let index = usize::try_from(year - self.first_year).ok()?;
        self.released.get(index).map(Vec::as_slice)
    }
}
