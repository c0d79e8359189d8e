//! Rules between keys: what no key table can say about a single value.

use std::collections::BTreeSet;

use super::build::planned;
use super::checked::Checked;
use super::earmarks;
use super::glob;
use super::inputs::{InputAt, targets};
use super::key_tables::{LAND_RELEASE, SCENARIO};
use super::keys::{Fallback, find};
use super::problem::{MOST_TOLD, Problem, names, nearest_pattern};
use super::source::Span;

/// Problems and warnings of the rules.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
    pub(super) notes: Vec<Problem>,
}

impl Verdict {
    /// A pattern that matches nothing may be right in a variant that drops tables; a plain name is a mistake.
    fn unmatched(&mut self, pattern: &str, problem: Problem) {
        if pattern.contains('*') {
            self.warnings.push(problem);
        } else {
            self.problems.push(problem);
        }
    }
}

/// Checks every rule between keys; `inputs` are those of the same tree.
pub(super) fn check(scenario: &Checked, inputs: &[InputAt], verdict: &mut Verdict) {
    all_different(scenario, "dimensions", &mut verdict.problems);
    if let Some(calendar) = scenario.table("calendar") {
        working_days(calendar, "calendar", &mut verdict.problems);
    }
    if let Some(completion) = scenario.table("completion") {
        milestones(completion, &mut verdict.problems);
    }
    target(scenario, &mut verdict.problems);
    land_release(scenario, &mut verdict.problems);
    for team in scenario.tables("team") {
        capacity(team, scenario, &mut verdict.problems);
        working_days(team, &format!("team.{}", team.name), &mut verdict.problems);
        price(team, &mut verdict.problems);
        years(team, "team", &mut verdict.problems);
        known_patterns(team, "areas", scenario, "area", verdict);
        for label in ["terrain", "hazard"] {
            known_labels(team, "team", label, scenario, &mut verdict.warnings);
        }
    }
    for funding in scenario.tables("funding") {
        years(funding, "funding", &mut verdict.problems);
        if let Some(pays_for) = funding.table("pays_for") {
            earmarks::check(pays_for, funding, scenario, &mut verdict.problems);
        }
    }
    for event in scenario.tables("event") {
        duration(event, &mut verdict.problems);
        known_patterns(event, "areas", scenario, "area", verdict);
        known_patterns(event, "sources", scenario, "funding", verdict);
    }
    for driver in scenario.tables("driver") {
        multiplies(driver, scenario, inputs, &mut verdict.problems);
    }
    for items in scenario.tables("items") {
        known_labels(items, "items", "hazard", scenario, &mut verdict.warnings);
    }
}

fn working_days(calendar: &Checked, path: &str, problems: &mut Vec<Problem>) {
    if calendar
        .numbers("working_days")
        .is_some_and(|days| days.iter().all(|&d| d == 0.0))
    {
        let rule = format!("`{path}.working_days` must not all be 0");
        let problem = Problem::new(rule, calendar.place("working_days"));
        problems.push(problem.help("without working days no work is done"));
    }
}

fn milestones(completion: &Checked, problems: &mut Vec<Problem>) {
    let milestones = completion.numbers("milestones").unwrap_or_default();
    if (1..milestones.len()).any(|i| milestones[..i].contains(&milestones[i])) {
        let rule = "`completion.milestones` must all be different";
        problems.push(Problem::new(rule, completion.place("milestones")));
    }
}

fn all_different(table: &Checked, key: &str, problems: &mut Vec<Problem>) {
    let mut before = BTreeSet::new();
    for (text, at) in table.texts(key) {
        if !before.insert(text) {
            let problem = Problem::new(format!("`{key}` must name each path once"), *at);
            problems.push(problem.found(format!("`{text}` is named before")));
        }
    }
}

/// A deadline is written in one of two ways, and lies within reach.
fn target(scenario: &Checked, problems: &mut Vec<Problem>) {
    let Some(target) = scenario.table("target") else {
        return;
    };
    if target.gives("deadline")
        && let Some(other) = ["years", "since"].into_iter().find(|key| target.gives(key))
    {
        let rule = "a target has either `deadline`, or `years` and `since`";
        let problem = Problem::new(rule, target.place("deadline")).found("`deadline` is given");
        let problem = problem.also(target.place(other), format!("and `{other}`"));
        problems.push(problem.help(format!(
            "keep one of them; over a base drop the other: remove = [\"target.{other}\"]"
        )));
        return;
    }
    if let (Some(start), Some(deadline)) = (scenario.month("start"), target.month("deadline"))
        && deadline < start
    {
        let rule = "`target.deadline` must not end before the first simulated month does";
        let problem = Problem::new(rule, target.place("deadline"));
        let problem = problem.found(format!("the first simulated month is {start}"));
        problems.push(problem.help("name a later month"));
    }
}

