//! Programmes whose course follows by hand: completion and every cost item against closed forms.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

use crate::common::{Course, agree, small};
use clearcast::programme::OutcomeLayout as O;
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};

fn course(sets: &[&str]) -> Course {
    Course::of(&small(sets))
}

/// 1,000 ha suspected: 40 % cancelled, half of the other 600 ha reduced, 300 ha cleared at 10 ha a month.
#[test]
fn a_single_area_takes_as_long_as_its_clearance() {
    let it = course(&[
        "area.field.confirmed = 0",
        "area.field.suspected = 1000",
        "land_release.cancelled = 0.4",
        "land_release.reduced_without_records = 0.5",
        "team.survey.unit_cost = 10",
        "team.technical.unit_cost = 100",
        "overhead.fixed = 12000",
        "overhead.share = 0.25",
        "funding.state.annual = 2e6",
    ]);
    agree(it.completion(), 30.0);
    agree(it.get(O::CANCELLED), 400.0);
    agree(it.get(O::REDUCED), 300.0);
    agree(it.get(O::CLEARED), 300.0);
    let [survey, technical, clearance, overhead] =
        [10_000.0 * 1.25, 60_000.0 * 1.25, 300_000.0 * 1.25, 30_000.0];
    agree(it.get(O::CATEGORY), survey);
    agree(it.get(O::CATEGORY + 1), technical);
    agree(it.get(O::CATEGORY + 2), clearance);
    agree(it.get(O::CATEGORY + 3), overhead);
    agree(it.get(O::COST), survey + technical + clearance + overhead);
    agree(it.get(O::UNFUNDED), 0.0);
}

/// 1,000 a month pays for one hectare of the ten that could be cleared.
#[test]
fn money_limits_the_work_and_the_gap_is_the_price_of_idle_teams() {
    let it = course(&["funding.state.annual = 12000"]);
    agree(it.completion(), 100.0);
    agree(it.get(O::COST), 100_000.0);
    // Backlogs 100, 99, ... 10 leave nine hectares unpaid, then 8, 7, ... 0.
    agree(it.get(O::UNFUNDED), (91.0 * 9.0 + 36.0) * 1000.0);
    agree(it.get(O::LAPSED), 0.0);
    agree(it.outcome[it.programme.outcome_layout.sources], 100_000.0);
}

/// At an escalation of -100 % only the first month costs anything: ten hectares at 1,000, and at 1 for the time they take. With little
/// money, all but 1,000 of it is missing; from then on work is free, and teams are as busy as can be.
#[test]
fn what_costs_nothing_is_done_without_money() {
    let free = ["economy.escalation = -1", "team.manual.cost = 1"];
    let poor = course(&[&free[..], &["funding.state.annual = 12000"]].concat());
    agree(poor.completion(), 11.0);
    agree(poor.get(O::COST), 1000.0);
    agree(poor.get(O::UNFUNDED), 9010.0);
    let grows = ["area.field.confirmed = 250", "team.manual.growth = 60"];
    let rich = course(&[&free[..], &grows].concat());
    agree(rich.completion(), 12.0 + 9.0);
    agree(rich.get(O::COST), 10_010.0);
    agree(rich.get(O::UNFUNDED), 0.0);
}

/// 1,200 ha pass survey at 100 ha a month, half of them to clearance at 10 ha a month: the slowest task decides, and the
/// stock before it grows by 40 ha a month for a year.
#[test]
fn the_slowest_task_of_a_pipeline_decides() {
    let sets = [
        "area.field.confirmed = 0",
        "area.field.suspected = 1200",
        "land_release.cancelled = 0.5",
        "team.survey.rate = 1200",
    ];
    let slow_clearance = course(&sets);
    agree(slow_clearance.completion(), 60.0);
    agree(slow_clearance.months[11].to_clear, 480.0);
    let fast = [&sets[..], &["team.manual.rate = 12000"]].concat();
    agree(course(&fast).completion(), 12.0);
}

/// A fifth of what is cleared fails and stays: 100 ha fall by 8 a month to 4, then to a fifth of themselves every month.
#[test]
fn rework_is_a_geometric_series() {
    let it = course(&["land_release.rework = 0.2"]);
    agree(it.completion(), 16.0);
    agree(it.get(O::REMAINING), 0.0064);
    let processed = 12.0 * 10.0 + 4.0 + 0.8 + 0.16 + 0.032;
    agree(it.get(O::COST), processed * 1000.0);
    agree(it.get(O::CLEARED), processed * 0.8);
}

