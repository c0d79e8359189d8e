//! Scenarios without a target, or with one half of it: without a target there is no probability of one.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::program::{clearcast, folder, text};

/// `small.toml` under several targets, each in a file of its own, and `other.toml`, `free.toml` with more money.
fn here(name: &str) -> PathBuf {
    let here = folder(name);
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/small.toml");
    let small = fs::read_to_string(small).unwrap();
    let (head, rest) = small.split_once("[target]").unwrap();
    let (_, rest) = rest.split_once("\n[").unwrap();
    for (file, target) in [
        ("free.toml", ""),
        ("years.toml", "[target]\nyears = 15\n"),
        ("cost.toml", "[target]\ncost = 60e6\n"),
    ] {
        fs::write(here.join(file), format!("{head}{target}[{rest}")).unwrap();
    }
    let other =
        "format = 1\nbase = 'free.toml'\nfunding.state.annual = 9e6\nteam.survey.rate = 700\n";
    fs::write(here.join("other.toml"), other).unwrap();
    here
}

/// What a command says that must end well.
fn said(here: &Path, command: &str) -> String {
    let said = clearcast(here, &command.split(' ').collect::<Vec<_>>());
    assert_eq!(
        said.status.code(),
        Some(0),
        "{command}: {}",
        text(&said.stderr)
    );
    text(&said.stdout)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries
        .flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] })
        .collect()
}

#[test]
fn without_a_target_nothing_is_said_of_one() {
    let here = here("targets/none");
    for (at, command) in [
        "run free.toml --set funding.state.annual=1e6 --trials 64",
        "frontier free.toml --vary funding.state.annual --trials 64",
        "trace free.toml --trial 3 --trials 64",
        "compare free.toml other.toml --why --margin --trials 64",
        "discover free.toml --set horizon=20 --trials 256",
        "sensitivity free.toml --trials 64",
        "value --between free.toml other.toml --trials 64",
    ]
    .into_iter()
    .enumerate()
    {
        let told = said(&here, &format!("{command} --out {at}"));
        assert!(!told.contains("target") && !told.contains("inf "), "{told}");
        for drawing in files(&here.join(at.to_string())) {
            if drawing.extension().is_some_and(|it| it == "svg") {
                let drawn = fs::read_to_string(&drawing).unwrap();
                let drawn = drawn.replace("There is no target to keep.", "");
                let drawing = drawing.display();
                let said = ["arget", ">inf", "both met", "only in"];
                assert!(!said.iter().any(|it| drawn.contains(it)), "{drawing}");
            }
        }
    }
    let nested = said(&here, "run free.toml --nested 64,4 --no-folder");
    assert!(!nested.contains("target"), "{nested}");
}

#[test]
fn probabilities_are_those_of_the_halves_that_are_given() {
    let here = here("targets/halves");
    let shares = |file: &str| {
        said(
            &here,
            &format!("run {file} --trials 64 --no-report --out {file}.out"),
        );
        json(&here.join(format!("{file}.out/summary.json")))
    };
    let names = ["within_years", "within_cost", "joint"];
    for (file, given) in [
        ("free.toml", [false, false, false]),
        ("years.toml", [true, false, true]),
        ("cost.toml", [false, true, true]),
    ] {
        let summary = shares(file);
        for of in [
            &summary["probability"],
            &summary["standard_error"]["probability"],
        ] {
            assert!(of["finished"].is_number());
            assert_eq!(names.map(|it| of[it].is_number()), given, "{file}: {of}");
            assert_eq!(
                names.map(|it| of[it].is_null()),
                given.map(|it| !it),
                "{file}: {of}"
            );
        }
        for name in ["at_deadline", "cost_after_deadline"] {
            assert_eq!(summary[name].is_object(), given[0], "{file}: {name}");
            assert_eq!(summary[name].is_null(), !given[0], "{file}: {name}");
        }
    }
    // A deadline after the horizon is none that could be reported of.
    let late = said(
        &here,
        "run years.toml --set target.years=60 --trials 64 --json --no-folder",
    );
    let late: Value = serde_json::from_str(&late).unwrap();
    assert!(late["at_deadline"].is_null() && late["cost_after_deadline"].is_null());
    assert!(late["probability"]["within_years"].is_number());
}

