//! One trial in full: the same bits as in the run, and causes that sum to the difference.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

use std::collections::BTreeSet;

use clearcast::programme::columns::LIMITS;
use clearcast::programme::{OutcomeLayout as O, YearLayout as Y};
use clearcast::simulate::{Columns, Model, RunSpec, Table, Watch, simulate_one};
use clearcast::trace::{Short, YearRow, causes, factors, near, trace};

use crate::common::{agree, small};

const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");

fn baseline() -> Model {
    Model::from_text("azerbaijan.toml", BASELINE, &[]).unwrap()
}

fn table(model: &Model, spec: &RunSpec) -> Table {
    let programme = model.programme();
    let columns = Columns {
        outcomes: (0..programme.outcome_layout.len).collect(),
        inputs: (0..programme.inputs.paths().len()).collect(),
        ..Columns::default()
    };
    let run = simulate_one(
        model,
        spec,
        |_| Table::new(columns.clone()),
        &Watch::default(),
    );
    run.unwrap().collected
}

#[test]
fn a_traced_trial_has_the_bits_of_the_run() {
    let model = baseline();
    let spec = RunSpec::new(64, 3);
    let run = table(&model, &spec);
    let columns: Vec<_> = model.programme().columns().outcomes().collect();
    for trial in [0, 17, 63] {
        let found = trace(&model, &spec, trial, &Watch::default()).unwrap();
        let row = run.row(trial as usize);
        for ((name, value), (column, written)) in found.outcome.iter().zip(columns.iter().zip(row))
        {
            let expected = column.in_unit(*written);
            assert_eq!(name, &column.name);
            assert_eq!(
                value.map(f64::to_bits),
                expected.is_finite().then_some(expected.to_bits())
            );
        }
        // Months add up to the books of the whole trial.
        agree(found.months.iter().map(|it| it.spent).sum(), row[O::COST]);
        agree(
            found.months.iter().map(|it| it.income).sum(),
            row[O::INCOME],
        );
        agree(
            found.months.iter().map(|it| it.missing).sum(),
            row[O::UNFUNDED],
        );
        for input in found.inputs.iter().filter(|it| it.percentile.is_some()) {
            let slot = model.paths().position(|it| it == input.path).unwrap();
            let drawn = row[model.programme().outcome_layout.len + slot];
            assert_eq!(input.value.to_bits(), drawn.to_bits(), "{}", input.path);
            assert!((0.0..=1.0).contains(&input.percentile.unwrap()));
        }
    }
}

/// Points, chance and silenced mechanisms lead to the very trial, and the causes sum to the difference.
#[test]
fn causes_lead_from_the_middle_to_the_trial() {
    let model = baseline();
    let spec = RunSpec::new(64, 3);
    let run = table(&model, &spec);
    for trial in [5, 40] {
        let found = causes(&model, &spec, trial, &Watch::default()).unwrap();
        let row = run.row(trial as usize);
        let horizon = f64::from(model.programme().clock.months);
        assert_eq!(
            found.months.to_bits(),
            row[O::COMPLETION_MONTHS].min(horizon).to_bits()
        );
        assert_eq!(found.cost.to_bits(), row[O::COST].to_bits());
        let sum: f64 = found.causes.iter().map(|it| it.months).sum();
        agree(sum, found.months - found.middle_months);
        let sum: f64 = found.causes.iter().map(|it| it.cost).sum();
        agree(sum / 1e6, (found.cost - found.middle_cost) / 1e6);
    }
}

