//! A sweep ends with the same bytes however often it is stopped, whatever it is cut up into, and says the same as single runs.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::program::{clearcast, folder, text};

/// Two inputs by number, a key that is no input, a driver of several inputs.
const DESIGN: &str = r#"
format = 1
scenario = "small.toml"
trials = 64
seed = 5
outcomes = ["joint", "p50(years)", "mean(spent)", "p10(remaining@2030)"]

[factor.money]
set = ["funding.state.annual"]
grid = [2e6, 6e6, 5]

[factor.output]
scale = ["team.*.output"]
list = [0.8, 1.25]

[factor.allocation]
set = ["allocation"]
values = ["priority", "proportional"]
"#;

fn here(name: &str, design: &str) -> PathBuf {
    let here = folder(name);
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/valid/small.toml");
    fs::copy(scenario, here.join("small.toml")).unwrap();
    fs::write(here.join("design.toml"), design).unwrap();
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

#[track_caller]
fn refused(here: &Path, arguments: &[&str], code: i32, expected: &str) {
    let it = clearcast(here, arguments);
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(expected), "{arguments:?}: {said}");
}

/// Every file of a results folder but the manifest.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if name != "manifest.toml" {
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[track_caller]
fn same(a: &Path, b: &Path) {
    let (a, b) = (content(a), content(b));
    let names = |all: &[(String, Vec<u8>)]| -> Vec<String> {
        all.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&a), names(&b));
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} differs");
    }
}

/// Rows of a table by the names of its columns.
fn rows(file: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let names = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        let pairs = names.iter().zip(row.iter());
        pairs
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    };
    reader.records().map(|it| row(it.unwrap())).collect()
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

#[test]
fn shards_put_together_are_the_sweep_to_the_byte() {
    let here = here("sweep/shards", DESIGN);
    done(
        &here,
        &["sweep", "design.toml", "--out", "whole", "--threads", "1"],
    );
    for of in [1, 3, 7] {
        let mut files = Vec::new();
        for number in (1..=of).rev() {
            let shard = format!("{number}/{of}");
            done(
                &here,
                &["sweep", "design.toml", "--out", "part", "--shard", &shard],
            );
            files.push(format!("part.{number}-of-{of}.journal"));
        }
        let out = format!("merged-{of}");
        let mut arguments = vec!["merge", "--out", &out];
        arguments.extend(files.iter().map(String::as_str));
        done(&here, &arguments);
        same(&here.join("whole"), &here.join(out));
    }
    refused(
        &here,
        &["merge", "part.1-of-3.journal", "part.3-of-3.journal"],
        2,
        "point 1 is in no journal",
    );
    fs::write(
        here.join("other.toml"),
        DESIGN.replace("seed = 5", "seed = 6"),
    )
    .unwrap();
    done(
        &here,
        &["sweep", "other.toml", "--out", "other", "--shard", "1/3"],
    );
    refused(
        &here,
        &[
            "merge",
            "part.2-of-3.journal",
            "part.3-of-3.journal",
            "other.1-of-3.journal",
        ],
        2,
        "is of another",
    );
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
fn a_table_of_points_runs_and_its_row_numbers_return() {
    let here = here("sweep/table", DESIGN);
    fs::write(
        here.join("points.csv"),
        "funding.state.annual,scale(team.*.output),allocation\n4e6,1.25,proportional\n,0.8,\n3e6,,priority\n",
    )
    .unwrap();
    done(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "points.csv",
            "--trials",
            "64",
            "--out",
            "csv",
        ],
    );
    let rows = rows(&here.join("csv/points.csv"));
    let cells: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["point", "scale(team.*.output)", "allocation"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(
        cells,
        [
            ["0", "1.25", "proportional"],
            ["1", "0.8", ""],
            ["2", "", "priority"]
        ]
    );
    assert!(rows.iter().all(|row| !row["cost.p50"].is_empty()));
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "small.toml",
            "--out",
            "no",
        ],
        2,
        "small.toml:",
    );
    fs::write(here.join("typo.csv"), "funding.state.anual\n4e6\n").unwrap();
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "typo.csv",
            "--out",
            "no",
        ],
        2,
        "did you mean",
    );
    fs::write(here.join("glob.csv"), "team.*.nothing\n4e6\n").unwrap();
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "glob.csv",
            "--out",
            "no",
        ],
        2,
        "matches no input",
    );
}

