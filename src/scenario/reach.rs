//! Who can work where: which land an area may get, and which teams can work on it.

use super::season;
use super::types::{Area, Capacity, LandRelease, Scenario, Task, TeamGroup, Uncertain};

/// Why a team cannot work in an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Its `areas` leave the area out.
    Areas,
    /// Its multiplier for the area's terrain is 0.
    Terrain(String),
    /// Its multiplier for the area's hazard is 0.
    Hazard(String),
    /// It works in no simulated year.
    Years,
    /// The area is closed in all months of the year in which it works.
    Months {
        /// When it works, January first.
        works: [bool; 12],
        /// When the area is open.
        open: [bool; 12],
    },
    /// It has no output and gets none.
    NoCapacity,
}

fn highest(value: &Uncertain) -> f64 {
    value.law.support().1
}

fn lowest(value: &Uncertain) -> f64 {
    value.law.support().0
}

fn is_zero(table: &[(String, f64)], label: &str) -> bool {
    table
        .iter()
        .any(|(name, factor)| name == label && *factor <= 0.0)
}

/// What keeps a team from working at all, wherever it is.
pub(super) fn idle(team: &TeamGroup, scenario: &Scenario) -> Option<Obstacle> {
    let last = scenario.start.plus(scenario.horizon_months - 1);
    let outside = team.from.is_some_and(|from| from > last)
        || team.until.is_some_and(|until| until < scenario.start);
    if outside {
        return Some(Obstacle::Years);
    }
    let (size, output) = match &team.capacity {
        Capacity::Teams { count, output } => (count, highest(output)),
        Capacity::Rate(rate) => (rate, 1.0),
    };
    let mut gains = std::iter::once(&team.growth).chain(team.by_year.iter().map(|(_, n)| n));
    let none = output <= 0.0 || (highest(size) <= 0.0 && gains.all(|n| highest(n) <= 0.0));
    none.then_some(Obstacle::NoCapacity)
}

/// What keeps a team from working in an area; `None` if nothing does.
pub(super) fn obstacle(team: &TeamGroup, area: usize, scenario: &Scenario) -> Option<Obstacle> {
    let place = &scenario.areas[area];
    if let Some(idle) = idle(team, scenario) {
        Some(idle)
    } else if !team.areas.contains(&area) {
        Some(Obstacle::Areas)
    } else if is_zero(&team.terrain, &place.terrain) {
        Some(Obstacle::Terrain(place.terrain.clone()))
    } else if is_zero(&team.hazard, &place.hazard) {
        Some(Obstacle::Hazard(place.hazard.clone()))
    } else {
        let (works, open) = (
            season::of_team(team, scenario),
            season::of_area(area, scenario),
        );
        (!season::meet(works, open)).then_some(Obstacle::Months { works, open })
    }
}

/// How land gets into an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is known at the start.
    Start,
    /// It is discovered.
    Discovery,
    /// This event adds it.
    Event(String),
}

/// Work that an area needs, in the order it is done, and how the land got there that needs it first.
fn needs(area: usize, scenario: &Scenario) -> (Vec<Task>, Option<Origin>) {
    let place = &scenario.areas[area];
    let common = &scenario.land_release;
    let own = &place.land_release;
    let known = highest(&place.suspected) > 0.0 || highest(&place.confirmed) > 0.0;
    let confirmed = highest(&place.confirmed) > 0.0;
    let unrecorded = own.unrecorded.as_ref().unwrap_or(&common.unrecorded);
    let discovery = own.discovery.as_ref().unwrap_or(&common.discovery);

    let suspected = if highest(&place.suspected) > 0.0 {
        Some(Origin::Start)
    } else if known && highest(unrecorded) > 0.0 && highest(discovery) > 0.0 {
        Some(Origin::Discovery)
    } else {
        added(area, scenario)
    };
    let mut tasks = Vec::new();
    if suspected.is_some() {
        tasks.push(Task::Survey);
    }
    let cancelled = own.cancelled.as_ref().unwrap_or(&common.cancelled);
    if confirmed || (suspected.is_some() && lowest(cancelled) < 1.0) {
        let surveyed = scenario.has_technical_survey();
        if surveyed {
            tasks.push(Task::TechnicalSurvey);
        }
        if !surveyed || least_reduced(place, common) < 1.0 {
            tasks.push(Task::Clearance);
        }
    }
    let origin = if confirmed {
        Some(Origin::Start)
    } else {
        suspected
    };
    (tasks, origin)
}

/// The part of an area's [`needs`] that no team can do.
pub(super) fn undone(area: usize, scenario: &Scenario) -> (Vec<Task>, Option<Origin>) {
    let (mut tasks, origin) = needs(area, scenario);
    tasks.retain(|task| {
        let mut teams = scenario.teams.iter().filter(|team| team.task == *task);
        !teams.any(|team| obstacle(team, area, scenario).is_none())
    });
    (tasks, origin)
}

/// The event that adds land to an area, if one does. Land is shared by what is known of the areas, so an area without any gets
/// none beside one that has some.
fn added(area: usize, scenario: &Scenario) -> Option<Origin> {
    let known = |&area: &usize| {
        let place = &scenario.areas[area];
        highest(&place.suspected) + highest(&place.confirmed) > 0.0
    };
    let adds = scenario.events.iter().find(|event| {
        let happens = highest(&event.rate) > 0.0 && highest(&event.adds) > 0.0;
        let gets_some = known(&area) || !event.areas.iter().any(known);
        happens && event.areas.contains(&area) && gets_some
    });
    adds.map(|event| Origin::Event(event.key.clone()))
}

/// Least share that technical survey can reduce: without + (with − without) · reliability is least at a corner.
fn least_reduced(area: &Area, common: &LandRelease) -> f64 {
    let own = &area.land_release;
    let without = own.reduced_without_records.as_ref();
    let without = lowest(without.unwrap_or(&common.reduced_without_records));
    let with = own.reduced_with_records.as_ref();
    let with = with.or(common.reduced_with_records.as_ref());
    let with = with.map_or(without, lowest);
    let reliability = own.record_reliability.as_ref();
    let (least, most) = reliability
        .unwrap_or(&common.record_reliability)
        .law
        .support();
    let reduced = |reliability: f64| without + (with - without) * reliability;
    reduced(least).min(reduced(most))
}
