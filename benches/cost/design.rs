//! The sampling designs.

use std::hint::black_box;

use clearcast::engine::Engine;
use clearcast::sampling::{Design, Sampling};
use criterion::{BenchmarkId, Criterion, Throughput};

use super::common::{self, SEED, baseline, programme, simulate};

const TRIALS: u64 = 512;

/// What does a coordinate of a point cost, by design and number of dimensions?
pub(crate) fn points(c: &mut Criterion) {
    let mut group = c.benchmark_group("design/point");
    for sampling in Sampling::ALL {
        for dimensions in [8, 64, 512] {
            let design =
                Design::new(sampling, dimensions, SEED).expect("there are thousands of dimensions");
            let mut point = vec![0.0; dimensions];
            let mut trial = 0;
            group.throughput(Throughput::Elements(dimensions as u64));
            group.bench_function(BenchmarkId::new(sampling.name(), dimensions), |b| {
                b.iter(|| {
                    design.fill(trial, black_box(&mut point));
                    trial += 1;
                });
            });
        }
    }
}

/// What does a trial of the baseline cost by design, inputs drawn and months simulated?
pub(crate) fn trials(c: &mut Criterion) {
    let programme = programme(&baseline());
    let mut engine = Engine::new(&programme);
    let mut group = c.benchmark_group("trial/design");
    group.throughput(Throughput::Elements(TRIALS));
    for sampling in Sampling::ALL {
        let design = common::design(&programme, sampling);
        group.bench_function(BenchmarkId::from_parameter(sampling.name()), |b| {
            b.iter(|| simulate(&mut engine, black_box(&programme), &design, TRIALS));
        });
    }
}