/// The unrecorded decays by exp(-discovery/12) a month.
#[test]
fn discovery_is_an_exponential() {
    let it = course(&[
        "land_release.unrecorded = 0.5",
        "land_release.discovery = 1.2",
        "team.manual.rate = 60",
    ]);
    let months = it.completion();
    agree(it.get(O::UNRECORDED), 50.0);
    agree(it.get(O::UNDISCOVERED), 50.0 * libm::exp(-0.1 * months));
    // 5 ha a month until all that was known and found is cleared: the first month with 5 t >= 100 + found(t).
    let found = |t: f64| 50.0 * (1.0 - libm::exp(-0.1 * t));
    let expected = (1..600)
        .map(f64::from)
        .find(|&t| 5.0 * t + 0.01 >= 100.0 + found(t))
        .unwrap();
    agree(months, expected);
}

/// A nominal income of 12,000 a year buys 1/1.1^y hectares a month.
#[test]
fn inflation_erodes_what_is_not_indexed() {
    let it = course(&[
        "economy.inflation = { mean = 0.1 }",
        "funding.state.annual = 12000",
        "funding.state.indexed = false",
        "horizon = 5",
    ]);
    let real: f64 = (0..5)
        .map(|y| 12_000.0 / libm::pow(1.1, f64::from(y)))
        .sum();
    agree(it.get(O::COST), real);
    agree(it.get(O::NOMINAL), 60_000.0);
    agree(it.get(O::CLEARED), real / 1000.0);
    assert!(it.completion().is_infinite());
}

/// Prices fall by half a year at most, however deep the deflation.
#[test]
fn deflation_is_bounded() {
    let it = course(&[
        "economy.inflation = { mean = -0.9 }",
        "horizon = 3",
        "team.manual.rate = 12",
    ]);
    agree(it.get(O::NOMINAL), 12_000.0 * (1.0 + 0.5 + 0.25));
}

/// 10 ha a month at 1,000·1.21^(t/12), valued at mid-month.
#[test]
fn escalation_and_discounting_follow_the_months() {
    let it = course(&[
        "economy.escalation = 0.21",
        "economy.discount_rate = 0.05",
        "overhead.fixed = 1200",
    ]);
    let month = |t: f64| (10_000.0 + 100.0) * libm::pow(1.21, t / 12.0);
    agree(it.get(O::COST), (0..10).map(|t| month(f64::from(t))).sum());
    let present = (0..10)
        .map(|t| month(f64::from(t)) / libm::pow(1.05, (f64::from(t) + 0.5) / 12.0))
        .sum();
    agree(it.get(O::PRESENT_VALUE), present);
}

/// Work in June only, far too much of it: each June spends the six months of its year and what came over the turn of it.
#[test]
fn unspent_money_is_carried_over_in_part() {
    let june = [
        "calendar.working_days = [0,0,0,0,0,20,0,0,0,0,0,0]",
        "funding.state.annual = 12000",
        "horizon = 3",
    ];
    for (carryover, spent, lapsed) in [
        (0.0, 18_000.0, 12_000.0),
        (0.5, 24_000.0, 6_000.0),
        (1.0, 30_000.0, 0.0),
    ] {
        let set = format!("funding.state.carryover = {carryover}");
        let it = course(&[&june[..], &[&set]].concat());
        agree(it.get(O::COST), spent);
        agree(it.get(O::LAPSED), lapsed);
        agree(it.get(O::KEPT), 6_000.0);
        agree(it.get(O::INCOME), 36_000.0);
    }
}

/// 120 ha a year grow by 60 a year to 200 at 500 each, while there is money and work; new teams work from the month after.
#[test]
fn growth_costs_its_mobilisation_and_stops_at_the_limit() {
    let it = course(&[
        "area.field.confirmed = 10000",
        "team.manual.growth = 60",
        "team.manual.max = 200",
        "team.manual.mobilisation = 500",
        "funding.state.carryover = 1",
        "horizon = 4",
    ]);
    let years = [120.0, 180.0 - 5.0, 200.0 - 20.0 / 12.0, 200.0];
    agree(it.get(O::CLEARED), years.iter().sum());
    agree(it.get(O::CATEGORY + 4), 80.0 * 500.0);
    let cost = years.iter().sum::<f64>() * 1000.0 + 40_000.0;
    agree(it.get(O::COST), cost);
    agree(it.outcome[it.programme.outcome_layout.operators + 1], cost);
}

