//! What the documents say of records, scores and the reference class.

use std::fs;

use clearcast::hindcast::{Case, LEVELS, Record, Reference, Scale, Study};
use clearcast::simulate::{RunSpec, Watch};

use super::records;

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
