//! The pilot: the first trials of the design, simulated once more to see how large values get.

use super::scales::Units;
use crate::engine::{Engine, Recorder, Sampler};
use crate::programme::Programme;
use crate::sampling::Design;

/// Trials of the pilot.
const TRIALS: usize = 64;

/// Years and outcomes of the pilot's trials.
pub(super) struct Pilot {
    columns: usize,
    /// Columns that go on after completion begin here.
    lasting: usize,
    /// Numbers in the years of a trial.
    cells: usize,
    /// `[trial][year][column]`: zero where a trial is over.
    years: Vec<f64>,
    /// `[trial][column]`
    outcomes: Vec<Vec<f64>>,
}

impl Pilot {
    pub(super) fn new(programme: &Programme, design: &Design) -> Self {
        let columns = programme.year_layout.len();
        let cells = programme.clock.calendar_years() * columns;
        let mut pilot = Self {
            columns,
            lasting: programme.year_layout.lasting().start,
            cells,
            years: vec![0.0; TRIALS * cells],
            outcomes: vec![Vec::new(); TRIALS],
        };
        let sampler = Sampler::new(design);
        let mut trials = 0..TRIALS as u64;
        Engine::new(programme).run(programme, &sampler, &mut trials, &mut pilot);
        pilot
    }

    fn row(&mut self, trial: u64, year: usize) -> &mut [f64] {
        &mut self.years[trial as usize * self.cells + year * self.columns..][..self.columns]
    }

    /// Units of the columns of calendar years.
    pub(super) fn year_units(&self) -> Units {
        let trials: Vec<&[f64]> = self.years.chunks_exact(self.cells).collect();
        units(&trials, self.columns)
    }

    /// Units of the columns of outcomes, all of them amounts.
    pub(super) fn outcome_units(&self, columns: std::ops::Range<usize>) -> Units {
        let outcomes = self.outcomes.iter();
        let trials: Vec<&[f64]> = outcomes.map(|it| &it[columns.clone()]).collect();
        units(&trials, columns.len())
    }
}

impl Recorder for Pilot {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        self.row(trial, year).copy_from_slice(row);
    }

    fn later(&mut self, trial: u64, year: usize, lasting: &[f64]) {
        let first = self.lasting;
        self.row(trial, year)[first..][..lasting.len()].copy_from_slice(lasting);
    }

    fn end(&mut self, trial: u64, _last_year: usize, outcome: &[f64]) {
        self.outcomes[trial as usize] = outcome.to_vec();
    }
}

/// Units of rows of `columns` in `trials` (`[trial][row][column]`): medians as centres, largest values as sizes.
fn units(trials: &[&[f64]], columns: usize) -> Units {
    let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
    let cells = trials[0].len();
    let mut centres = Vec::with_capacity(cells);
    let mut sizes = vec![0.0_f64; columns];
    let mut values = vec![0.0; trials.len()];
    for cell in 0..cells {
        let size = &mut sizes[cell % columns];
        for (value, trial) in values.iter_mut().zip(trials) {
            *value = finite(trial[cell]);
            *size = size.max(value.abs());
        }
        let middle = values.len() / 2;
        let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
        centres.push(*median);
    }
    Units::new(cells / columns, centres, &sizes)
}
