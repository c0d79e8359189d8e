//! The pilot: the first trials of the design, simulated once more to see how large values get. It depends on scenario, seed and design
//! alone, and decides how fast values are added, not what their sums are.

use super::table::{FINISHED, LAND, OUTCOMES, PEOPLE, REMAINS, Table, UNFINISHED};
use crate::engine::{Engine, Recorder, Sampler};
use crate::lanes::{Lanes, WIDTH};
use crate::programme::Programme;
use crate::sampling::Design;

/// Trials of the pilot: as many as run side by side.
const TRIALS: u64 = WIDTH as u64;

/// Sizes that are expected of values, by row of all `tables`, in blocks of columns.
pub(super) fn sizes(programme: &Programme, design: &Design, tables: &[Table]) -> Vec<Vec<Lanes>> {
    let rows = |table: &Table| vec![vec![Lanes::default(); table.blocks()]; table.rows.len()];
    let mut pilot = Pilot {
        tables,
        lasting: programme.year_layout.lasting().start,
        sizes: tables.iter().flat_map(rows).collect(),
    };
    let sampler = Sampler::new(design);
    Engine::new(programme).run(programme, &sampler, &mut (0..TRIALS), &mut pilot);
    let mut sizes = pilot.sizes;
    // Where nothing was seen in a row, it may be what other rows of its table hold.
    for table in tables {
        let rows = &mut sizes[table.rows.clone()];
        let mut all = vec![Lanes::default(); table.blocks()];
        for row in &*rows {
            widen(&mut all, row);
        }
        for (block, all) in rows.iter_mut().flat_map(|row| row.iter_mut().zip(&all)) {
            for (size, all) in block.0.iter_mut().zip(all.0) {
                if *size == 0.0 {
                    *size = all;
                }
            }
        }
    }
    sizes
}

/// Largest sizes of the values in the trials of the pilot.
struct Pilot<'a> {
    tables: &'a [Table],
    /// Columns of a calendar year that go on after completion begin here.
    lasting: usize,
    /// `[row][block]`.
    sizes: Vec<Vec<Lanes>>,
}

impl Pilot<'_> {
    fn see(&mut self, table: usize, row: usize, columns: &[f64]) {
        let table = &self.tables[table];
        let sizes = &mut self.sizes[table.rows.start + row];
        let mut values = vec![Lanes::default(); table.blocks()];
        widen(sizes, table.in_order(columns, &mut values));
    }
}

fn widen(sizes: &mut [Lanes], values: &[Lanes]) {
    let values = values.iter().flat_map(|block| block.0);
    for (size, value) in sizes.iter_mut().flat_map(|block| &mut block.0).zip(values) {
        if value.is_finite() {
            *size = size.max(value.abs());
        }
    }
}

impl Recorder for Pilot<'_> {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let (land, people) = row.split_at(self.lasting);
        self.see(LAND, year, land);
        self.see(REMAINS, year, land);
        self.later(trial, year, people);
    }

    fn later(&mut self, _trial: u64, year: usize, lasting: &[f64]) {
        self.see(PEOPLE, year, lasting);
    }

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        for row in [FINISHED, UNFINISHED] {
            self.see(OUTCOMES, row, outcome);
        }
    }
}
