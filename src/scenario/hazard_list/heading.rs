//! Which column of a hazard list holds what, by its headings.

use super::unit::{self, Unit};
use crate::scenario::problem::{Problem, names};
use crate::scenario::source::Span;

/// Columns by their place, and the unit of the areas.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) district: usize,
    pub(super) hazard: usize,
    pub(super) status: usize,
    pub(super) area: usize,
    pub(super) unit: &'static Unit,
    /// How many there are up to the last that has a heading.
    pub(super) headed: usize,
    /// How many fields the line of the headings has.
    pub(super) fields: usize,
    /// Which column was taken for what, in words.
    pub(super) taken: String,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    District,
    Hazard,
    Status,
    Area,
}

/// Words of headings that stand for a column; of several columns, that with the earliest word is taken.
const AREA: &[&str] = &["area", "size", "surface"];
const STATUS: &[&str] = &["status", "classification"];
/// The narrower first: where a list names several, areas of one district are more alike.
const DISTRICT: &[&str] = &[
    "district",
    "rayon",
    "municipality",
    "county",
    "province",
    "governorate",
    "oblast",
    "region",
];
const HAZARD: &[&str] = &["contamination", "hazard", "type"];
/// What has one of these names, numbers or dates what the other words stand for.
const ABOUT_IT: &[&str] = &["name", "id", "code", "number", "no", "date"];

/// The one purpose of a column, and how well its heading fits: the lower, the better.
fn purpose(head: &[String]) -> Option<(Purpose, usize)> {
    let rank = |known: &[&str]| {
        known
            .iter()
            .position(|it| head.iter().any(|word| word == it))
    };
    let in_order = |purpose, known| rank(known).map(|rank| (purpose, rank + 1));
    if rank(AREA).is_some() && !unit::of(head).0.is_empty() {
        return Some((Purpose::Area, 0));
    }
    if rank(ABOUT_IT).is_some() {
        return None;
    }
    // "Hazard status" is a status, "hazard district" a district, and "hazard size" an area without a unit.
    let hazard = in_order(Purpose::Hazard, HAZARD);
    let by_type = hazard.filter(|_| rank(&["type"]).is_some());
    in_order(Purpose::Status, STATUS)
        .or_else(|| in_order(Purpose::District, DISTRICT))
        .or_else(|| by_type.map(|(of, rank)| (of, if rank < HAZARD.len() { 0 } else { rank })))
        .or_else(|| in_order(Purpose::Area, AREA))
        .or(hazard)
}

impl Columns {
    /// Reads the headings.
    pub(super) fn of(
        titles: &csv::StringRecord,
        at: Option<Span>,
        problems: &mut Vec<Problem>,
        warnings: &mut Vec<Problem>,
    ) -> Option<Self> {
        let heads: Vec<Vec<String>> = titles.iter().map(words).collect();
        let fits: Vec<_> = heads.iter().map(|head| purpose(head)).collect();
        // Of headings that fit alike, that of the fewest words says nothing but this.
        let best_first = |wanted: Purpose| {
            let of = |(column, fit): (usize, &Option<(Purpose, usize)>)| {
                let (_, rank) = fit.filter(|(purpose, _)| *purpose == wanted)?;
                Some((rank, heads[column].len(), column))
            };
            let mut columns: Vec<_> = fits.iter().enumerate().filter_map(of).collect();
            columns.sort_unstable();
            columns.into_iter().map(|(.., column)| column)
        };
        let before = problems.len();
        let [district, hazard, status] = [
            (Purpose::District, DISTRICT, "district"),
            (Purpose::Hazard, HAZARD, "hazard"),
            (Purpose::Status, STATUS, "status"),
        ]
        .map(|(purpose, known, what)| {
            let mut columns = best_first(purpose);
            let Some(best) = columns.next() else {
                let rule = format!("a hazard list must have a column for the {what}");
                let known = names(known.iter().copied());
                let apart = names(ABOUT_IT.iter().copied());
                let help = format!("its heading has one of the words {known} and none of {apart}");
                let found = "no heading names it";
                problems.push(Problem::new(rule, at).found(found).help(help));
                return 0;
            };
            let others: Vec<&str> = columns.map(|it| &titles[it]).collect();
            if !others.is_empty() {
                let rule = format!("a hazard list should have one column for the {what}");
                let (best, others) = (names([&titles[best]]), names(others));
                let found = format!("{best} is taken, {others} left alone");
                let help = format!("to take another, rename or leave out {best}");
                warnings.push(Problem::new(rule, at).found(found).help(help));
            }
            best
        });
        let areas: Vec<usize> = best_first(Purpose::Area).collect();
        let area = area(titles, &heads, &areas, at, problems);
        let (area, unit) = area.filter(|_| problems.len() == before)?;
        let [of, under, is, measures] = [district, hazard, status, area].map(|it| &titles[it]);
        let taken = format!(
            "district `{of}`, hazard `{under}`, status `{is}`, area in {} `{measures}`",
            unit.name
        );
        Some(Self {
            district,
            hazard,
            status,
            area,
            unit,
            headed: filled(titles),
            fields: titles.len(),
            taken,
        })
    }
}

/// The column of the area and its unit; `areas` are the columns that speak of one.
fn area(
    titles: &csv::StringRecord,
    heads: &[Vec<String>],
    areas: &[usize],
    at: Option<Span>,
    problems: &mut Vec<Problem>,
) -> Option<(usize, &'static Unit)> {
    const HELP: &str = "write `Area (m2)`, `Area (ha)` or `Area (km2)`";
    let mut refuse = |rule: &str, found: String, help: &str| {
        problems.push(Problem::new(rule, at).found(found).help(help));
    };
    let mut measured = Vec::new();
    for &column in areas {
        let title = &titles[column];
        let (units, is_scaled) = unit::of(&heads[column]);
        if units.len() > 1 {
            let rule = "the heading of the area must name one unit";
            let known = names(units.iter().map(|it| it.name));
            refuse(rule, format!("`{title}` names {known}"), HELP);
        } else if is_scaled && !units.is_empty() {
            let rule = "the heading of the area must name a unit, not a multiple of it";
            let found = format!("`{title}` has a number or a word such as \"thousand\"");
            let help = "multiply the areas out and write `Area (m2)`, or take out of the heading what says nothing of the unit";
            refuse(rule, found, help);
        }
        measured.extend(units.first().map(|unit| (column, *unit)));
    }
    if measured.len() > 1 {
        refuse(
            "a hazard list must have one column for the area with its unit in the heading",
            "several headings are of an area and name a unit".to_owned(),
            "keep the column that counts, and take the unit out of the other headings",
        );
    }
    if measured.is_empty() {
        let found = match areas {
            [] => "no heading names it",
            _ => "the heading of the area names no unit",
        };
        let rule = "a hazard list must have a column for the area, with its unit in the heading";
        refuse(rule, found.to_owned(), HELP);
    }
    measured.first().copied()
}

/// How many fields a row has without empty ones at its end, which spreadsheets fill up with.
pub(super) fn filled(row: &csv::StringRecord) -> usize {
    let last = (0..row.len()).rev().find(|at| !row[*at].is_empty());
    last.map_or(0, |at| at + 1)
}

/// What stands between the fields: the one of comma, semicolon and tab that the first line has most of.
pub(super) fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| first.bytes().filter(|it| it == mark).count();
    // The last of equals wins: a comma where there is none of them.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

fn words(heading: &str) -> Vec<String> {
    let heading = heading
        .to_lowercase()
        .replace('²', "2")
        .replace("m^2", "m2");
    let words = heading.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}
