//! The reference class: rows of past programmes, embedded, and the classes the recipe takes its ranges from.

use super::class::{Class, same_country};
use super::record::Event;
use crate::calendar::Month;
use crate::math::ln;
use crate::scenario::Problems;
use crate::scenario::checked::Checked;
use crate::scenario::form;
use crate::scenario::key_tables::{NOTE, SOURCE, key};
use crate::scenario::keys::Fallback::{Absent, Required};
use crate::scenario::keys::{Key, Kind, Range};
use crate::scenario::problem::Problem;

/// The rows that ship with the program.
const EMBEDDED: &str = include_str!("reference.toml");

const POSITIVE: Kind = Kind::Number(Range::above(0.0, f64::INFINITY));
const COUNTRY: Key = key("country", Kind::Text, Required, "", "Country of the row.");
const YEAR: Key = key(
    "year",
    Kind::Year,
    Required,
    "calendar year",
    "Year of the first figure.",
);
const BEFORE: Key = key("before", POSITIVE, Required, "km2", "First figure.");
const AFTER: Key = key("after", POSITIVE, Required, "km2", "What became of it.");

#[rustfmt::skip]
static REFERENCE: &[Key] = &[
    key("format", Kind::Format, Required, "", "Number of the file format: 1."),
    key("kept", Kind::Entries(KEPT), Absent, "", "What survey left of land on the books."),
    key("growth", Kind::Entries(CHANGE), Absent, "", "What had to be released by what was on the books."),
    key("next", Kind::Entries(CHANGE), Absent, "", "Pace of a year and of the next one printed."),
    key("rest", Kind::Entries(CHANGE), Absent, "", "Pace of a year and of all that followed."),
    key("cost", Kind::Entries(COST), Absent, "", "Money spent and land released."),
    key("slip", Kind::Entries(SLIP), Absent, "", "First official dates and what followed."),
];

#[rustfmt::skip]
static KEPT: &[Key] = &[
    COUNTRY,
    key("stage", Kind::Choice(&["estimate", "suspected"]), Required, "", "Stage of survey of the first figure."),
    YEAR, BEFORE, AFTER,
    key("years", POSITIVE, Required, "years", "Time between the figures."),
    SOURCE, NOTE,
];

#[rustfmt::skip]
static CHANGE: &[Key] = &[COUNTRY, YEAR, BEFORE, AFTER, SOURCE, NOTE];

#[rustfmt::skip]
static COST: &[Key] = &[
    COUNTRY, YEAR,
    key("amount", POSITIVE, Required, "money", "Spent in the year, US dollars."),
    key("km2", POSITIVE, Required, "km2", "Released in the year."),
    SOURCE, NOTE,
];

#[rustfmt::skip]
static SLIP: &[Key] = &[
    COUNTRY,
    key("made", Kind::Month, Required, "month", "When the date was named."),
    key("promised", Kind::Month, Required, "month", "The date named."),
    key("completed", Kind::Month, Absent, "month", "When it was complete."),
    key("open", Kind::Month, Absent, "month", "Last seen not to be complete."),
    SOURCE, NOTE,
];

/// One row of what survey keeps.
#[derive(Clone, Debug)]
struct Kept {
    country: String,
    stage: String,
    share: f64,
    years: f64,
}

/// One row of a unit cost.
#[derive(Clone, Debug)]
struct Cost {
    country: String,
    year: i32,
    per_km2: f64,
}

/// A first official date and what followed.
#[derive(Clone, Debug)]
pub struct Slip {
    /// Country.
    pub country: String,
    /// Time promised, months.
    pub promised: f64,
    /// Time taken, months; for an open programme, so far.
    pub taken: f64,
    /// Whether it ended.
    pub completed: bool,
}

impl Slip {
    /// Time taken, or taken so far, by time promised.
    pub fn ratio(&self) -> f64 {
        self.taken / self.promised
    }
}

/// All rows.
#[derive(Clone, Debug)]
pub struct Reference {
    kept: Vec<Kept>,
    growth: Vec<(String, f64)>,
    next: Vec<(String, f64)>,
    rest: Vec<(String, f64)>,
    cost: Vec<Cost>,
    /// First official dates.
    pub slips: Vec<Slip>,
}

impl Reference {
    /// The rows that ship with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads them.
    pub fn embedded() -> Self {
        Self::from_text("reference.toml", EMBEDDED).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Reads rows from a text called `name`.
    ///
    /// # Errors
    ///
    /// Every problem of the text at once.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Problems> {
        form::read(name, text, REFERENCE, check).map(|checked| build(&checked))
    }

    /// Countries of the rows, in alphabetical order.
    pub fn countries(&self) -> Vec<&str> {
        let changes = self.growth.iter().chain(&self.next).chain(&self.rest);
        let mut countries: Vec<&str> = changes.map(|(country, _)| country.as_str()).collect();
        countries.extend(self.kept.iter().map(|row| row.country.as_str()));
        countries.extend(self.cost.iter().map(|row| row.country.as_str()));
        countries.extend(self.slips.iter().map(|row| row.country.as_str()));
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    /// Whether there are rows of a country, which its own ranges leave out.
    pub fn knows(&self, country: &str) -> bool {
        self.countries()
            .iter()
            .any(|known| same_country(known, country))
    }

    /// The text that ships with the program.
    pub fn text() -> &'static str {
        EMBEDDED
    }

