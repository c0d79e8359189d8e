//! What is refused, where and in which words; nothing that is written makes the reader panic.

use std::fs;
use std::path::{Path, PathBuf};

use clearcast::scenario::{self, LoadError};
use proptest::prelude::*;

use super::{data, problems};

/// Every file in `invalid` says in its first lines what is wrong and where: `# expect: [FILE:]LINE: part of the message`.
#[test]
fn every_broken_rule_is_refused_where_it_is_broken() {
    let mut files: Vec<PathBuf> = fs::read_dir(data("invalid"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() > 150, "only {} files", files.len());
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let problems = problems(scenario::load(&file, &[]));
        let expected: Vec<&str> = text
            .lines()
            .map_while(|line| line.strip_prefix("# expect: "))
            .collect();
        let as_expected = |(problem, expected): (&scenario::Problem, &&str)| {
            let (place, phrase) = expected.split_once(": ").unwrap();
            let (name, line) = place
                .rsplit_once(':')
                .unwrap_or((file.file_name().unwrap().to_str().unwrap(), place));
            let found = problem.place().unwrap();
            let message = format!("{problem} {}", problem.advice().unwrap_or_default());
            found.source.ends_with(name)
                && found.line.to_string() == line
                && message.contains(phrase)
        };
        if problems.len() != expected.len() || !problems.iter().zip(&expected).all(as_expected) {
            faults.push(format!(
                "{}: expected {expected:#?}\n{problems}\n",
                file.display()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_message_shows_rule_place_line_and_help() {
    let refused = problems(scenario::load(&data("invalid/choice-task.toml"), &[]));
    let expected = "\
error: `team.manual.task` must be one of `survey`, `technical_survey`, `clearance`
 --> tests/data/invalid/choice-task.toml:5:8
  |
5 | task = \"clearing\"
  |        ^^^^^^^^^^
  |
  = help: did you mean `clearance`?";
    assert_eq!(refused.to_string(), expected);
}

#[test]
fn an_empty_file_is_refused_for_all_it_lacks() {
    let refused = problems(scenario::from_text("empty.toml", "", &[])).to_string();
    for key in [
        "format", "name", "start", "area", "team", "funding", "currency",
    ] {
        assert!(
            refused.contains(&format!("`{key}` is missing")),
            "{key}: {refused}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_problem_of_the_scenario() {
    let error = scenario::load(&data("valid/none.toml"), &[]).unwrap_err();
    assert!(matches!(error, LoadError::Io { .. }), "{error}");
}

/// Loads a damaged text; if it is refused, shows why. Neither may panic, and a refusal must say something.
fn survives(text: &str) {
    match scenario::from_text("damaged.toml", text, &[]) {
        Ok(loaded) => {
            let again = scenario::from_text("resolved.toml", &loaded.scenario.resolved, &[]);
            let again =
                again.unwrap_or_else(|error| panic!("{error}\n{}", loaded.scenario.resolved));
            assert_eq!(again.scenario, loaded.scenario);
        }
        Err(error) => assert!(error.to_string().contains("error: "), "{error}"),
    }
}

const DAMAGE: [&str; 26] = [
    "",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "=",
    ".",
    ",",
    "-",
    "#",
    "nan",
    "1e999",
    "\u{e9}",
    "\t",
    "\r",
    "\0",
    "*",
    "0x1F",
    "1979-05-27",
    "true",
    "{}",
    "[]",
    "'''",
    "source = 1",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damaged_line_makes_the_reader_panic(
        (line, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        at in 0_usize..60,
        damage in prop::sample::select(&DAMAGE[..]),
        kind in 0..5,
    ) {
        let text = fs::read_to_string(data("valid/everything.toml")).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (line, other) = (line.index(lines.len()), other.index(lines.len()));
        let cut = at.min(lines[line].len());
        match kind {
            0 => lines[line].insert_str(cut, damage),
            1 => lines[line].replace_range(cut.., damage),
            2 => lines.swap(line, other),
            3 => drop(lines.remove(line)),
            _ => {
                let key = lines[line].split('=').next().unwrap_or_default().to_owned();
                lines[line] = format!("{key} = {damage}");
            }
        }
        survives(&lines.join("\n"));
    }
}

/// Bytes of a file, and what is said about them.
#[test]
fn a_file_in_another_encoding_is_answered_with_what_it_is() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("encodings");
    std::fs::create_dir_all(&folder).unwrap();
    let utf16: Vec<u8> = "\u{feff}format = 1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, bytes, said) in [
        (
            "utf16.toml",
            utf16.as_slice(),
            "it is not UTF-8 but UTF-16; save it as UTF-8",
        ),
        (
            "latin.toml",
            b"format = 1\nname = \"D\xfczen\"\n",
            "an older code page, by the letters of line 2",
        ),
        ("nul.toml", b"f\0o\0", "must be written in UTF-8"),
        (
            "cr.toml",
            b"format = 1\rname = \"A\"\r",
            "lines must end with LF or CRLF",
        ),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        let error = scenario::load(&file, &[]).unwrap_err().to_string();
        assert!(error.contains(said), "{name}: {error}");
        assert_eq!(
            error.matches("error:").count(),
            error.matches("-->").count(),
            "{error}"
        );
    }
}
