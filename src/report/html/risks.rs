//! The risk register: events that may happen, and drivers that move several inputs together.

use super::table::{Cell, Table};
use crate::scenario::{Duration, Event, Funding, Remark, Scenario, Uncertain};
use crate::words;

/// Tables of events, and of what holds in a share of the trials, where there are any.
pub(super) fn tables(scenario: &Scenario) -> Vec<Table> {
    let mut tables = vec![events(scenario), shares(scenario)];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn events(scenario: &Scenario) -> Table {
    let heads = [
        ":Event",
        "Arrivals a year",
        ":Lasts",
        "Times output",
        "Times income",
        "Adds, ha",
        ":Where",
        ":Source; note",
    ];
    let mut table = Table::new("events", "Events", &heads)
        .note("Median, and P10 to P90 in brackets where a value is uncertain. Output and income are multiplied while an event is active.");
    for event in &scenario.events {
        let lasts = match &event.duration {
            Duration::Permanent => "for good, once".to_owned(),
            Duration::Months(months) => format!("{} months", spread(months).text),
        };
        table.rows.push(vec![
            Cell::words(event.title.as_str()),
            spread(&event.rate),
            Cell::words(lasts),
            spread(&event.output),
            spread(&event.funding),
            spread(&event.adds),
            Cell::words(touched(scenario, event)),
            remark(scenario, &format!("event.{}", event.key)),
        ]);
    }
    table
}

/// The areas and sources of money that an event touches.
fn touched(scenario: &Scenario, event: &Event) -> String {
    let mut parts = Vec::new();
    let changes = |value: &Uncertain, idle: f64| value.law.is_certain() != Some(idle);
    if changes(&event.output, 1.0) || changes(&event.adds, 0.0) {
        parts.push(if event.areas.len() == scenario.areas.len() {
            "all areas".to_owned()
        } else {
            let names = event
                .areas
                .iter()
                .map(|at| scenario.areas[*at].title.as_str());
            names.collect::<Vec<_>>().join(", ")
        });
    }
    if changes(&event.funding, 1.0) {
        parts.push(if event.sources.len() == scenario.funding.len() {
            "all sources of money".to_owned()
        } else {
            let names = event
                .sources
                .iter()
                .map(|at| scenario.funding[*at].key.as_str());
            format!("money of {}", names.collect::<Vec<_>>().join(", "))
        });
    }
    parts.join("; ")
}

/// Drivers, and sources of money that may not pay: what holds in a share of the trials.
fn shares(scenario: &Scenario) -> Table {
    let heads = [
        ":Driver, or source of money",
        ":Multiplies",
        "Factor",
        "In so many trials",
        "Year to year",
        ":Source; note",
    ];
    let mut table = Table::new("drivers", "Risk drivers, and money that may not come", &heads).note(
        "A driver acts in a share of the trials and multiplies all its inputs there by one factor: median, and P10 to P90 in brackets. A source of money \
         pays in a share of the trials; what it pays varies from year to year with this standard deviation of its logarithm.",
    );
    let share = |p: f64| Cell::number(format!("{} of trials", words::exact_percent(p)), p);
    for driver in &scenario.drivers {
        table.rows.push(vec![
            Cell::words(driver.title.as_str()),
            Cell::words(driver.multiplies.join(", ")),
            spread(&driver.factor),
            share(driver.probability),
            Cell::words(""),
            remark(scenario, &format!("driver.{}", driver.key)),
        ]);
    }
    let uncertain = |it: &&Funding| it.probability < 1.0 || it.volatility > 0.0;
    for source in scenario.funding.iter().filter(uncertain) {
        table.rows.push(vec![
            Cell::words(source.key.as_str()),
            Cell::words(""),
            Cell::words(""),
            share(source.probability),
            Cell::number(words::rounded(source.volatility), source.volatility),
            remark(scenario, &format!("funding.{}", source.key)),
        ]);
    }
    table
}

/// The median, and P10 to P90 of what is uncertain.
fn spread(value: &Uncertain) -> Cell {
    if let Some(certain) = value.law.is_certain() {
        return Cell::number(words::rounded(certain), certain);
    }
    let at = |p: f64, q: f64| value.law.quantile_exact(p, q);
    let median = at(0.5, 0.5);
    let [low, middle, high] = [at(0.1, 0.9), median, at(0.9, 0.1)].map(words::rounded);
    Cell::number(format!("{middle} ({low} to {high})"), median)
}

fn remark(scenario: &Scenario, path: &str) -> Cell {
    let inside = format!("{path}.");
    let of_table = scenario.remarks.iter().find(|it| it.path == path);
    let of_table = of_table
        .into_iter()
        .flat_map(|Remark { source, note, .. }| [source, note]);
    let values = scenario.inputs().filter(|it| it.path.starts_with(&inside));
    let of_values = values.flat_map(|it| [&it.source, &it.note]);
    let texts: Vec<&str> = of_table
        .chain(of_values)
        .flatten()
        .map(String::as_str)
        .collect();
    Cell::words(texts.join("; "))
}
