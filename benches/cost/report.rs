//! The report: drawings and pictures. Its cost does not depend on the number of trials, which the summary has condensed.

use std::hint::black_box;

use clearcast::report::{draw, render};
use clearcast::sampling::Sampling;
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};
use clearcast::summary::charts::Charts;
use clearcast::summary::{RunId, Summary};
use criterion::Criterion;

use super::common::{SEED, baseline};

const TRIALS: u64 = 2_048;

fn summary() -> (Summary, Charts) {
    let scenario = baseline();
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(TRIALS, SEED);
    let run = simulate_one(&model, &spec, tally, &Watch::default()).expect("nobody stops the run");
    let (programme, tally) = (model.programme(), run.collected);
    let id = RunId::new(TRIALS, SEED, Sampling::Sobol);
    let charts = Charts::new(&scenario, programme, &tally, Vec::new());
    (Summary::new(&scenario, programme, &tally, id), charts)
}

/// What does it cost to draw all charts, and to make the page's SVG into a PNG?
pub(crate) fn drawing(c: &mut Criterion) {
    let (summary, charts) = summary();
    let drawings = draw(&summary, &charts).expect("a summary can be drawn");
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("svg", |b| {
        b.iter(|| draw(black_box(&summary), &charts));
    });
    group.bench_function("png-of-page", |b| b.iter(|| drawings[0].png()));
}

/// What does the whole report cost, page and charts, on all threads?
pub(crate) fn pages(c: &mut Criterion) {
    let (summary, charts) = summary();
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("render", |b| {
        b.iter(|| render(black_box(&summary), &charts));
    });
}
