//! When and where work goes on: closed months, calendars, windows, local events.

use clearcast::programme::OutcomeLayout as O;

use super::{SECOND, course, in_year};
use crate::common::{Course, agree};

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
