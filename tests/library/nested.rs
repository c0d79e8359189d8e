//! Knowledge apart from chance, against exact answers.
//!
//! Shares and variances lie within 6 standard errors of the exact value; the errors have 15 degrees of freedom, so one seed in
//! 40,000 fails per comparison.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot run its scenario has failed"
)]

use crate::common::{lognormal, small};
use clearcast::ensemble::Tally;
use clearcast::math::{exp, exp_m1, ln, normal};
use clearcast::sampling::Sampling;
use clearcast::scenario::Scenario;
use clearcast::simulate::nested::{Split, simulate_nested};
use clearcast::simulate::{
    Columns, Model, Nesting, RunSpec, Table, Trials, Watch, simulate_one, tally,
};
use clearcast::summary::charts::{Bands, Charts};
use clearcast::summary::nested::{Nested, Parts};
use clearcast::summary::{RunId, Summary};
use clearcast::{report, tables};
use rayon::ThreadPoolBuilder;

const NESTING: Nesting = Nesting {
    outer: 2_048,
    inner: 16,
};

fn run(scenario: &Scenario, sampling: Sampling, nesting: Nesting) -> (Tally, Split) {
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(0, 5)
        .sampling(sampling)
        .trials(Trials::Nested(nesting));
    let (run, split) = simulate_nested(&model, &spec, &Watch::default()).unwrap();
    (run.collected, split)
}

#[track_caller]
fn agree(name: &str, found: f64, error: f64, exact: f64) {
    let z = (found - exact) / error;
    assert!(
        z.abs() <= 6.0,
        "{name}: {found} ± {error}, exact {exact}, {z:.1} standard errors"
    );
}

/// Both variances, and the share.
#[track_caller]
fn parts_agree(found: Parts, error: Parts, (epistemic, chance): (f64, f64)) {
    agree("epistemic", found.epistemic, error.epistemic, epistemic);
    agree("chance", found.aleatory, error.aleatory, chance);
    let share = epistemic / (epistemic + chance);
    let (found, error) = (
        found.epistemic_share.unwrap(),
        error.epistemic_share.unwrap(),
    );
    agree("share", found, error, share);
}

/// Mean over a standard normal z: Simpson's rule.
fn mean_over_normal(f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: i32 = 4_000;
    let step = 18.0 / f64::from(STEPS);
    let sum: f64 = (0..=STEPS)
        .map(|k| {
            let z = -9.0 + step * f64::from(k);
            let weight = match k {
                0 | STEPS => 1.0,
                _ => f64::from(2 + 2 * (k % 2)),
            };
            weight * normal::density(z) * f(z)
        })
        .sum();
    sum * step / 3.0
}

/// All work is done in the first month: cost = 100 ha × cost of a hectare / lognormal noise.
fn one_month(cost: &str, noise: f64) -> Scenario {
    small(&[
        "horizon = 1",
        "funding.state.annual = 1e15",
        "team.manual.rate = 1e9",
        "team.manual.unit_cost = 0",
        &format!("team.manual.cost = {cost}"),
        &format!("noise.output = {noise:?}"),
        "target.cost = 120e3",
    ])
}

/// Variance of a lognormal value of that median and that sd of the logarithm.
fn variance(median: f64, sigma: f64) -> f64 {
    let square = sigma * sigma;
    median * median * exp(square) * exp_m1(square)
}

#[test]
fn where_only_chance_varies_nothing_is_epistemic() {
    let scenario = one_month("1000", 0.25);
    for sampling in Sampling::ALL {
        let (_, split) = run(&scenario, sampling, NESTING);
        let nested = Nested::new(&split);
        let (found, error) = (nested.variance, nested.standard_error);
        let chance = variance(1e5 * exp(0.25 * 0.25 / 2.0), 0.25);
        parts_agree(found.cost_to_horizon, error.cost_to_horizon, (0.0, chance));
        // All complete in the first month: no variance at all, and no share of it.
        assert_eq!(found.years_to_horizon, Parts::default());
        // The band is no wider than the noise of a variance of 2,048 draws lets it be.
        let band = Bands::new(&split).cost;
        let widths = band
            .low
            .iter()
            .zip(&band.high)
            .map(|(low, high)| high - low);
        assert!(widths.fold(0.0, f64::max) < 0.12);
    }
}

#[test]
fn where_only_inputs_vary_everything_is_epistemic() {
    let scenario = one_month(&lognormal(1000.0, 0.4), 0.0);
    for sampling in Sampling::ALL {
        let (_, split) = run(&scenario, sampling, NESTING);
        let nested = Nested::new(&split);
        let cost = nested.variance.cost_to_horizon;
        assert_eq!((cost.aleatory, cost.epistemic_share), (0.0, Some(1.0)));
        let error = nested.standard_error.cost_to_horizon.epistemic;
        agree("variance", cost.epistemic, error, variance(1e5, 0.4));
        // With the inputs known each trial is certain: between the tenths the band is as high as the chart.
        let band = Bands::new(&split).cost;
        let [p10, p90] = [0.1, 0.9].map(|p| 1e5 * exp(0.4 * normal::quantile(p)));
        for (x, (low, high)) in band.x.iter().zip(band.low.iter().zip(&band.high)) {
            if (1.02 * p10..0.98 * p90).contains(x) {
                assert_eq!((*low, *high), (0.0, 1.0), "at {x}");
            }
        }
    }
}

