//! People, section 6 of `docs/model.md`: closed forms, and scenarios without people as they were.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

use crate::common::{Course, agree, small};
use clearcast::programme::OutcomeLayout as O;
use clearcast::programme::columns::STANDING_RETURNED;
use clearcast::sampling::Sampling;
use clearcast::scenario::Scenario;
use clearcast::simulate::{Columns, Model, RunSpec, Table, Watch, simulate_one, tally};
use clearcast::summary::charts::Charts;
use clearcast::summary::{RunId, Summary};
use clearcast::tables;
use libm::{exp, pow};

/// 120 ha a year are cleared of 100: complete after 10 months, unless told otherwise.
fn course(sets: &[&str]) -> Course {
    Course::of(&small(sets))
}

/// All land is released in the first month, as survey cancels it.
const AT_ONCE: [&str; 3] = [
    "area.field.confirmed = 0",
    "area.field.suspected = 100",
    "land_release.cancelled = 1",
];

fn after_a_step<'a>(sets: &[&'a str]) -> Vec<&'a str> {
    [&AT_ONCE[..], sets].concat()
}

impl Figures for Course {
    fn course(&self) -> &Course {
        self
    }
}

/// Where the figures of people stand in an outcome.
trait Figures {
    fn course(&self) -> &Course;

    /// People returned, months to half and to 90 %.
    fn returned(&self, k: usize) -> f64 {
        let it = self.course();
        let columns = &it.programme.outcome_layout.people;
        let returned = columns.returned.unwrap();
        it.get(match k {
            0 => returned,
            _ => columns.reached.unwrap() + k - 1,
        })
    }

    /// Casualties among people, deminers, and killed.
    fn casualties(&self, k: usize) -> f64 {
        let it = self.course();
        it.get(it.programme.outcome_layout.people.casualties.unwrap() + k)
    }

    /// Present value of the benefits, and benefit-cost ratio.
    fn benefits(&self, k: usize) -> f64 {
        let it = self.course();
        it.get(it.programme.outcome_layout.people.benefits.unwrap() + k)
    }

    fn year(&self, year: usize, quantity: &str) -> f64 {
        let mut series = self.course().programme.columns().series();
        let columns = series.len();
        let column = series.position(|column| column.name == quantity);
        self.course().years[year * columns + column.expect("the quantity is recorded")]
    }
}

/// Land free in one step: who waits goes home with a constant chance a month, long after the programme has ended.
#[test]
fn return_after_a_step_release_is_an_exponential() {
    let it = course(&after_a_step(&[
        "area.field.people = 1000",
        "people.return_lag = 2.5",
    ]));
    agree(it.completion(), 1.0);
    for year in [0, 1, 7, 49] {
        let months = 12.0 * f64::from(year as u32 + 1);
        agree(
            it.year(year, "people.returned"),
            1000.0 * (1.0 - exp(-months / 30.0)),
        );
        agree(it.year(year, "people.land_released"), 1000.0);
    }
    agree(it.returned(0), 1000.0 * (1.0 - exp(-600.0 / 30.0)));
    agree(it.returned(1), (30.0 * libm::log(2.0)).ceil());
    agree(it.returned(2), (30.0 * libm::log(10.0)).ceil());
}

/// Without a lag people follow the land: a tenth of it is released every month.
#[test]
fn return_without_a_lag_follows_the_land() {
    let it = course(&["area.field.people = 700", "people = {}"]);
    agree(it.completion(), 10.0);
    agree(it.returned(0), 700.0);
    agree(it.returned(1), 5.0);
    agree(it.returned(2), 9.0);
}

/// 120 people a year, from two areas in proportion to who waits: 10 a month, of which each area gets its part.
#[test]
fn houses_limit_return() {
    let it = course(&after_a_step(&[
        "area.field.people = 100",
        "area.other = { hazard = 'minefield', terrain = 'plain', suspected = 5, people = 300 }",
        "people.return_capacity = 120",
    ]));
    for year in 0..3 {
        agree(
            it.year(year, "people.returned"),
            120.0 * (year as f64 + 1.0),
        );
    }
    agree(it.year(3, "people.returned"), 400.0);
    agree(it.returned(1), 20.0);
    agree(it.returned(2), 36.0);
}

