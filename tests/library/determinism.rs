//! Results depend on scenario, seed and trial number: not on threads, not on the size of the run.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

use clearcast::ensemble::Tally;
use clearcast::sampling::Sampling;
use clearcast::scenario::from_text;
use clearcast::simulate::{
    Collect, Columns, Model, Prepared, RunSpec, Table, Watch, simulate_one, tally,
};
use clearcast::summary::charts::Charts;
use clearcast::summary::{RunId, Summary};
use clearcast::{report, tables};
use rayon::ThreadPoolBuilder;

const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");
const DESIGNS: [Sampling; 3] = [Sampling::Random, Sampling::Lhs, Sampling::Sobol];

/// What is collected of the first trials of a scenario.
fn collected<C: Collect>(
    model: &Model,
    spec: &RunSpec,
    threads: usize,
    empty: impl Fn(&Prepared) -> C + Sync + Send,
) -> C {
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| simulate_one(model, spec, empty, &Watch::default()))
        .unwrap()
        .collected
}

/// All outcomes of all trials, and their inputs, as bits.
fn rows(model: &Model, spec: &RunSpec, threads: usize) -> Vec<Vec<u64>> {
    let programme = model.programme();
    let columns = Columns {
        outcomes: (0..programme.outcome_layout.len).collect(),
        inputs: (0..programme.inputs.paths().len()).collect(),
        ..Columns::default()
    };
    let table = collected(model, spec, threads, |_| Table::new(columns.clone()));
    let bits = |at| table.row(at).iter().map(|value: &f64| value.to_bits());
    (0..table.len()).map(|at| bits(at).collect()).collect()
}

#[test]
fn threads_change_no_byte_of_the_results() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let model = Model::of(scenario.clone());
    let programme = model.programme();
    let results = |threads| {
        let sample: Tally = collected(&model, &RunSpec::new(1_000, 7), threads, tally);
        let run = RunId::new(1_000, 7, Sampling::Sobol);
        let summary = Summary::new(&scenario, programme, &sample, run);
        let charts = Charts::new(&scenario, programme, &sample, Vec::new());
        let mut bytes = vec![
            serde_json::to_vec(&summary).unwrap(),
            tables::years(&charts).bytes,
            tables::regions(&summary).bytes,
        ];
        bytes.extend(
            report::render(&summary, &charts)
                .unwrap()
                .into_iter()
                .map(|picture| picture.bytes),
        );
        bytes
    };
    let one = results(1);
    assert!(one.len() > 8);
    assert!(one == results(2), "2 threads differ from 1");
    assert!(one == results(8), "8 threads differ from 1");
}

#[test]
fn a_trial_does_not_know_the_size_of_the_run() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let model = Model::of(scenario);
    for sampling in DESIGNS {
        let run =
            |trials, threads| rows(&model, &RunSpec::new(trials, 7).sampling(sampling), threads);
        assert!(run(100, 1) == run(10_000, 2)[..100], "{sampling:?}");
    }
}

/// An event more, with chance of its own: all else that varies within a trial is drawn as before.
#[test]
fn one_thing_more_changes_no_other_draw() {
    let noisy = [
        "noise.output = 0.3",
        "funding.state.volatility = 0.3",
        "funding.state.annual = 50000",
    ];
    let without = crate::common::small(&noisy);
    let with = crate::common::small(
        &[&noisy[..], &["event.nothing = { rate = 5, duration = 3 }"]].concat(),
    );
    let outcomes = |scenario| {
        let model = Model::of(scenario);
        let columns = model.programme().outcome_layout.len;
        let mut rows = rows(&model, &RunSpec::new(50, 7), 1);
        for row in &mut rows {
            row.truncate(columns);
        }
        rows
    };
    let [without, with] = [without, with].map(outcomes);
    assert_eq!(without, with);
    assert_ne!(without[0], without[1]);
}

#[test]
fn another_seed_gives_other_trials() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let model = Model::of(scenario);
    let [one, two] = [1, 2].map(|seed| rows(&model, &RunSpec::new(16, seed), 1));
    assert_ne!(one[3], two[3]);
}
