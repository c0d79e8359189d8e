//! What runs but is worth a second look, as far as the file alone tells.

use super::figure::figure;
use super::people;
use super::percentages;
use super::places::Places;
use super::practice::{Odd, far_outside};
use super::problem::{Problem, nearest};
use super::reach::{Obstacle, Origin, idle, obstacle, undone};
use super::spelling;
use super::types::{Area, Scenario, Task, TeamGroup, Uncertain};
use super::unused;
use crate::words;

/// Teams shown beside an area that none of them can work in.
const SHOWN: usize = 3;

/// One thing worth a second look.
#[derive(Clone, Debug)]
enum Warning<'a> {
    /// A team that can work nowhere.
    Nowhere(&'a TeamGroup, Obstacle),
    /// An area in which nobody can do these tasks.
    Nobody {
        area: usize,
        tasks: Vec<Task>,
        origin: Origin,
    },
    /// Drivers may push a share over 1.
    ShareOverOne {
        driver: &'a str,
        share: &'a Uncertain,
        highest: f64,
    },
    /// A value far outside of what has been seen: wrong unit?
    FarOutside(Odd),
    /// A label of an area that is like one that teams know, and that no team knows.
    Label {
        area: &'a Area,
        kind: &'static str,
        label: &'a str,
        near: &'a str,
    },
    /// The target's deadline lies behind the last simulated month.
    TargetAfterHorizon,
    /// No area has land at the start.
    NoLand,
}

/// All warnings on a scenario, with their places.
pub(super) fn warnings(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut found = Vec::new();
    nowhere(scenario, &mut found);
    nobody(scenario, &mut found);
    shares_over_one(scenario, &mut found);
    labels(scenario, &mut found);
    found.extend(far_outside(scenario).into_iter().map(Warning::FarOutside));
    let last = scenario.start.plus(scenario.horizon_months - 1);
    if scenario
        .target
        .deadline
        .is_some_and(|deadline| deadline > last)
    {
        found.push(Warning::TargetAfterHorizon);
    }
    let none = |input: &Uncertain| input.law.is_certain() == Some(0.0);
    if scenario
        .areas
        .iter()
        .all(|area| none(&area.suspected) && none(&area.confirmed))
    {
        found.push(Warning::NoLand);
    }
    found
        .iter()
        .map(|warning| warning.problem(scenario, places))
        .chain(people::warnings(scenario, places))
        .chain(percentages::warnings(scenario, places))
        .chain(unused::warnings(scenario, places))
        .chain(spelling::warnings(scenario, places))
        .collect()
}

fn nowhere<'a>(scenario: &'a Scenario, found: &mut Vec<Warning<'a>>) {
    for team in &scenario.teams {
        let first = idle(team, scenario).or_else(|| {
            let mut obstacles = team
                .areas
                .iter()
                .map(|&area| obstacle(team, area, scenario));
            // A team whose patterns match no area has been warned about where they stand.
            let first = obstacles.next()??;
            obstacles
                .all(|obstacle| obstacle.is_some())
                .then_some(first)
        });
        found.extend(first.map(|obstacle| Warning::Nowhere(team, obstacle)));
    }
}

fn nobody<'a>(scenario: &'a Scenario, found: &mut Vec<Warning<'a>>) {
    for area in 0..scenario.areas.len() {
        let (tasks, origin) = undone(area, scenario);
        if let Some(origin) = origin.filter(|_| !tasks.is_empty()) {
            found.push(Warning::Nobody {
                area,
                tasks,
                origin,
            });
        }
    }
}

fn shares_over_one<'a>(scenario: &'a Scenario, found: &mut Vec<Warning<'a>>) {
    for share in scenario.inputs().filter(|input| input.is_share) {
        let drivers = scenario.drivers.iter().filter(|driver| {
            driver.probability > 0.0
                && driver.factor.law.support().1 > 1.0
                && driver.multiplies.contains(&share.path)
        });
        let drivers: Vec<_> = drivers.collect();
        let factors = drivers.iter().map(|driver| driver.factor.law.support().1);
        let highest = share.law.support().1 * factors.product::<f64>();
        if let Some(driver) = drivers.first().filter(|_| highest > 1.0) {
            let driver = driver.key.as_str();
            found.push(Warning::ShareOverOne {
                driver,
                share,
                highest,
            });
        }
    }
}

