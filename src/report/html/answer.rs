//! The page of an answer that is no run: what was said, its pictures and its tables, in the frame of a run's page.

use askama::Template;

use super::inline::Chart;
use super::table::{Cell, Table};
use super::{Page, Part, Section};
use crate::compare::{Comparison, Row, Writer, below_the_table, table};
use crate::report::{Drawing, Picture, ReportError};
use crate::results::File;
use crate::words;

/// What the page of an answer says beside its charts and tables.
pub(crate) struct Said<'a> {
    /// The page is `NAME.html`.
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    /// What was simulated, in a line.
    pub(crate) origin: &'a str,
    /// What the command printed.
    pub(crate) text: &'a str,
    /// What it takes to do it again.
    pub(crate) repeat: &'a str,
}

/// The page of an answer with these charts and tables.
///
/// # Errors
///
/// [`ReportError`] if the page could not be filled.
pub(crate) fn answer<'a>(
    said: &Said<'_>,
    charts: impl Iterator<Item = &'a Drawing>,
    tables: &[File],
) -> Result<Picture, ReportError> {
    let findings = vec![Part::Said(said.text.trim_end().to_owned())];
    page(said, findings, charts, tables)
}

/// The page of a comparison with these charts and tables.
///
/// # Errors
///
/// [`ReportError`] if the page could not be filled.
pub(crate) fn comparison<'a>(
    comparison: &Comparison,
    charts: impl Iterator<Item = &'a Drawing>,
    tables: &[File],
) -> Result<Picture, ReportError> {
    const REPEAT: &str = "The scenarios as simulated and the command stand in the folder of this page, in scenarios/ and manifest.toml; \
                          `clearcast repeat` does it again and compares every byte.";
    let writer = Writer::new(comparison);
    let (run, cases) = (&comparison.run, &comparison.cases);
    let names: Vec<&str> = cases.iter().map(|it| it.name.as_str()).collect();
    let origin = format!(
        "Scenarios side by side, trial by trial · {} each, seed {} · prices of {} · clearcast {}",
        words::counted(run.trials, "trial"),
        run.seed,
        comparison.common.price_year,
        run.version
    );
    let mut findings = vec![Part::Table(side_by_side(comparison, &writer))];
    let said = below_the_table(comparison, &writer);
    let said = said.trim_matches('\n');
    findings.extend((!said.is_empty()).then(|| Part::Said(said.to_owned())));
    let said = Said {
        name: "comparison",
        title: &names.join(", "),
        origin: &origin,
        text: "",
        repeat: REPEAT,
    };
    page(&said, findings, charts, tables)
}

/// The figures of all scenarios, and beside those of each but the first how they change from it.
fn side_by_side(comparison: &Comparison, writer: &Writer<'_>) -> Table {
    let mut heads = vec![":Figure".to_owned()];
    for (at, case) in comparison.cases.iter().enumerate() {
        heads.push(case.name.trim_start_matches(':').to_owned());
        if at > 0 {
            heads.push("Change".to_owned());
        }
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let target = comparison.target.words();
    let judged = target.map_or("", |_| " The target is that of the first scenario.");
    let note = format!(
        "Changes are those from the first scenario in the same trials; ± is half the 95 % interval of the Monte Carlo error, \"not told apart\" \
         that it holds 0.{judged}"
    );
    let mut all = Table::new("side-by-side", "Figures and their changes", &heads).note(&note);
    let mut whole = String::new();
    for Row {
        name,
        values,
        changes,
    } in table(comparison, writer, |_| true)
    {
        // What is indented belongs to the figure above it.
        let name = if let Some(part) = name.strip_prefix("  ") {
            format!("{whole}: {part}")
        } else {
            let end = name.find([',', ':']).unwrap_or(name.len());
            name[..end].clone_into(&mut whole);
            name
        };
        let mut row = vec![Cell::words(name)];
        for (at, (value, change)) in values.into_iter().zip(changes).enumerate() {
            row.push(Cell::shown(value));
            if at > 0 {
                row.push(Cell::shown(change));
            }
        }
        all.rows.push(row);
    }
    all
}

fn page<'a>(
    said: &Said<'_>,
    findings: Vec<Part>,
    charts: impl Iterator<Item = &'a Drawing>,
    tables: &[File],
) -> Result<Picture, ReportError> {
    let charts = charts.enumerate();
    let charts: Vec<Chart> = charts
        .map(|(at, drawing)| Chart::new(&at.to_string(), drawing))
        .collect();
    let tables = tables
        .iter()
        .enumerate()
        .filter_map(|(at, file)| Table::of_csv(&format!("table-{at}"), &file.name, &file.bytes));
    let sections = vec![
        Section {
            id: "findings",
            title: "Findings",
            parts: findings,
        },
        Section {
            id: "charts",
            title: "Charts",
            parts: (!charts.is_empty())
                .then_some(Part::Charts(charts))
                .into_iter()
                .collect(),
        },
        Section::of_tables("tables", "Tables", tables.collect()),
        Section {
            id: "repeat",
            title: "How to repeat it",
            parts: vec![Part::Text(said.repeat.to_owned())],
        },
    ];
    let page = Page::new(said.title, said.origin.to_owned(), sections);
    Ok(Picture {
        name: format!("{}.html", said.name),
        bytes: page.render()?.into_bytes(),
    })
}
