//! Shares of variance against closed forms: each within what its own standard error allows.

mod document;
mod estimators;
mod product;
mod salib;
mod studies;

use clearcast::sensitivity::{By, Outcome, Settings, Study, study};
use clearcast::simulate::{Model, Watch};
use clearcast::summary::measured::Measured;

use crate::common::small;

/// Standard errors with 15 degrees of freedom that an estimate may be off: one seed in 2,700 fails per comparison, and seeds are fixed.
const WITHIN: f64 = 4.6;

/// Fails unless each estimate is within its error of the truth, and no error exceeds `most`.
#[track_caller]
fn hold(found: &[Measured], truth: &[f64], most: f64) {
    assert_eq!(found.len(), truth.len());
    for (at, (found, truth)) in found.iter().zip(truth).enumerate() {
        let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
        assert!(error <= most, "{at}: error {error}");
        assert!(
            (value - truth).abs() <= WITHIN * error + 1e-6,
            "{at}: {value} ± {error} against {truth}"
        );
    }
}

#[track_caller]
fn hold_both(found: &[[Measured; 2]], closed: &[f64], total: &[f64], most: f64) {
    let column = |at: usize| -> Vec<_> { found.iter().map(|it| it[at]).collect() };
    hold(&column(0), closed, most);
    hold(&column(1), total, most);
}
/// A scenario whose cost at completion is area × unit cost, and nothing else varies.
fn product(sets: &[&str]) -> Model {
    let mut all = vec![
        "area.field.confirmed={ uniform = [50, 150] }",
        "team.manual.unit_cost={ uniform = [500, 1500] }",
    ];
    all.extend(sets);
    Model::of(small(&all))
}

fn settings(trials: u64) -> Settings {
    Settings {
        trials,
        seed: 1,
        by: By::Factors,
        until: None,
        over_time: false,
    }
}

fn outcomes(model: &Model, names: &[&str]) -> Vec<Outcome> {
    let read = |name: &&str| Outcome::parse(name, model.programme(), model.scenario()).unwrap();
    names.iter().map(read).collect()
}

fn studied(model: &Model, names: &[&str], settings: &Settings) -> Study {
    let outcomes = outcomes(model, names);
    study(model, outcomes, settings, &Watch::default()).unwrap()
}
