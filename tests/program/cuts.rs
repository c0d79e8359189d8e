//! A run in parts and put together gives the results folder of one run, byte for byte; what does not fit is refused.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start the program has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use crate::common::program::interrupted;
use crate::common::program::{clearcast, folder, text};

/// Uncertain, with an event, unfinished trials, several regions and every kind of series.
const SCENARIO: &str = "tests/data/valid/everything.toml";
const TRIALS: &str = "700";

fn here(name: &str) -> PathBuf {
    let here = folder(name);
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIO);
    fs::copy(scenario, here.join("all.toml")).unwrap();
    here
}

fn run(here: &Path, more: &[&str]) {
    let it = clearcast(
        here,
        &[&["run", "all.toml", "--trials", TRIALS], more].concat(),
    );
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
}

fn part(here: &Path, range: &str, file: &str) {
    run(here, &["--trials-range", range, "--partial", file]);
}

/// Every file below a folder with its content, the manifest up to where the command is named.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = fs::read(&path).unwrap();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if name == "manifest.toml" {
                let manifest = text(&bytes);
                let same = manifest.split_once("\ncommand = ").unwrap().0;
                bytes = same.as_bytes().to_vec();
            }
            found.push((name, bytes));
        }
    }
    found.sort();
    found
}

#[test]
fn parts_put_together_are_the_run_to_the_byte() {
    let here = here("cuts/whole");
    run(&here, &["--out", "whole"]);
    let whole = content(&here.join("whole"));
    assert!(whole.len() > 12);
    let cuts: [&[u64]; 3] = [&[], &[333], &[1, 16, 17, 256, 300, 555]];
    for (number, cuts) in cuts.into_iter().enumerate() {
        let ends: Vec<u64> = [&[0], cuts, &[700]].concat();
        let mut arguments = vec!["merge".to_owned()];
        for pair in ends.windows(2) {
            let (range, file) = (
                format!("{}..{}", pair[0], pair[1]),
                format!("{number}-{}.part", pair[0]),
            );
            part(&here, &range, &file);
            arguments.insert(1, file);
        }
        let out = format!("merged-{number}");
        arguments.extend(["--out".to_owned(), out.clone()]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let it = clearcast(&here, &arguments);
        assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
        assert!(text(&it.stdout).contains("Report: "));
        let merged = content(&here.join(out));
        assert_eq!(merged.len(), whole.len());
        for ((name, bytes), (expected_name, expected)) in merged.iter().zip(&whole) {
            assert_eq!(name, expected_name);
            assert!(bytes == expected, "{name} differs after {cuts:?}");
        }
    }
}

#[test]
fn what_does_not_fit_together_is_refused_with_all_reasons() {
    let here = here("cuts/refused");
    part(&here, "0..100", "first");
    part(&here, "90..300", "second");
    let seed = [
        "--trials-range",
        "300..400",
        "--partial",
        "seed",
        "--seed",
        "2",
    ];
    run(&here, &seed);
    let design = [
        "--trials-range",
        "400..500",
        "--partial",
        "design",
        "--sampling",
        "lhs",
    ];
    run(&here, &design);
    let scenario = [
        "--trials-range",
        "500..600",
        "--partial",
        "scenario",
        "--set",
        "target.years=3",
    ];
    run(&here, &scenario);
    let merge = |files: &[&str]| {
        let it = clearcast(&here, &[&["merge"], files, &["--out", "out"]].concat());
        assert_eq!(it.status.code(), Some(2), "{}", text(&it.stderr));
        assert_eq!(text(&it.stdout), "");
        assert!(!here.join("out").exists());
        text(&it.stderr)
    };
    let said = merge(&["first", "second", "seed", "design", "scenario"]);
    for reason in [
        "seed has the seed 2, but first has 1",
        "design has the sampling design lhs, but first has sobol",
        "scenario holds trials of `all.toml`, which differs from",
        "trials 90..100 are in first and in second",
        "trials 600..700 are in no file: add --trials-range 600..700",
    ] {
        assert!(said.contains(reason), "{reason}\n{said}");
    }
    // Damaged, cut short, foreign and missing.
    let mut bytes = fs::read(here.join("first")).unwrap();
    fs::write(here.join("short"), &bytes[..bytes.len() - 7]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 64;
    fs::write(here.join("damaged"), &bytes).unwrap();
    let said = merge(&["short", "damaged", "all.toml", "missing"]);
    for reason in [
        "short is damaged or incomplete",
        "damaged is damaged or incomplete",
        "all.toml is no partial result",
        "cannot read missing",
    ] {
        assert!(said.contains(reason), "{reason}\n{said}");
    }
}

#[test]
fn arguments_that_contradict_each_other_are_refused() {
    let here = here("cuts/arguments");
    fs::write(here.join("there"), "mine").unwrap();
    for (arguments, word) in [
        (&["--trials-range", "0..10"][..], "--partial"),
        (&["--partial", "part", "--out", "out"], "--out"),
        (
            &["--partial", "part", "--trials-range", "10..10"],
            "A must be less than B",
        ),
        (
            &["--partial", "part", "--trials-range", "0..701"],
            "ends after the last of 700 trials",
        ),
        (&["--partial", "there"], "--force"),
        (&["--partial", "."], "is a folder"),
        (&["all.toml", "--partial", "part"], "one scenario"),
    ] {
        let it = clearcast(
            &here,
            &[&["run", "all.toml", "--trials", TRIALS], arguments].concat(),
        );
        assert_eq!(it.status.code(), Some(2), "{arguments:?}");
        assert!(text(&it.stderr).contains(word), "{}", text(&it.stderr));
    }
    assert_eq!(fs::read(here.join("there")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(&here).unwrap().count(), 2);
}

/// A partial run of minutes, interrupted as soon as it is under way; and a place where nothing can be written.
#[test]
#[cfg(unix)]
fn an_interrupt_or_a_place_that_cannot_be_written_leaves_no_part() {
    let here = here("cuts/interrupt");
    let ended = interrupted(&here, &["run", "--trials", "5000000", "--partial", "part"]);
    assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1);
    // A file cannot be a folder as well.
    let it = clearcast(
        &here,
        &[
            "run",
            "all.toml",
            "--trials",
            "32",
            "--partial",
            "all.toml/part",
        ],
    );
    assert_eq!(it.status.code(), Some(2), "{}", text(&it.stderr));
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1);
}