/// Cost is area times unit cost: each factor's Shapley value is its change times the mean of the other's two values.
#[test]
fn the_causes_of_a_product_are_those_of_the_closed_form() {
    let sets = [
        "area.field.confirmed={ uniform = [50, 150] }",
        "team.manual.unit_cost={ uniform = [500, 1500] }",
    ];
    let model = Model::of(small(&sets));
    let spec = RunSpec::new(64, 1);
    let found = trace(&model, &spec, 9, &Watch::default()).unwrap();
    let drawn = |path: &str| {
        found
            .inputs
            .iter()
            .find(|it| it.path == path)
            .unwrap()
            .value
    };
    let (area, price) = (
        drawn("area.field.confirmed"),
        drawn("team.manual.unit_cost"),
    );
    let causes = causes(&model, &spec, 9, &Watch::default()).unwrap();
    let cause = |path: &str| {
        causes
            .causes
            .iter()
            .find(|it| it.factor.name == path)
            .unwrap()
    };
    agree(causes.middle_cost, 100.0 * 1000.0);
    agree(
        cause("area.field.confirmed").cost,
        (area - 100.0) * 0.5 * (price + 1000.0),
    );
    agree(
        cause("team.manual.unit_cost").cost,
        (price - 1000.0) * 0.5 * (area + 100.0),
    );
}

#[test]
fn correlated_inputs_events_and_drivers_are_one_factor_each() {
    let model = baseline();
    let factors = factors(&model);
    let named = |name: &str| factors.iter().filter(|it| it.name == name).count();
    assert_eq!(named("event.fighting"), 1);
    assert_eq!(named("driver.hidden-costs"), 1);
    assert_eq!(named("funding.state"), 1);
    assert_eq!(named("noise.output"), 1);
    let groups = factors
        .iter()
        .filter(|it| it.name.contains("correlated with it"));
    assert!(groups.count() >= 1);
    let certain = Model::of(small(&[]));
    assert!(clearcast::trace::factors(&certain).is_empty());
    let nothing = causes(&certain, &RunSpec::new(32, 1), 3, &Watch::default()).unwrap();
    assert!(nothing.causes.is_empty());
    agree(nothing.months, nothing.middle_months);
}

/// Whether a source pays was held at its median in every order, so that the causes of a trial without it led to another trial.
#[test]
fn whether_a_source_pays_is_a_factor() {
    let model = Model::of(small(&[
        "funding.gift={ annual = 5e5, probability = 0.4 }",
        "funding.state.annual=5e4",
    ]));
    let spec = RunSpec::new(64, 1);
    let run = table(&model, &spec);
    for trial in 0..8 {
        let found = causes(&model, &spec, trial, &Watch::default()).unwrap();
        let months = run.row(trial as usize)[O::COMPLETION_MONTHS];
        assert_eq!(found.months.to_bits(), months.min(600.0).to_bits());
        assert_eq!(found.causes.len(), 1);
    }
}

#[test]
fn an_event_is_seen_in_the_months_in_which_it_is_at_work() {
    let model = Model::of(small(&[
        "event.flood={ rate = 3, duration = 4, output = 0.5 }",
    ]));
    let found = trace(&model, &RunSpec::new(32, 1), 2, &Watch::default()).unwrap();
    assert!(!found.arrivals.is_empty());
    let at_work: u32 = found.arrivals.iter().map(|it| it.months).sum();
    let months = found.months.iter().filter(|it| it.events == ["flood"]);
    assert_eq!(months.clone().count(), at_work as usize);
    assert!(months.into_iter().all(|it| (it.output - 0.5).abs() < 1e-12));
    let idle = found.months.iter().filter(|it| it.events.is_empty());
    assert!(idle.into_iter().all(|it| (it.output - 1.0).abs() < 1e-12));
}

#[test]
fn the_trial_nearest_to_a_figure_is_at_it() {
    let model = baseline();
    let spec = RunSpec::new(512, 1);
    let watch = Watch::default();
    let trial = near(&model, &spec, "p80(years)", &watch).unwrap().unwrap();
    let run = table(&model, &spec);
    let mut months: Vec<f64> = run.column(O::COMPLETION_MONTHS).collect();
    let found = months[trial as usize];
    months.sort_by(f64::total_cmp);
    // The smallest that 80 % do not exceed: of 512, the 410th.
    assert!((found - months[409]).abs() < 1e-12);
    let error = near(&model, &spec, "joint", &watch).unwrap().unwrap_err();
    assert!(error.contains("name a quantile"), "{error}");
}

