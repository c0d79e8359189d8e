//! A small scenario whose course follows by hand, and what a trial of it does.

#![allow(
    clippy::float_cmp,
    dead_code,
    unreachable_pub,
    reason = "each test file uses its part, and infinite values are compared as they are"
)]

pub mod documents;
pub mod program;

use clearcast::engine::{Engine, MonthSeen, Recorder, Sampler, Workspace};
use clearcast::math::{exp, normal};
use clearcast::programme::{OutcomeLayout, Programme, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::{Scenario, from_text};

/// 100 ha of confirmed area that technical survey hands on whole in the first month; one clearance group of 120 ha a year
/// (10 ha in each of twelve equal months) at 1,000 a hectare; a million a year; nothing uncertain.
pub const SMALL: &str = r#"
format = 1
name = "Small"
start = "2026-01"
horizon = 50
currency = "USD"
price_year = 2025
[target]
years = 30
cost = 1e9
[completion]
residual = 0
[calendar]
working_days = [20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20]
[economy]
discount_rate = 0
escalation = 0
[land_release]
cancelled = 0
reduced_without_records = 0
reduced_with_records = 0
record_reliability = 0
rework = 0
unrecorded = 0
discovery = 0
[area.field]
region = "north"
hazard = "minefield"
terrain = "plain"
confirmed = 100
[team.survey]
task = "survey"
rate = 1e9
cost = 0
[team.technical]
task = "technical_survey"
rate = 1e9
cost = 0
[team.manual]
task = "clearance"
operator = "Agency"
rate = 120
unit_cost = 1000
[funding.state]
annual = 1e6
[overhead]
fixed = 0
"#;

/// The small scenario with some values overridden.
pub fn small(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    from_text("small.toml", SMALL, &sets)
        .unwrap_or_else(|error| panic!("{error}"))
        .scenario
}

/// The text of a scenario without its earmarks, which keep areas from being served in proportion.
pub fn without_earmarks(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("pays_for"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Outcomes by the number of the trial.
struct Outcomes(Vec<Vec<f64>>);

impl Recorder for Outcomes {
    fn year(&mut self, _trial: u64, _year: usize, _row: &[f64]) {}

    fn end(&mut self, trial: u64, _last_year: usize, outcome: &[f64]) {
        self.0[trial as usize] = outcome.to_vec();
    }

    fn keeps_years(&self) -> bool {
        false
    }
}

/// The outcomes of the first trials of `design` as they come out side by side, `[trial][column]`.
pub fn outcomes(programme: &Programme, design: &Design, trials: u64) -> Vec<Vec<f64>> {
    let sampler = Sampler::new(design);
    let mut outcomes = Outcomes(vec![Vec::new(); trials as usize]);
    Engine::new(programme).run(programme, &sampler, &mut (0..trials), &mut outcomes);
    outcomes.0
}

/// A lognormal value of this median and this sd of the logarithm, in the syntax of scenarios.
pub fn lognormal(median: f64, sigma: f64) -> String {
    let reach = exp(sigma * normal::quantile(0.9));
    let (p10, p90) = (median / reach, median * reach);
    format!("{{ lognormal = {{ p10 = {p10:?}, p90 = {p90:?} }} }}")
}

/// The course of one trial.
pub struct Course {
    pub programme: Programme,
    pub outcome: Vec<f64>,
    pub years: Vec<f64>,
    pub months: Vec<MonthSeen>,
}

impl Course {
    /// Runs trial 0 of `scenario`.
    pub fn of(scenario: &Scenario) -> Self {
        let (programme, _) = compile(scenario);
        let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1)
            .expect("so many inputs fit the design");
        let mut workspace = Workspace::new(&programme);
        let mut months = Vec::new();
        workspace.run_observed(&programme, &design, 0, |month| months.push(month));
        Self {
            outcome: workspace.outcome().to_vec(),
            years: workspace.years().to_vec(),
            months,
            programme,
        }
    }

    /// One column of the outcome.
    pub fn get(&self, column: usize) -> f64 {
        self.outcome[column]
    }

    /// Months to completion.
    pub fn completion(&self) -> f64 {
        self.get(OutcomeLayout::COMPLETION_MONTHS)
    }
}

/// Fails unless the two agree to a relative 1e-9 (of 1 at least).
#[track_caller]
pub fn agree(found: f64, expected: f64) {
    let scale = expected.abs().max(1.0);
    assert!(
        found == expected || (found - expected).abs() <= 1e-9 * scale,
        "found {found:?}, expected {expected:?}"
    );
}
