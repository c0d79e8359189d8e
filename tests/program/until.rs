//! Runs that choose their number of trials, and runs that split variances, as a user starts them.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

#[cfg(unix)]
use crate::common::program::interrupted;
use crate::common::program::{clearcast, folder, text};

/// A folder with the small scenario in it.
fn place(name: &str) -> PathBuf {
    let here = folder(&format!("until/{name}"));
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/small.toml");
    fs::copy(small, here.join("valley.toml")).unwrap();
    here
}

fn run(here: &Path, arguments: &[&str]) -> Output {
    clearcast(here, &[&["run", "valley.toml"], arguments].concat())
}

fn summary(here: &Path, results: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(here.join(results).join("summary.json")).unwrap()).unwrap()
}

/// Every file but the manifest, which alone may tell how the number of trials came about.
fn same_results(here: &Path, one: &str, two: &str) {
    let mut names: Vec<PathBuf> = ["summary.json", "years.csv", "regions.csv", "report.png"]
        .map(PathBuf::from)
        .into();
    let charts = fs::read_dir(here.join(one).join("charts")).unwrap();
    names.extend(charts.map(|chart| Path::new("charts").join(chart.unwrap().file_name())));
    assert!(names.len() > 10);
    for name in names {
        let [a, b] = [one, two].map(|folder| fs::read(here.join(folder).join(&name)).unwrap());
        assert!(a == b, "{} differs", name.display());
    }
}

#[test]
fn trials_double_until_every_error_is_small_enough_and_no_further() {
    for (sampling, start) in [("random", 128), ("lhs", 128), ("sobol", 128)] {
        let here = place(sampling);
        let design = ["--sampling", sampling];
        let goals = ["--until", "joint 1%", "--until", "p50(years) 0.2"];
        let it = run(
            &here,
            &[&goals[..], &design, &["--trials", "100", "--out", "goal"]].concat(),
        );
        assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
        let said = text(&it.stdout);
        assert!(
            said.contains("every standard error asked for is reached"),
            "{said}"
        );
        assert!(said.contains("p50(years) 0.2: error 0."), "{said}");

        let found = summary(&here, "goal");
        let error = |summary: &serde_json::Value| {
            let error = &summary["standard_error"];
            let joint = error["probability"]["joint"].as_f64().unwrap();
            let years = error["completion_years"]["p50"].as_f64().unwrap();
            (joint / 0.01).max(years / 0.2)
        };
        assert!(error(&found) <= 1.0);
        let trials = found["run"]["trials"].as_u64().unwrap();
        // Doubled from the first whole size at or above what was asked for.
        let first = if sampling == "random" { 112 } else { start };
        assert!(
            trials.is_multiple_of(first) && (trials / first).is_power_of_two() && trials > first
        );

        // A plain run of as many trials gives the same bytes; one of half as many misses a goal.
        for (trials, out) in [(trials, "plain"), (trials / 2, "half")] {
            let trials = trials.to_string();
            let plain = ["--trials", &trials, "--out", out];
            let it = run(&here, &[&plain[..], &design].concat());
            assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
        }
        same_results(&here, "goal", "plain");
        assert!(error(&summary(&here, "half")) > 1.0);
        let manifest = fs::read_to_string(here.join("goal/manifest.toml")).unwrap();
        assert_eq!(manifest.matches("[[until]]").count(), 2);
        let told = "goal = \"joint 1%\"\nreached = true\nstandard_error = ";
        assert!(manifest.contains(told), "{manifest}");
    }
}

#[test]
fn what_is_not_reached_is_said_and_what_cannot_be_is_not_waited_for() {
    let here = place("short");
    let capped = [
        "--until",
        "joint 0.01%",
        "--max-trials",
        "3000",
        "--out",
        "capped",
    ];
    let it = run(&here, &capped);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let said = text(&it.stdout);
    assert!(
        said.contains("Stopped at 2,048 trials: 1 of 1 goal not reached; --max-trials"),
        "{said}"
    );

    // With a horizon that most trials do not reach there is no mean and no P80, however many trials there are.
    let never = [
        "--set",
        "horizon=8",
        "--until",
        "mean(cost) 1%",
        "--until",
        "p80(years) 0.1",
        "--json",
        "--out",
        "never",
    ];
    let it = run(&here, &never);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let said = text(&it.stderr);
    assert!(
        said.contains("Stopped at 1,024 trials: 2 of 2 goals not reached\n"),
        "{said}"
    );
    assert!(
        said.contains("so there is no mean; mean(spent) has one for every trial"),
        "{said}"
    );
    assert!(said.contains("so there is no such quantile"), "{said}");
    // Standard output holds nothing but the summary.
    let _: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
}

