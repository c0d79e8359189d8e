//! Eight trials side by side, by instruction set, and against one alone.

use std::hint::black_box;

use clearcast::engine::{Engine, Workspace};
use clearcast::lanes::levels;
use clearcast::sampling::Sampling;
use criterion::{BenchmarkId, Criterion, Throughput};

use super::common::{baseline, design, programme, simulate};

const TRIALS: u64 = 512;

/// What does a trial of the baseline cost on each instruction set this processor has?
pub(crate) fn instruction_sets(c: &mut Criterion) {
    let programme = programme(&baseline());
    let design = design(&programme, Sampling::Sobol);
    let mut group = c.benchmark_group("trial/instruction-set");
    group.throughput(Throughput::Elements(TRIALS));
    for (name, level) in levels() {
        let mut engine = Engine::on(level, &programme);
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| simulate(&mut engine, black_box(&programme), &design, TRIALS));
        });
    }
}

/// What does a trial cost that has seven empty lanes beside it?
pub(crate) fn alone(c: &mut Criterion) {
    let programme = programme(&baseline());
    let design = design(&programme, Sampling::Sobol);
    let mut workspace = Workspace::new(&programme);
    let mut group = c.benchmark_group("trial");
    group.throughput(Throughput::Elements(TRIALS));
    group.bench_function("alone", |b| {
        b.iter(|| (0..TRIALS).for_each(|trial| workspace.run(&programme, &design, trial)));
    });
}