/// With 9,000 for 10,000 of work every month the gap is a ninth of the spending: no growth.
#[test]
fn growth_waits_for_enough_money() {
    let it = course(&[
        "area.field.confirmed = 10000",
        "team.manual.growth = 60",
        "funding.state.annual = 108000",
        "horizon = 3",
    ]);
    agree(it.get(O::CLEARED), 3.0 * 108.0);
    agree(it.get(O::CATEGORY + 4), 0.0);
}

const TWO_AREAS: [&str; 2] = [
    "area.field.priority = 2",
    "area.other = { region = 'south', hazard = 'minefield', terrain = 'hill', confirmed = 300, priority = 1 }",
];

/// By priority the southern 300 ha take 30 months and the northern 100 ha another 10; in proportion both take 40.
#[test]
fn priority_goes_one_by_one_and_proportion_all_at_once() {
    let by_priority = course(&TWO_AREAS);
    let regions = by_priority.programme.outcome_layout.regions;
    agree(by_priority.completion(), 40.0);
    let names = by_priority.programme.regions.iter();
    let names: Vec<&str> = names.map(|region| region.name.as_str()).collect();
    assert_eq!(names, ["north", "south"]);
    agree(by_priority.get(regions + 1), 30.0);
    agree(by_priority.get(regions), 40.0);

    let in_proportion = course(&[&TWO_AREAS[..], &["allocation = 'proportional'"]].concat());
    agree(in_proportion.completion(), 40.0);
    agree(in_proportion.get(regions), 40.0);
    agree(in_proportion.get(regions + 1), 40.0);
    agree(in_proportion.months[19].to_clear, 200.0);
    agree(in_proportion.get(O::COST), by_priority.get(O::COST));
}

/// On hills the team does half: 300 ha take 60 months, where it may not work they are never done.
#[test]
fn terrain_slows_teams_or_keeps_them_out() {
    let hills = |factor: f64| {
        let set = format!("team.manual.terrain = {{ hill = {factor} }}");
        course(&[&TWO_AREAS[..], &[&set]].concat())
    };
    agree(hills(0.5).completion(), 70.0);
    let kept_out = hills(0.0);
    assert!(kept_out.completion().is_infinite());
    agree(kept_out.get(O::CLEARED), 100.0);
    agree(kept_out.get(O::UNFUNDED), 0.0);
}

/// Four teams of 25 m2 a day on 200 days a year clear 2 ha a year; winter months do nothing and a team-year costs the same.
#[test]
fn months_without_working_days_do_and_cost_nothing() {
    let it = course(&[
        "calendar.working_days = [0,0,20,20,20,20,20,20,20,20,20,20]",
        "area.field.confirmed = 10",
        "team.gardeners = { task = 'clearance', count = 4, output = 25, cost = 6000 }",
        "team.manual.rate = 0",
    ]);
    // 2 ha a year: complete at the end of the fifth working year, when 0.01 ha may remain.
    agree(it.completion(), 60.0);
    agree(it.get(O::COST), 5.0 * 4.0 * 6000.0);
    agree(it.months[1].spent, 0.0);
    agree(it.months[2].spent, 4.0 * 600.0);
}

/// Output grows by 44 % a year, by its twelfth root every month.
#[test]
fn learning_compounds_by_the_month() {
    let it = course(&[
        "team.manual.learning = 0.44",
        "area.field.confirmed = 10000",
        "horizon = 2",
    ]);
    agree(
        it.get(O::CLEARED),
        (0..24)
            .map(|t| 10.0 * libm::pow(1.44, f64::from(t) / 12.0))
            .sum(),
    );
}

/// Records that are fully reliable reduce 80 %, useless ones 20 %, half reliable ones 50 %; driver and override included.
#[test]
fn records_interpolate_what_technical_survey_reduces() {
    let reduced = |sets: &[&str]| {
        let shares = [
            "land_release.reduced_without_records = 0.2",
            "land_release.reduced_with_records = 0.8",
        ];
        course(&[&shares[..], sets].concat()).get(O::REDUCED)
    };
    agree(reduced(&["land_release.record_reliability = 0.5"]), 50.0);
    agree(
        reduced(&[
            "land_release.record_reliability = 0.5",
            "area.field.record_reliability = 1",
        ]),
        80.0,
    );
    let driver = "driver.maps = { factor = 1.5, multiplies = ['land_release.record_reliability'] }";
    agree(
        reduced(&["land_release.record_reliability = 0.5", driver]),
        65.0,
    );
    // Cut off at 1.
    let strong = "driver.maps = { factor = 9, multiplies = ['land_release.record_reliability'] }";
    agree(
        reduced(&["land_release.record_reliability = 0.5", strong]),
        80.0,
    );
}

