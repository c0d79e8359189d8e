//! `clearcast report`: the same pictures from what a folder holds, and no file of anybody's lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::program::{clearcast, folder, text};
use clearcast::results::{self, File, Folder};

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

/// A design over two factors, of which there are pictures.
const DESIGN: &str = "format = 1\nscenario = \"small.toml\"\ntrials = 32\n\
                      [factor.money]\nset = [\"funding.state.annual\"]\ngrid = [2e6, 6e6, 2]\n\
                      [factor.output]\nscale = [\"team.*.output\"]\nlist = [0.8, 1.25]\n";

const HINDCAST: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/scenarios/hindcast/chile-2011.toml"
);

/// Every command that writes a results folder, with few trials; its first word is what its folder is of.
const COMMANDS: [&str; 16] = [
    "run SMALL --trials 32",
    "compare SMALL --case",
    "sweep design.toml",
    "hindcast HINDCAST --trials 32",
    "solve SMALL --goal p80(years)<=20 --vary team.*.output --trials 32",
    "solve SMALL --gap --trials 32",
    "frontier SMALL --vary team.*.output --trials 32",
    "trace SMALL --trial 3",
    "sensitivity SMALL --over-time --trials 64",
    "sensitivity SMALL --method sobol --trials 64",
    "sensitivity SMALL --method delta --trials 64",
    "sensitivity SMALL --method rank --trials 64",
    "sensitivity SMALL --method tornado",
    "value SMALL --trials 64",
    "value --between SMALL surge.toml --trials 64",
    "discover SMALL --failing years --trials 256",
];

/// Runs the command of that text into `out`.
fn command(here: &Path, command: &str, more: &[&str]) {
    let mut arguments: Vec<&str> = command.split(' ').collect();
    for argument in &mut arguments {
        match *argument {
            "SMALL" => *argument = SMALL,
            "HINDCAST" => *argument = HINDCAST,
            _ => {}
        }
    }
    if arguments.last() == Some(&"--case") {
        // Some trials are never complete: what is infinite reads back as well.
        arguments.extend(["less: funding.donors.annual=1e5, funding.state.annual=2e5"]);
        arguments.extend(["--why", "--margin", "--trials", "32"]);
    }
    arguments.extend(more);
    done(here, &arguments);
}

/// A folder with what the commands read.
fn with_inputs(name: &str) -> PathBuf {
    let here = folder(name);
    fs::copy(SMALL, here.join("small.toml")).unwrap();
    fs::write(here.join("design.toml"), DESIGN).unwrap();
    let surge =
        "format = 1\nbase = \"small.toml\"\nname = \"Surge\"\n[funding.donors]\nannual = 4e6\n";
    fs::write(here.join("surge.toml"), surge).unwrap();
    here
}

/// With its pictures deleted, and where the command has written none.
#[test]
fn every_folder_is_drawn_again_byte_for_byte_from_its_data() {
    let here = with_inputs("report/every");
    for (number, text) in COMMANDS.iter().enumerate() {
        let whole = format!("whole-{number}");
        command(&here, text, &["--out", &whole]);
        let before = contents(&here.join(&whole));
        let drawn: Vec<&String> = before.keys().filter(|it| is_drawn(it)).collect();
        for end in [".svg", ".png", ".html"] {
            assert!(drawn.iter().any(|it| it.ends_with(end)), "{text}: {end}");
        }
        for name in drawn {
            fs::remove_file(here.join(&whole).join(name)).unwrap();
        }
        done(&here, &["report", &whole]);
        let after = contents(&here.join(&whole));
        let differing = differing(&before, &after);
        assert!(differing.is_empty(), "{text}: {differing:?}");
        if text.starts_with("hindcast") {
            continue;
        }
        let bare = format!("bare-{number}");
        command(&here, text, &["--out", &bare, "--no-report"]);
        assert!(!contents(&here.join(&bare)).keys().any(|it| is_drawn(it)));
        done(&here, &["report", &bare]);
        let after = contents(&here.join(&bare));
        assert_eq!(
            self::differing(&before, &after),
            ["manifest.toml"],
            "{text}"
        );
    }
    // It is remembered that they have pictures now.
    for number in [1, 4] {
        let said = done(&here, &["repeat", &format!("bare-{number}")]);
        assert!(said.contains("came out again, byte for byte"), "{said}");
    }
}

/// Files that are not the same in both.
fn differing<'a>(
    one: &'a BTreeMap<String, Vec<u8>>,
    other: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|it| one.get(*it) != other.get(*it));
    differ.map(String::as_str).collect()
}

fn is_drawn(name: &str) -> bool {
    [".png", ".svg", ".html"]
        .iter()
        .any(|end| name.ends_with(end))
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
    // Damaged before they were listed.
    let written = |name: &str, kind: &str, files: &[(&str, &str)]| {
        let manifest = format!("kind = \"{kind}\"\n");
        let files = files
            .iter()
            .copied()
            .chain([("manifest.toml", manifest.as_str())]);
        let files = files.map(|(name, text)| File {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        });
        let files: Vec<File> = files.collect();
        Folder::claim(&here.join(name), false)
            .unwrap()
            .write(&files)
            .unwrap();
    };
    let resolved = fs::read_to_string(SMALL).unwrap();
    written(
        "one",
        "trace",
        &[
            ("trace.json", "{\"trace\": 3}"),
            ("resolved.toml", &resolved),
        ],
    );
    let words = [
        "one/trace.json is not as this version writes it",
        "repeat its command",
    ];
    refused(&here, &["report", "one"], &words);
    written("two", "discover", &[("resolved.toml", &resolved)]);
    refused(
        &here,
        &["report", "two"],
        &["cannot read two/discover.json"],
    );
    written("three", "divination", &[]);
    let words = [
        "three/manifest.toml is of `clearcast divination`",
        "the version that wrote them",
    ];
    refused(&here, &["report", "three"], &words);
    for name in ["one", "two", "three"] {
        assert!(!here.join(name).join("charts").exists(), "nothing is drawn");
    }
}
