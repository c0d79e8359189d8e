//! Money and correlations that have no effect.

use super::places::Places;
use super::problem::Problem;
use super::types::{Funding, Scenario};
use crate::calendar::Month;
use crate::law::Law;

/// Years named in a message; the rest is counted.
const SHOWN: usize = 5;

/// All warnings on what is given and never used.
pub(super) fn warnings(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let first = scenario.start.year();
    let last = scenario.start.plus(scenario.horizon_months - 1).year();
    let mut found = Vec::new();
    for source in &scenario.funding {
        found.extend(
            never(source, first, last, places).or_else(|| unpaid(source, first, last, places)),
        );
    }
    found.extend(collapsed(scenario, places));
    found
}

/// A source that pays in no simulated year.
fn never(source: &Funding, first: i32, last: i32, places: &Places) -> Option<Problem> {
    let year = |month: Option<Month>| month.map(super::super::calendar::Month::year);
    let (key, year) = match (year(source.from), year(source.until)) {
        (_, Some(until)) if until < first => ("until", until),
        (Some(from), _) if from > last => ("from", from),
        _ => return None,
    };
    let path = format!("funding.{}", source.key);
    let at = places.of_path(&format!("{path}.{key}"));
    let problem = Problem::new(format!("`{path}` pays in no simulated year"), at);
    let years = format!("`{key}` is {year}, and {first} to {last} are simulated");
    let help = format!("move `{key}` into the simulated years, or delete the source");
    Some(problem.found(years).help(help))
}

/// Amounts of years in which the source does not pay.
fn unpaid(source: &Funding, first: i32, last: i32, places: &Places) -> Option<Problem> {
    let from = source.from.map_or(first, |from| from.year().max(first));
    let until = source.until.map_or(last, |until| until.year().min(last));
    let outside = source.by_year.iter().map(|(year, _)| *year);
    let outside: Vec<i32> = outside
        .filter(|year| !(from..=until).contains(year))
        .collect();
    let path = format!("funding.{}.by_year", source.key);
    let (shown, rest) = outside.split_at(outside.len().min(SHOWN));
    let mut years: Vec<String> = shown.iter().map(i32::to_string).collect();
    if !rest.is_empty() {
        years.push(format!("{} more", rest.len()));
    }
    (!outside.is_empty()).then(|| {
        let rule = format!("`{path}` has amounts of years in which nothing is paid");
        Problem::new(rule, places.of_path(&path))
            .found(format!(
                "{}: this source pays from {from} to {until}",
                years.join(", ")
            ))
            .help("delete them, or move `from`, `until`, `start` or `horizon`")
    })
}

/// Distributions of one possible value in a correlation.
fn collapsed(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut seen: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let inputs = if scenario.correlations.is_empty() {
        Vec::new()
    } else {
        scenario.inputs().collect()
    };
    for pair in &scenario.correlations {
        for (path, other) in [(&pair.a, &pair.b), (&pair.b, &pair.a)] {
            let input = inputs.iter().find(|input| input.path == *path);
            // A plain number in a variant keeps its place unseen; a distribution of one value is a slip.
            let input = input.filter(|input| !matches!(input.law.law, Law::Fixed(_)));
            let value = input.and_then(|input| input.law.is_certain());
            if let Some(value) = value.filter(|_| !seen.contains(&path.as_str())) {
                seen.push(path);
                let rule = "a correlation with a plain number has no effect";
                found.push(
                    Problem::new(rule, places.of_pair(path, other))
                        .found(format!("`{path}` is always {value}"))
                        .also(places.of_path(path), "a distribution of one value")
                        .help("give it a distribution with a spread, or delete the name"),
                );
            }
        }
    }
    found
}
