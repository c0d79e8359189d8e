//! A trial is the same to the last bit in every lane, beside any others, and on every instruction set.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::collections::BTreeMap;

use crate::common::without_earmarks;
use clearcast::engine::{Engine, Recorder, Sampler, Workspace};
use clearcast::lanes::{Level, levels};
use clearcast::programme::{Programme, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;

const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");
const PEERS: &str = include_str!("../../benches/peers/baseline.toml");

/// Bits of all that a trial recorded: its years in their order, then its outcome.
type Bits = BTreeMap<u64, Vec<Vec<u64>>>;

#[derive(Default)]
struct Collected(Bits);

fn bits(row: &[f64]) -> Vec<u64> {
    row.iter().map(|value| value.to_bits()).collect()
}

impl Recorder for Collected {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let rows = self.0.entry(trial).or_default();
        assert_eq!(rows.len(), year, "the years of a trial come in order");
        rows.push(bits(row));
    }

    fn later(&mut self, trial: u64, year: usize, lasting: &[f64]) {
        let rows = self.0.entry(trial).or_default();
        assert_eq!(rows.len(), year, "and so do those after its last year");
        rows.push(bits(lasting));
    }

    fn end(&mut self, trial: u64, last_year: usize, outcome: &[f64]) {
        let rows = self.0.entry(trial).or_default();
        assert!(rows.len() > last_year, "a trial ends after its last year");
        rows.push(bits(outcome));
    }
}

fn simulate(programme: &Programme, design: &Design, level: Level, trials: &[u64]) -> Bits {
    let mut collected = Collected::default();
    let (sampler, mut trials) = (Sampler::new(design), trials.iter().copied());
    Engine::on(level, programme).run(programme, &sampler, &mut trials, &mut collected);
    collected.0
}

fn programmes() -> Vec<(Programme, Design)> {
    let free = without_earmarks(BASELINE);
    let variants: [(&str, &[&str]); 4] = [
        (BASELINE, &[]),
        // Money short at times, in another order of months.
        (
            BASELINE,
            &["start=\"2026-08\"", "funding.state.annual=60e6"],
        ),
        (&free, &["allocation=\"proportional\""]),
        // One pot of money, and the same land open to all: the way of a month without earmarks and work in kind.
        (PEERS, &[]),
    ];
    let compiled = variants.map(|(text, sets)| {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let loaded = from_text("azerbaijan.toml", text, &sets).unwrap();
        let (programme, _) = compile(&loaded.scenario);
        let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 5).unwrap();
        (programme, design)
    });
    compiled.into()
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let trials: Vec<u64> = (0..60).collect();
    for (programme, design) in programmes() {
        let (_, plainest) = levels()[0];
        let expected = simulate(&programme, &design, plainest, &trials);
        assert_eq!(expected.len(), trials.len());
        for (name, level) in levels() {
            let found = simulate(&programme, &design, level, &trials);
            assert!(found == expected, "{name} differs");
        }
    }
}

#[test]
fn a_trial_does_not_know_who_is_beside_it() {
    let forward: Vec<u64> = (0..40).collect();
    let backward: Vec<u64> = (0..40).rev().collect();
    for (programme, design) in programmes() {
        let together = simulate(&programme, &design, Level::new(), &forward);
        assert!(together == simulate(&programme, &design, Level::new(), &backward));
        for trial in [0, 11, 39] {
            let alone = simulate(&programme, &design, Level::new(), &[trial]);
            assert!(alone[&trial] == together[&trial], "trial {trial} alone");
            let mut workspace = Workspace::new(&programme);
            workspace.run(&programme, &design, trial);
            assert_eq!(&bits(workspace.outcome()), together[&trial].last().unwrap());
        }
    }
}
