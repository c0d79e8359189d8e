//! Money, teams and seasons as programmes plan them: earmarks, pledges, in kind, closed months, planned strength, deadlines, and what
//! limits, each in a programme whose course follows by hand.

#![allow(
    clippy::unwrap_used,
    reason = "a scenario that is refused has failed the test"
)]

use crate::common::{Course, agree, small};
use clearcast::engine::Workspace;
use clearcast::programme::columns::LIMITS;
use clearcast::programme::{OutcomeLayout as O, YearLayout as Y, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::{Capacity, from_text};

fn course(sets: &[&str]) -> Course {
    Course::of(&small(sets))
}

/// A column of a calendar year.
fn in_year(it: &Course, year: usize, column: usize) -> f64 {
    it.years[year * it.programme.year_layout.len() + column]
}

/// Labels of the calendar years at work.
fn labels(it: &Course) -> Vec<&'static str> {
    let layout = &it.programme.year_layout;
    let years = it.years.chunks_exact(layout.len());
    years
        .filter(|row| row[Y::AT_WORK] > 0.0)
        .map(|row| {
            let marks = &row[layout.limits..][..LIMITS.len()];
            assert!((marks.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{marks:?}");
            LIMITS[marks.iter().position(|mark| *mark > 0.5).unwrap()]
        })
        .collect()
}

const SECOND: &str = "area.other = { region = 'south', confirmed = 100, priority = 2 }";

/// 2,000 a month for the field alone, 1,000 for anything. The field's own money goes first: three hectares a month are cleared in it for
/// 33 months, the last one with its own money, and one a month in the other area from then on.
#[test]
fn the_narrowest_pot_pays_first_and_free_money_what_nothing_else_pays() {
    let it = course(&[
        SECOND,
        "funding.state.annual = 12e3",
        "funding.north = { annual = 24e3, pays_for = { areas = ['field'] } }",
        "horizon = 4",
    ]);
    agree(it.get(O::CLEARED), 33.0 * 3.0 + 1.0 + 15.0);
    let sources = it.programme.outcome_layout.sources;
    let lapsed = it.programme.outcome_layout.lapsed;
    agree(it.outcome[sources], 48e3);
    agree(it.outcome[sources + 1], 67e3);
    // Two thousand of the next to last month but one of 2028, and its last two months.
    agree(it.outcome[lapsed + 1], 5e3);
    agree(it.outcome[lapsed], 0.0);
    agree(in_year(&it, 2, Y::LAPSED), 5e3);
    agree(it.get(O::KEPT), 24e3);
}

/// Teams that the first area's money cannot pay ask again behind it: one hectare of ten is paid in the field, nine in the other area.
#[test]
fn teams_that_one_area_cannot_pay_ask_again_in_the_next() {
    let it = course(&[
        SECOND,
        "funding.state = { annual = 12e3, pays_for = { areas = ['field'] } }",
        "funding.south = { annual = 1e6, pays_for = { areas = ['other'] } }",
        "horizon = 1",
    ]);
    // The other area's 100 ha last eleven months and one hectare of the twelfth.
    agree(it.months[10].to_clear, 200.0 - 11.0 * 10.0);
    agree(it.get(O::CLEARED), 12.0 + 100.0);
    // They count as unpaid in the twelfth month alone, at the price of the field.
    agree(it.get(O::UNFUNDED), 8e3);
}

/// Overhead that no source may pay is never paid.
#[test]
fn what_no_source_covers_is_not_paid() {
    let only_work = [
        "overhead.fixed = 12e3",
        "funding.state.pays_for = { tasks = ['*_survey', 'clearance'] }",
    ];
    let it = course(&only_work);
    agree(it.completion(), 10.0);
    agree(it.get(O::CATEGORY + 3), 0.0);
    agree(it.get(O::UNFUNDED), 10e3);
    let all = course(&[
        "overhead.fixed = 12e3",
        "funding.state.pays_for = { tasks = ['*'] }",
    ]);
    agree(all.get(O::CATEGORY + 3), 10e3);
}

/// Half of the trials of a balanced design have the pledge, to the last one.
#[test]
fn a_pledge_of_one_half_pays_in_half_of_the_trials() {
    let pledge = "funding.fund = { annual = 12e3, by_year = { 2027 = 24e3 }, probability = 0.5, carryover = 1 }";
    let scenario = small(&["funding.state.annual = 0", "horizon = 2", pledge]);
    assert_eq!(scenario.dimensions, ["funding.fund.probability"]);
    let (programme, _) = compile(&scenario);
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 3).unwrap();
    let mut workspace = Workspace::new(&programme);
    let incomes = (0..1024).map(|trial| {
        workspace.run(&programme, &design, trial);
        workspace.outcome()[O::INCOME]
    });
    let incomes: Vec<f64> = incomes.collect();
    assert!(
        incomes
            .iter()
            .all(|it| it.abs() < 1e-9 || (it - 36e3).abs() < 1e-9)
    );
    assert_eq!(incomes.iter().filter(|it| **it > 0.0).count(), 512);
    let certain = programme.without_chance();
    workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    agree(workspace.outcome()[O::INCOME], 36e3);
}

/// Ten hectares a month in nine months of the year; nothing is done and nothing is paid in the other three.
#[test]
fn nobody_works_in_closed_months() {
    let it = course(&["area.field.closed = [12, 1, 2]", "overhead.fixed = 1200"]);
    agree(it.completion(), 12.0 + 3.0);
    agree(it.months[0].spent, 100.0);
    agree(it.months[11].to_clear, 10.0);
    agree(it.months[13].to_clear, 10.0);
    // Where another area is open the teams go there.
    let two = course(&[SECOND, "area.field.closed = [12, 1, 2]"]);
    agree(two.completion(), 20.0);
}

/// Months in which all land that waits lies in closed areas do not count against a group: it grows in the second year.
#[test]
fn closed_months_do_not_count_against_a_group() {
    let grows = ["area.field.confirmed = 400", "team.manual.growth = 60"];
    let closed = course(&[&grows[..], &["area.field.closed = [1, 2, 3, 4, 5, 6]"]].concat());
    agree(closed.get(O::CLEARED), 400.0);
    // Before July 2026 nothing waits for clearance, as technical survey is kept out too: no growth in 2027. So 60, 60, 90 and 120 ha a
    // year, and 25 a month from July 2030 on.
    agree(closed.completion(), 48.0 + 9.0);
    // Months without working days never count: 120 ha in 2026, 180 in 2027, 40 a month from July 2028 on.
    let idle = course(
        &[
            &grows[..],
            &["calendar.working_days = [0,0,0,0,0,0,20,20,20,20,20,20]"],
        ]
        .concat(),
    );
    agree(idle.completion(), 24.0 + 9.0);
}

/// Working days of a group: half of those of the common calendar, at the price of the work alone.
#[test]
fn a_group_has_a_calendar_of_its_own() {
    let it = course(&[
        "team.manual.working_days = [0, 0, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20]",
        "team.manual.cost = 100",
    ]);
    // 120 ha a year in ten months.
    agree(it.completion(), 11.0);
    agree(it.months[2].to_clear, 88.0);
    agree(it.get(O::COST), 100e3 + 100.0 * 100.0);
}

const TEN_TEAMS: [&str; 5] = [
    "area.field.confirmed = 1e6",
    "team.manual = { cost = 100e3, unit_cost = 0, rate = 10, growth = 20, mobilisation = 100e3, max = 1e9 }",
    "funding.state.annual = 4e6",
    "horizon = 3",
    "target.years = 3",
];

/// Four millions a year, ten teams at 100,000 and growth of 20 at 100,000 each: what a month's work leaves is put into new teams, which
/// work from the next month on. So n runs to 40 by a twelfth of the distance a month.
#[test]
fn growth_is_paid_from_what_each_month_of_the_year_leaves() {
    let it = course(&TEN_TEAMS);
    let teams = it.programme.year_layout.teams + 2;
    let expected = 40.0 - 30.0 * libm::pow(11.0 / 12.0, 12.0);
    agree(in_year(&it, 0, teams), 10.0);
    agree(in_year(&it, 1, teams), expected);
    agree(in_year(&it, 0, Y::LAPSED), 3e6);
    agree(in_year(&it, 1, Y::LAPSED), 0.0);
    agree(in_year(&it, 1, Y::SPENDING), 4e6);
    // What is still missing in December is more than 1 % of the spending: no growth in the year after.
    agree(in_year(&it, 1, Y::UNFUNDED), (30.0 - expected) * 100e3);
    agree(in_year(&it, 2, teams), expected);
}

/// A planned strength goes on over the years until it is reached; fewer teams are free and at once; growth begins after the last plan.
#[test]
fn planned_strength_is_paid_until_it_is_reached() {
    let plan = "team.manual.by_year = { 2026 = 10, 2027 = 35, 2029 = 12 }";
    let it = course(
        &[
            &TEN_TEAMS[..3],
            &["horizon = 5", plan, "team.manual.growth = 1"],
        ]
        .concat(),
    );
    let teams = it.programme.year_layout.teams + 2;
    let after = |months: f64| 40.0 - 30.0 * libm::pow(11.0 / 12.0, months);
    agree(in_year(&it, 0, teams), 10.0);
    agree(in_year(&it, 1, teams), after(12.0));
    agree(in_year(&it, 1, Y::UNFUNDED), (35.0 - after(12.0)) * 100e3);
    agree(in_year(&it, 2, teams), 35.0);
    agree(in_year(&it, 3, teams), 12.0);
    agree(in_year(&it, 4, teams), 13.0);
    agree(it.get(O::CATEGORY + 4), 26.0 * 100e3);
}

/// A group need not say how many it is where its plan does, and starts with that number for nothing, in mid-year too.
#[test]
fn a_plan_for_the_first_year_is_where_a_group_starts() {
    let text =
        crate::common::SMALL.replace("rate = 120\n", "by_year = { 2026 = 60, 2027 = 120 }\n");
    let loaded = from_text("planned.toml", &text, &["start = '2026-07'".to_owned()]).unwrap();
    let it = Course::of(&loaded.scenario);
    agree(it.months[0].to_clear, 95.0);
    agree(it.completion(), 6.0 + 7.0);
}

/// An event in one area halves its output alone; without `areas` it halves all.
#[test]
fn a_local_event_leaves_the_other_areas_alone() {
    let event = |areas: &str| {
        format!("event.siege = {{ rate = 1e9, permanent = true, output = 0.5{areas} }}")
    };
    let own = [
        "area.other = { region = 'south', confirmed = 100 }",
        "team.manual.areas = ['field']",
        "team.second = { task = 'clearance', rate = 120, unit_cost = 1000, areas = ['other'] }",
    ];
    let regions = |it: &Course| {
        let first = it.programme.outcome_layout.regions;
        [it.outcome[first], it.outcome[first + 1]]
    };
    let local = course(&[&own[..], &[&event(", areas = ['other']")]].concat());
    assert_eq!(regions(&local), [10.0, 20.0]);
    let global = course(&[&own[..], &[&event("")]].concat());
    assert_eq!(regions(&global), [20.0, 20.0]);
    // One group for both: ten months in the field, then twenty at half output; what a hectare costs stays.
    let shared = course(&[SECOND, &event(", areas = ['other']")]);
    agree(shared.completion(), 30.0);
    agree(shared.get(O::COST), 200e3);
}

/// Sappers of the army clear a hundred hectares without any money; others do nothing without it.
#[test]
fn work_in_kind_needs_no_money_and_is_booked_as_such() {
    let it = course(&[
        "funding.state.annual = 0",
        "team.manual.in_kind = true",
        "overhead.share = 0.1",
    ]);
    agree(it.completion(), 10.0);
    agree(it.get(O::COST), 110e3);
    agree(it.get(O::UNFUNDED), 0.0);
    let layout = &it.programme.outcome_layout;
    assert_eq!(it.programme.payers, ["state", "in kind"]);
    agree(it.outcome[layout.sources], 0.0);
    agree(it.outcome[layout.sources + 1], 110e3);
    assert_eq!(labels(&it), ["clearance"]);
    let paid = course(&["funding.state.annual = 0", "horizon = 1"]);
    agree(paid.get(O::CLEARED), 0.0);
}

/// Without technical survey confirmed land goes to clearance whole, in the month in which it becomes confirmed.
#[test]
fn without_technical_survey_confirmed_land_is_cleared_whole() {
    let text = crate::common::SMALL.replace(
        "[team.technical]\ntask = \"technical_survey\"\nrate = 1e9\ncost = 0\n",
        "",
    );
    let text = text.replace(
        "reduced_without_records = 0\nreduced_with_records = 0\n",
        "",
    );
    let it = Course::of(&from_text("two-tasks.toml", &text, &[]).unwrap().scenario);
    agree(it.completion(), 10.0);
    agree(it.get(O::REDUCED), 0.0);
    agree(it.get(O::CLEARED), 100.0);
}

const SMALLEST: &str = "format = 1\nname = 'Smallest'\nstart = '2026-01'\nhorizon = 20\ncurrency = 'USD'\nprice_year = 2025\n\
    [area.field]\nconfirmed = 100\n[team.manual]\ntask = 'clearance'\nrate = 120\nunit_cost = 1000\n[funding.state]\nannual = 1e6\n";

#[test]
fn the_smallest_file_runs_and_each_default_is_said_once() {
    let loaded =
        from_text("smallest.toml", SMALLEST, &[]).unwrap_or_else(|error| panic!("{error}"));
    let it = Course::of(&loaded.scenario);
    agree(it.completion(), 10.0);
    agree(it.get(O::COST), 100e3);
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let said: Vec<&str> = loaded
        .notes
        .iter()
        .map(clearcast::scenario::Problem::rule)
        .collect();
    for word in [
        "no probability",
        "21 working days",
        "nothing is unrecorded",
        "nothing is cleared twice",
        "terrain",
        "hazard",
        "discounted",
        "fixed overhead",
        "technical survey",
    ] {
        assert_eq!(
            said.iter().filter(|rule| rule.contains(word)).count(),
            1,
            "{word}: {said:#?}"
        );
    }
    let again = from_text("resolved.toml", &loaded.scenario.resolved, &[]).unwrap();
    assert_eq!(again.scenario, loaded.scenario);
}

/// The same programme in each unit of area.
#[test]
fn areas_may_be_written_in_other_units() {
    let written = |unit: &str, confirmed: &str, rate: &str, price: &str| {
        let text = SMALLEST
            .replace("format = 1", &format!("format = 1\narea_unit = '{unit}'"))
            .replace(
                "confirmed = 100",
                &format!("confirmed = {confirmed}\nsuspected = {confirmed}\ncancelled = 0.5"),
            )
            .replace(
                "rate = 120",
                &format!("rate = {rate}\ngrowth = {rate}\nmobilisation = {price}"),
            )
            .replace("unit_cost = 1000", &format!("unit_cost = {price}"));
        let text = text
            + "[team.survey]\ntask = 'survey'\ncount = 2\noutput = 5000\nunit_cost = "
            + price
            + "\n";
        let loaded = from_text("units.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        Course::of(&loaded.scenario)
    };
    let hectares = written("ha", "{ pert = [100, 200, 400] }", "120", "1000");
    for other in [
        written("km2", "{ pert = [1, 2, 4] }", "1.2", "100e3"),
        written("m2", "{ pert = [1e6, 2e6, 4e6] }", "1.2e6", "0.1"),
    ] {
        agree(other.completion(), hectares.completion());
        agree(other.get(O::COST), hectares.get(O::COST));
        agree(other.get(O::CANCELLED), hectares.get(O::CANCELLED));
    }
    let odd = "{ beta = { alpha = 2, beta = 3 } }";
    agree(
        written("km2", odd, "1.2", "100e3").get(O::INITIAL),
        written(
            "ha",
            "{ beta = { alpha = 2, beta = 3, max = 100 } }",
            "120",
            "1000",
        )
        .get(O::INITIAL),
    );
    let weights = written("km2", "{ discrete = [[1, 9], [2, 9]] }", "1.2", "100e3").get(O::INITIAL);
    assert!(
        [200.0, 300.0, 400.0]
            .iter()
            .any(|it| (weights - it).abs() < 1e-9),
        "{weights}"
    );
}

#[test]
fn settings_are_in_hectares_and_say_so() {
    let text = SMALLEST.replace("format = 1", "format = 1\narea_unit = 'km2'");
    let set = ["area.field.confirmed = 50".to_owned()];
    let loaded = from_text("units.toml", &text, &set).unwrap();
    let confirmed = &loaded.scenario.areas[0].confirmed;
    assert_eq!(confirmed.law.is_certain(), Some(50.0));
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("`area.field.confirmed` is set in hectares"),
        "{}",
        loaded.warnings
    );
    let Capacity::Rate(rate) = &loaded.scenario.teams[0].capacity else {
        panic!()
    };
    assert_eq!(rate.law.is_certain(), Some(12_000.0));
    assert_eq!(
        loaded.scenario.teams[0].unit_cost.law.is_certain(),
        Some(10.0)
    );
    let refused = from_text("units.toml", SMALLEST, &["area_unit = 'm2'".to_owned()]).unwrap_err();
    assert!(
        refused.to_string().contains("can only be given in a file"),
        "{refused}"
    );
}

/// 10 ha a month from January: 30 ha are released by the end of March 2026, by a deadline and by years alike.
#[test]
fn a_deadline_is_the_end_of_its_month_and_says_how_things_stand() {
    let by_month = ["target.cost = 1e9", "target.deadline = '2026-03'"];
    let text = crate::common::SMALL.replace("years = 30\ncost = 1e9", "deadline = '2026-03'");
    let it = Course::of(&from_text("deadline.toml", &text, &[]).unwrap().scenario);
    let by_years = course(&["target.years = 0.25", by_month[0]]);
    for it in [&it, &by_years] {
        assert_eq!(it.programme.deadline, Some(3));
        let first = it.programme.outcome_layout.at_deadline.unwrap();
        for (place, expected) in [70.0, 0.3, 30e3, 0.0, 0.0, 70e3].into_iter().enumerate() {
            agree(it.outcome[first + place], expected);
        }
    }
    // Kept: it counts with its state at completion.
    let kept = course(&["target.years = 2"]);
    let first = kept.programme.outcome_layout.at_deadline.unwrap();
    for (place, expected) in [0.0, 1.0, 100e3, 0.0, 1.0, 0.0].into_iter().enumerate() {
        agree(kept.outcome[first + place], expected);
    }
    // Out of reach of the simulation: nothing is said.
    assert_eq!(
        course(&["target.years = 60"])
            .programme
            .outcome_layout
            .at_deadline,
        None
    );
    let late = course(&["horizon = 0.5", "target.years = 0.25"]);
    let first = late.programme.outcome_layout.at_horizon;
    for (place, expected) in [40.0, 0.6, 60e3, 0.0, 0.0].into_iter().enumerate() {
        agree(late.outcome[first + place], expected);
    }
}

/// Windows in months: 10 ha a month from March to July, and a source that is paid for half of the year.
#[test]
fn windows_may_begin_and_end_within_a_year() {
    let it = course(&[
        "team.manual.from = '2026-03'",
        "team.manual.until = '2026-07'",
        "funding.state.until = '2026-06'",
        "funding.state.carryover = 1",
        "horizon = 2",
    ]);
    agree(it.get(O::CLEARED), 50.0);
    agree(it.get(O::INCOME), 0.5e6);
    let layout = &it.programme.year_layout;
    agree(in_year(&it, 0, layout.teams + 2), 0.0);
}

/// Half of the field is released when half of it is left, whatever is found beside it.
#[test]
fn a_milestone_is_what_is_left_of_the_land_known_at_the_start() {
    let it = course(&["completion.milestones = [0.5]"]);
    agree(it.outcome[it.programme.outcome_layout.milestones], 5.0);
    // 50 ha more are found in the first month: the same half takes five months more.
    let found = [
        "land_release.unrecorded = 0.5",
        "land_release.discovery = 1e9",
        "completion.milestones = [0.5]",
    ];
    let it = course(&found);
    agree(it.outcome[it.programme.outcome_layout.milestones], 10.0);
}

#[test]
fn what_limits_is_named_where_it_is_known() {
    assert_eq!(
        labels(&course(&["funding.state.annual = 48e3", "horizon = 2"])),
        ["money"; 2]
    );
    assert_eq!(
        labels(&course(&["area.field.confirmed = 300"])),
        ["clearance"; 3]
    );
    let suspected = [
        "area.field.confirmed = 0",
        "area.field.suspected = 200",
        "team.survey.rate = 60",
    ];
    assert_eq!(labels(&course(&suspected)), ["survey"; 4]);
    let technical = ["team.technical.rate = 60"];
    assert_eq!(labels(&course(&technical)), ["technical_survey"; 2]);
    // Seven closed months of twelve, six of which are more than half of the year, hold the land.
    let closed = [
        "area.field.closed = [1, 2, 3, 4, 5, 6, 7]",
        "area.field.confirmed = 70",
    ];
    assert_eq!(labels(&course(&closed)), ["interrupted"; 2]);
    let war = "event.war = { rate = 1e9, permanent = true, output = 0 }";
    assert_eq!(labels(&course(&[war, "horizon = 1"])), ["interrupted"]);
    let nobody = ["team.manual.terrain = { plain = 0 }", "horizon = 1"];
    assert_eq!(labels(&course(&nobody)), ["nobody"]);
    // Nothing is left to be held.
    assert_eq!(labels(&course(&["area.field.confirmed = 0"])), ["flow"]);
}
