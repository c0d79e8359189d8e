//! Quantile functions of every law against values of high precision, and against what must always hold.
#![allow(
    clippy::float_cmp,
    reason = "rows are found by the very number that was read"
)]

use std::collections::BTreeMap;

use clearcast::law::{Law, Quantile, Truncated};
use clearcast::math::normal;
use proptest::prelude::*;

/// Largest error of a compiled quantile function, relative to the larger of |x| and the interquartile range.
const PROMISED: f64 = 1e-9;

/// Largest error of the exact functions, on the same scale.
const EXACT: f64 = 1e-12;

/// The rows of `data/quantiles.csv`, which `data/quantiles.py` computes with 50 digits: law, parameters, truncation, p, quantile.
const REFERENCE: &str = include_str!("../data/quantiles.csv");

struct Case {
    name: String,
    law: Truncated,
    /// Probabilities and quantiles, rising.
    rows: Vec<(f64, f64)>,
}

impl Case {
    fn quantile(&self, p: f64) -> f64 {
        self.rows
            .iter()
            .find(|row| row.0 == p)
            .expect("every case lists the quartiles")
            .1
    }

    /// What an error at `x` is measured by.
    fn scale(&self, x: f64) -> f64 {
        x.abs().max(self.quantile(0.75) - self.quantile(0.25))
    }
}

fn cases() -> Vec<Case> {
    let mut order = Vec::new();
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    for line in REFERENCE.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let name = cells[..4].join(",");
        let case = cases.entry(name.clone()).or_insert_with(|| {
            order.push(name.clone());
            let parameters: Vec<f64> = cells[1].split(' ').map(number).collect();
            let bound = |cell: &str| (!cell.is_empty()).then(|| number(cell));
            let law = Truncated {
                law: law(cells[0], &parameters),
                min: bound(cells[2]),
                max: bound(cells[3]),
            };
            Case {
                name,
                law,
                rows: Vec::new(),
            }
        });
        case.rows.push((number(cells[4]), number(cells[5])));
    }
    order
        .iter()
        .map(|name| cases.remove(name).expect("each name is listed once"))
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is a number"))
}

fn law(name: &str, v: &[f64]) -> Law {
    match (name, v) {
        ("pert", &[min, mode, max]) => Law::Pert { min, mode, max },
        ("triangular", &[min, mode, max]) => Law::Triangular { min, mode, max },
        ("uniform", &[min, max]) => Law::Uniform { min, max },
        ("normal", &[mean, sd]) => Law::Normal { mean, sd },
        ("lognormal", &[mu, sigma]) => Law::Lognormal { mu, sigma },
        ("beta", &[alpha, beta, min, max]) => Law::Beta {
            alpha,
            beta,
            min,
            max,
        },
        ("gamma", &[shape, scale]) => Law::Gamma { shape, scale },
        ("weibull", &[shape, scale]) => Law::Weibull { shape, scale },
        ("quantiles", &[p10, p50, p90]) => Law::Quantiles { p10, p50, p90 },
        ("discrete", pairs) => {
            Law::Discrete(pairs.chunks(2).map(|pair| (pair[0], pair[1])).collect())
        }
        ("empirical", sample) => Law::Empirical(sample.to_vec()),
        _ => panic!("{name} with {v:?} is a law"),
    }
}

#[test]
fn every_law_is_among_the_reference_cases_with_all_probabilities() {
    let cases = cases();
    let laws = [
        "pert",
        "triangular",
        "uniform",
        "normal",
        "lognormal",
        "beta",
        "gamma",
        "weibull",
        "quantiles",
        "discrete",
        "empirical",
    ];
    for law in laws {
        let of_law = |truncated: bool| {
            let is = |case: &&Case| {
                case.name.starts_with(&format!("{law},")) && truncated != case.name.ends_with(",,")
            };
            cases.iter().filter(is).count()
        };
        assert!(
            of_law(false) >= 2 && of_law(true) >= 1,
            "{law}: {} whole, {} truncated",
            of_law(false),
            of_law(true)
        );
    }
    assert!(
        cases
            .iter()
            .all(|case| case.rows.len() == 20 && case.rows.is_sorted())
    );
}

#[test]
fn compiled_quantiles_agree_with_high_precision_values() {
    for case in cases() {
        let compiled = Quantile::new(&case.law);
        for &(p, x) in &case.rows {
            let error = (compiled.at(p) - x).abs() / case.scale(x);
            assert!(
                error <= PROMISED,
                "{}: at p = {p:e} {:?} for {x:?}, error {error:e}",
                case.name,
                compiled.at(p)
            );
        }
    }
}

/// Relative to the spread a narrow law keeps its digits too, as far as doubles beside its mean go.
#[test]
fn narrow_laws_keep_the_distance_from_their_median() {
    let mut narrow = 0;
    for case in cases() {
        let (median, spread) = (
            case.quantile(0.5),
            case.quantile(0.75) - case.quantile(0.25),
        );
        if spread > 1e-2 * median.abs() || case.name.starts_with("normal,0 1,2,") {
            continue;
        }
        narrow += 1;
        let compiled = Quantile::new(&case.law);
        for &(p, x) in &case.rows {
            let room = PROMISED * (x - median).abs().max(spread) + 8.0 * f64::EPSILON * x.abs();
            let ours = [compiled.at(p), case.law.quantile_exact(p, 1.0 - p)];
            assert!(
                ours.iter().all(|ours| (ours - x).abs() <= room),
                "{}: at p = {p:e} {ours:?} for {x:?}, room {room:e}",
                case.name
            );
        }
    }
    assert!(narrow >= 8, "{narrow}");
}

