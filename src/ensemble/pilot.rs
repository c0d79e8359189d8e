//! The pilot: the first trials of the design, simulated once more to see how large values get.

use super::plan::Table;
use crate::engine::{Draw, Engine, Point, Recorder};
use crate::lanes::{Lanes, WIDTH};
use crate::programme::Programme;
use crate::sampling::Design;

/// Largest sizes of the values in a few trials, as many as run side by side.
pub(super) struct Pilot {
    /// Columns that go on after completion begin here.
    lasting: usize,
    /// `[year][column]`.
    years: Vec<Vec<f64>>,
    /// `[column]`.
    outcomes: Vec<f64>,
}

impl Pilot {
    pub(super) fn new(programme: &Programme, design: &Design) -> Self {
        let layout = &programme.year_layout;
        let years = programme.clock.calendar_years();
        let mut pilot = Self {
            lasting: layout.lasting().start,
            years: vec![vec![0.0; layout.len()]; years],
            outcomes: vec![0.0; programme.outcome_layout.len],
        };
        let mut draws = (0..WIDTH as u64).map(|trial| Draw {
            point: Point::Design(design, trial),
            trial,
        });
        Engine::new(programme).run(programme, &mut draws, &mut pilot);
        pilot
    }

    /// Sizes by calendar year, in blocks of the columns of `table`, which stand from `first` on. A year in which nothing was seen
    /// of a column may hold what other years do.
    pub(super) fn years(&self, table: &Table, first: usize) -> Vec<Vec<Lanes>> {
        let mut all = vec![0.0; self.years[0].len()];
        for year in &self.years {
            widen(&mut all, year);
        }
        let size = |year: &[f64], column: usize| match year[column] {
            0.0 => all[column],
            size => size,
        };
        let years = self.years.iter();
        years
            .map(|year| blocks(table, |column| size(year, first + column)))
            .collect()
    }

    /// Sizes of the stocks that remain from a year on: those of any year, so that sums over years have the same unit.
    pub(super) fn remains(&self, table: &Table) -> Vec<Vec<Lanes>> {
        let largest = |column: usize| {
            let years = self.years.iter().map(|year| year[column]);
            years.fold(0.0, f64::max)
        };
        vec![blocks(table, largest); self.years.len()]
    }

    /// Sizes of outcomes, whether the trials finish or not.
    pub(super) fn outcomes(&self, table: &Table) -> Vec<Vec<Lanes>> {
        vec![blocks(table, |column| self.outcomes[column]); 2]
    }
}

fn blocks(table: &Table, size: impl Fn(usize) -> f64) -> Vec<Lanes> {
    let blocks = table.columns.chunks(WIDTH).map(|columns| {
        let mut sizes = Lanes::default();
        for (place, &column) in sizes.0.iter_mut().zip(columns) {
            *place = size(column);
        }
        sizes
    });
    blocks.collect()
}

fn widen(sizes: &mut [f64], values: &[f64]) {
    for (size, value) in sizes.iter_mut().zip(values) {
        if value.is_finite() {
            *size = size.max(value.abs());
        }
    }
}

impl Recorder for Pilot {
    fn year(&mut self, _trial: u64, year: usize, row: &[f64]) {
        widen(&mut self.years[year], row);
    }

    fn later(&mut self, _trial: u64, year: usize, lasting: &[f64]) {
        widen(&mut self.years[year][self.lasting..], lasting);
    }

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        widen(&mut self.outcomes, outcome);
    }
}
