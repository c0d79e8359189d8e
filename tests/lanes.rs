//! A trial has the same bits on every instruction set, in every lane, whoever is in the lanes beside it.

use clearcast::engine::{Draw, Engine, Point, Recorder, Workspace};
use clearcast::lanes::levels;
use clearcast::programme::{Programme, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;

const BASELINE: &str = include_str!("../scenarios/azerbaijan.toml");
const TRIALS: u64 = 100;

/// The bits of all years and the outcome of each trial.
#[derive(Default)]
struct Bits(Vec<Vec<u64>>);

impl Recorder for Bits {
    fn year(&mut self, trial: u64, _year: usize, row: &[f64]) {
        self.take(trial, row);
    }

    fn end(&mut self, trial: u64, _last_year: usize, _row: &[f64], outcome: &[f64]) {
        self.take(trial, outcome);
    }
}

impl Bits {
    fn take(&mut self, trial: u64, row: &[f64]) {
        self.0.resize_with(TRIALS as usize, Vec::new);
        self.0[trial as usize].extend(row.iter().map(|value| value.to_bits()));
    }

    fn of(
        engine: &mut Engine,
        programme: &Programme,
        design: &Design,
        trials: impl Iterator<Item = u64>,
    ) -> Self {
        let mut bits = Self::default();
        let mut draws = trials.map(|trial| Draw {
            point: Point::Design(design, trial),
            trial,
        });
        engine.run(programme, &mut draws, &mut bits);
        bits
    }
}

#[test]
fn neither_instruction_set_nor_lane_nor_company_changes_a_bit() {
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .unwrap()
        .scenario;
    let programme = compile(&scenario, 1).0;
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1).unwrap();
    let plainest = levels()[0].1;
    let expected = Bits::of(
        &mut Engine::on(plainest, &programme),
        &programme,
        &design,
        0..TRIALS,
    );
    for (name, level) in levels() {
        let engine = &mut Engine::on(level, &programme);
        let found = Bits::of(engine, &programme, &design, 0..TRIALS);
        assert!(found.0 == expected.0, "{name}");
        let found = Bits::of(engine, &programme, &design, (0..TRIALS).rev());
        assert!(found.0 == expected.0, "{name}, the last first");
    }
    let mut workspace = Workspace::new(&programme);
    for (trial, expected) in (0..).zip(&expected.0) {
        workspace.run(&programme, &design, trial);
        let years = (workspace.last_year() + 1) * programme.year_layout.len();
        let values = workspace.years()[..years].iter().chain(workspace.outcome());
        let found = values.map(|value| value.to_bits());
        assert!(found.eq(expected.iter().copied()), "trial {trial} alone");
    }
}
