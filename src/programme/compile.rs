//! Scenario to programme: every name is looked up here, once.

use super::columns::outcomes::OUTCOMES;
use super::columns::years::YEARS;
use super::columns::{Columns, IN_KIND, Members, Row, Unit};
use super::layout::{OutcomeLayout, YearLayout};
use super::people::PeoplePlan;
use super::pots::{Pots, able};
use super::slots::{Repaired, Slots};
use super::tables::Tables;
use super::{
    AreaPlan, Calendar, Clock, EventPlan, ItemPlan, Limits, Programme, RegionPlan, SourcePlan,
    TeamGroupPlan,
};
use crate::calendar::Month;
use crate::math::pow;
use crate::scenario::{Capacity, Scenario, Task};

/// Makes `scenario` ready to simulate.
///
/// The second value reports correlations that are not what is asked.
///
/// # Panics
///
/// If a rule of the format was not checked: a driver or correlation names a path that is no input.
pub fn compile(scenario: &Scenario) -> (Programme, Vec<Repaired>) {
    let (programme, _, repaired) = compile_with(scenario, &Tables::default(), &[]);
    (programme, repaired)
}

/// [`compile`] with quantile functions that are compiled already, for runs that give the values of the inputs at the `free` paths; also
/// says which quantile functions the programme uses.
#[expect(
    clippy::too_many_lines,
    reason = "every part of the programme once, in the order of their draws"
)]
pub fn compile_with(
    scenario: &Scenario,
    tables: &Tables,
    free: &[String],
) -> (Programme, Tables, Vec<Repaired>) {
    let mut slots = Slots::new(scenario, tables, free);
    let inflation_chance = slots.mechanism("economy.inflation");
    let noise_chance = slots.mechanism("noise.output");
    let regions = regions(scenario);
    let areas: Vec<AreaPlan> = scenario
        .areas
        .iter()
        .map(|area| slots.area(area, &scenario.land_release))
        .collect();

    let operators = distinct(scenario.teams.iter().map(|team| &team.operator));
    let by_priority = areas_by_priority(scenario);
    let mut calendars = vec![Calendar::new(scenario.working_days)];
    let in_file_order: Vec<TeamGroupPlan> = scenario
        .teams
        .iter()
        .map(|team| slots.group(team, scenario, &by_priority, &operators, &mut calendars))
        .collect();
    let Ordered {
        groups,
        tasks,
        groups_in_file_order,
    } = in_order_of_work(&in_file_order);

    let clock = Clock {
        start: scenario.start,
        months: scenario.horizon_months,
        turns: turns(scenario),
    };
    let sources: Vec<SourcePlan> = scenario
        .funding
        .iter()
        .map(|source| slots.source(source, scenario))
        .collect();
    let escalation = slots.input(&scenario.escalation);
    let overhead_fixed = slots.input(&scenario.overhead_fixed);
    let events: Vec<EventPlan> = scenario
        .events
        .iter()
        .map(|event| slots.event(event, sources.len(), areas.len()))
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

    let mut payers: Vec<String> = sources.iter().map(|source| source.key.clone()).collect();
    if groups.iter().any(|group| group.in_kind) {
        payers.push(IN_KIND.to_owned());
    }
    let has_local_events = events.iter().any(|event| event.is_local);
    let pots = Pots::of(scenario, &groups, &operators, &areas, has_local_events);
    let deadline = deadline(scenario);
    let members = Members {
        items: items.iter().map(|item| item.key.as_str()).collect(),
        operators: operators.iter().map(String::as_str).collect(),
        sources: sources.iter().map(|source| source.key.as_str()).collect(),
        payers: payers.iter().map(String::as_str).collect(),
        groups: groups_with_units(scenario),
        regions: regions.iter().map(|region| region.name.as_str()).collect(),
        milestones: &scenario.milestones,
        has_deadline: deadline.is_some(),
        people: people.as_ref(),
    };
    let (outcome_row, year_row) = (Row::new(OUTCOMES, &members), Row::new(YEARS, &members));
    let last_year = scenario.start.plus(scenario.horizon_months - 1).year();
    let years = (scenario.start.year(), last_year);
    let target = limits(scenario);
    let columns = Columns::new((&outcome_row, &year_row), &members, years, target);
    let mechanisms = slots.mechanisms();
    let (inputs, tables, repaired) = slots.finish(scenario);
    let programme = Programme {
        inputs,
        clock,
        allocation: scenario.allocation,
        able: able(&groups, areas.len()),
        rests: rests(&calendars, &areas),
        areas,
        regions,
        builders: builders(scenario, &groups, &groups_in_file_order),
        groups,
        tasks,
        groups_in_file_order,
        calendars,
        operators,
        sources,
        payers,
        pots,
        events,
        items,
        people,
        escalation,
        overhead_fixed,
        overhead_share: scenario.overhead_share,
        discount_per_month: pow(1.0 + scenario.discount_rate, -1.0 / 12.0),
        inflation: scenario.inflation,
        inflation_chance,
        noise: scenario.noise_output,
        noise_chance,
        mechanisms,
        residual: scenario.residual,
        milestones: scenario.milestones.clone(),
        target,
        deadline,
        year_layout: YearLayout::new(&year_row),
        outcome_layout: OutcomeLayout::new(&outcome_row, &year_row),
        columns,
    };
    (programme, tables, repaired)
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
    groups: Vec<TeamGroupPlan>,
    tasks: [usize; 4],
    groups_in_file_order: Vec<usize>,
}