    /// Share of suspected land that survey leaves for work on the ground, for land of this stage or, with `None`, of any.
    pub fn kept(&self, stage: Option<&str>, country: &str) -> Class<'_> {
        let rows = self
            .kept
            .iter()
            .filter(|row| stage.is_none_or(|stage| row.stage == stage));
        Class::without(
            country,
            rows.map(|row| (row.country.as_str(), row.share.min(1.0))),
        )
    }

    /// Logarithm of the years survey takes to get through land on the books.
    pub fn survey_years(&self, country: &str) -> Class<'_> {
        Class::without(
            country,
            self.kept
                .iter()
                .map(|row| (row.country.as_str(), ln(row.years))),
        )
    }

    /// Logarithm of land released in the end by land on the books.
    pub fn growth(&self, country: &str) -> Class<'_> {
        logarithms(&self.growth, country)
    }

    /// Logarithm of next pace by last pace.
    pub fn next(&self, country: &str) -> Class<'_> {
        logarithms(&self.next, country)
    }

    /// Logarithm of mean pace of all that follows by last pace.
    pub fn rest(&self, country: &str) -> Class<'_> {
        logarithms(&self.rest, country)
    }

    /// Logarithm of dollars per km² released.
    pub fn unit_cost(&self, country: &str) -> Class<'_> {
        Class::without(
            country,
            self.cost
                .iter()
                .map(|row| (row.country.as_str(), ln(row.per_km2))),
        )
    }

    /// Logarithm of unit cost by unit cost of the row before in the same country.
    pub fn cost_change(&self, country: &str) -> Class<'_> {
        let pairs = self
            .cost
            .windows(2)
            .filter(|pair| pair[0].country == pair[1].country && pair[0].year < pair[1].year);
        let rows = pairs.map(|pair| {
            (
                pair[1].country.as_str(),
                ln(pair[1].per_km2 / pair[0].per_km2),
            )
        });
        Class::without(country, rows)
    }
}

fn logarithms<'a>(rows: &'a [(String, f64)], country: &str) -> Class<'a> {
    Class::without(
        country,
        rows.iter()
            .map(|(country, ratio)| (country.as_str(), ln(*ratio))),
    )
}

fn check(reference: &Checked, problems: &mut Vec<Problem>) {
    for row in reference.tables("slip") {
        if row.gives("completed") == row.gives("open") {
            problems.push(Problem::new(
                "a `slip` must have either `completed` or `open`",
                row.at,
            ));
        }
        if let (Some(made), Some(promised)) = (row.month("made"), row.month("promised"))
            && promised <= made
        {
            problems.push(Problem::new(
                "`slip.promised` must be after `made`",
                row.place("promised"),
            ));
        }
    }
}

fn build(reference: &Checked) -> Reference {
    let text = |row: &Checked, name: &str| row.text(name).unwrap_or_default();
    let number =
        |row: &Checked, name: &str| row.number(name).expect("a checked row has its numbers");
    let changes = |table: &str| {
        let rows = reference.tables(table).iter();
        rows.map(|row| {
            (
                text(row, "country"),
                number(row, "after") / number(row, "before"),
            )
        })
        .collect()
    };
    Reference {
        kept: reference
            .tables("kept")
            .iter()
            .map(|row| Kept {
                country: text(row, "country"),
                stage: text(row, "stage"),
                share: number(row, "after") / number(row, "before"),
                years: number(row, "years"),
            })
            .collect(),
        growth: changes("growth"),
        next: changes("next"),
        rest: changes("rest"),
        cost: reference
            .tables("cost")
            .iter()
            .map(|row| Cost {
                country: text(row, "country"),
                year: row.year("year").unwrap_or_default(),
                per_km2: number(row, "amount") / number(row, "km2"),
            })
            .collect(),
        slips: reference.tables("slip").iter().filter_map(slip).collect(),
    }
}

fn slip(row: &Checked) -> Option<Slip> {
    let (made, promised) = (row.month("made")?, row.month("promised")?);
    let months = |end: Month| f64::from(end.since(made));
    let event = row
        .month("completed")
        .map(Event::Completed)
        .or_else(|| row.month("open").map(Event::Open))?;
    let (taken, completed) = match event {
        Event::Completed(end) => (months(end), true),
        Event::Open(seen) => (months(seen), false),
    };
    Some(Slip {
        country: row.text("country")?,
        promised: months(promised),
        taken,
        completed,
    })
}

#[cfg(test)]
mod tests {
    use super::super::class::FEWEST;
    use super::*;

    #[test]
    fn without_any_country_every_class_still_has_enough_others() {
        let reference = Reference::embedded();
        let countries = [
            "Croatia",
            "Mozambique",
            "Angola",
            "Afghanistan",
            "Azerbaijan",
            "Sri Lanka",
            "Jordan",
            "Chile",
            "Rwanda",
            "Nicaragua",
        ];
        for country in countries {
            for class in [
                reference.kept(None, country),
                reference.survey_years(country),
                reference.growth(country),
                reference.next(country),
                reference.rest(country),
                reference.unit_cost(country),
                reference.cost_change(country),
            ] {
                assert!(class.countries() >= FEWEST, "{country}: {class:?}");
            }
        }
    }

    #[test]
    fn a_broken_row_is_told() {
        let text =
            "format = 1\n[[slip]]\ncountry = \"X\"\nmade = \"2000-01\"\npromised = \"1999-01\"\n";
        let problems = Reference::from_text("r", text).unwrap_err();
        assert_eq!(problems.len(), 2, "{problems}");
    }
}
