//! Rates and factors that look like percentages, and values that do not fit each other.

use super::figure::figure;
use super::places::Places;
use super::problem::Problem;
use super::types::{Capacity, Scenario};
use crate::calendar::Month;

/// A rate a year from which it was probably meant in percent: 100 % and more each year is no plan.
const RATE: f64 = 1.0;
/// A multiplier from which it was probably meant in percent: nothing makes output or prices tenfold.
const FACTOR: f64 = 10.0;
/// A value beyond this is no percentage either.
const MOST_PERCENT: f64 = 1_000.0;
/// A share of the land that may be left at completion from which there is nothing to complete.
const LEFT: f64 = 0.5;
/// Arrivals a year from which an event is no single risk.
const ARRIVALS: f64 = 12.0;
/// A rate of discovery from which all of it is found within months.
const DISCOVERY: f64 = 3.0;
/// People a hectare; the densest quarters of the world have some 500.
const DENSEST: f64 = 1_000.0;
/// Years of work at the highest capacity from which area and output are in different units.
const ENDLESS: f64 = 2_000.0;
/// Hectares beyond those of any country.
const LARGEST: f64 = 17.4e6;
/// Years between price level and start from which one of them is no calendar year.
const LONG_AGO: i32 = 50;
/// Years in which programmes start.
const OURS: std::ops::RangeInclusive<i32> = 1940..=2100;
/// Years from the start beyond which a first or last year is no calendar year; 9999 may stand for "for ever".
const NO_YEAR: i32 = 1_000;
/// Most days of the months, January to December.
const DAYS: [f64; 12] = [
    31.0, 29.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0,
];

/// All warnings on values that were probably meant in another unit.
pub(super) fn warnings(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut found = percentages(scenario, places);
    found.extend(lessons(scenario, places));
    found.extend(calendar(scenario, places));
    found.extend(money(scenario, places));
    found.extend(area(scenario, places));
    found.extend(people(scenario, places));
    found
}

fn percentages(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut known: Vec<(String, f64, f64)> = Vec::new();
    let mut number = |path: &str, value: f64, from: f64| known.push((path.to_owned(), value, from));
    number("economy.discount_rate", scenario.discount_rate, RATE);
    number("economy.inflation.mean", scenario.inflation.mean, RATE);
    number("economy.inflation.sd", scenario.inflation.sd, RATE);
    number("noise.output", scenario.noise_output, RATE);
    number("completion.residual", scenario.residual, LEFT);
    let mut input = |value: &super::types::Uncertain, from: f64| {
        number(&value.path, value.law.point(), from);
    };
    input(&scenario.escalation, RATE);
    input(&scenario.land_release.discovery, DISCOVERY);
    for area in &scenario.areas {
        if let Some(own) = &area.land_release.discovery {
            input(own, DISCOVERY);
        }
    }
    for team in &scenario.teams {
        input(&team.learning, RATE);
    }
    for event in &scenario.events {
        input(&event.rate, ARRIVALS);
        input(&event.output, FACTOR);
        input(&event.funding, FACTOR);
    }
    for driver in &scenario.drivers {
        input(&driver.factor, FACTOR);
    }
    for source in &scenario.funding {
        input(&source.growth, RATE);
    }
    for source in &scenario.funding {
        number(
            &format!("funding.{}.volatility", source.key),
            source.volatility,
            RATE,
        );
    }
    for team in &scenario.teams {
        for (kind, table) in [("terrain", &team.terrain), ("hazard", &team.hazard)] {
            for (label, factor) in table {
                number(
                    &format!("team.{}.{kind}.{label}", team.key),
                    *factor,
                    FACTOR,
                );
            }
        }
    }
    let odd = known
        .into_iter()
        .filter(|(_, value, from)| value.abs() >= *from);
    odd.map(|(path, value, _)| {
        let percent = figure(value * 100.0);
        Problem::new(
            format!("`{path}` looks like a percentage"),
            places.of_path(&path),
        )
        .found(format!("{} is {percent} %", figure(value)))
        .help(if value.abs() <= MOST_PERCENT {
            format!(
                "write {} for {} %; if the value is meant, leave it",
                figure(value / 100.0),
                figure(value)
            )
        } else {
            "a rate is a part of 1 and a multiplier near 1: write 0.03 for 3 %".to_owned()
        })
    })
    .collect()
}

