//! Hindcasts: every shipped record gives a sound scenario, the recipe leaves the country out, records are refused in words, and the
//! results do not know threads.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::program::{clearcast, folder, text};

use clearcast::hindcast::{Case, LEVELS, Record, Reference, Scale, Seen, Study, scenario_text};
use clearcast::outlook;
use clearcast::programme::compile;
use clearcast::scenario;
use clearcast::simulate::{RunSpec, Watch};

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

/// A reference text whose rows of one country are changed beyond recognition, or gone.
fn without_rows(country: &str, keep: bool) -> String {
    let mut blocks = Reference::text().split("\n[[");
    let head = blocks.next().unwrap().to_owned();
    let mine = format!("country = \"{country}\"");
    let changed = blocks.filter_map(|block| {
        if !block.contains(&mine) {
            return Some(format!("\n[[{block}"));
        }
        let lines: Vec<String> = block
            .lines()
            .map(|line| match line.split_once(" = ") {
                Some((key @ ("before" | "years" | "amount"), _)) => format!("{key} = 12345.6"),
                _ => line.to_owned(),
            })
            .collect();
        keep.then(|| format!("\n[[{}\n", lines.join("\n")))
    });
    head + &changed.collect::<String>()
}

#[test]
fn every_shipped_record_gives_a_scenario_without_problems() {
    let reference = Reference::embedded();
    let records = records();
    assert!(records.len() >= 15, "{}", records.len());
    for (key, record) in records {
        let text = scenario_text(&record, &reference);
        let mut loaded =
            scenario::from_text(&key, &text, &[]).unwrap_or_else(|error| panic!("{key}: {error}"));
        let (programme, repaired) = compile(&loaded.scenario);
        outlook::warn(&mut loaded, &programme, repaired);
        // Money that is never the limit may be more than any programme has seen; nothing else is out of the ordinary.
        let odd = loaded.warnings.iter().filter(|warning| {
            !warning
                .rule()
                .starts_with("`funding.all.annual` is more than")
        });
        assert_eq!(odd.count(), 0, "{key}: {}", loaded.warnings);
    }
}

#[test]
fn every_value_of_a_scenario_says_where_it_is_from() {
    for (key, record) in records() {
        let text = scenario_text(&record, &Reference::embedded());
        for block in text.split("\n[").skip(1) {
            assert!(
                block.contains("source = ") || block.contains("note = "),
                "{key}: [{block}"
            );
        }
    }
}

#[test]
fn a_country_s_own_rows_do_not_move_its_scenario() {
    for (key, record) in records() {
        let honest = scenario_text(&record, &Reference::embedded());
        for keep in [true, false] {
            let text = without_rows(&record.country, keep);
            assert_ne!(text, Reference::text(), "{key}");
            let other = Reference::from_text("changed", &text)
                .unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(scenario_text(&record, &other), honest, "{key}");
            // What the others have been through does count.
            let stranger = Record {
                country: "Nowhere".to_owned(),
                ..record.clone()
            };
            assert_ne!(
                scenario_text(&stranger, &other),
                scenario_text(&stranger, &Reference::embedded()),
                "{key}"
            );
        }
    }
}

#[test]
fn a_record_of_an_area_and_a_year_is_enough() {
    let record = Record::from_text("sparse.toml", SPARSE).unwrap();
    let case = Case::new(
        "sparse",
        record,
        &Reference::embedded(),
        &RunSpec::new(256, 1),
        &Watch::default(),
    )
    .unwrap();
    assert!(case.quantile(0.1) < case.quantile(0.5) && case.quantile(0.5).is_finite());
    assert!((case.straight - 20.0).abs() < 1e-12);
    assert!(case.pit().is_none() && case.crps(Scale::Years).is_none() && case.brier().is_none());
    assert!(case.covered(0.8).is_none());
    let study = Study {
        cases: vec![case],
        trials: 256,
        seed: 1,
    };
    assert!(study.coverage(0.8).is_none() && study.brier().is_none());
    assert!(clearcast::report::hindcast::draw(&study).is_ok());
}