/// Nobody goes away again: land that is found later keeps back only those who have not come yet.
#[test]
fn people_who_have_returned_stay() {
    let it = course(&after_a_step(&[
        "area.field.people = 1000",
        "area.field.unrecorded = 1",
        "area.field.discovery = 0.5",
        "area.other = { hazard = 'minefield', terrain = 'hill', confirmed = 10 }",
        "team.technical.areas = ['other']",
        "team.manual.terrain = { hill = 0 }",
        "team.survey.until = 2026",
        "people = {}",
        "horizon = 6",
    ]));
    assert!(it.completion().is_infinite());
    agree(it.year(0, "people.returned"), 1000.0);
    for year in 1..6 {
        let found = |months: f64| 100.0 * (1.0 - exp(-0.5 / 12.0 * months));
        let (known, left) = (
            100.0 + found(12.0 * (year as f64 + 1.0)),
            found(12.0 * (year as f64 + 1.0)) - found(12.0),
        );
        agree(
            it.year(year, "people.land_released"),
            1000.0 * (1.0 - left / known),
        );
        agree(it.year(year, "people.returned"), 1000.0);
    }
}

/// What an event adds is known land: 300 ha beside 100 that are released leave room for a quarter.
#[test]
fn land_added_by_events_counts_as_known() {
    let it = course(&[
        "area.field.people = 1000",
        "people = {}",
        "event.war = { rate = 1e9, permanent = true, adds = 300 }",
        "team.survey.until = 2025",
        "horizon = 2",
    ]);
    agree(it.returned(0), 250.0);
}

/// 2,000 people beside 100 ha that nobody clears: a constant number of casualties a year, or one that falls by its decline.
#[test]
fn constant_exposure_gives_constant_casualties() {
    let nobody_clears = [
        "area.field.residents = 2000",
        "team.manual.rate = 0",
        "horizon = 8",
        "casualties = { rate = 3, killed = 0.25 }",
    ];
    let it = course(&nobody_clears);
    for year in 0..8 {
        agree(it.year(year, "casualties.people"), 6.0);
        agree(it.year(year, "casualties.killed"), 1.5);
    }
    agree(it.casualties(0), 48.0);
    agree(it.casualties(2), 12.0);
    let declining = course(&[&nobody_clears[..], &["casualties.decline = 0.2"]].concat());
    let factor = pow(0.8, 1.0 / 12.0);
    agree(
        declining.casualties(0),
        0.5 * (1.0 - pow(factor, 96.0)) / (1.0 - factor),
    );
}

/// 100 ha go at 10 ha a month: exposure at the end of the months is 0.9, 0.8, … 0, and a hectare costs deminers too.
#[test]
fn exposure_falls_with_the_land_and_deminers_share_the_risk() {
    let it = course(&[
        "area.field.residents = 12000",
        "casualties = { rate = 1, deminers = 40, killed = 0.5 }",
    ]);
    agree(
        it.casualties(0),
        0.9 + 0.8 + 0.7 + 0.6 + 0.5 + 0.4 + 0.3 + 0.2 + 0.1,
    );
    agree(it.casualties(1), 4.0);
    agree(it.casualties(2), 4.25);
    agree(it.year(1, "casualties.people"), 0.0);
}

/// 2,000 people of whom three quarters are reached at 4 each cost 6,000 a year; half the money reaches half as many.
#[test]
fn education_is_scaled_by_money() {
    let taught = [
        "area.field.residents = 2000",
        "team.manual.rate = 0",
        "horizon = 8",
        "casualties.rate = 3",
        "risk_education = { coverage = 0.75, effect = 0.4, cost = 4 }",
    ];
    for (income, part) in [(1e6, 1.0), (6000.0, 1.0), (3000.0, 0.5), (0.0, 0.0)] {
        let income = format!("funding.state.annual = {income}");
        let it = course(&[&taught[..], &[&income]].concat());
        agree(it.casualties(0), 48.0 * (1.0 - 0.3 * part));
        agree(it.year(3, "casualties.people_without_education"), 6.0);
        agree(
            it.year(3, "spending.category.risk_education"),
            6000.0 * part,
        );
        agree(it.get(O::COST), 48_000.0 * part);
        agree(it.get(O::UNFUNDED), 48_000.0 * (1.0 - part));
    }
    // Overhead comes first and takes half of the money; costs rise by 21 % a year.
    let half = "funding.state.annual = 6000";
    let it = course(&[&taught[..], &[half, "overhead.fixed = 3000"]].concat());
    agree(it.casualties(0), 48.0 * (1.0 - 0.3 * 0.5));
    let it = course(&[&taught[..], &["economy.escalation = 0.21"]].concat());
    let year = |y: f64| (0..12).map(move |m| 500.0 * pow(1.21, y + f64::from(m) / 12.0));
    agree(
        it.year(2, "spending.category.risk_education"),
        year(2.0).sum(),
    );
}