/// More working days than a month has, and a price level that is no year near the start.
fn calendar(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut found = Vec::new();
    let months = scenario.working_days.iter().zip(DAYS).zip(NAMES);
    let long: Vec<String> = months
        .filter(|((days, most), _)| **days > *most)
        .map(|((days, most), name)| format!("{name} has {most}, not {days}"))
        .collect();
    if !long.is_empty() {
        let rule = "`calendar.working_days` has more days than the months have";
        found.push(
            Problem::new(rule, places.of_path("calendar.working_days"))
                .found(long.join("; "))
                .help("give the days on which teams work: without Sundays some 26, without weekends some 21"),
        );
    }
    let start = scenario.start.year();
    if !OURS.contains(&start) {
        let written = scenario.start.to_string();
        let help = match written.strip_prefix("00") {
            Some(rest) if start > 0 => format!("write \"20{rest}\""),
            _ => "write a calendar year and month, such as \"2026-01\"".to_owned(),
        };
        let rule = "`start` is in no year of mine clearance";
        found.push(
            Problem::new(rule, places.of_path("start"))
                .found(format!(
                    "programmes start from {} to {}",
                    OURS.start(),
                    OURS.end()
                ))
                .help(format!("{help}; if the value is meant, leave it")),
        );
        // What is far from it need not be wrong as well.
        return found;
    }
    let mut years = vec![("price_year".to_owned(), Some(scenario.price_year), LONG_AGO)];
    for (kind, key, from, until) in spans(scenario) {
        years.push((format!("{kind}.{key}.from"), from, NO_YEAR));
        years.push((format!("{kind}.{key}.until"), until, NO_YEAR));
    }
    for (path, year, most) in years {
        let Some(year) = year.filter(|year| (year - start).abs() > most && *year < 9_000) else {
            continue;
        };
        let help = if (0..100).contains(&year) {
            format!(
                "write {}; if the value is meant, leave it",
                start - start % 100 + year
            )
        } else {
            "write a calendar year, such as 2026".to_owned()
        };
        found.push(
            Problem::new(
                format!("`{path}` is far from `start`"),
                places.of_path(&path),
            )
            .found(format!("{year}, and the start is in {start}"))
            .help(help),
        );
    }
    found
}

/// The years in which sources pay and teams work: kind and key of their table, first and last year.
fn spans(scenario: &Scenario) -> Vec<(&'static str, &str, Option<i32>, Option<i32>)> {
    let sources = scenario.funding.iter();
    let year = |month: Option<Month>| month.map(Month::year);
    let sources = sources.map(|it| ("funding", it.key.as_str(), year(it.from), year(it.until)));
    let teams = scenario.teams.iter();
    let teams = teams.map(|it| ("team", it.key.as_str(), year(it.from), year(it.until)));
    sources.chain(teams).collect()
}

/// Sums of money that are next to nothing beside the income.
/// Risk education of everybody that costs more than all income.
fn lessons(scenario: &Scenario, places: &Places) -> Option<Problem> {
    let cost = scenario.risk_education.as_ref()?.cost.law.point();
    let areas = scenario.areas.iter();
    let people = areas.flat_map(|area| area.people.iter().chain(&area.residents));
    let people: f64 = people.map(|it| it.law.point()).sum();
    let sources = scenario.funding.iter();
    let income: f64 = sources.map(|source| source.annual.law.point()).sum();
    let rule = "risk education of everybody costs more than there is income";
    let problem = Problem::new(rule, places.of_path("risk_education.cost"));
    let problem = problem.found(format!(
        "{} a person and year, for {} people and an income of {} a year",
        figure(cost),
        figure(people),
        figure(income)
    ));
    let help = "it is the cost of one person in a year; if the value is meant, leave it";
    (income > 0.0 && cost * people > income).then(|| problem.help(help))
}

