//! The scenario of a record: sound, sourced, and without the country it is of.

use clearcast::hindcast::{Record, Reference, scenario_text};
use clearcast::outlook;
use clearcast::programme::compile;
use clearcast::scenario;

use super::records;

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
