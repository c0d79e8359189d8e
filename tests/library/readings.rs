//! Values that can be read in the charts of answers: there are some of every mark, inside the chart, and they say what was found.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

use clearcast::compare::{self, Case, Questions};
use clearcast::discover::{self, Failing};
use clearcast::report::{self, Drawing, Reading};
use clearcast::simulate::{Model, RunSpec, Watch};
use clearcast::{frontier, trace};

const HALF_WIDTH_95: f64 = 1.96;

fn small(sets: &[&str]) -> Model {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    Model::load("tests/data/valid/small.toml".as_ref(), &sets).unwrap()
}

/// The readings of the drawing of that name, all inside it.
fn readings<'a>(drawings: &'a [Drawing], name: &str) -> &'a [Reading] {
    let drawing = drawings.iter().find(|it| it.name == name);
    let names = || drawings.iter().map(|it| &it.name).collect::<Vec<_>>();
    let drawing = drawing.unwrap_or_else(|| panic!("{name} is not among {:?}", names()));
    let (width, height) = drawing.size;
    for reading in &drawing.readings {
        let (x, y) = reading.at;
        let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
        assert!(inside, "{name}: {reading:?} is outside {:?}", drawing.size);
    }
    &drawing.readings
}

#[test]
fn the_curves_of_a_comparison_can_be_read_step_by_step() {
    let (base, more) = (small(&[]), small(&["funding.donors.annual=6e6"]));
    let case = |name: &str, model: &Model| Case {
        name: name.to_owned(),
        model: model.clone(),
    };
    let cases = [case("today", &base), case("surge", &more)];
    let questions = Questions {
        why: true,
        margin: true,
        ..Questions::default()
    };
    let spec = RunSpec::new(256, 1);
    let (found, charts) = compare::compare(&cases, &spec, &questions, &Watch::default()).unwrap();
    let drawings = report::comparison::draw(&found, &charts).unwrap();
    let read = readings(&drawings, "cost");
    for case in &charts.cases {
        let mine: Vec<&Reading> = read.iter().filter(|it| it.line == case.name).collect();
        let steps = case.cost.x.len();
        // One in a hundred trials at either end may be beyond the edges.
        assert!(mine.len() <= steps && mine.len() + steps / 50 + 2 >= steps);
        // Shares rise along the curve as they do in what was found.
        let last = mine.last().unwrap();
        assert!(last.text.contains("% of trials"), "{last:?}");
        assert!(mine.windows(2).all(|pair| pair[0].at.1 >= pair[1].at.1));
    }
    for name in ["completion", "plane", "remaining", "why-surge", "margins"] {
        assert!(!readings(&drawings, name).is_empty(), "{name}");
    }
    let median = charts.cases[1].plane.median.unwrap();
    let plane = readings(&drawings, "plane");
    let text = format!("${:.1} m", median.1 / 1e6);
    assert!(plane[1].text.contains(&text), "{text}: {plane:?}");
}

#[test]
fn the_causes_of_a_trial_are_read_with_their_errors() {
    let model = small(&[]);
    let (spec, watch) = (RunSpec::new(64, 1), Watch::default());
    let traced = trace::trace(&model, &spec, 3, &watch).unwrap();
    let causes = trace::causes(&model, &spec, 3, &watch).unwrap();
    let drawings = report::trace::draw(&traced, &causes, &model).unwrap();
    let read = readings(&drawings, "trace");
    let first = &causes.causes[0];
    let (months, half) = (first.months, HALF_WIDTH_95 * first.months_error);
    let text = format!("{months:+.1} ± {half:.1} months");
    assert!(read.iter().any(|it| it.text == text), "{text}: {read:?}");
    // Every month in which land waits for clearance is there once.
    let waits = traced.months.iter().filter(|it| it.to_clear > 0.0).count();
    let read = read.iter().filter(|it| it.line == "Waits for clearance");
    assert_eq!(read.count(), waits);
}

#[test]
fn every_date_of_a_frontier_and_every_trial_of_a_box_can_be_read() {
    let (model, watch) = (small(&[]), Watch::default());
    let spec = RunSpec::new(512, 1);
    let found = frontier::frontier(&model, &spec, &[0.5], &watch).unwrap();
    let drawings = report::frontier::draw(&found, None, &model).unwrap();
    let read = readings(&drawings, "frontier");
    let balanced = found.curves[0].balanced.unwrap();
    let dot = read
        .iter()
        .find(|it| it.line == "Date and cost equally likely");
    let text = format!("${:.1} m", balanced.cost / 1e6);
    assert!(dot.unwrap().text.contains(&text), "{text}: {dot:?}");
    assert!(read.iter().filter(|it| it.line == "50 % for both").count() > 3);
    let found = discover::discover(&model, Failing::Years, None, &spec, &watch).unwrap();
    let drawings = report::discover::draw(&found, &model).unwrap();
    let read = readings(&drawings, "discover");
    let trials = read.iter().filter(|it| it.text.starts_with("trial "));
    assert_eq!(trials.count(), found.shown.len());
    assert!(!found.shown.is_empty());
    let failing = found.shown.iter().filter(|it| it.1).count();
    let read = read.iter().filter(|it| it.line == "miss the deadline");
    assert_eq!(read.count(), failing);
}
