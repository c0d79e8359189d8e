//! The yearly work plan, and every quantity of the calendar years.

use super::table::{Cell, Table};
use crate::programme::columns::LIMITS;
use crate::report::view::View;
use crate::summary::charts::YearSeries;
use crate::words;

/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const P50: usize = 3;
const P90: usize = 5;
/// A table has at most so many quantities, which fit on a sheet of paper.
const MOST: usize = 6;
/// From the year on after which a quantity stays within this share of its largest value, it needs no row.
const SETTLED: f64 = 0.01;

/// What is said below every table of years.
const MEANS: &str = "Means over all trials; ± is half the 95 % interval of the Monte Carlo error. A complete trial counts with what remains and with zeros.";

/// What is released, what remains, what it costs and what holds it back, year by year.
pub(super) fn plan(view: &View) -> Option<Table> {
    let names = [
        "cancelled",
        "reduced",
        "cleared",
        "remaining.suspected",
        "remaining.confirmed",
        "remaining.to_clear",
        "spending.total",
        "income",
        "unfunded",
    ];
    let columns: Vec<&YearSeries> = names
        .iter()
        .filter_map(|it| view.charts.series(it))
        .collect();
    if columns.len() < names.len() {
        return None;
    }
    let money = |what: &str| format!("{what}, {}", view.currency());
    let heads = [
        "Year".to_owned(),
        "Cancelled, ha".to_owned(),
        "Reduced, ha".to_owned(),
        "Cleared, ha".to_owned(),
        "Suspected left, ha".to_owned(),
        "Confirmed left, ha".to_owned(),
        "To clear, ha".to_owned(),
        money("Spent"),
        money("Income"),
        money("Unfunded"),
        ":Most often limited by".to_owned(),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = rows_needed(&columns);
    let mut table = Table::new("work-plan", "Yearly work plan", &heads).note(&format!(
        "{MEANS} What is left stands at the end of the year. Unfunded is what was due or stood ready and no money came; it is not to be added up \
         over years, for the same work waits again.{}",
        cut(view, rows)
    ));
    for (at, year) in view.charts.calendar_years.iter().enumerate().take(rows) {
        let mut row = vec![Cell::number(year.to_string(), f64::from(*year))];
        row.extend(columns.iter().map(|it| mean(view, it, at)));
        row.push(Cell::words(limit(view, at)));
        table.rows.push(row);
    }
    Some(table)
}

/// What limits most of the trials at work in a year.
fn limit(view: &View, year: usize) -> String {
    let share = |label: &&str| {
        let series = view.charts.series(&format!("limited_by.{label}"));
        series
            .and_then(|it| it.mean.get(year))
            .copied()
            .unwrap_or(0.0)
    };
    let mut best = ("", 0.0);
    for label in &LIMITS {
        let share = share(label);
        if share > best.1 {
            best = (label, share);
        }
    }
    match best {
        ("", _) => String::new(),
        (label, share) => format!("{} ({})", label.replace('_', " "), words::percent(share)),
    }
}

/// A table of quantiles for each quantity that has them, and tables of the means of all.
pub(super) fn tables(view: &View) -> Vec<Table> {
    let series = &view.charts.years;
    let mut tables: Vec<Table> = Vec::new();
    for (at, it) in series.iter().enumerate() {
        if !it.quantiles.is_empty() && it.mean.iter().any(|mean| *mean != 0.0) {
            tables.push(quantiles(view, it, &format!("quantiles-{at}")));
        }
    }
    let family = |it: &YearSeries| {
        let (table, key) = it.quantity.rsplit_once('.').unwrap_or(("", &it.quantity));
        let table = if key.is_empty() { "" } else { table };
        (
            table.split('.').take(2).collect::<Vec<_>>().join("."),
            it.unit.clone(),
        )
    };
    let mut groups: Vec<((String, String), Vec<&YearSeries>)> = Vec::new();
    for it in series
        .iter()
        .filter(|it| it.mean.iter().any(|mean| *mean != 0.0))
    {
        let key = family(it);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(it),
            None => groups.push((key, vec![it])),
        }
    }
    for (at, ((family, unit), members)) in groups.iter().enumerate() {
        let parts = members.len().div_ceil(MOST);
        for (part, members) in members.chunks(MOST).enumerate() {
            let of = if parts > 1 {
                format!(" ({} of {parts})", part + 1)
            } else {
                String::new()
            };
            let family = if family.is_empty() {
                "programme"
            } else {
                family
            };
            let caption = format!("{}{of}, {unit}", spelt(family));
            tables.push(means(
                view,
                members,
                &format!("means-{at}-{part}"),
                &caption,
            ));
        }
    }
    tables
}

