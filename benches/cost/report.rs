//! The report of the baseline on two threads. Its cost does not depend on the number of trials, which the summary has condensed.

use std::hint::black_box;

use clearcast::report::{draw, files, html, render};
use clearcast::run::{Plan, RunResults};
use clearcast::simulate::{Model, RunSpec, Watch};
use criterion::Criterion;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::common::{BASELINE, SEED};

const TRIALS: u64 = 2_048;
const THREADS: usize = 2;

fn pool() -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build();
    pool.expect("the machine has two threads")
}

/// What a run leaves to be drawn, and its scenario as simulated.
fn results() -> (RunResults, String) {
    let model =
        Model::from_text("bench.toml", BASELINE, &[]).expect("the baseline keeps all rules");
    let (plan, spec) = (Plan::Plain(0..TRIALS), RunSpec::new(0, SEED));
    let simulated = plan.simulate(&model, &spec, &Watch::default(), &|_, _, _| {});
    let simulated = simulated.expect("nobody stops the run");
    (
        RunResults::new(simulated, Vec::new()),
        model.resolved().to_owned(),
    )
}

/// How long does it take until there is `report.png`, all pictures, `report.html`, and all of them?
pub(crate) fn drawing(c: &mut Criterion) {
    let (pool, (found, resolved)) = (pool(), results());
    let (summary, charts) = (&found.summary, &found.charts);
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("svg", |b| {
        b.iter(|| pool.install(|| draw(black_box(summary), charts)));
    });
    group.bench_function("report.png", |b| {
        b.iter(|| pool.install(|| draw(black_box(summary), charts)?[0].png()));
    });
    group.bench_function("pictures", |b| {
        b.iter(|| pool.install(|| render(black_box(summary), charts)));
    });
    group.bench_function("report.html", |b| {
        b.iter(|| pool.install(|| html(black_box(summary), charts, &resolved)));
    });
    group.bench_function("files", |b| {
        b.iter(|| pool.install(|| files(black_box(summary), charts, &resolved)));
    });
}
