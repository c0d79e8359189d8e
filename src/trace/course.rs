//! What happened in a trial: months, calendar years and the events that came.

use serde::{Deserialize, Serialize};

use crate::calendar::Month;
use crate::engine::{MonthSeen, Workspace};
use crate::outlook::Backlog;
use crate::simulate::Model;

/// A funding gap below this part of what was wanted in a month is no lack of money.
const ENOUGH: f64 = 0.01;

/// What a month was short of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Short {
    /// Money: teams stood ready for work that was not paid for.
    Money,
    /// Capacity for the work that most of the land waits for.
    Capacity(Backlog),
}

/// One month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// Suspected, ha, at its end.
    pub suspected: f64,
    /// Confirmed, ha.
    pub confirmed: f64,
    /// To be cleared, ha.
    pub to_clear: f64,
    /// Income, constant prices.
    pub income: f64,
    /// Spent.
    pub spent: f64,
    /// Price of work that teams could have done and were not paid for.
    pub missing: f64,
    /// Multiplier on output: noise and events.
    pub output: f64,
    /// Keys of the events at work.
    pub events: Vec<String>,
    /// What it was short of.
    pub short: Short,
}

/// One calendar year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearRow {
    /// The year.
    pub year: i32,
    /// What limited the work: one of [`LIMITS`](crate::programme::columns::LIMITS). The engine's label, as a run counts it: no majority of
    /// months, since it weighs sums over the year and the land by area.
    pub limited_by: String,
}

/// An event that arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Its key.
    pub event: String,
    /// Its name for people.
    pub title: String,
    /// First month in which it is at work.
    pub from: Month,
    /// Months at work within the trial.
    pub months: u32,
}

/// A month as it was seen.
pub(super) fn row(model: &Model, month: &MonthSeen) -> MonthRow {
    let scenario = model.scenario();
    let stocks = [
        (month.suspected, Backlog::Survey),
        (month.confirmed, Backlog::TechnicalSurvey),
        (month.to_clear, Backlog::Clearance),
    ];
    let most = stocks.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let (_, backlog) = most.expect("there are three stocks");
    let wanted = month.spent + month.missing;
    let events = scenario.events.iter().take(64).enumerate();
    let events = events.filter(|(bit, _)| month.events >> bit & 1 == 1);
    MonthRow {
        month: scenario.start.plus(month.t),
        suspected: month.suspected,
        confirmed: month.confirmed,
        to_clear: month.to_clear,
        income: month.income,
        spent: month.spent,
        missing: month.missing,
        output: month.output,
        events: events.map(|(_, event)| event.key.clone()).collect(),
        short: if month.missing > ENOUGH * wanted {
            Short::Money
        } else {
            Short::Capacity(backlog)
        },
    }
}

/// The calendar years in which the last trial of `workspace` was at work.
pub(super) fn years(model: &Model, workspace: &Workspace) -> Vec<YearRow> {
    let programme = model.programme();
    let layout = &programme.year_layout;
    let rows = workspace.years().chunks(layout.len());
    let years = programme.clock.start.year()..;
    let labelled = years
        .zip(rows)
        .filter_map(|(year, row)| Some((year, layout.limit(row)?)));
    let row = |(year, label): (i32, &str)| YearRow {
        year,
        limited_by: label.to_owned(),
    };
    labelled.map(row).collect()
}

/// When events came, and how long each was at work.
pub(super) fn arrivals(model: &Model, months: &[MonthSeen]) -> Vec<Arrival> {
    let scenario = model.scenario();
    let mut found: Vec<Arrival> = Vec::new();
    for (bit, event) in scenario.events.iter().take(64).enumerate() {
        let mut before = false;
        for month in months {
            let active = month.events >> bit & 1 == 1;
            if active && !before {
                found.push(Arrival {
                    event: event.key.clone(),
                    title: event.title.clone(),
                    from: scenario.start.plus(month.t),
                    months: 0,
                });
            }
            if let Some(last) = found.last_mut().filter(|_| active) {
                last.months += 1;
            }
            before = active;
        }
    }
    found.sort_by_key(|arrival| arrival.from);
    found
}
