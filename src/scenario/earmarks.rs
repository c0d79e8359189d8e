//! Money that is earmarked, and what it leaves without anybody to pay for it; years of planned strength that never come.

use super::checked::Checked;
use super::glob;
use super::places::Places;
use super::problem::{Problem, names};
use super::reach::obstacle;
use super::types::{Funding, PaysFor, Scenario, TeamGroup};

/// Work of teams, as `task` and `pays_for` name it.
pub(super) const TASKS: [&str; 3] = ["survey", "technical_survey", "clearance"];
/// What else `pays_for` can name among its tasks.
pub(super) const OVERHEAD: &str = "overhead";
pub(super) const RISK_EDUCATION: &str = "risk_education";

/// Whom and what an earmarked source pays must be there, and areas must be served one after the other.
pub(super) fn check(
    pays_for: &Checked,
    funding: &Checked,
    scenario: &Checked,
    problems: &mut Vec<Problem>,
) {
    let at = |key: &str| format!("funding.{}.pays_for.{key}", funding.name);
    let tasks = TASKS.iter().copied().chain([OVERHEAD, RISK_EDUCATION]);
    let tasks: Vec<String> = tasks.map(str::to_owned).collect();
    let teams = scenario.tables("team");
    let mut operators: Vec<String> = teams.iter().filter_map(|it| it.text("operator")).collect();
    operators.sort_unstable();
    operators.dedup();
    let areas = scenario.tables("area").iter();
    let areas: Vec<String> = areas.map(|area| area.name.clone()).collect();
    for (key, known) in [("tasks", tasks), ("operators", operators), ("areas", areas)] {
        for (pattern, place) in pays_for.texts(key) {
            if known.is_empty() || known.iter().any(|name| glob::matches(pattern, name)) {
                continue;
            }
            let rule = format!("`{}` must name {key} that there are", at(key));
            let problem = Problem::new(rule, *place).found(format!("nothing matches `{pattern}`"));
            let problem = problem.help(format!(
                "known are {}",
                names(known.iter().map(String::as_str))
            ));
            problems.push(problem.nearest(pattern, known.iter().map(String::as_str)));
        }
    }
    if scenario.text("allocation").as_deref() == Some("proportional") {
        let rule = "money that is earmarked needs `allocation = \"priority\"`";
        let problem = Problem::new(rule, pays_for.at).found("this source is earmarked");
        let problem = problem.also(scenario.place("allocation"), "areas share the teams here");
        problems.push(problem.help("delete `pays_for`, or serve areas one after the other"));
    }
}

fn pays_work(source: &Funding, team: &TeamGroup, area: usize) -> bool {
    source.pays_for.as_ref().is_none_or(|it| {
        it.tasks.contains(&team.task)
            && it.operators.contains(&team.operator)
            && it.areas.contains(&area)
    })
}

/// Warnings on what no source may pay, where some are earmarked.
pub(super) fn unpaid(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut found = Vec::new();
    if scenario
        .funding
        .iter()
        .all(|source| source.pays_for.is_none())
    {
        return found;
    }
    let nobody = |pays: &dyn Fn(&Funding) -> bool| !scenario.funding.iter().any(pays);
    let named = |pays: fn(&PaysFor) -> bool| {
        move |source: &Funding| source.pays_for.as_ref().is_none_or(pays)
    };
    let overhead = scenario.overhead_fixed.law.support().1 > 0.0;
    if overhead && nobody(&named(|it| it.overhead)) {
        let rule = "no source may pay the fixed overhead";
        found.push(
            Problem::new(rule, places.of_path("overhead.fixed"))
                .found("every source is earmarked for other things")
                .help(
                    "name \"overhead\" among the `tasks` of a `pays_for`, or leave a source free",
                ),
        );
    }
    if scenario.risk_education.is_some() && nobody(&named(|it| it.risk_education)) {
        let rule = "no source may pay risk education";
        found.push(
            Problem::new(rule, places.of_path("risk_education"))
                .found("every source is earmarked for other things")
                .help("name \"risk_education\" among the `tasks` of a `pays_for`, or leave a source free"),
        );
    }
    for team in scenario.teams.iter().filter(|team| !team.in_kind) {
        let unpaid = (0..scenario.areas.len()).filter(|&area| {
            obstacle(team, area, scenario).is_none()
                && nobody(&|source: &Funding| pays_work(source, team, area))
        });
        let unpaid: Vec<&str> = unpaid
            .map(|area| scenario.areas[area].key.as_str())
            .collect();
        if unpaid.is_empty() {
            continue;
        }
        let rule = format!(
            "no source may pay the work of `team.{}` in {}",
            team.key,
            names(unpaid)
        );
        found.push(
            Problem::new(rule, places.of_path(&format!("team.{}", team.key)))
                .found("every source is earmarked for other tasks, operators or areas")
                .help("widen a `pays_for`, leave a source free, or narrow the team's `areas`"),
        );
    }
    found
}

/// Warnings on planned strengths that have no effect, and on events that touch areas with nothing.
pub(super) fn without_effect(file: &Checked, scenario: &Scenario) -> Vec<Problem> {
    let mut found = Vec::new();
    let first = scenario.start.year();
    let last = scenario.start.plus(scenario.horizon_months - 1).year();
    for team in file.tables("team") {
        let listed = team.by_year("by_year").unwrap_or_default().into_iter();
        let outside = listed.filter(|(year, _)| !(first..=last).contains(year));
        let outside: Vec<String> = outside.map(|(year, _)| year.to_string()).collect();
        if !outside.is_empty() {
            let rule = format!(
                "`team.{}.by_year` names years that are not simulated",
                team.name
            );
            found.push(
                Problem::new(rule, team.place("by_year"))
                    .found(format!(
                        "{}; simulated are {first} to {last}",
                        outside.join(", ")
                    ))
                    .help("delete them, or move `start` or `horizon`"),
            );
        }
    }
    for event in file.tables("event") {
        if event.gives("areas") && !event.gives("output") && !event.gives("adds") {
            let rule = format!("`event.{}` names areas and does nothing there", event.name);
            found.push(
                Problem::new(rule, event.place("areas"))
                    .found("it has neither `output` nor `adds`")
                    .help("give it one of them, or delete `areas`"),
            );
        }
    }
    found
}
