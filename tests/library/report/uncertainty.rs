//! How sure the report is: unfinished trials, axes that end, no uncertainty at all, Monte Carlo errors.

use clearcast::report;

use super::{case, drawings, panel, said};
use crate::invented::Case;

#[test]
fn the_cost_curve_says_how_many_trials_are_missing() {
    let texts = panel(&Case::usual(), "cost");
    assert!(texts.contains("unfinished trial has none"), "{texts}");
    assert!(
        !panel(
            &Case {
                unfinished: 0.0,
                ..Case::usual()
            },
            "cost"
        )
        .contains("unfinished")
    );
}

/// One trial in a hundred is above P99 and one below P1: the axes leave them out and say so.
#[test]
fn what_lies_beyond_the_axes_is_named_at_their_edges() {
    let case = Case {
        unfinished: 0.0,
        target: (30.0, 5e9),
        ..Case::usual()
    };
    let (summary, mut charts) = case.results();
    // Two in a hundred take five times as long and cost five times as much.
    let stragglers = |curve: &mut clearcast::summary::charts::Curve| {
        let last = curve.p.partition_point(|p| *p < 0.98);
        for x in &mut curve.x[last..] {
            *x *= 5.0;
        }
        let p99 = curve.p.partition_point(|p| *p < 0.99);
        let before = curve.x[last - 1];
        curve.x[last..=p99].fill(before);
    };
    stragglers(&mut charts.completion);
    stragglers(&mut charts.cost);
    let drawings = report::draw(&summary, &charts).unwrap();
    let texts = |name: &str| said(drawings.iter().find(|it| it.name == name).unwrap());
    for (chart, words) in [
        ("completion", vec!["later"]),
        ("cost", vec!["dearer"]),
        ("joint", vec!["later", "dearer"]),
    ] {
        for word in words {
            assert!(
                texts(chart).contains(&format!("% {word}")),
                "{}",
                texts(chart)
            );
        }
    }
}

#[test]
fn a_scenario_without_uncertainty_says_so_and_names_no_bands() {
    let certain = case("certain");
    assert!(panel(&certain, "headline").contains("Nothing in this scenario is uncertain"));
    assert!(!panel(&Case::usual(), "headline").contains("is uncertain"));
    for (name, band) in [("remaining", "5–95 %"), ("spending", "P10–P90")] {
        assert!(!panel(&certain, name).contains(band), "{name}");
        assert!(panel(&Case::usual(), name).contains(band), "{name}");
    }
    let (mut summary, charts) = certain.results();
    summary.run.trials = 1;
    for drawing in report::draw(&summary, &charts).unwrap() {
        let texts = said(&drawing);
        assert!(!texts.contains("1 trials") && !texts.contains("is uncertain"));
        assert!(
            texts.contains("1 trial,") || texts.contains("1 trial ("),
            "{texts}"
        );
    }
}

#[test]
fn the_footer_writes_values_and_errors_in_digits_that_match() {
    let drawings = drawings(&Case::usual());
    let labels = drawings[0].labels.iter().filter(|l| l.panel == "footer");
    let texts: Vec<&str> = labels.map(|l| l.text.as_str()).collect();
    // 0.3 % of the median, times 2.13.
    assert!(
        texts.join(" ").contains("cost P50 $4.65 ± 0.03 bn"),
        "{texts:?}"
    );
}
