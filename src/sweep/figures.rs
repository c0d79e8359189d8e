//! Figures of a point and their standard errors, from rows of its trials: what `run` says of so many trials, with exact quantiles.

use crate::data::{Field, ValueKind};
use crate::programme::columns::{Columns as Registered, Kind, Registry, Trials};
use crate::programme::{Limits, OutcomeLayout, Programme};
use crate::sampling::REPLICATES;
use crate::simulate::{Collect, Columns, Table, Trial, Wants};
use crate::summary::LEVELS;
use crate::summary::Spread;
use crate::summary::estimate::{Estimate, FEWEST_TRIALS, standard_error};
use crate::summary::reference::FigureRef;

/// Levels at which a design without `outcomes` gives the figures of the headline.
const HEADLINE_LEVELS: [&str; 5] = ["mean", "p10", "p50", "p80", "p90"];
const SHARES: [&str; 4] = ["joint", "years", "cost", "finished"];
const FIRST_QUANTILE: usize = 2;

/// A value and its standard error, as far as they are defined.
pub(super) type Figure = (Option<f64>, Option<f64>);

/// The figures of the headline of a programme.
pub(super) fn headline(columns: &Registered) -> Vec<String> {
    let shown = columns.figures().map(|(column, _)| column);
    let shown = shown.filter(|it| it.declared().headline.is_some());
    let levels = shown.flat_map(|it| HEADLINE_LEVELS.map(|level| format!("{level}({})", it.name)));
    SHARES
        .map(str::to_owned)
        .into_iter()
        .chain(levels)
        .collect()
}

/// Column and column of the standard error of a figure; what is wrong with its text.
pub(super) fn fields(
    text: &str,
    columns: &Registered,
    currency: &str,
) -> Result<[Field; 2], String> {
    let figure = FigureRef::parse(text, Registry::Of(columns))?;
    let (unit, meaning) = match &figure {
        FigureRef::Share(_) => ("share".to_owned(), "Share of trials.".to_owned()),
        FigureRef::Spread(column, level) => (
            column.unit_in(currency).to_owned(),
            format!("{}: {}", Spread::NAMES[*level], column.meaning),
        ),
        FigureRef::Year(column, year, level) => (
            column.unit_in(currency).to_owned(),
            format!("{} in {year}: {}", Spread::NAMES[*level], column.meaning),
        ),
    };
    let name = figure.path();
    let error = format!("Standard error of {name}.");
    Ok([
        Field::new(&name, ValueKind::Number, &unit, &meaning),
        Field::new(&format!("{name}_se"), ValueKind::Number, &unit, &error),
    ])
}

/// Where a figure is read from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Read {
    /// Trials whose months and cost are within these limits.
    Share(f64, f64),
    /// A level of a column of the table.
    Level(Quantity, usize),
}

/// A column of the table and what its values count as.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Quantity {
    column: usize,
    /// Months are counted in years.
    is_date: bool,
    /// Infinite where a trial is unfinished.
    at_completion: bool,
}

/// What is kept of the trials of a programme for some figures.
#[derive(Clone, Debug)]
pub(super) struct Reads {
    columns: Columns,
    reads: Vec<Option<Read>>,
}

/// Completion and cost come first in every row.
const MONTHS: usize = 0;
const COST: usize = 1;

impl Reads {
    /// What `figures` take of a programme; one that it does not have is never defined.
    pub(super) fn new(figures: &[String], programme: &Programme) -> Self {
        let registered = programme.columns();
        let parsed: Vec<Option<FigureRef>> = figures
            .iter()
            .map(|text| FigureRef::parse(text, Registry::Of(registered)).ok())
            .collect();
        let mut columns = Columns {
            outcomes: vec![OutcomeLayout::COMPLETION_MONTHS, OutcomeLayout::COST],
            ..Columns::default()
        };
        for figure in parsed.iter().flatten() {
            match figure {
                FigureRef::Spread(column, _) => {
                    let place = place_of(&column.name, registered);
                    columns.outcomes.extend(place);
                }
                FigureRef::Year(column, year, _) => {
                    columns
                        .years
                        .extend(year_of(&column.name, *year, registered));
                }
                FigureRef::Share(_) => {}
            }
        }
        dedup(&mut columns.outcomes);
        dedup(&mut columns.years);
        let reads = parsed.iter().map(|figure| {
            let figure = figure.as_ref()?;
            read(figure, registered, &columns, programme.target)
        });
        Self {
            reads: reads.collect(),
            columns,
        }
    }
}

