//! The one driver: many models, points and values from outside, chance by mechanism, and draws that variants share.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

mod draws;
mod given;
mod runs;

use clearcast::programme::OutcomeLayout as O;
use clearcast::simulate::{
    Collect, Columns, Model, RunSpec, Table, Trial, Wants, Watch, simulate_one,
};

const BASELINE: &str = include_str!("../../../scenarios/azerbaijan.toml");

fn baseline(sets: &[&str]) -> Model {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    Model::from_text("azerbaijan.toml", BASELINE, &sets).unwrap()
}

/// A valley with two teams whose unit costs are correlated, and things that happen by chance.
fn valley(sets: &[&str]) -> Model {
    let mut all = vec![
        "team.a = { task = 'clearance', rate = 12, unit_cost = { pert = [800, 1000, 1800] } }",
        "team.b = { task = 'clearance', rate = 12, unit_cost = { pert = [900, 1200, 2400] } }",
        "team.c = { task = 'clearance', rate = 12, unit_cost = { uniform = [900, 1100] } }",
        "correlation = [{ among = ['team.*.unit_cost'], rho = 0.7 }]",
        "noise.output = 0.2",
        "economy.inflation = { mean = 0.02, sd = 0.02, persistence = 0.5 }",
        "funding.state.volatility = 0.3",
        "event.flood = { rate = 0.4, duration = 4, output = 0.2 }",
        "event.frost = { rate = 0.4, duration = 4, output = 0.5 }",
    ];
    all.extend(sets);
    Model::of(crate::common::small(&all))
}

/// Outcomes and inputs of trials 0 to `trials`.
fn table(model: &Model, spec: &RunSpec) -> Table {
    let programme = model.programme();
    let columns = Columns {
        outcomes: (0..programme.outcome_layout.len).collect(),
        inputs: (0..programme.inputs.paths().len()).collect(),
        ..Columns::default()
    };
    simulate_one(
        model,
        spec,
        |_| Table::new(columns.clone()),
        &Watch::default(),
    )
    .unwrap()
    .collected
}

fn bits(table: &Table) -> Vec<u64> {
    let rows = (0..table.len()).flat_map(|at| table.row(at));
    rows.map(|value| value.to_bits()).collect()
}

/// The inputs of every trial, by path.
fn inputs(model: &Model, table: &Table, path: &str) -> Vec<u64> {
    let slot = model.paths().position(|it| it == path).unwrap();
    let column = model.programme().outcome_layout.len + slot;
    table.column(column).map(f64::to_bits).collect()
}

/// Sums what it is shown of the inputs and of the years.
#[derive(Clone, Default)]
struct Seen {
    trials: Vec<(u64, usize, usize)>,
}

impl Collect for Seen {
    fn wants(&self) -> Wants {
        Wants {
            inputs: true,
            years: true,
        }
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        let spending: f64 = trial
            .years
            .chunks_exact(trial.columns)
            .map(|row| row[clearcast::programme::YearLayout::SPENDING])
            .sum();
        assert!((spending / trial.outcome[O::COST] - 1.0).abs() < 1e-12);
        self.trials
            .push((trial.number, trial.inputs.len(), trial.last_year));
    }

    fn merge(&mut self, other: Self) {
        self.trials.extend(other.trials);
    }

    fn finish(&mut self) {
        self.trials.sort_unstable();
    }
}