/// Of those present at the end of the month before: nobody in the first month, and nobody is taught after completion.
#[test]
fn education_is_for_those_who_are_there_and_ends_with_the_programme() {
    let it = course(&[
        "area.field.people = 1200",
        "people = {}",
        "casualties.rate = 1",
        "completion.residual = 0.35",
        "horizon = 2",
        "risk_education = { coverage = 1, effect = 1, cost = 12 }",
    ]);
    agree(it.completion(), 7.0);
    // 120 people more every month, from the second month on.
    let spent = (0..7).map(|month| 120.0 * f64::from(month)).sum();
    agree(it.year(0, "spending.category.risk_education"), spent);
    // While all are reached nobody is hurt; afterwards 840 people live with 30 % of the land for 17 months.
    agree(it.casualties(0), 17.0 * 840.0 * 0.3 / 12_000.0);
}

/// 100 ha at 50 a year from the first month on, for 20 years: an annuity paid at the middle of each month.
#[test]
fn benefits_of_a_step_release_are_an_annuity() {
    let sets = [
        "area.field.confirmed = 60",
        "area.field.suspected = 40",
        "land_release.cancelled = 1",
        "land_release.reduced_without_records = 1",
        "land_release.reduced_with_records = 1",
        "economy.discount_rate = 0.07",
        "horizon = 20",
        "overhead.fixed = 120000",
        "benefits = { per_ha = 50, cancelled = 0.25 }",
    ];
    let it = course(&sets);
    agree(it.completion(), 1.0);
    let month = pow(1.07, -1.0 / 12.0);
    let annuity = pow(1.07, -0.5 / 12.0) * (1.0 - pow(month, 240.0)) / (1.0 - month);
    let benefits = (60.0 + 0.25 * 40.0) * 50.0 / 12.0 * annuity;
    agree(it.benefits(0), benefits);
    agree(
        it.benefits(1),
        benefits / (10_000.0 * pow(1.07, -0.5 / 12.0)),
    );
    agree(it.year(19, "benefits"), 70.0 * 50.0);
    // A year later to the horizon: another year of it.
    let longer = course(&[&sets[..], &["horizon = 21"]].concat());
    let year = pow(1.07, -20.0) * (1.0 - pow(month, 12.0)) / (1.0 - month);
    agree(
        longer.benefits(0) - it.benefits(0),
        70.0 * 50.0 / 12.0 * pow(1.07, -0.5 / 12.0) * year,
    );
}

/// Without spending there is no ratio.
#[test]
fn nothing_spent_has_no_ratio() {
    let it = course(&after_a_step(&["benefits.per_ha = 1"]));
    assert!(it.benefits(1).is_infinite());
}

fn summary(scenario: &Scenario) -> Summary {
    let trials = 64;
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(trials, 1);
    let run = simulate_one(&model, &spec, tally, &Watch::default()).unwrap();
    let (programme, sample) = (model.programme(), run.collected);
    let run = RunId::new(trials, 1, Sampling::Sobol);
    Summary::new(scenario, programme, &sample, run)
}

/// What a results folder holds of a scenario, but for the pictures.
fn written(scenario: &Scenario) -> (String, String) {
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(256, 1);
    let run = simulate_one(&model, &spec, tally, &Watch::default()).unwrap();
    let (programme, sample) = (model.programme(), run.collected);
    let charts = Charts::new(scenario, programme, &sample, Vec::new());
    let years = String::from_utf8(tables::years(&charts).bytes).unwrap();
    let layout = &programme.outcome_layout;
    let behind = layout.people.reached.unwrap_or(layout.len);
    let standing =
        [Some(layout.at_horizon), layout.at_deadline].map(|at| at.map(|it| it + STANDING_RETURNED));
    let others = (0..layout.people.first)
        .chain(layout.milestones..behind)
        .filter(|&column| !standing.contains(&Some(column)));
    let columns = Columns {
        outcomes: others.collect(),
        ..Columns::default()
    };
    let empty = |_: &_| Table::new(columns.clone());
    let table = simulate_one(&model, &spec, empty, &Watch::default())
        .unwrap()
        .collected;
    let bits = |at| table.row(at).iter().map(|value: &f64| value.to_bits());
    let outcomes: Vec<Vec<u64>> = (0..table.len()).map(|at| bits(at).collect()).collect();
    (format!("{outcomes:?}"), years)
}

