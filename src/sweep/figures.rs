//! Which figures a point has, and what of its trials they are read from.

use crate::data::{Field, ValueKind};
use crate::programme::columns::{Columns as Registered, Kind, Registry, Trials};
use crate::programme::{Limits, OutcomeLayout, Programme};
use crate::simulate::Columns;
use crate::summary::Spread;
use crate::summary::reference::FigureRef;

/// Levels at which a design without `outcomes` gives the figures of the headline.
const HEADLINE_LEVELS: [&str; 5] = ["mean", "p10", "p50", "p80", "p90"];
const SHARES: [&str; 4] = ["joint", "years", "cost", "finished"];
/// Place of the first quantile among the levels of a spread.
pub(super) const FIRST_QUANTILE: usize = 2;

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
pub(super) enum Read {
    /// Trials whose months and cost are within these limits.
    Share(f64, f64),
    /// A level of a column of the table.
    Level(Quantity, usize),
}

/// A column of the table and what its values count as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantity {
    pub(super) column: usize,
    /// Months are counted in years.
    pub(super) is_date: bool,
    /// In which trials it counts.
    pub(super) trials: Trials,
}

/// What is kept of the trials of a programme for some figures.
#[derive(Clone, Debug)]
pub(super) struct Reads {
    pub(super) columns: Columns,
    /// In the order in which they were asked for.
    pub(super) figures: Vec<Option<Read>>,
}

/// Completion and cost come first in every row.
pub(super) const MONTHS: usize = 0;
pub(super) const COST: usize = 1;

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
            figures: reads.collect(),
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
                trials: column.declared().trials.unwrap_or(Trials::All),
            };
            Some(Read::Level(quantity, *level))
        }
        FigureRef::Year(column, year, level) => {
            let place = year_of(&column.name, *year, registered)?;
            let place = columns.years.iter().position(|it| *it == place)?;
            let quantity = Quantity {
                column: columns.outcomes.len() + place,
                is_date: false,
                trials: Trials::All,
            };
            Some(Read::Level(quantity, *level))
        }
    }
}
