//! Rows of a sweep: what they say, and how they are drawn.

use std::fs;

use super::{DESIGN, content, done, here, rows};
use crate::common::program::{clearcast, text};

/// What counts in unfinished trials only, and land in years in which most trials are over.
#[test]
fn a_row_says_what_a_run_says_of_the_horizon_and_of_late_years() {
    let design = r#"
format = 1
scenario = "small.toml"
trials = 512
outcomes = ["mean(at_horizon.remaining_ha)", "p50(at_horizon.spent)", "mean(remaining@2049)", "p90(remaining@2049)"]

[factor.money]
set = ["funding.state.annual"]
list = [1e6]

[factor.horizon]
set = ["horizon"]
list = [25]
"#;
    let here = here("sweep/late", design);
    done(&here, &["sweep", "design.toml", "--out", "swept"]);
    let sets = ["--set", "funding.state.annual=1e6", "--set", "horizon=25"];
    let run = [
        "run",
        "small.toml",
        "--trials",
        "512",
        "--no-report",
        "--out",
        "run",
    ];
    done(&here, &[&run[..], &sets[..]].concat());
    let row = &rows(&here.join("swept/points.csv"))[0];
    let summary = fs::read_to_string(here.join("run/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let years = rows(&here.join("run/years.csv"));
    let late = |year: &&std::collections::BTreeMap<String, String>| {
        year["year"] == "2049" && year["quantity"] == "remaining.total"
    };
    let late = years.iter().find(late).unwrap();
    let of_run = |pointer: &str| summary.pointer(pointer).and_then(serde_json::Value::as_f64);
    let of_year = |column: &str| late[column].parse().ok();
    for (column, expected, within) in [
        (
            "at_horizon.remaining_ha.mean",
            of_run("/at_horizon/remaining_ha/mean"),
            1e-9,
        ),
        (
            "at_horizon.spent.p50",
            of_run("/at_horizon/spent/p50"),
            1e-3,
        ),
        ("remaining.total@2049.mean", of_year("mean"), 1e-6),
        ("remaining.total@2049.p90", of_year("p90"), 0.01),
    ] {
        let (found, expected): (f64, f64) = (row[column].parse().unwrap(), expected.unwrap());
        assert!(
            expected > 0.0 && (found - expected).abs() <= within * expected,
            "{column}: {found}, {expected}"
        );
    }
}

#[test]
fn a_row_says_what_a_run_of_its_settings_says() {
    let here = here("sweep/run", DESIGN);
    let said = done(&here, &["sweep", "design.toml", "--out", "out"]);
    assert!(
        said.contains("20 points of 64 trials each, seed 5, common random numbers"),
        "{said}"
    );
    assert!(
        !here.join("out.journal").exists(),
        "all of it is in the folder"
    );
    let rows = rows(&here.join("out/points.csv"));
    assert_eq!(rows.len(), 20);
    for (number, row) in rows.iter().enumerate() {
        assert_eq!(row["point"], number.to_string());
        assert_eq!(
            (row["random_numbers"].as_str(), row["message"].as_str()),
            ("common", "")
        );
    }
    for row in [&rows[3], &rows[18]] {
        let sets = [
            format!("funding.state.annual={}", row["money"]),
            format!(
                "driver.x={{ factor = {}, multiplies = [\"team.*.output\"] }}",
                row["output"]
            ),
            format!("allocation=\"{}\"", row["allocation"]),
        ];
        let mut arguments = vec![
            "run",
            "small.toml",
            "--no-folder",
            "--json",
            "--trials",
            &row["trials"],
            "--seed",
            &row["seed"],
        ];
        for set in &sets {
            arguments.extend(["--set", set]);
        }
        let summary: serde_json::Value = serde_json::from_str(&done(&here, &arguments)).unwrap();
        for (column, pointer, within) in [
            ("probability.joint", "/probability/joint", 1e-12),
            (
                "probability.joint_se",
                "/standard_error/probability/joint",
                1e-12,
            ),
            ("completion_years.p50", "/completion_years/p50", 1e-12),
            (
                "completion_years.p50_se",
                "/standard_error/completion_years/p50",
                1e-9,
            ),
            ("cost_to_horizon.mean", "/cost_to_horizon/mean", 1e-9),
            (
                "cost_to_horizon.mean_se",
                "/standard_error/cost_to_horizon/mean",
                1e-6,
            ),
        ] {
            let expected = summary
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{pointer}: {summary}"));
            let found: f64 = row[column].parse().unwrap();
            let expected = expected.as_f64().unwrap();
            assert!(
                (found - expected).abs() <= within * expected.abs(),
                "{column}: {found}, {expected}"
            );
        }
        assert!(row["remaining.total@2030.p10"].parse::<f64>().unwrap() > 0.0);
    }
}

/// Whether a source pays and whether a driver acts are drawn like inputs, but their probabilities are keys like any other.
#[test]
fn probabilities_below_one_are_swept_as_runs_set_them() {
    let here = here("sweep/probabilities", DESIGN);
    let small = fs::read_to_string(here.join("small.toml")).unwrap();
    let pledged = small.replace(
        "[funding.donors]\n",
        "[funding.donors]\nprobability = 0.4\n",
    );
    fs::write(here.join("small.toml"), pledged).unwrap();
    fs::write(
        here.join("points.csv"),
        "funding.donors.probability,driver.labour.probability\n0.9,\n,0.9\n0,1\n1,0\n",
    )
    .unwrap();
    let arguments = ["sweep", "small.toml", "--design-file", "points.csv"];
    let arguments = [&arguments[..], &["--trials", "64", "--out", "out"]].concat();
    done(&here, &arguments);
    let rows = rows(&here.join("out/points.csv"));
    let mut costs: Vec<&str> = Vec::new();
    for row in &rows {
        let paths = ["funding.donors.probability", "driver.labour.probability"];
        let given = paths.into_iter().filter(|path| !row[*path].is_empty());
        let sets: Vec<String> = given.map(|path| format!("{path}={}", row[path])).collect();
        let mut arguments = vec!["run", "small.toml", "--no-folder", "--json"];
        arguments.extend(["--trials", "64", "--seed", &row["seed"]]);
        for set in &sets {
            arguments.extend(["--set", set]);
        }
        let summary: serde_json::Value = serde_json::from_str(&done(&here, &arguments)).unwrap();
        let expected = summary.pointer("/cost_to_horizon/mean").unwrap().as_f64();
        let found: f64 = row["cost_to_horizon.mean"].parse().unwrap();
        assert!(
            (found / expected.unwrap() - 1.0).abs() <= 1e-9,
            "{sets:?}: {found}, {expected:?}"
        );
        costs.push(&row["cost_to_horizon.mean"]);
    }
    costs.dedup();
    assert_eq!(costs.len(), 4, "no point moves anything: {costs:?}");
}

/// The design that the document prints has figures at every point.
#[test]
fn the_design_of_the_document_runs() {
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(home.join("docs/sweeps.md")).unwrap();
    let shown = document.split("```toml\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    let few = shown.replace("points = 500 ", "points = 1 ");
    assert_ne!(few, shown);
    let here = here("sweep/document", &few);
    for name in ["azerbaijan.toml", "dense-ground.toml"] {
        fs::copy(home.join("scenarios").join(name), here.join(name)).unwrap();
    }
    let arguments = ["sweep", "design.toml", "--trials", "2", "--no-report"];
    done(&here, &[&arguments[..], &["--out", "out"]].concat());
    let rows = rows(&here.join("out/points.csv"));
    assert_eq!(rows.len(), 12);
    for row in rows {
        assert_eq!(row["message"], "", "{row:?}");
        assert!(!row["probability.joint"].is_empty(), "{row:?}");
    }
}

#[test]
fn a_point_that_breaks_a_rule_is_a_row_with_its_message() {
    let design = r#"
format = 1
scenario = "small.toml"
trials = 32
random_numbers = "independent"
[factor.money]
set = ["funding.state.annual"]
list = [1e6, -1, 3e6]
[factor.horizon]
set = ["horizon"]
list = [30, 0]
"#;
    let here = here("sweep/failed", design);
    let said = done(&here, &["sweep", "design.toml", "--out", "out"]);
    assert!(said.contains("4 points without figures"), "{said}");
    let rows = rows(&here.join("out/points.csv"));
    let messages: Vec<&str> = rows.iter().map(|row| row["message"].as_str()).collect();
    for (number, expected) in ["", "horizon", "at least 0", "horizon", "", "horizon"]
        .iter()
        .enumerate()
    {
        assert!(
            messages[number].contains(expected),
            "{number}: {messages:?}"
        );
        assert_eq!(
            messages[number].is_empty(),
            !rows[number]["probability.joint"].is_empty()
        );
    }
    let mut seeds: Vec<&str> = rows.iter().map(|row| row["seed"].as_str()).collect();
    seeds.dedup();
    assert_eq!(seeds.len(), 6, "each point has draws of its own");
    // The journal is kept for another try, which fails for the same reason and writes the same bytes.
    let before = content(&here.join("out"));
    let it = clearcast(
        &here,
        &[
            "sweep",
            "design.toml",
            "--out",
            "out",
            "--resume",
            "--retry-failed",
        ],
    );
    assert!(
        text(&it.stderr).contains("4 failed points again"),
        "{}",
        text(&it.stderr)
    );
    assert!(before == content(&here.join("out")));
}

#[test]
fn sweeps_over_one_factor_and_two_are_drawn() {
    let here = here("sweep/drawn", DESIGN);
    let two = "format = 1\nscenario = \"small.toml\"\ntrials = 32\n[factor.money]\nset = [\"funding.state.annual\"]\ngrid = [2e6, 6e6, 4]\n";
    fs::write(here.join("one.toml"), two).unwrap();
    let more = "[factor.output]\nscale = [\"team.*.output\"]\nlist = [0.5, 1, 2]\n";
    fs::write(here.join("two.toml"), format!("{two}{more}")).unwrap();
    for name in ["one", "two"] {
        done(&here, &["sweep", &format!("{name}.toml"), "--out", name]);
        for chart in ["joint", "completion", "cost"] {
            let svg = fs::read_to_string(here.join(format!("{name}/charts/{chart}.svg"))).unwrap();
            assert!(svg.contains("money"), "{name}, {chart}");
            assert_eq!(svg.contains("team.*.output"), name == "two", "{chart}");
            let png = fs::read(here.join(format!("{name}/charts/{chart}.png"))).unwrap();
            assert!(png.starts_with(b"\x89PNG"));
        }
    }
    done(
        &here,
        &["sweep", "one.toml", "--out", "none", "--no-report"],
    );
    assert!(!here.join("none/charts").exists());
}
