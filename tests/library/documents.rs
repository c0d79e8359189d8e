//! What the documents say about scenarios holds: every shipped scenario is described and runs, and every command shown is accepted.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::Path;

use clearcast::scenario::load;
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

/// The lines inside the blocks of a document that are marked `text`, with continued lines joined and comments cut off.
fn commands(document: &str) -> Vec<String> {
    let mut inside = false;
    let mut commands = Vec::new();
    let mut pending = String::new();
    for line in document.lines() {
        if line.starts_with("```") {
            inside = line == "```text";
            continue;
        }
        let line = line.split("  #").next().unwrap().trim();
        if !inside || line.is_empty() {
            continue;
        }
        if let Some(start) = line.strip_suffix('\\') {
            pending += start;
        } else {
            commands.push(std::mem::take(&mut pending) + line);
        }
    }
    assert!(pending.is_empty(), "a command is cut off: {pending}");
    commands
}

/// The words of a command as a shell would split them; single quotes are the only quotes the documents use.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    assert!(!quoted, "a quote is left open: {command}");
    words.retain(|word| !word.is_empty());
    words
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
            let words = words(&command);
            assert_eq!(
                words.iter().take(2).collect::<Vec<_>>(),
                ["clearcast", "run"],
                "{document}: {command}"
            );
            let mut file = BASELINE.to_owned();
            let mut sets = Vec::new();
            let mut rest = words.into_iter().skip(2);
            while let Some(word) = rest.next() {
                if word == "--set" {
                    sets.push(rest.next().expect("a value after --set"));
                } else {
                    assert!(!word.starts_with('-'), "{document}: {word} in {command}");
                    file = word;
                }
            }
            if let Err(error) = load(Path::new(&file), &sets) {
                panic!("{document}: {command}\n{error}");
            }
        }
    }
}
