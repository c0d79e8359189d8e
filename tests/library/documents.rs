//! What the documents say about scenarios holds: every shipped scenario is described and runs, and every command shown is accepted.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::Path;

use crate::common::documents::commands;
use clearcast::scenario::{SHIPPED, load};
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};

const TRIALS: u64 = 32;
const BASELINE: &str = "scenarios/azerbaijan.toml";

/// Names of the shipped scenarios, sorted.
fn shipped() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir("scenarios")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn runs(file: &str) {
    let loaded = load(Path::new(file), &[]).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(loaded.warnings.is_empty(), "{file}: {}", loaded.warnings);
    let scenario = loaded.scenario;
    let model = Model::of(scenario);
    let sample = simulate_one(&model, &RunSpec::new(TRIALS, 1), tally, &Watch::default());
    assert!(sample.is_ok(), "{file} does not run");
}

#[test]
fn every_shipped_scenario_has_a_section_a_row_and_runs() {
    let document = fs::read_to_string("docs/scenarios.md").unwrap();
    let mut sections: Vec<&str> = document
        .lines()
        .filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'))
        .collect();
    sections.sort_unstable();
    assert_eq!(sections, shipped());
    let mut built_in: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    built_in.sort_unstable();
    assert_eq!(built_in, shipped());
    for name in shipped() {
        assert!(
            document.contains(&format!("\n| `{name}` | ")),
            "{name} is missing from the table"
        );
        runs(&format!("scenarios/{name}.toml"));
    }
}

#[test]
fn every_command_shown_for_a_number_is_a_clearcast_run_that_is_accepted() {
    for document in ["docs/scenarios.md", "docs/baseline.md"] {
        let text = fs::read_to_string(document).unwrap();
        let commands = commands(&text);
        assert!(!commands.is_empty(), "{document} shows no command");
        for command in commands {
            let shown = command.words.join(" ");
            assert_eq!(
                command.words[..2],
                ["clearcast", "run"],
                "{document}: {shown}"
            );
            assert!(
                !command.comment.is_empty(),
                "{document}: nothing names the row of {shown}"
            );
            let mut file = BASELINE.to_owned();
            let mut sets = Vec::new();
            let mut rest = command.words.into_iter().skip(2);
            while let Some(word) = rest.next() {
                if word == "--set" {
                    sets.push(rest.next().expect("a value after --set"));
                } else {
                    assert!(!word.starts_with('-'), "{document}: {word} in {shown}");
                    file = word;
                }
            }
            if let Err(error) = load(Path::new(&file), &sets) {
                panic!("{document}: {shown}\n{error}");
            }
        }
    }
}