/// Cost = X/ε: the conditional mean is X E(1/ε), the conditional variance X² Var(1/ε); and whether it is within the budget
/// has the conditional probability Φ((ln(budget/X) − s²/2)/s).
#[test]
fn both_together_are_told_apart() {
    const INPUT: f64 = 0.2;
    const NOISE: f64 = 0.25;
    let scenario = one_month(&lognormal(1000.0, INPUT), NOISE);
    let inverse_median = exp(NOISE * NOISE / 2.0);
    let inverse_mean = inverse_median * inverse_median;
    let epistemic = variance(1e5, INPUT) * inverse_mean * inverse_mean;
    let second_moment = 1e10 * exp(2.0 * INPUT * INPUT);
    let chance = second_moment * variance(inverse_median, NOISE);
    let within = |limit: f64, z: f64| {
        normal::cdf((ln(limit / 1e5) - INPUT * z - NOISE * NOISE / 2.0) / NOISE)
    };
    let p = mean_over_normal(|z| within(120e3, z));
    let known = mean_over_normal(|z| (within(120e3, z) - p) * (within(120e3, z) - p));
    for sampling in Sampling::ALL {
        let (_, split) = run(&scenario, sampling, NESTING);
        let nested = Nested::new(&split);
        let (found, error) = (nested.variance, nested.standard_error);
        parts_agree(
            found.cost_to_horizon,
            error.cost_to_horizon,
            (epistemic, chance),
        );
        let (joint, error) = (found.joint.unwrap(), error.joint.unwrap());
        parts_agree(joint, error, (known, p * (1.0 - p) - known));
        assert_eq!(found.joint, found.within_cost);
    }
    // The band's ends are the curves of the inputs at their tenths: drawn from 64 trials each, within 0.03.
    let wide = Nesting {
        outer: 2_048,
        inner: 64,
    };
    let band = Bands::new(&run(&scenario, Sampling::Sobol, wide).1).cost;
    let tenth = normal::quantile(0.9);
    for (x, (low, high)) in band.x.iter().zip(band.low.iter().zip(&band.high)) {
        let exact = (within(*x, tenth), within(*x, -tenth));
        assert!(
            (low - exact.0).abs() < 0.03 && (high - exact.1).abs() < 0.03,
            "at {x}: {low} to {high}, exact {exact:?}"
        );
    }
}

/// Cost is linear in a normal area and in what an event adds: 1,000 (A + B), B = 20 to 60 ha with probability one half.
#[test]
fn an_additive_mixture_is_told_apart() {
    let scenario = small(&[
        "horizon = 1",
        "funding.state.annual = 1e15",
        "team.manual.rate = 1e9",
        "area.field.confirmed = { normal = { mean = 100, sd = 10 }, min = 0 }",
        &format!(
            "event.find = {{ rate = {:?}, permanent = true, adds = {{ uniform = [20, 60] }} }}",
            12.0 * std::f64::consts::LN_2
        ),
    ]);
    // What is not there in the first month never is: all land is gone at its end.
    let second = 40.0 * 40.0 + 40.0 * 40.0 / 12.0;
    let chance = 1e6 * (0.5 * second - 20.0 * 20.0);
    for sampling in Sampling::ALL {
        let (_, split) = run(&scenario, sampling, NESTING);
        let nested = Nested::new(&split);
        let (found, error) = (nested.variance, nested.standard_error);
        parts_agree(found.cost_to_horizon, error.cost_to_horizon, (1e8, chance));
    }
}

