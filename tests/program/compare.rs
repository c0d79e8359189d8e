//! `clearcast compare` as a user runs it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::SMALL;
use crate::common::program::{clearcast, folder, text};

/// A folder with a scenario and variants over it.
fn place(name: &str) -> std::path::PathBuf {
    let at = folder(name);
    fs::write(at.join("base.toml"), SMALL).unwrap();
    let variant =
        |lines: &str| format!("format = 1\nbase = \"base.toml\"\nname = \"Variant\"\n{lines}");
    let files = [
        ("more.toml", "[funding.state]\nannual = 2e6\n"),
        ("less.toml", "[funding.state]\nannual = 60e3\n"),
        ("euro.toml", "currency = \"EUR\"\nhorizon = 40\n"),
    ];
    for (file, lines) in files {
        fs::write(at.join(file), variant(lines)).unwrap();
    }
    at
}

fn json(at: &Path, arguments: &[&str]) -> Value {
    let it = clearcast(at, arguments);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    serde_json::from_slice(&it.stdout).unwrap()
}

#[test]
fn files_and_cases_give_a_table_and_a_folder() {
    let at = place("compare/folder");
    let arguments = [
        "compare",
        "base.toml",
        "more.toml",
        "less.toml",
        "--case",
        "slow: team.manual.rate=60, funding.state.annual=1e6",
        "--trials",
        "64",
        "--why",
        "--margin",
        "--delay",
        "funding.state=12",
        "--lever",
        "team.manual.rate=12",
        "--out",
        "out",
    ];
    let it = clearcast(&at, &arguments);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let shown = text(&it.stdout);
    // 100 ha at 10 a month, at 5, and at what 60,000 a year pay for.
    for line in [
        "Oct 2026",
        "Aug 2027",
        "Why less differs",
        "What a little more buys",
        "What waiting costs",
        "Which is best",
        "comparison.png",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    for file in [
        "comparison.json",
        "comparison.csv",
        "pairs.csv",
        "charts.json",
        "comparison.png",
        "manifest.toml",
        "charts/completion.svg",
        "charts/plane.png",
        "charts/why-slow.png",
        "charts/margins.svg",
        "scenarios/base.toml",
        "scenarios/slow.toml",
    ] {
        assert!(at.join("out").join(file).exists(), "{file}");
    }
    // It appears whole or not at all, and is replaced only when asked.
    assert_eq!(clearcast(&at, &arguments).status.code(), Some(2));
    let forced: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--force", "--no-report"])
        .collect();
    assert_eq!(clearcast(&at, &forced).status.code(), Some(0));
    assert!(!at.join("out/comparison.png").exists());
    // The scenario in the folder is the one that was simulated.
    let again = json(
        &at,
        &[
            "run",
            "out/scenarios/slow.toml",
            "--trials",
            "64",
            "--no-folder",
            "--json",
        ],
    );
    let found: Value =
        serde_json::from_slice(&fs::read(at.join("out/comparison.json")).unwrap()).unwrap();
    assert_eq!(again["scenario"]["sha256"], found["cases"][3]["sha256"]);
}

#[test]
fn scenarios_that_do_not_fit_are_refused_at_their_places() {
    let at = place("compare/refused");
    let it = clearcast(&at, &["compare", "base.toml", "euro.toml", "--no-folder"]);
    assert_eq!(it.status.code(), Some(1));
    let said = text(&it.stderr);
    for part in [
        "euro.toml:4",
        "same currency",
        "euro.toml:5",
        "same horizon",
        "--horizon",
        "base.toml has USD",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let set = [
        "compare",
        "base.toml",
        "euro.toml",
        "--no-folder",
        "--json",
        "--horizon",
        "30",
        "--set",
        "currency=\"USD\"",
        "--trials",
        "32",
    ];
    assert_eq!(json(&at, &set)["common"]["horizon_years"], 30.0);
}

#[test]
fn what_does_not_fit_the_scenarios_is_said_with_what_to_do() {
    let at = place("compare/asked");
    for (arguments, says) in [
        (&["compare"][..], "--case"),
        (
            &[
                "compare",
                "base.toml",
                "more.toml",
                "--across",
                "team.manual.rat",
            ],
            "no uncertain input",
        ),
        (
            &["compare", "base.toml", "--lever", "team.manual.rat=3"],
            "did you mean `team.manual.rate`?",
        ),
        (
            &["compare", "base.toml", "--lever", "team.manual.rate"],
            "PATH=STEP",
        ),
        (
            &["compare", "base.toml", "--delay", "funding.stat=12"],
            "did you mean `funding.state`?",
        ),
        (
            &["compare", "base.toml", "--case", "a.b=1"],
            "NAME: PATH=VALUE",
        ),
    ] {
        let all: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--no-folder", "--trials", "32"])
            .collect();
        let it = clearcast(&at, &all);
        assert_eq!(it.status.code(), Some(2), "{arguments:?}");
        assert!(
            text(&it.stderr).contains(says),
            "{says}\n{}",
            text(&it.stderr)
        );
    }
    // A case that breaks a rule is rejected like a file.
    let it = clearcast(
        &at,
        &[
            "compare",
            "base.toml",
            "--case",
            "x: team.manual.rate=-1",
            "--no-folder",
        ],
    );
    assert_eq!(it.status.code(), Some(1));
}

/// The words of a command as a shell would split them.
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
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_comparison_shown_in_the_documents_runs() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(here.join("docs/planning.md")).unwrap();
    let commands = document
        .lines()
        .filter(|it| it.starts_with("clearcast compare"));
    let commands: Vec<Vec<String>> = commands.map(words).collect();
    assert!(commands.len() > 3);
    for command in commands {
        let rest = command.iter().skip(1).map(String::as_str);
        let all: Vec<&str> = rest.chain(["--trials", "32", "--no-folder"]).collect();
        let it = clearcast(here, &all);
        assert_eq!(
            it.status.code(),
            Some(0),
            "{command:?}: {}",
            text(&it.stderr)
        );
        assert!(text(&it.stdout).contains("Completion, P80"), "{command:?}");
    }
}
