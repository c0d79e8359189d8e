//! Labels that are the same word, written in two ways: results and multipliers keep them apart.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use super::places::Places;
use super::problem::{Problem, plain};
use super::types::Scenario;

/// A label, where it stands, and what kind it is of.
struct Label<'a> {
    kind: &'static str,
    text: &'a str,
    path: String,
}

/// All warnings on labels that differ only in capitals, blanks and hyphens.
pub(super) fn warnings(scenario: &Scenario, places: &Places) -> Vec<Problem> {
    let mut found = Vec::new();
    let labels = labels(scenario);
    let mut seen = BTreeSet::new();
    let mut first: BTreeMap<(&str, String), &Label> = BTreeMap::new();
    for label in &labels {
        // Each way of writing is told once, where it comes up first.
        if !seen.insert((label.kind, label.text)) {
            continue;
        }
        let twin = match first.entry((label.kind, folded(label.text))) {
            Entry::Vacant(entry) => {
                entry.insert(label);
                None
            }
            Entry::Occupied(entry) => Some(*entry.get()),
        };
        if let Some(twin) = twin {
            let (kind, text, other) = (label.kind, label.text, twin.text);
            let rule =
                format!("the {kind} \"{text}\" and the {kind} \"{other}\" are two different ones");
            found.push(
                Problem::new(rule, places.of_path(&label.path))
                    .found("they differ only in capitals, blanks or hyphens")
                    .also(places.of_path(&twin.path), "the other one")
                    .help(format!(
                        "write \"{}\" in both places if one is meant",
                        other.trim()
                    )),
            );
        }
    }
    found
}

fn labels(scenario: &Scenario) -> Vec<Label<'_>> {
    let mut labels = Vec::new();
    for area in &scenario.areas {
        for (kind, text) in [
            ("region", &area.region),
            ("hazard", &area.hazard),
            ("terrain", &area.terrain),
        ] {
            let path = format!("area.{}.{kind}", area.key);
            labels.push(Label { kind, text, path });
        }
    }
    labels.extend(scenario.teams.iter().map(|team| Label {
        kind: "operator",
        text: &team.operator,
        path: format!("team.{}.operator", team.key),
    }));
    labels
}

/// A label without what people write in different ways.
fn folded(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    words.join("_")
}
