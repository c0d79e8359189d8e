//! `clearcast hindcast` as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{RECORDS, SPARSE};
use crate::common::program::{clearcast, folder, text};

/// All files below a folder with their contents, the manifest left out.
fn contents(at: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![at.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("manifest.toml") {
                all.push((
                    path.strip_prefix(at).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                ));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn results_do_not_know_the_number_of_threads() {
    let at = folder("hindcast/threads");
    let records = at.join("records");
    fs::create_dir(&records).unwrap();
    for name in ["jordan-2008.toml", "croatia-2013.toml", "angola-2018.toml"] {
        fs::copy(Path::new(RECORDS).join(name), records.join(name)).unwrap();
    }
    let mut results = Vec::new();
    for threads in ["1", "2", "5"] {
        let it = clearcast(
            &at,
            &[
                "hindcast",
                "records",
                "--out",
                threads,
                "--trials",
                "500",
                "--threads",
                threads,
            ],
        );
        assert_eq!((it.status.code(), text(&it.stderr).as_str()), (Some(0), ""));
        results.push(contents(&at.join(threads)));
    }
    assert_eq!(results[0].len(), 7 + 3 * 3);
    assert!(results[0] == results[1] && results[0] == results[2]);
}

#[test]
fn a_results_folder_appears_whole_and_is_replaced_only_when_told_to() {
    let at = folder("hindcast/folder");
    fs::write(at.join("one.toml"), SPARSE).unwrap();
    let run = |more: &[&str]| {
        clearcast(
            &at,
            &[&["hindcast", "one.toml", "--trials", "64"], more].concat(),
        )
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    let again = run(&[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"));
    assert_eq!(run(&["--force"]).status.code(), Some(0));
    // A broken record stops all, and nothing is written.
    fs::write(at.join("two.toml"), "format = 1\n").unwrap();
    let broken = clearcast(&at, &["hindcast", ".", "--out", "none"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        text(&broken.stderr).contains("two.toml:1:1"),
        "{}",
        text(&broken.stderr)
    );
    assert!(!at.join("none").exists());
    let empty = folder("hindcast/empty");
    let none = clearcast(&empty, &["hindcast", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("holds no records"));
}

#[test]
fn new_writes_a_scenario_that_check_accepts_and_never_over_a_file() {
    let at = folder("hindcast/new");
    fs::write(at.join("valley.toml"), SPARSE).unwrap();
    let new = |more: &[&str]| clearcast(&at, &[&["hindcast", "new", "valley.toml"], more].concat());
    let it = new(&[]);
    assert_eq!(it.status.code(), Some(0));
    let said = text(&it.stderr);
    assert!(
        said.starts_with("warning: the reference class has no rows of the country `Nowhere`")
            && said.lines().count() == 1,
        "{said}"
    );
    assert!(text(&it.stdout).contains("clearcast run valley-scenario.toml"));
    let check = clearcast(&at, &["check", "valley-scenario.toml"]);
    assert_eq!(
        (check.status.code(), text(&check.stderr).as_str()),
        (Some(0), "")
    );
    assert_eq!(new(&[]).status.code(), Some(2));
    assert_eq!(new(&["--force"]).status.code(), Some(0));
    let shown = new(&["--out", "-"]);
    assert_eq!(
        text(&shown.stdout),
        fs::read_to_string(at.join("valley-scenario.toml")).unwrap()
    );
    fs::write(at.join("bad.toml"), "format = 1\n").unwrap();
    assert_eq!(
        clearcast(&at, &["hindcast", "new", "bad.toml"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(
        clearcast(&at, &["hindcast", "new", "gone.toml"])
            .status
            .code(),
        Some(2)
    );
}