#[test]
fn scores_of_a_study_are_those_of_its_cases_by_hand() {
    let open =
        format!("{SPARSE}[forecast]\ncomplete = \"2024-12\"\n[observed]\nopen = \"2029-12\"\n");
    let done = open
        .replace("open = \"2029-12\"", "completed = \"2023-12\"")
        .replace("\"Nowhere\"", "\"Utopia\"");
    let case = |key: &str, text: &str| {
        Case::new(
            key,
            Record::from_text(key, text).unwrap(),
            &Reference::embedded(),
            &RunSpec::new(1024, 7),
            &Watch::default(),
        )
        .unwrap()
    };
    let study = Study {
        cases: vec![case("open", &open), case("done", &done)],
        trials: 1024,
        seed: 7,
    };
    let [open, done] = &study.cases[..] else {
        panic!()
    };
    assert_eq!(open.seen, Some(Seen::After(10.0)));
    assert_eq!(done.seen, Some(Seen::At(4.0)));
    let share = |case: &Case, years: f64| {
        case.years.iter().filter(|&&y| y <= years).count() as f64 / 1024.0
    };
    let (p_open, p_done) = (share(open, 5.0), share(done, 5.0));
    let brier = study.brier().unwrap();
    assert_eq!((brier.cases, brier.countries), (2, 2));
    let by_hand = [
        0.5 * (p_open * p_open + (1.0 - p_done) * (1.0 - p_done)),
        0.5,
        0.5,
    ];
    for (found, expected) in brier.means.into_iter().zip(by_hand) {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }
    assert!((open.pit().unwrap().low - share(open, 10.0)).abs() < 1e-12);
    // Official date five years, seen open after ten and complete after four: 5 and 1. Twenty by last year's release: 0 and 16.
    let means = study.crps(Scale::Years, false).unwrap().means;
    assert!(
        (means[1] - 3.0).abs() < 1e-12 && (means[2] - 8.0).abs() < 1e-12,
        "{means:?}"
    );
    assert_eq!(study.crps(Scale::Years, true).unwrap().cases, 1);
    for level in LEVELS {
        let (low, high) = (
            done.quantile(0.5 - 0.5 * level),
            done.quantile(0.5 + 0.5 * level),
        );
        let coverage = study.coverage(level).unwrap();
        assert_eq!(
            (coverage.hits, coverage.ended),
            (u64::from(low <= 4.0 && 4.0 <= high), 1)
        );
    }
}

#[test]
fn the_record_in_the_documents_is_one() {
    let document = fs::read_to_string("docs/hindcast.md").unwrap();
    let (_, rest) = document.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let record =
        Record::from_text("example", example).unwrap_or_else(|problems| panic!("{problems}"));
    assert!((record.pace() - 2.0).abs() < 1e-12 && (record.last_total() - 5.0).abs() < 1e-12);
    let fate = record.fate.unwrap();
    assert_eq!(fate.released.len(), 1);
}

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

