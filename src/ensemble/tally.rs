//! What is kept of the trials of a run: counts and sums of integers, in memory that does not grow with them.
//!
//! Trials may come in any order, mixed with each other, on any thread and in any cut of the run: everything that is kept is added
//! exactly, so the figures are the same to the last bit.

use std::array;
use std::ops::Range;
use std::sync::Arc;

use super::buckets::Buckets;
use super::bytes::{Reader, put};
use super::distribution::{Bin, Distribution, MeanAndSd, Parts};
use super::head::Head;
use super::joint::Joint;
use super::lasting::Lasting;
use super::moments::{Moments, Sums, mean_and_sd};
use super::months::Months;
use super::plan::{AT_COMPLETION, Plan, STOCKS, YEAR_SKETCHES};
use super::queue::Queued;
use super::shares::{Share, Shares};
use super::sketch::Sketches;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

/// Digits of the mantissa in the sketches of outcomes: buckets of at most 0.05 % of their value.
const FINE: u32 = 11;
/// The same for calendar years: at most 0.8 %.
pub(super) const COARSE: u32 = 7;

/// What a column of the outcomes means for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// As it stands.
    Plain(usize),
    /// Months that become years.
    Years(usize),
    /// Counts only if the trial finished, otherwise infinite.
    AtCompletion(usize),
}

