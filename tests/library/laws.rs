//! What must hold for every scenario, on scenarios made at random.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

use clearcast::engine::Workspace;
use clearcast::programme::columns::{CATEGORIES, LIMITS};
use clearcast::programme::{OutcomeLayout as O, Programme, YearLayout as Y, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;
use proptest::prelude::*;
use std::fmt::Write;

/// Region, SHA, CHA, priority, terrain.
type AreaNumbers = (u8, f64, f64, u8, u8);
/// Task, ha a year, cost per ha, cost per ha of capacity, growth, mobilisation, learning, first year.
type TeamNumbers = (u8, f64, f64, f64, f64, f64, f64, u8);
/// Annual, growth, volatility, carryover, indexed.
type SourceNumbers = (f64, f64, f64, f64, bool);

/// A random scenario: numbers from which [`Recipe::text`] writes a file.
#[derive(Clone, Debug)]
struct Recipe {
    start_month: u32,
    proportional: bool,
    winter: f64,
    shares: [f64; 5],
    discovery: f64,
    escalation: f64,
    inflation: f64,
    overhead: f64,
    areas: Vec<AreaNumbers>,
    teams: Vec<TeamNumbers>,
    sources: Vec<SourceNumbers>,
    noise: f64,
    conflict: f64,
    /// Bits that decide which of what programmes plan the scenario has; 0: nothing.
    plans: u64,
}

const TASKS: [&str; 3] = ["survey", "technical_survey", "clearance"];

impl Recipe {
    /// The scenario file with all money multiplied by `money`.
    #[expect(clippy::too_many_lines, reason = "one scenario")]
    fn text(&self, money: f64, income: f64) -> String {
        let [cancelled, without, with, rework, unrecorded] = self.shares;
        // Rework of 1 would clear the same ground for ever.
        let rework = rework * 0.5;
        let mut text = format!(
            "format = 1\nname = 'Random'\nstart = '2026-{:02}'\nhorizon = 40\ncurrency = 'USD'\nprice_year = 2025\n\
             allocation = '{}'\n[target]\nyears = 20\ncost = {}\n[completion]\nmilestones = [0.5, 0.9]\n\
             [calendar]\nworking_days = [{w}, 10, 20, 22, 22, 22, 22, 22, 22, 21, 18, {w}]\n\
             [economy]\ndiscount_rate = 0.03\nescalation = {}\ninflation = {{ mean = {}, sd = 0.02, persistence = 0.5 }}\n\
             [land_release]\ncancelled = {cancelled}\nreduced_without_records = {without}\nreduced_with_records = {with}\n\
             record_reliability = {{ uniform = [0, 1] }}\nrework = {rework}\nunrecorded = {unrecorded}\ndiscovery = {}\n\
             [overhead]\nfixed = {}\nshare = 0.1\n[noise]\noutput = {}\n",
            self.start_month,
            if self.proportional {
                "proportional"
            } else {
                "priority"
            },
            1e8 * money,
            self.escalation,
            self.inflation,
            self.discovery,
            self.overhead * money,
            self.noise,
            w = self.winter,
        );
        for (i, (region, suspected, confirmed, priority, terrain)) in self.areas.iter().enumerate()
        {
            let _ = writeln!(
                text,
                "[area.a{i}]\nregion = 'r{region}'\nhazard = 'minefield'\nterrain = 't{terrain}'\npriority = {priority}\n\
                 suspected = {{ pert = [{}, {suspected}, {}] }}\nconfirmed = {confirmed}",
                suspected * 0.5,
                suspected * 2.0,
            );
            if self.plans(i) {
                let _ = writeln!(text, "closed = [12, 1, {}]", 2 + i);
            }
        }
        for (i, (task, rate, unit_cost, cost, growth, mobilisation, learning, from)) in
            self.teams.iter().enumerate()
        {
            let _ = writeln!(
                text,
                "[team.g{i}]\ntask = '{}'\noperator = 'o{}'\nrate = {rate}\nunit_cost = {}\ncost = {}\ngrowth = {growth}\n\
                 mobilisation = {}\nlearning = {learning}\nfrom = {}\nterrain = {{ t1 = 0.5 }}",
                TASKS[usize::from(*task)],
                i % 2,
                unit_cost * money,
                cost * money,
                mobilisation * money,
                2026 + i32::from(*from),
            );
            if self.plans(8 + i) {
                let _ = writeln!(text, "in_kind = true");
            }
            if self.plans(16 + i) {
                let _ = writeln!(
                    text,
                    "by_year = {{ 2027 = {}, 2030 = {{ uniform = [{rate}, {}] }} }}",
                    rate * 2.0,
                    rate * 3.0
                );
            }
            if self.plans(24 + i) {
                let _ = writeln!(
                    text,
                    "working_days = [0, 0, 9, 20, 20, 20, 20, 20, 20, 20, 9, 0]\nuntil = '2041-0{}'",
                    i + 1
                );
            }
        }
        for (i, (annual, growth, volatility, carryover, indexed)) in self.sources.iter().enumerate()
        {
            let _ = writeln!(
                text,
                "[funding.s{i}]\nannual = {}\ngrowth = {growth}\nvolatility = {volatility}\npersistence = 0.5\n\
                 carryover = {carryover}\nindexed = {indexed}",
                annual * money * income,
            );
            if self.plans(32 + i) {
                let _ = writeln!(text, "probability = 0.6\nfrom = '2027-04'");
            }
            if self.plans(36 + i) && !self.proportional {
                let earmark = [
                    "areas = ['a0']",
                    "tasks = ['clearance', 'overhead']",
                    "operators = ['o1'], areas = ['a*']",
                ][i % 3];
                // Where nobody is o1, nothing may name it.
                if self.teams.len() > 1 {
                    let _ = writeln!(text, "pays_for = {{ {earmark} }}");
                }
            }
        }
        if self.conflict > 0.0 {
            let _ = writeln!(
                text,
                "[event.conflict]\nrate = {}\nduration = {{ uniform = [1, 20] }}\noutput = 0.3\nfunding = 0.7\n\
                 adds = {{ gamma = {{ mean = 200, sd = 100 }} }}\n[event.machines]\nrate = 0.05\npermanent = true\noutput = 1.5",
                self.conflict,
            );
            if self.plans(40) {
                let _ = writeln!(
                    text,
                    "[event.mud]\nrate = 1\nduration = 3\noutput = 0\nareas = ['a0']"
                );
            }
        }
        text
    }

    fn plans(&self, bit: usize) -> bool {
        self.plans >> bit & 1 == 1
    }

    fn compile(&self, money: f64, income: f64) -> Programme {
        let text = self.text(money, income);
        let loaded =
            from_text("random.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}\n{text}"));
        compile(&loaded.scenario).0
    }
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let share = || prop_oneof![Just(0.0), 0.0..1.0_f64];
    let area = (0..3_u8, 0.0..5000.0_f64, 0.0..2000.0_f64, 0..3_u8, 0..2_u8);
    let team = (
        0..3_u8,
        10.0..3000.0_f64,
        0.0..3000.0_f64,
        1.0..500.0_f64,
        prop_oneof![Just(0.0), 0.0..300.0_f64],
        0.0..2000.0_f64,
        prop_oneof![4 => -0.02..0.04_f64, 1 => -1.5..-0.5_f64],
        0..4_u8,
    );
    let source = (
        1e4..3e6_f64,
        -0.05..0.05_f64,
        prop_oneof![Just(0.0), 0.0..0.5_f64],
        share(),
        any::<bool>(),
    );
    let land = [share(), share(), share(), share(), share()];
    (
        (
            1..13_u32,
            any::<bool>(),
            prop_oneof![Just(0.0), Just(9.0)],
            land,
            0.0..2.0_f64,
        ),
        (
            -0.03..0.03_f64,
            -0.05..0.2_f64,
            prop_oneof![Just(0.0), 0.0..1e5_f64],
        ),
        prop::collection::vec(area, 1..6),
        prop::collection::vec(team, 3..8),
        prop::collection::vec(source, 1..4),
        (
            prop_oneof![Just(0.0), 0.0..0.5_f64],
            prop_oneof![Just(0.0), 0.0..0.5_f64],
            prop_oneof![Just(0), any::<u64>()],
        ),
    )
        .prop_map(|(first, economy, areas, teams, sources, chance)| {
            let (start_month, proportional, winter, shares, discovery) = first;
            let (escalation, inflation, overhead) = economy;
            let (noise, conflict, plans) = chance;
            Recipe {
                start_month,
                proportional,
                winter,
                shares,
                discovery,
                escalation,
                inflation,
                overhead,
                areas,
                teams,
                sources,
                noise,
                conflict,
                plans,
            }
        })
}

