//! Records: what was known of a programme in one month, and what followed. The only place that knows their file format.

use crate::calendar::Month;
use crate::scenario::Problems;
use crate::scenario::checked::Checked;
use crate::scenario::form;
use crate::scenario::key_tables::{NOTE, SOURCE, key};
use crate::scenario::keys::Fallback::{Absent, Required};
use crate::scenario::keys::{Key, Kind, Range};
use crate::scenario::problem::Problem;

const AMOUNT: Kind = Kind::Number(Range::AT_LEAST_ZERO);

#[rustfmt::skip]
static RECORD: &[Key] = &[
    key("format", Kind::Format, Required, "", "Number of the file format: 1."),
    key("name", Kind::Text, Required, "", "What the case is called."),
    key("country", Kind::Text, Required, "", "Country, whose own past the recipe leaves out of its ranges."),
    key("start", Kind::Month, Required, "month", "First month of the forecast; all but `observed` was known before it."),
    key("currency", Kind::Text, Absent, "", "Currency of all money in the record."),
    SOURCE,
    NOTE,
    key("area", Kind::Table(AREA), Required, "", "Land on the books at the start, by stage of survey."),
    key("release", Kind::Tables(RELEASE), Required, "", "Land released, by calendar year."),
    key("spending", Kind::Tables(SPENDING), Absent, "", "Money spent, by calendar year."),
    key("teams", Kind::Table(TEAMS), Absent, "", "Who works."),
    key("forecast", Kind::Table(FORECAST), Absent, "", "The official forecast made then."),
    key("observed", Kind::Table(OBSERVED), Absent, "", "What followed."),
];

