//! What a row of a hazard list says.

use super::heading::{Columns, filled};
use super::land::Land;
use crate::printable::is_hidden;
use crate::scenario::document::composed;
use crate::scenario::problem::{LARGEST, Problem};
use crate::scenario::source::Span;

/// What a row is about.
enum Status {
    Suspected,
    Confirmed,
}

/// Adds a row to its group.
pub(super) fn add(
    row: &csv::StringRecord,
    at: Option<Span>,
    columns: &Columns,
    land: &mut Land,
    problems: &mut Vec<Problem>,
) {
    let field = |column: usize| row.get(column).unwrap_or_default();
    if let Some(problem) = too_long(row, at, columns) {
        // Its fields do not stand where they belong: what they say is no problem of theirs.
        problems.push(problem);
        return;
    }
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
    let area = area.filter(|it| (0.0..=LARGEST).contains(it));
    if area.is_none() {
        let rule = "the area of a row must be a number of 0 or more";
        let found = format!("it is `{}`", field(columns.area));
        let help = "write digits with a point, as in 12500.5: no unit, no blanks, no commas";
        refuse(Problem::new(rule, at).found(found).help(help));
    }
    let (Some(status), Some(area), true) = (status, area, problems.len() == before) else {
        return;
    };
    let (group, ha) = (land.group(&district, &hazard), area * columns.unit.hectares);
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

/// The problem of a row whose fields go on where the headings end: most often a number with a comma, of which a part would be read.
fn too_long(row: &csv::StringRecord, at: Option<Span>, columns: &Columns) -> Option<Problem> {
    let fields = filled(row);
    let found = if fields > columns.headed {
        format!("it has {fields} fields below {} headings", columns.headed)
    } else if row.len() > columns.fields {
        // Empty fields can also hide that a number was cut up: its parts stand side by side.
        let digits = |column: usize| {
            let field = row.get(column).unwrap_or_default();
            field.bytes().all(|it| it.is_ascii_digit()).then_some(field)
        };
        let thousands = digits(columns.area)?;
        digits(columns.area + 1)
            .filter(|it| it.len() == 3 && (1..=3).contains(&thousands.len()))?;
        format!("`{thousands}` and what follows look like one number with a comma")
    } else {
        return None;
    };
    let rule = "a row must not have more fields than there are headings";
    let help = "write numbers without commas, as in 1250000 or 48.2, put texts that hold what separates the fields in quotes, and give every column a heading";
    Some(Problem::new(rule, at).found(found).help(help))
}
