//! Which figures a point has, and what of its trials they are read from.

use crate::data::{Field, ValueKind};
use crate::programme::Programme;
use crate::programme::columns::{Columns as Registered, Registry};
use crate::simulate::Columns;
use crate::summary::Spread;
use crate::summary::quantity::{Level, Quantity, columns, place_in};
use crate::summary::reference::{FigureRef, shares, shares_by_any_target};

/// Levels at which a design without `outcomes` gives the figures of the headline.
const HEADLINE_LEVELS: [&str; 5] = ["mean", "p10", "p50", "p80", "p90"];

/// The figures of the headline of a programme, all shares of trials if points have targets of their own.
pub(super) fn headline(columns: &Registered, moves_target: bool) -> Vec<String> {
    let shown = columns.figures().map(|(column, _)| column);
    let shown = shown.filter(|it| it.declared().headline.is_some());
    let levels = shown.flat_map(|it| HEADLINE_LEVELS.map(|level| format!("{level}({})", it.name)));
    let shares: Vec<&str> = if moves_target {
        shares_by_any_target().collect()
    } else {
        shares(columns).collect()
    };
    let shares = shares.into_iter().map(str::to_owned);
    shares.chain(levels).collect()
}

/// Column and column of the standard error of a figure; what is wrong with its text. If points have targets of their own, so have they
/// shares of trials.
pub(super) fn fields(
    text: &str,
    columns: &Registered,
    currency: &str,
    moves_target: bool,
) -> Result<[Field; 2], String> {
    let is_share = |it: &FigureRef| matches!(it, FigureRef::Share(_));
    let by_any = FigureRef::parse(text, Registry::Any);
    let figure = match by_any.ok().filter(|it| moves_target && is_share(it)) {
        Some(share) => share,
        None => FigureRef::parse(text, Registry::Of(columns))?,
    };
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

/// What is kept of the trials of a programme for some figures.
#[derive(Clone, Debug)]
pub(super) struct Reads {
    pub(super) columns: Columns,
    pub(super) quantities: Vec<Quantity>,
    /// In the order in which they were asked for: the place among the quantities, and what of it. A figure that the programme does not
    /// have has none.
    pub(super) figures: Vec<Option<(usize, Level)>>,
}

impl Reads {
    /// What `figures` take of a programme.
    pub(super) fn new(figures: &[String], programme: &Programme) -> Self {
        let registry = Registry::Of(programme.columns());
        let figures = figures.iter();
        let figures: Vec<Option<FigureRef>> = figures
            .map(|text| FigureRef::parse(text, registry).ok())
            .collect();
        let mut reads = Self {
            columns: columns(),
            quantities: Vec::new(),
            figures: vec![None; figures.len()],
        };
        // Numbers of calendar years come last in a row.
        for of_years in [false, true] {
            for (figure, read) in figures.iter().zip(&mut reads.figures) {
                let of_this_kind = |it: &&FigureRef| it.series().is_some() == of_years;
                let Some(figure) = figure.as_ref().filter(of_this_kind) else {
                    continue;
                };
                let quantity = Quantity::new(figure, programme, &mut reads.columns);
                *read = Some((place_in(&mut reads.quantities, quantity), figure.level()));
            }
        }
        reads
    }
}
