//! Whole runs.

use clearcast::ensemble::{self, Watch};
use clearcast::sampling::Sampling;
use criterion::{BenchmarkId, Criterion, Throughput};

use super::common::{baseline, design, programme};

/// Does the cost of a run on all threads grow linearly with its trials, tally included?
pub(crate) fn trials(c: &mut Criterion) {
    let programme = programme(&baseline());
    let design = design(&programme, Sampling::Sobol);
    let mut group = c.benchmark_group("run/trials");
    group.sample_size(10);
    for trials in [512, 2_048, 8_192, 32_768] {
        group.throughput(Throughput::Elements(trials));
        group.bench_with_input(
            BenchmarkId::from_parameter(trials),
            &trials,
            |b, &trials| {
                b.iter(|| ensemble::run(&programme, &design, trials, &Watch::default()));
            },
        );
    }
}
