//! What a trial costs.

#![allow(
    missing_docs,
    reason = "the macros of the harness make undocumented functions"
)]

use std::hint::black_box;

use clearcast::engine::Workspace;
use clearcast::ensemble::{self, Watch};
use clearcast::programme::{Programme, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const BASELINE: &str = include_str!("../scenarios/azerbaijan.toml");

fn baseline(sets: &[String]) -> Programme {
    let loaded =
        from_text("azerbaijan.toml", BASELINE, sets).expect("the shipped scenario keeps the rules");
    compile(&loaded.scenario, 1).0
}

fn design(programme: &Programme, sampling: Sampling) -> Design {
    Design::new(sampling, programme.inputs.dimensions(), 1).expect("the baseline has few inputs")
}

/// What does one trial of the baseline cost, inputs drawn and months simulated, by design?
fn designs(c: &mut Criterion) {
    let programme = baseline(&[]);
    let mut group = c.benchmark_group("trial");
    group.throughput(Throughput::Elements(1));
    for sampling in [Sampling::Random, Sampling::Lhs, Sampling::Sobol] {
        let design = design(&programme, sampling);
        let mut workspace = Workspace::new(&programme);
        let mut trial = 0;
        group.bench_function(BenchmarkId::new("design", sampling.name()), |b| {
            b.iter(|| {
                workspace.run(black_box(&programme), &design, trial);
                trial += 1;
            });
        });
    }
}

/// Does the cost of a run grow linearly with its trials, tally included?
fn trials(c: &mut Criterion) {
    let programme = baseline(&[]);
    let design = design(&programme, Sampling::Sobol);
    let mut group = c.benchmark_group("run");
    group.sample_size(10);
    for trials in [512, 2_048, 8_192] {
        group.throughput(Throughput::Elements(trials));
        group.bench_with_input(BenchmarkId::new("trials", trials), &trials, |b, &trials| {
            b.iter(|| ensemble::run(&programme, &design, trials, &Watch::default()));
        });
    }
}

/// What does it cost to compile the baseline: tables of quantile functions above all?
fn compiling(c: &mut Criterion) {
    let loaded =
        from_text("azerbaijan.toml", BASELINE, &[]).expect("the shipped scenario keeps the rules");
    c.bench_function("compile", |b| {
        b.iter(|| compile(black_box(&loaded.scenario), 1));
    });
}

criterion_group!(benches, designs, trials, compiling);
criterion_main!(benches);
