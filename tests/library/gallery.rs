//! The report on hard scenarios, those of `tests/data/gallery`: few and many regions, long names, scripts, currencies, amounts, horizons,
//! nothing uncertain, nothing finished, targets far outside.

use std::path::{Path, PathBuf};

use clearcast::report::{self, Drawing, Label};
use clearcast::run::{Plan, RunResults};
use clearcast::simulate::{Model, RunSpec, Watch};
use rayon::prelude::*;

use crate::boxes;

const FOLDER: &str = "tests/data/gallery";

fn scenarios() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 15);
    files
}

fn results(file: &Path, trials: u64) -> RunResults {
    let model = Model::load(file, &[]).unwrap_or_else(|error| panic!("{error}"));
    let spec = RunSpec::new(0, 3);
    let simulated =
        Plan::Plain(0..trials).simulate(&model, &spec, &Watch::default(), &|_, _, _| ());
    RunResults::new(simulated.unwrap(), vec!["Mind the gap.".to_owned()])
}

fn name(file: &Path) -> &str {
    file.file_stem().unwrap().to_str().unwrap()
}

#[test]
fn texts_of_every_scenario_can_be_read_and_are_nearest_to_what_they_name() {
    let complaints: Vec<String> = scenarios()
        .par_iter()
        .flat_map_iter(|file| {
            let results = results(file, 128);
            let drawings = report::draw(&results.summary, &results.charts).unwrap();
            let all = drawings.iter().flat_map(boxes::complaints);
            let all = all.chain(nameless(&results, &drawings));
            let all: Vec<String> = all.map(|it| format!("{} / {it}", name(file))).collect();
            all
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is wrong with the S-curves and the joint chart of a run: a quantile or a target without its name.
fn nameless(results: &RunResults, drawings: &[Drawing]) -> Vec<String> {
    let summary = &results.summary;
    let mut wanted = Vec::new();
    for (chart, figure) in [("completion", "completion_years"), ("cost", "cost")] {
        let spread = summary.spread(figure);
        let levels = [
            ("P10", spread.p10),
            ("P50", spread.p50),
            ("P80", spread.p80),
            ("P90", spread.p90),
        ];
        let defined = levels.into_iter().filter(|(_, value)| value.is_some());
        wanted.extend(defined.map(|(name, _)| (chart, name)));
    }
    let target = &summary.target;
    if target.deadline.is_some() {
        wanted.push(("completion", "Target: "));
    }
    if target.cost.is_finite() {
        wanted.push(("cost", "Target: "));
        if target.deadline.is_some() {
            wanted.push(("joint", "Target "));
        }
    }
    let mut missing = Vec::new();
    for (chart, name) in wanted {
        for drawing in drawings {
            let named = |it: &Label| it.panel == chart && it.text.contains(name);
            let drawn = drawing.labels.iter().any(|it| it.panel == chart);
            if drawn && !drawing.labels.iter().any(named) {
                missing.push(format!("{}: {chart} does not name {name}", drawing.name));
            }
        }
    }
    missing
}

#[test]
fn a_programme_that_does_not_finish_says_how_it_stands() {
    for file in ["unfinished", "deadline-beyond", "mostly-unfinished"] {
        let results = results(&Path::new(FOLDER).join(format!("{file}.toml")), 128);
        let drawings = report::draw(&results.summary, &results.charts).unwrap();
        let page: Vec<&str> = drawings[0]
            .labels
            .iter()
            .map(|it| it.text.as_str())
            .collect();
        let page = page.join(" ");
        for wanted in [
            "of the land is released",
            "regions are complete",
            "people are home",
        ] {
            assert!(page.contains(wanted), "{file}: {wanted}: {page}");
        }
        assert!(!page.contains("not defined"), "{file}: {page}");
        // Charts of finished trials are there where there are any.
        let some = results.summary.probability.value.finished > 0.01;
        for chart in ["joint", "completion", "cost"] {
            let there = drawings.iter().any(|it| it.name == chart);
            assert_eq!(there, some, "{file}: {chart}");
        }
        assert!(drawings.iter().any(|it| it.name == "standing"), "{file}");
    }
    let finished = results(&Path::new(FOLDER).join("people.toml"), 128);
    let drawings = report::draw(&finished.summary, &finished.charts).unwrap();
    assert!(drawings.iter().all(|it| it.name != "standing"));
}

/// Redraws the gallery: every picture of every scenario.
#[test]
#[ignore = "slow: writes pictures for looking at"]
fn gallery() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    for file in scenarios() {
        let results = results(&file, 4096);
        for picture in report::render(&results.summary, &results.charts).unwrap() {
            let path = folder.join(name(&file)).join(&picture.name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &picture.bytes).unwrap();
            assert!(path.exists());
        }
    }
}
