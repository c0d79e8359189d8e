//! Reading a tally when a run is done: how quantities are distributed over all trials, and over those of each replicate.

use super::distribution::{Bin, Distribution, MeanAndSd, Parts};
use super::exact::Exact;
use super::replicate::Replicate;
use super::shares::Share;
use super::sketch::Together;
use super::table::{FINISHED, OUTCOMES, REMAINS, UNFINISHED};
use super::tally::Tally;
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
    /// Of the trials that did not finish alone.
    Unfinished(usize),
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
        let (all, mut replicates) = self.parts(|some, trials| match measure {
            Measure::Unfinished(column) => {
                let finished = some.iter().map(|it| it.shares.hits(Share::Finished));
                let unfinished = trials - finished.sum::<u64>();
                self.amounts(column, some, unfinished, &[UNFINISHED])
            }
            Measure::Years(column) => self.years_until(column, some, trials),
            Measure::Plain(column) => self.amounts(column, some, trials, &[FINISHED, UNFINISHED]),
            Measure::AtCompletion(column) => self.amounts(column, some, trials, &[FINISHED]),
        });
        // Replicates without such a trial say nothing.
        replicates.retain(|it| it.trials() > 0);
        Parts { all, replicates }
    }

    fn years_until(&self, column: usize, some: Some<'_>, trials: u64) -> Distribution {
        let place = column
            .checked_sub(self.plan.milestones)
            .map_or(0, |i| i + 1);
        let mut counts = vec![0_u64; self.plan.months + 2];
        for (month, count) in some.iter().flat_map(|it| it.months.numbers(place)) {
            counts[month as usize] += u64::from(count);
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

    /// An amount of the trials that finish, and of the others: one of them or both.
    fn amounts(&self, column: usize, some: Some<'_>, trials: u64, rows: &[usize]) -> Distribution {
        let table = &self.plan.tables[OUTCOMES];
        let place = table.place(column).filter(|place| *place < table.sketched);
        let place = place.expect("a figure is made of this column");
        let mut exact = Exact::default();
        let mut together = Together::new();
        let mut finite = 0;
        for &row in rows {
            let cell = table.sum(&self.plan.units, row, place);
            for it in some {
                it.sums.add_to(&mut exact, cell);
                let finished = it.shares.hits(Share::Finished);
                finite += if row == FINISHED {
                    finished
                } else {
                    it.trials - finished
                };
                together.add(&it.sketches, table.sketch(row, place));
            }
        }
        let moments = (finite == trials && trials > 0).then(|| exact.mean_and_sd(trials));
        together.distribution(table.digits, trials, finite, moments.flatten())
    }

    /// Mean and standard deviation of a column in every calendar year, one after the other: over all trials, and by replicate.
    pub fn year_moments(
        &self,
        column: usize,
    ) -> impl Iterator<Item = (MeanAndSd, Vec<MeanAndSd>)> + '_ {
        let plan = &*self.plan;
        let (table, place, stock) = plan.year_column(column);
        let replicates: Vec<&Replicate> = self.replicates().collect();
        // What remains at the ends of trials adds up from year to year.
        let mut remains = vec![Exact::default(); replicates.len()];
        (0..plan.years).map(move |year| {
            let cell = table.sum(&plan.units, year, place);
            let mut all = Exact::default();
            let parts = replicates.iter().zip(&mut remains).map(|(it, remains)| {
                let mut exact = Exact::default();
                it.sums.add_to(&mut exact, cell);
                if let Some(stock) = stock {
                    let cell = plan.tables[REMAINS].sum(&plan.units, year, stock);
                    it.sums.add_to(remains, cell);
                    exact.merge(remains);
                }
                all.merge(&exact);
                exact.mean_and_sd(it.trials)
            });
            let parts = parts.collect();
            (all.mean_and_sd(self.trials()), parts)
        })
    }

    /// How a column is distributed in every calendar year, one after the other; nothing if the column has no quantiles. Without
    /// mean and sd.
    pub fn year_distributions(&self, column: usize) -> impl Iterator<Item = Parts> + '_ {
        let plan = &*self.plan;
        let (table, place, stock) = plan.year_column(column);
        let years = if place < table.sketched {
            plan.years
        } else {
            0
        };
        // What remains at the ends of trials adds up from year to year.
        let replicates: Vec<&Replicate> = self.replicates().collect();
        let mut remains = vec![Together::new(); replicates.len()];
        (0..years).map(move |year| {
            let mut all = Together::new();
            let parts = replicates.iter().zip(&mut remains).map(|(it, remains)| {
                let mut together = Together::new();
                together.add(&it.sketches, table.sketch(year, place));
                if let Some(stock) = stock {
                    remains.add(&it.sketches, plan.tables[REMAINS].sketch(year, stock));
                    together.merge(remains);
                }
                all.merge(&together);
                together.distribution(table.digits, it.trials, it.trials, None)
            });
            let replicates = parts.collect();
            let trials = self.trials();
            Parts {
                all: all.distribution(table.digits, trials, trials, None),
                replicates,
            }
        })
    }
}
