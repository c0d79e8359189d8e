//! What is kept of the trials of a run: counts and sums of integers, in memory that does not grow with them.
//!
//! Trials may come in any order, mixed with each other, on any thread and in any cut of the run: everything that is kept is added
//! exactly, so the figures are the same to the last bit.

use std::sync::Arc;

use fearless_simd::Simd;

use super::bytes::{Reader, put};
use super::joint::Joint;
use super::plan::{Plan, Table};
use super::queue::Queue;
use super::replicate::Replicate;
use super::sample::Sample;
use crate::engine::ledger::{Closing, Ending, Later};
use crate::lanes::{Lanes, Level, WIDTH, lanes, on_level, transposed};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// Fewer lanes than this are taken out of a row one by one.
const FEW: u32 = 3;

/// All trials of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) plan: Arc<Plan>,
    rows: Rows,
    pub(super) joint: Joint,
    sample: Sample,
    /// A row of each lane, `[lane][block]`: room to work.
    turned: Vec<Lanes>,
}

/// What rows of numbers are added to.
#[derive(Clone, Debug)]
struct Rows {
    /// `[replicate]`: those of which there is a trial.
    replicates: Vec<Option<Box<Replicate>>>,
    queue: Queue,
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
        let blocks = plan.tables().map(Table::blocks).into_iter().max();
        Self {
            rows: Rows {
                replicates: vec![None; REPLICATES],
                queue: Queue::new(plan.groups.len()),
            },
            joint: Joint::new(plan.months),
            sample: Sample::default(),
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
    pub(super) fn close<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        let Closing {
            lanes,
            trials,
            years,
            row,
        } = *closing;
        let plan = &*self.plan;
        let (land, people) = row.split_at(plan.first_lasting);
        let (rows, turned) = (&mut self.rows, &mut self.turned);
        rows.add_lanes(
            simd,
            plan,
            &plan.years_of_land,
            lanes,
            trials,
            years,
            land,
            turned,
        );
        rows.add_lanes(
            simd,
            plan,
            &plan.years_of_people,
            lanes,
            trials,
            years,
            people,
            turned,
        );
    }

    /// Adds a calendar year after those in which the trials of some lanes ended.
    #[inline(always)]
    pub(super) fn go_on<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        let Later {
            lanes,
            trials,
            year,
            lasting,
        } = *later;
        let plan = &*self.plan;
        let (rows, turned) = (&mut self.rows, &mut self.turned);
        let years = &[year; WIDTH];
        rows.add_lanes(
            simd,
            plan,
            &plan.years_of_people,
            lanes,
            trials,
            years,
            lasting,
            turned,
        );
    }

    /// Adds a trial that is over.
    #[inline(always)]
    pub(super) fn leave<S: Simd>(&mut self, simd: S, ending: &Ending<'_>) {
        let plan = &*self.plan;
        let (rows, turned) = (&mut self.rows, &mut self.turned);
        let outcome = ending.outcome;
        let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        let finished = months.is_finite();
        let replicate = replicate(ending.trial);
        let row = in_order(&plan.outcomes, outcome, turned);
        rows.add(
            simd,
            plan,
            &plan.outcomes,
            replicate,
            Plan::outcome_row(finished),
            row,
        );
        if ending.last_year + 1 < plan.years {
            let row = in_order(&plan.remains, ending.row, turned);
            rows.add(
                simd,
                plan,
                &plan.remains,
                replicate,
                ending.last_year + 1,
                row,
            );
        }
        rows.begun(plan, replicate).end(plan, outcome);
        if finished {
            self.joint.add(months, cost);
        }
        self.sample.add(ending.trial, months, cost);
    }

    /// Ends a tally: needed after the last trial, before anything is read.
    pub fn finish(&mut self) {
        self.settle();
        self.sample.sort();
    }

    pub(super) fn settle(&mut self) {
        for group in 0..self.plan.groups.len() {
            self.rows.count_waiting(&self.plan, group);
        }
        for replicate in self.rows.replicates.iter_mut().flatten() {
            replicate.sums.settle();
        }
    }

    /// Adds the trials of another part of the same run; both must be settled.
    pub(super) fn add_settled(&mut self, other: Self) {
        let replicates = self.rows.replicates.iter_mut();
        for (mine, theirs) in replicates.zip(other.rows.replicates) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
                (mine @ None, theirs) => *mine = theirs,
                (Some(_), None) => {}
            }
        }
        self.joint.merge(&other.joint);
        self.sample.merge(&other.sample);
    }

    /// Adds the trials of another part of the same run, of which this one has none.
    pub fn merge(&mut self, mut other: Self) {
        other.settle();
        self.settle();
        self.add_settled(other);
        self.finish();
    }

    /// The tally of a run as bytes, which [`Tally::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for replicate in &self.rows.replicates {
            match replicate {
                Some(replicate) => replicate.write(&mut bytes),
                None => put(&mut bytes, 0),
            }
        }
        self.joint.write(&mut bytes);
        self.sample.write(&mut bytes);
        bytes
    }

    /// The tally that was written, on the same plan as this one; `None` if the bytes are damaged.
    pub fn from_bytes(&self, bytes: &[u8]) -> Option<Self> {
        let mut tally = self.fresh();
        let mut reader = Reader(bytes);
        for place in &mut tally.rows.replicates {
            let trials: u64 = reader.number().filter(|trials| *trials <= MOST_TRIALS)?;
            if trials > 0 {
                let mut replicate = Replicate::new(&self.plan);
                replicate.trials = trials;
                replicate.read(&mut reader)?;
                *place = Some(Box::new(replicate));
            }
        }
        tally.joint.read(&mut reader)?;
        tally.sample.read(&mut reader)?;
        reader.0.is_empty().then_some(tally)
    }

    /// Trials in the tally.
    pub fn trials(&self) -> u64 {
        self.replicates().map(|it| it.trials).sum()
    }

    /// Months to completion (infinite if unfinished) and cost of the trials with numbers below [`super::SAMPLED`], in their order.
    pub fn sample(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        self.sample.points()
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
        self.by_replicate().flatten()
    }

    /// Each replicate, if there is a trial of it.
    pub(super) fn by_replicate(&self) -> impl Iterator<Item = Option<&Replicate>> + Clone {
        self.rows.replicates.iter().map(Option::as_deref)
    }
}

