//! Reading a tally when a run is done: how quantities are distributed over all trials, and over those of each replicate.

use super::buckets::Buckets;
use super::distribution::{Bin, Distribution, MeanAndSd, Parts};
use super::moments::{Moments, mean_and_sd};
use super::plan::{AT_COMPLETION, STOCKS};
use super::replicate::{FINE, Replicate};
use super::shares::Share;
use super::tally::Tally;
use super::years::{COARSE, cell};
use crate::sampling::REPLICATES;

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

/// Some replicates: all of which there are trials, or one of them.
type Some<'a> = &'a [&'a Replicate];

impl Tally {
    /// Trials for which `share` holds and all trials, by replicate.
    pub fn hits(&self, share: Share) -> [(u64, u64); REPLICATES] {
        let mut hits = [(0, 0); REPLICATES];
        for (hits, replicate) in hits.iter_mut().zip(&self.replicates) {
            if let Some(it) = replicate {
                *hits = (it.shares.hits(share), it.trials);
            }
        }
        hits
    }

    /// Something of all trials, and of those of each replicate.
    fn parts<T>(&self, one: impl Fn(Some<'_>, u64) -> T) -> (T, Vec<T>) {
        let all: Vec<&Replicate> = self.replicates().collect();
        let replicates = all.iter().map(|it| one(&[*it], it.trials)).collect();
        (one(&all, self.trials()), replicates)
    }

    /// How a measure of the outcomes is distributed.
    ///
    /// # Panics
    ///
    /// If no figure is made of that column.
    pub fn distribution(&self, measure: Measure) -> Parts {
        let (all, replicates) = self.parts(|some, trials| match measure {
            Measure::Years(column) => self.years_until(column, some, trials),
            Measure::Plain(column) => self.amounts(column, some, trials, true),
            Measure::AtCompletion(column) => self.amounts(column, some, trials, false),
        });
        Parts { all, replicates }
    }

    fn years_until(&self, column: usize, some: Some<'_>, trials: u64) -> Distribution {
        let place = column
            .checked_sub(self.plan.milestones)
            .map_or(0, |i| i + 1);
        let mut counts = vec![0_u64; self.plan.months + 2];
        for replicate in some {
            for (sum, &count) in counts.iter_mut().zip(replicate.months.column(place)) {
                *sum += u64::from(count);
            }
        }
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
        Distribution::new(trials, moments, bins, (0.0, f64::INFINITY))
    }

    fn amounts(
        &self,
        column: usize,
        some: Some<'_>,
        trials: u64,
        to_horizon: bool,
    ) -> Distribution {
        let sketched = &self.plan.sketched;
        let place = sketched.iter().position(|sketched| *sketched == column);
        let place = place.expect("a figure is made of this column");
        let finished = |it: &&Replicate| it.shares.hits(Share::Finished);
        let at_completion = AT_COMPLETION.contains(&column);
        let finite = if to_horizon || !at_completion {
            trials
        } else {
            some.iter().map(finished).sum()
        };
        let outcomes = some.iter().map(|it| &it.outcomes);
        let sums = Moments::sums(&self.plan.outcome_scales, outcomes, 0, column - 1);
        let moments = mean_and_sd(&[sums], trials).filter(|_| finite == trials);
        let mut buckets = Buckets::<FINE>::default();
        for replicate in some {
            buckets.add(&replicate.sketches, place);
            if to_horizon && at_completion {
                buckets.add(&replicate.sketches, sketched.len());
            }
        }
        buckets.distribution(trials, finite, moments)
    }

    /// A column of a calendar year, over all trials and by replicate.
    pub fn year_moments(&self, year: usize, column: usize) -> (MeanAndSd, Vec<MeanAndSd>) {
        let plan = &*self.plan;
        let place = plan.place(column);
        self.parts(|some, trials| {
            let years = some.iter().map(|it| &it.years);
            let mut parts = vec![Moments::sums(&plan.year_scales, years, year, place)];
            if column < STOCKS {
                let since = |since| {
                    let stocks = some.iter().map(|it| &it.stocks);
                    Moments::sums(&plan.stock_scales, stocks, since, column)
                };
                parts.extend((0..=year).map(since).filter(|sums| sums.count > 0));
            }
            if let Some(lasting) = &plan.lasting
                && column >= lasting.first
            {
                let later = some.iter().filter_map(|it| it.lasting.as_ref());
                let column = column - lasting.first;
                parts.push(Moments::sums(&lasting.scales, later, year, column));
            }
            mean_and_sd(&parts, trials)
        })
    }

    /// How a column is distributed in every calendar year, one after the other; nothing if the column has no quantiles. Without
    /// mean and sd.
    pub fn year_distributions(&self, column: usize) -> impl Iterator<Item = Parts> + '_ {
        let sketch = self.plan.sketch(column);
        let years = if sketch.is_some() {
            0..self.plan.years
        } else {
            0..0
        };
        let sketch = sketch.unwrap_or_default();
        // What remains at the ends of trials adds up from year to year.
        let replicates: Vec<&Replicate> = self.replicates().collect();
        let mut remains: Vec<Buckets<COARSE>> = vec![Buckets::default(); replicates.len()];
        years.map(move |year| {
            let mut all = Buckets::default();
            let parts = replicates.iter().zip(&mut remains).map(|(it, remains)| {
                let mut buckets = Buckets::default();
                buckets.add(&it.year_sketches, cell(year, sketch));
                if column < STOCKS {
                    remains.add(&it.stock_sketches, year * STOCKS + column);
                    buckets.merge(remains);
                }
                all.merge(&buckets);
                buckets.distribution(it.trials, it.trials, None)
            });
            let replicates = parts.collect();
            let trials = self.trials();
            Parts {
                all: all.distribution(trials, trials, None),
                replicates,
            }
        })
    }
}
