//! Labels that are the same word, written in two ways: results and multipliers keep them apart.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use unicode_normalization::UnicodeNormalization;

use super::places::Places;
use super::problem::{Problem, plain};
use super::types::Scenario;
use crate::printable::is_ignored;

/// A label, where it stands, and what kind it is of.
struct Label<'a> {
    kind: &'static str,
    text: &'a str,
    path: String,
}

/// All warnings on labels that differ only in capitals, blanks, hyphens and forms of letters.
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
                    .found("they differ only in capitals, blanks, hyphens or forms of letters")
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
    let small = small(text);
    let words: Vec<String> = small.split_whitespace().map(plain).collect();
    words.join("_")
}

/// A label in small letters, each in one form: without what cannot be seen, wide letters and ligatures as plain ones, `ß` as `ss`, and
/// `i` with a dot or without one, whose capitals differ between languages.
pub(super) fn small(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_ignored(*c));
    let small = seen.nfkc().collect::<String>().to_lowercase();
    let plain = small.replace("i\u{307}", "i").replace('ı', "i");
    plain.replace('ß', "ss").replace('ς', "σ")
}
