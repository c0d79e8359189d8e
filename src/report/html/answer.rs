//! The page of an answer that is no run: what was said, its pictures and its tables, in the frame of a run's page.

use askama::Template;

use super::inline::Chart;
use super::table::{Cell, Table};
use super::{Page, Part, Section};
use crate::compare::{Comparison, Row, Writer, below_the_table, table};
use crate::report::{Picture, ReportError};
use crate::results::File;
use crate::words;

/// The page `NAME.html` of a results folder that holds `files`: the SVGs under `charts/` are its charts, the CSV files its tables. `said` is what
/// the command printed, `origin` says in a line what was simulated, `repeat` what it takes to do it again.
///
/// # Errors
///
/// [`ReportError`] if the page could not be filled.
pub fn answer(
    (name, title): (&str, &str),
    origin: &str,
    said: &str,
    files: &[File],
    repeat: &str,
) -> Result<Picture, ReportError> {
    page(
        name,
        title,
        origin,
        vec![Part::Said(said.trim_end().to_owned())],
        files,
        repeat,
    )
}

/// The page of a comparison, whose folder holds `files`.
///
/// # Errors
///
/// [`ReportError`] if the page could not be filled.
pub fn comparison(comparison: &Comparison, files: &[File]) -> Result<Picture, ReportError> {
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
    // Single trials are for programs.
    let shown = files.iter().filter(|it| it.name != "pairs.csv");
    let shown: Vec<File> = shown.cloned().collect();
    page(
        "comparison",
        &names.join(", "),
        &origin,
        findings,
        &shown,
        REPEAT,
    )
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
    let mut all = Table::new("side-by-side", "Figures and their changes", &heads).note(
        "Changes are those from the first scenario in the same trials; ± is half the 95 % interval of the Monte Carlo error, \"not told apart\" \
         that it holds 0. The target is that of the first scenario.",
    );
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

fn page(
    name: &str,
    title: &str,
    origin: &str,
    findings: Vec<Part>,
    files: &[File],
    repeat: &str,
) -> Result<Picture, ReportError> {
    let text = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
    let charts = files.iter().filter_map(|file| {
        let name = file.name.strip_prefix("charts/")?.strip_suffix(".svg")?;
        Some((name, text(file)))
    });
    let charts = charts
        .enumerate()
        .map(|(at, (_, svg))| Chart::of_svg(&at.to_string(), &svg, std::iter::empty()));
    let charts: Vec<Chart> = charts.collect();
    let tables = files
        .iter()
        .filter(|file| file.name.rsplit('.').next() == Some("csv"));
    let tables = tables
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
            parts: vec![Part::Text(repeat.to_owned())],
        },
    ];
    let page = Page::new(title, origin.to_owned(), sections);
    Ok(Picture {
        name: format!("{name}.html"),
        bytes: page.render()?.into_bytes(),
    })
}
