//! `docs/messages.md`: every message as a planner sees it. The page is the snapshot of all of them.
//!
//! ```sh
//! CLEARCAST_WRITE_MESSAGES=1 cargo test --test library messages
//! ```
//!
//! writes it anew; the difference is what a change does to the messages.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clearcast::outlook;
use clearcast::programme::compile;
use clearcast::scenario::{self, LoadError};

/// Headings of the page, and the beginnings of the names of the files below each.
const ERRORS: [(&str, &[&str]); 10] = [
    (
        "Files",
        &["syntax", "duplicate", "format", "base", "whole-number"],
    ),
    ("Several at once", &["several"]),
    (
        "Unknown names",
        &[
            "key-",
            "table-unknown",
            "table-misspelt",
            "name-of",
            "choice",
            "label-of",
        ],
    ),
    ("Missing", &["missing"]),
    (
        "Kinds of value",
        &[
            "text",
            "number",
            "list",
            "flag",
            "date",
            "month.",
            "month-",
            "year",
            "table-wanted",
            "named",
            "remark",
            "correlation-wanted",
        ],
    ),
    ("Ranges", &["range"]),
    ("Distributions", &["law"]),
    (
        "Lists of names and paths",
        &[
            "event-areas",
            "event-sources",
            "team-areas",
            "driver",
            "correlation",
            "dimensions",
            "milestones",
        ],
    ),
    (
        "What does not go together",
        &["team", "event", "funding", "target"],
    ),
    ("Variants and their bases", &["mix", "remove"]),
];
const WARNINGS: [(&str, &[&str]); 7] = [
    ("Who can work where", &["team", "area", "pattern", "label"]),
    ("Money and time", &["money", "horizon", "earmark"]),
    ("People", &["people"]),
    ("Units", &["unit"]),
    ("Shares", &["share"]),
    ("Correlations", &["correlation"]),
    ("More than one", &["several"]),
];

const NOTES: [(&str, &[&str]); 2] = [
    ("What is assumed", &["smallest"]),
    ("Rules", &["rules", "target"]),
];

const BEGINNING: &str = "# Messages

Every message of `clearcast check` and `clearcast run` on a scenario, each from a file of its own in `tests/data`. Errors refuse a
scenario; with warnings it runs. With notes, which only `check` gives, nothing needs to be done. All say the rule first, then what was found at the underlined place, then what to do. All problems of
all files are shown at once.

This page is generated, and a test holds the program to it: `CLEARCAST_WRITE_MESSAGES=1 cargo test --test library messages` writes it.
";

/// Names of the files in a folder of `tests/data`, sorted.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new("tests/data").join(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What is said about a file.
fn message(folder: &str, name: &str) -> String {
    let file = Path::new("tests/data").join(folder).join(name);
    match scenario::load(&file, &[]) {
        Err(LoadError::Rejected(problems)) => problems.to_string(),
        Err(error) => panic!("{error}"),
        Ok(mut loaded) => {
            let (programme, repaired) = compile(&loaded.scenario);
            outlook::warn(&mut loaded, &programme, repaired);
            if folder == "notes" {
                assert!(loaded.warnings.is_empty(), "{name}: {}", loaded.warnings);
                return loaded.notes.to_string();
            }
            loaded.warnings.to_string()
        }
    }
}

/// The messages of a folder under their headings; each file is under the first heading that it fits.
fn chapter(page: &mut String, folder: &str, topics: &[(&str, &[&str])]) {
    let mut names = files(folder);
    for (heading, beginnings) in topics {
        let (here, rest): (Vec<_>, Vec<_>) = names
            .into_iter()
            .partition(|name| beginnings.iter().any(|b| name.starts_with(b)));
        names = rest;
        if here.is_empty() {
            continue;
        }
        let messages: Vec<String> = here.iter().map(|name| message(folder, name)).collect();
        write!(
            page,
            "\n### {heading}\n\n```text\n{}\n```\n",
            messages.join("\n\n")
        )
        .unwrap();
    }
    assert!(names.is_empty(), "no heading for {names:?}");
}

#[test]
fn the_page_of_messages_is_what_the_program_says() {
    let mut page = BEGINNING.to_owned();
    page.push_str("\n## Errors\n");
    chapter(&mut page, "invalid", &ERRORS);
    page.push_str("\n## Warnings\n");
    chapter(&mut page, "warnings", &WARNINGS);
    page.push_str("\n## Notes\n");
    chapter(&mut page, "notes", &NOTES);
    // Lines of the page end as the renderer ends them, without blanks behind.
    let lines: Vec<&str> = page.lines().map(str::trim_end).collect();
    let page = lines.join("\n") + "\n";
    if std::env::var_os("CLEARCAST_WRITE_MESSAGES").is_some() {
        fs::write("docs/messages.md", &page).unwrap();
    }
    let shown = fs::read_to_string("docs/messages.md").unwrap_or_default();
    let differs = shown.lines().zip(page.lines()).find(|(a, b)| a != b);
    assert!(
        shown == page,
        "docs/messages.md is out of date, first at {differs:?}: CLEARCAST_WRITE_MESSAGES=1 cargo test --test library messages"
    );
}

/// Every file of `warnings` runs and says in its first lines what it is warned about and where: `# expect: [FILE:]LINE: part of
/// the message`.
#[test]
fn every_warning_is_given_where_it_is_caused_and_alone() {
    let mut faults = Vec::new();
    for name in files("warnings") {
        let file = Path::new("tests/data/warnings").join(&name);
        let text = fs::read_to_string(&file).unwrap();
        let mut loaded = scenario::load(&file, &[]).unwrap_or_else(|error| panic!("{error}"));
        let (programme, repaired) = compile(&loaded.scenario);
        outlook::warn(&mut loaded, &programme, repaired);
        let expected: Vec<(&str, &str)> = text
            .lines()
            .map_while(|line| line.strip_prefix("# expect: "))
            .map(|line| line.split_once(": ").unwrap())
            .collect();
        let as_expected = |(warning, (line, phrase)): (&scenario::Problem, &(&str, &str))| {
            let place = warning.place().unwrap();
            let (source, line) = line.rsplit_once(':').unwrap_or((name.as_str(), line));
            let advice = warning.advice().expect("a warning says what to do");
            place.source.ends_with(source)
                && place.line.to_string() == line
                && format!("{warning} {advice}").contains(phrase)
        };
        if loaded.warnings.len() != expected.len()
            || !loaded.warnings.iter().zip(&expected).all(as_expected)
        {
            faults.push(format!(
                "{name}: expected {expected:?}\n{}",
                loaded.warnings
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
