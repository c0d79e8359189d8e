//! What a file leaves to its defaults, and rules that are easily overlooked: said once by `check`, and no reason to change anything.

use super::checked::Checked;
use super::problem::{Problem, names};
use super::types::{Scenario, TeamGroup, Uncertain};

/// Keys that are seldom left out on purpose: table, key, and what their absence assumes.
const ASSUMED: [(&str, &str, &str); 11] = [
    (
        "completion",
        "residual",
        "a thousandth of the area known at the start may remain at completion",
    ),
    (
        "calendar",
        "working_days",
        "every month has 21 working days",
    ),
    (
        "economy",
        "discount_rate",
        "present values are not discounted",
    ),
    ("economy", "escalation", "real unit costs stay as they are"),
    (
        "land_release",
        "reduced_with_records",
        "technical survey reduces no more where there are records",
    ),
    ("land_release", "record_reliability", "records help nothing"),
    ("land_release", "rework", "nothing is cleared twice"),
    ("land_release", "unrecorded", "nothing is unrecorded"),
    ("land_release", "discovery", "nothing unrecorded is found"),
    ("overhead", "fixed", "there is no fixed overhead"),
    (
        "noise",
        "output",
        "output does not vary from month to month",
    ),
];

/// All notes on a scenario, of which `file` holds what is written.
pub(super) fn notes(file: &Checked, scenario: &Scenario) -> Vec<Problem> {
    let mut found = Vec::new();
    target(file, &mut found);
    for (table, key, meaning) in ASSUMED {
        if speaks_of(file, table, key, scenario) {
            continue;
        }
        let advice = format!("say otherwise with `{table}.{key} = …`");
        found.push(Problem::new(format!("assumed: {meaning}"), None).help(advice));
    }
    labels(file, &mut found);
    rules(file, scenario, &mut found);
    found
}

/// Whether the file gives a key, or has no use for it.
fn speaks_of(file: &Checked, table: &str, key: &str, scenario: &Scenario) -> bool {
    let given = |table: Option<&Checked>| table.is_some_and(|table| table.gives(key));
    let in_areas = table == "land_release" && file.tables("area").iter().any(|it| given(Some(it)));
    let nothing_unrecorded = || {
        let unrecorded = &scenario.land_release.unrecorded;
        unrecorded.law.support().1 <= 0.0
    };
    let idle = match key {
        "reduced_with_records" | "record_reliability" => !scenario.has_technical_survey(),
        "discovery" => nothing_unrecorded(),
        _ => false,
    };
    idle || in_areas || given(file.table(table))
}

fn target(file: &Checked, found: &mut Vec<Problem>) {
    let gives = |key: &str| file.table("target").is_some_and(|target| target.gives(key));
    let (time, cost) = (gives("years") || gives("deadline"), gives("cost"));
    for (key, of, there) in [("spent", "cost", cost), ("since", "years", time)] {
        if gives(key) && !there {
            let place = file.table("target").and_then(|target| target.place(key));
            let rule = format!("`target.{key}` says nothing without `target.{of}`");
            found
                .push(Problem::new(rule, place).help(format!("give `{of}`, or leave `{key}` out")));
        }
    }
    let (meaning, key) = match (time, cost) {
        (true, true) => return,
        (false, false) => (
            "nothing is promised, so no probability of keeping a target is given",
            "deadline",
        ),
        (false, true) => ("any time will do, and the target is its cost", "deadline"),
        (true, false) => ("any cost will do, and the target is its time", "cost"),
    };
    let problem = Problem::new(format!("assumed: {meaning}"), None);
    found.push(problem.help(format!("say otherwise with `target.{key} = …`")));
}

fn labels(file: &Checked, found: &mut Vec<Problem>) {
    for label in ["hazard", "terrain"] {
        let areas = file.tables("area").iter().filter(|area| !area.gives(label));
        let areas: Vec<&str> = areas.map(|area| area.name.as_str()).collect();
        if !areas.is_empty() {
            let rule = format!("assumed: the {label} is \"any\" in {}", names(areas));
            found.push(Problem::new(rule, None).help(format!(
                "give areas a `{label}` if teams differ in their output there"
            )));
        }
    }
}

/// Rules of the model that decide something in this file.
fn rules(file: &Checked, scenario: &Scenario, found: &mut Vec<Problem>) {
    let clearance = file
        .tables("team")
        .iter()
        .find(|team| team.text("task").as_deref() == Some("clearance"));
    if let Some(team) = clearance.filter(|_| !scenario.has_technical_survey()) {
        let rule = "no team does technical survey: confirmed land goes to clearance whole";
        found.push(
            Problem::new(rule, team.at).help(
                "add a team with `task = \"technical_survey\"` if some of it is to be reduced",
            ),
        );
    }
    let pays_for_teams = |team: &&TeamGroup| {
        let highest = |value: &Uncertain| value.law.support().1;
        let gains = highest(&team.growth) > 0.0 || !team.by_year.is_empty();
        gains && highest(&team.mobilisation) > 0.0
    };
    let teams: Vec<&str> = scenario
        .teams
        .iter()
        .filter(pays_for_teams)
        .map(|team| team.key.as_str())
        .collect();
    if !teams.is_empty() {
        let rule = format!(
            "new teams of {} are paid over the months of a year, from what the work leaves",
            names(teams)
        );
        let advice =
            "money comes first to the teams at hand, and new ones work from the next month on";
        found.push(Problem::new(rule, None).help(advice));
    }
    for event in file.tables("event") {
        if event.gives("areas") && event.gives("output") && event.gives("adds") {
            let rule = format!(
                "`event.{}`: its `areas` limit its `output` as well as its `adds`",
                event.name
            );
            found.push(
                Problem::new(rule, event.place("areas"))
                    .found("work elsewhere goes on as if it were not there")
                    .help("for an event that slows all work, split it in two: one with `output`, one with `adds` and `areas`"),
            );
        }
    }
}
