//! `clearcast report`: the same pictures from what a folder holds, and no file of anybody's lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::program::{clearcast, folder, text};
use clearcast::results;

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/valid/small.toml");

/// All files below a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut names = results::names(folder).unwrap();
    names.push("manifest.toml".to_owned());
    names
        .into_iter()
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

fn done(here: &Path, arguments: &[&str]) -> String {
    let it = clearcast(here, arguments);
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
    text(&it.stdout)
}

fn refused(here: &Path, arguments: &[&str], words: &[&str]) {
    let it = clearcast(here, arguments);
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn a_report_comes_out_again_byte_for_byte() {
    let here = folder("report/again");
    let arguments = [
        "run",
        SMALL,
        "--trials",
        "64",
        "--save-trials=csv",
        "--out",
        "one",
    ];
    done(&here, &arguments);
    let before = contents(&here.join("one"));
    assert!(before.contains_key("report.html") && before.contains_key("trials.csv"));
    let said = done(&here, &["report", "one", "--threads", "1"]);
    assert!(said.contains("Report: one/report.png"), "{said}");
    assert!(contents(&here.join("one")) == before);
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1, "no draft is left");
}

#[test]
fn a_run_without_a_report_gets_one_and_can_be_repeated() {
    let here = folder("report/late");
    done(&here, &["run", SMALL, "--trials", "64", "--out", "whole"]);
    done(
        &here,
        &[
            "run",
            SMALL,
            "--trials",
            "64",
            "--out",
            "bare",
            "--no-report",
        ],
    );
    done(&here, &["report", "bare"]);
    let (mut whole, mut late) = (contents(&here.join("whole")), contents(&here.join("bare")));
    let [one, other] = [&mut whole, &mut late].map(|it| it.remove("manifest.toml").unwrap());
    assert!(whole == late);
    for manifest in [one, other] {
        let manifest = text(&manifest);
        assert!(
            manifest.contains("\"report.html\" = ") && !manifest.contains("pictures"),
            "{manifest}"
        );
    }
    let said = done(&here, &["repeat", "bare"]);
    assert!(said.contains("came out again, byte for byte"), "{said}");
}

#[test]
fn what_the_run_has_not_written_is_named_and_stays() {
    let here = folder("report/foreign");
    for name in ["one", "two"] {
        done(&here, &["run", SMALL, "--trials", "32", "--out", name]);
    }
    let one = here.join("one");
    fs::write(one.join("charts/notes.txt"), "years of work").unwrap();
    // All folders are looked at before the first is touched.
    let before = (contents(&one), contents(&here.join("two")));
    refused(
        &here,
        &["report", "two", "one"],
        &["one holds `charts/notes.txt`", "move that away"],
    );
    assert!((contents(&one), contents(&here.join("two"))) == before);
    fs::remove_file(one.join("charts/notes.txt")).unwrap();
    fs::write(one.join("charts.json"), "{}").unwrap();
    refused(&here, &["report", "one"], &["`charts.json`", "was changed"]);
    assert_eq!(fs::read(one.join("charts.json")).unwrap(), b"{}");
}

#[test]
fn what_cannot_be_drawn_is_refused_with_what_to_do() {
    let here = folder("report/other");
    refused(
        &here,
        &["report", "nowhere"],
        &["nowhere holds no manifest.toml"],
    );
    fs::create_dir(here.join("mine")).unwrap();
    refused(&here, &["report", "mine"], &["mine holds no manifest.toml"]);
    done(&here, &["trace", SMALL, "--trial", "3", "--out", "answer"]);
    refused(
        &here,
        &["report", "answer"],
        &["`clearcast trace`", "--force", "--out answer"],
    );
    assert!(here.join("answer/trace.html").is_file());
}
