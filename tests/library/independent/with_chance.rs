//! Programmes with chance: the same figures, within Monte Carlo error.

use clearcast::sampling::Sampling;
use clearcast::scenario::load;
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};
use clearcast::summary::{RunId, Summary};
use serde_json::Value;

use super::{folder, read};

/// Largest difference allowed, in standard errors of the difference: about 500 figures in four scenarios; normal figures
/// stay below it in all but one of 290 pairs of correct programs (the seeds are fixed).
const LARGEST_Z: f64 = 4.5;

/// Unfinished trials below which two samples may differ in whether there are any.
const MOST_STRAGGLERS: f64 = 6.0;

/// A quantile on the lattice of months can differ by one month between samples although its error looks like zero.
const MONTH: f64 = 1.0 / 12.0;
/// Quantiles of amounts are read from a sketch: largest relative error.
const SKETCH: f64 = 0.0005;

const TRIALS: u64 = 16_384;

/// Where the reference's figure stands in `summary.json`; `None` for what the summary does not hold.
fn place(name: &str) -> Option<String> {
    let pointer = match name {
        "trials" | "money_left" | "point_estimate" | "funding_gap" => return None,
        "finished" | "within_years" | "within_cost" | "joint" => format!("/probability/{name}"),
        "initial" | "cancelled" | "reduced" | "cleared" | "undiscovered" => {
            format!("/area_ha/{name}")
        }
        _ => match name.split_once('.') {
            None => format!("/{name}"),
            Some(("cost_by", rest)) => format!("/cost_by/{}", rest.replacen('.', "/", 1)),
            Some(("regions", region)) => format!("/regions/{region}/completion_years"),
            Some((table, key)) => format!("/{table}/{key}"),
        },
    };
    Some(pointer)
}

/// One scenario of both programs within Monte Carlo error.
struct Agreement<'a> {
    case: &'a str,
    summary: Value,
    compared: usize,
    differences: Vec<String>,
}

impl Agreement<'_> {
    /// `found` and `error` of the summary against the expected figure and its standard error.
    fn within_error(
        &mut self,
        what: &str,
        [found, error]: [&Value; 2],
        expected: &Value,
        expected_error: &Value,
    ) {
        let case = self.case;
        let (Some(found), Some(expected)) = (found.as_f64(), expected.as_f64()) else {
            // One unfinished trial in thousands makes a mean infinite.
            let finished = self.summary["probability"]["finished"].as_f64();
            let unfinished = 1.0 - finished.expect("a share is a number");
            if found.is_number() != expected.is_number()
                && unfinished * TRIALS as f64 >= MOST_STRAGGLERS
            {
                self.differences.push(format!(
                    "{case}: {what}: found {found}, expected {expected}"
                ));
            }
            return;
        };
        self.compared += 1;
        let months = ["/completion_years", "/milestones", "/people/years"]
            .iter()
            .any(|table| what.contains(table));
        let lattice = match (months, what.contains("/p")) {
            (true, true) => MONTH,
            (false, true) if !what.contains("/probability") => SKETCH * expected.abs(),
            _ => 0.0,
        };
        let (ours, theirs) = (
            error.as_f64().unwrap_or(0.0),
            expected_error.as_f64().unwrap_or(0.0),
        );
        let error = (ours * ours + theirs * theirs)
            .sqrt()
            .max(1e-9 * expected.abs());
        let z = ((found - expected).abs() - lattice).max(0.0) / error;
        if z > LARGEST_Z {
            self.differences.push(format!(
                "{case}: {what}: found {found:?}, expected {expected:?}, {z:.1} standard errors"
            ));
        }
    }

    /// All figures of one name: a share has a mean only, a spread its moments and quantiles.
    fn figures(&mut self, name: &str, expected: &Value) {
        let Some(pointer) = place(name) else { return };
        let at = |key: &str| {
            let pointer = if pointer.starts_with("/probability") {
                pointer.clone()
            } else {
                format!("{pointer}/{key}")
            };
            let found = self
                .summary
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("{pointer} is missing"));
            let error = self.summary.pointer(&format!("/standard_error{pointer}"));
            (
                pointer,
                found.clone(),
                error.expect("errors mirror the figures").clone(),
            )
        };
        let keys = ["mean", "sd", "p10", "p50", "p90"]
            .into_iter()
            .filter(|key| !expected[key].is_null());
        let found: Vec<_> = keys.map(|key| (key, at(key))).collect();
        assert!(
            !found.is_empty() || expected["mean"].is_null(),
            "{name} holds nothing to compare"
        );
        for (key, (pointer, value, error)) in found {
            self.within_error(
                &pointer,
                [&value, &error],
                &expected[key],
                &expected[format!("{key}_se")],
            );
        }
    }

    /// The point estimate is one trial without chance: the same to a relative 1e-6, to which the reference finds the mode of a
    /// metalog by search; its confidence is a share of trials.
    fn point_estimate(&mut self, expected: &Value) {
        let found = self.summary["point_estimate"].clone();
        let errors = self.summary["standard_error"]["point_estimate"].clone();
        let months = found["completion_years"]
            .as_f64()
            .map(|years| (years * 12.0).round());
        assert_eq!(
            months,
            expected["completion_months"].as_f64(),
            "{}",
            self.case
        );
        let (cost, expected_cost) = (
            found["cost"].as_f64().unwrap(),
            expected["cost"].as_f64().unwrap(),
        );
        assert!(
            (cost / expected_cost - 1.0).abs() < 1e-6,
            "{}: {cost}, expected {expected_cost}",
            self.case
        );
        for key in ["confidence_years", "confidence_cost"] {
            let p = expected[key].as_f64().unwrap();
            let error = Value::from((p * (1.0 - p) / 24_000.0).sqrt());
            self.within_error(key, [&found[key], &errors[key]], &expected[key], &error);
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
        let model = Model::of(scenario.clone());
        let spec = RunSpec::new(TRIALS, 3);
        let ran = simulate_one(&model, &spec, tally, &Watch::default()).unwrap();
        let (programme, sample) = (model.programme(), ran.collected);
        let run = RunId::new(TRIALS, 3, Sampling::Sobol);
        let summary = Summary::new(&scenario, programme, &sample, run);
        let summary = serde_json::to_value(&summary).unwrap();
        let mut agreement = Agreement {
            case,
            summary,
            compared: 0,
            differences: Vec::new(),
        };
        for (name, figures) in expected.as_object().unwrap() {
            agreement.figures(name, figures);
        }
        agreement.point_estimate(&expected["point_estimate"]);
        compared += agreement.compared;
        differences.append(&mut agreement.differences);
    }
    assert!(compared > 450, "only {compared} figures compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
