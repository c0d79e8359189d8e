//! Which column of a hazard list holds what, by its headings.

use crate::scenario::problem::{Problem, names};
use crate::scenario::source::Span;

/// Columns by their place, and the unit of the areas.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) district: usize,
    pub(super) hazard: usize,
    pub(super) status: usize,
    pub(super) area: usize,
    /// Hectares in one unit of the column of areas.
    pub(super) hectares: f64,
}

/// Words of headings that stand for a column; the first that a heading has decides.
const AREA: &[&str] = &["area", "size", "surface"];
const STATUS: &[&str] = &["status", "classification"];
const DISTRICT: &[&str] = &[
    "district",
    "region",
    "province",
    "municipality",
    "county",
    "governorate",
    "oblast",
    "rayon",
];
const HAZARD: &[&str] = &["hazard", "contamination", "type"];

impl Columns {
    /// Reads the headings.
    pub(super) fn of(heads: &csv::StringRecord, at: Option<Span>) -> Result<Self, Vec<Problem>> {
        let heads: Vec<Vec<String>> = heads.iter().map(words).collect();
        let about = |head: &[String], known: &[&str]| head.iter().any(|it| known.contains(&&**it));
        let named = |head: &[String]| head.iter().any(|it| it == "name" || it == "id");
        let areas = heads.iter().enumerate().filter(|(_, it)| about(it, AREA));
        let with_unit = areas
            .clone()
            .find_map(|(at, head)| Some((at, hectares(head)?)));
        let mut problems = Vec::new();
        let measured = areas.clone().filter(|(_, it)| hectares(it).is_some());
        if measured.count() > 1 {
            let rule =
                "a hazard list must have one column for the area with its unit in the heading";
            problems.push(
                Problem::new(rule, at)
                    .found("several headings are of an area and name a unit")
                    .help(
                        "keep the column that counts, and take the unit out of the other headings",
                    ),
            );
        }
        let [district, hazard, status] = [
            (DISTRICT, "district"),
            (HAZARD, "hazard"),
            (STATUS, "status"),
        ]
        .map(|(known, what)| {
            let found = heads.iter().position(|it| about(it, known) && !named(it));
            found.unwrap_or_else(|| {
                let rule = format!("a hazard list must have a column for the {what}");
                let help = format!(
                    "its heading has one of the words {}",
                    names(known.iter().copied())
                );
                problems.push(
                    Problem::new(rule, at)
                        .found("no heading names it")
                        .help(help),
                );
                0
            })
        });
        let (area, hectares) = with_unit.unwrap_or_else(|| {
            let rule =
                "a hazard list must have a column for the area, with its unit in the heading";
            let found = match areas.clone().next() {
                Some(_) => "the heading of the area names no unit",
                None => "no heading names it",
            };
            let help = "write `Area (m2)`, `Area (ha)` or `Area (km2)`";
            problems.push(Problem::new(rule, at).found(found).help(help));
            (0, 1.0)
        });
        if problems.is_empty() {
            Ok(Self {
                district,
                hazard,
                status,
                area,
                hectares,
            })
        } else {
            Err(problems)
        }
    }
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
    let heading = heading.to_lowercase().replace('²', "2");
    let words = heading.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Hectares in one of the unit that a heading names.
fn hectares(head: &[String]) -> Option<f64> {
    let joined = head.join(" ");
    let has = |unit: &&str| format!(" {joined} ").contains(&format!(" {unit} "));
    let any = |units: &[&str]| units.iter().any(has);
    if any(&["m2", "sqm", "sq m", "square metres", "square meters"]) {
        Some(1e-4)
    } else if any(&["ha", "hectare", "hectares"]) {
        Some(1.0)
    } else if any(&[
        "km2",
        "sqkm",
        "sq km",
        "square kilometres",
        "square kilometers",
    ]) {
        Some(100.0)
    } else {
        None
    }
}
