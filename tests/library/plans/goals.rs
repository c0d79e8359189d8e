//! Deadlines, milestones, and what limits on the way there.

use clearcast::scenario::from_text;

use super::{course, labels};
use crate::common::{Course, agree};

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
