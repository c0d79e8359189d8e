//! Scenario to programme: every name is looked up here, once.

use super::layout::{OutcomeLayout, YearLayout};
use super::people::PeoplePlan;
use super::slots::Slots;
use super::{Clock, EventPlan, GroupPlan, ItemPlan, Limits, Programme, RegionPlan, SourcePlan};
use crate::math::pow;
use crate::sampling::Stream;
use crate::scenario::{Capacity, Scenario, Task};

/// A correlation that is not what the scenario asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// Path of one input.
    pub a: String,
    /// Path of the other.
    pub b: String,
    /// Spearman correlation the scenario asks for.
    pub asked: f64,
    /// Spearman correlation that is used.
    pub got: f64,
    /// Why it is another one.
    pub why: Why,
}

/// What keeps a correlation from being what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No random numbers can have all correlations at once; this is the largest change to the nearest possible ones.
    Contradiction,
    /// No dependence between these two laws reaches it, because several draws share one value.
    Ties,
}

/// Makes `scenario` ready to simulate under `seed`, which keys the streams of chance.
///
/// The second value reports correlations that are not what is asked.
///
/// # Panics
///
/// If a rule of the format was not checked: a driver or correlation names a path that is no input.
pub fn compile(scenario: &Scenario, seed: u64) -> (Programme, Vec<Repaired>) {
    let mut slots = Slots::new(scenario, seed);
    let regions = regions(scenario);
    let areas = scenario
        .areas
        .iter()
        .map(|area| slots.area(area, &scenario.land_release))
        .collect();

    let operators = distinct(scenario.teams.iter().map(|team| &team.operator));
    let by_priority = areas_by_priority(scenario);
    let in_file_order: Vec<GroupPlan> = scenario
        .teams
        .iter()
        .map(|team| slots.group(team, scenario, &by_priority, &operators))
        .collect();
    let Ordered {
        groups,
        tasks,
        groups_in_file_order,
    } = in_order_of_work(&in_file_order);

    let clock = Clock {
        start: scenario.start,
        months: scenario.horizon_months,
        working_days: scenario.working_days,
        days_per_year: scenario.working_days.iter().sum(),
    };
    let sources: Vec<SourcePlan> = scenario
        .funding
        .iter()
        .map(|source| slots.source(source, &clock))
        .collect();
    let escalation = slots.input(&scenario.escalation);
    let overhead_fixed = slots.input(&scenario.overhead_fixed);
    let events: Vec<EventPlan> = scenario
        .events
        .iter()
        .map(|event| slots.event(event, sources.len()))
        .collect();
    let items: Vec<ItemPlan> = scenario
        .items
        .iter()
        .map(|item| slots.item(item, &scenario.areas))
        .collect();
    let people = PeoplePlan::of(scenario, &mut slots);
    for driver in &scenario.drivers {
        slots.input(&driver.factor);
    }

    let item_keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let source_keys: Vec<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    let year_layout = YearLayout::new(
        &item_keys,
        &operators,
        &source_keys,
        &groups_with_units(scenario),
        people.as_ref(),
    );
    let outcome_layout = OutcomeLayout::new(
        operators.len(),
        sources.len(),
        items.len(),
        scenario.milestones.len(),
        regions.len(),
        people.as_ref(),
    );
    let (inputs, repaired) = slots.finish(scenario);
    let programme = Programme {
        inputs,
        clock,
        allocation: scenario.allocation,
        areas,
        regions,
        groups,
        tasks,
        groups_in_file_order,
        operators,
        sources,
        events,
        items,
        people,
        escalation,
        overhead_fixed,
        overhead_share: scenario.overhead_share,
        discount_per_month: pow(1.0 + scenario.discount_rate, -1.0 / 12.0),
        inflation: scenario.inflation,
        inflation_luck: Stream::new(seed, "economy.inflation"),
        noise: scenario.noise_output,
        noise_luck: Stream::new(seed, "noise.output"),
        residual: scenario.residual,
        milestones: scenario.milestones.clone(),
        target: limits(scenario),
        year_layout,
        outcome_layout,
    };
    (programme, repaired)
}

/// Regions and their areas.
fn regions(scenario: &Scenario) -> Vec<RegionPlan> {
    let names = distinct(scenario.areas.iter().map(|area| &area.region));
    let areas_of = |name: &String| {
        let areas = scenario.areas.iter().enumerate();
        areas
            .filter(|(_, area)| area.region == *name)
            .map(|(index, _)| index)
            .collect()
    };
    let plan = |name| RegionPlan {
        areas: areas_of(&name),
        name,
    };
    names.into_iter().map(plan).collect()
}

/// Team groups in the order they work.
struct Ordered {
    groups: Vec<GroupPlan>,
    tasks: [usize; 4],
    groups_in_file_order: Vec<usize>,
}

/// Sorts the groups by task, those of a task as they are in the file.
fn in_order_of_work(in_file_order: &[GroupPlan]) -> Ordered {
    let mut order: Vec<usize> = (0..in_file_order.len()).collect();
    order.sort_by_key(|&group| in_file_order[group].task);
    let groups: Vec<GroupPlan> = order
        .iter()
        .map(|&group| in_file_order[group].clone())
        .collect();
    let first_from = |task| groups.partition_point(|group| group.task < task);
    let tasks = [
        0,
        first_from(Task::TechnicalSurvey),
        first_from(Task::Clearance),
        groups.len(),
    ];
    let mut groups_in_file_order = vec![0; order.len()];
    for (position, &group) in order.iter().enumerate() {
        groups_in_file_order[group] = position;
    }
    Ordered {
        groups,
        tasks,
        groups_in_file_order,
    }
}

/// Keys of the team groups, in file order, with the unit of their size.
fn groups_with_units(scenario: &Scenario) -> Vec<(&str, &'static str)> {
    let teams = scenario.teams.iter();
    teams
        .map(|team| match team.capacity {
            Capacity::Teams { .. } => (team.key.as_str(), "teams"),
            Capacity::Rate(_) => (team.key.as_str(), "ha per year"),
        })
        .collect()
}

fn limits(scenario: &Scenario) -> Limits {
    let target = &scenario.target;
    Limits {
        // A whole number of months must not be missed by a rounding error.
        months: target.years * 12.0 - f64::from(scenario.start.since(target.since)) + 1e-6,
        budget: target.cost - target.spent,
    }
}

/// The names in order of first appearance, each once.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    seen
}

/// Index of a name in the list made from it.
pub(super) fn position(names: &[String], name: &str) -> usize {
    names
        .iter()
        .position(|known| known == name)
        .expect("the list was made from these names")
}

/// Indices of the areas in the order work reaches them: by priority, then file order.
fn areas_by_priority(scenario: &Scenario) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenario.areas.len()).collect();
    order.sort_by(|&a, &b| {
        scenario.areas[a]
            .priority
            .total_cmp(&scenario.areas[b].priority)
    });
    order
}
