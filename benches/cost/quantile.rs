//! Tabled quantile functions.

use std::hint::black_box;

use clearcast::law::{Law, Quantile, Truncated};
use clearcast::programme::compile;
use criterion::{BenchmarkId, Criterion, Throughput};

use super::common::baseline;

/// One law of each form that a compiled quantile function can have; the last is one that no table follows.
fn laws() -> Vec<(&'static str, Truncated)> {
    let whole = Truncated::whole;
    let (mean, sd) = (10.0, 2.0);
    let beta = |alpha| Law::Beta {
        alpha,
        beta: 2.0,
        min: 0.0,
        max: 1.0,
    };
    let pert = Law::Pert {
        min: 1.0,
        mode: 3.0,
        max: 9.0,
    };
    let truncated = Truncated {
        law: Law::Normal { mean, sd },
        min: Some(8.0),
        max: None,
    };
    vec![
        ("normal", whole(Law::Normal { mean, sd })),
        ("normal-truncated", truncated),
        ("pert", whole(pert)),
        ("lognormal", whole(Law::lognormal_from_moments(mean, sd))),
        ("gamma", whole(Law::gamma_from_moments(mean, sd))),
        (
            "discrete",
            whole(Law::Discrete(vec![(1.0, 0.2), (2.0, 0.5), (4.0, 0.3)])),
        ),
        (
            "empirical",
            whole(Law::Empirical((0..20).map(f64::from).collect())),
        ),
        ("beta-steep", whole(beta(1e-3))),
    ]
}

/// What does it cost to compile a law?
pub(crate) fn compiling(c: &mut Criterion) {
    let mut group = c.benchmark_group("quantile/compile");
    for (name, law) in laws() {
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| Quantile::new(black_box(&law)));
        });
    }
}

/// What does it cost to read one value, compiled, and from the exact law?
pub(crate) fn reading(c: &mut Criterion) {
    // From the 0.1 % to the 99.9 % quantile, in an order no processor foresees.
    let scores: Vec<f64> = (0..1000_u32)
        .map(|i| f64::from(i * 389 % 1000) * 6e-3 - 3.0)
        .collect();
    let mut group = c.benchmark_group("quantile/read");
    group.throughput(Throughput::Elements(scores.len() as u64));
    for (name, law) in laws() {
        let quantile = Quantile::new(&law);
        group.bench_function(BenchmarkId::new("compiled", name), |b| {
            b.iter(|| scores.iter().map(|&z| quantile.at_normal(z)).sum::<f64>());
        });
        group.bench_function(BenchmarkId::new("exact", name), |b| {
            b.iter(|| {
                let exact = |&z: &f64| {
                    let p = z / 6.002 + 0.5;
                    law.quantile_exact(p, 1.0 - p)
                };
                scores.iter().map(exact).sum::<f64>()
            });
        });
    }
}

/// What does it cost to compile the baseline, tables above all?
pub(crate) fn programme(c: &mut Criterion) {
    let scenario = baseline();
    c.bench_function("quantile/baseline", |b| {
        b.iter(|| compile(black_box(&scenario)));
    });
}
