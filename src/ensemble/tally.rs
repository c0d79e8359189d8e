//! What is kept of the trials of a run: counts and sums of integers, in memory that does not grow with them.
//!
//! Trials may come in any order, mixed with each other, on any thread and in any cut of the run: everything that is kept is added
//! exactly, so the figures are the same to the last bit.

use std::sync::Arc;

use fearless_simd::{Simd, SimdBase};

use super::joint::Joint;
use super::plan::Plan;
use super::queue::Queue;
use super::replicate::Replicate;
use super::table::{FINISHED, LAND, OUTCOMES, PEOPLE, REMAINS, Table, UNFINISHED};
use crate::engine::ledger::{Closing, Later};
use crate::lanes::{Lanes, Level, Vector, WIDTH, lanes, on_level, transposed};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// Fewer lanes than this are taken out of a row one by one.
const FEW: u32 = 3;

/// All trials of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) plan: Arc<Plan>,
    /// `[replicate]`: those of which there is a trial.
    pub(super) replicates: Vec<Option<Box<Replicate>>>,
    /// Rows of all tables that wait for their sums and sketches.
    rows: Queue,
    pub(super) joint: Joint,
}

impl Tally {
    /// An empty tally of the trials of `programme` under `design`. Simulates a few of them to see how large values get.
    pub fn new(programme: &Programme, design: &Design) -> Self {
        Self::planned(&Arc::new(Plan::new(programme, design)))
    }

    /// An empty tally like this one.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self::planned(&self.plan)
    }

    pub(super) fn planned(plan: &Arc<Plan>) -> Self {
        let of_rows = |table: &Table| std::iter::repeat_n(table.blocks(), table.rows.len());
        let widths = plan.tables.iter().flat_map(of_rows);
        Self {
            replicates: vec![None; REPLICATES],
            rows: Queue::new(widths),
            joint: Joint::new(plan.months),
            plan: Arc::clone(plan),
        }
    }

    /// Adds a calendar year of a trial when it is over: `row` by [`crate::programme::YearLayout`]. Once for every year up to
    /// the one in which the trial ends.
    pub fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let (land, people) = row.split_at(self.plan.first_lasting);
        self.add_row(LAND, year, trial, land);
        self.later(trial, year, people);
    }

    /// Adds a calendar year after the one in which a trial ends, in which columns go on: `values` by
    /// [`crate::programme::YearLayout::lasting`].
    pub fn later(&mut self, trial: u64, year: usize, values: &[f64]) {
        self.add_row(PEOPLE, year, trial, values);
    }

    /// Adds a trial when it ends: `stocks` is the row of its last year, whose stocks remain ever after, `outcome` its outcome
    /// by [`crate::programme::OutcomeLayout`].
    #[inline]
    pub fn end(&mut self, trial: u64, last_year: usize, stocks: &[f64], outcome: &[f64]) {
        let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        let row = if months.is_finite() {
            FINISHED
        } else {
            UNFINISHED
        };
        self.add_row(OUTCOMES, row, trial, outcome);
        if last_year + 1 < self.plan.years {
            self.add_row(REMAINS, last_year + 1, trial, stocks);
        }
        begun(&mut self.replicates, &self.plan, replicate(trial)).end(&self.plan, outcome);
        self.joint.add(trial, months, cost);
    }

    /// Adds a calendar year of the trials in some lanes.
    #[inline(always)]
    pub(crate) fn close<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        let (land, people) = closing.row.split_at(self.plan.first_lasting);
        for (table, row) in [(LAND, land), (PEOPLE, people)] {
            self.add_lanes(simd, table, &Closing { row, ..*closing });
        }
    }

    /// Adds a calendar year after those in which the trials of some lanes ended.
    #[inline(always)]
    pub(crate) fn fill_years<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        let closing = Closing {
            lanes: later.lanes,
            trials: later.trials,
            years: &[later.year; WIDTH],
            row: later.lasting,
        };
        self.add_lanes(simd, PEOPLE, &closing);
    }

    /// Adds a row of a table for each of some lanes.
    #[inline(always)]
    fn add_lanes<S: Simd>(&mut self, simd: S, table: usize, closing: &Closing<'_>) {
        if closing.row.is_empty() {
            return;
        }
        let first = self.plan.tables[table].rows.start;
        for lane in lanes(closing.lanes) {
            self.make_room(first + closing.years[lane]);
        }
        let mut places = [self.rows.nowhere(); WIDTH];
        for lane in lanes(closing.lanes) {
            let replicate = replicate(closing.trials[lane]);
            places[lane] = self.rows.push(first + closing.years[lane], replicate);
        }
        let table = &self.plan.tables[table];
        turn(simd, table, closing, &places, &mut self.rows.rows);
    }

    /// Adds a row of a table, whose columns are as they are handed over.
    #[inline(always)]
    fn add_row(&mut self, table: usize, row: usize, trial: u64, columns: &[f64]) {
        if columns.is_empty() {
            return;
        }
        let row = self.plan.tables[table].rows.start + row;
        self.make_room(row);
        let place = self.rows.push(row, replicate(trial));
        self.plan.tables[table].in_order(columns, &mut self.rows.rows[place..]);
    }

    /// Makes sure that rows can wait.
    #[inline(always)]
    fn make_room(&mut self, row: usize) {
        if !self.rows.has_room(row) {
            self.add_waiting(row);
        }
    }

    /// Adds the rows that wait to what is kept of their replicates.
    #[inline(never)]
    fn add_waiting(&mut self, row: usize) {
        on_level!(Level::new(), simd => self.add_waiting_on(simd, row));
    }

    #[inline(always)]
    fn add_waiting_on<S: Simd>(&mut self, simd: S, row: usize) {
        let plan = &*self.plan;
        let table = plan.tables.iter().find(|table| table.rows.contains(&row));
        let table = table.expect("every row belongs to a table");
        for (replicate, values) in self.rows.take(row) {
            let kept = begun(&mut self.replicates, plan, replicate);
            kept.sums.add(simd, row, values);
            let first = table.group(row - table.rows.start);
            for (i, least) in table.least.iter().enumerate() {
                let (group, least) = (first + i, least.get(simd));
                let values = values[i..].iter().step_by(table.blocks());
                let columns = plan.groups[group];
                kept.sketches
                    .add(group, columns, table.digits, least, values);
            }
        }
    }

    /// Ends a tally: needed after the last trial, before anything is read.
    pub fn finish(&mut self) {
        self.settle();
        self.joint.sort();
    }

    pub(super) fn settle(&mut self) {
        for row in 0..self.plan.tables[OUTCOMES].rows.end {
            self.add_waiting(row);
        }
        for replicate in self.replicates.iter_mut().flatten() {
            replicate.sums.settle();
        }
    }

    /// Trials in the tally.
    pub fn trials(&self) -> u64 {
        self.replicates().map(|it| it.trials).sum()
    }

    /// Completion against cost.
    pub fn joint(&self) -> &Joint {
        &self.joint
    }

    /// Calendar years tallied.
    pub fn years(&self) -> usize {
        self.plan.years
    }

    /// Completion of the point estimate in months, and its cost; infinite if it does not finish.
    pub fn point_estimate(&self) -> (f64, f64) {
        self.plan.point_estimate
    }

    /// Bytes of memory that counts use, which is most of it.
    pub fn memory(&self) -> usize {
        self.replicates().map(Replicate::memory).sum::<usize>() + self.joint.memory()
    }

    /// The replicates of which there is a trial.
    pub(super) fn replicates(&self) -> impl Iterator<Item = &Replicate> + Clone {
        self.replicates.iter().flatten().map(|it| &**it)
    }
}

