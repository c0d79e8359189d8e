//! A simulated month, by what the scenario is made of.
//!
//! The scenarios are invented so that nothing ends early and no group stops short: every area but the last is done within
//! months, the last is never done. So each group looks at every area in every month, which is the most a month can cost, and a
//! trial lasts as long as the horizon.

use std::fmt::Write;
use std::hint::black_box;

use clearcast::engine::Engine;
use clearcast::programme::Programme;
use clearcast::sampling::Sampling;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};

use super::common::{self, design, scenario, simulate};

const TRIALS: u64 = 64;
const TASKS: [&str; 3] = ["survey", "technical_survey", "clearance"];
/// Money that is always enough, and money that pays for half of the work at most.
const RICH: f64 = 1e12;
const SHORT: f64 = 4e5;

struct Shape {
    areas: usize,
    groups: usize,
    horizon: u32,
    /// Per year.
    money: f64,
    /// Of a team and year.
    standing_cost: f64,
    allocation: &'static str,
}

const MIDDLING: Shape = Shape {
    areas: 8,
    groups: 12,
    horizon: 20,
    money: RICH,
    standing_cost: 0.0,
    allocation: "priority",
};

impl Shape {
    fn programme(&self) -> Programme {
        let Self {
            areas,
            groups,
            horizon,
            money,
            standing_cost,
            allocation,
        } = self;
        let mut text = format!(
            r#"
format = 1
name = "Grid"
start = "2026-01"
horizon = {horizon}
currency = "USD"
price_year = 2025
allocation = "{allocation}"
target = {{ years = 10, cost = 1e9 }}
calendar = {{ working_days = [20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20] }}
economy = {{ discount_rate = 0.04, escalation = {{ uniform = [0, 0.01] }}, inflation = {{ mean = 0.02, sd = 0.01 }} }}
overhead = {{ fixed = 1e4, share = 0.1 }}
noise = {{ output = 0.1 }}
funding.state = {{ annual = {money}, volatility = 0.2, persistence = 0.5 }}
[land_release]
cancelled = {{ pert = [0.1, 0.3, 0.6] }}
reduced_without_records = {{ pert = [0.1, 0.3, 0.6] }}
reduced_with_records = 0.8
record_reliability = {{ uniform = [0.1, 0.5] }}
rework = 0.01
unrecorded = 0
discovery = 0
"#
        );
        for area in 0..*areas {
            let hectares = if area + 1 == *areas { 1e9 } else { 1.0 };
            let _ = writeln!(
                text,
                "[area.a{area}]\nhazard = \"minefield\"\nterrain = \"plain\"\npriority = {area}\n\
                 suspected = {hectares}\nconfirmed = {hectares}"
            );
        }
        for group in 0..*groups {
            let task = TASKS[group % TASKS.len()];
            // A multiplier, so that need and hectares differ as they do in earnest.
            let _ = writeln!(
                text,
                "[team.g{group}]\ntask = \"{task}\"\ncount = {{ uniform = [5, 10] }}\noutput = 200\nunit_cost = 1000\n\
                 cost = {standing_cost}\nterrain = {{ plain = 0.8 }}"
            );
        }
        common::programme(&scenario(&text))
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, shape: &Shape) {
    let programme = shape.programme();
    let design = design(&programme, Sampling::Sobol);
    let mut engine = Engine::new(&programme);
    let months = simulate(&mut engine, &programme, &design, TRIALS).months;
    let all = (TRIALS * u64::from(programme.clock.months)) as f64;
    assert!(months >= all, "no trial ends before the horizon");
    group.throughput(Throughput::Elements(months as u64));
    group.bench_function(id, |b| {
        b.iter(|| simulate(&mut engine, black_box(&programme), &design, TRIALS));
    });
}

/// What does a simulated month cost by the number of areas and of team groups: is it their product?
pub(crate) fn sizes(c: &mut Criterion) {
    let mut group = c.benchmark_group("month/areas-x-groups");
    for areas in [1, 8, 64] {
        for groups in [3, 12, 48] {
            let shape = Shape {
                areas,
                groups,
                ..MIDDLING
            };
            let id = BenchmarkId::from_parameter(format!("{areas}x{groups}"));
            measure(&mut group, id, &shape);
        }
    }
}

/// Does a simulated month cost the same however long the horizon?
pub(crate) fn horizons(c: &mut Criterion) {
    let mut group = c.benchmark_group("month/horizon-years");
    for horizon in [5, 10, 20, 40, 80] {
        let shape = Shape {
            horizon,
            ..MIDDLING
        };
        measure(&mut group, BenchmarkId::from_parameter(horizon), &shape);
    }
}

/// What does the way cost in which work is shared: with money enough, with hectares or team-months to be paid from too little, in
/// proportion?
pub(crate) fn ways(c: &mut Criterion) {
    let mut group = c.benchmark_group("month/way");
    let ways = [
        ("rich", RICH, 0.0, "priority"),
        ("by-the-hectare", SHORT, 0.0, "priority"),
        ("by-the-month", SHORT, 3e4, "priority"),
        ("in-proportion", SHORT, 3e4, "proportional"),
    ];
    for (name, money, standing_cost, allocation) in ways {
        let shape = Shape {
            money,
            standing_cost,
            allocation,
            ..MIDDLING
        };
        measure(&mut group, BenchmarkId::from_parameter(name), &shape);
    }
}
