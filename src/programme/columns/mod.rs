//! The registry of columns: all that a trial records at its end and of every calendar year, each declared once.
//!
//! A declaration in [`outcomes`](outcomes::OUTCOMES) or [`years`](years::YEARS) says what a column is called, its unit and meaning, how
//! often it is there, where its values come from and what is tallied of it. Rows of the engine, sums over the years, the tally,
//! `summary.json`, the tables and the goals of `--until` follow from it.

mod declared;
pub mod outcomes;
mod rows;
pub mod years;

pub(super) use declared::fixed;
pub use declared::{After, Declared, Each, Kind, Trials, Unit, ValuesFrom};
pub(super) use rows::{Members, Row};

use outcomes::OUTCOMES;
use years::YEARS;

use super::Limits;

/// Kinds of spending, in the order of their columns.
pub const CATEGORIES: [&str; 5] = [
    "survey",
    "technical_survey",
    "clearance",
    "overhead",
    "mobilisation",
];

/// Who pays for teams that nobody in the scenario pays.
pub const IN_KIND: &str = "in kind";

/// What holds a programme back in a calendar year, in the order of their columns and of their rank.
pub const LIMITS: [&str; 7] = [
    "money",
    "interrupted",
    "clearance",
    "technical_survey",
    "survey",
    "nobody",
    "flow",
];

/// How a trial stands at a moment, in the order of the columns.
pub const STANDING: [&str; 5] = [
    "remaining_ha",
    "released_share",
    "spent",
    "returned",
    "regions_complete",
];

/// Place of what is spent in [`STANDING`].
pub const STANDING_SPENT: usize = 2;
/// Place of people returned in [`STANDING`].
pub const STANDING_RETURNED: usize = 3;

/// One column: a declared one, or the one of an operator, a region and the like among those declared together.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Machine name, such as `cost` or `cost_by.operator.ANAMA`: stable, as in `summary.json` and `years.csv`.
    pub name: String,
    /// Unit of its values.
    pub unit: Unit,
    /// What kind of quantity it is.
    pub kind: Kind,
    /// What it means, in a sentence.
    pub meaning: String,
    key: String,
    declared: &'static Declared,
}

impl Column {
    /// The column of `declared` for the member `key` of its family; the key of a column that is there once is empty.
    fn new(declared: &'static Declared, key: &str) -> Self {
        Self {
            name: declared.name.replacen('*', key, 1),
            unit: declared.unit,
            kind: declared.kind,
            meaning: declared.meaning.replacen('*', key, 1),
            key: key.to_owned(),
            declared,
        }
    }

    /// The figure of that name, if a programme can have it; of outcomes of which no figure is made, and of columns of calendar years,
    /// there is none.
    pub fn of_figure(name: &str) -> Option<Self> {
        find(OUTCOMES, name).filter(|it| it.declared.trials.is_some())
    }

    /// The columns that a declaration of [`OUTCOMES`] stands for where the members of its family are given: `keys` lists what is in a
    /// table of `summary.json`, such as `cost_by.operator`.
    pub(crate) fn outcomes_of(
        declared: &'static Declared,
        keys: impl Fn(&str) -> Vec<String>,
    ) -> Vec<Self> {
        let Some(table) = declared.table() else {
            return vec![Self::new(declared, "")];
        };
        let columns = keys(table).into_iter();
        let columns = columns.map(|key| Self::new(declared, &key));
        // The table may hold columns that are declared by themselves.
        let belongs =
            |it: &Self| find(OUTCOMES, &it.name).is_some_and(|it| it.declared == declared);
        columns.filter(belongs).collect()
    }

    /// Its declaration.
    pub fn declared(&self) -> &'static Declared {
        self.declared
    }

    /// Which of its family it is, such as `ANAMA`; empty for a column that is there once.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its place in nested tables: the parts of its name. A key is one part, whatever it holds.
    pub fn path(&self) -> impl Iterator<Item = &str> {
        let parts = self.declared.name.split('.');
        parts.map(|part| if part == "*" { &self.key } else { part })
    }

    /// A value as the engine writes it in the column's unit: dates are months there.
    pub fn in_unit(&self, written: f64) -> f64 {
        match self.kind {
            Kind::Date => written / 12.0,
            _ => written,
        }
    }

    /// The unit in words, money by its currency.
    pub fn unit_in<'a>(&self, currency: &'a str) -> &'a str {
        match self.unit {
            Unit::Money => currency,
            unit => unit.name(),
        }
    }
}