fn money(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let amounts = scenario
        .funding
        .iter()
        .map(|source| source.annual.law.point());
    let income: f64 = amounts.sum();
    // With the part of a year's income below which such a sum must be in another unit, and the least part that it has in the right one.
    let sums = [
        (
            "target.cost",
            scenario.target.cost.unwrap_or(0.0),
            1e-4,
            1.0,
        ),
        ("target.spent", scenario.target.spent, 1e-4, 0.1),
        (
            "overhead.fixed",
            scenario.overhead_fixed.law.point(),
            1e-3,
            0.01,
        ),
    ];
    let small = sums.into_iter();
    let small = small.filter(|(_, sum, part, _)| *sum > 0.0 && *sum < part * income);
    small
        .map(|(path, sum, _, least)| {
            let rule = format!("`{path}` is next to nothing beside the income");
            let (unit, size) = [("thousands", 1e3), ("millions", 1e6)]
                .into_iter()
                .find(|(_, size)| sum * size >= least * income)
                .unwrap_or(("billions", 1e9));
            let currency = &scenario.currency;
            Problem::new(rule, places.of_path(path))
                .found(format!(
                    "{} {currency} in all, and {} {currency} of income a year",
                    figure(sum),
                    figure(income)
                ))
                .help(format!(
                    "in {unit} it would be {}; if the value is meant, leave it",
                    figure(sum * size)
                ))
        })
        .collect()
}

/// More land than the teams at their most can work on in thousands of years.
fn area(scenario: &Scenario, places: &Places) -> Option<Problem> {
    let days: f64 = scenario.working_days.iter().sum();
    let years = f64::from(scenario.horizon_months) / 12.0;
    let capacity: f64 = scenario
        .teams
        .iter()
        .map(|team| {
            let grown = |size: f64| size + team.growth.law.point() * years;
            match &team.capacity {
                Capacity::Rate(rate) => grown(rate.law.point()),
                Capacity::Teams { count, output } => {
                    grown(count.law.point()) * output.law.point() * days / 1e4
                }
            }
        })
        .sum();
    let land = |area: &super::types::Area| area.suspected.law.point() + area.confirmed.law.point();
    let total: f64 = scenario.areas.iter().map(land).sum();
    // An area beyond all that has been seen is asked about by itself.
    if capacity <= 0.0 || total <= ENDLESS * capacity || total > LARGEST {
        return None;
    }
    let largest = scenario
        .areas
        .iter()
        .max_by(|a, b| land(a).total_cmp(&land(b)))?;
    let rule = "all land together is thousands of years of work for all teams";
    Some(
        Problem::new(rule, places.of_path(&format!("area.{}", largest.key)))
            .found(format!(
                "{} ha, and the teams work on {} ha a year at most",
                figure(total),
                figure(capacity)
            ))
            .help(format!(
                "are areas in hectares and outputs in m2 (`rate`: ha)? If the areas are in m2, it is {} ha",
                figure(total * 1e-4)
            )),
    )
}

/// More people than live on any land of that size.
fn people(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut found = Vec::new();
    for area in &scenario.areas {
        let land = area.suspected.law.point() + area.confirmed.law.point();
        let Some(people) = &area.people else { continue };
        let count = people.law.point();
        if land > 0.0 && count > DENSEST * land {
            let rule = format!(
                "more people wait for `area.{}` than can live there",
                area.key
            );
            found.push(
                Problem::new(rule, places.of_path(&people.path))
                    .found(format!("{} people on {} ha", figure(count), figure(land)))
                    .help(format!(
                        "are areas in hectares? In km2 it would be {} ha; if the values are meant, leave them",
                        figure(land * 100.0)
                    )),
            );
        }
    }
    found
}
