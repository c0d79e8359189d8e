//! Tables of the figures of `summary.json`, with their Monte Carlo errors.

use super::table::{Cell, Table};
use crate::programme::columns::{Kind, Trials, Unit};
use crate::report::view::View;
use crate::summary::estimate::Estimate;
use crate::summary::{Figure, Spread};
use crate::words;

const COLUMNS: [&str; 6] = ["", "Mean", "P10", "Median (P50)", "P80", "P90"];
const NOTE: &str = "± is half the 95 % interval of the Monte Carlo error: how exactly the model was computed, not how well it fits the world.";

/// Figures that a programme has once.
pub(super) fn summary(view: &View) -> Table {
    let mut table = table("summary", ":Figure", "All figures").note(NOTE);
    for figure in &view.summary.figures {
        let declared = figure.column.declared();
        if declared.is_family() {
            continue;
        }
        let name = figure.column.meaning.trim_end_matches('.');
        table.rows.push(row(view, name, figure));
    }
    table
}

/// Families of figures, a table for each: regions, milestones, operators, sources of money.
pub(super) fn families(view: &View) -> Vec<Table> {
    let all = [
        (
            "regions.*.completion_years",
            "regions",
            ":Region",
            "When each region is complete",
        ),
        (
            "milestones.*",
            "milestones",
            "Share released",
            "When a share of the land known at the start is released",
        ),
        (
            "cost_by.operator.*",
            "operators",
            ":Operator",
            "Spent by operator, up to completion or the horizon",
        ),
        (
            "cost_by.funding.*",
            "funding",
            ":Source of money",
            "Spent by source of money, up to completion or the horizon",
        ),
        (
            "lapsed_by.*",
            "lapsed",
            ":Source of money",
            "Lapsed by source of money: not carried over when years ended",
        ),
        (
            "cost_by.category.*",
            "categories",
            ":Category",
            "Spent by category, up to completion or the horizon",
        ),
        ("items.*", "items", ":Ordnance", "Explosive ordnance found"),
    ];
    let filled = all.into_iter().map(|(pattern, id, first, caption)| {
        let mut table = table(id, first, caption).note(NOTE);
        for (key, figure) in view.summary.family(pattern) {
            let share = key
                .parse::<f64>()
                .ok()
                .filter(|_| pattern == "milestones.*");
            let name = share.map_or_else(|| key.replace('_', " "), words::exact_percent);
            let mut row = row(view, &name, figure);
            if let Some(share) = share {
                row[0] = Cell::number(name, share);
            }
            table.rows.push(row);
        }
        table
    });
    filled.filter(|table| !table.rows.is_empty()).collect()
}

fn table(id: &str, first: &str, caption: &str) -> Table {
    let mut columns = COLUMNS;
    columns[0] = first;
    Table::new(id, caption, &columns)
}

fn row(view: &View, name: &str, figure: &Figure) -> Vec<Cell> {
    let Figure {
        column,
        value,
        error,
    } = figure;
    let missing = match (column.kind, column.declared().trials) {
        (Kind::Date, _) => "beyond the horizon",
        (_, Some(Trials::Finished)) => "unfinished",
        (Kind::Ratio, _) => "nothing is spent",
        _ => "–",
    };
    let cell = |value: Option<f64>, error: Option<f64>, missing: &str| {
        let Some(value) = value else {
            return Cell::missing(missing);
        };
        Cell::number(shown(view, column.unit, value, error), value)
    };
    let level = |of: fn(&Spread) -> Option<f64>| cell(of(value), of(error), missing);
    vec![
        Cell::words(name),
        cell(value.mean, error.mean, "–"),
        level(|it| it.p10),
        level(|it| it.p50),
        level(|it| it.p80),
        level(|it| it.p90),
    ]
}

/// A value with half the width of its 95 % interval.
fn shown(view: &View, unit: Unit, value: f64, error: Option<f64>) -> String {
    match unit {
        Unit::Years => {
            let error = error.filter(|error| *error > 0.0).map(words::time_error);
            let error = error.map_or_else(String::new, |it| format!(" {it}"));
            format!("{}{error}", view.date(value))
        }
        Unit::Money => words::money_with_error(value, error, view.currency()),
        Unit::Ha => words::area_with_error(value, error),
        Unit::Share => words::percent_with_error(value, error.unwrap_or(f64::NAN)),
        _ => words::number_with_error(value, error),
    }
}

/// Shares of trials, and the point estimate.
pub(super) fn shares(view: &View) -> Table {
    let Estimate { value, error } = &view.summary.probability;
    let promises = view.promises();
    let mut table = Table::new(
        "shares",
        "How likely it is",
        &[":In a trial", "Share of trials"],
    )
    .note(NOTE);
    let mut push = |name: &str, share: f64, error: f64| {
        let text = words::percent_with_error(share, error);
        table
            .rows
            .push(vec![Cell::words(name), Cell::number(text, share)]);
    };
    let last = view.last_month();
    push(
        &format!("complete by the horizon, {last}"),
        value.finished,
        error.finished,
    );
    let in_time = |name: String| match view.at_least() {
        "" => name,
        _ => format!("{name} (at least: unfinished trials might still)"),
    };
    match (&promises[..], view.summary.target.deadline.is_some()) {
        ([years, cost], _) => {
            push(
                &in_time(format!("complete {years}")),
                value.within_years,
                error.within_years,
            );
            push(
                &format!("complete and {cost}"),
                value.within_cost,
                error.within_cost,
            );
            push(
                &in_time(format!("complete {years} and {cost}")),
                value.joint,
                error.joint,
            );
        }
        ([years], true) => push(
            &in_time(format!("complete {years}")),
            value.within_years,
            error.within_years,
        ),
        ([cost], false) => push(
            &format!("complete and {cost}"),
            value.within_cost,
            error.within_cost,
        ),
        _ => {}
    }
    let (point, errors) = (
        &view.summary.point_estimate.value,
        &view.summary.point_estimate.error,
    );
    let estimates = [
        (
            point
                .completion_years
                .map(|it| format!("no later than the point estimate, {}", view.date(it))),
            point.confidence_years,
            errors.confidence_years,
        ),
        (
            point
                .cost
                .map(|it| format!("no dearer than the point estimate, {}", view.money(it))),
            point.confidence_cost,
            errors.confidence_cost,
        ),
    ];
    for (name, share, error) in estimates {
        if let (Some(name), Some(share)) = (name, share) {
            let text = words::percent_with_error(share, error.unwrap_or(f64::NAN));
            table
                .rows
                .push(vec![Cell::words(name), Cell::number(text, share)]);
        }
    }
    table
}
