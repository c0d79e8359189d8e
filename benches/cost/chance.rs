//! Random numbers.

use std::hint::black_box;

use clearcast::lanes::levels;
use clearcast::sampling::Stream;
use criterion::{BenchmarkId, Criterion, Throughput};

const PAIRS: usize = 64;
const TRIALS: [u64; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const NUMBERS: u64 = (PAIRS * 2 * TRIALS.len()) as u64;

/// What does a draw cost: 64 random bits, a normal number; one at a time, and for eight trials side by side?
pub(crate) fn numbers(c: &mut Criterion) {
    let stream = Stream::new(1, "noise.output");
    let mut group = c.benchmark_group("chance");
    group.throughput(Throughput::Elements(NUMBERS));
    group.bench_function("bits/one-by-one", |b| {
        b.iter(|| (0..NUMBERS).fold(0, |all, i| all ^ stream.bits(black_box(7), i)));
    });
    group.bench_function("normal/one-by-one", |b| {
        b.iter(|| (0..NUMBERS).fold(0.0, |sum, i| sum + stream.normal(black_box(7), i)));
    });
    for (name, level) in levels() {
        let mut bits = [[[0; 8]; 2]; PAIRS];
        group.bench_function(BenchmarkId::new("bits", name), |b| {
            b.iter(|| stream.fill_bits(level, black_box(TRIALS), black_box(&mut bits)));
        });
        let mut normals = [[[0.0; 8]; 2]; PAIRS];
        group.bench_function(BenchmarkId::new("normal", name), |b| {
            b.iter(|| stream.fill_normals(level, black_box(TRIALS), black_box(&mut normals)));
        });
    }
}
