//! The forecast of one programme: a few thousand trials, and what each of them says of the quantities that were observed.

use std::ops::Range;

use rayon::prelude::*;

use super::recipe::HA_PER_KM2;
use crate::engine::{Draw, Engine, Point, Recorder};
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
const BLOCK: u64 = 256;

/// Simulates trials `0 .. trials` on the current thread pool. A trial depends on nothing but its number, and blocks are put in their
/// order, so threads change no bit.
pub fn forecast(programme: &Programme, design: &Design, trials: u64) -> Forecast {
    let years = programme.clock.calendar_years();
    let blocks: Vec<Vec<f64>> = (0..trials.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || Engine::new(programme),
            |engine, block| {
                let trials = block * BLOCK..((block + 1) * BLOCK).min(trials);
                let mut rows = Rows::new(trials.clone(), years);
                let mut draws = trials.map(|trial| Draw {
                    point: Point::Design(design, trial),
                    trial,
                });
                engine.run(programme, &mut draws, &mut rows);
                rows.values
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

/// A row for each trial of a block: months, cost, and the release of every calendar year.
struct Rows {
    first: u64,
    columns: usize,
    values: Vec<f64>,
}

impl Rows {
    fn new(trials: Range<u64>, years: usize) -> Self {
        let columns = 2 + years;
        Self {
            first: trials.start,
            columns,
            values: vec![0.0; (trials.end - trials.start) as usize * columns],
        }
    }

    fn row(&mut self, trial: u64) -> &mut [f64] {
        let index = (trial - self.first) as usize;
        &mut self.values[index * self.columns..][..self.columns]
    }
}

impl Recorder for Rows {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let released = row[YearLayout::REDUCED] + row[YearLayout::CLEARED];
        self.row(trial)[2 + year] = released / HA_PER_KM2;
    }

    fn end(&mut self, trial: u64, _last_year: usize, outcome: &[f64]) {
        let months = outcome[OutcomeLayout::COMPLETION_MONTHS];
        let cost = outcome[OutcomeLayout::COST];
        let at_completion = if months.is_finite() { cost } else { months };
        self.row(trial)[..2].copy_from_slice(&[months, at_completion]);
    }
}

impl Forecast {
    /// Released in a calendar year by trial, if it was simulated.
    pub fn released_in(&self, year: i32) -> Option<&[f64]> {
        let index = usize::try_from(year - self.first_year).ok()?;
        self.released.get(index).map(Vec::as_slice)
    }
}