/// Whether an area has what a rule is about.
type Needs<'a> = &'a dyn Fn(&Checked) -> bool;

/// What becomes of land must be said where there is such land.
fn land_release(scenario: &Checked, problems: &mut Vec<Problem>) {
    let Some(common) = scenario.table("land_release") else {
        return;
    };
    let areas = scenario.tables("area");
    let may_be = |table: &Checked, key: &str| {
        let value = table.uncertain(key).or_else(|| common.uncertain(key));
        value.is_some_and(|value| value.law.support().1 > 0.0)
    };
    let discovers = |area: &Checked| may_be(area, "unrecorded") && may_be(area, "discovery");
    let has = |table: &Checked, key: &str| {
        table
            .uncertain(key)
            .is_some_and(|it| it.law.support().1 > 0.0)
    };
    let adds = scenario
        .tables("event")
        .iter()
        .any(|event| has(event, "adds"));
    let surveyed = |area: &Checked| adds || has(area, "suspected") || discovers(area);
    let technical = scenario
        .tables("team")
        .iter()
        .any(|team| team.text("task").as_deref() == Some("technical_survey"));
    let everywhere = |_: &Checked| true;
    let wanted: [(&str, bool, Needs<'_>); 2] = [
        ("cancelled", true, &surveyed),
        ("reduced_without_records", technical, &everywhere),
    ];
    for (key, applies, needs) in wanted {
        if !applies || common.field(key).is_some() {
            continue;
        }
        let lacking = areas
            .iter()
            .find(|area| area.field(key).is_none() && needs(area));
        if let Some(area) = lacking {
            let path = format!("land_release.{key}");
            let rule = format!("the key `{path}` is missing");
            let found = match key {
                "cancelled" => "land here may be or become suspected",
                _ => "a team does technical survey, and this area has no share of its own",
            };
            let doc = find(LAND_RELEASE, key).map_or("", |key| key.doc);
            let problem = Problem::new(rule, common.at.or(area.at)).absent(path);
            let problem = if common.at.is_some() {
                problem.also(area.at, found)
            } else {
                problem.found(found)
            };
            let doc = doc.trim_end_matches('.');
            problems
                .push(problem.help(format!("add `{key} = …` in [land_release]: {doc} (share)")));
        }
    }
}

fn capacity(team: &Checked, scenario: &Checked, problems: &mut Vec<Problem>) {
    let name = &team.name;
    let rule = format!("`team.{name}` must have either `count` and `output`, or `rate`");
    let given: Vec<&str> = ["count", "output", "rate"]
        .into_iter()
        .filter(|key| team.field(key).is_some())
        .collect();
    let lacks = |key: &str, has: &str| {
        let problem = Problem::new(rule.clone(), team.at).found(format!("`{key}` is missing"));
        let problem = problem.also(team.place(has), format!("`{has}` alone is not enough"));
        problem
            .absent(format!("team.{name}.{key}"))
            .help(format!("add `{key} = …`"))
    };
    let starts_planned = planned(team, scenario).is_some();
    problems.push(match given[..] {
        ["count", "output"] | ["rate"] => return,
        [] | ["output"] if starts_planned => return,
        [] => Problem::new(rule, team.at)
            .found("neither is given")
            .absent(format!("team.{name}.rate"))
            .help("add `count = …` and `output = …`, or `rate = …`"),
        ["count"] => lacks("output", "count"),
        ["output"] => lacks("count", "output"),
        _ => {
            let mut problem =
                Problem::new(rule, team.place("rate")).found("`rate` is given besides");
            for key in given.into_iter().filter(|key| *key != "rate") {
                problem = problem.also(team.place(key), format!("`{key}` is given"));
            }
            problem.help(format!(
                "keep one of them; over a base drop the other: remove = [\"team.{name}.rate\"], or both of `count` and `output`"
            ))
        }
    });
}

fn price(team: &Checked, problems: &mut Vec<Problem>) {
    if !team.gives("cost") && !team.gives("unit_cost") {
        let rule = format!("`team.{}` must have `cost`, `unit_cost` or both", team.name);
        let problem = Problem::new(rule, team.at).found("neither is given");
        let problem = problem.absent(format!("team.{}.unit_cost", team.name));
        problems.push(problem.help("write `cost = 0` for teams that cost nothing"));
    }
}

fn years(table: &Checked, kind: &str, problems: &mut Vec<Problem>) {
    if let (Some(from), Some(until)) = (table.month("from"), table.month("until"))
        && from > until
    {
        let rule = format!(
            "`{kind}.{}`: `from` must not be later than `until`",
            table.name
        );
        let problem = Problem::new(rule, table.place("until")).found(format!("until {until}"));
        problems.push(problem.also(table.place("from"), format!("from {from}")));
    }
}

fn duration(event: &Checked, problems: &mut Vec<Problem>) {
    let name = &event.name;
    let rule = format!("`event.{name}` must either have `duration` or be permanent");
    match (event.flag("permanent"), event.field("duration").is_some()) {
        (Some(false), false) => {
            let problem = Problem::new(rule, event.at).found("neither is given");
            let problem = problem.absent(format!("event.{name}.duration"));
            problems.push(problem.help("add `duration = …` in months, or `permanent = true`"));
        }
        (Some(true), true) => {
            let problem =
                Problem::new(rule, event.place("permanent")).found("this event is permanent");
            let problem = problem.also(event.place("duration"), "and `duration` is given");
            problems.push(problem.help(format!(
                "keep one of them; over a base drop the other: remove = [\"event.{name}.duration\"]"
            )));
        }
        _ => {}
    }
}

/// Names of the tables of one kind.
fn names_of<'a>(scenario: &'a Checked, kind: &str) -> impl Iterator<Item = &'a str> {
    scenario
        .tables(kind)
        .iter()
        .map(|table| table.name.as_str())
}

