//! A hazard list, the table of hazardous areas that information systems export, becomes the areas of a scenario.

mod heading;
mod written;

use heading::Columns;

use std::collections::BTreeMap;

use super::document::composed;
use super::problem::{Gravity, Problem, Problems};
use super::source::{SourceText, Span};
use super::spelling::small;
use crate::printable::is_hidden;

/// Land of the list, and under what it is added up.
#[derive(Default)]
struct Land {
    groups: Vec<Group>,
    /// Places of groups, by district and hazard in small letters.
    known: BTreeMap<(String, String), usize>,
    /// The first form of each label, by its small letters.
    labels: BTreeMap<String, String>,
}

impl Land {
    /// The group of a district and a hazard, each written as it first was.
    fn group(&mut self, district: &str, hazard: &str) -> &mut Group {
        let place = (small(district), small(hazard));
        let at = *self.known.entry(place).or_insert_with_key(|(of, under)| {
            let labels = &mut self.labels;
            let mut first = |small: &String, label: &str| {
                let label = labels.entry(small.clone()).or_insert(label.to_owned());
                label.clone()
            };
            self.groups.push(Group {
                district: first(of, district),
                hazard: first(under, hazard),
                suspected_ha: 0.0,
                confirmed_ha: 0.0,
                suspected: 0,
                confirmed: 0,
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }
}

/// Land of one district under one hazard.
struct Group {
    district: String,
    hazard: String,
    suspected_ha: f64,
    confirmed_ha: f64,
    suspected: usize,
    confirmed: usize,
}

/// What a row is about.
enum Status {
    Suspected,
    Confirmed,
}

/// The text of a scenario with the areas of the list called `name`: one for each district and hazard, in the order in which they first
/// appear. All else is that of [`STARTING_POINT`](super::STARTING_POINT).
///
/// The list is comma-, semicolon- or tab-separated, with columns for district, hazard, status (SHA or CHA) and area, whose heading names the
/// unit; other columns are left alone.
///
/// # Errors
///
/// Every problem of the list at once, with its line.
pub fn from_hazard_list(name: &str, text: &str) -> Result<String, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Vec::new();
    let groups = groups(text, &mut problems);
    if problems.is_empty() {
        return Ok(written::scenario(name, &groups));
    }
    let source = SourceText::new(name, text.to_owned());
    Err(Problems::new(Gravity::Error, vec![source], problems))
}

/// The span of the row that begins at or behind byte `from`.
fn row_at(text: &str, from: usize) -> Span {
    let skipped = text[from..].len() - text[from..].trim_start_matches(['\r', '\n']).len();
    let start = from + skipped;
    let line = text[start..].lines().next().unwrap_or_default();
    Span {
        source: 0,
        start,
        end: start + line.len(),
    }
}

fn groups(text: &str, problems: &mut Vec<Problem>) -> Vec<Group> {
    let mut land = Land::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(heading::delimiter(text))
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.expect("a text in memory is read as it is"));
    let mut columns = None;
    for row in rows {
        let at = row.position().map_or(0, |it| it.byte() as usize);
        let at = Some(row_at(text, at));
        let Some(columns) = &columns else {
            match Columns::of(&row, at) {
                Ok(found) => columns = Some(found),
                Err(missing) => {
                    problems.extend(missing);
                    return land.groups;
                }
            }
            continue;
        };
        if row.iter().any(|field| !field.is_empty()) {
            add(&row, at, columns, &mut land, problems);
        }
    }
    if land.groups.is_empty() && problems.is_empty() {
        let rule = "a hazard list must have a row for each hazardous area below its headings";
        let start = row_at(text, 0);
        problems.push(Problem::new(rule, Some(start)).found("no row follows"));
    }
    land.groups
}

/// Adds a row to its group.
fn add(
    row: &csv::StringRecord,
    at: Option<Span>,
    columns: &Columns,
    land: &mut Land,
    problems: &mut Vec<Problem>,
) {
    let field = |column: usize| row.get(column).unwrap_or_default();
    let before = problems.len();
    let mut refuse = |problem: Problem| problems.push(problem);
    let mut label = |column: usize, what: &str| {
        let text = field(column);
        if text.is_empty() {
            let problem = Problem::new(format!("a row must name its {what}"), at);
            refuse(
                problem
                    .found("the field is empty")
                    .help("write `unknown` if it is not known"),
            );
        } else if text.contains(is_hidden) {
            let rule = format!("a {what} must be one line of characters that can be shown");
            refuse(Problem::new(rule, at).help("is a quote left open?"));
        }
        composed(text)
    };
    let (district, hazard) = (
        label(columns.district, "district"),
        label(columns.hazard, "hazard"),
    );
    let status = status(field(columns.status));
    if status.is_none() {
        let rule = "the status of a row must be SHA (suspected) or CHA (confirmed)";
        let found = format!("it is `{}`", field(columns.status));
        let help = "leave out rows of land that is released";
        refuse(Problem::new(rule, at).found(found).help(help));
    }
    let area = field(columns.area).parse::<f64>().ok();
    let area = area.filter(|it| (0.0..=super::problem::LARGEST).contains(it));
    if area.is_none() {
        let rule = "the area of a row must be a number of 0 or more";
        let found = format!("it is `{}`", field(columns.area));
        let help = "write digits with a point, as in 12500.5: no unit, no blanks, no commas";
        refuse(Problem::new(rule, at).found(found).help(help));
    }
    let (Some(status), Some(area), true) = (status, area, problems.len() == before) else {
        return;
    };
    let (group, ha) = (land.group(&district, &hazard), area * columns.hectares);
    match status {
        Status::Suspected => {
            group.suspected_ha += ha;
            group.suspected += 1;
        }
        Status::Confirmed => {
            group.confirmed_ha += ha;
            group.confirmed += 1;
        }
    }
}

/// `SHA`, `CHA`, or the words they stand for, in capitals or not.
fn status(text: &str) -> Option<Status> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let named = |names: [&str; 2]| names.iter().any(|it| words.contains(it));
    // A row of both cannot be told apart.
    match *words.first()? {
        "sha" | "suspected" if !named(["cha", "confirmed"]) => Some(Status::Suspected),
        "cha" | "confirmed" if !named(["sha", "suspected"]) => Some(Status::Confirmed),
        _ => None,
    }
}
