//! Records: what was known of a programme in one month, and what followed. The only place that knows their file format.

use serde::{Deserialize, Serialize};

use super::record_keys::RECORD;
use super::record_rules::{check, year};
use crate::calendar::Month;
use crate::scenario::Problems;
use crate::scenario::checked::Checked;
use crate::scenario::form;

/// A number with the place it was read in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// Where it was read; may be empty.
    pub source: String,
}

/// Land released in one calendar year, km².
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Calendar year.
    pub year: i32,
    /// By work on the ground: clearance, technical survey, and what does not say which.
    pub by_work: f64,
    /// By non-technical survey.
    pub cancelled: f64,
    /// Where it was read; may be empty.
    pub source: String,
}

/// The official forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Official {
    /// Last month of the programme.
    pub complete: Month,
    /// Cost from the start, if given.
    pub cost: Option<f64>,
    /// Where it was read; may be empty.
    pub source: String,
}

/// Whether the programme came to its end, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Completed in this month.
    Completed(Month),
    /// Not complete by the end of this month.
    Open(Month),
}

/// What followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fate {
    /// The end, or that it had not come.
    pub event: Event,
    /// Land on the books when last seen, km².
    pub remaining: Option<f64>,
    /// Cost from the start to completion.
    pub cost: Option<f64>,
    /// Land released, by calendar year.
    pub released: Vec<Release>,
}

/// What was known of a programme at `start`, and what followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What the case is called.
    pub name: String,
    /// Country.
    pub country: String,
    /// First month of the forecast.
    pub start: Month,
    /// Currency of all money.
    pub currency: String,
    /// km² guessed or from an impact survey.
    pub estimate: f64,
    /// km² suspected after survey.
    pub suspected: f64,
    /// km² confirmed.
    pub confirmed: f64,
    /// Where the areas were read; may be empty.
    pub area_source: String,
    /// Years of release, oldest first; the last released something.
    pub release: Vec<Release>,
    /// Money spent: calendar years and amounts, oldest first.
    pub spending: Vec<(i32, Figure)>,
    /// Deminers, if known.
    pub deminers: Option<f64>,
    /// The official forecast, if there was one.
    pub official: Option<Official>,
    /// What followed, if known.
    pub fate: Option<Fate>,
}

impl Record {
    /// Reads the record called `name` from its text.
    ///
    /// # Errors
    ///
    /// Every problem of the file at once, with its place.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Problems> {
        form::read(name, text, RECORD, check).map(|checked| build(&checked))
    }

    /// Land on the books, km².
    pub fn books(&self) -> f64 {
        self.estimate + self.suspected + self.confirmed
    }

    /// The last year of release.
    ///
    /// # Panics
    ///
    /// If the record has none, which no reader lets pass.
    pub fn last_release(&self) -> &Release {
        self.release.last().expect("a record has a year of release")
    }

    /// Released in the last year, km²: what forecasters divide by.
    pub fn last_total(&self) -> f64 {
        self.last_release().by_work + self.last_release().cancelled
    }

    /// Pace of the work on the ground in the last year, km² a year; that of survey where nothing else is known.
    pub fn pace(&self) -> f64 {
        match self.last_release() {
            release if release.by_work > 0.0 => release.by_work,
            release => release.cancelled,
        }
    }

    /// Months from the start to the end of `month`.
    pub fn months_to(&self, month: Month) -> f64 {
        f64::from(month.since(self.start) + 1)
    }
}

fn source(table: &Checked) -> String {
    table.text("source").unwrap_or_default()
}

/// The record of a file without problems.
fn build(record: &Checked) -> Record {
    let text = |name: &str| record.text(name).unwrap_or_default();
    let area = |stage: &str| {
        record
            .table("area")
            .and_then(|area| area.number(stage))
            .unwrap_or(0.0)
    };
    let mut spending: Vec<(i32, Figure)> = record
        .tables("spending")
        .iter()
        .filter_map(|table| {
            let figure = Figure {
                value: table.number("amount")?,
                source: source(table),
            };
            Some((year(&table.name)?, figure))
        })
        .collect();
    spending.sort_by_key(|&(year, _)| year);
    Record {
        name: text("name"),
        country: text("country"),
        start: record.month("start").expect("a checked record has a start"),
        currency: record.text("currency").unwrap_or_else(|| "USD".to_owned()),
        estimate: area("estimate"),
        suspected: area("suspected"),
        confirmed: area("confirmed"),
        area_source: record.table("area").map(source).unwrap_or_default(),
        release: releases(record.tables("release")),
        spending,
        deminers: record
            .table("teams")
            .and_then(|teams| teams.number("deminers")),
        official: record.table("forecast").and_then(|forecast| {
            Some(Official {
                complete: forecast.month("complete")?,
                cost: forecast.number("cost"),
                source: source(forecast),
            })
        }),
        fate: record.table("observed").and_then(|observed| {
            let open = || observed.month("open").map(Event::Open);
            Some(Fate {
                event: observed
                    .month("completed")
                    .map(Event::Completed)
                    .or_else(open)?,
                remaining: observed.number("remaining"),
                cost: observed.number("cost"),
                released: releases(observed.tables("released")),
            })
        }),
    }
}

fn releases(tables: &[Checked]) -> Vec<Release> {
    let mut releases: Vec<Release> = tables
        .iter()
        .filter_map(|table| {
            let part = |name: &str| table.number(name).unwrap_or(0.0);
            Some(Release {
                year: year(&table.name)?,
                by_work: part("cleared") + part("reduced") + part("all"),
                cancelled: part("cancelled"),
                source: source(table),
            })
        })
        .collect();
    releases.sort_by_key(|release| release.year);
    releases
}
