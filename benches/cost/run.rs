//! Whole runs, and many of them.

use std::sync::atomic::{AtomicU64, Ordering};

use clearcast::programme::OutcomeLayout;
use clearcast::simulate::{
    Columns, Model, RunSpec, SpecError, Table, Watch, simulate_each, simulate_one, tally,
};
use criterion::{BenchmarkId, Criterion, Throughput};

use super::common::{SEED, baseline};

/// Does the cost of a run on all threads grow linearly with its trials, tally included?
pub(crate) fn trials(c: &mut Criterion) {
    let model = Model::of(baseline());
    let mut group = c.benchmark_group("run/trials");
    group.sample_size(10);
    for trials in [512, 2_048, 8_192, 32_768] {
        group.throughput(Throughput::Elements(trials));
        group.bench_with_input(
            BenchmarkId::from_parameter(trials),
            &trials,
            |b, &trials| {
                let spec = RunSpec::new(trials, SEED);
                b.iter(|| simulate_one(&model, &spec, tally, &Watch::default()));
            },
        );
    }
}

/// Trials of each kind of run below, in all.
const IN_ALL: u64 = 65_536;

/// What is kept of a trial: when it is complete, what it costs, and so on.
fn headline() -> Columns {
    Columns {
        outcomes: vec![
            OutcomeLayout::COMPLETION_MONTHS,
            OutcomeLayout::COST,
            OutcomeLayout::NOMINAL,
            OutcomeLayout::PRESENT_VALUE,
            OutcomeLayout::UNDISCOVERED,
        ],
        ..Columns::default()
    }
}

/// What do many short runs cost, each of the baseline with two inputs set to plain numbers, against one run of as many trials? Throughput
/// is trials a second.
pub(crate) fn many(c: &mut Criterion) {
    let model = Model::of(baseline());
    let mut group = c.benchmark_group("many");
    group.sample_size(10);
    group.throughput(Throughput::Elements(IN_ALL));
    for trials in [64, 256, 1_024, IN_ALL] {
        group.bench_with_input(
            BenchmarkId::new("trials each", trials),
            &trials,
            |b, &trials| b.iter(|| run_many(&model, IN_ALL / trials, trials)),
        );
    }
}

fn run_many(model: &Model, runs: u64, trials: u64) -> u64 {
    let rows = AtomicU64::new(0);
    let vary = |number: usize| -> Result<_, SpecError> {
        let share = number as f64 / runs as f64;
        let values = [
            ("funding.state.annual", 50e6 * (1.0 + share)),
            ("land_release.rework", 0.02 * share),
        ];
        let varied = model.with(&values).expect("both are inputs");
        Ok((varied, RunSpec::new(trials, SEED)))
    };
    let keep = |_: &_| Table::new(headline());
    let done = |_, run: Result<clearcast::simulate::Run<Table>, SpecError>| {
        let table = run.expect("the design has few dimensions").collected;
        rows.fetch_add(table.len() as u64, Ordering::Relaxed);
    };
    let watch = Watch::default();
    simulate_each(runs as usize, vary, keep, done, &watch).expect("nobody stops it");
    rows.into_inner()
}
