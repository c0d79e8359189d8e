//! Rows of trials say the same as the figures of their run, and results folders come out again.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::program::{clearcast, folder, text};

const TRIALS: usize = 320;

fn here(name: &str) -> PathBuf {
    let here = folder(name);
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/everything.toml");
    fs::copy(scenario, here.join("all.toml")).unwrap();
    here
}

#[track_caller]
fn done(here: &Path, arguments: &[&str]) -> String {
    let it = clearcast(here, arguments);
    assert_eq!(
        it.status.code(),
        Some(0),
        "{arguments:?}: {}",
        text(&it.stderr)
    );
    text(&it.stdout)
}

/// A table with its columns by name.
struct Rows {
    names: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    fn read(file: &Path) -> Self {
        let mut reader = csv::Reader::from_path(file).unwrap();
        Self {
            names: reader.headers().unwrap().clone(),
            rows: reader.records().map(Result::unwrap).collect(),
        }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let place = self.names.iter().position(|it| it == name);
        let place = place.unwrap_or_else(|| panic!("no column {name} in {:?}", self.names));
        self.rows.iter().map(|row| &row[place]).collect()
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |text: &str| text.parse().unwrap_or(f64::INFINITY);
        self.column(name).into_iter().map(number).collect()
    }

    fn mean(&self, name: &str) -> f64 {
        self.numbers(name).iter().sum::<f64>() / self.rows.len() as f64
    }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found}, {expected}"
    );
}

/// The folder of a run that saves its rows as CSV.
fn saved(here: &Path, threads: &str) -> PathBuf {
    let trials = TRIALS.to_string();
    let run = [
        "run",
        "all.toml",
        "--trials",
        &trials,
        "--seed",
        "3",
        "--no-report",
    ];
    let rows = ["--save-trials=csv", "--save-years=csv"];
    let place = ["--out", threads, "--threads", threads];
    done(here, &[&run[..], &rows, &place].concat());
    here.join(threads)
}

#[test]
fn rows_are_the_same_on_any_number_of_threads() {
    let here = here("rows/threads");
    let (one, three) = (saved(&here, "1"), saved(&here, "3"));
    for file in ["trials.csv", "trial-years.csv"] {
        let bytes = |folder: &Path| fs::read(folder.join(file)).unwrap();
        assert!(bytes(&one) == bytes(&three), "{file} differs");
    }
}

#[test]
fn rows_of_trials_add_up_to_the_figures_of_their_run() {
    let here = here("rows/trials");
    let out = saved(&here, "2");
    let summary = fs::read_to_string(out.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let figure = |pointer: &str| {
        summary
            .pointer(pointer)
            .and_then(serde_json::Value::as_f64)
            .unwrap()
    };
    let trials = Rows::read(&out.join("trials.csv"));
    let numbered = |name: &str, count: usize| {
        let column = trials.column(name).into_iter().enumerate();
        column
            .filter(|(at, it)| *it == (at % count).to_string())
            .count()
    };
    assert_eq!(trials.rows.len(), TRIALS);
    assert_eq!(
        (numbered("trial", TRIALS), numbered("replicate", 16)),
        (TRIALS, TRIALS)
    );
    // `casualties.killed` is an input and an outcome.
    let mut names: Vec<&str> = trials.names.iter().collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names.len(),
        trials.names.len(),
        "a name stands for one column"
    );
    // A driver that acts always, and one in 40 % of the trials: binomial, within 5 standard deviations.
    let holds = |name: &str| {
        trials
            .column(name)
            .iter()
            .filter(|it| **it == "true")
            .count()
    };
    assert_eq!(holds("driver.always"), TRIALS);
    assert!(holds("driver.labour-market").abs_diff(TRIALS * 2 / 5) < 44);
    let share = holds("finished") as f64 / TRIALS as f64;
    near(share, figure("/probability/finished"));
    assert!(
        share > 0.0 && share < 1.0,
        "the scenario must have both kinds: {share}"
    );
    // An unfinished trial has neither a date nor a cost at completion.
    for name in ["completion_years", "cost", "cost_nominal"] {
        let column = trials.column(name);
        let mut cells = column.iter().zip(trials.column("finished"));
        assert!(
            cells.all(|(it, finished)| it.is_empty() == (finished == "false")),
            "{name}"
        );
    }
    assert!(
        !trials.names.iter().any(|it| it == "unfunded"),
        "the same work would count again every month"
    );
    for name in ["cost_to_horizon", "lapsed"] {
        near(trials.mean(name), figure(&format!("/{name}/mean")));
    }
    near(
        trials.mean("area_ha.cleared"),
        figure("/area_ha/cleared/mean"),
    );
}

