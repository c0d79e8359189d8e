//! The program as a user calls it: exit codes, what is printed where, and what is written.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[cfg(unix)]
use crate::common::program::interrupted;
use crate::common::program::{clearcast, folder, text};

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn without_a_scenario_the_baseline_runs_into_a_folder_of_its_name() {
    let here = folder("cli/baseline");
    let it = clearcast(&here, &["run", "--trials", "64"]);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let table = text(&it.stdout);
    assert!(
        table.contains("P(complete within 30 years of Nov 2020 and within $25 bn) = "),
        "{table}"
    );
    assert!(table.contains("Left undiscovered"), "{table}");
    assert_eq!(text(&it.stderr), "");
    assert_eq!(entries(&here), ["clearcast-results"]);
    let results = here.join("clearcast-results/azerbaijan");
    assert_eq!(
        entries(&results),
        [
            "assumptions.png",
            "charts",
            "charts.json",
            "drivers.csv",
            "manifest.toml",
            "regions.csv",
            "report-2.png",
            "report.html",
            "report.png",
            "resolved.toml",
            "scenario.toml",
            "summary.json",
            "years.csv"
        ]
    );
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/azerbaijan.toml");
    assert_eq!(
        fs::read(results.join("scenario.toml")).unwrap(),
        fs::read(shipped).unwrap()
    );
}