#[test]
fn what_is_wrong_with_a_design_is_told_before_anything_is_written() {
    let here = here("sweep/refused", &DESIGN.replace("grid", "gird"));
    refused(&here, &["sweep", "design.toml"], 1, "did you mean `grid`");
    refused(&here, &["sweep", "nothing.toml"], 2, "nothing.toml");
    refused(&here, &["sweep"], 2, "DESIGN");
    for (from, to, code, expected) in [
        ("joint", "jiont", 2, "jiont"),
        (
            "funding.state.annual",
            "funding.state.anual",
            2,
            "did you mean",
        ),
        (
            "team.*.output",
            "team.*.nothing",
            2,
            "factor `output`: `team.*.nothing`",
        ),
        (
            "set = [\"allocation\"]",
            "set = [\"funding.*.annual\"]",
            2,
            "is set by `money` as well",
        ),
        ("small.toml", "smal.toml", 2, "did you mean `small.toml`"),
    ] {
        fs::write(here.join("design.toml"), DESIGN.replace(from, to)).unwrap();
        refused(
            &here,
            &["sweep", "design.toml", "--out", "out"],
            code,
            expected,
        );
    }
    let left: Vec<_> = fs::read_dir(&here)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// A sweep that takes a few seconds in a debug build.
const LONG: &str = r#"
format = 1
scenario = "small.toml"
trials = 256
points = 120
outcomes = ["joint", "p80(cost)"]
[factor.money]
set = ["funding.state.annual"]
sobol = [2e6, 6e6]
[factor.discovery]
set = ["land_release.discovery"]
lhs = [0, 0.5]
"#;

fn start(here: &Path, arguments: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .args(arguments)
        .current_dir(here)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills sweeps at moments spread over their length, resumes each until it is complete, and compares bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "moments to kill at are shares of how long a sweep takes here"
)]
fn killed(name: &str, kills: u32) {
    let here = here(name, LONG);
    let clock = std::time::Instant::now();
    done(&here, &["sweep", "design.toml", "--out", "whole"]);
    let whole = clock.elapsed();
    let arguments = ["sweep", "design.toml", "--out", "killed"];
    let mut resumed = 0;
    for number in 0..kills {
        let _ = fs::remove_dir_all(here.join("killed"));
        let _ = fs::remove_file(here.join("killed.journal"));
        // Equally spread and then shifted by the golden ratio, so that no two fall on the same phase of a row.
        let share = (f64::from(number) * 0.618_033_988_749_895).fract();
        let mut child = start(&here, &arguments);
        std::thread::sleep(whole.mul_f64(share).max(Duration::from_millis(2)));
        child.kill().unwrap();
        child.wait().unwrap();
        if here.join("killed").exists() {
            // It was complete before it was killed; a draft or journal may be left of others, never half a folder.
            same(&here.join("whole"), &here.join("killed"));
            continue;
        }
        let again = if here.join("killed.journal").exists() {
            &["--resume"][..]
        } else {
            &[]
        };
        resumed += again.len();
        done(&here, &[&arguments, again].concat());
        same(&here.join("whole"), &here.join("killed"));
    }
    assert!(
        resumed as u32 > kills / 3,
        "{resumed} of {kills} were resumed"
    );
}

#[test]
fn ten_kills_at_any_moment_change_no_byte() {
    killed("sweep/ten-kills", 10);
}

#[test]
#[ignore = "slow: sixty kills"]
fn sixty_kills_at_any_moment_change_no_byte() {
    killed("sweep/sixty-kills", 60);
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_over_and_a_resume_ends_with_the_same_bytes() {
    let here = here(
        "sweep/interrupt",
        &LONG.replace("points = 120", "points = 100000"),
    );
    let it = crate::common::program::interrupted(&here, &["sweep", "design.toml", "--out", "out"]);
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(130), "{said}");
    assert!(
        said.contains("of 100,000 points are in out.journal; --resume goes on"),
        "{said}"
    );
    assert!(here.join("out.journal").exists() && !here.join("out").exists());
    // The same place is not begun anew by mistake, nor with another design.
    refused(
        &here,
        &["sweep", "design.toml", "--out", "out"],
        2,
        "go on with it with --resume",
    );
    fs::write(here.join("design.toml"), LONG).unwrap();
    refused(
        &here,
        &["sweep", "design.toml", "--out", "out", "--resume"],
        2,
        "is of another design",
    );
    refused(
        &here,
        &["sweep", "design.toml", "--out", "no", "--resume"],
        2,
        "there is no journal",
    );
}

