//! Tables on people that do nothing, or claim more than is known.

use super::figure::figure;
use super::places::Places;
use super::problem::Problem;
use super::types::{Area, Scenario, Uncertain};

fn highest(value: &Uncertain) -> f64 {
    value.law.support().1
}

/// The path of the first area in which there may be such people.
fn somebody(scenario: &Scenario, key: &str, of: fn(&Area) -> &Option<Uncertain>) -> Option<String> {
    let mut areas = scenario.areas.iter();
    let area = areas.find(|area| of(area).as_ref().is_some_and(|n| highest(n) > 0.0))?;
    Some(format!("area.{}.{key}", area.key))
}

/// All warnings on the tables on people.
pub(super) fn warnings(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let waiting = somebody(scenario, "people", |area| &area.people);
    let residents = somebody(scenario, "residents", |area| &area.residents);
    let present = waiting.is_some() || residents.is_some();
    let at = |path: &str| places.of_path(path);
    let mut found = Vec::new();
    let counted = scenario.casualties.is_some() || scenario.risk_education.is_some();

    if scenario.people.is_some() && waiting.is_none() {
        found.push(
            Problem::new(
                "`people` says how displaced people return, and nobody waits",
                at("people"),
            )
            .found("no area has `people`")
            .help(
                "give areas `people`, the number of those who wait to return, or delete the table",
            ),
        );
    }
    if let Some(path) = waiting.filter(|_| scenario.people.is_none()) {
        let problem = Problem::new("people wait, and nothing says how they return", at(&path));
        found.push(
            problem
                .found(if counted {
                    "they return as soon as their land is released, and their return is not shown"
                } else {
                    "nobody counts them"
                })
                .help("add [people], with `return_lag` and `return_capacity` if they are known"),
        );
    }
    if let Some(path) = residents.filter(|_| !counted) {
        found.push(
            Problem::new("residents have no effect", at(&path))
                .found("neither [casualties] nor [risk_education] is given")
                .help("add one of them, or delete `residents`"),
        );
    }
    for (name, there) in [
        ("casualties", scenario.casualties.is_some()),
        ("risk_education", scenario.risk_education.is_some()),
    ] {
        if there && !present {
            let rule = format!("`{name}` is about people, and there are none");
            found.push(
                Problem::new(rule, at(name))
                    .found("no area has `people` or `residents`")
                    .help("give areas `people` who return or `residents`, or delete the table"),
            );
        }
    }
    if let Some(education) = &scenario.risk_education {
        let (lowest, highest) = education.effect.law.support();
        if scenario.casualties.is_none() {
            found.push(
                Problem::new(
                    "risk education costs money and has no effect",
                    at("risk_education"),
                )
                .found("there is no [casualties]")
                .help(
                    "add [casualties] with their `rate`, or book the cost under `overhead.fixed`",
                ),
            );
        } else if lowest > 0.0 && highest > 0.0 {
            found.push(
                Problem::new(
                    "risk education is taken to help for certain",
                    at("risk_education.effect"),
                )
                .found(format!("the lowest effect is {}", figure(lowest)))
                .help("studies show more awareness, and no clear effect on injuries: let the range begin at 0"),
            );
        }
    }
    found
}
