//! In which months of the year a team works, and an area is open.

use super::types::{Scenario, TeamGroup};

/// Months of the year, January first, in which a team works somewhere within the simulated months.
pub(super) fn of_team(team: &TeamGroup, scenario: &Scenario) -> [bool; 12] {
    let days = team.working_days.unwrap_or(scenario.working_days);
    let last = scenario.start.plus(scenario.horizon_months - 1);
    let first = team.from.unwrap_or(scenario.start).max(scenario.start);
    let until = team.until.unwrap_or(last).min(last);
    let mut works = [false; 12];
    // A year has all months.
    for t in (0..=until.since(first)).take(12) {
        let month = first.plus(t.unsigned_abs()).of_year();
        works[month] = days[month] > 0.0;
    }
    works
}

/// Months of the year in which an area is not closed.
pub(super) fn of_area(area: usize, scenario: &Scenario) -> [bool; 12] {
    scenario.areas[area].closed.map(|closed| !closed)
}

/// Whether there is a month in both.
pub(super) fn meet(a: [bool; 12], b: [bool; 12]) -> bool {
    a.into_iter().zip(b).any(|(a, b)| a && b)
}