fn labels<'a>(scenario: &'a Scenario, found: &mut Vec<Warning<'a>>) {
    for kind in ["terrain", "hazard"] {
        let tables = scenario.teams.iter().map(|team| match kind {
            "terrain" => &team.terrain,
            _ => &team.hazard,
        });
        let known: Vec<&str> = tables.flatten().map(|(label, _)| label.as_str()).collect();
        for area in &scenario.areas {
            let label = match kind {
                "terrain" => area.terrain.as_str(),
                _ => area.hazard.as_str(),
            };
            // A label that no area has is warned about where it stands.
            let used = |near: &str| {
                scenario.areas.iter().any(|area| match kind {
                    "terrain" => area.terrain == near,
                    _ => area.hazard == near,
                })
            };
            let known = || known.iter().copied().filter(|label| used(label));
            if !known().any(|other| other == label)
                && let Some(near) = nearest(label, known())
            {
                found.push(Warning::Label {
                    area,
                    kind,
                    label,
                    near,
                });
            }
        }
    }
}

/// What a task does to land.
fn verb(task: Task) -> &'static str {
    match task {
        Task::Survey => "survey",
        Task::TechnicalSurvey => "technically survey",
        Task::Clearance => "clear",
    }
}

fn word(task: Task) -> &'static str {
    match task {
        Task::Survey => "survey",
        Task::TechnicalSurvey => "technical_survey",
        Task::Clearance => "clearance",
    }
}

/// A list in words: "a, b or c".
fn or(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl Obstacle {
    /// What is in the way, and the path where that is written.
    fn words(&self, team: &TeamGroup) -> (String, String) {
        let path = |key: &str| format!("team.{}.{key}", team.key);
        match self {
            Self::Areas => ("its `areas` leave this one out".to_owned(), path("areas")),
            Self::Terrain(label) => (
                format!("it cannot work on the terrain `{label}`"),
                path(&format!("terrain.{label}")),
            ),
            Self::Hazard(label) => (
                format!("it cannot work on the hazard `{label}`"),
                path(&format!("hazard.{label}")),
            ),
            Self::Years => {
                let key = if team.from.is_some() { "from" } else { "until" };
                ("it works in no simulated year".to_owned(), path(key))
            }
            Self::Months { works, open } => {
                let [works, open] = [works, open].map(|it| words::months_of_year(*it));
                let key = if team.working_days.is_some() {
                    "working_days"
                } else {
                    ""
                };
                let found = format!("it works in {works}, and this area is open in {open}");
                (found, path(key))
            }
            Self::NoCapacity => ("it has no capacity and gets none".to_owned(), path("")),
        }
    }

    /// What to do about a team that can work nowhere.
    fn advice(&self) -> &'static str {
        match self {
            Self::Areas | Self::Terrain(_) | Self::Hazard(_) => {
                "give it a multiplier above 0 for an area it may work in, widen `areas`, or delete the team"
            }
            Self::Years => "move `from` or `until` into the simulated years, or delete the team",
            Self::Months { .. } => {
                "give it `working_days` in months in which one of its areas is open, or delete the team"
            }
            Self::NoCapacity => {
                "raise `count`, `output`, `rate` or `growth` above 0, or delete the team"
            }
        }
    }
}