#[test]
fn goals_on_any_figure_and_any_year_are_reached_and_those_of_other_scenarios_refused() {
    let here = place("any");
    let goals = [
        "p50(remaining@2030) 4%",
        "cancelled@2028 4%",
        "mean(area_ha.cleared) 5%",
        "p50(cost_nominal) 6%",
    ];
    let arguments: Vec<&str> = goals.iter().flat_map(|it| ["--until", it]).collect();
    let it = run(&here, &[&arguments[..], &["--out", "any"]].concat());
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let said = text(&it.stdout);
    assert!(
        said.contains("every standard error asked for is reached"),
        "{said}"
    );
    for goal in goals {
        assert!(said.contains(&format!("{goal}: error ")), "{goal}: {said}");
    }

    for (goal, expected) in [
        (
            "p50(cost_by.operator.nobody) 1%",
            "there is no quantity `cost_by.operator.nobody`",
        ),
        (
            "p50(remaining@2125) 1%",
            "the run has no year 2125, but 2026 to 2065",
        ),
        (
            "mean(people.returned) 1%",
            "there is no quantity `people.returned`",
        ),
    ] {
        let it = run(&here, &["--until", goal, "--out", "refused"]);
        assert_eq!(it.status.code(), Some(2), "{goal}");
        assert!(
            text(&it.stderr).contains(expected),
            "{goal}: {}",
            text(&it.stderr)
        );
        assert!(!here.join("refused").exists());
    }
}

/// Interrupted while trials double: what is done is not taken for all of it.
#[test]
#[cfg(unix)]
fn an_interrupt_between_doublings_writes_nothing() {
    let here = place("interrupt");
    let goal = ["--until", "joint 0.001%", "--max-trials", "10000000"];
    let ended = interrupted(&here, &[&["run", "valley.toml"], &goal[..]].concat());
    assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).contains("nothing was written"));
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1);
}

#[test]
fn goals_that_are_none_are_refused_all_at_once_and_nothing_is_written() {
    let here = place("refused");
    let wrong = [
        ("jiont 1%", "did you mean `joint`?"),
        ("p80(csot) 1%", "did you mean `cost`?"),
        ("p81(cost) 1%", "there is no level `p81`"),
        ("lapsed 1%", "such as `p80(lapsed)`"),
        ("p80(cost 1%", "closing bracket"),
        ("joint", "a figure, a space and an error"),
        ("joint 0.005", "percentage points"),
        ("p50(years) 1%", "in years, without %"),
        ("p50(years) 0", "a number above 0"),
        ("p50(years) -1", "a number above 0"),
        ("p50(years) NaN", "a number above 0"),
        ("p50(years) tiny", "a number above 0"),
    ];
    let arguments: Vec<&str> = wrong
        .iter()
        .flat_map(|(goal, _)| ["--until", goal])
        .collect();
    let it = run(&here, &arguments);
    assert_eq!(it.status.code(), Some(2));
    let said = text(&it.stderr);
    for (goal, expected) in wrong {
        let line = said
            .lines()
            .find(|line| line.contains(&format!("`{goal}` is no goal")));
        assert!(
            line.is_some_and(|line| line.contains(expected)),
            "{goal}: {said}"
        );
    }
    assert_eq!(said.matches("FIGURE ERROR, where").count(), 1, "{said}");

    for arguments in [
        &["--max-trials", "1000"][..],
        &[
            "--until",
            "joint 1%",
            "--trials",
            "4096",
            "--max-trials",
            "1000",
        ],
        &["--nested", "1024"],
        &["--nested", "100,4"],
        &["--nested", "64,4", "--trials", "64"],
        &["--nested", "64,4", "--until", "joint 1%"],
        &["--nested", "64,4", "--partial", "one.part"],
        &["--until", "joint 1%", "--partial", "one.part"],
    ] {
        let it = run(&here, arguments);
        assert_eq!(
            it.status.code(),
            Some(2),
            "{arguments:?}: {}",
            text(&it.stderr)
        );
    }
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1);
}

#[test]
fn a_nested_run_writes_a_whole_folder_and_says_what_is_epistemic() {
    let here = place("nested");
    let it = run(&here, &["--nested", "128,8", "--out", "nested"]);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    let said = text(&it.stdout);
    assert!(
        said.contains("128 draws of the inputs with 8 of chance each"),
        "{said}"
    );
    let found = summary(&here, "nested");
    assert_eq!(found["run"]["trials"], 1024);
    let nested = &found["nested"];
    assert_eq!(
        (&nested["outer"], &nested["inner"]),
        (&128.into(), &8.into())
    );
    for quantity in [
        "years_to_horizon",
        "cost_to_horizon",
        "within_years",
        "within_cost",
        "joint",
    ] {
        let parts = &nested["variance"][quantity];
        let share = |name: &str| parts[name].as_f64().unwrap();
        let (epistemic, aleatory) = (share("epistemic_share"), share("aleatory_share"));
        assert!((epistemic + aleatory - 1.0).abs() < 1e-12, "{quantity}");
        assert!(epistemic > 0.2 && aleatory > 0.001, "{quantity}: {parts}");
        assert!(
            nested["standard_error"][quantity]["epistemic_share"]
                .as_f64()
                .unwrap()
                > 0.0
        );
    }
    for chart in ["completion", "cost"] {
        let svg = fs::read_to_string(here.join(format!("nested/charts/{chart}.svg"))).unwrap();
        assert!(svg.contains("epistemic (inputs not known)"), "{chart}");
    }
    // A plain run knows nothing of it.
    assert_eq!(
        run(&here, &["--trials", "64", "--out", "plain"])
            .status
            .code(),
        Some(0)
    );
    assert!(summary(&here, "plain").get("nested").is_none());
}