#[test]
fn exact_quantiles_agree_with_high_precision_values() {
    for case in cases() {
        for &(p, x) in &case.rows {
            let ours = case.law.quantile_exact(p, 1.0 - p);
            let error = (ours - x).abs() / case.scale(x);
            assert!(
                error <= EXACT,
                "{}: at p = {p:e} {ours:?} for {x:?}, error {error:e}",
                case.name
            );
        }
    }
}

#[test]
fn compiled_quantiles_rise_and_stay_inside_the_support() {
    for case in cases() {
        let compiled = Quantile::new(&case.law);
        let (lowest, highest) = case.law.support();
        let mut last = f64::NEG_INFINITY;
        for i in -200_000..=200_000 {
            let z = f64::from(i) * 5e-5;
            let x = compiled.at_normal(z);
            // Where the curve is flatter than the rounding of its polynomial, neighbours may differ by some last places.
            let rounding = 8.0 * f64::EPSILON * case.scale(x);
            assert!(
                x >= last - rounding,
                "{}: falls from {last:?} to {x:?} at z = {z}",
                case.name
            );
            assert!(
                lowest <= x && x <= highest,
                "{}: {x:?} at z = {z}",
                case.name
            );
            last = last.max(x);
        }
        for z in [-40.0, -9.0, 9.0, 40.0] {
            let x = compiled.at_normal(z);
            assert!(
                x.is_finite() && lowest <= x && x <= highest,
                "{}: {x:?} at z = {z}",
                case.name
            );
        }
    }
}

#[test]
fn compiled_quantiles_agree_with_exact_ones_between_the_listed_probabilities() {
    for case in cases()
        .iter()
        .filter(|case| !case.name.starts_with("discrete"))
    {
        let compiled = Quantile::new(&case.law);
        for i in -820..=820 {
            let z = f64::from(i) * 0.01 + 0.003;
            let x = case.law.quantile_exact(normal::cdf(z), normal::cdf(-z));
            let error = (compiled.at_normal(z) - x).abs() / case.scale(x);
            assert!(
                error <= PROMISED,
                "{}: at z = {z} {:?} for {x:?}, error {error:e}",
                case.name,
                compiled.at_normal(z)
            );
        }
    }
}

/// Laws without single values of positive probability, over the shapes a scenario may ask for.
fn continuous() -> impl Strategy<Value = Law> {
    let shape = || (-2.0..3.0_f64).prop_map(|x| clearcast::math::pow(10.0, x));
    prop_oneof![
        (0.0..1.0_f64, 0.1..1e3_f64).prop_map(|(s, width)| Law::Pert {
            min: 1.0,
            mode: 1.0 + s * width,
            max: 1.0 + width
        }),
        (0.0..1.0_f64, 0.1..1e3_f64).prop_map(|(s, width)| Law::Triangular {
            min: -2.0,
            mode: -2.0 + s * width,
            max: -2.0 + width
        }),
        (shape(), shape()).prop_map(|(alpha, beta)| Law::Beta {
            alpha,
            beta,
            min: 0.0,
            max: 1.0
        }),
        shape().prop_map(|shape| Law::Gamma { shape, scale: 3.0 }),
        (0.3..6.0_f64).prop_map(|shape| Law::Weibull { shape, scale: 3.0 }),
        (0.01..2.0_f64).prop_map(|sigma| Law::Lognormal { mu: 1.0, sigma }),
        (0.17..0.83_f64).prop_map(|s| Law::Quantiles {
            p10: 3.0,
            p50: 3.0 + 4.0 * s,
            p90: 7.0
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn compiled_and_exact_quantiles_agree_and_the_distribution_function_undoes_them(law in continuous(), z in -6.0..6.0_f64, cut in 0.0..0.4_f64) {
        let whole = Truncated::whole(law);
        let bound = |p: f64| whole.quantile_exact(p, 1.0 - p);
        let law = Truncated { min: (cut > 0.1).then(|| bound(cut)), max: (cut > 0.2).then(|| bound(1.0 - cut)), ..whole };
        let (p, q) = (normal::cdf(z), normal::cdf(-z));
        let x = law.quantile_exact(p, q);
        let (lowest, highest) = law.support();
        let compiled = Quantile::new(&law).at_normal(z);
        let scale = x.abs().max(law.quantile_exact(0.75, 0.25) - law.quantile_exact(0.25, 0.75));
        prop_assert!((compiled - x).abs() <= PROMISED * scale, "compiled {compiled:e} for {x:e}");
        // Beside an end a double cannot tell the values of neighbouring probabilities apart.
        if x - lowest <= 1e-6 * x.abs() || highest - x <= 1e-6 * x.abs() || x.abs() <= 1e-290 {
            return Ok(());
        }
        // Below a lower truncation point a small probability is a difference of larger ones.
        let near = |ours: f64, reference: f64| (ours - reference).abs() <= 1e-8 * reference + 1e-14;
        prop_assert!(near(law.cdf(x), p) && near(law.survival(x), q),
            "x = {x:e}: {:e} for {p:e}, {:e} for {q:e}", law.cdf(x), law.survival(x));
    }
}