/// People change nothing about land and money but what teaching them costs: all else has the same bits with them and without,
/// and nothing is written of them where they are not.
#[test]
fn all_else_is_the_same_with_people_and_without() {
    let chance = [
        "area.field.confirmed = { pert = [60, 100, 300] }",
        "area.other = { hazard = 'minefield', terrain = 'hill', suspected = { uniform = [0, 90] } }",
        "land_release.unrecorded = 0.2",
        "land_release.discovery = 0.2",
        "team.manual.growth = { uniform = [0, 9] }",
        "funding.state = { annual = 90e3, volatility = 0.3, indexed = false }",
        "economy.inflation = { mean = 0.03, sd = 0.02 }",
        "economy.discount_rate = 0.05",
        "noise.output = 0.1",
        "event.war = { rate = 0.1, duration = 5, output = 0.2, adds = { uniform = [0, 30] } }",
    ];
    let people = [
        "area.field.people = 900",
        "area.other.residents = 700",
        "people = { return_lag = 2, return_capacity = 60 }",
        "casualties = { rate = 1, deminers = 1 }",
        "risk_education = { coverage = 0.5, effect = 0.5, cost = 0 }",
        "benefits.per_ha = 90",
    ];
    let without = small(&chance);
    let with = small(&[&chance[..], &people].concat());
    for word in [
        "people",
        "residents",
        "casualties",
        "risk_education",
        "benefits",
    ] {
        assert!(!without.resolved.contains(word), "{word}");
    }
    let (outcomes, years) = written(&without);
    let (outcomes_with, years_with) = written(&with);
    assert_eq!(outcomes, outcomes_with);
    let new = [
        "people.",
        "casualties.",
        "benefits,",
        "spending.category.risk",
    ];
    let others = years_with
        .lines()
        .filter(|row| !new.iter().any(|name| row.contains(name)));
    assert!(others.eq(years.lines()));
    assert!(years_with.lines().count() > years.lines().count());
}

/// Every figure is there if its table is, and only then; errors mirror them.
#[test]
fn figures_follow_the_tables() {
    let tables = [
        ("people", "people = {}", "people"),
        ("casualties", "casualties.rate = 1", "casualties"),
        ("benefits", "benefits.per_ha = 1", "benefits_present_value"),
        ("benefits", "benefits.per_ha = 1", "benefit_cost_ratio"),
    ];
    for chosen in ["none", "people", "casualties", "benefits"] {
        let sets: Vec<&str> = tables
            .iter()
            .filter(|(table, ..)| *table == chosen)
            .map(|(_, set, _)| *set)
            .take(1)
            .collect();
        let json = serde_json::to_value(summary(&small(&sets))).unwrap();
        for (table, _, figure) in tables {
            assert_eq!(json.get(figure).is_some(), table == chosen, "{figure}");
            assert_eq!(
                json["standard_error"].get(figure).is_some(),
                table == chosen,
                "{figure}"
            );
        }
        let education = json["cost_by"]["category"].get("risk_education");
        assert!(education.is_none());
    }
    let taught = small(&["risk_education = { coverage = 1, effect = 0, cost = 1 }"]);
    let json = serde_json::to_value(summary(&taught)).unwrap();
    let education = json["cost_by"]["category"].get("risk_education");
    assert!(education.is_some());
}

/// Drivers and uncertain values reach the new inputs, and shares are cut off at 1.
#[test]
fn inputs_of_people_are_inputs_like_any() {
    let it = course(&[
        "area.field.residents = 2000",
        "team.manual.rate = 0",
        "horizon = 1",
        "casualties.rate = 3",
        "risk_education = { coverage = 0.6, effect = 0.5, cost = 0 }",
        "driver.more = { factor = 2, multiplies = ['area.*.residents', 'risk_education.coverage'] }",
    ]);
    agree(it.casualties(0), 12.0 * (1.0 - 0.5));
    let spread = summary(&small(&[
        "area.field.residents = { uniform = [1000, 3000] }",
        "team.manual.rate = 0",
        "horizon = 1",
        "casualties.rate = { uniform = [2, 4] }",
    ]));
    let people = spread.spread("casualties.people");
    assert!(people.p05.unwrap() < 4.0 && people.p95.unwrap() > 8.0);
    // The mean of a product of independent values, within six standard errors: one false alarm in many millions.
    let error = spread.error("casualties.people").mean.unwrap();
    assert!((people.mean.unwrap() - 6.0).abs() < 6.0 * error.max(0.02));
}
