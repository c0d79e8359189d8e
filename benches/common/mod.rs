//! The baseline, and trials that are simulated and counted but not kept.

#![allow(dead_code, unreachable_pub, reason = "each bench uses its part")]

use clearcast::engine::{Engine, MonthSeen, Recorder, Sampler};
use clearcast::programme::{OutcomeLayout, Programme, compile};
use clearcast::sampling::{Design, REPLICATES, Sampling};
use clearcast::scenario::{Scenario, from_text};

pub const SEED: u64 = 1;
pub const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");

/// A scenario from its text.
pub fn scenario(text: &str) -> Scenario {
    match from_text("bench.toml", text, &[]) {
        Ok(loaded) => loaded.scenario,
        Err(error) => panic!("{error}"),
    }
}

/// The shipped scenario that the others build on.
pub fn baseline() -> Scenario {
    scenario(BASELINE)
}

pub fn programme(scenario: &Scenario) -> Programme {
    compile(scenario).0
}

pub fn design(programme: &Programme, sampling: Sampling) -> Design {
    Design::new(sampling, programme.inputs.dimensions(), SEED).expect("it has few inputs")
}

/// What was simulated.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    horizon: f64,
    pub trials: u64,
    /// Of all trials.
    pub months: f64,
    /// Months of eight lanes, at work or at rest.
    pub steps: u64,
    /// Sum of all outcomes' costs, so that nothing is optimised away.
    pub cost: f64,
}

impl Recorder for Counted {
    fn year(&mut self, _trial: u64, _year: usize, _row: &[f64]) {}

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        self.trials += 1;
        // An unfinished trial is complete in infinity.
        self.months += outcome[OutcomeLayout::COMPLETION_MONTHS].min(self.horizon);
        self.cost += outcome[OutcomeLayout::COST];
    }

    fn month(&mut self, _month: &dyn Fn() -> MonthSeen) {
        self.steps += 1;
    }

    fn keeps_years(&self) -> bool {
        false
    }
}

impl Counted {
    /// The part of the lanes that held a trial at work.
    pub fn occupancy(&self) -> f64 {
        self.months / (8 * self.steps) as f64
    }
}

/// Simulates the first `trials` of `design` on one thread, replicate by replicate as a run does.
pub fn simulate(
    engine: &mut Engine,
    programme: &Programme,
    design: &Design,
    trials: u64,
) -> Counted {
    let mut counted = Counted {
        horizon: f64::from(programme.clock.months),
        trials: 0,
        months: 0.0,
        steps: 0,
        cost: 0.0,
    };
    let replicates =
        (0..REPLICATES as u64).flat_map(|replicate| (replicate..trials).step_by(REPLICATES));
    let mut numbers = replicates;
    engine.run(programme, &Sampler::new(design), &mut numbers, &mut counted);
    counted
}
