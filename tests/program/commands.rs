//! The commands around a scenario file: starting one, listing, showing and comparing what is in it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::program::{clearcast, folder, text};

use clearcast::scenario;

/// The repository, whose data files tests name by relative paths.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Standard output of a command that must succeed and have nothing to complain about.
fn output(folder: &Path, arguments: &[&str]) -> String {
    let it = clearcast(folder, arguments);
    assert_eq!(text(&it.stderr), "", "{arguments:?}");
    assert_eq!(it.status.code(), Some(0), "{arguments:?}");
    text(&it.stdout)
}

const SMALL: &str = "tests/data/valid/small.toml";
const EVERYTHING: &str = "tests/data/valid/everything.toml";

#[test]
fn init_writes_a_scenario_that_runs_and_finishes() {
    let at = folder("commands/init");
    assert!(output(&at, &["init"]).contains("clearcast run scenario.toml"));
    let it = clearcast(
        &at,
        &[
            "run",
            "scenario.toml",
            "--trials",
            "256",
            "--json",
            "--out",
            "out",
        ],
    );
    assert_eq!(text(&it.stderr), "");
    assert_eq!(it.status.code(), Some(0));
    let summary: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
    let figure = |name: &str| summary["probability"][name].as_f64().unwrap();
    // A starting point whose answer is certain would teach nothing.
    assert!(figure("finished") > 0.95, "{}", figure("finished"));
    assert!((0.1..0.9).contains(&figure("joint")), "{}", figure("joint"));
}

