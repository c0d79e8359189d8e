//! Many points in bounded memory, and a disk that is full.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{content, done, here, rows, start};
use crate::common::program::{clearcast, text};

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
#[test]
fn memory_does_not_grow_with_the_points() {
    let here = here("sweep/many", MANY);
    let (few, many) = (memory(&here, 500), memory(&here, 5_000));
    assert!(
        many < few + 8_000,
        "{few} kB for 500 points, {many} kB for 5,000"
    );
}

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
