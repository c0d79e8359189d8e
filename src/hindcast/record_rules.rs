//! Rules of a record that no key alone can tell.

use crate::calendar::Month;
use crate::scenario::checked::Checked;
use crate::scenario::problem::Problem;

/// Year before which nobody counted land that is released, or what it cost.
const FIRST_YEAR: i32 = 1940;

/// What the key tables cannot tell.
pub(super) fn check(record: &Checked, problems: &mut Vec<Problem>) {
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
            if year < FIRST_YEAR {
                let rule = format!("a year of `{path}` must not be before {FIRST_YEAR}");
                let problem = Problem::new(rule, table.at);
                problems.push(problem.help("write the calendar year that the figures are of"));
                continue;
            }
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
        && !last.fields.is_empty()
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

fn sum(table: &Checked) -> f64 {
    ["cleared", "reduced", "cancelled", "all"]
        .iter()
        .filter_map(|key| table.number(key))
        .sum()
}

/// The calendar year that the name of a table says.
pub(super) fn year(name: &str) -> Option<i32> {
    name.parse()
        .ok()
        .filter(|_| name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit()))
}
