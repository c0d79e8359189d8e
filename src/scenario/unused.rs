//! What has no effect: money, amounts by year, correlations, and targets out of reach from the start.

use super::dimensions;
use super::places::Places;
use super::problem::Problem;
use super::types::{Funding, Scenario, TeamGroup, Uncertain};
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
        let outside = || outside(&Yearly::of_source(source), first, last, places);
        found.extend(never(source, first, last, places).or_else(outside));
    }
    for team in &scenario.teams {
        // That years are not simulated at all is told beside them.
        let simulated = |(year, _): &&(i32, Uncertain)| (first..=last).contains(year);
        let by_year: Vec<_> = team.by_year.iter().filter(simulated).cloned().collect();
        found.extend(outside(
            &Yearly::of_team(team, &by_year),
            first,
            last,
            places,
        ));
    }
    found.extend(target(scenario, places));
    found.extend(dimensions::misspelt(scenario, places));
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

/// Amounts of years in which a source does not pay or a team does not work.
fn outside(of: &Yearly<'_>, first: i32, last: i32, places: &Places) -> Option<Problem> {
    let from = of.from.map_or(first, |from| from.year().max(first));
    let until = of.until.map_or(last, |until| until.year().min(last));
    let outside = of.by_year.iter().map(|(year, _)| *year);
    let outside: Vec<i32> = outside
        .filter(|year| !(from..=until).contains(year))
        .collect();
    let path = format!("{}.by_year", of.path);
    let (shown, rest) = outside.split_at(outside.len().min(SHOWN));
    let mut years: Vec<String> = shown.iter().map(i32::to_string).collect();
    if !rest.is_empty() {
        years.push(format!("{} more", rest.len()));
    }
    let [nothing, does] = of.words;
    (!outside.is_empty()).then(|| {
        let rule = format!("`{path}` has amounts of years in which {nothing}");
        Problem::new(rule, places.of_path(&path))
            .found(format!(
                "{}: {does} from {from} to {until}",
                years.join(", ")
            ))
            .help("delete them, or move `from`, `until`, `start` or `horizon`")
    })
}

/// What has amounts by calendar year.
struct Yearly<'a> {
    path: String,
    by_year: &'a [(i32, Uncertain)],
    from: Option<Month>,
    until: Option<Month>,
    /// What is not so in years without it, and what is so in the others.
    words: [&'static str; 2],
}

impl<'a> Yearly<'a> {
    fn of_source(it: &'a Funding) -> Self {
        Self {
            path: format!("funding.{}", it.key),
            by_year: &it.by_year,
            from: it.from,
            until: it.until,
            words: ["nothing is paid", "this source pays"],
        }
    }

    fn of_team(it: &TeamGroup, by_year: &'a [(i32, Uncertain)]) -> Self {
        Self {
            path: format!("team.{}", it.key),
            by_year,
            from: it.from,
            until: it.until,
            words: ["nobody works", "these teams work"],
        }
    }
}

/// A target that nothing can meet.
fn target(scenario: &Scenario, places: &Places) -> Option<Problem> {
    let target = &scenario.target;
    if let Some(cost) = target.cost.filter(|cost| target.spent >= *cost) {
        let rule = "nothing can meet a cost that is spent before the start".to_owned();
        let figure = |it: f64| crate::words::money(it, &scenario.currency);
        let problem = Problem::new(rule, places.of_path("target.spent"));
        return Some(
            problem
                .found(format!("{} of {}", figure(target.spent), figure(cost)))
                .help("`target.cost` counts `target.spent` in: add what is still to be spent"),
        );
    }
    let deadline = target.deadline.filter(|it| *it < scenario.start)?;
    let rule = "nothing can meet a deadline before the start".to_owned();
    let problem = Problem::new(rule, places.of_path("target"));
    Some(
        problem
            .found(format!("{deadline}, and `start` is {}", scenario.start))
            .help("give a later `target.years`, `target.since` or deadline"),
    )
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
            let value = input.and_then(|input| {
                let (lowest, highest) = input.law.drawn_range();
                (lowest.to_bits() == highest.to_bits()).then_some(lowest)
            });
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
