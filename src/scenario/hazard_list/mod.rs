//! A hazard list, the table of hazardous areas that information systems export, becomes the areas of a scenario.

mod heading;
mod land;
mod repeated;
mod row;
mod unit;
mod written;

use heading::Columns;
use land::Land;
use repeated::Repeated;

use super::problem::{Gravity, Problem, Problems};
use super::source::{SourceText, Span};

/// What became of a hazard list.
#[derive(Clone, Debug)]
pub struct FromHazardList {
    /// The text of a scenario.
    pub text: String,
    /// What is worth a second look in the list.
    pub warnings: Problems,
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
pub fn from_hazard_list(name: &str, text: &str) -> Result<FromHazardList, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = SourceText::new(name, text.to_owned());
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    let read = read(&source, &mut problems, &mut warnings);
    let told = |gravity, list| Problems::new(gravity, vec![source], list);
    match read {
        Some((columns, land)) if problems.is_empty() => Ok(FromHazardList {
            text: written::scenario(name, &columns, &land.groups),
            warnings: told(Gravity::Warning, warnings),
        }),
        _ => Err(told(Gravity::Error, problems)),
    }
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

/// The columns of the list and the land of its rows; without columns there is a problem.
fn read(
    source: &SourceText,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Option<(Columns, Land)> {
    let text = &*source.text;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(heading::delimiter(text))
        .from_reader(text.as_bytes());
    let mut rows = reader.records().map(|row| {
        let row = row.expect("a text in memory is read as it is");
        let at = row.position().map_or(0, |it| it.byte() as usize);
        (Some(row_at(text, at)), row)
    });
    let mut land = Land::default();
    let mut repeated = Repeated::default();
    let columns = match rows.next() {
        Some((at, heads)) => Some(Columns::of(&heads, at, problems, warnings)?),
        None => None,
    };
    for (at, row) in rows {
        if let Some(columns) = columns
            .as_ref()
            .filter(|_| row.iter().any(|it| !it.is_empty()))
        {
            row::add(&row, at, columns, &mut land, problems);
            repeated.add(&row, at);
        }
    }
    warnings.extend(repeated.warning(source));
    if land.groups.is_empty() && problems.is_empty() {
        let rule = "a hazard list must have a row for each hazardous area below its headings";
        let start = row_at(text, 0);
        problems.push(Problem::new(rule, Some(start)).found("no row follows"));
    }
    Some((columns?, land))
}