#[test]
fn a_journal_cut_off_is_repaired_and_said_so() {
    let here = here("sweep/cut", DESIGN);
    done(&here, &["sweep", "design.toml", "--out", "whole"]);
    done(
        &here,
        &["sweep", "design.toml", "--out", "cut", "--shard", "1/1"],
    );
    let journal = here.join("cut.1-of-1.journal");
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 7]).unwrap();
    let it = clearcast(
        &here,
        &[
            "sweep",
            "design.toml",
            "--out",
            "cut",
            "--shard",
            "1/1",
            "--resume",
        ],
    );
    assert!(
        text(&it.stderr).contains("at its end were cut off or damaged"),
        "{}",
        text(&it.stderr)
    );
    done(&here, &["merge", "cut.1-of-1.journal", "--out", "cut"]);
    same(&here.join("whole"), &here.join("cut"));
}

const MANY: &str = r#"
format = 1
scenario = "small.toml"
trials = 1
points = 5000
outcomes = ["mean(spent)"]
[factor.money]
set = ["funding.state.annual"]
lhs = [2e6, 6e6]
"#;

/// Most memory that a sweep of so many points takes, in kB.
#[cfg(target_os = "linux")]
fn memory(here: &Path, points: u64) -> u64 {
    fs::write(
        here.join("design.toml"),
        MANY.replace("5000", &points.to_string()),
    )
    .unwrap();
    let mut child = start(
        here,
        &[
            "sweep",
            "design.toml",
            "--force",
            "--no-report",
            "--out",
            "many",
            "--threads",
            "2",
        ],
    );
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|it| it.trim().strip_suffix(" kB")?.trim().parse().ok());
        most = most.max(kb.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(rows(&here.join("many/points.csv")).len() as u64, points);
    most
}

/// A point takes 8 bytes for the place of its row and 8 for its number; what is measured scatters by a few MB.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_points() {
    let here = here("sweep/many", MANY);
    let (few, many) = (memory(&here, 500), memory(&here, 5_000));
    assert!(
        many < few + 8_000,
        "{few} kB for 500 points, {many} kB for 5,000"
    );
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: 100,000 points"]
fn memory_does_not_grow_with_a_hundred_thousand_points() {
    let here = here("sweep/hundred-thousand", MANY);
    let (few, many) = (memory(&here, 500), memory(&here, 100_000));
    assert!(
        many < few + 10_000,
        "{few} kB for 500 points, {many} kB for 100,000"
    );
}

/// A disk that is full stops a sweep with its journal whole up to a row; with more room it goes on to the same bytes.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let here = here("sweep/full", MANY);
    let disk = here.join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&disk)
            .stderr(Stdio::null())
            .status();
        done.is_ok_and(|it| it.success())
    };
    if !mount("size=64k") {
        use std::io::Write;
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: a full disk, as this user may not mount one"
        );
        return;
    }
    let full = clearcast(&here, &["sweep", "design.toml", "--out", "disk/out"]);
    let resized = mount("remount,size=64m");
    let resumed = clearcast(
        &here,
        &["sweep", "design.toml", "--out", "disk/out", "--resume"],
    );
    let found = resized.then(|| content(&disk.join("out")));
    let unmounted = Command::new("umount").arg(&disk).status();
    assert!(unmounted.unwrap().success());
    assert_eq!(full.status.code(), Some(2));
    assert!(
        text(&full.stderr).contains("cannot write the journal"),
        "{}",
        text(&full.stderr)
    );
    assert_eq!(resumed.status.code(), Some(0), "{}", text(&resumed.stderr));
    done(&here, &["sweep", "design.toml", "--out", "whole"]);
    assert!(found.unwrap() == content(&here.join("whole")));
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
