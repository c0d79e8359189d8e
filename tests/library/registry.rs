//! The registry of columns, from a scenario to the files and the goals that are made of it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::Path;

use clearcast::ensemble::Tally;
use clearcast::programme::columns::{Kind, Registry, Unit};
use clearcast::sampling::Sampling;
use clearcast::simulate::{Model, RunSpec, Table, Watch, simulate_one, tally};
use clearcast::summary::charts::Charts;
use clearcast::summary::goal::Goal;
use clearcast::summary::quantity::{self, Quantity};
use clearcast::summary::reference::{FigureRef, Results};
use clearcast::summary::{RunId, Summary};

const TRIALS: u64 = 256;

struct Run {
    model: Model,
    tally: Tally,
}

impl Run {
    fn of(file: &str, sets: &[&str], trials: u64) -> Self {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        Self::of_model(Model::load(Path::new(file), &sets).unwrap(), trials)
    }

    fn of_text(text: &str, trials: u64) -> Self {
        let model = Model::from_text("text.toml", text, &[]);
        Self::of_model(model.unwrap(), trials)
    }

    fn of_model(model: Model, trials: u64) -> Self {
        let spec = RunSpec::new(trials, 1);
        let tally = simulate_one(&model, &spec, tally, &Watch::default())
            .unwrap()
            .collected;
        Self { model, tally }
    }

    fn everything() -> Self {
        let enough = ["horizon = 60", "funding.state.annual = 1e9"];
        Self::of("tests/data/valid/everything.toml", &enough, TRIALS)
    }

    fn summary(&self, trials: u64) -> Summary {
        let id = RunId::new(trials, 1, Sampling::Sobol);
        Summary::new(
            self.model.scenario(),
            self.model.programme(),
            &self.tally,
            id,
        )
    }

    fn charts(&self) -> Charts {
        Charts::new(
            self.model.scenario(),
            self.model.programme(),
            &self.tally,
            Vec::new(),
        )
    }

    fn parse(&self, text: &str) -> Result<FigureRef, String> {
        FigureRef::parse(text, Registry::Of(self.model.programme().columns()))
    }
}

#[test]
fn a_summary_reads_back_to_the_same_bits() {
    let small = |text: &str| Run::of_text(text, TRIALS);
    let whole = fs::read_to_string("tests/data/valid/small.toml").unwrap();
    let without = |lines: &[&str]| {
        lines
            .iter()
            .fold(whole.clone(), |text, it| text.replacen(it, "", 1))
    };
    for run in [
        Run::everything(),
        small(&whole),
        // Some trials unfinished, half a target, the other half, none.
        small(&whole.replace("horizon = 40", "horizon = 12")),
        small(&without(&["cost = 60e6\n"])),
        small(&without(&["years = 15\n"])),
        small(&without(&["years = 15\n", "cost = 60e6\n"])),
    ] {
        let summary = run.summary(TRIALS);
        let text = serde_json::to_string(&summary).unwrap();
        let read: Summary = serde_json::from_str(&text).unwrap();
        assert_eq!(read.figures, summary.figures);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let charts = serde_json::to_string(&run.charts()).unwrap();
        let read: Charts = serde_json::from_str(&charts).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), charts);
    }
    // Errors of shares that are not known are no numbers, which equal nothing, and null in the file.
    let mut unknown = Run::everything().summary(TRIALS);
    unknown.probability.error.joint = f64::NAN;
    let text = serde_json::to_string(&unknown).unwrap();
    let read: Summary = serde_json::from_str(&text).unwrap();
    assert!(read.probability.error.joint.is_nan());
    let lacking =
        text.replace("\"area_ha\":", "\"area\":")
            .replacen("\"area\":", "\"area_ha\":", 1);
    let error = serde_json::from_str::<Summary>(&lacking).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`standard_error` lacks `area_ha.initial`"),
        "{error}"
    );
}

/// Every figure of the registry stands in `summary.json` under its name, with its standard error, and nothing else does.
#[test]
fn figures_stand_in_the_file_under_their_names() {
    let run = Run::everything();
    let summary = run.summary(TRIALS);
    let json = serde_json::to_value(&summary).unwrap();
    let columns = run.model.programme().columns();
    assert!(columns.figures().len() > 30);
    for (column, _) in columns.figures() {
        for root in [&json, &json["standard_error"]] {
            let node = column.path().fold(root, |node, key| &node[key]);
            assert!(node.get("p50").is_some(), "{}", column.name);
        }
    }
    let spreads = json.to_string().matches("\"p50\"").count();
    assert_eq!(spreads, 2 * columns.figures().len());
    // Families without members are there all the same.
    let bare = Run::of("tests/data/valid/small.toml", &[], TRIALS);
    let json = serde_json::to_value(bare.summary(TRIALS)).unwrap();
    assert!(json["milestones"].as_object().unwrap().is_empty());
}