/// Sorts the groups by task, those of a task as they are in the file.
fn in_order_of_work(in_file_order: &[TeamGroupPlan]) -> Ordered {
    let mut order: Vec<usize> = (0..in_file_order.len()).collect();
    order.sort_by_key(|&group| in_file_order[group].task);
    let groups: Vec<TeamGroupPlan> = order
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
fn groups_with_units(scenario: &Scenario) -> Vec<(&str, Unit)> {
    let teams = scenario.teams.iter();
    teams
        .map(|team| match team.capacity {
            Capacity::Teams { .. } => (team.key.as_str(), Unit::Teams),
            Capacity::Rate(_) => (team.key.as_str(), Unit::HaPerYear),
        })
        .collect()
}

fn limits(scenario: &Scenario) -> Limits {
    let target = &scenario.target;
    let months = |last: Month| f64::from(last.since(scenario.start)) + 1.0;
    Limits {
        months: target.deadline.map_or(f64::INFINITY, months),
        budget: target
            .cost
            .map_or(f64::INFINITY, |cost| cost - target.spent),
    }
}

/// Months to the end of the deadline, if it lies within the simulated time.
fn deadline(scenario: &Scenario) -> Option<u32> {
    let last = scenario.target.deadline?.since(scenario.start);
    let months = u32::try_from(last).ok()? + 1;
    (months <= scenario.horizon_months).then_some(months)
}

/// Months of the year in which the months of some group or source begin, or have ended.
fn turns(scenario: &Scenario) -> [bool; 12] {
    let teams = scenario.teams.iter().map(|team| (team.from, team.until));
    let funding = scenario.funding.iter().map(|it| (it.from, it.until));
    let mut turns = [false; 12];
    for (from, until) in teams.chain(funding) {
        for month in from.into_iter().chain(until.map(|until| until.plus(1))) {
            turns[month.of_year()] = true;
        }
    }
    turns
}

/// Months of the year in which a calendar has no working days or an area is closed.
fn rests(calendars: &[Calendar], areas: &[AreaPlan]) -> [bool; 12] {
    std::array::from_fn(|month| {
        calendars.iter().any(|it| it.days[month] <= 0.0) || areas.iter().any(|it| it.closed[month])
    })
}

/// Groups, in file order, that pay for new teams.
fn builders(scenario: &Scenario, groups: &[TeamGroupPlan], in_file_order: &[usize]) -> Vec<usize> {
    let teams = scenario.teams.iter().zip(in_file_order);
    teams
        .filter(|(team, index)| {
            let gains = groups[**index].grows || !team.by_year.is_empty();
            gains && team.mobilisation.law.is_certain() != Some(0.0)
        })
        .map(|(_, index)| *index)
        .collect()
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