/// The replicate of the design to which a trial belongs.
#[inline(always)]
fn replicate(trial: u64) -> usize {
    (trial % REPLICATES as u64) as usize
}

/// What is kept of a replicate.
#[inline(always)]
fn begun<'a>(
    replicates: &'a mut [Option<Box<Replicate>>],
    plan: &Plan,
    replicate: usize,
) -> &'a mut Replicate {
    replicates[replicate].get_or_insert_with(
        #[cold]
        || Box::new(Replicate::new(plan)),
    )
}

/// Makes rows of the columns of some lanes in the order of a table, each at its place.
#[inline(always)]
fn turn<S: Simd>(
    simd: S,
    table: &Table,
    closing: &Closing<'_>,
    places: &[usize; WIDTH],
    rows: &mut [Lanes],
) {
    let few = closing.lanes.count_ones() < FEW;
    for (block, order) in table.columns.chunks(WIDTH).enumerate() {
        if few {
            for lane in lanes(closing.lanes) {
                let row = &mut rows[places[lane] + block];
                *row = Lanes::default();
                for (value, &column) in row.0.iter_mut().zip(order) {
                    *value = closing.row[column].0[lane];
                }
            }
            continue;
        }
        let mut from = [Vector::splat(simd, 0.0); WIDTH];
        for (vector, &column) in from.iter_mut().zip(order) {
            *vector = closing.row[column].get(simd);
        }
        for (place, values) in places.iter().zip(transposed(from)) {
            rows[place + block].set(values);
        }
    }
}
