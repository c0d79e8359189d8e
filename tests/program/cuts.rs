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

#[test]
fn parts_merge_to_the_part_that_one_run_writes_and_that_merges_on() {
    let here = here("merge-in-turns");
    for (range, file) in [("0..200", "a"), ("200..450", "b"), ("450..700", "c")] {
        part(&here, range, file);
    }
    let merge = |arguments: &[&str]| clearcast(&here, &[&["merge"], arguments].concat());
    let joined = merge(&["b", "a", "--partial", "ab"]);
    assert_eq!(joined.status.code(), Some(0), "{}", text(&joined.stderr));
    assert!(text(&joined.stdout).contains("Trials 0..450 of 700"));
    assert_eq!(
        merge(&["c", "ab", "--out", "merged"]).status.code(),
        Some(0)
    );
    run(&here, &["--out", "whole"]);
    assert!(content(&here.join("merged")) == content(&here.join("whole")));
    let apart = merge(&["a", "c", "--partial", "ac"]);
    assert_eq!(apart.status.code(), Some(2));
    assert!(text(&apart.stderr).contains("trials 200..450 are in no file"));
    assert!(!here.join("ac").exists());
}

/// `sbatch` on this machine: each job of an array one after the other, in the environment that Slurm gives it.
#[cfg(unix)]
const SBATCH: &str = "#!/bin/sh\n\
    job=$(cat)\n\
    last=0\n\
    for option in \"$@\"; do case $option in --array=0-*) last=${option#--array=0-};; esac; done\n\
    echo \"$*\" >> sbatch.log\n\
    id=0\n\
    while [ \"$id\" -le \"$last\" ]; do SLURM_ARRAY_TASK_ID=$id sh -c \"$job\" >&2; id=$((id + 1)); done\n\
    echo 17\n";

#[cfg(unix)]
#[test]
fn the_script_for_a_cluster_does_what_is_missing_and_gives_the_bytes_of_one_run() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    let here = here("slurm");
    fs::create_dir(here.join("bin")).unwrap();
    fs::write(here.join("bin/sbatch"), SBATCH).unwrap();
    let runs = fs::Permissions::from_mode(0o755);
    fs::set_permissions(here.join("bin/sbatch"), runs).unwrap();
    symlink(env!("CARGO_BIN_EXE_clearcast"), here.join("bin/clearcast")).unwrap();
    let name = "it's mine.toml";
    fs::rename(here.join("all.toml"), here.join(name)).unwrap();
    let asked = [
        "slurm",
        name,
        "--trials",
        TRIALS,
        "--jobs",
        "3",
        "--out",
        "merged",
        "--sbatch=--time=10",
    ];
    let printed = clearcast(&here, &asked);
    assert_eq!(printed.status.code(), Some(0), "{}", text(&printed.stderr));
    fs::write(here.join("job.sh"), &printed.stdout).unwrap();
    let path = format!(
        "{}:{}",
        here.join("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let submit = || {
        let mut shell = Command::new("sh");
        let done = shell
            .arg("job.sh")
            .current_dir(&here)
            .env("PATH", &path)
            .output();
        let done = done.unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
    };
    submit();
    clearcast(&here, &["run", name, "--trials", TRIALS, "--out", "whole"]);
    assert!(content(&here.join("merged")) == content(&here.join("whole")));
    let log = fs::read_to_string(here.join("sbatch.log")).unwrap();
    assert!(
        log.contains("--array=0-2") && log.contains("--time=10"),
        "{log}"
    );
    assert!(log.contains("--dependency=afterok:17"), "{log}");
    // One part is lost; the others are not written again.
    let store = here.join("clearcast-parts");
    let parts = fs::read_dir(&store)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let written = |name: &str| fs::metadata(parts.join(name)).unwrap().modified().unwrap();
    let kept = written("0-240.part");
    fs::remove_file(parts.join("240-480.part")).unwrap();
    fs::remove_dir_all(here.join("merged")).unwrap();
    submit();
    assert_eq!(written("0-240.part"), kept);
    assert!(content(&here.join("merged")) == content(&here.join("whole")));
}
