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
use crate::engine::ledger::{Closing, Ending, Later};
use crate::lanes::{Lanes, Level, Vector, WIDTH, lanes, on_level, transposed};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// Rows, and buckets, of a kind that wait at most.
const ROWS: usize = 16;
const BUCKETS: usize = 256;
/// Fewer lanes than this are taken out of a row one by one.
const FEW: u32 = 3;

/// All trials of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) plan: Arc<Plan>,
    /// `[replicate]`: those of which there is a trial.
    pub(super) replicates: Vec<Option<Box<Replicate>>>,
    /// Rows of all tables that wait for their sums and sketches.
    rows: Queue<Lanes>,
    /// Buckets of all groups that wait to be counted.
    buckets: Queue<[u32; WIDTH]>,
    pub(super) joint: Joint,
    /// A row of each lane, `[lane][block]`: room to work.
    turned: Vec<Lanes>,
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
        let blocks = plan.tables.iter().map(Table::blocks).max();
        let of_rows = |table: &Table| std::iter::repeat_n(table.blocks(), table.rows.len());
        let widths = plan.tables.iter().flat_map(of_rows);
        Self {
            replicates: vec![None; REPLICATES],
            rows: Queue::new(ROWS, widths),
            buckets: Queue::new(BUCKETS, plan.groups.iter().map(|_| 1)),
            joint: Joint::new(plan.months),
            turned: vec![Lanes::default(); WIDTH * blocks.unwrap_or(0)],
            plan: Arc::clone(plan),
        }
    }

    /// Adds a calendar year of a trial when it is over: `row` by [`crate::programme::YearLayout`]. Once for every year up to
    /// the one in which the trial ends.
    pub fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let row: Vec<Lanes> = row.iter().copied().map(Lanes::all).collect();
        let closing = Closing {
            lanes: 1,
            trials: &[trial; WIDTH],
            years: &[year; WIDTH],
            row: &row,
        };
        on_level!(Level::new(), simd => self.close(simd, &closing));
    }

    /// Adds a calendar year after the one in which a trial ends, in which columns go on: `values` by
    /// [`crate::programme::YearLayout::lasting`].
    pub fn later(&mut self, trial: u64, year: usize, values: &[f64]) {
        let lasting: Vec<Lanes> = values.iter().copied().map(Lanes::all).collect();
        let later = Later {
            lanes: 1,
            trials: &[trial; WIDTH],
            year,
            lasting: &lasting,
        };
        on_level!(Level::new(), simd => self.go_on(simd, &later));
    }

    /// Adds a trial when it ends: `stocks` is the row of its last year, whose stocks remain ever after, `outcome` its outcome
    /// by [`crate::programme::OutcomeLayout`].
    pub fn end(&mut self, trial: u64, last_year: usize, stocks: &[f64], outcome: &[f64]) {
        let ending = Ending {
            trial,
            last_year,
            row: stocks,
            outcome,
        };
        on_level!(Level::new(), simd => self.leave(simd, &ending));
    }

    /// Adds a calendar year of the trials in some lanes.
    #[inline(always)]
    pub(crate) fn close<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        let (land, people) = closing.row.split_at(self.plan.first_lasting);
        self.add_lanes(
            simd,
            LAND,
            &Closing {
                row: land,
                ..*closing
            },
        );
        self.add_lanes(
            simd,
            PEOPLE,
            &Closing {
                row: people,
                ..*closing
            },
        );
    }

    /// Adds a calendar year after those in which the trials of some lanes ended.
    #[inline(always)]
    pub(crate) fn go_on<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        let closing = Closing {
            lanes: later.lanes,
            trials: later.trials,
            years: &[later.year; WIDTH],
            row: later.lasting,
        };
        self.add_lanes(simd, PEOPLE, &closing);
    }

    /// Adds a trial that is over.
    #[inline(always)]
    pub(crate) fn leave<S: Simd>(&mut self, _: S, ending: &Ending<'_>) {
        let outcome = ending.outcome;
        let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        let row = if months.is_finite() {
            FINISHED
        } else {
            UNFINISHED
        };
        self.plan.tables[OUTCOMES].in_order(outcome, &mut self.turned);
        self.add_row(OUTCOMES, row, ending.trial, 0);
        if ending.last_year + 1 < self.plan.years {
            self.plan.tables[REMAINS].in_order(ending.row, &mut self.turned);
            self.add_row(REMAINS, ending.last_year + 1, ending.trial, 0);
        }
        begun(&mut self.replicates, &self.plan, replicate(ending.trial)).end(&self.plan, outcome);
        self.joint.add(ending.trial, months, cost);
    }

    /// Adds a row of a table for each of some lanes.
    #[inline(always)]
    fn add_lanes<S: Simd>(&mut self, simd: S, table: usize, closing: &Closing<'_>) {
        if !closing.row.is_empty() {
            turn(simd, &self.plan.tables[table], closing, &mut self.turned);
            for lane in lanes(closing.lanes) {
                self.add_row(table, closing.years[lane], closing.trials[lane], lane);
            }
        }
    }

    /// Adds a row of a table, which stands ready in a lane of `turned`.
    #[inline(always)]
    fn add_row(&mut self, table: usize, row: usize, trial: u64, lane: usize) {
        let table = &self.plan.tables[table];
        let values = &self.turned[lane * table.blocks()..][..table.blocks()];
        let row = table.rows.start + row;
        self.rows.push(row, replicate(trial), values);
        if !self.rows.has_room(row, 1) {
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
                let group = first + i;
                if !self.buckets.has_room(group, ROWS) {
                    count_waiting(&mut self.replicates, &mut self.buckets, plan, group);
                }
                let sketches = &mut begun(&mut self.replicates, plan, replicate).sketches;
                sketches.buckets(
                    group,
                    table.digits,
                    least.get(simd),
                    values[i..].iter().step_by(table.blocks()),
                    #[inline(always)]
                    |buckets| self.buckets.push(group, replicate, &[buckets]),
                );
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
        for group in 0..self.plan.groups.len() {
            count_waiting(&mut self.replicates, &mut self.buckets, &self.plan, group);
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

/// Counts the buckets that wait for the sketches of a group.
#[inline(never)]
fn count_waiting(
    replicates: &mut [Option<Box<Replicate>>],
    buckets: &mut Queue<[u32; WIDTH]>,
    plan: &Plan,
    group: usize,
) {
    for (replicate, buckets) in buckets.take(group) {
        let kept = begun(replicates, plan, replicate);
        kept.sketches.count(group, plan.groups[group], buckets);
    }
}

/// Makes rows of the columns of some lanes, `[lane][block]`, in the order of a table.
#[inline(always)]
fn turn<S: Simd>(simd: S, table: &Table, closing: &Closing<'_>, rows: &mut [Lanes]) {
    let blocks = table.blocks();
    let few = closing.lanes.count_ones() < FEW;
    for (block, order) in table.columns.chunks(WIDTH).enumerate() {
        if few {
            for lane in lanes(closing.lanes) {
                let row = &mut rows[lane * blocks + block];
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
        for (lane, values) in transposed(from).into_iter().enumerate() {
            rows[lane * blocks + block].set(values);
        }
    }
}
