//! Figures read from rows of trials instead of a tally: exact, and of any quantile.
//!
//! A figure is the mean, the standard deviation or a quantile of a quantity that every trial has. Whoever keeps trials as a
//! [`Table`] finds here which columns to keep and what the figure is; it agrees with the one in `summary.json`, which knows amounts of
//! money, area and people to 0.05 %.

use super::LEVELS;
use super::estimate::{Estimate, standard_error};
use super::reference::{FIRST_QUANTILE, FigureRef};
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
#[derive(Clone, Copy, Debug)]
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
}

/// A quantity that every trial has, and where it stands in a row.
#[derive(Clone, Debug)]
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
    /// The quantity behind a figure of `programme`; adds to `columns`, which begin with [`columns()`], what it needs of a trial. All
    /// quantities of calendar years must come after those of whole trials.
    ///
    /// # Panics
    ///
    /// If the figure was read for another programme and this one does not have it.
    pub fn new(figure: &FigureRef, programme: &Programme, columns: &mut Columns) -> Self {
        let read = match figure {
            FigureRef::Share(share) => Read::Share(*share),
            FigureRef::Spread(column, _) => {
                let mut figures = programme.columns().figures();
                let found = figures.find(|(it, _)| it.name == column.name);
                let (_, place) = found.expect("the programme has the figure");
                columns.outcomes.push(place);
                let at = columns.outcomes.len() - 1;
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
                columns.years.push(((year - first) as usize, place));
                Read::Plain(columns.len() - 1)
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
            Read::AtCompletion(at) | Read::Unfinished(at) | Read::Plain(at) => row[at],
        })
    }

    fn holds(&self, share: usize, row: &[f64]) -> f64 {
        let in_time = row[MONTHS] <= self.limits.months;
        let finished = row[MONTHS].is_finite();
        let within_cost = finished && row[COST] <= self.limits.budget;
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
        }
    }

    /// The quantity in all trials that count, and in those of each replicate of the design that has any.
    pub fn sample(&self, table: &Table) -> Sample {
        Sample::of(table, |row| self.of(row))
    }
}

/// A quantity of all trials of a run, in increasing order, and of each replicate.
#[derive(Clone, Debug)]
pub struct Sample {
    all: Vec<f64>,
    replicates: Vec<Vec<f64>>,
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
        Self { all, replicates }
    }

    /// Number of trials.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether no trial counts.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A figure of the sample with its standard error; not defined where it is infinite.
    pub fn at(&self, level: Level) -> Estimate<Option<f64>> {
        let of = |sorted: &Vec<f64>| match level {
            Level::Mean => mean(sorted),
            Level::Sd => sd(sorted),
            Level::Quantile(p) => (!sorted.is_empty()).then(|| quantile(sorted, p)),
        };
        let of = |sorted: &Vec<f64>| of(sorted).filter(|value| value.is_finite());
        self.estimate(of)
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

    fn estimate(&self, of: impl Fn(&Vec<f64>) -> Option<f64>) -> Estimate<Option<f64>> {
        let parts: Vec<Option<f64>> = self.replicates.iter().map(&of).collect();
        Estimate {
            value: of(&self.all),
            error: standard_error(parts.into_iter()),
        }
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn sd(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    Some((squares / (values.len() as f64 - 1.0).max(1.0)).sqrt())
}

/// The smallest of the `sorted` values that a share `p` of them does not exceed.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    sorted[rank(p, sorted.len() as u64) as usize - 1]
}