/// Outcomes and years of the first trials.
fn trials(programme: &Programme, count: u64) -> Vec<(Vec<f64>, Vec<f64>)> {
    let design = Design::new(Sampling::Random, programme.inputs.dimensions(), 5).unwrap();
    let mut workspace = Workspace::new(programme);
    let one = |trial| {
        workspace.run(programme, &design, trial);
        (workspace.outcome().to_vec(), workspace.years().to_vec())
    };
    (0..count).map(one).collect()
}

/// Sums over hundreds of months in another order.
const ROUNDING: f64 = 1e-9;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]

    #[test]
    fn area_and_money_are_conserved_and_nothing_is_negative(recipe in recipes()) {
        let programme = recipe.compile(1.0, 1.0);
        let layout = &programme.outcome_layout;
        for (it, years) in trials(&programme, 8) {
            let land = it[O::INITIAL] + it[O::UNRECORDED] + it[O::ADDED];
            let found_again = it[O::CANCELLED] + it[O::REDUCED] + it[O::CLEARED] + it[O::REMAINING] + it[O::UNDISCOVERED];
            prop_assert!((land - found_again).abs() <= ROUNDING * land, "area: {land} became {found_again}");

            let income = it[O::INCOME];
            let payers = &it[layout.sources..][..programme.payers.len()];
            let in_kind = payers.get(programme.sources.len()).copied().unwrap_or(0.0);
            let used = it[O::COST] - in_kind + it[O::KEPT] + it[O::LAPSED];
            prop_assert!((income - used).abs() <= ROUNDING * income, "money: {income} became {used}");

            let lapsed: f64 = it[layout.lapsed..][..programme.sources.len()].iter().sum();
            prop_assert!((lapsed - it[O::LAPSED]).abs() <= ROUNDING * income, "lapsed {lapsed}");
            let columns = &programme.year_layout;
            for row in years.chunks_exact(columns.len()) {
                let limits: f64 = row[columns.limits..][..LIMITS.len()].iter().sum();
                prop_assert!(limits == row[Y::AT_WORK], "{limits} labels");
            }
            let standing = &it[layout.at_deadline.unwrap()..];
            prop_assert!(standing[2] <= it[O::COST] * (1.0 + ROUNDING), "spent {} by the deadline", standing[2]);
            prop_assert!((standing[2] + standing[5] - it[O::COST]).abs() <= ROUNDING * (income + in_kind));

            let cost = it[O::COST];
            let income = income + in_kind;
            let categories: f64 = it[O::CATEGORY..][..CATEGORIES.len()].iter().sum();
            let operators: f64 = it[layout.operators..][..programme.operators.len()].iter().sum();
            let sources: f64 = payers.iter().sum();
            prop_assert!((cost - categories).abs() <= ROUNDING * income, "categories {categories} of {cost}");
            prop_assert!((cost - operators - it[O::CATEGORY + 3]).abs() <= ROUNDING * income, "operators {operators}");
            prop_assert!((cost - sources).abs() <= ROUNDING * income, "sources {sources} of {cost}");

            // Leftovers of subtraction may be a rounding error below 0.
            prop_assert!(it.iter().chain(&years).all(|&x| x >= -ROUNDING), "negative or NaN in {it:?} {years:?}");
            prop_assert!(it[O::COMPLETION_MONTHS] <= 480.0 || it[O::COMPLETION_MONTHS].is_infinite());
        }
    }

    /// A power of two, so that not even rounding differs.
    #[test]
    fn four_times_the_money_and_prices_cost_four_times(recipe in recipes()) {
        let one = trials(&recipe.compile(1.0, 1.0), 4);
        let four = trials(&recipe.compile(4.0, 1.0), 4);
        for ((one, _), (four, _)) in one.iter().zip(&four) {
            for column in [O::COMPLETION_MONTHS, O::CANCELLED, O::REDUCED, O::CLEARED, O::UNDISCOVERED, O::REMAINING] {
                prop_assert_eq!(one[column], four[column], "column {}", column);
            }
            for column in [O::COST, O::NOMINAL, O::PRESENT_VALUE, O::UNFUNDED, O::INCOME, O::LAPSED, O::KEPT] {
                prop_assert_eq!(4.0 * one[column], four[column], "column {}", column);
            }
        }
    }

    /// For one group a task: several groups whose reach differs can get in each other's way, as in any list scheduling.
    #[test]
    fn without_growth_and_chance_more_money_never_finishes_later(recipe in recipes(), more in 1.0..3.0_f64) {
        let mut recipe = recipe;
        recipe.noise = 0.0;
        recipe.conflict = 0.0;
        recipe.plans = 0;
        recipe.teams.truncate(3);
        for (task, team) in recipe.teams.iter_mut().enumerate() {
            team.0 = task as u8;
            team.4 = 0.0;
            team.6 = 0.0;
        }
        for source in &mut recipe.sources {
            source.2 = 0.0;
        }
        let completion = |income| trials(&recipe.compile(1.0, income).without_chance(), 1)[0].0[O::COMPLETION_MONTHS];
        let (little, much) = (completion(1.0), completion(more));
        prop_assert!(much <= little, "{little} months with the money, {much} with {more} times as much");
    }
}
