//! Which dimensions of the design go together, and which of them, and of the mechanisms of chance, move anything.

use crate::scenario::{Scenario, mechanism_of};

/// The dimensions in groups: those that correlations connect, and those of which `whole` says the same. Every group in increasing
/// order, groups by their first. Correlations of inputs that are certain by now connect as well, since they still shape the draws of others.
pub(crate) fn connected(scenario: &Scenario, whole: impl Fn(&str) -> &str) -> Vec<Vec<usize>> {
    let dimensions = &scenario.dimensions;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (dimension, path) in dimensions.iter().enumerate() {
        let partners = scenario.correlations.iter().filter_map(|pair| {
            let other = match (pair.a == *path, pair.b == *path) {
                (true, _) => &pair.b,
                (_, true) => &pair.a,
                _ => return None,
            };
            dimensions.iter().position(|it| it == other)
        });
        let partners: Vec<usize> = partners.collect();
        let belongs = |group: &Vec<usize>| {
            let mut members = group.iter();
            members.any(|it| partners.contains(it) || whole(&dimensions[*it]) == whole(path))
        };
        let (mine, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(belongs);
        let mut group = mine.concat();
        group.push(dimension);
        group.sort_unstable();
        groups = others;
        groups.push(group);
    }
    groups.sort();
    groups
}

/// The table of a path, such as `event.fighting` of `event.fighting.rate`; the path itself where it has no more than two parts.
pub(crate) fn table_of(path: &str) -> &str {
    path.match_indices('.')
        .nth(1)
        .map_or(path, |(end, _)| &path[..end])
}

/// Whether a dimension moves anything: its input is uncertain, its driver may or may not act, its source may or may not pay.
pub(crate) fn is_drawn(scenario: &Scenario, path: &str) -> bool {
    let may_idle = |probability: f64| probability > 0.0 && probability < 1.0;
    if let Some(driver) = scenario
        .drivers
        .iter()
        .find(|it| path.strip_prefix("driver.") == Some(&it.key))
    {
        return may_idle(driver.probability);
    }
    if let Some(source) = path.strip_suffix(".probability") {
        let mut sources = scenario.funding.iter();
        let found = sources.find(|it| source.strip_prefix("funding.") == Some(&it.key));
        return found.is_some_and(|it| may_idle(it.probability));
    }
    let mut inputs = scenario.inputs();
    let input = inputs.find(|it| it.path == *path);
    input.is_some_and(|it| it.law.is_certain().is_none())
}

/// Numbers of the dimensions from which a mechanism of chance is drawn.
pub(crate) fn of_mechanism(scenario: &Scenario, mechanism: &str) -> Vec<usize> {
    let dimensions = scenario.dimensions.iter().enumerate();
    let of = dimensions.filter(|(_, path)| mechanism_of(path) == Some(mechanism));
    of.map(|(number, _)| number).collect()
}

/// Whether a mechanism of chance never moves anything.
pub(crate) fn is_silent(scenario: &Scenario, mechanism: &str) -> bool {
    match mechanism {
        "noise.output" => scenario.noise_output <= 0.0,
        "economy.inflation" => scenario.inflation.sd <= 0.0,
        other => {
            if let Some(key) = other.strip_prefix("funding.") {
                let mut sources = scenario.funding.iter().filter(|it| it.key == key);
                sources.next().is_none_or(|it| it.volatility <= 0.0)
            } else {
                let mut events = scenario.events.iter();
                let event = events.find(|it| other.strip_prefix("event.") == Some(&it.key));
                event.is_none_or(|it| it.rate.law.is_certain() == Some(0.0))
            }
        }
    }
}
