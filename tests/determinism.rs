//! Results depend on scenario, seed and trial number: not on threads, not on the size of the run.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

mod common;

use clearcast::ensemble::{self, Tally, Watch};
use clearcast::programme::{Programme, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;
use clearcast::summary::charts::Charts;
use clearcast::summary::{RunId, Summary};
use clearcast::{report, tables};
use rayon::ThreadPoolBuilder;

const BASELINE: &str = include_str!("../scenarios/azerbaijan.toml");
const DESIGNS: [Sampling; 3] = [Sampling::Random, Sampling::Lhs, Sampling::Sobol];

fn sample(programme: &Programme, sampling: Sampling, trials: u64, threads: usize) -> Tally {
    let design = Design::new(sampling, programme.inputs.dimensions(), 7).unwrap();
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| ensemble::run(programme, &design, trials, &Watch::default()))
        .unwrap()
}

/// The bits of the outcomes of the first trials, `[trial][column]`.
fn outcomes(programme: &Programme, sampling: Sampling, seed: u64, trials: u64) -> Vec<Vec<u64>> {
    let design = Design::new(sampling, programme.inputs.dimensions(), seed).unwrap();
    let outcomes = common::outcomes(programme, &design, trials).into_iter();
    let bits = |outcome: Vec<f64>| outcome.into_iter().map(f64::to_bits).collect();
    outcomes.map(bits).collect()
}

#[test]
fn threads_change_no_byte_of_the_results() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let (programme, _) = compile(&scenario, 7);
    let results = |threads| {
        let sample = sample(&programme, Sampling::Sobol, 1_000, threads);
        let run = RunId {
            trials: 1_000,
            seed: 7,
            sampling: "sobol",
            version: "test",
        };
        let summary = Summary::new(&scenario, &programme, &sample, run);
        let charts = Charts::new(&scenario, &programme, &sample, Vec::new());
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
    let (programme, _) = compile(&scenario, 7);
    for sampling in DESIGNS {
        let small = outcomes(&programme, sampling, 7, 100);
        let large = outcomes(&programme, sampling, 7, 10_000);
        assert!(small[..] == large[..100], "{sampling:?}");
        let sample = |trials, threads| {
            let tally = sample(&programme, sampling, trials, threads);
            tally.joint().first().take(100).collect::<Vec<_>>()
        };
        assert_eq!(sample(100, 1), sample(10_000, 2), "{sampling:?}");
    }
}

/// An event more, with luck of its own: all else that varies within a trial is as lucky as before.
#[test]
fn one_thing_more_changes_no_other_things_luck() {
    let noisy = [
        "noise.output = 0.3",
        "funding.state.volatility = 0.3",
        "funding.state.annual = 50000",
    ];
    let without = common::small(&noisy);
    let with =
        common::small(&[&noisy[..], &["event.nothing = { rate = 5, duration = 3 }"]].concat());
    let [without, with] = [without, with].map(|scenario| {
        let (programme, _) = compile(&scenario, 7);
        outcomes(&programme, Sampling::Sobol, 7, 50)
    });
    assert_eq!(without, with);
    assert_ne!(without[0], without[1]);
}

#[test]
fn another_seed_gives_other_trials() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let [one, two] = [1, 2].map(|seed| {
        let (programme, _) = compile(&scenario, seed);
        outcomes(&programme, Sampling::Sobol, seed, 16)
    });
    assert_ne!(one[3], two[3]);
}
