//! What is kept of the trials of a run: counts and sums of integers, in memory that does not grow with them.
//!
//! Trials may come in any order, mixed with each other, on any thread and in any cut of the run: everything that is kept is added
//! exactly, so the figures are the same to the last bit.

use std::sync::Arc;

use fearless_simd::{Simd, SimdMask};

use super::head::Head;
use super::joint::Joint;
use super::plan::Plan;
use super::queue::Queue;
use super::replicate::{LastingCodes, Replicate, YearCodes};
use crate::engine::ledger::{Closing, Ending, Later};
use crate::lanes::{Lanes, Level, Mask, WIDTH, lanes, on_level, transposed};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// Codes that wait at most for the sketches of a calendar year: trials, and groups of eight.
const WAITING: usize = 512;
const WAITING_GROUPS: usize = 64;
/// Fewer lanes than this are taken out of a row one by one.
const FEW: u32 = 3;

/// All trials of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) plan: Arc<Plan>,
    /// `[replicate]`: those of which there is a trial.
    pub(super) replicates: Vec<Option<Box<Replicate>>>,
    year_codes: Queue<{ size_of::<YearCodes>() / 2 }>,
    lasting_codes: Queue<{ size_of::<LastingCodes>() / 2 }>,
    pub(super) joint: Joint,
    pub(super) head: Head,
    /// A calendar year, `[lane][block]`, and the amounts of an outcome: room to work.
    rows: Vec<Lanes>,
    amounts: Vec<Lanes>,
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
        let lasting_years = plan.lasting.as_ref().map_or(0, |_| plan.years);
        Self {
            replicates: vec![None; REPLICATES],
            year_codes: Queue::new(plan.years, WAITING),
            lasting_codes: Queue::new(lasting_years, WAITING_GROUPS),
            joint: Joint::new(plan.months),
            head: Head::new(plan.outcome_columns),
            rows: vec![Lanes::default(); plan.order.len()],
            amounts: vec![Lanes::default(); (plan.milestones - 1).div_ceil(WIDTH)],
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
        self.turn(simd, closing);
        let blocks = self.plan.order.len() / WIDTH;
        for lane in lanes(closing.lanes) {
            let replicate = replicate(closing.trials[lane]);
            let year = closing.years[lane];
            let row = &self.rows[lane * blocks..][..blocks];
            let kept = kept(&mut self.replicates, &self.plan, replicate);
            let codes = kept.year(simd, &self.plan, year, row);
            if self.year_codes.push(year, replicate, codes) {
                self.flush_year(year);
            }
        }
    }

    /// Makes rows of the columns of some lanes, in the order of the plan.
    #[inline(always)]
    fn turn<S: Simd>(&mut self, simd: S, closing: &Closing<'_>) {
        let row = &closing.row[..self.plan.year_scales.columns];
        let blocks = self.plan.order.len() / WIDTH;
        let few = closing.lanes.count_ones() < FEW;
        for (block, columns) in self.plan.order.chunks_exact(WIDTH).enumerate() {
            if few {
                for lane in lanes(closing.lanes) {
                    let to = &mut self.rows[lane * blocks + block];
                    for (value, &column) in to.0.iter_mut().zip(columns) {
                        *value = row[column].0[lane];
                    }
                }
                continue;
            }
            let mut from = [row[0].get(simd); WIDTH];
            for (vector, &column) in from.iter_mut().zip(columns) {
                *vector = row[column].get(simd);
            }
            for (lane, values) in transposed(from).into_iter().enumerate() {
                self.rows[lane * blocks + block].set(values);
            }
        }
    }

    /// Adds a calendar year after those in which the trials of some lanes ended.
    #[inline(always)]
    pub(crate) fn go_on<S: Simd>(&mut self, simd: S, later: &Later<'_>) {
        let mut left = later.lanes;
        while left != 0 {
            let first = replicate(later.trials[left.trailing_zeros() as usize]);
            let mut group = 0;
            for lane in lanes(left) {
                group |= u64::from(replicate(later.trials[lane]) == first) << lane;
            }
            left &= !group;
            let kept = kept(&mut self.replicates, &self.plan, first);
            let there = Mask::from_bitmask(simd, group);
            let codes = kept.later(simd, &self.plan, later.year, later.lasting, there);
            if self.lasting_codes.push(later.year, first, codes) {
                self.flush_later(later.year);
            }
        }
    }

    /// Adds a trial that is over.
    #[inline(always)]
    pub(crate) fn leave<S: Simd>(&mut self, simd: S, ending: &Ending<'_>) {
        let plan = &*self.plan;
        let amounts = &ending.outcome[1..plan.milestones];
        for (block, values) in self.amounts.iter_mut().zip(amounts.chunks(WIDTH)) {
            block.0[..values.len()].copy_from_slice(values);
        }
        let kept = kept(&mut self.replicates, plan, replicate(ending.trial));
        kept.end(simd, plan, ending, &self.amounts);
        let (months, cost) = (
            ending.outcome[O::COMPLETION_MONTHS],
            ending.outcome[O::COST],
        );
        if months.is_finite() {
            self.joint.add(months, cost);
        }
        self.head.add(ending.trial, ending.outcome);
    }

    /// Counts the codes that wait for the sketches of a year.
    #[inline(never)]
    fn flush_year(&mut self, year: usize) {
        for (replicate, codes) in self.year_codes.take(year) {
            let kept = kept(&mut self.replicates, &self.plan, replicate);
            kept.count_years(&self.plan, year, codes);
        }
    }

    #[inline(never)]
    fn flush_later(&mut self, year: usize) {
        for (replicate, codes) in self.lasting_codes.take(year) {
            let kept = kept(&mut self.replicates, &self.plan, replicate);
            kept.count_later(&self.plan, year, codes);
        }
    }

    /// Ends a tally: needed after the last trial, before anything is read.
    pub fn finish(&mut self) {
        self.settle();
        self.head.sort();
    }

    pub(crate) fn settle(&mut self) {
        for year in 0..self.plan.years {
            self.flush_year(year);
            if self.plan.lasting.is_some() {
                self.flush_later(year);
            }
        }
        for replicate in self.replicates.iter_mut().flatten() {
            replicate.settle();
        }
    }

    /// Trials in the tally.
    pub fn trials(&self) -> u64 {
        self.replicates().map(|it| it.trials).sum()
    }

    /// The first trials, whole.
    pub fn head(&self) -> &Head {
        &self.head
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

    /// Bytes of memory that sketches use, which is nearly all.
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
fn kept<'a>(
    replicates: &'a mut [Option<Box<Replicate>>],
    plan: &Plan,
    replicate: usize,
) -> &'a mut Replicate {
    let place = &mut replicates[replicate];
    if place.is_none() {
        begin(place, plan);
    }
    place.as_mut().expect("the replicate has just begun")
}

#[cold]
fn begin(place: &mut Option<Box<Replicate>>, plan: &Plan) {
    *place = Some(Box::new(Replicate::new(plan)));
}
