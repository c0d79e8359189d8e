//! The figures in the documents are those of the program: what stands between two markers is made by running the commands beside it.
//!
//! `<!-- figures: WHAT -->` begins and `<!-- end of figures -->` ends it. WHAT is
//!
//! * `every scenario`: a row for each section of the document that is named after a shipped scenario;
//! * `the commands below`: a row for each command up to the next heading, called by the comment behind it; `, with` and names of
//!   [`MORE`] add columns;
//! * `the scenarios named`: date and share of each row that links to a section about a scenario; what else it says stays;
//! * `the year 2026`, `quantiles`, `what it costs`: rows of the baseline;
//! * `what is printed`: the block that the command of the README prints.

mod baseline;
mod cells;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clearcast::summary::Summary;

use baseline::{costs, of_first_year, quantiles};
use cells::{HEAD, MORE, More, cells, filled, said, table};

use crate::common::documents::{Shown, commands};
use crate::common::program::{clearcast, text};

const DOCUMENTS: [&str; 3] = ["docs/scenarios.md", "docs/baseline.md", "README.md"];
/// As many as a run has by default; all of them take a minute or two on two cores.
const TRIALS: u64 = 16_384;
const BASELINE: &str = "scenarios/azerbaijan.toml";
const BEGIN: &str = "<!-- figures: ";
const END: &str = "<!-- end of figures -->";

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs of the program, each made once.
#[derive(Default)]
struct Runs(BTreeMap<Vec<String>, Summary>);

impl Runs {
    fn of(&mut self, command: &[String]) -> &Summary {
        let mut arguments = command[2..].to_vec();
        if arguments.first().is_none_or(|it| it.starts_with('-')) {
            arguments.insert(0, BASELINE.to_owned());
        }
        self.0.entry(arguments.clone()).or_insert_with(|| {
            let trials = TRIALS.to_string();
            let fixed = ["--trials", &trials, "--no-folder", "--json"];
            let mut all = vec!["run"];
            all.extend(arguments.iter().map(String::as_str));
            all.extend(fixed);
            let run = clearcast(&here(), &all);
            assert!(run.status.success(), "{all:?}: {}", text(&run.stderr));
            serde_json::from_slice(&run.stdout).unwrap()
        })
    }

    fn of_scenario(&mut self, name: &str) -> &Summary {
        let command = ["clearcast", "run", &format!("scenarios/{name}.toml")];
        self.of(&command.map(str::to_owned))
    }
}

fn every_scenario(document: &str, runs: &mut Runs) -> String {
    let sections = document.lines().filter_map(|line| {
        let name = line.strip_prefix("## `")?;
        name.strip_suffix('`')
    });
    let row = |name: &str| {
        let mut row = vec![format!("`{name}`")];
        row.extend(cells(runs.of_scenario(name)));
        row
    };
    let rows: Vec<Vec<String>> = sections.map(row).collect();
    table(&[&["scenario"], &HEAD[..]].concat(), &rows) + &said()
}

fn of_commands(wanted: &str, shown: &[Shown], runs: &mut Runs) -> String {
    let more: Vec<&More> = wanted
        .split("; ")
        .filter(|name| !name.is_empty())
        .map(|name| {
            let known = MORE.iter().find(|(known, _)| *known == name);
            known.unwrap_or_else(|| panic!("no column is called `{name}`"))
        })
        .collect();
    let mut head = vec!["run"];
    head.extend(HEAD);
    head.extend(more.iter().map(|(name, _)| *name));
    let rows = shown.iter().map(|command| {
        let mut row = vec![command.comment.clone()];
        let summary = runs.of(&command.words);
        row.extend(cells(summary));
        row.extend(more.iter().map(|(_, cell)| cell(summary)));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    assert!(!rows.is_empty(), "no command follows the table");
    table(&head, &rows)
}

fn scenarios_named(block: &str, runs: &mut Runs) -> String {
    filled(block, &mut |first| {
        let (_, name) = first.split_once('#').expect("a row links its scenario");
        let all = cells(runs.of_scenario(name.trim_end_matches(')')));
        vec![all[0].clone(), all[3].clone()]
    })
}

fn printed() -> String {
    let run = clearcast(&here(), &["run", "--no-folder"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
    format!("```text\n{}\n```\n", shown.join("\n").trim_end())
}

/// The document with all its figures made anew.
fn anew(document: &str, runs: &mut Runs) -> String {
    let mut parts = document.split(BEGIN);
    let mut written = parts.next().unwrap().to_owned();
    for part in parts {
        let (what, rest) = part.split_once(" -->\n").expect("a marker ends in -->");
        let (block, rest) = rest.split_once(END).expect("figures end");
        let (what, wanted) = what.split_once(", with ").unwrap_or((what, ""));
        let made = match what {
            "every scenario" => every_scenario(document, runs),
            "the commands below" => {
                let section = rest.split("\n## ").next().unwrap();
                of_commands(wanted, &commands(section), runs)
            }
            "the scenarios named" => scenarios_named(block, runs),
            "the year 2026" => of_first_year(block),
            "quantiles" => quantiles(runs),
            "what it costs" => costs(runs),
            "what is printed" => printed(),
            other => panic!("no figures are called `{other}`"),
        };
        let with = if wanted.is_empty() {
            String::new()
        } else {
            format!(", with {wanted}")
        };
        let parts = [BEGIN, what, &with, " -->\n", &made, END, rest];
        written += &parts.concat();
    }
    written
}

#[test]
#[ignore = "slow: every scenario and every command of the documents"]
fn the_figures_in_the_documents_are_those_of_the_program() {
    let mut runs = Runs::default();
    let mut stale = Vec::new();
    for name in DOCUMENTS {
        let file = Path::new(&here()).join(name);
        let document = fs::read_to_string(&file).unwrap();
        let written = anew(&document, &mut runs);
        assert!(written.contains(BEGIN), "{name} has no figures");
        if std::env::var_os("CLEARCAST_WRITE_FIGURES").is_some() {
            fs::write(&file, &written).unwrap();
        } else if written != document {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} are out of date: CLEARCAST_WRITE_FIGURES=1 cargo test --test program the_figures_in -- --ignored"
    );
}