/// The machine name of a quantity in words.
fn spelt(name: &str) -> String {
    words::capital(&name.replace(['.', '_'], " "))
}

fn means(view: &View, members: &[&YearSeries], id: &str, caption: &str) -> Table {
    let mut heads = vec!["Year".to_owned()];
    heads.extend(members.iter().map(|it| {
        let (_, key) = it.quantity.split_once('.').unwrap_or(("", &it.quantity));
        let key = ["category.", "operator.", "funding."]
            .iter()
            .find_map(|family| key.strip_prefix(family))
            .unwrap_or(key);
        key.replace('_', " ")
    }));
    // A heading that begins with a colon would be taken for that of words.
    let heads: Vec<String> = heads
        .iter()
        .map(|it| it.trim_start_matches(':').to_owned())
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = rows_needed(members);
    let mut table = Table::new(id, caption, &heads).note(&format!("{MEANS}{}", cut(view, rows)));
    for (at, year) in view.charts.calendar_years.iter().enumerate().take(rows) {
        let mut row = vec![Cell::number(year.to_string(), f64::from(*year))];
        row.extend(members.iter().map(|it| mean(view, it, at)));
        table.rows.push(row);
    }
    table
}

fn quantiles(view: &View, series: &YearSeries, id: &str) -> Table {
    let caption = format!(
        "{}: P10, median, P90, {}",
        spelt(&series.quantity),
        series.unit
    );
    let rows = rows_needed(&[series]);
    let mut table = Table::new(
        id,
        &caption,
        &["Year", "Mean", "P10", "Median (P50)", "P90"],
    )
    .note(&format!(
        "± is half the 95 % interval of the Monte Carlo error.{}",
        cut(view, rows)
    ));
    for (at, year) in view.charts.calendar_years.iter().enumerate().take(rows) {
        let mut row = vec![
            Cell::number(year.to_string(), f64::from(*year)),
            mean(view, series, at),
        ];
        let of_year = series.quantiles.get(at).zip(series.quantile_errors.get(at));
        for level in [P10, P50, P90] {
            row.push(of_year.map_or_else(Cell::default, |(values, errors)| {
                amount(view, &series.unit, values[level], errors[level])
            }));
        }
        table.rows.push(row);
    }
    table
}

fn mean(view: &View, series: &YearSeries, year: usize) -> Cell {
    let of_year = series.mean.get(year).zip(series.mean_error.get(year));
    match of_year {
        Some((mean, error)) if mean.is_finite() => amount(view, &series.unit, *mean, *error),
        _ => Cell::missing("not known"),
    }
}

/// A value in a table whose heading gives the unit, but for money, whose size is part of it.
fn amount(view: &View, unit: &str, value: f64, error: f64) -> Cell {
    let known = Some(error).filter(|error| error.is_finite());
    let text = match unit {
        "share" => words::percent_with_error(value, error),
        money if money == view.currency() => words::money_with_error(value, known, money),
        _ => words::number_with_error(value, known),
    };
    Cell::number(text, value)
}

/// How many years must be shown so that all later ones are as the last, but for little.
fn rows_needed(columns: &[&YearSeries]) -> usize {
    let moves = |series: &&YearSeries| {
        let last = series.mean.last().copied().unwrap_or(0.0);
        let most = series.mean.iter().copied().fold(0.0, f64::max);
        let differs = |mean: &f64| mean.is_nan() || (mean - last).abs() > SETTLED * most;
        series.mean.iter().rposition(differs).map_or(0, |at| at + 1)
    };
    let years = columns.iter().map(|it| it.mean.len()).max().unwrap_or(0);
    let needed = columns.iter().map(moves).max().unwrap_or(0);
    (needed + 1).min(years)
}

/// What is said of the years that have no row.
fn cut(view: &View, rows: usize) -> String {
    let years = &view.charts.calendar_years;
    match (years.get(rows), years.last()) {
        (Some(from), Some(last)) => {
            format!(" From {from} to {last} hardly anything changes: those years are in years.csv.")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_without_change_have_no_row() {
        let series = |mean: &[f64]| YearSeries {
            mean: mean.to_vec(),
            ..YearSeries::default()
        };
        let falls = series(&[100.0, 50.0, 0.1, 0.0, 0.0]);
        let rises = series(&[0.0, 10.0, 10.0, 10.0, 10.0]);
        assert_eq!(rows_needed(&[&falls]), 3);
        assert_eq!(rows_needed(&[&rises]), 2);
        assert_eq!(rows_needed(&[&rises, &falls]), 3);
        assert_eq!(rows_needed(&[&series(&[1.0, f64::NAN, 1.0])]), 3);
    }

    #[test]
    fn names_are_spelt() {
        assert_eq!(
            spelt("spending.category.technical_survey"),
            "Spending category technical survey"
        );
    }
}
