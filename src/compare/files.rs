//! The files of a comparison but its pictures and its manifest.

use super::writer::Statistic;
use super::{Case, Charts, Comparison, Figure};
use crate::data::inert;
use crate::results::File;
use crate::run::{charts_file, text_file};
use crate::summary::measured::Measured;

/// `comparison.json`, `comparison.csv`, `pairs.csv`, `charts.json`, and each scenario as simulated.
pub fn files(comparison: &Comparison, charts: &Charts, cases: &[Case]) -> Vec<File> {
    let mut files = vec![
        text_file("comparison.json", json(comparison)),
        csv(comparison),
        text_file("pairs.csv", pairs(charts)),
        charts_file(charts),
    ];
    files.extend(cases.iter().map(|case| {
        let name = format!("scenarios/{}.toml", file_name(&case.name));
        text_file(&name, case.model.resolved().to_owned())
    }));
    files
}

/// `comparison.csv`: one row a scenario and statistic.
pub(crate) fn csv(comparison: &Comparison) -> File {
    text_file("comparison.csv", table(comparison))
}

/// A name that every file system takes.
pub(crate) fn file_name(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || ['-', '_'].contains(&c);
    name.chars()
        .map(|c| if plain(c) { c } else { '-' })
        .collect()
}

impl Comparison {
    /// `comparison.json`.
    pub fn json(&self) -> String {
        json(self)
    }
}

fn json(comparison: &Comparison) -> String {
    let text = serde_json::to_string_pretty(comparison);
    text.expect("a comparison holds nothing that JSON cannot say") + "\n"
}

/// One row a scenario and statistic: value, change from the base, standard errors.
fn table(comparison: &Comparison) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "case",
        "figure",
        "statistic",
        "unit",
        "value",
        "value_se",
        "change",
        "change_se",
    ];
    let mut row = |cells: [String; 8]| {
        let cells = cells.iter().map(|cell| inert(cell));
        writer.write_record(cells).expect("memory takes every row");
    };
    row(head.map(str::to_owned));
    for case in &comparison.cases {
        let mut put =
            |name: &str, statistic: &str, unit: &str, value: Measured, change: Option<Measured>| {
                let [value, change] =
                    [Some(value), change].map(|it| it.map_or_else(Default::default, cells));
                let [name, statistic, unit] = [name, statistic, unit].map(str::to_owned);
                let ([value, value_se], [change, change_se]) = (value, change);
                row([
                    case.name.clone(),
                    name,
                    statistic,
                    unit,
                    value,
                    value_se,
                    change,
                    change_se,
                ]);
            };
        for figure in &case.figures {
            for statistic in [Statistic::Mean, Statistic::P50, Statistic::P80] {
                let Figure {
                    name, unit, change, ..
                } = figure;
                let change = change.as_ref().map(|it| statistic.change(it));
                put(
                    name,
                    &statistic.name().to_lowercase(),
                    unit,
                    statistic.of(figure),
                    change,
                );
            }
        }
        let names = ["finished", "within_years", "within_cost", "joint"];
        let changes = case.against_base.as_ref().map(|it| it.shares.all());
        for (at, (name, value)) in names.into_iter().zip(case.shares.all()).enumerate() {
            put(name, "share", "share", value, changes.map(|it| it[at]));
        }
        if let Some(it) = &case.against_base {
            let shares = [
                ("sooner", it.sooner),
                ("same", it.same),
                ("later", it.later),
                ("cheaper", it.cheaper),
                ("sooner_and_cheaper", it.sooner_and_cheaper),
            ];
            for (name, value) in shares {
                put(name, "share", "share", value, None);
            }
        }
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("a table of texts is text")
}

/// The first trials side by side: completion in years, empty if unfinished, and what is spent up to then or to the horizon.
fn pairs(charts: &Charts) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = charts.cases.iter();
    let names = names.flat_map(|it| ["years", "spent"].map(|what| format!("{} {what}", it.name)));
    let head: Vec<String> = std::iter::once("trial".to_owned()).chain(names).collect();
    let head = head.iter().map(|name| inert(name));
    writer.write_record(head).expect("memory takes every row");
    let trials = charts.cases.first().map_or(0, |it| it.sample.len());
    for trial in 0..trials {
        let numbers = charts.cases.iter().map(|it| it.sample[trial]);
        let numbers = numbers.flat_map(|(years, spent)| [years, spent].map(finite));
        let row: Vec<String> = std::iter::once(trial.to_string()).chain(numbers).collect();
        writer.write_record(row).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("a table of texts is text")
}

fn finite(value: f64) -> String {
    let value = Some(value).filter(|it| it.is_finite());
    value.map_or_else(String::new, |it| it.to_string())
}

fn cells(it: Measured) -> [String; 2] {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    [cell(it.value), cell(it.standard_error)]
}
