//! Figures read from rows of trials instead of a tally: exact, and of any quantile.
//!
//! A figure is the mean, the standard deviation or a quantile of a quantity that every trial has. Whoever keeps trials as a
//! [`Table`] finds here which columns to keep and what the figure is; it agrees with the one in `summary.json`, which knows amounts of
//! money, area and people to 0.05 %.

use super::LEVELS;
use super::estimate::{Estimate, FEWEST_TRIALS, share_error, standard_error};
use super::reference::{FIRST_QUANTILE, FigureRef, lacking};
use crate::ensemble::rank;
use crate::programme::columns::{Kind, Trials};
use crate::programme::{Limits, OutcomeLayout, Programme};
use crate::sampling::REPLICATES;
use crate::simulate::{Columns, Table};

/// What a figure says of the distribution of its quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// The mean, which of a share is the share itself.
    Mean,
    /// The standard deviation.
    Sd,
    /// The quantile of this probability.
    Quantile(f64),
}

impl FigureRef {
    /// What it says of its quantity.
    pub fn level(&self) -> Level {
        let (Self::Spread(_, level) | Self::Year(_, _, level)) = self else {
            return Level::Mean;
        };
        match level.checked_sub(FIRST_QUANTILE) {
            Some(quantile) => Level::Quantile(LEVELS[quantile]),
            None if *level == 0 => Level::Mean,
            None => Level::Sd,
        }
    }
}

/// How the quantity of a trial is read from its row.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Read {
    /// 1 where the trial belongs to the share of that index, or 0.
    Share(usize),
    /// Months that become years.
    Date(usize),
    /// Infinite unless the trial is complete.
    AtCompletion(usize),
    /// None unless it is unfinished.
    Unfinished(usize),
    /// As it stands.
    Plain(usize),
    /// None in any trial.
    Nothing,
}

/// A quantity that every trial has, and where it stands in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    read: Read,
    limits: Limits,
}

/// Where completion and cost stand in every row.
pub const MONTHS: usize = 0;
/// See [`MONTHS`].
pub const COST: usize = 1;

/// The columns that every question keeps: completion and cost.
pub fn columns() -> Columns {
    Columns {
        outcomes: vec![OutcomeLayout::COMPLETION_MONTHS, OutcomeLayout::COST],
        ..Columns::default()
    }
}

impl Quantity {
    /// The quantity behind a figure of `programme`; adds to `columns`, which begin with [`columns()`], what it needs of a trial and is not
    /// there. All quantities of calendar years must come after those of whole trials. A share of trials that keep a target is not
    /// defined where there is none.
    ///
    /// # Panics
    ///
    /// If the figure was read for another programme and this one does not have it.
    pub fn new(figure: &FigureRef, programme: &Programme, columns: &mut Columns) -> Self {
        let read = match figure {
            FigureRef::Share(share) if lacking(programme.target, *share).is_some() => Read::Nothing,
            FigureRef::Share(share) => Read::Share(*share),
            FigureRef::Spread(column, _) => {
                let mut figures = programme.columns().figures();
                let found = figures.find(|(it, _)| it.name == column.name);
                let (_, place) = found.expect("the programme has the figure");
                let at = place_in(&mut columns.outcomes, place);
                match (column.kind, column.declared().trials) {
                    (Kind::Date, _) => Read::Date(at),
                    (_, Some(Trials::Finished)) => Read::AtCompletion(at),
                    (_, Some(Trials::Unfinished)) => Read::Unfinished(at),
                    _ => Read::Plain(at),
                }
            }
            FigureRef::Year(column, year, _) => {
                let mut series = programme.columns().series();
                let place = series.position(|it| it.name == column.name);
                let place = place.expect("the programme has the series");
                let first = programme.columns().years().0;
                let at = place_in(&mut columns.years, ((year - first) as usize, place));
                Read::Plain(columns.outcomes.len() + columns.inputs.len() + at)
            }
        };
        Self {
            read,
            limits: programme.target,
        }
    }

    /// The quantity of one trial; `None` where the trial does not count.
    pub fn of(&self, row: &[f64]) -> Option<f64> {
        Some(match self.read {
            Read::Share(share) => self.holds(share, row),
            Read::Date(at) => row[at] / 12.0,
            Read::AtCompletion(_) if row[MONTHS].is_infinite() => f64::INFINITY,
            Read::Unfinished(_) if row[MONTHS].is_finite() => return None,
            Read::Nothing => return None,
            Read::AtCompletion(at) | Read::Unfinished(at) | Read::Plain(at) => row[at],
        })
    }

    fn holds(&self, share: usize, row: &[f64]) -> f64 {
        let (months, cost) = (row[MONTHS], row[COST]);
        let (in_time, within_cost) = (
            self.limits.in_time(months),
            self.limits.within_cost(months, cost),
        );
        let finished = months.is_finite();
        let holds = [in_time && within_cost, in_time, within_cost, finished];
        f64::from(u8::from(holds[share]))
    }

    /// The same where an unfinished trial ends with the horizon of so many months: what has not come by then counts as coming there, and
    /// a cost at completion as what is spent by then.
    pub fn by_horizon(&self, row: &[f64], months: f64) -> f64 {
        match self.read {
            Read::Share(share) => self.holds(share, row),
            Read::Date(at) => row[at].min(months) / 12.0,
            Read::AtCompletion(at) | Read::Unfinished(at) | Read::Plain(at) => row[at],
            Read::Nothing => f64::NAN,
        }
    }

    /// The quantity in all trials that count, and in those of each replicate of the design that has any.
    pub fn sample(&self, table: &Table) -> Sample {
        Sample {
            is_share: matches!(self.read, Read::Share(_)),
            ..Sample::of(table, |row| self.of(row))
        }
    }
}