#[test]
fn a_run_can_do_without_pictures_or_without_a_folder() {
    let here = folder("cli/no-report");
    let plain = clearcast(&here, &["run", "--trials", "32", "--out", "whole"]);
    assert_eq!(plain.status.code(), Some(0), "{}", text(&plain.stderr));
    let bare = clearcast(
        &here,
        &["run", "--trials", "32", "--no-report", "--out", "bare"],
    );
    assert_eq!(bare.status.code(), Some(0), "{}", text(&bare.stderr));
    assert!(
        text(&bare.stdout).contains("Results: bare"),
        "{}",
        text(&bare.stdout)
    );
    let left = entries(&here.join("bare"));
    assert!(!left.contains(&"report.png".to_owned()) && !left.contains(&"charts".to_owned()));
    for file in left.iter().filter(|file| *file != "manifest.toml") {
        let read = |folder: &str| fs::read(here.join(folder).join(file)).unwrap();
        assert!(read("whole") == read("bare"), "{file}");
    }
    let nothing = clearcast(&here, &["run", "--trials", "32", "--json", "--no-folder"]);
    assert_eq!(nothing.status.code(), Some(0), "{}", text(&nothing.stderr));
    assert_eq!(
        nothing.stdout,
        fs::read(here.join("whole/summary.json")).unwrap()
    );
    assert_eq!(entries(&here), ["bare", "whole"]);
    let both = clearcast(&here, &["run", "--no-folder", "--out", "other"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn results_are_not_overwritten_without_force() {
    let here = folder("cli/force");
    let run = |more: &[&str]| {
        clearcast(
            &here,
            &[&["run", "--trials", "32", "--out", "results"], more].concat(),
        )
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    let first = fs::read(here.join("results/summary.json")).unwrap();
    let refused = run(&["--seed", "2"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("--force"),
        "{}",
        text(&refused.stderr)
    );
    assert_eq!(fs::read(here.join("results/summary.json")).unwrap(), first);
    assert_eq!(run(&["--seed", "2", "--force"]).status.code(), Some(0));
    assert_ne!(fs::read(here.join("results/summary.json")).unwrap(), first);
    assert_eq!(entries(&here), ["results"]);
}

#[test]
fn a_rejected_scenario_shows_every_problem_and_writes_nothing() {
    let here = folder("cli/rejected");
    let it = clearcast(
        &here,
        &["run", "--set", "horizon=-1", "--set", "target.yaers=30"],
    );
    assert_eq!(it.status.code(), Some(1));
    let problems = text(&it.stderr);
    assert!(
        problems.contains("horizon") && problems.contains("yaers"),
        "{problems}"
    );
    assert_eq!(text(&it.stdout), "");
    assert!(entries(&here).is_empty());
}

#[test]
fn the_machine_and_the_arguments_end_as_code_2() {
    let here = folder("cli/code-2");
    fs::write(here.join("file"), "in the way").unwrap();
    for arguments in [
        &["run", "missing.toml"][..],
        &["run", "--trials", "0"],
        &["run", "--sampling", "halton"],
        &["run", "--trials", "32", "--out", "file/results"],
        &["walk"],
    ] {
        let it = clearcast(&here, arguments);
        assert_eq!(
            it.status.code(),
            Some(2),
            "{arguments:?}: {}",
            text(&it.stderr)
        );
        assert!(!text(&it.stderr).is_empty(), "{arguments:?} says nothing");
    }
    assert_eq!(entries(&here), ["file"]);
}

#[test]
fn json_is_the_summary_and_settings_win() {
    let here = folder("cli/json");
    let it = clearcast(
        &here,
        &[
            "run",
            "--trials",
            "64",
            "--json",
            "--set",
            "target.cost=1e9",
            "--out",
            "out",
        ],
    );
    let summary: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
    assert_eq!(it.stdout, fs::read(here.join("out/summary.json")).unwrap());
    assert_eq!(summary["target"]["cost"], 1e9);
    assert_eq!(summary["run"]["sampling"], "sobol");
    for table in [
        "probability",
        "completion_years",
        "cost",
        "area_ha",
        "items",
        "milestones",
        "regions",
        "cost_by",
    ] {
        assert!(
            summary[table].is_object() && summary["standard_error"][table].is_object(),
            "{table}"
        );
    }
    let resolved = fs::read_to_string(here.join("out/resolved.toml")).unwrap();
    assert!(resolved.contains("cost = 1e9"), "{resolved}");
}

/// The resolved file stands for the scenario: it gives the same bytes, base and settings included.
#[test]
fn running_the_resolved_file_reproduces_the_run() {
    let here = folder("cli/resolved");
    let variant = "format = 1\nbase = \"base.toml\"\nremove = [\"event.technology\"]\n\
                   [economy]\nescalation = 0.01\n[funding.bonds]\nannual = { uniform = [1e6, 3e7] }\n";
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/azerbaijan.toml");
    fs::copy(shipped, here.join("base.toml")).unwrap();
    fs::write(here.join("variant.toml"), variant).unwrap();
    let first = clearcast(
        &here,
        &[
            "run",
            "variant.toml",
            "--trials",
            "64",
            "--set",
            "noise.output=0.2",
            "--out",
            "one",
        ],
    );
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let again = clearcast(
        &here,
        &["run", "one/resolved.toml", "--trials", "64", "--out", "two"],
    );
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    for file in [
        "summary.json",
        "years.csv",
        "regions.csv",
        "drivers.csv",
        "report.png",
        "assumptions.png",
        "resolved.toml",
    ] {
        assert!(
            fs::read(here.join("one").join(file)).unwrap()
                == fs::read(here.join("two").join(file)).unwrap(),
            "{file}"
        );
    }
}

#[test]
fn several_scenarios_get_a_folder_each_and_twins_are_refused() {
    let here = folder("cli/several");
    let small = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/small.toml"),
    )
    .unwrap();
    fs::create_dir(here.join("other")).unwrap();
    for name in ["one.toml", "two.toml", "other/one.toml"] {
        fs::write(here.join(name), &small).unwrap();
    }
    let it = clearcast(
        &here,
        &[
            "run", "one.toml", "two.toml", "--trials", "32", "--out", "out",
        ],
    );
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    assert_eq!(entries(&here.join("out")), ["one", "two"]);
    let twins = clearcast(
        &here,
        &[
            "run",
            "one.toml",
            "other/one.toml",
            "--trials",
            "32",
            "--out",
            "twins",
        ],
    );
    assert_eq!(twins.status.code(), Some(2));
    assert!(!here.join("twins").exists());
    // The folder of one run is no place for the folders of several, and what no run wrote is kept.
    let nested = clearcast(
        &here,
        &[
            "run", "one.toml", "two.toml", "--trials", "32", "--out", "out/one", "--force",
        ],
    );
    assert_eq!(nested.status.code(), Some(2), "{}", text(&nested.stderr));
    fs::write(here.join("out/one/notes.txt"), "mine").unwrap();
    let foreign = clearcast(
        &here,
        &[
            "run", "one.toml", "--trials", "32", "--out", "out/one", "--force",
        ],
    );
    assert_eq!(foreign.status.code(), Some(2));
    assert!(
        text(&foreign.stderr).contains("notes.txt"),
        "{}",
        text(&foreign.stderr)
    );
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_gone_is_no_failure() {
    let here = folder("cli/pipe");
    let mut run = Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .args(["run", "--trials", "32", "--json"])
        .current_dir(&here)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    assert_eq!(run.wait().unwrap().code(), Some(0));
    assert!(
        here.join("clearcast-results/azerbaijan/report.png")
            .exists()
    );
}

/// A run of minutes, interrupted as soon as it is under way.
#[test]
#[cfg(unix)]
fn an_interrupt_ends_the_run_and_writes_nothing() {
    let here = folder("cli/interrupt");
    let ended = interrupted(&here, &["run", "--trials", "5000000"]);
    assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).contains("nothing was written"));
    assert!(entries(&here).is_empty());
}

/// Prices that double every year end beyond all reason, but not in a panic.
#[test]
fn absurd_values_do_not_panic() {
    let here = folder("cli/absurd");
    for set in [
        "economy.escalation=5",
        "items.anti-tank-mines.per_cleared_ha=1e30",
        "team.anama-survey-plain.unit_cost=1e300",
    ] {
        let it = clearcast(
            &here,
            &[
                "run", "--trials", "32", "--set", set, "--out", "out", "--force",
            ],
        );
        assert_ne!(it.status.code(), Some(101), "{set}: {}", text(&it.stderr));
        assert!(
            !text(&it.stderr).contains("panicked"),
            "{set}: {}",
            text(&it.stderr)
        );
    }
}

/// What the README says was found is what the program prints.
#[test]
fn the_findings_of_the_readme_are_those_of_the_program() {
    let here = folder("cli/readme");
    let it = clearcast(&here, &["run"]);
    let printed = text(&it.stdout);
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let findings = readme.split("## What it found").nth(1).unwrap();
    let block = findings
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    assert!(printed.starts_with(block), "{printed}");
}