#[test]
fn a_figure_of_a_year_is_that_of_the_table() {
    let run = Run::everything();
    let (summary, charts) = (run.summary(TRIALS), run.charts());
    let results = Results::new(&summary, &charts);
    let year = charts.calendar_years[2];
    let remaining = charts.series("remaining.total").unwrap();
    for (text, value, error) in [
        (
            "p10(remaining.total@YEAR)",
            remaining.quantiles[2][1],
            remaining.quantile_errors[2][1],
        ),
        (
            "p90(remaining@YEAR)",
            remaining.quantiles[2][5],
            remaining.quantile_errors[2][5],
        ),
        (
            "remaining@YEAR",
            remaining.quantiles[2][3],
            remaining.quantile_errors[2][3],
        ),
        ("sd(remaining@YEAR)", remaining.sd[2], remaining.sd_error[2]),
        (
            "cancelled@YEAR",
            charts.series("cancelled").unwrap().mean[2],
            charts.series("cancelled").unwrap().mean_error[2],
        ),
    ] {
        let figure = run.parse(&text.replace("YEAR", &year.to_string())).unwrap();
        assert_eq!(figure.value(&results), Some(value), "{text}");
        assert_eq!(figure.error(&results), Some(error), "{text}");
    }
}

/// Rows of trials, from which sweeps, `solve` and others read, against the tally: also of what counts in unfinished trials only, and of
/// years in which most trials are over.
#[test]
fn figures_of_rows_are_those_of_the_tally() {
    let sets = ["horizon = 25", "funding.state.annual = 1e6"];
    for (file, trials) in [("small", 512), ("planning", 64)] {
        let run = Run::of(&format!("tests/data/valid/{file}.toml"), &sets, trials);
        let (summary, charts) = (run.summary(trials), run.charts());
        let finished = summary.probability.value.finished;
        assert!(finished > 0.2 && finished < 1.0 || file == "planning");
        let results = Results::new(&summary, &charts);
        let columns = run.model.programme().columns();
        let levels = ["mean", "sd", "p10", "p50", "p90"];
        let figures = columns.figures().map(|(column, _)| column.name.clone());
        let figures = figures.flat_map(|name| levels.map(|level| format!("{level}({name})")));
        let years = charts.calendar_years.iter().step_by(6).copied();
        let years: Vec<i32> = years.collect();
        let series = columns.series().flat_map(|column| {
            let levels = if column.declared().quantiles {
                &levels[..]
            } else {
                &levels[..2]
            };
            let of = |year: i32| {
                levels
                    .iter()
                    .map(move |level| format!("{level}({}@{year})", column.name))
            };
            years.iter().copied().flat_map(of).collect::<Vec<_>>()
        });
        let texts: Vec<String> = figures.chain(series).collect();
        let parsed: Vec<FigureRef> = texts.iter().map(|text| run.parse(text).unwrap()).collect();
        let mut kept = quantity::columns();
        let read = |figure| Quantity::new(figure, run.model.programme(), &mut kept);
        let read: Vec<Quantity> = parsed.iter().map(read).collect();
        let spec = RunSpec::new(trials, 1);
        let rows = simulate_one(
            &run.model,
            &spec,
            |_| Table::new(kept.clone()),
            &Watch::default(),
        );
        let rows = rows.unwrap().collected;
        let mut compared = 0;
        for ((text, figure), quantity) in texts.iter().zip(&parsed).zip(&read) {
            let by_rows = quantity.sample(&rows).at(figure.level());
            let (value, error) = (figure.value(&results), figure.error(&results));
            // Quantiles of amounts are told apart to 0.05 %, those of years to 0.8 %.
            let within = if text.starts_with('p') { 0.01 } else { 1e-9 };
            let close = |a: Option<f64>, b: Option<f64>, within: f64, scale: f64| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() <= within * scale.abs().max(1e-6),
                (a, b) => a.is_none() && b.is_none(),
            };
            let scale = value.unwrap_or(0.0);
            assert!(
                close(by_rows.value, value, within, scale),
                "{file}, {text}: {by_rows:?}, {value:?}"
            );
            if trials >= 512 && !text.contains("at_horizon") {
                let of_error = if text.starts_with('p') {
                    scale
                } else {
                    error.unwrap_or(0.0)
                };
                let within = if text.starts_with('p') { 0.01 } else { 1e-6 };
                assert!(
                    close(by_rows.error, error, within, of_error),
                    "{file}, {text}: {by_rows:?}, {error:?}"
                );
            }
            compared += usize::from(value.is_some());
        }
        assert!(compared > 150, "{file}: {compared}");
    }
}

