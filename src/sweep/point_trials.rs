//! The trials of a point and what they say: figures with standard errors, quantiles exact.

use std::sync::Arc;

use super::figures::{COST, FIRST_QUANTILE, MONTHS, Quantity, Read, Reads};
use crate::programme::columns::Trials;
use crate::sampling::REPLICATES;
use crate::simulate::{Collect, Table, Trial, Wants};
use crate::summary::estimate::{Estimate, FEWEST_TRIALS, standard_error};
use crate::summary::{LEVELS, Spread};

/// A value and its standard error, as far as they are defined.
pub(super) type Figure = (Option<f64>, Option<f64>);

/// The trials of a point, as rows of what its figures take.
#[derive(Clone, Debug)]
pub(super) struct PointTrials {
    reads: Arc<Reads>,
    table: Table,
}

impl PointTrials {
    pub(super) fn new(reads: Arc<Reads>) -> Self {
        Self {
            table: Table::new(reads.columns.clone()),
            reads,
        }
    }

    /// Every figure with its standard error, in the order in which they were asked for.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let mut known: Vec<(Quantity, Estimate<Spread>)> = Vec::new();
        let figures = self.reads.figures.iter().map(|read| match read {
            None => (None, None),
            Some(Read::Share(months, cost)) => self.share(*months, *cost),
            Some(Read::Level(quantity, level)) => {
                let found = known.iter().position(|(it, _)| it == quantity);
                let place = found.unwrap_or_else(|| {
                    known.push((*quantity, self.spread(*quantity)));
                    known.len() - 1
                });
                let of = |spread: &Spread| spread.figures()[*level];
                (of(&known[place].1.value), of(&known[place].1.error))
            }
        });
        figures.collect()
    }

    fn share(&self, months: f64, cost: f64) -> Figure {
        let mut hits = [(0, 0); REPLICATES];
        for (row, trial) in self.table.trials().iter().enumerate() {
            let row = self.table.row(row);
            let hit = row[MONTHS].is_finite() && row[MONTHS] <= months && row[COST] <= cost;
            let (held, all) = &mut hits[(trial % REPLICATES as u64) as usize];
            *held += u64::from(hit);
            *all += 1;
        }
        let estimate = Estimate::share(&hits);
        let finite = |it: f64| Some(it).filter(|it| it.is_finite());
        (finite(estimate.value), finite(estimate.error))
    }

    fn spread(&self, quantity: Quantity) -> Estimate<Spread> {
        let value = |row: usize| {
            let row = self.table.row(row);
            let finished = row[MONTHS].is_finite();
            match quantity.trials {
                Trials::Finished if !finished => Some(f64::INFINITY),
                Trials::Unfinished if finished => None,
                _ if quantity.is_date => Some(row[quantity.column] / 12.0),
                _ => Some(row[quantity.column]),
            }
        };
        let mut all = Vec::with_capacity(self.table.len());
        let mut replicates = vec![Vec::new(); REPLICATES];
        for (row, trial) in self.table.trials().iter().enumerate() {
            all.extend(value(row));
            replicates[(trial % REPLICATES as u64) as usize].extend(value(row));
        }
        // Replicates without a trial that counts say nothing.
        replicates.retain(|part| !part.is_empty());
        let mut error = Spread::default();
        if all.len() >= FEWEST_TRIALS {
            let parts: Vec<[Option<f64>; 11]> = replicates.into_iter().map(levels).collect();
            error = spread(std::array::from_fn(|level| {
                standard_error(parts.iter().map(|part| part[level]))
            }));
        }
        Estimate {
            value: spread(levels(all)),
            error,
        }
    }
}

fn spread([mean, sd, p05, p10, p25, p50, p70, p75, p80, p90, p95]: [Option<f64>; 11]) -> Spread {
    Spread {
        mean,
        sd,
        p05,
        p10,
        p25,
        p50,
        p70,
        p75,
        p80,
        p90,
        p95,
    }
}

/// Mean, standard deviation (n − 1) and the quantiles at [`LEVELS`]; the moments of a quantity that is infinite in a trial are not
/// defined, nor are quantiles that are infinite.
fn levels(mut values: Vec<f64>) -> [Option<f64>; 11] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|it| (it - mean) * (it - mean)).sum();
    values.sort_unstable_by(f64::total_cmp);
    let finite = |it: f64| Some(it).filter(|it| it.is_finite());
    std::array::from_fn(|level| match level {
        0 => finite(mean),
        1 => finite((squares / (n - 1.0)).sqrt()),
        _ => {
            // The smallest value that a share of the trials does not exceed; a product may come out a rounding error above a rank.
            let share = LEVELS[level - FIRST_QUANTILE];
            let rank = (share * n * (1.0 - 4.0 * f64::EPSILON)).ceil() as usize;
            finite(*values.get(rank.max(1) - 1)?)
        }
    })
}

impl Collect for PointTrials {
    fn wants(&self) -> Wants {
        Collect::wants(&self.table)
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        Collect::trial(&mut self.table, trial);
    }

    fn merge(&mut self, other: Self) {
        self.table.merge(other.table);
    }

    fn finish(&mut self) {
        self.table.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_quantiles_of_few_values_follow_by_hand() {
        let [mean, sd, p05, p10, .., p50, _, _, p80, p90, p95] =
            levels((1..=10).map(f64::from).collect());
        assert_eq!(mean, Some(5.5));
        // The sum of squares about the mean is 82.5.
        assert_eq!(sd, Some((82.5_f64 / 9.0).sqrt()));
        assert_eq!(
            [p05, p10, p50, p80, p90, p95],
            [1.0, 1.0, 5.0, 8.0, 9.0, 10.0].map(Some)
        );
    }

    #[test]
    fn what_is_infinite_in_a_trial_has_no_mean_and_lower_quantiles_only() {
        let mut values: Vec<f64> = (1..=9).map(f64::from).collect();
        values.push(f64::INFINITY);
        let [mean, sd, .., p90, p95] = levels(values);
        assert_eq!((mean, sd, p90, p95), (None, None, Some(9.0), None));
    }

    #[test]
    fn one_trial_has_no_spread() {
        let [mean, sd, .., p95] = levels(vec![3.0]);
        assert_eq!((mean, sd, p95), (Some(3.0), None, Some(3.0)));
    }
}
