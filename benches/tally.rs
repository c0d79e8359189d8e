//! What does it cost to tally what a trial hands over: a calendar year, and the trial's end? The rows are those of trials of the
//! baseline, in their order.

#![allow(
    missing_docs,
    reason = "the macros of the harness make undocumented functions"
)]

use std::hint::black_box;

use clearcast::engine::Workspace;
use clearcast::ensemble::Tally;
use clearcast::programme::compile;
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const BASELINE: &str = include_str!("../scenarios/azerbaijan.toml");
/// Trials whose rows are tallied again and again under other numbers.
const TRIALS: u64 = 4_096;

/// What one trial hands over.
struct Trial {
    years: Vec<f64>,
    last_year: usize,
    outcome: Vec<f64>,
}

fn tally(c: &mut Criterion) {
    let loaded =
        from_text("azerbaijan.toml", BASELINE, &[]).expect("the shipped scenario keeps the rules");
    let (programme, _) = compile(&loaded.scenario, 1);
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1)
        .expect("the baseline has few inputs");
    let mut workspace = Workspace::new(&programme);
    let columns = programme.year_layout.len();
    let trials: Vec<Trial> = (0..TRIALS)
        .map(|trial| {
            workspace.run(&programme, &design, trial);
            let last_year = workspace.last_year();
            Trial {
                years: workspace.years()[..(last_year + 1) * columns].to_vec(),
                last_year,
                outcome: workspace.outcome().to_vec(),
            }
        })
        .collect();
    let rows: usize = trials.iter().map(|trial| trial.last_year + 1).sum();
    let mut group = c.benchmark_group("tally");
    group.sample_size(20);
    let mut tally = Tally::new(&programme, &design);
    group.throughput(Throughput::Elements(rows as u64));
    group.bench_function(format!("year of {columns} columns"), |b| {
        b.iter(|| {
            for (number, trial) in (0..).zip(&trials) {
                for (year, row) in trial.years.chunks_exact(columns).enumerate() {
                    tally.year(black_box(number), year, row);
                }
            }
        });
    });
    group.throughput(Throughput::Elements(TRIALS));
    group.bench_function(
        format!("end of {} columns", programme.outcome_layout.len),
        |b| {
            b.iter(|| {
                // Beyond the trials that are kept whole.
                for (number, trial) in (1 << 20..).zip(&trials) {
                    let stocks = &trial.years[trial.last_year * columns..];
                    tally.end(black_box(number), trial.last_year, stocks, &trial.outcome);
                }
            });
        },
    );
    group.finish();
}

criterion_group!(benches, tally);
criterion_main!(benches);
