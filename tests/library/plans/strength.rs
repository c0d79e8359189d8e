//! Growth and planned strength of teams.

use clearcast::programme::{OutcomeLayout as O, YearLayout as Y};
use clearcast::scenario::from_text;

use super::{course, in_year};
use crate::common::{Course, agree};

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

/// Money that is given for everything pays new teams of a group that can work nowhere, whatever else tells areas or money apart.
#[test]
fn new_teams_that_can_work_nowhere_are_paid_from_free_money() {
    let idle = "team.idle = { task = 'clearance', rate = 4, unit_cost = 10, mobilisation = 1000, hazard = { minefield = 0 }, by_year = { 2027 = 8 } }";
    for other in [
        "horizon = 3",
        "area.field.closed = [7]",
        "team.manual.in_kind = true",
    ] {
        let it = course(&[&TEN_TEAMS[..], &[idle, other]].concat());
        agree(in_year(&it, 1, it.programme.year_layout.teams + 3), 8.0);
    }
}