fn known_patterns(
    table: &Checked,
    key: &str,
    scenario: &Checked,
    kind: &str,
    verdict: &mut Verdict,
) {
    if scenario.tables(kind).is_empty() {
        // That is a problem of its own.
        return;
    }
    for (pattern, at) in table.texts(key) {
        if !names_of(scenario, kind).any(|name| glob::matches(pattern, name)) {
            let problem = Problem::new(format!("`{key}` must name tables of `{kind}`"), *at);
            let problem = problem.found(format!("no `{kind}` matches `{pattern}`"));
            let problem = problem.absent(format!("{kind}.{pattern}"));
            if verdict.problems.len() + verdict.warnings.len() >= MOST_TOLD {
                verdict.unmatched(pattern, problem);
                continue;
            }
            let known = names(names_of(scenario, kind));
            let problem = problem.help(format!("known are {known}"));
            verdict.unmatched(pattern, problem.nearest(pattern, names_of(scenario, kind)));
        }
    }
}

fn known_labels(
    table: &Checked,
    kind: &str,
    label: &str,
    scenario: &Checked,
    warnings: &mut Vec<Problem>,
) {
    let areas = scenario.tables("area");
    let known: Vec<String> = areas.iter().filter_map(|area| area.text(label)).collect();
    for (name, _, at) in table.multipliers(label) {
        if !known.contains(name) {
            let rule = format!("`{kind}.{}`: no area has the {label} `{name}`", table.name);
            let warning = Problem::new(rule, *at).help("the multiplier has no effect");
            warnings.push(if warnings.len() < MOST_TOLD {
                warning.nearest(name, known.iter().map(String::as_str))
            } else {
                warning
            });
        }
    }
}

fn multiplies(
    driver: &Checked,
    scenario: &Checked,
    inputs: &[InputAt],
    problems: &mut Vec<Problem>,
) {
    for (pattern, at) in driver.texts("multiplies") {
        if targets(pattern, inputs).next().is_none() {
            let guess = problems.len() < MOST_TOLD;
            let named = (pattern.as_str(), *at);
            problems.extend(nothing_matches(
                "multiplies",
                named,
                scenario,
                inputs,
                guess,
            ));
        }
    }
}

/// The problem of a pattern over paths that names no input, with a guess at what was meant if that is wanted; none if it names
/// a table whose absence is a problem already.
pub(super) fn nothing_matches(
    key: &str,
    (pattern, at): (&str, Option<Span>),
    scenario: &Checked,
    inputs: &[InputAt],
    guess: bool,
) -> Option<Problem> {
    let top = pattern.split('.').next().unwrap_or_default();
    let required =
        find(SCENARIO, top).is_some_and(|key| matches!(key.fallback, Fallback::Required));
    if required
        && scenario
            .field(top)
            .is_none_or(|field| field.value.is_none())
    {
        return None;
    }
    let problem = Problem::new(
        format!("`{key}` must name inputs, such as `team.alpha.cost`"),
        at,
    );
    let problem = problem.found(format!("no input matches `{pattern}`"));
    let problem = problem.absent(pattern);
    let paths = inputs.iter().map(|input| input.path.as_str());
    let near = guess.then(|| nearest_pattern(pattern, paths)).flatten();
    Some(match near {
        _ if pattern.starts_with("driver.") => {
            problem.help("drivers multiply inputs, not each other")
        }
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`clearcast inputs` lists all paths; `*` does not reach across a dot"),
    })
}