/// All trials of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    plan: Arc<Plan>,
    /// By replicate.
    trials: [u64; REPLICATES],
    /// Calendar years while trials last.
    years: Moments,
    /// Stocks that remain from a year on.
    later: Moments,
    /// `[replicate][year][column]`, columns by [`YEAR_SKETCHES`].
    year_sketches: Queued<COARSE, 7, { YEAR_SKETCHES.len() }>,
    /// `[replicate][year][stock]`: from this year on.
    later_sketches: Sketches<COARSE, 7>,
    /// What goes on after trials end, if anything.
    lasting: Option<Lasting>,
    /// Outcomes but for months.
    outcomes: Moments,
    /// `[replicate][column]`, columns by the plan, and last the cost of unfinished trials.
    sketches: Sketches<FINE, 9>,
    months: Months,
    shares: Shares,
    joint: Joint,
    head: Head,
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
        let months = 1 + plan.outcome_columns - plan.milestones;
        Self {
            trials: [0; REPLICATES],
            years: Moments::new(Arc::clone(&plan.year_scales)),
            later: Moments::new(Arc::clone(&plan.later_scales)),
            year_sketches: Queued::new(REPLICATES, plan.years),
            later_sketches: Sketches::new(REPLICATES * plan.years * STOCKS),
            lasting: plan.lasting.as_ref().map(|it| Lasting::new(it, plan.years)),
            outcomes: Moments::new(Arc::clone(&plan.outcome_scales)),
            sketches: Sketches::new(REPLICATES * (plan.sketched.len() + 1)),
            months: Months::new(months, plan.months),
            shares: Shares::new(plan.target, plan.point_estimate),
            joint: Joint::new(plan.months),
            head: Head::new(plan.outcome_columns),
            plan: Arc::clone(plan),
        }
    }

    /// Adds a calendar year of a trial when it is over: `row` by [`crate::programme::YearLayout`]. Once for every year up to
    /// the one in which the trial ends.
    #[inline]
    pub fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let replicate = replicate(trial);
        self.years.add(replicate, year, row);
        let values = YEAR_SKETCHES.map(|column| row[column]);
        self.year_sketches.add(replicate, year, values);
        if let (Some(lasting), Some(plan)) = (&mut self.lasting, &self.plan.lasting) {
            lasting.year(plan, replicate, year, &row[plan.columns.clone()]);
        }
    }

    /// Adds a calendar year after the one in which a trial ends, in which columns go on: `values` by
    /// [`crate::programme::YearLayout::lasting`].
    #[inline]
    pub fn later(&mut self, trial: u64, year: usize, values: &[f64]) {
        if let (Some(lasting), Some(plan)) = (&mut self.lasting, &self.plan.lasting) {
            lasting.later(plan, replicate(trial), year, values);
        }
    }

    /// Adds a trial when it ends: `stocks` is the row of its last year, whose stocks remain ever after, `outcome` its outcome
    /// by [`crate::programme::OutcomeLayout`].
    #[inline]
    pub fn end(&mut self, trial: u64, last_year: usize, stocks: &[f64], outcome: &[f64]) {
        let replicate = replicate(trial);
        let plan = &*self.plan;
        self.trials[replicate] += 1;
        if last_year + 1 < plan.years {
            let stocks = &stocks[..STOCKS];
            self.later.add(replicate, last_year + 1, stocks);
            let cell = (replicate * plan.years + last_year + 1) * STOCKS;
            for (i, &stock) in stocks.iter().enumerate() {
                self.later_sketches.add(cell + i, stock);
            }
        }
        self.outcomes
            .add(replicate, 0, &outcome[1..plan.milestones]);
        let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        let finished = months.is_finite();
        let cell = replicate * (plan.sketched.len() + 1);
        if finished {
            for (i, column) in AT_COMPLETION.into_iter().enumerate() {
                self.sketches.add(cell + i, outcome[column]);
            }
            self.joint.add(months, cost);
        } else {
            self.sketches.add(cell + plan.sketched.len(), cost);
        }
        for (i, &column) in plan.sketched.iter().enumerate().skip(AT_COMPLETION.len()) {
            self.sketches.add(cell + i, outcome[column]);
        }
        self.months.add(replicate, 0, months);
        for (i, &months) in outcome[plan.milestones..].iter().enumerate() {
            self.months.add(replicate, 1 + i, months);
        }
        self.shares.add(replicate, months, cost);
        self.head.add(trial, outcome);
    }

    /// Ends a tally: needed after the last trial, before anything is read.
    pub fn finish(&mut self) {
        self.settle();
        self.head.sort();
    }

    pub(super) fn settle(&mut self) {
        self.years.settle_all();
        self.later.settle_all();
        self.year_sketches.settle();
        if let Some(lasting) = &mut self.lasting {
            lasting.settle();
        }
        self.outcomes.settle_all();
    }

    /// Adds the trials of another part of the same run; both must be settled.
    pub(super) fn add_settled(&mut self, other: &Self) {
        for (mine, theirs) in self.trials.iter_mut().zip(&other.trials) {
            *mine += theirs;
        }
        self.years.merge(&other.years);
        self.later.merge(&other.later);
        self.year_sketches.merge(&other.year_sketches);
        self.later_sketches.merge(&other.later_sketches);
        if let (Some(mine), Some(theirs)) = (&mut self.lasting, &other.lasting) {
            mine.merge(theirs);
        }
        self.outcomes.merge(&other.outcomes);
        self.sketches.merge(&other.sketches);
        self.months.merge(&other.months);
        self.shares.merge(&other.shares);
        self.joint.merge(&other.joint);
        self.head.merge(&other.head);
    }

    /// Adds the trials of another part of the same run, of which this one has none.
    pub fn merge(&mut self, mut other: Self) {
        other.settle();
        self.settle();
        self.add_settled(&other);
        self.finish();
    }

    /// The tally of a run as bytes, which [`Tally::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &trials in &self.trials {
            put(&mut bytes, u128::from(trials));
        }
        self.years.write(&mut bytes);
        self.later.write(&mut bytes);
        self.year_sketches.write(&mut bytes);
        self.later_sketches.write(&mut bytes);
        if let Some(lasting) = &self.lasting {
            lasting.write(&mut bytes);
        }
        self.outcomes.write(&mut bytes);
        self.sketches.write(&mut bytes);
        self.months.write(&mut bytes);
        self.shares.write(&mut bytes);
        self.joint.write(&mut bytes);
        self.head.write(&mut bytes);
        bytes
    }

    /// The tally that was written, on the same plan as this one; `None` if the bytes are damaged.
    pub fn from_bytes(&self, bytes: &[u8]) -> Option<Self> {
        let mut tally = self.fresh();
        let mut reader = Reader(bytes);
        for trials in &mut tally.trials {
            *trials = reader.number()?;
        }
        tally.years.read(&mut reader)?;
        tally.later.read(&mut reader)?;
        tally.year_sketches.read(&mut reader)?;
        tally.later_sketches.read(&mut reader)?;
        if let Some(lasting) = &mut tally.lasting {
            lasting.read(&mut reader)?;
        }
        tally.outcomes.read(&mut reader)?;
        tally.sketches.read(&mut reader)?;
        tally.months.read(&mut reader)?;
        tally.shares.read(&mut reader)?;
        tally.joint.read(&mut reader)?;
        tally.head.read(&mut reader)?;
        reader.0.is_empty().then_some(tally)
    }

    /// Trials in the tally.
    pub fn trials(&self) -> u64 {
        self.trials.iter().sum()
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

    /// Trials for which `share` holds and all trials, by replicate.
    pub fn hits(&self, share: Share) -> [(u64, u64); REPLICATES] {
        std::array::from_fn(|replicate| {
            (self.shares.hits(replicate, share), self.trials[replicate])
        })
    }

    /// Bytes of memory that sketches use, which is nearly all.
    pub fn memory(&self) -> usize {
        self.year_sketches.memory()
            + self.later_sketches.memory()
            + self.lasting.as_ref().map_or(0, Lasting::memory)
            + self.sketches.memory()
            + self.joint.memory()
    }

    fn parts(&self, one: impl Fn(Range<usize>, u64) -> Distribution) -> Parts {
        let replicates = (0..REPLICATES).filter(|replicate| self.trials[*replicate] > 0);
        Parts {
            all: one(0..REPLICATES, self.trials()),
            replicates: replicates
                .map(|replicate| one(replicate..replicate + 1, self.trials[replicate]))
                .collect(),
        }
    }

    /// Every replicate's buckets are put together once, and those of all trials from them.
    fn parts_of<const BITS: u32, const PAGE: u32>(
        &self,
        buckets: impl FnMut(usize) -> Buckets<BITS, PAGE>,
        one: impl Fn(&Buckets<BITS, PAGE>, Range<usize>, u64) -> Distribution,
    ) -> Parts {
        let replicates: [_; REPLICATES] = array::from_fn(buckets);
        let mut all = Buckets::default();
        for replicate in &replicates {
            all.merge(replicate);
        }
        self.parts(|range, trials| match range.len() {
            1 => one(&replicates[range.start], range, trials),
            _ => one(&all, range, trials),
        })
    }

    /// How a measure of the outcomes is distributed.
    ///
    /// # Panics
    ///
    /// If no figure is made of that column.
    pub fn distribution(&self, measure: Measure) -> Parts {
        match measure {
            Measure::Years(column) => {
                self.parts(|replicates, trials| self.years_until(column, replicates, trials))
            }
            Measure::Plain(column) => self.amounts(column, true),
            Measure::AtCompletion(column) => self.amounts(column, false),
        }
    }

    fn years_until(&self, column: usize, replicates: Range<usize>, trials: u64) -> Distribution {
        let place = column
            .checked_sub(self.plan.milestones)
            .map_or(0, |i| i + 1);
        let counts = self.months.counts(replicates, place);
        let months = || counts[..=self.plan.months].iter().enumerate();
        let n = trials as f64;
        let finite = counts[self.plan.months + 1] == 0;
        let moments = finite.then(|| {
            // Whole numbers below 2^53: exact.
            let sum: u64 = months().map(|(month, count)| month as u64 * count).sum();
            let mean = sum as f64 / n;
            let square = |(month, count): (usize, &u64)| {
                let away = month as f64 - mean;
                *count as f64 * away * away
            };
            let sd = (months().map(square).sum::<f64>() / (n - 1.0).max(1.0)).sqrt();
            (mean / 12.0, sd / 12.0)
        });
        let bins = months().map(|(month, &count)| Bin {
            low: month as f64 / 12.0,
            high: month as f64 / 12.0,
            count,
        });
        Distribution::new(trials, moments, (counts.len(), bins), (0.0, f64::INFINITY))
    }

    fn amounts(&self, column: usize, to_horizon: bool) -> Parts {
        let sketched = &self.plan.sketched;
        let place = sketched.iter().position(|sketched| *sketched == column);
        let place = place.expect("a figure is made of this column");
        let at_completion = AT_COMPLETION.contains(&column);
        let unfinished = (to_horizon && at_completion).then_some(sketched.len());
        let buckets = |replicate| {
            let mut buckets = Buckets::default();
            for place in [place].into_iter().chain(unfinished) {
                let cell = replicate * (sketched.len() + 1) + place;
                buckets.add(&self.sketches, cell);
            }
            buckets
        };
        self.parts_of(buckets, |buckets, replicates, trials| {
            let finished = |replicate| self.shares.hits(replicate, Share::Finished);
            let finite = if to_horizon || !at_completion {
                trials
            } else {
                replicates.clone().map(finished).sum()
            };
            let sums = self.outcomes.sums(replicates, 0, column - 1);
            let moments = mean_and_sd([&sums].into_iter(), trials).filter(|_| finite == trials);
            buckets.distribution(trials, finite, moments)
        })
    }

    /// Mean and standard deviation of a column in every calendar year, one after the other: over all trials and by replicate.
    pub fn year_moments(
        &self,
        column: usize,
    ) -> impl Iterator<Item = (MeanAndSd, Vec<MeanAndSd>)> + '_ {
        let replicates = (0..REPLICATES).filter(|replicate| self.trials[*replicate] > 0);
        let replicates = replicates.map(|one| (one..one + 1, self.trials[one]));
        let ranges: Vec<_> = std::iter::once((0..REPLICATES, self.trials()))
            .chain(replicates)
            .collect();
        let lasting = self.lasting.as_ref().zip(self.plan.lasting.as_ref());
        let lasting = lasting.filter(|(_, plan)| plan.columns.contains(&column));
        // What remains at the ends of trials: all years up to the one that is looked at.
        let mut remains: Vec<Vec<Sums>> = vec![Vec::new(); ranges.len()];
        (0..self.plan.years).map(move |year| {
            let each = ranges.iter().zip(&mut remains);
            let mut each = each.map(|((replicates, trials), remains)| {
                let sums = self.years.sums(replicates.clone(), year, column);
                if column < STOCKS {
                    let since = self.later.sums(replicates.clone(), year, column);
                    remains.extend(Some(since).filter(|sums| sums.count > 0));
                }
                let lasting = lasting.map(|(lasting, plan)| {
                    lasting.sums(replicates.clone(), year, column - plan.columns.start)
                });
                let parts = std::iter::once(&sums).chain(&*remains).chain(&lasting);
                mean_and_sd(parts, *trials)
            });
            let all = each.next().flatten();
            (all, each.collect())
        })
    }

    /// How a column is distributed in every calendar year, one after the other; nothing if the column has no quantiles. Without
    /// mean and sd.
    pub fn year_distributions(&self, column: usize) -> impl Iterator<Item = Parts> + '_ {
        let place = YEAR_SKETCHES
            .iter()
            .position(|sketched| *sketched == column);
        let lasting = self.lasting.as_ref().and_then(|lasting| {
            let plan = self.plan.lasting.as_ref()?;
            Some((lasting, plan.place(column)?))
        });
        let sketched = place.is_some() || lasting.is_some();
        let years = if sketched { 0..self.plan.years } else { 0..0 };
        let place = place.unwrap_or_default();
        // What remains at the ends of trials adds up from year to year.
        let mut remains: [Buckets<COARSE, 7>; REPLICATES] = Default::default();
        years.map(move |year| {
            let buckets = |replicate: usize| {
                let mut buckets = Buckets::default();
                if let Some((lasting, place)) = lasting {
                    let (sketches, cell) = lasting.cell(replicate, year, place);
                    buckets.add(sketches, cell);
                    return buckets;
                }
                let row = replicate * self.plan.years + year;
                buckets.add(&self.year_sketches, row * YEAR_SKETCHES.len() + place);
                if column < STOCKS {
                    let remains = &mut remains[replicate];
                    remains.add(&self.later_sketches, row * STOCKS + column);
                    buckets.merge(remains);
                }
                buckets
            };
            self.parts_of(buckets, |buckets, _, trials| {
                buckets.distribution(trials, trials, None)
            })
        })
    }
}

/// The replicate of the design to which a trial belongs.
#[inline]
fn replicate(trial: u64) -> usize {
    (trial % REPLICATES as u64) as usize
}
