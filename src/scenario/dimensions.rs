//! The dimensions that a scenario has in the sampling design, and their order.
//!
//! What moves the outcome of most programmes most comes first, because the first dimensions of a design are the best: [`RANKS`]. A file can
//! give a better order for its programme (`dimensions`).

use std::collections::BTreeSet;

use super::chance::{LEVELS, arrival_path, level_of, level_path, mechanism_of};
use super::document::{Node, Table};
use super::glob;
use super::inputs::inputs;
use super::key_tables::SCENARIO;
use super::keys::{Drawn, Key, Kind, find};
use super::places::Places;
use super::problem::Problem;
use super::types::Scenario;

/// Patterns of dimensions in the order of their ranks; what none of them matches comes last. Within a rank file order holds.
const RANKS: [&[&str]; 7] = [
    &["funding.*.annual", "funding.*.probability"],
    &["funding.*.level.1"],
    &["land_release.*"],
    &["event.*.arrival"],
    &[
        "driver.*",
        "driver.*.factor",
        "overhead.fixed",
        "economy.escalation",
        "funding.*.growth",
    ],
    &[
        "team.*.unit_cost",
        "team.*.cost",
        "team.*.output",
        "team.*.rate",
        "team.*.count",
    ],
    &["area.*.*"],
];

/// Continues a list of dimensions with those of `root` that it lacks, in the order of their ranks. What it has stays where it is, even if
/// `root` no longer holds it: an input that becomes certain must not change the luck of the others.
pub(super) fn extend(list: &mut Vec<String>, root: &Table) {
    let known: BTreeSet<String> = list.iter().cloned().collect();
    let mut new: Vec<String> = in_file_order(root);
    // The levels of one source are on the design: of the one that is listed or else found first, whatever becomes of it.
    let source = list.iter().find_map(|path| level_of(path));
    if let Some(source) = source.or_else(|| first_that_swings(root)) {
        new.extend((1..=LEVELS).map(|number| level_path(source, number)));
    }
    new.retain(|path| !known.contains(path));
    new.sort_by_key(|path| rank(path));
    list.extend(new);
}

fn rank(path: &str) -> usize {
    let here = |patterns: &&[&str]| patterns.iter().any(|it| glob::matches(it, path));
    RANKS.iter().position(here).unwrap_or(RANKS.len())
}

/// The dimensions of a tree.
fn in_file_order(root: &Table) -> Vec<String> {
    let mut all = Vec::new();
    for input in inputs(root) {
        // Whether a driver acts comes right before the factor by which it then acts.
        if let Some(driver) = input
            .path
            .strip_suffix(".factor")
            .filter(|path| may_stay_idle(root, path))
        {
            all.push(driver.to_owned());
        }
        if let Some(event) = input
            .path
            .strip_suffix(".rate")
            .and_then(|it| it.strip_prefix("event."))
        {
            all.push(arrival_path(event));
        }
        // And whether a source pays comes before what it pays.
        if let Some(source) = input
            .path
            .strip_suffix(".annual")
            .filter(|path| path.starts_with("funding.") && may_stay_idle(root, path))
        {
            all.push(format!("{source}.probability"));
        }
        if input.uncertain && input.drawn == Drawn::PerTrial {
            all.push(input.path);
        }
    }
    all
}

/// The key of the first source whose levels vary.
fn first_that_swings(root: &Table) -> Option<&str> {
    let sources = root.get("funding").and_then(Node::as_table)?;
    let swings = |source: &Table| {
        let volatility = source.get("volatility").and_then(Node::as_number);
        volatility.is_some_and(|it| it > 0.0)
    };
    let mut sources = sources.0.iter();
    let first = sources.find(|it| it.node.as_table().is_some_and(swings));
    first.map(|first| first.key.as_str())
}

/// Whether the probability of the driver or source at `path` is below 1.
fn may_stay_idle(root: &Table, path: &str) -> bool {
    let table = path
        .split('.')
        .try_fold(root, |table, key| table.get(key)?.as_table());
    let probability = table.and_then(|table| table.get("probability"));
    probability
        .and_then(Node::as_number)
        .is_some_and(|p| p < 1.0)
}

/// A warning on the first listed path that no scenario can have: a slip, whereas one that this scenario lacks may be a base's.
pub(super) fn misspelt(scenario: &Scenario, places: &Places) -> Option<Problem> {
    let unknown = scenario.dimensions.iter().find(|path| !can_be(path))?;
    let rule = "`dimensions` names what is no input";
    let problem = Problem::new(rule, places.of_path("dimensions"));
    let inputs = scenario.inputs();
    let known = inputs.map(|input| input.path.as_str());
    let problem = problem.found(format!("`{unknown}`, which has no effect"));
    Some(problem.nearest(unknown, known))
}

/// Whether some scenario can have this dimension, by the keys of the format.
fn can_be(path: &str) -> bool {
    let mut steps = path.split('.');
    let mut keys: &'static [Key] = SCENARIO;
    while let Some(key) = steps.next().map(|step| find(keys, step)) {
        match key.map(|key| key.kind) {
            Some(Kind::Table(inner)) => keys = inner,
            Some(Kind::Tables(inner)) => {
                let named = steps.next().is_some();
                let Some(step) = steps.clone().next() else {
                    return named;
                };
                if find(inner, step).is_none() {
                    return mechanism_of(path).is_some();
                }
                keys = inner;
            }
            Some(_) => return true,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::can_be;

    #[test]
    fn paths_of_any_scenario_are_told_from_slips() {
        for path in [
            "team.alpha.output",
            "team.alpha.by_year.2027",
            "driver.rain",
            "driver.rain.factor",
            "funding.state.probability",
            "funding.state.level.4",
            "event.fighting.arrival",
            "land_release.cancelled",
            "economy.discount_rate",
        ] {
            assert!(can_be(path), "{path}");
        }
        for path in [
            "team.alpha.outptu",
            "tema.alpha.output",
            "land_release.canceled",
            "funding.state.level.5",
            "",
        ] {
            assert!(!can_be(path), "{path}");
        }
    }
}
