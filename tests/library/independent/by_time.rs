//! Months, calendar years, the standing at deadline and horizon, and people.

use clearcast::programme::columns::STANDING;
use clearcast::programme::{OutcomeLayout as O, YearLayout as Y};
use serde_json::Value;

use super::comparison::Comparison;
use crate::common::Course;

/// How the trial stood at its deadline and at the horizon.
pub(super) fn compare_standing(
    it: &mut Comparison,
    course: &Course,
    expected: &Value,
    money: f64,
    land: f64,
) {
    let layout = &course.programme.outcome_layout;
    let last = STANDING.len();
    let names = STANDING.into_iter().chain(["cost_after_deadline"]);
    assert_eq!(
        layout.at_deadline.is_some(),
        expected["at_deadline"].is_object(),
        "{}: at_deadline",
        it.case
    );
    for (place, name) in names.enumerate() {
        let scale = match name {
            "spent" | "cost_after_deadline" => money,
            "remaining_ha" => land,
            _ => 1.0_f64.max(expected["at_deadline"][name].as_f64().unwrap_or(0.0)),
        };
        if let Some(first) = layout.at_deadline {
            let value = &expected["at_deadline"][name];
            it.close(
                &format!("at_deadline.{name}"),
                course.get(first + place),
                value,
                scale,
            );
        }
        if place < last && expected["at_horizon"].is_object() {
            let value = &expected["at_horizon"][name];
            let scale = scale.max(value.as_f64().unwrap_or(0.0));
            it.close(
                &format!("at_horizon.{name}"),
                course.get(layout.at_horizon + place),
                value,
                scale,
            );
        }
    }
}

/// Calendar years: what limits, what was not funded, what lapsed.
pub(super) fn compare_years(it: &mut Comparison, course: &Course, expected: &Value, money: f64) {
    let layout = &course.programme.year_layout;
    let first = course.programme.clock.start.year();
    let rows = course.years.chunks_exact(layout.len());
    let gap = course.get(O::UNFUNDED);
    for (year, row) in (first..).zip(rows) {
        let expected = &expected[year.to_string()];
        if (row[Y::AT_WORK] > 0.0) != expected.is_object() {
            it.differences
                .push(format!("{}: at work in {year}", it.case));
        }
        if !expected.is_object() {
            continue;
        }
        it.close(
            &format!("unfunded {year}"),
            row[Y::UNFUNDED],
            &expected["unfunded"],
            money.max(gap),
        );
        it.close(
            &format!("lapsed {year}"),
            row[Y::LAPSED],
            &expected["lapsed"],
            money,
        );
        let found = layout.limit(row);
        if found != expected["limited_by"].as_str() {
            it.differences.push(format!(
                "{}: limited in {year}: found {found:?}, expected {}",
                it.case, expected["limited_by"]
            ));
        }
    }
}

/// What the trial says of people, and what is expected of tables that it has.
pub(super) fn compare_people(it: &mut Comparison, course: &Course, expected: &Value, money: f64) {
    let columns = &course.programme.outcome_layout.people;
    let education = &expected["cost_by"]["category"]["risk_education"];
    for (table, first, keys) in [
        ("people", columns.returned, &["returned"][..]),
        ("people", columns.reached, &["half", "most"]),
        (
            "casualties",
            columns.casualties,
            &["people", "deminers", "killed"],
        ),
        ("benefits", columns.benefits, &["present_value", "ratio"]),
    ] {
        assert_eq!(
            first.is_some(),
            expected[table].is_object(),
            "{}: {table}",
            it.case
        );
        let columns = first.map_or(0..0, |first| first..first + keys.len());
        for (column, key) in columns.zip(keys) {
            let value = &expected[table][key];
            let scale = value.as_f64().unwrap_or(0.0).max(1.0);
            it.close(&format!("{table}.{key}"), course.get(column), value, scale);
        }
    }
    assert_eq!(columns.education.is_some(), education.is_number());
    if let Some(column) = columns.education {
        it.close("risk_education", course.get(column), education, money);
    }
    let layout = &course.programme.year_layout;
    let rows = course.years.chunks_exact(layout.len());
    if let Some(column) = layout.people.uneducated {
        let untaught = &expected["casualties"]["untaught"];
        let found = rows.clone().map(|row| row[column]).sum();
        it.close(
            "untaught",
            found,
            untaught,
            untaught.as_f64().unwrap().max(1.0),
        );
    }
    // The reference keeps the last months of programme years, which are those of calendar years if it starts in January.
    if let Some(column) = layout.people.returned
        && course.programme.clock.start.of_year() == 0
    {
        for (year, row) in rows.enumerate() {
            for (offset, key) in ["returned", "land_released"].iter().enumerate() {
                let value = &expected["people_by_year"][key][year];
                let scale = value.as_f64().unwrap().max(1.0);
                it.close(
                    &format!("{key} in year {year}"),
                    row[column + offset],
                    value,
                    scale,
                );
            }
        }
    }
}

/// The first months, one by one.
pub(super) fn compare_months(
    it: &mut Comparison,
    course: &Course,
    monthly: &Value,
    money: f64,
    land: f64,
) {
    for month in course.months.iter().take(30) {
        let t = month.t as usize;
        for (name, found, scale) in [
            ("spent", month.spent, money),
            ("suspected", month.suspected, land),
            ("confirmed", month.confirmed, land),
            ("to_clear", month.to_clear, land),
        ] {
            it.close(
                &format!("{name} in month {t}"),
                found,
                &monthly[name][t],
                scale,
            );
        }
    }
}