/// Keeps the first of each.
fn dedup<T: PartialEq + Copy>(all: &mut Vec<T>) {
    let mut kept = Vec::with_capacity(all.len());
    for it in all.iter() {
        if !kept.contains(it) {
            kept.push(*it);
        }
    }
    *all = kept;
}

fn place_of(name: &str, columns: &Registered) -> Option<usize> {
    let mut figures = columns.figures();
    figures
        .find(|(it, _)| it.name == name)
        .map(|(_, place)| place)
}

/// Index of a calendar year, and the column of a series.
fn year_of(name: &str, year: i32, columns: &Registered) -> Option<(usize, usize)> {
    let index = usize::try_from(year.checked_sub(columns.years().0)?).ok()?;
    let column = columns.series().position(|it| it.name == name)?;
    Some((index, column))
}

fn read(
    figure: &FigureRef,
    registered: &Registered,
    columns: &Columns,
    target: Limits,
) -> Option<Read> {
    match figure {
        FigureRef::Share(_) => {
            let all = f64::INFINITY;
            Some(match figure.path().as_str() {
                "probability.joint" => Read::Share(target.months, target.budget),
                "probability.within_years" => Read::Share(target.months, all),
                "probability.within_cost" => Read::Share(all, target.budget),
                _ => Read::Share(all, all),
            })
        }
        FigureRef::Spread(column, level) => {
            let place = place_of(&column.name, registered)?;
            let quantity = Quantity {
                column: columns.outcomes.iter().position(|it| *it == place)?,
                is_date: column.kind == Kind::Date,
                at_completion: column.declared().trials == Some(Trials::Finished),
            };
            Some(Read::Level(quantity, *level))
        }
        FigureRef::Year(column, year, level) => {
            let place = year_of(&column.name, *year, registered)?;
            let place = columns.years.iter().position(|it| *it == place)?;
            let quantity = Quantity {
                column: columns.outcomes.len() + place,
                is_date: false,
                at_completion: false,
            };
            Some(Read::Level(quantity, *level))
        }
    }
}

/// The trials of a point, as rows of what its figures take.
#[derive(Clone, Debug)]
pub(super) struct PointTrials {
    reads: std::sync::Arc<Reads>,
    table: Table,
}

impl PointTrials {
    pub(super) fn new(reads: std::sync::Arc<Reads>) -> Self {
        Self {
            table: Table::new(reads.columns.clone()),
            reads,
        }
    }

    /// Every figure with its standard error, in the order in which they were asked for.
    pub(super) fn figures(&self) -> Vec<Figure> {
        let mut known: Vec<(Quantity, Estimate<Spread>)> = Vec::new();
        let figures = self.reads.reads.iter().map(|read| match read {
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
            match quantity {
                Quantity {
                    at_completion: true,
                    ..
                } if row[MONTHS].is_infinite() => f64::INFINITY,
                Quantity {
                    is_date: true,
                    column,
                    ..
                } => row[column] / 12.0,
                Quantity { column, .. } => row[column],
            }
        };
        let mut all = Vec::with_capacity(self.table.len());
        let mut replicates = vec![Vec::new(); REPLICATES];
        for (row, trial) in self.table.trials().iter().enumerate() {
            all.push(value(row));
            replicates[(trial % REPLICATES as u64) as usize].push(value(row));
        }
        let mut error = Spread::default();
        if all.len() >= FEWEST_TRIALS {
            let parts: Vec<[Option<f64>; 11]> =
                replicates.into_iter().map(|part| levels(part)).collect();
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
            [p05, p10, p50, p80, p90, p95].map(Option::unwrap),
            [1.0, 1.0, 5.0, 8.0, 9.0, 10.0]
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