/// Trials of a replicate at most: their sums stay within 128 bits.
const MOST_TRIALS: u64 = 1 << 40;

impl Rows {
    /// What is kept of a replicate.
    #[inline(always)]
    fn begun(&mut self, plan: &Plan, replicate: usize) -> &mut Replicate {
        self.replicates[replicate].get_or_insert_with(
            #[cold]
            || Box::new(Replicate::new(plan)),
        )
    }

    /// Adds a row of a table to what is kept of a replicate.
    #[inline(always)]
    fn add<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        table: &Table,
        replicate: usize,
        index: usize,
        values: &[Lanes],
    ) {
        let sums = &mut self.begun(plan, replicate).sums;
        sums.add(simd, table.row(index), values);
        for ((group, least), values) in (table.group(index)..).zip(&table.least).zip(values) {
            let sketches = &mut self.begun(plan, replicate).sketches;
            let (values, least) = (values.get(simd), least.get(simd));
            let buckets = sketches.buckets(group, table.digits, values, least);
            if self.queue.push(group, replicate, buckets) {
                self.count_waiting(plan, group);
            }
        }
    }

    /// Adds a row of each of some lanes: `columns` as the table's columns name them.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "a row of lanes, where it goes, and room to turn it"
    )]
    fn add_lanes<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        table: &Table,
        bits: u64,
        trials: &[u64; WIDTH],
        indices: &[usize; WIDTH],
        columns: &[Lanes],
        turned: &mut [Lanes],
    ) {
        let blocks = table.blocks();
        if blocks == 0 {
            return;
        }
        turn(simd, table, bits, columns, turned);
        for lane in lanes(bits) {
            let row = &turned[lane * blocks..][..blocks];
            self.add(
                simd,
                plan,
                table,
                replicate(trials[lane]),
                indices[lane],
                row,
            );
        }
    }

    /// Counts the buckets that wait for the sketches of a group.
    #[inline(never)]
    fn count_waiting(&mut self, plan: &Plan, group: usize) {
        for (replicate, buckets) in self.queue.take(group) {
            let kept = self.replicates[replicate].as_mut();
            let kept = kept.expect("only rows of replicates that have begun wait");
            kept.sketches.count(group, plan.groups[group], buckets);
        }
    }
}

/// Makes rows of the columns of some lanes, `[lane][block]`, in the order of a table.
#[inline(always)]
fn turn<S: Simd>(simd: S, table: &Table, bits: u64, columns: &[Lanes], rows: &mut [Lanes]) {
    let blocks = table.blocks();
    let few = bits.count_ones() < FEW;
    for (block, order) in table.columns.chunks(WIDTH).enumerate() {
        if few {
            for lane in lanes(bits) {
                let row = &mut rows[lane * blocks + block];
                *row = Lanes::default();
                for (value, &column) in row.0.iter_mut().zip(order) {
                    *value = columns[column].0[lane];
                }
            }
            continue;
        }
        let mut from = [Lanes::default().get(simd); WIDTH];
        for (vector, &column) in from.iter_mut().zip(order) {
            *vector = columns[column].get(simd);
        }
        for (lane, values) in transposed(from).into_iter().enumerate() {
            rows[lane * blocks + block].set(values);
        }
    }
}

/// The columns of one trial in the order of a table.
#[inline(always)]
fn in_order<'a>(table: &Table, columns: &[f64], row: &'a mut [Lanes]) -> &'a [Lanes] {
    let row = &mut row[..table.blocks()];
    for (block, order) in row.iter_mut().zip(table.columns.chunks(WIDTH)) {
        *block = Lanes::default();
        for (value, &column) in block.0.iter_mut().zip(order) {
            *value = columns[column];
        }
    }
    row
}

/// The replicate of the design to which a trial belongs.
#[inline(always)]
fn replicate(trial: u64) -> usize {
    (trial % REPLICATES as u64) as usize
}