/// What a run counts of a trial: the column of its label, by calendar year at work.
fn labels_of_run(model: &Model, spec: &RunSpec, trial: u64) -> Vec<YearRow> {
    let programme = model.programme();
    let all = 0..programme.clock.calendar_years();
    let first = programme.year_layout.limits;
    let of_year = |year| {
        let labels = (first..first + LIMITS.len()).map(move |column| (year, column));
        std::iter::once((year, Y::AT_WORK)).chain(labels)
    };
    let columns = Columns {
        years: all.flat_map(of_year).collect(),
        ..Columns::default()
    };
    let run = simulate_one(
        model,
        spec,
        |_| Table::new(columns.clone()),
        &Watch::default(),
    )
    .unwrap();
    let years = run.collected.row(trial as usize).chunks(1 + LIMITS.len());
    let at_work = years.zip(programme.clock.start.year()..);
    at_work
        .filter(|(marks, _)| marks[0] > 0.5)
        .map(|(marks, year)| {
            let held: Vec<usize> = (0..LIMITS.len()).filter(|at| marks[at + 1] > 0.5).collect();
            assert_eq!(held.len(), 1, "{year}: {held:?}");
            YearRow {
                year,
                limited_by: LIMITS[held[0]].to_owned(),
            }
        })
        .collect()
}

#[test]
fn a_year_has_the_label_that_the_run_counts_whichever_it_is() {
    let cases = [
        "by-year",
        "closed-months",
        "rework",
        "years-of-teams-and-money",
    ];
    let load = |name: &str| {
        let path = format!("tests/reference/cases/{name}.toml");
        Model::load(path.as_ref(), &[]).unwrap()
    };
    let mut models: Vec<Model> = cases.into_iter().map(load).collect();
    models.push(baseline());
    let spec = RunSpec::new(32, 3);
    let mut seen = BTreeSet::new();
    for model in &models {
        for trial in [0, 11, 31] {
            let found = trace(model, &spec, trial, &Watch::default()).unwrap();
            assert_eq!(found.years, labels_of_run(model, &spec, trial));
            let years: BTreeSet<i32> = found.months.iter().map(|it| it.month.year()).collect();
            assert!(found.years.iter().map(|it| it.year).eq(years));
            seen.extend(found.years.into_iter().map(|it| it.limited_by));
        }
    }
    assert_eq!(seen, LIMITS.map(str::to_owned).into(), "every label occurs");
}

/// 24 ha a year at $1,000 with $20,000 a year, most of it in November and December: what is saved until then is used up in November, and
/// $4,000 of December's work is not paid for. One month in twelve is short of money, and 4,000 of 20,000 is more than 1 %.
#[test]
fn a_year_can_be_limited_by_money_though_most_of_its_months_are_not_short() {
    let text = "format = 1\nname = \"Late\"\nstart = \"2026-01\"\nhorizon = 4\ncurrency = \"USD\"\nprice_year = 2025\n\
                [area.a]\nconfirmed = 100\n\
                [team.t]\ntask = \"clearance\"\nrate = 24\nunit_cost = 1000\n\
                working_days = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 31, 31]\n\
                [funding.f]\nannual = 20e3\ncarryover = 1\n";
    let model = Model::from_text("late.toml", text, &[]).unwrap();
    let found = trace(&model, &RunSpec::new(32, 1), 5, &Watch::default()).unwrap();
    assert_eq!(found.years.len(), 4);
    for (year, months) in found.years.iter().zip(found.months.chunks(12)) {
        assert_eq!(year.limited_by, "money", "{}", year.year);
        let short: Vec<usize> = (0..12)
            .filter(|at| months[*at].short == Short::Money)
            .collect();
        assert_eq!(short, [11], "{}", year.year);
        agree(months[11].missing, 4000.0);
    }
}