/// Sobol' points, so the share of the trials in which it pays is nearer to its probability than chance would have it.
#[test]
fn a_row_tells_whether_a_pledge_is_kept() {
    let here = here("rows/pledge");
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/planning.toml");
    fs::copy(plan, here.join("plan.toml")).unwrap();
    let command = ["run", "plan.toml", "--trials", "320", "--save-trials=csv"];
    done(
        &here,
        &[&command[..], &["--no-report", "--out", "out"]].concat(),
    );
    let trials = Rows::read(&here.join("out/trials.csv"));
    let pays = trials.column("funding.grant.probability");
    let kept = pays.iter().filter(|it| **it == "true").count();
    assert!(kept.abs_diff(320 * 6 / 10) <= 16, "{kept}");
    for (pays, spent) in pays.iter().zip(trials.numbers("cost_by.funding.grant")) {
        assert_eq!(*pays == "true", spent > 0.0);
    }
}

#[test]
fn rows_of_years_add_up_to_their_trials_and_to_the_table_of_years() {
    let here = here("rows/years");
    let out = saved(&here, "2");
    let trials = Rows::read(&out.join("trials.csv"));
    let years = Rows::read(&out.join("trial-years.csv"));
    assert_eq!(years.rows.len() % TRIALS, 0);
    let mut sums = vec![0.0; TRIALS];
    for (trial, spent) in years
        .numbers("trial")
        .iter()
        .zip(years.numbers("spending.total"))
    {
        sums[*trial as usize] += spent;
    }
    for (sum, cost) in sums.iter().zip(trials.numbers("cost_to_horizon")) {
        near(*sum, cost);
    }
    let table = Rows::read(&out.join("years.csv"));
    let (quantity, calendar) = (table.column("quantity"), table.column("year"));
    let mean = table.numbers("mean");
    // In the last year most trials are over: land that remains stays, all else is 0.
    let last = years.column("year").last().copied().unwrap();
    for name in ["remaining.total", "cleared", "spending.total"] {
        let row = (0..quantity.len()).find(|&at| quantity[at] == name && calendar[at] == last);
        let there = years.column("year").into_iter().zip(years.numbers(name));
        let sum: f64 = there
            .filter(|(year, _)| *year == last)
            .map(|(_, value)| value)
            .sum();
        near(sum / TRIALS as f64, mean[row.unwrap()]);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_csv_holds() {
    use clearcast::data::{Cell, read_parquet};
    let here = here("rows/parquet");
    let run = ["run", "all.toml", "--trials", "96", "--no-report"];
    done(
        &here,
        &[
            &run[..],
            &["--out", "csv", "--save-trials=csv", "--save-years=csv"],
        ]
        .concat(),
    );
    done(
        &here,
        &[
            &run[..],
            &["--out", "parquet", "--save-trials", "--save-years"],
        ]
        .concat(),
    );
    for name in ["trials", "trial-years"] {
        let expected = Rows::read(&here.join(format!("csv/{name}.csv")));
        let file = here.join(format!("parquet/{name}.parquet"));
        let (names, rows) = read_parquet(&file).unwrap();
        assert!(names.iter().eq(expected.names.iter()));
        assert_eq!(rows.len(), expected.rows.len());
        for (row, expected) in rows.iter().zip(&expected.rows) {
            assert!(
                row.iter().map(Cell::to_csv).eq(expected.iter()),
                "{row:?}, {expected:?}"
            );
        }
        let bytes = fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|it| it == text.as_bytes());
        for text in ["clearcast.columns", "scenario_sha256", "Spent"] {
            assert!(holds(text), "{name}.parquet does not say {text}");
        }
    }
}

#[test]
fn runs_and_sweeps_come_out_again_from_their_folders() {
    let here = here("rows/repeat");
    // A variant with settings, whose base is gone when it is repeated.
    fs::write(
        here.join("variant.toml"),
        "format = 1\nbase = \"all.toml\"\nname = \"A variant\"\n",
    )
    .unwrap();
    let run = [
        "run",
        "variant.toml",
        "--set",
        "target.years=17",
        "--seed",
        "9",
        "--sampling",
        "lhs",
    ];
    done(
        &here,
        &[
            &run[..],
            &["--out", "plain", "--trials", "100", "--save-trials=csv"],
        ]
        .concat(),
    );
    done(
        &here,
        &[
            &run[..],
            &["--out", "nested", "--nested", "32,4", "--no-report"],
        ]
        .concat(),
    );
    done(
        &here,
        &[
            &run[..],
            &["--out", "until", "--no-report", "--until", "finished 10%"],
        ]
        .concat(),
    );
    let design = "format = 1\nscenario = \"all.toml\"\ntrials = 8\n[factor.years]\nset = [\"target.years\"]\nlist = [5, 50]\n\
                  [variant.one]\n[variant.two]\nscenario = \"variant.toml\"\n";
    fs::write(here.join("design.toml"), design).unwrap();
    let sweep = [
        "sweep",
        "design.toml",
        "--seed",
        "4",
        "--random-numbers",
        "independent",
    ];
    done(
        &here,
        &[&sweep[..], &["--out", "sweep", "--outcome", "years"]].concat(),
    );
    fs::write(here.join("points.csv"), "target.years\n5\n\n50\n").unwrap();
    let table = [
        "sweep",
        "variant.toml",
        "--design-file",
        "points.csv",
        "--set",
        "horizon=20",
    ];
    done(
        &here,
        &[&table[..], &["--out", "table", "--trials", "8"]].concat(),
    );
    for scenario in ["all.toml", "variant.toml", "design.toml"] {
        fs::remove_file(here.join(scenario)).unwrap();
    }
    for folder in ["plain", "nested", "until", "sweep", "table"] {
        let said = done(&here, &["repeat", folder]);
        assert!(
            said.contains("files came out again, byte for byte"),
            "{folder}: {said}"
        );
    }
    let points = here.join("sweep/points.csv");
    fs::write(
        &points,
        fs::read_to_string(&points).unwrap().replacen('0', "1", 1),
    )
    .unwrap();
    fs::write(here.join("sweep/more.txt"), "more").unwrap();
    let it = clearcast(&here, &["repeat", "sweep"]);
    assert_eq!(it.status.code(), Some(1));
    let said = text(&it.stdout);
    assert!(
        said.contains("points.csv, which differs") && said.contains("more.txt, which no"),
        "{said}"
    );
    assert_eq!(
        clearcast(&here, &["repeat", "nowhere"]).status.code(),
        Some(2)
    );
}

#[test]
fn answers_come_out_again_from_their_folders() {
    let here = here("rows/answers");
    let variant =
        "format = 1\nbase = \"all.toml\"\n[funding.more]\nannual = 1e6\n[target]\nyears = 17\n";
    fs::write(here.join("variant.toml"), variant).unwrap();
    let few = ["--trials", "64", "--out"];
    let rate = "--set=land_release.rework=0.01";
    for (question, folder) in [
        (
            &[
                "compare",
                "all.toml",
                "variant.toml",
                rate,
                "--margin",
                "--case",
                "cut: funding.state.annual=1e6",
            ][..],
            "compare",
        ),
        (
            &[
                "solve",
                "variant.toml",
                rate,
                "--vary",
                "funding.state.annual=1e6..1e8",
                "--goal",
                "finished >= 0.1",
                "--write",
                "answer.toml",
            ],
            "solve",
        ),
        (
            &[
                "frontier",
                "variant.toml",
                rate,
                "--vary",
                "funding.state.annual",
            ],
            "frontier",
        ),
        (&["trace", "variant.toml", rate, "--trial", "7"], "trace"),
        (
            &[
                "sensitivity",
                "variant.toml",
                rate,
                "--for",
                "cost_to_horizon",
            ],
            "sensitivity",
        ),
        (&["value", "variant.toml", rate], "value"),
        (
            &["discover", "variant.toml", rate, "--failing", "finished"],
            "discover",
        ),
    ] {
        done(&here, &[question, &few, &[folder]].concat());
    }
    let two = ["value", "--between", "all.toml", "variant.toml"];
    done(&here, &[&two[..], &few, &["between"]].concat());
    let refused = clearcast(&here, &["repeat", "between"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("`clearcast value --between`, which cannot"));
    // Neither the scenarios nor what was written beside the folder is needed, and nothing is written over.
    for gone in ["variant.toml", "all.toml", "answer.toml"] {
        fs::remove_file(here.join(gone)).unwrap();
    }
    for folder in [
        "compare",
        "solve",
        "frontier",
        "trace",
        "sensitivity",
        "value",
        "discover",
    ] {
        let said = done(&here, &["repeat", folder]);
        assert!(said.contains("byte for byte"), "{folder}: {said}");
    }
    assert!(!here.join("answer.toml").exists());
    fs::write(here.join("trace/trace.csv"), "another").unwrap();
    let changed = clearcast(&here, &["repeat", "trace"]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(text(&changed.stdout).contains("trace.csv, which differs"));
}
