//! `report.html`: the report for reading on screen, in one file that loads nothing.
//!
//! A page is a frame (`page/page.html`) around sections, and a section some parts: text, charts, tables. The template escapes
//! every text; what is markup is written by this module alone. The policy in the page's head lets its one script and its one style
//! run, by their hashes, and nothing else.
//!
//! | module | holds |
//! |---|---|
//! | `inline` | drawings as parts of the page, and the values that can be read in them |
//! | `shades` | their colours in the dark |
//! | `table` | tables and their cells |
//! | `answer` | the pages of folders that are no run's |
//! | `figures`, `years`, `assumptions`, `risks` | what stands in them |

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::view::View;
use super::{Drawing, Files, ReportError, headline};
use crate::scenario::{self, Loaded};
use crate::words;
pub(crate) use answer::{Said, answer, comparison};
use inline::Chart;
use table::{SMALL, Table};

mod answer;
mod assumptions;
mod figures;
mod inline;
mod risks;
mod shades;
mod table;
mod years;

/// Name of the page of a run.
pub(super) const NAME: &str = "report.html";

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// A page with everything in it.
#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page {
    title: String,
    /// What was simulated, in a line.
    origin: String,
    /// Whether values can be read in its charts.
    can_be_read: bool,
    /// The Content-Security-Policy.
    policy: String,
    style: String,
    script: &'static str,
    sections: Vec<Section>,
    /// Width and height of small pictures.
    small: (u32, u32),
}

/// A part of the page with a heading.
struct Section {
    id: &'static str,
    title: &'static str,
    parts: Vec<Part>,
}

/// What a section is made of.
enum Part {
    Text(String),
    /// What a command printed, line by line.
    Said(String),
    List(Vec<String>),
    Charts(Vec<Chart>),
    Table(Table),
    Terms(Vec<(&'static str, String)>),
    Command(String),
}

impl Section {
    fn of_tables(id: &'static str, title: &'static str, tables: Vec<Table>) -> Self {
        let parts = tables.into_iter().map(Part::Table).collect();
        Self { id, title, parts }
    }
}

impl Page {
    fn new(title: &str, origin: String, mut sections: Vec<Section>) -> Self {
        sections.retain(|section| !section.parts.is_empty());
        let charts = sections
            .iter()
            .flat_map(|it| &it.parts)
            .filter_map(|it| match it {
                Part::Charts(charts) => Some(charts),
                _ => None,
            });
        let charts: Vec<&Chart> = charts.flatten().collect();
        let can_be_read = charts.iter().any(|chart| chart.values.len() > 2);
        let dark = shades::rules(charts.into_iter().map(|chart| chart.svg.as_str()));
        let style = format!("{STYLE}@media screen and (prefers-color-scheme:dark){{{dark}}}\n");
        Self {
            title: title.to_owned(),
            origin,
            can_be_read,
            policy: policy(&style, SCRIPT),
            style,
            script: SCRIPT,
            sections,
            small: SMALL,
        }
    }
}

/// Nothing is loaded, nothing sent; of scripts and styles only these two are heeded.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// The page of a run. `resolved` is the scenario as simulated, `drawings` those of the report.
pub(super) fn run(
    view: &View,
    resolved: &str,
    drawings: &[Drawing],
) -> Result<String, ReportError> {
    let loaded = scenario::from_text("resolved.toml", resolved, &[])
        .map_err(|error| ReportError::Scenario(error.to_string()))?;
    let charts = drawings
        .iter()
        .filter(|it| it.files == Files::Chart && it.name != "headline");
    let charts: Vec<Chart> = charts.map(|it| Chart::new(&it.name, it)).collect();
    let mut findings: Vec<Part> = Vec::new();
    findings.extend(loaded.scenario.description.clone().map(Part::Text));
    findings.push(Part::List(headline::sentences(view)));
    findings.push(Part::Table(figures::shares(view)));
    let sections = vec![
        Section {
            id: "findings",
            title: "Findings",
            parts: findings,
        },
        warnings(view),
        Section {
            id: "charts",
            title: "Charts",
            parts: vec![Part::Charts(charts)],
        },
        Section::of_tables("plan", "Work plan", years::plan(view).into_iter().collect()),
        Section::of_tables("figures", "Figures", {
            let mut tables = vec![figures::summary(view)];
            tables.extend(figures::families(view));
            tables
        }),
        Section::of_tables("assumptions", "Assumptions", assumptions::tables(&loaded)),
        Section::of_tables("risks", "Risks", risks::tables(&loaded.scenario)),
        Section::of_tables("years", "Year by year", years::tables(view)),
        repeated(view, &loaded),
    ];
    let page = Page::new(
        &view.summary.scenario.name,
        headline::origin(view),
        sections,
    );
    Ok(page.render()?)
}

fn warnings(view: &View) -> Section {
    let warnings = &view.charts.warnings;
    let parts = (!warnings.is_empty()).then(|| Part::List(warnings.clone()));
    Section {
        id: "warnings",
        title: "Warnings",
        parts: parts.into_iter().collect(),
    }
}

/// What it takes to get the same bytes again.
fn repeated(view: &View, loaded: &Loaded) -> Section {
    let (run, scenario) = (&view.summary.run, &view.summary.scenario);
    let (seed, design) = (run.seed, run.sampling.name());
    let trials = match &view.summary.nested {
        Some(nested) => format!("--nested {},{}", nested.outer, nested.inner),
        None => format!("--trials {}", run.trials),
    };
    Section {
        id: "repeat",
        title: "How to repeat it",
        parts: vec![
            Part::Terms(vec![
                ("Program", format!("clearcast {}", run.version)),
                ("Scenario", loaded.scenario.name.clone()),
                ("SHA-256 of resolved.toml", scenario.sha256.clone()),
                ("Trials", words::count(run.trials)),
                ("Seed", seed.to_string()),
                ("Sampling design", design.to_owned()),
            ]),
            Part::Text(
                "The scenario as simulated is resolved.toml in the folder of this page. In that folder, this gives the same numbers:".into(),
            ),
            Part::Command(format!(
                "clearcast run resolved.toml {trials} --seed {seed} --sampling {design} --out again"
            )),
            Part::Text("And this, in the folder that holds this one, compares every byte (DIR is this folder's name):".into()),
            Part::Command("clearcast repeat DIR".into()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As computed by `openssl dgst -sha256 -binary | base64`.
    #[test]
    fn the_policy_names_what_may_run() {
        let policy = policy("", "abc");
        assert!(
            policy.contains("script-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"),
            "{policy}"
        );
        assert!(
            policy.contains("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"),
            "{policy}"
        );
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    }

    /// What may not stand inside the elements that hold them, and would need what the policy forbids.
    #[test]
    fn script_and_style_stay_in_their_elements() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
        assert!(!STYLE.contains("</") && !STYLE.contains("@import") && !STYLE.contains("url("));
    }
}