#[test]
fn words_and_names_mean_the_same_figures() {
    let run = Run::everything();
    let summary = run.summary(TRIALS);
    let results = Results::of_summary(&summary);
    let region = run.model.programme().regions[0].name.clone();
    let operator = run.model.programme().operators[0].clone();
    for (word, name, value) in [
        (
            "joint",
            "probability.joint",
            Some(summary.probability.value.joint),
        ),
        (
            "p50(years)",
            "p50(completion_years)",
            summary.spread("completion_years").p50,
        ),
        (
            "mean(spent)",
            "mean(cost_to_horizon)",
            summary.spread("cost_to_horizon").mean,
        ),
        ("p5(lapsed)", "p05(lapsed)", summary.spread("lapsed").p05),
        (
            &format!("p50(regions.{region})"),
            &format!("p50(regions.{region}.completion_years)"),
            summary
                .spread(&format!("regions.{region}.completion_years"))
                .p50,
        ),
        (
            &format!("mean(cost_by.operator.{operator})"),
            &format!("mean(cost_by.operator.{operator})"),
            summary.spread(&format!("cost_by.operator.{operator}")).mean,
        ),
    ] {
        let (word, name) = (run.parse(word).unwrap(), run.parse(name).unwrap());
        assert_eq!(word, name);
        assert!(value.is_some(), "{name:?}");
        assert_eq!(word.value(&results), value);
    }
}

#[test]
fn what_there_is_not_is_refused_with_what_there_is() {
    let run = Run::everything();
    for (text, expected) in [
        ("p50(area_ha.cleard)", "did you mean `area_ha.cleared`?"),
        (
            "p50(cost_by.operator.nobody at all whatsoever)",
            "the figures of summary.json by their names",
        ),
        ("p50(lapsd@2026)", "did you mean `lapsed`?"),
        ("mean(income@1999)", "the run has no year 1999, but 20"),
        ("mean(income@soon)", "`soon` is no calendar year"),
        (
            "p50(cancelled@2027)",
            "`cancelled` has no quantiles in a calendar year",
        ),
        ("p80(remaining@2027)", "there is no p80 in a calendar year"),
        ("remaining", "say in which year"),
        ("area_ha.cleared", "such as `p80(area_ha.cleared)`"),
        ("p50(area_ha.unrecorded)", "there is no quantity"),
    ] {
        let error = run.parse(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }
    // Before the scenario is known, members and years may be any.
    for text in [
        "p50(cost_by.operator.nobody)",
        "mean(income@1999)",
        "p50(regions.A (b) c)",
    ] {
        let figure = FigureRef::parse(text, Registry::Any);
        assert!(figure.is_ok() && run.parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_goal_has_the_error_unit_of_its_figure() {
    let run = Run::everything();
    let (summary, charts) = (run.summary(TRIALS), run.charts());
    let results = Results::new(&summary, &charts);
    let columns = run.model.programme().columns();
    let region = &run.model.programme().regions[0].name;
    let date = format!("p50(regions.{region})");
    assert!(
        format!("{date} 1%")
            .parse::<Goal>()
            .unwrap_err()
            .to_string()
            .contains("in years")
    );
    for (text, expected) in [
        (
            format!("{date} 0.5"),
            summary
                .error(&format!("regions.{region}.completion_years"))
                .p50,
        ),
        (
            "mean(area_ha.cleared) 2 %".to_owned(),
            summary
                .spread("area_ha.cleared")
                .mean
                .zip(summary.error("area_ha.cleared").mean)
                .map(|(v, e)| e / v),
        ),
    ] {
        let goal = text.parse::<Goal>().unwrap().of(columns).unwrap();
        assert!(expected.is_some(), "{text}");
        assert_eq!(goal.standing(&results).error, expected, "{text}");
    }
}

#[test]
fn columns_tell_what_they_are() {
    let run = Run::everything();
    let columns = run.model.programme().columns();
    let of = |name: &str| columns.outcomes().find(|it| it.name == name).unwrap();
    let cost = of("cost");
    assert_eq!(
        (cost.unit, cost.kind, cost.unit_in("EUR")),
        (Unit::Money, Kind::Flow, "EUR")
    );
    assert_eq!(
        of("completion_years").in_unit(30.0).to_bits(),
        2.5_f64.to_bits()
    );
    let teams: Vec<Unit> = columns
        .series()
        .filter(|it| it.name.starts_with("teams."))
        .map(|it| it.unit)
        .collect();
    assert!(teams.contains(&Unit::Teams) && teams.contains(&Unit::HaPerYear));
}

/// `unfunded` is a column of years only: work that waits is counted again every month.
#[test]
fn the_document_of_rows_names_what_has_no_figure() {
    let run = Run::everything();
    let columns = run.model.programme().columns();
    let figures: Vec<&str> = columns.figures().map(|(it, _)| it.name.as_str()).collect();
    let without = columns.outcomes().map(|it| it.name.as_str());
    let without: Vec<String> = without
        .filter(|it| !figures.contains(it) && *it != "unfunded")
        .map(|it| format!("`{it}`"))
        .collect();
    let (last, others) = without.split_last().unwrap();
    let named = format!("and {} and {last}, which are not there", others.join(", "));
    let document = std::fs::read_to_string("docs/data.md").unwrap();
    assert!(document.contains(&named), "{named}");
}
