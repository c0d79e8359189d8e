//! Files and folders that do not fit, names that act, and disks that are full: nothing is lost, half-written or waited for.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

mod inputs;
mod interrupted;
mod places;
mod replacing;
mod texts;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::program::{clearcast, text};

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/valid/small.toml");
/// More trials than a test can wait for: what ends soon has not simulated them.
const ENDLESS: &str = "900000000";

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Runs the small scenario; `more` are further arguments.
fn run(here: &Path, more: &[&str]) -> Output {
    clearcast(here, &[&["run", SMALL, "--trials", "32"], more].concat())
}

fn done(it: &Output) {
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
}

/// The command must be refused, and say so with each of the words.
fn refused(it: &Output, words: &[&str]) {
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

/// Runs a shell command that must succeed.
fn shell(here: &Path, command: &str) {
    let mut shell = Command::new("sh");
    let status = shell.args(["-c", command]).current_dir(here).status();
    let status = status.unwrap();
    assert!(status.success(), "{command}");
}