#[test]
fn the_number_of_unfinished_trials_stands_with_what_is_said_of_them() {
    let here = here("targets/unfinished");
    let run = |sets: &str| -> Value {
        let run = said(
            &here,
            &format!("run years.toml --trials 64 --no-folder --json{sets}"),
        );
        serde_json::from_str(&run).unwrap()
    };
    let all = run("");
    assert!(all["at_horizon"].is_null() && all["standard_error"]["at_horizon"].is_null());
    let some = run(" --set horizon=12");
    let finished = some["probability"]["finished"].as_f64().unwrap();
    assert!(finished > 0.0 && finished < 1.0);
    assert_eq!(some["at_horizon"]["trials"], 64.0 - 64.0 * finished);
    assert!(some["at_horizon"]["spent"]["mean"].is_number());
}

#[test]
fn a_probability_that_there_is_not_is_refused_with_what_to_do() {
    let here = here("targets/refused");
    let design = "format = 1\nscenario = \"cost.toml\"\ntrials = 64\noutcomes = [\"years\"]\n\
                  [factor.money]\nset = [\"funding.state.annual\"]\nlist = [1e6, 2e6]\n";
    fs::write(here.join("design.toml"), design).unwrap();
    for (arguments, expected) in [
        (
            &["run", "free.toml", "--until", "joint 1%", "--no-folder"][..],
            "a `deadline`, `years` or `cost`",
        ),
        (
            &[
                "solve",
                "years.toml",
                "--vary",
                "funding.state.annual",
                "--goal",
                "cost >= 0.5",
            ],
            "give `[target]` a `cost`",
        ),
        (
            &["sensitivity", "cost.toml", "--for", "within-years"],
            "give `[target]` a `deadline` or `years`",
        ),
        (
            &[
                "value",
                "--between",
                "free.toml",
                "other.toml",
                "--for",
                "joint",
            ],
            "`free`, whose target counts, has none",
        ),
        (
            &["discover", "cost.toml", "--failing", "years"],
            "give `[target]` a `deadline` or `years`",
        ),
        (
            &[
                "run",
                "cost.toml",
                "--until",
                "mean(at_deadline.spent) 5%",
                "--no-folder",
            ],
            "it takes a deadline within the horizon",
        ),
        (
            &["sweep", "design.toml"],
            "give `[target]` a `deadline` or `years`",
        ),
    ] {
        let said = clearcast(&here, arguments);
        let told = text(&said.stderr);
        assert!(
            !said.status.success() && told.contains(expected),
            "{arguments:?}: {told}"
        );
    }
}

/// 100 ha at 12 ha a year and $1,000 each take longer than the horizon of four years: $48,000 are far below the target, which no
/// trial keeps, as none is complete.
#[test]
fn what_never_finishes_keeps_no_cost() {
    let here = here("targets/cost");
    let late = "format = 1\nname = \"Late\"\nstart = \"2026-01\"\nhorizon = 4\ncurrency = \"USD\"\nprice_year = 2025\n\
                [target]\ncost = 1e6\n[area.a]\nconfirmed = 100\n[team.t]\ntask = \"clearance\"\nrate = 12\nunit_cost = 1000\n\
                [funding.f]\nannual = 50e3\n";
    fs::write(here.join("late.toml"), late).unwrap();
    let solve = "solve late.toml --vary funding.f.annual --goal mean(spent)<=100e3 --trials 64 --no-report --out solve";
    said(&here, solve);
    let solved = json(&here.join("solve/solve.json"));
    let written = solved.to_string();
    assert!(
        written.contains("\"joint\":0.0") && !written.contains("\"joint\":1.0"),
        "{written}"
    );
    let solve = "solve late.toml --vary funding.f.annual --goal joint>=0.5 --trials 64 --no-folder";
    let solved = clearcast(&here, &solve.split(' ').collect::<Vec<_>>());
    assert_eq!(solved.status.code(), Some(3));
    let told = text(&solved.stdout);
    // There is no deadline, so all that keeps it out of reach is seen at the end.
    assert!(
        told.contains("Out of reach") && told.contains("the end of the simulation"),
        "{told}"
    );
    fs::write(
        here.join("more.toml"),
        "format = 1\nbase = 'late.toml'\nteam.t.rate = 13\n",
    )
    .unwrap();
    said(
        &here,
        "value --between late.toml more.toml --trials 64 --no-report --out value",
    );
    let valued = json(&here.join("value/value.json"));
    assert_eq!(valued["figure"], "joint");
    for mean in valued["means"].as_array().unwrap() {
        assert_eq!(mean["value"], 0.0);
    }
}

