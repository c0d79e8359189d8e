//! The order of dimensions that `clearcast order` proposes.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

use crate::common::{lognormal, small};
use clearcast::order::{Mean, POINTS, Verdict, propose};
use clearcast::simulate::{Model, RunSpec, Watch};

/// All work is done in the first month: the cost is area times price, both lognormal, of which the price explains most. Dimensions are
/// those two behind twenty that move nothing.
fn model(dimensions: &str) -> Model {
    let area = format!("area.field.confirmed = {}", lognormal(100.0, 0.5));
    let price = format!("team.manual.cost = {}", lognormal(1000.0, 0.9));
    let sets = [
        "horizon = 0.25",
        "funding.state.annual = 1e15",
        "team.manual.rate = 1e9",
        "team.manual.unit_cost = 0",
        &area,
        &price,
        dimensions,
    ];
    Model::of(small(&sets))
}

#[test]
fn what_moves_the_cost_comes_first_and_the_gain_is_measured() {
    let unused: Vec<String> = (0..20).map(|n| format!("'no.input-{n}'")).collect();
    let behind = format!("dimensions = [{}]", unused.join(", "));
    let spec = RunSpec::new(4096, 1);
    let found = propose(&model(&behind), &spec, &Watch::default()).unwrap();
    let paths: Vec<&str> = found.influences.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["team.manual.cost", "area.field.confirmed"]);
    // Of a product of independent lognormals with log variances v and w, the first explains (eᵛ − 1)/(eᵛ⁺ʷ − 1).
    let share = |own: f64| libm::expm1(own) / libm::expm1(0.81 + 0.25);
    for (influence, own) in found.influences.iter().zip([0.81, 0.25]) {
        let cost = influence.shares[1];
        assert!(
            (cost - share(own)).abs() < 0.05,
            "{cost} against {}",
            share(own)
        );
    }
    // Completion is the same in every trial: nothing to gain or to lose.
    let of = |mean| found.errors.iter().find(|it| it.mean == mean).unwrap();
    assert!(of(Mean::Completion).after.iter().all(|error| *error == 0.0));
    assert_eq!(of(Mean::Cost).after.len(), POINTS.len());
    assert_eq!(found.verdict, Verdict::Better, "{:?}", found.errors);
    assert_eq!(found.dimensions().unwrap(), paths);
}

#[test]
fn an_order_that_is_there_is_not_proposed_again() {
    let there = "dimensions = ['team.manual.cost', 'area.field.confirmed']";
    let spec = RunSpec::new(4096, 1);
    let found = propose(&model(there), &spec, &Watch::default()).unwrap();
    assert_eq!((found.verdict, found.errors.len()), (Verdict::Same, 0));
    assert_eq!(found.dimensions(), None);
}