/// The column that `name` can be in some programme: as declared, or one of a family.
fn find(table: &'static [Declared], name: &str) -> Option<Column> {
    let exact = table.iter().find(|it| it.name == name);
    let exact = exact.filter(|it| !it.is_family());
    let one = exact.map(|declared| Column::new(declared, ""));
    one.or_else(|| {
        let mut families = table.iter().filter(|it| it.is_family());
        families.find_map(|declared| Some(Column::new(declared, declared.key_in(name)?)))
    })
}

/// The columns of a programme.
#[derive(Clone, Debug)]
pub struct Columns {
    outcomes: Vec<Column>,
    figures: Vec<(Column, usize)>,
    series: Vec<Column>,
    years: (i32, i32),
    target: Limits,
}

impl Columns {
    /// The columns in two rows; `years` are the first and the last calendar year.
    pub(super) fn new(
        (outcomes, series): (&Row, &Row),
        members: &Members,
        years: (i32, i32),
        target: Limits,
    ) -> Self {
        let figures = OUTCOMES.iter().filter(|it| it.trials.is_some());
        let figures = figures.flat_map(|declared| {
            let places = outcomes.range(declared.place_name());
            members.columns(declared).into_iter().zip(places)
        });
        Self {
            figures: figures.collect(),
            outcomes: outcomes.columns.clone(),
            series: series.columns.clone(),
            years,
            target,
        }
    }

    /// What is recorded of a whole trial, in the order of [`OutcomeLayout`](super::OutcomeLayout).
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = &Column> {
        self.outcomes.iter()
    }

    /// Outcomes of which figures are made, each with its place in an outcome, in the order of the headline. A column may serve two:
    /// `cost` counts at completion only, `cost_to_horizon` is the same column in every trial.
    pub fn figures(&self) -> impl ExactSizeIterator<Item = (&Column, usize)> {
        self.figures.iter().map(|(column, place)| (column, *place))
    }

    /// What is recorded of every calendar year, in the order of [`YearLayout`](super::YearLayout).
    pub fn series(&self) -> impl ExactSizeIterator<Item = &Column> {
        self.series.iter()
    }

    /// First and last calendar year.
    pub fn years(&self) -> (i32, i32) {
        self.years
    }

    /// What a trial must keep to meet the target, of which shares of trials tell.
    pub fn target(&self) -> Limits {
        self.target
    }
}

/// What a name is looked up in: the columns of one programme, or all that any programme can have.
#[derive(Clone, Copy, Debug)]
pub enum Registry<'a> {
    /// Before a scenario is known: members of families may be called anything, and any year will do.
    Any,
    /// The columns of a programme.
    Of(&'a Columns),
}

impl<'a> Registry<'a> {
    /// The figure of that name.
    pub fn figure(self, name: &str) -> Option<Column> {
        match self {
            Self::Any => Column::of_figure(name),
            Self::Of(columns) => {
                let mut figures = columns.figures().map(|(it, _)| it);
                figures.find(|it| it.name == name).cloned()
            }
        }
    }

    /// The yearly series of that name.
    pub fn series(self, name: &str) -> Option<Column> {
        match self {
            Self::Any => find(YEARS, name),
            Self::Of(columns) => columns.series().find(|it| it.name == name).cloned(),
        }
    }

    /// Names of all figures; a family by its pattern where its members are not known.
    pub fn figure_names(self) -> Vec<&'a str> {
        match self {
            Self::Any => declared_names(OUTCOMES, |it| it.trials.is_some()),
            Self::Of(columns) => columns.figures().map(|(it, _)| it.name.as_str()).collect(),
        }
    }

    /// Names of all yearly series, likewise.
    pub fn series_names(self) -> Vec<&'a str> {
        match self {
            Self::Any => declared_names(YEARS, |_| true),
            Self::Of(columns) => columns.series().map(|it| it.name.as_str()).collect(),
        }
    }
}

fn declared_names(table: &'static [Declared], of: fn(&&Declared) -> bool) -> Vec<&'static str> {
    table.iter().filter(of).map(|it| it.name).collect()
}

#[cfg(test)]
mod tests;