/// A sweep tells of the target that its scenario has.
#[test]
fn columns_of_a_sweep_are_those_of_the_target() {
    let here = here("targets/sweep");
    for (file, expected) in [("free.toml", false), ("cost.toml", true)] {
        let design = format!(
            "format = 1\nscenario = \"{file}\"\ntrials = 32\n[factor.money]\nset = [\"funding.state.annual\"]\nlist = [1e6, 2e6]\n"
        );
        fs::write(here.join("design.toml"), design).unwrap();
        said(
            &here,
            &format!("sweep design.toml --no-report --out {file}.out"),
        );
        let points = fs::read_to_string(here.join(format!("{file}.out/points.csv"))).unwrap();
        let head = points.lines().next().unwrap();
        assert_eq!(head.contains("probability.joint"), expected, "{head}");
        assert_eq!(head.contains("probability.within_cost"), expected, "{head}");
        assert!(
            head.contains("probability.finished") && !head.contains("within_years"),
            "{head}"
        );
    }
}

/// Points that have targets of their own have their probabilities.
#[test]
fn a_sweep_over_the_target_tells_of_it() {
    let here = here("targets/swept");
    let design = "format = 1\nscenario = \"free.toml\"\ntrials = 64\n[factor.cost]\nset = [\"target.cost\"]\nlist = [10e6, 60e6]\n";
    fs::write(here.join("design.toml"), design).unwrap();
    said(&here, "sweep design.toml --no-report --out out");
    let mut points = csv::Reader::from_path(here.join("out/points.csv")).unwrap();
    let head = points.headers().unwrap().clone();
    let place = |name: &str| head.iter().position(|it| it == name).unwrap();
    let rows: Vec<csv::StringRecord> = points.records().map(Result::unwrap).collect();
    for (row, cost) in rows.iter().zip(["10e6", "60e6"]) {
        let run = said(
            &here,
            &format!("run free.toml --set target.cost={cost} --trials 64 --no-folder --json"),
        );
        let run: Value = serde_json::from_str(&run).unwrap();
        for name in ["joint", "within_cost"] {
            let found: f64 = row[place(&format!("probability.{name}"))].parse().unwrap();
            let expected = run["probability"][name].as_f64().unwrap();
            assert!(
                (found - expected).abs() < 1e-12,
                "{name}: {found}, {expected}"
            );
        }
        assert!(row[place("probability.within_years")].is_empty());
    }
}

/// What was done by another deadline is no change: all are judged by the target of the first.
#[test]
fn a_comparison_judges_all_by_the_target_of_the_first() {
    let here = here("targets/compared");
    let later = "format = 1\nbase = 'years.toml'\n[target]\nyears = 8\n";
    fs::write(here.join("later.toml"), later).unwrap();
    let told = said(
        &here,
        "compare years.toml later.toml --trials 64 --out later",
    );
    assert!(
        told.contains("All are judged by the target of years."),
        "{told}"
    );
    let csv = fs::read_to_string(here.join("later/comparison.csv")).unwrap();
    assert!(
        csv.contains("years,at_deadline.released_share") && !csv.contains("later,at_deadline"),
        "{csv}"
    );
    let told = said(
        &here,
        "compare free.toml years.toml --trials 64 --no-folder",
    );
    assert!(
        told.contains("free has no target, so none is judged by one."),
        "{told}"
    );
    assert!(!told.contains("deadline"), "{told}");
}
