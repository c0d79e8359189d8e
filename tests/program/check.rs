//! `clearcast check` as a planner calls it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::path::Path;
use std::process::{Command, Output};

fn check(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .arg("check")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SMALL: &str = "tests/data/valid/small.toml";

#[test]
fn the_baseline_is_sound_without_a_warning() {
    let it = check(&[]);
    assert_eq!(it.status.code(), Some(0));
    assert_eq!(text(&it.stderr), "");
    let said = text(&it.stdout);
    assert!(
        said.starts_with("azerbaijan.toml: sound: Azerbaijan")
            && said.contains("7 areas, 18 team groups, ")
            && said.lines().next().unwrap().ends_with(" uncertain inputs")
            && said.lines().skip(1).all(|note| note.starts_with("  ")),
        "{said}"
    );
}

#[test]
fn every_file_is_checked_whatever_is_wrong_with_the_others() {
    let it = check(&[
        "tests/data/none.toml",
        "tests/data/invalid/syntax-several.toml",
        SMALL,
        "tests/data/invalid/choice-task.toml",
    ]);
    assert_eq!(
        it.status.code(),
        Some(2),
        "a file that cannot be read comes first"
    );
    let said = text(&it.stdout);
    // Notes are indented.
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(said.contains("\n  assumed: output does not vary"), "{said}");
    assert_eq!(
        lines,
        [
            "tests/data/invalid/syntax-several.toml: 2 problems",
            "tests/data/valid/small.toml: sound: A valley; 2 areas, 3 team groups, 8 uncertain inputs",
            "tests/data/invalid/choice-task.toml: 1 problem",
        ]
    );
    let complaints = text(&it.stderr);
    for phrase in [
        "syntax-several.toml:5:8",
        "syntax-several.toml:7:9",
        "did you mean `clearance`?",
    ] {
        assert!(complaints.contains(phrase), "{phrase}: {complaints}");
    }
    assert!(
        complaints.ends_with('\n')
            && complaints.contains("error: cannot read scenario `tests/data/none.toml`: "),
        "{complaints}"
    );
}

#[test]
fn a_misspelt_file_is_answered_with_the_nearest_one() {
    let it = check(&["tests/data/valid/smal.toml"]);
    assert_eq!(it.status.code(), Some(2));
    assert!(
        text(&it.stderr).contains("did you mean `small.toml`?"),
        "{}",
        text(&it.stderr)
    );
}

#[test]
fn a_rejected_file_ends_as_code_1_and_a_warning_as_code_0() {
    assert_eq!(
        check(&["tests/data/invalid/choice-task.toml", SMALL])
            .status
            .code(),
        Some(1)
    );
    let warned = check(&["tests/data/warnings/unit-cost.toml"]);
    assert_eq!(warned.status.code(), Some(0));
    assert!(
        text(&warned.stdout).contains(": sound, 1 warning: A valley"),
        "{}",
        text(&warned.stdout)
    );
    assert!(text(&warned.stderr).starts_with("warning: `team.manual.unit_cost`"));
}

#[test]
fn a_setting_is_checked_like_a_line_of_a_file() {
    for (set, phrase) in [
        ("team.manul.output=3", "did you mean `team.manual`?"),
        ("target.yaers=3", "did you mean `years`?"),
        ("team.manual.rate=3", "`output` is given"),
        (
            "team.survey.unit_cost=19e6",
            "is the unit right? It is USD per ha",
        ),
    ] {
        let it = check(&[SMALL, "--set", set]);
        let complaints = text(&it.stderr);
        assert!(
            complaints.contains(" --set:1:") && complaints.contains(phrase),
            "{complaints}"
        );
    }
}

/// In a currency of another worth the ranges say nothing.
#[test]
fn money_is_compared_in_currencies_like_the_dollar_only() {
    let it = check(&[
        SMALL,
        "--set",
        "team.survey.unit_cost=19e6",
        "--set",
        "currency=\"IQD\"",
    ]);
    assert!(
        !text(&it.stderr).contains("is the unit right?"),
        "{}",
        text(&it.stderr)
    );
}

#[test]
fn run_gives_the_same_warnings_in_the_same_words() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check-run");
    for name in ["correlation-repaired", "horizon-teams", "area-event"] {
        let file = format!("tests/data/warnings/{name}.toml");
        let it = Command::new(env!("CARGO_BIN_EXE_clearcast"))
            .args(["run", &file, "--trials", "16", "--force", "--out"])
            .arg(folder.join(name))
            .output()
            .unwrap();
        assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
        assert_eq!(
            text(&it.stderr).trim(),
            text(&check(&[&file]).stderr).trim()
        );
    }
}
