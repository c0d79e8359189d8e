//! A sweep ends with the same bytes however often it is stopped, whatever it is cut up into, and says the same as single runs.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

mod designs;
#[cfg(target_os = "linux")]
mod limits;
mod refusals;
mod resumed;
mod rows;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
