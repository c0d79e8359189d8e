//! The engine against a second implementation, `tests/reference/model.py`, which follows `docs/model.md` on its own.
//!
//! `python3 tests/reference/make.py` writes the scenarios and its results; nothing here is made by this crate.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

mod common;

use std::path::PathBuf;

use clearcast::ensemble::{self, Watch};
use clearcast::programme::layout::CATEGORIES;
use clearcast::programme::{OutcomeLayout as O, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::load;
use clearcast::summary::{RunId, Summary};
use common::Course;
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn read(name: &str) -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The differences of one case, in words.
struct Comparison<'a> {
    case: &'a str,
    differences: Vec<String>,
}

impl Comparison<'_> {
    /// Relative to `scale`: money and areas go through hundreds of months of rounding, in another order of operations.
    fn close(&mut self, what: &str, found: f64, expected: &Value, scale: f64) {
        let expected = expected.as_f64().unwrap_or(f64::INFINITY);
        if found != expected
            && (found - expected).abs().partial_cmp(&(1e-9 * scale))
                != Some(std::cmp::Ordering::Less)
        {
            self.differences.push(format!(
                "{}: {what}: found {found:?}, expected {expected:?}",
                self.case
            ));
        }
    }

    fn table(
        &mut self,
        what: &str,
        names: &[String],
        first: usize,
        course: &Course,
        expected: &Value,
        scale: f64,
    ) {
        let expected = expected.as_object().unwrap();
        let known: Vec<&String> = expected.keys().collect();
        assert!(
            names.iter().all(|name| expected.contains_key(name)) && names.len() == known.len(),
            "{}: {what}: {names:?}, expected {known:?}",
            self.case
        );
        for (index, name) in names.iter().enumerate() {
            self.close(
                &format!("{what}.{name}"),
                course.outcome[first + index],
                &expected[name],
                scale,
            );
        }
    }
}

/// The totals of one trial, against the case's expected numbers. Money may differ by rounding of `money`, area by that of `land`.
fn compare_totals(it: &mut Comparison, course: &Course, expected: &Value, money: f64, land: f64) {
    let finished = course.completion().is_finite();
    let gap = course.get(O::FUNDING_GAP);
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
        ("funding_gap", O::FUNDING_GAP, money.max(gap)),
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
    let sources: Vec<String> = programme
        .sources
        .iter()
        .map(|source| source.key.clone())
        .collect();
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
        ("funding", &sources, layout.sources, &by["funding"], money),
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
            &programme.regions,
            layout.regions,
            &expected["regions"],
            1.0,
        ),
    ] {
        it.table(what, names, first, course, expected, scale);
    }
}