/// Where something stands in a list, to whose end it comes if it is not there.
pub(crate) fn place_in<T: PartialEq>(list: &mut Vec<T>, it: T) -> usize {
    list.iter()
        .position(|other| *other == it)
        .unwrap_or_else(|| {
            list.push(it);
            list.len() - 1
        })
}

/// A quantity of all trials of a run, in increasing order, and of each replicate.
#[derive(Clone, Debug)]
pub struct Sample {
    all: Vec<f64>,
    replicates: Vec<Vec<f64>>,
    /// Whether all values are 0 or 1, so that the rule of three bounds their mean where they agree.
    is_share: bool,
}

impl Sample {
    /// A number made of every row that has one.
    pub fn of(table: &Table, number: impl Fn(&[f64]) -> Option<f64>) -> Self {
        let mut replicates = vec![Vec::new(); REPLICATES];
        for (at, trial) in table.trials().iter().enumerate() {
            replicates[(trial % REPLICATES as u64) as usize].extend(number(table.row(at)));
        }
        replicates.retain(|part| !part.is_empty());
        for part in &mut replicates {
            part.sort_unstable_by(f64::total_cmp);
        }
        let mut all = replicates.concat();
        all.sort_unstable_by(f64::total_cmp);
        Self {
            all,
            replicates,
            is_share: false,
        }
    }

    /// The share of trials of which something holds, by their rows, with its standard error.
    pub fn share(table: &Table, holds: impl Fn(&[f64]) -> bool) -> Estimate<f64> {
        // Up to one half: it holds.
        Self::of(table, |row| Some(f64::from(u8::from(!holds(row))))).up_to(0.5)
    }

    /// Number of trials.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether no trial counts.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A figure of the sample with its standard error; not defined where it is infinite. There is no error below [`FEWEST_TRIALS`].
    pub fn at(&self, level: Level) -> Estimate<Option<f64>> {
        let of = |sorted: &Vec<f64>| match level {
            Level::Mean => mean(sorted),
            Level::Sd => sd(sorted),
            Level::Quantile(p) => (!sorted.is_empty()).then(|| quantile(sorted, p)),
        };
        let of = |sorted: &Vec<f64>| of(sorted).filter(|value| value.is_finite());
        let parts = self.replicates.iter();
        let value = of(&self.all);
        let error = match level {
            Level::Mean if self.is_share => {
                share_error(parts.map(|part| (part.iter().sum(), part.len() as u64)))
            }
            _ if self.len() < FEWEST_TRIALS => None,
            _ => standard_error(parts.map(of)),
        };
        Estimate {
            value,
            error: error.filter(|_| value.is_some()),
        }
    }

    /// The share of trials that do not exceed `limit`, with its standard error.
    pub fn up_to(&self, limit: f64) -> Estimate<f64> {
        let hits = |sorted: &Vec<f64>| sorted.partition_point(|value| *value <= limit) as u64;
        let parts: Vec<(u64, u64)> = self
            .replicates
            .iter()
            .map(|part| (hits(part), part.len() as u64))
            .collect();
        Estimate::share(&parts)
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn sd(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    Some((squares / (values.len() as f64 - 1.0)).sqrt())
}

/// The smallest of the `sorted` values that a share `p` of them does not exceed.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    sorted[rank(p, sorted.len() as u64) as usize - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample of which every value is a trial.
    fn sample(values: &[f64]) -> Sample {
        let columns = Columns {
            outcomes: vec![0],
            ..Columns::default()
        };
        let table = Table::of(columns, 0..values.len() as u64, values.to_vec());
        Sample::of(&table.unwrap(), |row| Some(row[0]))
    }

    fn levels<const N: usize>(values: &[f64], levels: [f64; N]) -> [Option<f64>; N] {
        levels.map(|p| sample(values).at(Level::Quantile(p)).value)
    }

    #[test]
    fn moments_and_quantiles_of_few_values_follow_by_hand() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(sample(&values).at(Level::Mean).value, Some(5.5));
        // The sum of squares about the mean is 82.5.
        let sd = (82.5_f64 / 9.0).sqrt();
        assert_eq!(sample(&values).at(Level::Sd).value, Some(sd));
        assert_eq!(
            levels(&values, [0.05, 0.1, 0.5, 0.8, 0.9, 0.95]),
            [1.0, 1.0, 5.0, 8.0, 9.0, 10.0].map(Some)
        );
    }

    #[test]
    fn what_is_infinite_in_a_trial_has_no_mean_and_lower_quantiles_only() {
        let mut values: Vec<f64> = (1..=9).map(f64::from).collect();
        values.push(f64::INFINITY);
        assert_eq!(levels(&values, [0.9, 0.95]), [Some(9.0), None]);
        for level in [Level::Mean, Level::Sd] {
            assert_eq!(sample(&values).at(level).value, None);
        }
    }

    #[test]
    fn one_trial_has_no_spread() {
        assert_eq!(sample(&[3.0]).at(Level::Mean).value, Some(3.0));
        assert_eq!(sample(&[3.0]).at(Level::Sd).value, None);
        assert_eq!(levels(&[3.0], [0.95]), [Some(3.0)]);
    }

    /// Two trials in each replicate are the fewest: 0, 1 … 15 twice have replicates that differ by 1 and an error of their mean of
    /// the standard deviation of 0 to 15 divided by 4.
    #[test]
    fn errors_need_two_trials_a_replicate() {
        let values: Vec<f64> = (0..32).map(|trial| f64::from(trial % 16)).collect();
        let error = sample(&values).at(Level::Mean).error.unwrap();
        assert!((error - (340.0_f64 / 15.0 / 16.0).sqrt()).abs() < 1e-12);
        assert_eq!(sample(&values[..31]).at(Level::Mean).error, None);
    }
}