/// Half the year's income in the calendar years named, another amount in one of them, nothing after the last.
#[test]
fn income_follows_the_calendar() {
    let it = course(&[
        "start = '2026-07'",
        "funding.state = { annual = 1200, growth = 0.1, until = 2028 }",
        "funding.state.by_year = { 2027 = 2400 }",
        "horizon = 5",
    ]);
    // July to December 2026: programme year 0. 2027: 200 a month. 2028: half in programme year 1, half in year 2.
    agree(
        it.get(O::INCOME),
        600.0 + 2400.0 + 600.0 * 1.1 + 600.0 * 1.21,
    );
}

/// 30 years from Nov 2020 end 298 months after Jan 2026.
#[test]
fn the_target_counts_from_its_own_beginning() {
    use clearcast::sampling::Sampling;
    use clearcast::summary::RunId;
    for (hectares, within) in [(2980, true), (2981, false)] {
        let confirmed = format!("area.field.confirmed = {hectares}");
        let scenario = small(&[&confirmed, "target.since = '2020-11'", "target.cost = 3e6"]);
        let model = Model::of(scenario.clone());
        let spec = RunSpec::new(16, 1);
        let run = simulate_one(&model, &spec, tally, &Watch::default()).unwrap();
        let (programme, sample) = (model.programme(), run.collected);
        let run = RunId::new(16, 1, Sampling::Sobol);
        let summary = clearcast::summary::Summary::new(&scenario, programme, &sample, run);
        let expected = f64::from(u8::from(within));
        assert_eq!(summary.probability.value.within_years, expected);
        assert_eq!(summary.probability.value.joint, expected);
        assert_eq!(summary.point_estimate.value.confidence_years, Some(1.0));
    }
}

/// The most likely hectares, no noise, no event, only the driver that acts in half of the trials or more: 50 ha at 12 ha a
/// year times 2,400 a hectare.
#[test]
fn the_point_estimate_is_the_trial_in_which_nothing_is_left_to_chance() {
    let scenario = small(&[
        "area.field.confirmed = { triangular = [40, 50, 200] }",
        "team.manual.rate = 12",
        "noise.output = 0.5",
        "funding.state.volatility = 0.5",
        "economy.inflation = { mean = 0.1, sd = 0.1 }",
        "event.flood = { rate = 50, duration = 9, output = 0 }",
        "driver.likely = { probability = 0.5, factor = 2.4, multiplies = ['team.manual.unit_cost'] }",
        "driver.unlikely = { probability = 0.49, factor = 9, multiplies = ['team.manual.unit_cost'] }",
    ]);
    let (programme, _) = clearcast::programme::compile(&scenario);
    let certain = programme.without_chance();
    let mut workspace = clearcast::engine::Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    agree(workspace.outcome()[O::COMPLETION_MONTHS], 50.0);
    agree(workspace.outcome()[O::COST], 50.0 * 2400.0);
}

/// Without uncertainty every quantile of a year is its mean, to the last bit of the recorded value.
#[test]
fn years_of_a_certain_programme_have_no_spread() {
    let scenario = small(&["team.manual.rate = 12"]);
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(64, 1);
    let run = simulate_one(&model, &spec, tally, &Watch::default()).unwrap();
    let (programme, sample) = (model.programme(), run.collected);
    let charts = clearcast::summary::charts::Charts::new(&scenario, programme, &sample, Vec::new());
    for series in &charts.years {
        for (mean, quantiles) in series.mean.iter().zip(&series.quantiles) {
            for quantile in quantiles {
                assert!(
                    (quantile - mean).abs() <= 1e-12 * mean,
                    "{}: {quantile}, mean {mean}",
                    series.quantity
                );
            }
        }
    }
    let manual = charts.series("teams.manual").unwrap();
    assert_eq!(
        (manual.unit.as_str(), manual.mean[0]),
        ("ha per year", 12.0)
    );
}
