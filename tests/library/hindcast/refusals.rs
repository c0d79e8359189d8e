//! Records that are refused, in words, and pieces of records that make nothing panic.

use std::fs;

use clearcast::hindcast::{Record, Reference, scenario_text};
use clearcast::scenario;

use super::{RECORDS, SPARSE};

/// A record with one line replaced or added, and what must be said about it.
const BROKEN: [(&str, &str, &str); 20] = [
    (
        "suspected = 40",
        "suspected = 0",
        "`area` must hold some land",
    ),
    (
        "suspected = 40",
        "suspected = -1",
        "`area.suspected` must be from 0 to 1000000\n",
    ),
    (
        "suspected = 40",
        "suspect = 40",
        "did you mean `suspected`?",
    ),
    (
        "suspected = 40",
        "suspected = \"many\"",
        "`area.suspected` must be a number",
    ),
    ("[area]\nsuspected = 40", "", "the table `area` is missing"),
    (
        "[release.2019]\nall = 2",
        "[release.2019]",
        "`release.2019` must say how much was released",
    ),
    (
        "all = 2",
        "all = 0",
        "the last year of `release` must have released some land",
    ),
    (
        "all = 2",
        "all = 2\ncleared = 1",
        "`release.2019.all` holds all methods",
    ),
    (
        "[release.2019]",
        "[release.last]",
        "a key of `release` must be a calendar year",
    ),
    (
        "suspected = 40",
        "suspected = 40123456",
        "for 40123456 ha write 401234.56, for 40123456 m2 write 40.123456",
    ),
    (
        "suspected = 40",
        "suspected = \"13 km2\"",
        "write 13: it is in km2",
    ),
    (
        "[release.2019]",
        "[release.1910]",
        "a year of `release` must not be before 1940",
    ),
    (
        "[release.2019]",
        "[release.2021]",
        "must have been known when the forecast starts",
    ),
    (
        "[release.2019]\nall = 2",
        "",
        "add at least one table such as [release.alpha]",
    ),
    (
        "all = 2",
        "all = 2\n[spending.2019]\namount = 1e6",
        "money needs `currency`",
    ),
    (
        "all = 2",
        "all = 2\n[forecast]\ncomplete = \"2019-01\"",
        "`forecast.complete` must not be before `start`",
    ),
    (
        "all = 2",
        "all = 2\n[observed]\ncompleted = \"2019-01\"",
        "`observed.completed` must not be before `start`",
    ),
    (
        "all = 2",
        "all = 2\n[observed]\nremaining = 3",
        "`observed` must have either `completed` or `open`",
    ),
    (
        "all = 2",
        "all = 2\n[observed]\nopen = \"2021-01\"\nreleased.2018 = { all = 1 }",
        "`observed.released.2018` must not end before the forecast starts",
    ),
    (
        "start = \"2020-01\"",
        "start = 2020",
        "`start` must be a month in quotes",
    ),
];

#[test]
fn broken_records_are_refused_with_file_line_rule_and_advice() {
    for (what, by, expected) in BROKEN {
        let broken = SPARSE.replace(what, by);
        assert_ne!(broken, SPARSE);
        let problems = Record::from_text("broken.toml", &broken).unwrap_err();
        let shown = problems.to_string();
        assert!(shown.contains(expected), "{expected}:\n{shown}");
        let placed = problems
            .iter()
            .filter(|problem| problem.place().is_some())
            .count();
        assert!(placed == problems.len(), "{shown}");
    }
    // All at once.
    let many = SPARSE
        .replace("suspected = 40", "suspected = -1")
        .replace("all = 2", "al = 2")
        .replace("format = 1", "");
    let shown = Record::from_text("many.toml", &many).unwrap_err();
    assert_eq!(shown.len(), 4, "{shown}");
}

#[test]
fn no_piece_of_a_record_is_too_odd_to_be_refused() {
    let whole = fs::read_to_string(format!("{RECORDS}/croatia-2013.toml")).unwrap();
    let cuts = whole.char_indices().map(|(at, _)| at).step_by(7);
    for at in cuts {
        for piece in [&whole[..at], &whole[at..]] {
            // Whatever is accepted must also give a scenario.
            if let Ok(record) = Record::from_text("piece.toml", piece) {
                let text = scenario_text(&record, &Reference::embedded());
                assert!(scenario::from_text("piece", &text, &[]).is_ok(), "{piece}");
            }
        }
    }
    for (extreme, sound) in [
        ("1e6", true),
        ("1e-3", true),
        ("1e9", false),
        ("1e-300", false),
    ] {
        for (what, by) in [
            ("suspected = 40", format!("suspected = {extreme}")),
            ("all = 2", format!("all = {extreme}")),
            (
                "all = 2",
                format!("all = {extreme}\n[spending.2019]\namount = 1e9"),
            ),
        ] {
            let text = SPARSE
                .replace(what, &by)
                .replace("start", "currency = \"USD\"\nstart");
            let Ok(record) = Record::from_text("extreme.toml", &text) else {
                assert!(!sound, "{text}");
                continue;
            };
            let loaded = scenario::from_text(
                "extreme",
                &scenario_text(&record, &Reference::embedded()),
                &[],
            );
            // Beyond what a scenario may hold it is refused in words; nothing panics.
            assert!(loaded.is_ok() || !sound, "{text}: {}", loaded.unwrap_err());
        }
    }
    let vast = Record::from_text(
        "vast.toml",
        &SPARSE.replace("suspected = 40", "suspected = 1e18"),
    );
    assert!(
        vast.unwrap_err()
            .to_string()
            .contains("`area.suspected` must be from 0 to 1000000\n")
    );
}
