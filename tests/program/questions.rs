//! `solve`, `frontier` and `trace` as a planner runs them.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;

use crate::common::SMALL;
use crate::common::documents::words;
use crate::common::program::{clearcast, folder, text};

const DEAR: &str = "team.manual.unit_cost={ uniform = [500, 1500] }";

#[test]
fn an_answer_is_printed_written_and_can_be_run() {
    let folder = folder("solve");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let base = folder.join("small.toml");
    let scenario = fs::read_to_string(&base).unwrap();
    let uncertain = scenario
        .replace("unit_cost = 1000", "unit_cost = { uniform = [500, 1500] }")
        .replace("cost = 1e9", "cost = 1e5");
    fs::write(&base, uncertain).unwrap();
    fs::create_dir(folder.join("answers")).unwrap();
    let solve = [
        "solve",
        "small.toml",
        "--vary",
        "team.manual.unit_cost",
        "--goal",
        "joint >= 0.8",
        "--trials",
        "4096",
        "--write",
        "answers/a.toml",
        "--out",
        "out",
    ];
    let run = clearcast(&folder, &solve);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    // Uniform from 0.5 to 1.5 of the median: 80 % lie below 1.3 times it.
    assert!(
        shown.contains("At most") && shown.contains("checked under seed 2"),
        "{shown}"
    );
    for file in [
        "solve.json",
        "solve.csv",
        "solve.png",
        "charts/solve.svg",
        "resolved.toml",
        "manifest.toml",
    ] {
        assert!(folder.join("out").join(file).exists(), "{file}");
    }
    let variant = fs::read_to_string(folder.join("answers/a.toml")).unwrap();
    assert!(variant.contains("base = \"../small.toml\""), "{variant}");
    let again = [
        "run",
        "answers/a.toml",
        "--trials",
        "4096",
        "--no-folder",
        "--json",
    ];
    let again = clearcast(&folder, &again);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    let found: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("out/solve.json")).unwrap()).unwrap();
    let crossing = &found["crossings"][0];
    assert_eq!(summary["probability"]["joint"], crossing["found"]["joint"]);
    let level = crossing["level"].as_f64().unwrap();
    assert!((level / 1000.0 - 1.0 / 1.3).abs() < 2e-3, "{level}");
    // A folder is not replaced without being asked for.
    assert_eq!(clearcast(&folder, &solve).status.code(), Some(2));
}

#[test]
fn a_goal_out_of_reach_has_an_exit_code_of_its_own() {
    let folder = folder("solve-unreachable");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let solve = [
        "solve",
        "small.toml",
        "--set",
        DEAR,
        "--set",
        "target.cost=1e5",
        "--vary",
        "team.manual.unit_cost=1000..2000",
        "--goal",
        "cost >= 0.9",
        "--trials",
        "64",
        "--no-folder",
    ];
    let run = clearcast(&folder, &solve);
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("Out of reach"));
    let wrong = [
        "solve",
        "small.toml",
        "--vary",
        "team.manual.unitcost",
        "--goal",
        "cost >= 0.9",
        "--no-folder",
    ];
    let run = clearcast(&folder, &wrong);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("did you mean `team.manual.unit_cost`"));
}

#[test]
fn the_gap_is_asked_for_by_name() {
    let folder = folder("gap");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let solve = [
        "solve",
        "small.toml",
        "--gap",
        "--set",
        DEAR,
        "--set",
        "target.years=1",
        "--set",
        "funding.state.annual=40e3",
        "--trials",
        "256",
        "--out",
        "out",
    ];
    let run = clearcast(&folder, &solve);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("with 50 % confidence") && shown.contains("with 80 % confidence"),
        "{shown}"
    );
    assert!(folder.join("out/gap-p80.csv").exists());
    let late = [
        "solve",
        "small.toml",
        "--gap",
        "--from",
        "2090",
        "--no-folder",
    ];
    let run = clearcast(&folder, &late);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("after the deadline"));
}

#[test]
fn frontier_and_trace_leave_their_folders() {
    let folder = folder("frontier");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let frontier = [
        "frontier",
        "small.toml",
        "--set",
        DEAR,
        "--vary",
        "funding.state.annual=2e4..2e5",
        "--trials",
        "128",
        "--confidence",
        "0.5,0.9",
        "--out",
        "out",
    ];
    let run = clearcast(&folder, &frontier);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("90 % for both"));
    for file in [
        "frontier.json",
        "frontier.csv",
        "frontier.png",
        "levels.csv",
        "levels.png",
    ] {
        assert!(folder.join("out").join(file).exists(), "{file}");
    }
    let trace = [
        "trace",
        "small.toml",
        "--set",
        DEAR,
        "--near",
        "p80(cost)",
        "--trials",
        "128",
        "--out",
        "trace",
    ];
    let run = clearcast(&folder, &trace);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    for file in [
        "trace.json",
        "trace.csv",
        "trace.png",
        "inputs.csv",
        "causes.csv",
    ] {
        assert!(folder.join("trace").join(file).exists(), "{file}");
    }
    let months = fs::read_to_string(folder.join("trace/trace.csv")).unwrap();
    // 100 ha at 10 ha a month.
    assert_eq!(months.lines().count(), 11, "{months}");
}

#[test]
#[ignore = "slow: five questions with all their trials"]
fn the_answers_in_the_document_are_those_of_the_program() {
    const DOCUMENT: &str = "docs/planning.md";
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(here.join(DOCUMENT)).unwrap();
    let mut written = String::new();
    let mut blocks = 0;
    for (at, part) in document.split("```console\n").enumerate() {
        if at == 0 {
            written += part;
            continue;
        }
        let (block, rest) = part.split_once("```\n").unwrap();
        let command = block.lines().next().unwrap();
        let words = words(command.strip_prefix("$ clearcast ").unwrap());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = clearcast(here, &words);
        assert!(
            matches!(run.status.code(), Some(0 | 3)),
            "{command}: {}",
            text(&run.stderr)
        );
        let shown = text(&run.stdout);
        let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
        written += [
            "```console\n",
            command,
            "\n",
            &shown.join("\n"),
            "\n```\n",
            rest,
        ]
        .concat()
        .as_str();
        blocks += 1;
    }
    assert!(blocks >= 5, "{blocks}");
    if std::env::var_os("CLEARCAST_WRITE_PLANNING").is_some() {
        fs::write(here.join(DOCUMENT), &written).unwrap();
    }
    assert!(
        document == written,
        "{DOCUMENT} is out of date: CLEARCAST_WRITE_PLANNING=1 cargo test --test program the_answers_in -- --ignored"
    );
}