/// Completion takes ⌈12 · cost / (income · level)⌉ months, cut at the horizon, which one trial in five does not reach.
#[test]
fn unfinished_trials_count_with_the_horizon() {
    const MONTHS: i32 = 36;
    let scenario = small(&[
        "horizon = 3",
        "area.field.confirmed = 1000",
        "team.manual.rate = 1e9",
        "team.manual.unit_cost = 1000",
        &format!("funding.state.annual = {}", lognormal(4e5, 0.15)),
        "funding.state.volatility = 0.15",
        "funding.state.persistence = 1",
    ]);
    let middle = ln(30.0) + 0.15 * 0.15 / 2.0;
    let later = |k: i32, z: f64| match k {
        0 => 1.0,
        _ => normal::cdf((middle + 0.15 * z - ln(f64::from(k))) / 0.15),
    };
    // E(T) = Σ P(T > k) and E(T²) = Σ (2k + 1) P(T > k), k below the horizon.
    let moment = |weight: fn(i32) -> i32, z: f64| -> f64 {
        (0..MONTHS)
            .map(|k| f64::from(weight(k)) * later(k, z))
            .sum()
    };
    let mean = mean_over_normal(|z| moment(|_| 1, z));
    let of_means = mean_over_normal(|z| (moment(|_| 1, z) - mean) * (moment(|_| 1, z) - mean));
    let of_all = mean_over_normal(|z| moment(|k| 2 * k + 1, z)) - mean * mean;
    for sampling in Sampling::ALL {
        let (_, split) = run(&scenario, sampling, NESTING);
        let nested = Nested::new(&split);
        let (found, error) = (nested.variance, nested.standard_error);
        let exact = (of_means / 144.0, (of_all - of_means) / 144.0);
        parts_agree(found.years_to_horizon, error.years_to_horizon, exact);
    }
}

fn valley() -> Scenario {
    let text = include_str!("../data/valid/small.toml");
    clearcast::scenario::from_text("small.toml", text, &[])
        .unwrap()
        .scenario
}

#[test]
fn the_first_chance_of_every_draw_is_that_of_the_plain_trial() {
    let model = Model::of(valley());
    let columns = Columns {
        outcomes: (0..model.programme().outcome_layout.len).collect(),
        ..Columns::default()
    };
    let rows = |trials| {
        let spec = RunSpec::new(0, 5).trials(trials);
        let empty = |_: &_| Table::new(columns.clone());
        simulate_one(&model, &spec, empty, &Watch::default())
            .unwrap()
            .collected
    };
    let plain = rows(Trials::Range(0..64));
    let few = rows(Trials::Nested(Nesting {
        outer: 64,
        inner: 2,
    }));
    let more = rows(Trials::Nested(Nesting {
        outer: 32,
        inner: 3,
    }));
    for trial in 0..32 {
        let bits = |table: &Table, trial| -> Vec<u64> {
            table
                .row(trial)
                .iter()
                .map(|value| value.to_bits())
                .collect()
        };
        assert_eq!(bits(&few, trial), bits(&plain, trial));
        // The second chance of a draw does not depend on how many draws there are.
        assert_eq!(bits(&few, 64 + trial), bits(&more, 32 + trial));
    }
}

#[test]
fn threads_change_no_byte_of_a_nested_run() {
    let scenario = valley();
    let nesting = Nesting {
        outer: 96,
        inner: 5,
    };
    let results = |threads| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let (tally, split) = pool.install(|| run(&scenario, Sampling::Lhs, nesting));
        let programme = clearcast::programme::compile(&scenario).0;
        let id = RunId::new(nesting.trials(), 5, Sampling::Lhs);
        let mut summary = Summary::new(&scenario, &programme, &tally, id);
        summary.nested = Some(Nested::new(&split));
        let mut charts = Charts::new(&scenario, &programme, &tally, Vec::new());
        charts.bands = Some(Bands::new(&split));
        let pictures = report::render(&summary, &charts).unwrap();
        let mut bytes = vec![
            serde_json::to_vec(&summary).unwrap(),
            tables::years(&charts).bytes,
            tables::regions(&summary).bytes,
        ];
        bytes.extend(pictures.into_iter().map(|picture| picture.bytes));
        bytes
    };
    let one = results(1);
    assert!(one == results(2), "2 threads differ from 1");
    assert!(one == results(8), "8 threads differ from 1");
}

/// All work is done in the first month, and people return for years. Nothing varies, so every trial of either run is the same.
#[test]
fn people_go_on_after_completion_as_in_a_plain_run() {
    let scenario = small(&[
        "horizon = 10",
        "funding.state.annual = 1e15",
        "team.manual.rate = 1e9",
        "area.field.people = 1000",
        "area.field.residents = 500",
        "people = { return_lag = 5 }",
        "casualties = { rate = 3, killed = 0.25 }",
        "benefits = { per_ha = 100 }",
    ]);
    let nesting = Nesting {
        outer: 32,
        inner: 2,
    };
    let (nested, _) = run(&scenario, Sampling::Sobol, nesting);
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(64, 5);
    let plain = simulate_one(&model, &spec, tally, &Watch::default())
        .unwrap()
        .collected;
    for column in 0..model.programme().year_layout.len() {
        let means = |tally: &Tally| tally.year_moments(column).map(|(all, _)| all).collect();
        let (found, expected): (Vec<_>, Vec<_>) = (means(&nested), means(&plain));
        assert_eq!(found, expected, "column {column}");
    }
    let returned = model.programme().year_layout.people.returned.unwrap();
    let at_the_end = nested.year_moments(returned).nth(9).unwrap().0.unwrap().0;
    assert!(at_the_end > 800.0, "{at_the_end}");
}