/// The first months, one by one.
fn compare_months(it: &mut Comparison, course: &Course, monthly: &Value, money: f64, land: f64) {
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
        compare_months(&mut it, &course, &expected["monthly"], money, land);
        it.differences.truncate(3);
        differences.append(&mut it.differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Largest difference allowed, in standard errors of the difference: about 150 figures in three scenarios; normal figures
/// stay below it in all but one of 1,000 pairs of correct programs (the seeds are fixed).
const LARGEST_Z: f64 = 4.5;

/// Unfinished trials below which two samples may differ in whether there are any.
const MOST_STRAGGLERS: f64 = 6.0;

/// A quantile on the lattice of months can differ by one month between samples although its error looks like zero.
const MONTH: f64 = 1.0 / 12.0;

const TRIALS: u64 = 16_384;

/// One scenario of both programs within Monte Carlo error.
struct Agreement<'a> {
    case: &'a str,
    summary: &'a Summary,
    compared: usize,
    differences: Vec<String>,
}

impl Agreement<'_> {
    /// `expected` holds the figure under `key` and its standard error under `key_se`.
    fn within_error(
        &mut self,
        name: &str,
        key: &str,
        found: Option<f64>,
        error: Option<f64>,
        expected: &Value,
    ) {
        let case = self.case;
        let (expected, expected_error) = (&expected[key], &expected[format!("{key}_se")]);
        let (Some(found), Some(expected)) = (found, expected.as_f64()) else {
            // One unfinished trial in thousands makes a mean infinite.
            let unfinished = 1.0 - self.summary.figures.probability.finished;
            if found.is_some() != expected.is_number()
                && unfinished * TRIALS as f64 >= MOST_STRAGGLERS
            {
                self.differences.push(format!(
                    "{case}: {name} {key}: found {found:?}, expected {expected:?}"
                ));
            }
            return;
        };
        self.compared += 1;
        let lattice = if name == "completion_years" && key.starts_with('p') {
            MONTH
        } else {
            0.0
        };
        let (ours, theirs) = (error.unwrap_or(0.0), expected_error.as_f64().unwrap_or(0.0));
        let error = (ours * ours + theirs * theirs)
            .sqrt()
            .max(1e-9 * expected.abs());
        let z = ((found - expected).abs() - lattice).max(0.0) / error;
        if z > LARGEST_Z {
            self.differences.push(format!(
                "{case}: {name} {key}: found {found:?}, expected {expected:?}, {z:.1} standard errors"
            ));
        }
    }

    fn shares(&mut self, expected: &Value) {
        let (value, error) = (
            &self.summary.figures.probability,
            &self.summary.standard_error.probability,
        );
        for (name, value, error) in [
            ("finished", value.finished, error.finished),
            ("within_years", value.within_years, error.within_years),
            ("within_cost", value.within_cost, error.within_cost),
            ("joint", value.joint, error.joint),
        ] {
            self.within_error(name, "mean", Some(value), Some(error), &expected[name]);
        }
    }

    fn spreads(&mut self, expected: &Value) {
        let (figures, errors) = (&self.summary.figures, &self.summary.standard_error);
        for (name, value, error) in [
            (
                "completion_years",
                &figures.completion_years,
                &errors.completion_years,
            ),
            ("cost", &figures.cost, &errors.cost),
            ("cost_nominal", &figures.cost_nominal, &errors.cost_nominal),
            (
                "cost_present_value",
                &figures.cost_present_value,
                &errors.cost_present_value,
            ),
            (
                "cost_to_horizon",
                &figures.cost_to_horizon,
                &errors.cost_to_horizon,
            ),
            ("initial", &figures.area_ha.initial, &errors.area_ha.initial),
            (
                "cancelled",
                &figures.area_ha.cancelled,
                &errors.area_ha.cancelled,
            ),
            ("reduced", &figures.area_ha.reduced, &errors.area_ha.reduced),
            ("cleared", &figures.area_ha.cleared, &errors.area_ha.cleared),
            (
                "undiscovered",
                &figures.area_ha.undiscovered,
                &errors.area_ha.undiscovered,
            ),
            ("funding_gap", &figures.funding_gap, &errors.funding_gap),
        ] {
            let expected = &expected[name];
            assert!(expected.is_object(), "{}: {name} is missing", self.case);
            for (key, value, error) in [
                ("mean", value.mean, error.mean),
                ("sd", value.sd, error.sd),
                ("p10", value.p10, error.p10),
                ("p50", value.p50, error.p50),
                ("p90", value.p90, error.p90),
            ] {
                self.within_error(name, key, value, error, expected);
            }
        }
    }
}

#[test]
fn programmes_with_chance_agree_within_monte_carlo_error() {
    let mut differences = Vec::new();
    let mut compared = 0;
    for (case, expected) in &read("stochastic.json") {
        let loaded = load(&folder().join(format!("stochastic/{case}.toml")), &[]);
        let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
        let (programme, _) = compile(&scenario, 3);
        let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 3).unwrap();
        let sample = ensemble::run(&programme, &design, TRIALS, &Watch::default()).unwrap();
        let run = RunId {
            trials: TRIALS,
            seed: 3,
            sampling: "sobol",
            version: "test",
        };
        let summary = Summary::new(&scenario, &programme, &sample, run);
        let mut agreement = Agreement {
            case,
            summary: &summary,
            compared: 0,
            differences: Vec::new(),
        };
        agreement.shares(expected);
        agreement.spreads(expected);
        compared += agreement.compared;
        differences.append(&mut agreement.differences);
    }
    assert!(compared > 100, "only {compared} figures compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
