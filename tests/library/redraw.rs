//! A results folder holds the data of its pictures.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot run its scenario has failed"
)]

use clearcast::report;
use clearcast::run::{Plan, RunResults, Texts};
use clearcast::simulate::{Model, Nesting, RunSpec, Watch};
use clearcast::summary::Summary;
use clearcast::summary::charts::Charts;

fn results(model: &Model, plan: &Plan) -> RunResults {
    let spec = RunSpec::new(0, 3);
    let simulated = plan.simulate(model, &spec, &Watch::default(), &|_, _, _| ());
    RunResults::new(simulated.unwrap(), vec!["Mind the gap.".to_owned()])
}

/// What was written, read back, draws the same pictures and the same page to the byte: of a plain run and of a nested one, of a programme that ends and of one
/// that does not.
#[test]
fn pictures_can_be_drawn_again_from_what_is_written() {
    let file = std::path::Path::new("scenarios/azerbaijan.toml");
    let cut = "horizon=12".to_owned();
    let nested = Plan::Nested(Nesting {
        outer: 64,
        inner: 2,
    });
    for (sets, plan) in [(vec![], Plan::Plain(0..300)), (vec![cut], nested)] {
        let model = Model::load(file, &sets).unwrap();
        let results = results(&model, &plan);
        let texts = Texts {
            text: "",
            scenario: model.scenario(),
        };
        let files = results.files(texts).unwrap();
        let read = |name: &str| &files.iter().find(|file| file.name == name).unwrap().bytes[..];
        let summary: Summary = serde_json::from_slice(read("summary.json")).unwrap();
        let charts: Charts = serde_json::from_slice(read("charts.json")).unwrap();
        assert_eq!(summary, results.summary);
        let resolved = std::str::from_utf8(read("resolved.toml")).unwrap();
        let pictures = report::files(&summary, &charts, resolved).unwrap();
        assert!(pictures.iter().any(|it| it.name == "report.html"));
        assert!(pictures.len() > 8);
        for picture in pictures {
            assert!(picture.bytes == read(&picture.name), "{}", picture.name);
        }
    }
}
