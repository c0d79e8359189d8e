//! Programmes without chance: the same course, to rounding.

use clearcast::programme::OutcomeLayout as O;
use clearcast::programme::columns::CATEGORIES;
use clearcast::scenario::load;
use serde_json::Value;

use super::by_time::{compare_months, compare_people, compare_standing, compare_years};
use super::comparison::Comparison;
use super::{folder, read};
use crate::common::Course;

/// The totals of one trial, against the case's expected numbers. Money may differ by rounding of `money`, area by that of `land`.
fn compare_totals(it: &mut Comparison, course: &Course, expected: &Value, money: f64, land: f64) {
    let finished = course.completion().is_finite();
    let gap = course.get(O::UNFUNDED);
    it.close(
        "completion",
        course.completion(),
        &expected["completion_months"],
        1.0,
    );
    for (key, column, scale) in [
        ("cost", O::COST, money),
        ("cost_nominal", O::NOMINAL, course.get(O::NOMINAL)),
        ("cost_present_value", O::PRESENT_VALUE, money),
    ] {
        let found = if finished {
            course.get(column)
        } else {
            f64::INFINITY
        };
        it.close(key, found, &expected[key], scale);
    }
    for (key, column, scale) in [
        ("cost_to_horizon", O::COST, money),
        ("funding_gap", O::UNFUNDED, money.max(gap)),
        ("lapsed", O::LAPSED, money),
        ("money_left", O::KEPT, money),
        ("initial", O::INITIAL, land),
        ("cancelled", O::CANCELLED, land),
        ("reduced", O::REDUCED, land),
        ("cleared", O::CLEARED, land),
        ("undiscovered", O::UNDISCOVERED, land),
    ] {
        it.close(key, course.get(column), &expected[key], scale);
    }
}

/// What the trial records by name.
fn compare_tables(it: &mut Comparison, course: &Course, expected: &Value, money: f64, land: f64) {
    let programme = &course.programme;
    let layout = &programme.outcome_layout;
    let by = &expected["cost_by"];
    let sources = programme.sources.iter().map(|source| source.key.clone());
    let sources: Vec<String> = sources.collect();
    let items: Vec<String> = programme
        .items
        .iter()
        .map(|item| item.key.clone())
        .collect();
    let milestones = programme
        .milestones
        .iter()
        .map(|share| format!("{share:?}"));
    let milestones: Vec<String> = milestones.collect();
    let region_names = programme.regions.iter().map(|region| region.name.clone());
    let region_names: Vec<String> = region_names.collect();
    let found = land.max(1.0) * 1e3;
    for (what, names, first, expected, scale) in [
        (
            "category",
            &CATEGORIES.map(String::from)[..],
            O::CATEGORY,
            &by["category"],
            money,
        ),
        (
            "operator",
            &programme.operators,
            layout.operators,
            &by["operator"],
            money,
        ),
        (
            "funding",
            &programme.payers,
            layout.sources,
            &by["funding"],
            money,
        ),
        (
            "lapsed",
            &sources,
            layout.lapsed,
            &expected["lapsed_by"],
            money,
        ),
        ("items", &items, layout.items, &expected["items"], found),
        (
            "milestones",
            &milestones,
            layout.milestones,
            &expected["milestones"],
            1.0,
        ),
        (
            "regions",
            &region_names,
            layout.regions,
            &expected["regions"],
            1.0,
        ),
    ] {
        it.table(what, names, first, course, expected, scale);
    }
}

#[test]
fn programmes_without_chance_follow_the_same_course() {
    let mut differences = Vec::new();
    let cases = read("expected.json");
    assert!(cases.len() >= 50);
    for (case, expected) in &cases {
        let loaded = load(&folder().join(format!("cases/{case}.toml")), &[]);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        let course = Course::of(&loaded.scenario);
        let mut it = Comparison {
            case,
            differences: Vec::new(),
        };
        let money = course.get(O::COST).max(course.get(O::INCOME));
        let land = course.get(O::INITIAL) + course.get(O::UNRECORDED) + course.get(O::ADDED);
        compare_totals(&mut it, &course, expected, money, land);
        compare_tables(&mut it, &course, expected, money, land);
        compare_people(&mut it, &course, expected, money);
        compare_standing(&mut it, &course, expected, money, land);
        compare_years(&mut it, &course, &expected["years"], money);
        compare_months(&mut it, &course, &expected["monthly"], money, land);
        it.differences.truncate(3);
        differences.append(&mut it.differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
