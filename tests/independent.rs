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

#[test]
fn programmes_without_chance_follow_the_same_course() {
    let mut differences = Vec::new();
    let cases = read("expected.json");
    assert!(cases.len() >= 50);
    for (case, expected) in &cases {
        let loaded = load(&folder().join(format!("cases/{case}.toml")), &[])
            .unwrap_or_else(|error| panic!("{error}"));
        let course = Course::of(&loaded.scenario);
        let mut it = Comparison {
            case,
            differences: Vec::new(),
        };
        let money = course.get(O::COST).max(course.get(O::INCOME));
        let land = course.get(O::INITIAL) + course.get(O::UNRECORDED) + course.get(O::ADDED);
        it.close(
            "completion",
            course.completion(),
            &expected["completion_months"],
            1.0,
        );
        let finished = course.completion().is_finite();
        let at_completion = |column: usize| {
            if finished {
                course.get(column)
            } else {
                f64::INFINITY
            }
        };
        it.close("cost", at_completion(O::COST), &expected["cost"], money);
        it.close(
            "nominal",
            at_completion(O::NOMINAL),
            &expected["cost_nominal"],
            course.get(O::NOMINAL),
        );
        it.close(
            "present value",
            at_completion(O::PRESENT_VALUE),
            &expected["cost_present_value"],
            money,
        );
        it.close(
            "cost to horizon",
            course.get(O::COST),
            &expected["cost_to_horizon"],
            money,
        );
        it.close(
            "funding gap",
            course.get(O::FUNDING_GAP),
            &expected["funding_gap"],
            money.max(course.get(O::FUNDING_GAP)),
        );
        it.close("lapsed", course.get(O::LAPSED), &expected["lapsed"], money);
        it.close("kept", course.get(O::KEPT), &expected["money_left"], money);
        for (name, column) in [
            ("initial", O::INITIAL),
            ("cancelled", O::CANCELLED),
            ("reduced", O::REDUCED),
            ("cleared", O::CLEARED),
            ("undiscovered", O::UNDISCOVERED),
        ] {
            it.close(name, course.get(column), &expected[name], land);
        }
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
        let milestones: Vec<String> = programme
            .milestones
            .iter()
            .map(|share| format!("{share:?}"))
            .collect();
        it.table(
            "category",
            &CATEGORIES.map(String::from),
            O::CATEGORY,
            &course,
            &by["category"],
            money,
        );
        it.table(
            "operator",
            &programme.operators,
            layout.operators,
            &course,
            &by["operator"],
            money,
        );
        it.table(
            "funding",
            &sources,
            layout.sources,
            &course,
            &by["funding"],
            money,
        );
        it.table(
            "items",
            &items,
            layout.items,
            &course,
            &expected["items"],
            land.max(1.0) * 1e3,
        );
        it.table(
            "milestones",
            &milestones,
            layout.milestones,
            &course,
            &expected["milestones"],
            1.0,
        );
        it.table(
            "regions",
            &programme.regions,
            layout.regions,
            &course,
            &expected["regions"],
            1.0,
        );
        let monthly = &expected["monthly"];
        for month in course.months.iter().take(30) {
            let t = month.t as usize;
            it.close(
                &format!("spent in month {t}"),
                month.spent,
                &monthly["spent"][t],
                money,
            );
            it.close(
                &format!("suspected in month {t}"),
                month.suspected,
                &monthly["suspected"][t],
                land,
            );
            it.close(
                &format!("confirmed in month {t}"),
                month.confirmed,
                &monthly["confirmed"][t],
                land,
            );
            it.close(
                &format!("to clear in month {t}"),
                month.to_clear,
                &monthly["to_clear"][t],
                land,
            );
        }
        it.differences.truncate(3);
        differences.append(&mut it.differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Largest difference allowed, in standard errors of the difference: about 40 figures in three scenarios; normal figures
/// stay below it in all but one of 2,000 pairs of correct programs (the seeds are fixed).
const LARGEST_Z: f64 = 4.5;

/// Unfinished trials below which two samples may differ in whether there are any.
const MOST_STRAGGLERS: f64 = 6.0;

/// A quantile on the lattice of months can differ by one month between samples although its error looks like zero.
const MONTH: f64 = 1.0 / 12.0;

#[test]
fn programmes_with_chance_agree_within_monte_carlo_error() {
    let mut differences = Vec::new();
    let mut compared = 0;
    for (case, expected) in &read("stochastic.json") {
        let loaded = load(&folder().join(format!("stochastic/{case}.toml")), &[])
            .unwrap_or_else(|error| panic!("{error}"));
        let (programme, _) = compile(&loaded.scenario, 3);
        let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 3).unwrap();
        let sample = ensemble::run(&programme, &design, 16_384, &Watch::default()).unwrap();
        let run = RunId {
            trials: 16_384,
            seed: 3,
            sampling: "sobol",
            version: "test",
        };
        let summary = Summary::new(&loaded.scenario, &programme, &sample, run);
        let (figures, errors) = (&summary.figures, &summary.standard_error);
        let mut compare = |what: String,
                           found: Option<f64>,
                           error: Option<f64>,
                           expected: &Value,
                           expected_error: &Value| {
            let (Some(found), Some(expected)) = (found, expected.as_f64()) else {
                // One unfinished trial in thousands makes a mean infinite.
                let rare = (1.0 - figures.probability.finished) * 16_384.0 < MOST_STRAGGLERS;
                if found.is_some() != expected.is_number() && !rare {
                    differences.push(format!(
                        "{case}: {what}: found {found:?}, expected {expected:?}"
                    ));
                }
                return;
            };
            compared += 1;
            let lattice = if what.starts_with("completion") && what.contains(".p") {
                MONTH
            } else {
                0.0
            };
            let error = error
                .unwrap_or(0.0)
                .hypot(expected_error.as_f64().unwrap_or(0.0))
                .max(1e-9 * expected.abs());
            let z = ((found - expected).abs() - lattice).max(0.0) / error;
            if z > LARGEST_Z {
                differences.push(format!(
                    "{case}: {what}: found {found:?}, expected {expected:?}, {z:.1} standard errors"
                ));
            }
        };
        let shares = [
            (
                "finished",
                figures.probability.finished,
                errors.probability.finished,
            ),
            (
                "within_years",
                figures.probability.within_years,
                errors.probability.within_years,
            ),
            (
                "within_cost",
                figures.probability.within_cost,
                errors.probability.within_cost,
            ),
            ("joint", figures.probability.joint, errors.probability.joint),
        ];
        for (name, value, error) in shares {
            compare(
                name.into(),
                Some(value),
                Some(error),
                &expected[name]["mean"],
                &expected[name]["mean_se"],
            );
        }
        let spreads = [
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
        ];
        for (name, value, error) in spreads {
            let expected = &expected[name];
            assert!(expected.is_object(), "{case}: {name} is missing");
            for (key, value, error) in [
                ("mean", value.mean, error.mean),
                ("sd", value.sd, error.sd),
                ("p10", value.p10, error.p10),
                ("p50", value.p50, error.p50),
                ("p90", value.p90, error.p90),
            ] {
                compare(
                    format!("{name}.{key}"),
                    value,
                    error,
                    &expected[key],
                    &expected[format!("{key}_se")],
                );
            }
        }
    }
    assert!(compared > 100, "only {compared} figures compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
