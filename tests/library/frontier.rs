//! Dates and budgets that are kept together, against closed forms.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

use clearcast::frontier::{Outcomes, frontier, levels};
use clearcast::math::normal;
use clearcast::sampling::{Design, Sampling};
use clearcast::simulate::{Model, RunSpec, Watch};
use clearcast::solve::Lever;

use crate::common::small;

const TRIALS: u64 = 65_536;

/// Scores of date and cost are bivariate normal with correlation 0.8.
fn scores() -> Outcomes {
    let design = Design::new(Sampling::Sobol, 2, 1).unwrap();
    let trials = (0..TRIALS).map(|trial| {
        let mut u = [0.0; 2];
        design.fill(trial, &mut u);
        let [a, b] = u.map(normal::quantile);
        (trial, a + 10.0, 0.8 * a + 0.6 * b + 10.0)
    });
    Outcomes::new(trials)
}

/// Numbers of the bivariate normal law: P(C <= c) that keeps 70 % together with P(T <= t).
#[test]
fn the_least_cost_at_a_date_is_that_of_the_bivariate_normal_law() {
    let outcomes = scores();
    let curve = outcomes.curve(0.7);
    for (date, cost, within) in [
        (0.71, 0.901_417, 0.012),
        (0.75, 0.807_326, 0.004),
        (0.80, 0.755_252, 0.003),
        (0.90, 0.710_330, 0.003),
        (0.99, 0.700_056, 0.003),
    ] {
        let months = normal::quantile(date) + 10.0;
        let last = curve
            .points
            .iter()
            .take_while(|it| it.months <= months)
            .last();
        let found = normal::cdf(last.unwrap().cost - 10.0);
        assert!((found - cost).abs() < within, "{date}: {found} for {cost}");
        let (low, high) = last.unwrap().band.unwrap();
        assert!(low < last.unwrap().cost && last.unwrap().cost < high);
    }
}

#[test]
fn the_balanced_point_is_kept_by_78_percent_each_and_both_p70_by_61_percent() {
    let curve = scores().curve(0.7);
    let balanced = curve.balanced.unwrap();
    assert!(
        (balanced.within_months - 0.776_009).abs() < 0.002,
        "{balanced:?}"
    );
    assert!((balanced.within_cost - balanced.within_months).abs() < 1e-4);
    assert!(balanced.error.unwrap() < 0.005);
    let marginal = curve.marginal.unwrap();
    assert!((marginal.joint - 0.611_180).abs() < 0.002, "{marginal:?}");
    assert!(marginal.joint_error > 0.0);
}

/// Every point of a curve is kept by exactly as many trials as it says, and no smaller cost is: counted one by one.
#[test]
fn every_point_is_kept_by_its_share_of_the_trials() {
    let all: Vec<(u64, f64, f64)> = (0..400)
        .map(|trial| {
            let a = f64::from((trial * 37 % 101) as u32);
            let unfinished = trial % 13 == 0;
            let cost = f64::from((trial * 91 % 397) as u32);
            if unfinished {
                (trial, f64::INFINITY, f64::INFINITY)
            } else {
                (trial, a, cost)
            }
        })
        .collect();
    let curve = Outcomes::new(all.iter().copied()).curve(0.5);
    assert!(!curve.points.is_empty());
    for point in &curve.points {
        let kept = |cost: f64| {
            let keeps = |it: &&(u64, f64, f64)| it.1 <= point.months && it.2 <= cost;
            all.iter().filter(keeps).count()
        };
        assert!(
            kept(point.cost) >= 200 && kept(point.cost - 1e-9) < 200,
            "{point:?}"
        );
    }
    // 31 of 400 never finish, so 95 % cannot be had.
    let none = Outcomes::new(all.iter().copied()).curve(0.95);
    assert!(none.points.is_empty() && none.balanced.is_none() && none.marginal.is_none());
}

#[test]
fn the_target_has_the_shares_of_a_run() {
    let sets = [
        "team.manual.unit_cost={ uniform = [500, 1500] }",
        "target.cost=1e5",
    ];
    let model = Model::of(small(&sets));
    let found = frontier(&model, &RunSpec::new(4_096, 1), &[0.5], &Watch::default()).unwrap();
    assert!(
        (found.target.joint - 0.5).abs() < 0.01,
        "{:?}",
        found.target
    );
    assert!((found.target.within_years - 1.0).abs() < 1e-12);
    assert!((found.finished - 1.0).abs() < 1e-12);
}

/// 100 ha at 1,000 with a capacity of 10 ha a month: 120,000 a year is all that can be used.
#[test]
fn more_money_helps_until_capacity_limits() {
    let model = Model::of(small(&["target.years=0.5", "funding.state.annual=1e5"]));
    let lever = Lever::parse(&["funding.state.annual=20e3..260e3".to_owned()], &model).unwrap();
    let spec = RunSpec::new(64, 1);
    let found = levels(&model, &lever, &spec, &[0.8], &Watch::default()).unwrap();
    assert_eq!(found.levels.len(), 13);
    let months: Vec<f64> = found
        .levels
        .iter()
        .map(|it| it.at[0].months.unwrap())
        .collect();
    assert!(months.is_sorted_by(|a, b| a >= b), "{months:?}");
    let enough = found.enough.unwrap();
    let place = found
        .levels
        .iter()
        .position(|it| it.level >= enough)
        .unwrap();
    assert!(months[place] <= months[12] + 1.0);
    assert!(months[place - 1] > months[12] + 1.0);
    let limits = found.limits.unwrap();
    assert!(!limits.money() || enough < 120e3, "{limits:?}");
    assert!((limits.late - 1.0).abs() < 1e-12);
}
