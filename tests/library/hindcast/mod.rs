//! Hindcasts: every shipped record gives a sound scenario, the recipe leaves the country out, records are refused in words, and the
//! results do not know threads.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

mod command;
mod documents;
mod recipe;
mod refusals;
mod scores;

use std::fs;
use std::path::{Path, PathBuf};

use clearcast::hindcast::Record;

const RECORDS: &str = "scenarios/hindcast";
/// A record of which only the area and one year are known.
const SPARSE: &str = "format = 1\nname = \"Nowhere\"\ncountry = \"Nowhere\"\nstart = \"2020-01\"\n\
                      [area]\nsuspected = 40\n[release.2019]\nall = 2\n";

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(RECORDS)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn record(file: &Path) -> Record {
    let name = file.display().to_string();
    Record::from_text(&name, &fs::read_to_string(file).unwrap())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn records() -> Vec<(String, Record)> {
    let named = files().into_iter().map(|file| {
        (
            file.file_stem().unwrap().to_str().unwrap().to_owned(),
            record(&file),
        )
    });
    named.collect()
}