#[test]
fn init_never_writes_over_a_file_unless_told_to() {
    let at = folder("commands/init-force");
    fs::write(at.join("scenario.toml"), "mine").unwrap();
    let refused = clearcast(&at, &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"));
    assert_eq!(
        fs::read_to_string(at.join("scenario.toml")).unwrap(),
        "mine"
    );
    output(&at, &["init", "--force"]);
    let written = fs::read_to_string(at.join("scenario.toml")).unwrap();
    assert_eq!(written, scenario::STARTING_POINT);
    assert_eq!(output(&at, &["init", "-"]), written);
    assert_eq!(
        clearcast(&at, &["init", "no/folder.toml"]).status.code(),
        Some(2)
    );
    assert_eq!(fs::read_dir(&at).unwrap().count(), 1);
}

#[test]
fn inputs_lists_uncertain_inputs_and_with_all_the_fixed_ones() {
    let count = |arguments: &[&str]| {
        let csv = output(here(), arguments);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        rows.len()
    };
    let set = "team.manual.count={ uniform = [10, 14] }";
    let uncertain = count(&["inputs", SMALL, "--csv"]);
    assert_eq!(
        count(&["inputs", SMALL, "--csv", "--set", set]),
        uncertain + 1
    );
    assert!(count(&["inputs", SMALL, "--csv", "--all"]) > 2 * uncertain);
}

#[test]
fn inputs_gives_programs_numbers_and_people_a_line_for_each_input() {
    let json = output(here(), &["inputs", EVERYTHING, "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let row = rows
        .iter()
        .find(|row| row["path"] == "land_release.record_reliability")
        .unwrap();
    assert_eq!(row["value"], "{ uniform = [0, 0.25] }");
    for (name, value) in [("p10", 0.025), ("p50", 0.125), ("p90", 0.225)] {
        assert!((row[name].as_f64().unwrap() - value).abs() < 1e-12, "{row}");
    }
    assert_eq!(
        (row["source"].as_str(), row["note"].as_str()),
        (Some("an interview"), Some("a guess"))
    );
    assert_eq!(
        (row["unit"].as_str(), row["drawn"].as_str()),
        (Some("share"), Some("per-trial"))
    );

    let table = output(here(), &["inputs", EVERYTHING]);
    assert_eq!(table.lines().count(), 1 + rows.len());
    let line = table
        .lines()
        .find(|line| line.starts_with("land_release.record_reliability "))
        .unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[1..5], ["0.025", "0.125", "0.225", "share"]);
    assert!(line.ends_with("an interview; a guess"), "{line}");
    assert!(table.contains("event.conflict.duration*"), "{table}");
}

#[test]
fn what_show_prints_is_the_same_scenario() {
    let set = "funding.state.annual=3_000_000.0";
    for name in [SMALL, EVERYTHING, "scenarios/azerbaijan.toml"] {
        let shown = output(here(), &["show", name, "--set", set]);
        assert!(shown.contains("annual = 3000000.0  # --set\n"), "{shown}");
        assert!(shown.contains(&format!("  # {name}:")) && shown.contains("  # default\n"));
        let again = scenario::from_text("shown.toml", &shown, &[]).unwrap();
        let first = scenario::load(&here().join(name), &[set.to_owned()]).unwrap();
        assert_eq!(again.scenario, first.scenario);
    }
}

#[test]
fn without_a_scenario_the_baseline_is_listed_and_shown() {
    let at = folder("commands/baseline");
    assert!(output(&at, &["show"]).contains("  # azerbaijan.toml:"));
    assert!(output(&at, &["inputs"]).contains("land_release.cancelled"));
    let shipped = here().join("scenarios/azerbaijan.toml");
    let same = output(&at, &["diff", shipped.to_str().unwrap()]);
    assert!(
        same.starts_with("azerbaijan.toml and ") && same.ends_with(" are the same scenario.\n")
    );
    assert_eq!(same.lines().count(), 1);
}

#[test]
fn diff_tells_what_is_gone_new_and_changed() {
    let at = folder("commands/diff");
    fs::copy(here().join(SMALL), at.join("one.toml")).unwrap();
    let variant = "base = \"one.toml\"\nremove = [\"event.conflict\"]\n[target]\nyears = 20\nnote = \"mine\"\n\
                   [funding.bonds]\nannual = 1e6\n";
    fs::write(at.join("two.toml"), variant).unwrap();
    let expected = "\
Only in one.toml:
  event.conflict.rate = 0.02
  event.conflict.duration = { pert = [2, 6, 24] }
  event.conflict.output = 0.3

Only in two.toml:
  funding.bonds.annual = 1e6

Changed from one.toml to two.toml:
  target.years: 15 → 20
";
    let hint = "\nSources, notes and descriptions that differ as well: 1 (--notes).\n";
    assert_eq!(
        output(&at, &["diff", "one.toml", "two.toml"]),
        format!("{expected}{hint}")
    );
    let notes = "\nSources, notes and descriptions:\n  target.note = \"mine\"\n";
    assert_eq!(
        output(&at, &["diff", "one.toml", "two.toml", "--notes"]),
        format!("{expected}{notes}")
    );
}

#[test]
fn a_rejected_scenario_ends_every_command_as_code_1_and_a_missing_one_as_code_2() {
    let at = folder("commands/codes");
    fs::write(at.join("bad.toml"), "format = 1\nnmae = \"x\"\n").unwrap();
    for command in [&["inputs"][..], &["show"], &["diff"]] {
        for (file, code) in [("bad.toml", 1), ("missing.toml", 2)] {
            let it = clearcast(&at, &[command, &[file]].concat());
            assert_eq!(it.status.code(), Some(code), "{command:?} {file}");
            assert_eq!(text(&it.stdout), "");
            assert!(!text(&it.stderr).is_empty());
        }
    }
    let both = clearcast(&at, &["diff", "bad.toml", "bad.toml"]);
    assert_eq!(
        text(&both.stderr).matches("did you mean `name`?").count(),
        2
    );
    for wrong in [
        &["diff"][..],
        &["diff", "a", "b", "c"],
        &["completions", "sh"],
        &["inputs", "--csv", "--json"],
    ] {
        assert_eq!(clearcast(&at, wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let at = folder("commands/man");
    let commands = [
        "run",
        "init",
        "inputs",
        "show",
        "diff",
        "compare",
        "schema",
        "hindcast",
        "solve",
        "frontier",
        "trace",
        "sensitivity",
        "value",
        "discover",
        "order",
        "completions",
        "man",
    ];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = output(&at, &["completions", shell]);
        for command in commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("trials"), "{shell}");
    }
    assert!(output(&at, &["man"]).starts_with(".ie"));
    assert_eq!(output(&at, &["man", "pages/man1"]), "");
    for command in commands {
        let page = at.join(format!("pages/man1/clearcast-{command}.1"));
        assert!(
            fs::read_to_string(&page).unwrap().contains(".SH SYNOPSIS"),
            "{command}"
        );
    }
    assert!(at.join("pages/man1/clearcast.1").exists());
}

#[test]
fn every_command_has_one_line_of_help() {
    let help = output(here(), &["--help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let lines: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .collect();
    assert!(lines.len() >= 8, "{help}");
    for line in lines {
        let (name, words) = line.trim_start().split_once(' ').unwrap();
        assert!(line.chars().count() <= 100, "{line}");
        assert!(
            words.trim_start().starts_with(char::is_uppercase),
            "{name}: {line}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_gone_is_no_failure() {
    for command in [
        &["init", "-"][..],
        &["inputs"],
        &["show"],
        &["diff", SMALL],
        &[
            "hindcast",
            "new",
            "scenarios/hindcast/chile-2011.toml",
            "--out",
            "-",
        ],
        &["schema"],
        &["completions", "zsh"],
        &["man"],
    ] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_clearcast"))
            .args(command)
            .current_dir(here())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(run.stdout.take());
        let it = run.wait_with_output().unwrap();
        assert_eq!(
            (it.status.code(), text(&it.stderr).as_str()),
            (Some(0), ""),
            "{command:?}"
        );
    }
}

/// Where nothing varies there is nothing to order, and no file is written.
#[test]
fn an_order_is_asked_for_from_an_empty_folder() {
    let at = folder("commands/order");
    let certain = "format = 1\nname = \"Field\"\nstart = \"2026-01\"\nhorizon = 10\ncurrency = \"USD\"\nprice_year = 2025\n\
                   [area.field]\nconfirmed = 100\n[team.manual]\ntask = \"clearance\"\nrate = 50\nunit_cost = 1e3\n[funding.state]\nannual = 1e6\n";
    fs::write(at.join("certain.toml"), certain).unwrap();
    let said = output(&at, &["order", "certain.toml", "--trials", "4096"]);
    assert!(said.contains("so any order does"), "{said}");
    assert!(!said.contains("dimensions = ["), "{said}");
    assert_eq!(fs::read_dir(&at).unwrap().count(), 1);
    let it = clearcast(&at, &["order", "certan.toml"]);
    assert_eq!(it.status.code(), Some(2));
    assert!(text(&it.stderr).contains("did you mean `certain.toml`?"));
}

/// Limits are told before one runs into them.
#[test]
fn help_tells_the_limits_of_trials_and_seeds() {
    let questions = [
        "solve",
        "frontier",
        "trace",
        "sensitivity",
        "value",
        "discover",
    ];
    for command in questions {
        let help = output(here(), &[command, "--help"]);
        assert!(help.contains("trials, at least 32"), "{help}");
        assert!(help.contains("up to 2^63 - 1"), "{help}");
    }
    let help = output(here(), &["sweep", "--help"]);
    assert!(help.contains("up to 2^53 - 1"), "{help}");
}