impl Warning<'_> {
    fn problem(&self, scenario: &Scenario, places: &Places) -> Problem {
        match self {
            Self::Nowhere(team, obstacle) => {
                let (found, path) = obstacle.words(team);
                let rule = format!("`team.{}` can work nowhere", team.key);
                let found = match obstacle {
                    Obstacle::Years | Obstacle::NoCapacity => found,
                    Obstacle::Months { works, .. } => format!(
                        "it works in {}, when none of its areas is open and suits it",
                        words::months_of_year(*works)
                    ),
                    _ => "its `areas`, `terrain` and `hazard` leave no area".to_owned(),
                };
                // Of multipliers the whole table, as each alone may be right.
                let path = match obstacle {
                    Obstacle::Terrain(_) | Obstacle::Hazard(_) => path
                        .rsplit_once('.')
                        .map_or(path.as_str(), |(table, _)| table),
                    _ => path.trim_end_matches('.'),
                };
                Problem::new(rule, places.of_path(path))
                    .found(found)
                    .help(obstacle.advice())
            }
            Self::Nobody {
                area,
                tasks,
                origin,
            } => nobody_problem(*area, tasks, origin, scenario, places),
            Self::ShareOverOne {
                driver,
                share,
                highest,
            } => {
                let rule = format!("the driver `{driver}` can push `{}` over 1", share.path);
                let most = if highest.is_finite() {
                    format!("to {}", figure(*highest))
                } else {
                    "without limit".to_owned()
                };
                let at = places.of_path(&format!("driver.{driver}.multiplies"));
                Problem::new(rule, at)
                    .found(format!("at the highest values {most}; it is cut off at 1"))
                    .also(places.of_path(&share.path), "a share from 0 to 1")
                    .help("lower the highest factor or the highest share, or multiply what is left of 1 instead")
            }
            Self::FarOutside(odd) => far_problem(odd, scenario, places),
            Self::Label {
                area,
                kind,
                label,
                near,
            } => {
                let rule = format!(
                    "no team knows the {kind} `{label}` of the area `{}`",
                    area.key
                );
                Problem::new(rule, places.of_path(&format!("area.{}.{kind}", area.key)))
                    .found("every team works here at its full output")
                    .help(format!("did you mean `{near}`?"))
            }
            Self::TargetAfterHorizon => {
                let last = scenario.start.plus(scenario.horizon_months - 1);
                let rule = "the target's time ends after the simulated months";
                let at = places.exactly("target.deadline");
                Problem::new(rule, at.or_else(|| places.of_path("target.years")))
                    .found(format!("the last simulated month is {last}; what is unfinished then counts as a miss"))
                    .help("raise `horizon`, or the probability of keeping the target is too low")
            }
            Self::NoLand => Problem::new("no area has land at the start", places.of_path("area"))
                .found("the programme is complete in its first month")
                .help("give an area `suspected` or `confirmed` hectares"),
        }
    }
}

fn far_problem(odd: &Odd, scenario: &Scenario, places: &Places) -> Problem {
    let Odd { path, value, seen } = odd;
    let range = if seen.low > 0.0 {
        format!("{} to {}", figure(seen.low), figure(seen.high))
    } else {
        format!("up to {}", figure(seen.high))
    };
    let unit = seen.unit.replace("money", &scenario.currency);
    let meant = odd.meant().map_or_else(String::new, |(other, value)| {
        format!(" (read as {other} it would be {})", figure(value))
    });
    Problem::new(
        format!("`{path}` is {} what is seen in practice", odd.side()),
        places.of_path(path),
    )
    .found(format!(
        "most likely {}; seen: {range} {unit}",
        figure(*value)
    ))
    .help(format!(
        "is the unit right? It is {unit}{meant}; if the value is meant, leave it"
    ))
}

fn nobody_problem(
    area: usize,
    tasks: &[Task],
    origin: &Origin,
    scenario: &Scenario,
    places: &Places,
) -> Problem {
    let key = &scenario.areas[area].key;
    let verbs: Vec<&str> = tasks.iter().map(|&task| verb(task)).collect();
    let comes = match origin {
        Origin::Start => "it has land at the start".to_owned(),
        Origin::Discovery => "unrecorded land is discovered here".to_owned(),
        Origin::Event(event) => format!("`event.{event}` adds land here"),
    };
    let rule = format!("nobody can {} the area `{key}`", or(&verbs));
    let mut problem = Problem::new(rule, places.of_path(&format!("area.{key}")))
        .found(format!("{comes}, which stays unreleased"));
    let able = scenario
        .teams
        .iter()
        .filter(|team| tasks.contains(&team.task));
    let out_of_season = able.clone().any(|team| {
        let obstacle = obstacle(team, area, scenario);
        matches!(obstacle, Some(Obstacle::Months { .. }))
    });
    for team in able.take(SHOWN) {
        if let Some(obstacle) = obstacle(team, area, scenario) {
            let (what, path) = obstacle.words(team);
            problem = problem.beside(places.of_path(path.trim_end_matches('.')), what);
        }
    }
    let words: Vec<String> = tasks
        .iter()
        .map(|&task| format!("\"{}\"", word(task)))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let when = if out_of_season {
        " in a month in which it is open"
    } else {
        ""
    };
    problem.help(format!(
        "let a team with the task {} work here{when}, or add one",
        or(&words)
    ))
}