/// All files below a folder with their contents, the manifest left out.
fn contents(at: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![at.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("manifest.toml") {
                all.push((
                    path.strip_prefix(at).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                ));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn results_do_not_know_the_number_of_threads() {
    let at = folder("hindcast/threads");
    let records = at.join("records");
    fs::create_dir(&records).unwrap();
    for name in ["jordan-2008.toml", "croatia-2013.toml", "angola-2018.toml"] {
        fs::copy(Path::new(RECORDS).join(name), records.join(name)).unwrap();
    }
    let mut results = Vec::new();
    for threads in ["1", "2", "5"] {
        let it = clearcast(
            &at,
            &[
                "hindcast",
                "records",
                "--out",
                threads,
                "--trials",
                "500",
                "--threads",
                threads,
            ],
        );
        assert_eq!((it.status.code(), text(&it.stderr).as_str()), (Some(0), ""));
        results.push(contents(&at.join(threads)));
    }
    assert_eq!(results[0].len(), 6 + 3 * 3);
    assert!(results[0] == results[1] && results[0] == results[2]);
}

#[test]
fn a_results_folder_appears_whole_and_is_replaced_only_when_told_to() {
    let at = folder("hindcast/folder");
    fs::write(at.join("one.toml"), SPARSE).unwrap();
    let run = |more: &[&str]| {
        clearcast(
            &at,
            &[&["hindcast", "one.toml", "--trials", "64"], more].concat(),
        )
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    let again = run(&[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"));
    assert_eq!(run(&["--force"]).status.code(), Some(0));
    // A broken record stops all, and nothing is written.
    fs::write(at.join("two.toml"), "format = 1\n").unwrap();
    let broken = clearcast(&at, &["hindcast", ".", "--out", "none"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        text(&broken.stderr).contains("two.toml:1:1"),
        "{}",
        text(&broken.stderr)
    );
    assert!(!at.join("none").exists());
    let empty = folder("hindcast/empty");
    let none = clearcast(&empty, &["hindcast", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("holds no records"));
}

#[test]
fn new_writes_a_scenario_that_check_accepts_and_never_over_a_file() {
    let at = folder("hindcast/new");
    fs::write(at.join("valley.toml"), SPARSE).unwrap();
    let new = |more: &[&str]| clearcast(&at, &[&["hindcast", "new", "valley.toml"], more].concat());
    let it = new(&[]);
    assert_eq!(it.status.code(), Some(0));
    let said = text(&it.stderr);
    assert!(
        said.starts_with("warning: the reference class has no rows of the country `Nowhere`")
            && said.lines().count() == 1,
        "{said}"
    );
    assert!(text(&it.stdout).contains("clearcast run valley-scenario.toml"));
    let check = clearcast(&at, &["check", "valley-scenario.toml"]);
    assert_eq!(
        (check.status.code(), text(&check.stderr).as_str()),
        (Some(0), "")
    );
    assert_eq!(new(&[]).status.code(), Some(2));
    assert_eq!(new(&["--force"]).status.code(), Some(0));
    let shown = new(&["--out", "-"]);
    assert_eq!(
        text(&shown.stdout),
        fs::read_to_string(at.join("valley-scenario.toml")).unwrap()
    );
    fs::write(at.join("bad.toml"), "format = 1\n").unwrap();
    assert_eq!(
        clearcast(&at, &["hindcast", "new", "bad.toml"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(
        clearcast(&at, &["hindcast", "new", "gone.toml"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn the_document_reports_what_comes_out() {
    let reference = Reference::embedded();
    let cases = records().into_iter().map(|(key, record)| {
        Case::new(
            &key,
            record,
            &reference,
            &RunSpec::new(4096, 1),
            &Watch::default(),
        )
        .unwrap()
    });
    let study = Study {
        cases: cases.collect(),
        trials: 4096,
        seed: 1,
    };
    let document = fs::read_to_string("docs/validation.md").unwrap();
    for level in LEVELS {
        let coverage = study.coverage(level).unwrap();
        let row = format!(
            "| {:.0} % | {} of {} (",
            100.0 * level,
            coverage.hits,
            coverage.ended
        );
        assert!(document.contains(&row), "{row}");
    }
    let mut rows = vec![
        ("CRPS of completion, years", study.crps(Scale::Years, false)),
        ("CRPS of its logarithm", study.crps(Scale::Log, false)),
    ];
    rows.push(("Brier score of \"by the official date\"", study.brier()));
    for (name, mean) in rows {
        let mean = mean.unwrap();
        let row = document
            .lines()
            .find(|line| line.starts_with(&format!("| {name} | {} of", mean.cases)));
        let row = row.unwrap_or_else(|| panic!("{name}: {mean:?}"));
        let shown: Vec<f64> = row
            .split('|')
            .filter_map(|cell| cell.trim().parse().ok())
            .collect();
        for (shown, found) in shown.iter().zip(mean.means) {
            // Rounded to three digits; an engine that rounds elsewhere may move the last.
            assert!((shown - found).abs() < 0.01, "{name}: {shown} for {found}");
        }
    }
}

#[test]
fn the_documents_hold_every_row_and_every_range() {
    let rows = fs::read_to_string("docs/reference-class.md").unwrap();
    let sources = Reference::text()
        .lines()
        .filter_map(|line| line.strip_prefix("source = "));
    let mut count = 0;
    for source in sources {
        assert!(rows.contains(source.trim_matches('"')), "{source}");
        count += 1;
    }
    assert_eq!(
        rows.lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| country"))
            .count(),
        count
    );
    let document = fs::read_to_string("docs/validation.md").unwrap();
    let reference = Reference::embedded();
    let classes = [
        (reference.survey_years(""), 1.0),
        (reference.growth(""), 1.0),
        (reference.next(""), 1.0),
        (reference.rest(""), 1.0),
        (reference.cost_change(""), 1.0),
        (reference.unit_cost(""), 1e6),
    ];
    for (class, unit) in classes {
        let spread = class.spread().unwrap();
        let (low, high) = spread.ratio_p10_p90();
        let row = format!(
            "| {:.2} to {:.2} | {} ({}) |",
            low / unit,
            high / unit,
            spread.rows,
            spread.countries
        );
        assert!(document.contains(&row), "{row}");
    }
    for stage in ["estimate", "suspected"] {
        let spread = reference.kept(Some(stage), "").spread().unwrap();
        let row = format!(
            "| mean {:.2}, sd {:.2} | {} ({}) |",
            spread.mean, spread.sd, spread.rows, spread.countries
        );
        assert!(document.contains(&row), "{row}");
    }
}