#[rustfmt::skip]
static AREA: &[Key] = &[
    key("estimate", AMOUNT, Absent, "km2", "Guessed, estimated from maps, or found by an impact survey."),
    key("suspected", AMOUNT, Absent, "km2", "Suspected after a general or non-technical survey."),
    key("confirmed", AMOUNT, Absent, "km2", "Confirmed, recorded, or found by a baseline survey."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static RELEASE: &[Key] = &[
    key("cleared", AMOUNT, Absent, "km2", "By clearance."),
    key("reduced", AMOUNT, Absent, "km2", "By technical survey."),
    key("cancelled", AMOUNT, Absent, "km2", "By non-technical survey."),
    key("all", AMOUNT, Absent, "km2", "By all methods, where they are not told apart."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static SPENDING: &[Key] = &[
    key("amount", AMOUNT, Required, "money", "Spent in the year."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static TEAMS: &[Key] = &[
    key("deminers", AMOUNT, Absent, "people", "Deminers at work."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static FORECAST: &[Key] = &[
    key("made", Kind::Month, Absent, "month", "When it was made."),
    key("complete", Kind::Month, Required, "month", "Last month by the end of which the programme was to be complete."),
    key("cost", AMOUNT, Absent, "money", "Cost from the start to completion."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static OBSERVED: &[Key] = &[
    key("completed", Kind::Month, Absent, "month", "Month of completion."),
    key("open", Kind::Month, Absent, "month", "Last month by whose end it was known not to be complete."),
    key("remaining", AMOUNT, Absent, "km2", "Land on the books in the month `open`."),
    key("cost", AMOUNT, Absent, "money", "Cost from the start to completion."),
    key("released", Kind::Tables(RELEASE), Absent, "", "Land released, by calendar year."),
    SOURCE,
    NOTE,
];

/// A number with the place it was read in.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// Where it was read; may be empty.
    pub source: String,
}

/// Land released in one calendar year, km².
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
pub struct Official {
    /// Last month of the programme.
    pub complete: Month,
    /// Cost from the start, if given.
    pub cost: Option<f64>,
    /// Where it was read; may be empty.
    pub source: String,
}

/// Whether the programme came to its end, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Completed in this month.
    Completed(Month),
    /// Not complete by the end of this month.
    Open(Month),
}

/// What followed.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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

/// What the key tables cannot tell.
fn check(record: &Checked, problems: &mut Vec<Problem>) {
    let start = record.month("start");
    if let Some(area) = record.table("area") {
        let stages = ["estimate", "suspected", "confirmed"];
        let known = stages
            .iter()
            .all(|stage| area.field(stage).is_none_or(|f| f.value.is_some()));
        let total: f64 = stages.iter().filter_map(|stage| area.number(stage)).sum();
        if known && total <= 0.0 {
            let problem = Problem::new("`area` must hold some land", area.at);
            problems.push(problem.help(
                "give the land on the books as `estimate`, `suspected` or `confirmed`, in km2",
            ));
        }
    }
    let years = |tables: &[Checked], path: &str, problems: &mut Vec<Problem>| {
        for table in tables {
            let Some(year) = year(&table.name) else {
                let rule = format!("a key of `{path}` must be a calendar year, such as 2004");
                problems.push(Problem::new(rule, table.at));
                continue;
            };
            let Some(start) = start else { continue };
            let later = path == "observed.released";
            if later && year < start.year() || !later && year > start.year() {
                let rule = if later {
                    format!("`{path}.{year}` must not end before the forecast starts")
                } else {
                    format!("`{path}.{year}` must have been known when the forecast starts")
                };
                let problem = Problem::new(rule, table.at).also(record.place("start"), "the start");
                problems.push(problem.help(if later {
                    "write what was known before under `release`"
                } else {
                    "write what followed under `observed`"
                }));
            }
        }
    };
    years(record.tables("release"), "release", problems);
    years(record.tables("spending"), "spending", problems);
    check_release(record.tables("release"), "release", problems);
    if let Some(last) = record
        .tables("release")
        .iter()
        .filter(|t| year(&t.name).is_some())
        .max_by_key(|t| year(&t.name))
        && sum(last) <= 0.0
        && last.fields.iter().all(|field| field.value.is_some())
    {
        let problem = Problem::new(
            "the last year of `release` must have released some land",
            last.at,
        );
        problems.push(problem.help(
            "without a pace there is nothing to forecast from: leave out years that are not known",
        ));
    }
    check_money(record, problems);
    if let (Some(start), Some(forecast)) = (start, record.table("forecast")) {
        not_before(forecast, "complete", start, record, problems);
    }
    if let Some(observed) = record.table("observed") {
        years(observed.tables("released"), "observed.released", problems);
        check_release(observed.tables("released"), "observed.released", problems);
        check_fate(observed, start, record, problems);
    }
}

fn check_fate(
    observed: &Checked,
    start: Option<Month>,
    record: &Checked,
    problems: &mut Vec<Problem>,
) {
    if observed.field("completed").is_some() == observed.field("open").is_some() {
        let rule = "`observed` must have either `completed` or `open`";
        let found = if observed.gives("open") {
            "both"
        } else {
            "neither"
        };
        let problem = Problem::new(rule, observed.at).found(format!("it has {found}"));
        problems.push(problem.help("`completed` is the month it was complete in, `open` the last month it was seen not to be"));
    }
    if let Some(start) = start {
        not_before(observed, "completed", start, record, problems);
        not_before(observed, "open", start, record, problems);
    }
    if observed.gives("open") && observed.gives("cost") {
        let problem = Problem::new(
            "`observed.cost` is that of a complete programme",
            observed.place("cost"),
        );
        problems.push(problem.help("leave it out while the programme is `open`"));
    }
}

/// Yearly tables of release: some figure in each, and no part of `all` beside it.
fn check_release(tables: &[Checked], path: &str, problems: &mut Vec<Problem>) {
    for table in tables {
        let parts = ["cleared", "reduced", "cancelled"];
        let path = format!("{path}.{}", table.name);
        if parts
            .iter()
            .chain(&["all"])
            .all(|key| table.field(key).is_none())
        {
            let rule = format!("`{path}` must say how much was released");
            let help = "add `cleared`, `reduced` and `cancelled`, or `all` where methods are not told apart (km2)";
            problems.push(Problem::new(rule, table.at).help(help));
        }
        if let (Some(all), true) = (table.place("all"), parts.iter().any(|key| table.gives(key))) {
            let rule = format!("`{path}.all` holds all methods, so none can stand beside it");
            problems.push(Problem::new(rule, Some(all)).help("give either `all` or the methods"));
        }
    }
}

/// Money without a currency says nothing.
fn check_money(record: &Checked, problems: &mut Vec<Problem>) {
    if record.gives("currency") {
        return;
    }
    let spent = record
        .tables("spending")
        .iter()
        .find_map(|table| table.place("amount"));
    let cost = |table| record.table(table).and_then(|table| table.place("cost"));
    if let Some(at) = spent.or(cost("forecast")).or(cost("observed")) {
        let problem = Problem::new("money needs `currency`", Some(at));
        problems.push(
            problem.help(
                "add `currency = \"USD\"`, or what the figures are in, above the first [table]",
            ),
        );
    }
}

fn not_before(
    table: &Checked,
    name: &str,
    start: Month,
    record: &Checked,
    problems: &mut Vec<Problem>,
) {
    if let Some(month) = table.month(name)
        && month < start
    {
        let path = if name == "complete" {
            "forecast"
        } else {
            "observed"
        };
        let rule = format!("`{path}.{name}` must not be before `start`");
        problems
            .push(Problem::new(rule, table.place(name)).also(record.place("start"), "the start"));
    }
}

/// The calendar year that the name of a table says.
fn year(name: &str) -> Option<i32> {
    name.parse()
        .ok()
        .filter(|_| name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit()))
}

fn sum(table: &Checked) -> f64 {
    ["cleared", "reduced", "cancelled", "all"]
        .iter()
        .filter_map(|key| table.number(key))
        .sum()
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
