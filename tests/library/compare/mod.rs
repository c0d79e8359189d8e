//! Scenarios side by side: figures and changes against closed forms, and what must be exactly nothing.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test that cannot run its scenario has failed, and what must be nothing is compared as it is"
)]

mod closed_forms;
mod edits;
mod margins;
mod pictures;
mod unchanged;

use clearcast::compare::{Case, Compared, Comparison, Figure, Questions, compare};
use clearcast::math::exp;
use clearcast::simulate::{Model, RunSpec, Watch};

use crate::common::{SMALL, lognormal};

/// Spearman's rho of normals with a correlation of 0.9: 6/π asin(0.45).
const RHO: f64 = 0.891_456_131_680_1;

fn case(name: &str, sets: &[&str]) -> Case {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let model =
        Model::from_text("small.toml", SMALL, &sets).unwrap_or_else(|error| panic!("{error}"));
    Case {
        name: name.to_owned(),
        model,
    }
}

fn compared(cases: &[Case], trials: u64, questions: &Questions) -> Comparison {
    let spec = RunSpec::new(trials, 1);
    compare(cases, &spec, questions, &Watch::default())
        .unwrap()
        .0
}

fn figure<'a>(case: &'a Compared, name: &str) -> &'a Figure {
    case.figures.iter().find(|it| it.name == name).unwrap()
}

/// Two teams whose unit costs are lognormal and correlated; one of them clears the 100 ha. Costs at completion are A = exp(0.4 Z1) and
/// B = exp(-0.1 + 0.5 Z2), with a correlation of the normals of 0.9; a third is dear.
fn pair() -> Vec<Case> {
    let a = format!(
        "team.a = {{ task = 'clearance', rate = 120, unit_cost = {} }}",
        lognormal(0.01, 0.4)
    );
    let b = format!(
        "team.b = {{ task = 'clearance', rate = 120, unit_cost = {} }}",
        lognormal(0.01 * exp(-0.1), 0.5)
    );
    let correlation = format!("correlation = [{{ among = ['team.*.unit_cost'], rho = {RHO:?} }}]");
    let who = |name: &str, idle: [&str; 2]| {
        let idle = idle.map(|it| format!("team.{it}.hazard.minefield = 0"));
        case(
            name,
            &[
                &a,
                &b,
                &correlation,
                "team.manual.unit_cost = 1",
                &idle[0],
                &idle[1],
            ],
        )
    };
    vec![
        who("a", ["b", "manual"]),
        who("b", ["a", "manual"]),
        who("dear", ["a", "b"]),
    ]
}
