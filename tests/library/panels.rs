//! Panels that tell where the result comes from: limits, land, money, drivers, assumptions. On invented results.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clearcast::programme::columns::LIMITS;
use clearcast::report::{self, Drawing};
use clearcast::summary::Summary;
use clearcast::summary::charts::Charts;
use clearcast::{tables, words};

use crate::invented::{Case, cases};

fn case(name: &str) -> Case {
    cases().into_iter().find(|it| it.name == name).unwrap()
}

fn drawing(summary: &Summary, charts: &Charts, name: &str) -> Drawing {
    let mut drawings = report::draw(summary, charts).unwrap().into_iter();
    drawings.find(|it| it.name == name).unwrap()
}

/// Everything that a picture says.
fn said(summary: &Summary, charts: &Charts, name: &str) -> String {
    let drawing = drawing(summary, charts, name);
    let texts = drawing.labels.iter().map(|it| it.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

fn of(case: &Case, name: &str) -> String {
    let (summary, charts) = case.results();
    said(&summary, &charts, name)
}

/// The sum of the means of a series.
fn sum(charts: &Charts, quantity: &str) -> f64 {
    charts.series(quantity).unwrap().mean.iter().sum()
}

#[test]
fn every_limit_is_named_in_the_bars_or_above_them() {
    for case in cases().iter().filter(|it| it.horizon > 30.0) {
        let texts = of(case, "limits");
        for name in [
            "money",
            "nobody may work",
            "clearance teams",
            "technical survey teams",
            "survey teams",
            "land without a team",
            "no shortage",
            "trials at work",
        ] {
            assert!(texts.contains(name), "{}: {name}: {texts}", case.name);
        }
    }
    assert_eq!(LIMITS.len(), 7);
}

#[test]
fn where_no_trial_is_at_work_nothing_limits_it() {
    let (summary, mut charts) = Case::usual().results();
    for series in &mut charts.years {
        if series.quantity == "at_work" || series.quantity.starts_with("limited_by") {
            series.mean.fill(0.0);
        }
    }
    let texts = said(&summary, &charts, "limits");
    assert!(texts.contains("No trial is at work in any year"), "{texts}");
    assert!(
        !texts.contains("NaN") && !texts.contains("100 %"),
        "{texts}"
    );
}

#[test]
fn land_is_released_by_three_methods_and_remains_suspected_or_confirmed() {
    // Of a single year nothing remains.
    for case in cases()
        .iter()
        .filter(|it| it.name != "one-year" && it.name != "people-one-year")
    {
        let texts = of(case, "release");
        for name in [
            "cancelled",
            "reduced",
            "cleared",
            "suspected (SHA)",
            "confirmed (CHA)",
        ] {
            assert!(texts.contains(name), "{}: {name}: {texts}", case.name);
        }
    }
    let usual = of(&Case::usual(), "release");
    assert!(
        usual.contains("of which 20 % cancelled, 50 % reduced, 30 % cleared"),
        "{usual}"
    );
}

/// Lapsed money is summed up; the same work waits for money year after year, so what is unfunded is not.
#[test]
fn what_lapses_is_summed_and_what_is_unfunded_is_not() {
    let (summary, charts) = Case::usual().results();
    let texts = said(&summary, &charts, "funding");
    let money = |value| words::money(value, "USD");
    let lapsed = sum(&charts, "lapsed.Region source 2");
    assert!(
        lapsed > 0.0 && texts.contains(&format!("+ {} lapsed", money(lapsed))),
        "{texts}"
    );
    let unfunded = charts.series("unfunded").unwrap();
    let most = unfunded.mean.iter().copied().fold(0.0, f64::max);
    let first = unfunded.mean.iter().position(|it| *it >= most).unwrap();
    let year = charts.calendar_years[first];
    assert!(
        texts.contains(&format!("most in {year}: {}", money(most))),
        "{texts}"
    );
    let all = sum(&charts, "unfunded");
    assert!(
        !texts.contains(&money(all)),
        "{} is summed: {texts}",
        money(all)
    );
    assert!(texts.contains("Unfunded is no sum"), "{texts}");
}

/// Forty sources have a row each in the chart of their own, and the page says how many are in one row.
#[test]
fn no_source_is_left_out() {
    let (summary, charts) = case("many-regions").results();
    let own = drawing(&summary, &charts, "funding");
    for payer in ["source", "operator"] {
        let named = |it: &&report::Label| it.text.starts_with(&format!("Region {payer}"));
        assert_eq!(own.labels.iter().filter(named).count(), 40, "{payer}");
        let page = drawing(&summary, &charts, "report-2");
        let rows = page.labels.iter().filter(|it| it.panel == "funding");
        let named = rows.clone().filter(named).count();
        let together = rows.filter_map(|it| it.text.strip_suffix(" others together"));
        let together: Vec<usize> = together.map(|it| it.parse().unwrap()).collect();
        // Of sources or of operators.
        assert!(
            named > 0 && together.iter().any(|it| named + it == 40),
            "{named} and {together:?}"
        );
    }
    // Whoever pays, the sum is the same.
    let total: f64 = (1..=40)
        .map(|i| sum(&charts, &format!("spending.funding.Region source {i}")))
        .sum();
    let texts = said(&summary, &charts, "funding");
    let all = words::money(total, "USD");
    assert!(texts.contains(&format!("Of {all} spent")), "{all}: {texts}");
}

#[test]
fn shares_are_called_lower_bounds_and_have_errors() {
    let texts = of(&Case::usual(), "drivers");
    assert!(texts.contains("a lower bound"), "{texts}");
    assert!(texts.contains("50.0 ± 1.1 %"), "{texts}");
    assert!(
        texts.contains("Completion, mean of all: ")
            && texts.contains("Cost, mean of all: $4.58 bn"),
        "{texts}"
    );
}

#[test]
fn where_nothing_finishes_cost_is_driven_and_completion_is_not() {
    let texts = of(&case("all-unfinished"), "drivers");
    assert!(texts.contains("Completion: no factor moves it"), "{texts}");
    assert!(texts.contains("moves cost most"), "{texts}");
    assert!(
        texts.contains("Unfinished trials count as complete at the horizon"),
        "{texts}"
    );
}

#[test]
fn where_nothing_is_uncertain_the_panels_say_so() {
    let (summary, mut charts) = case("certain").results();
    assert!(said(&summary, &charts, "drivers").contains("Nothing varies"));
    let page = said(&summary, &charts, "assumptions");
    assert!(
        page.contains("Every input of this scenario is a plain number"),
        "{page}"
    );
    charts.influences = None;
    assert!(said(&summary, &charts, "drivers").contains("Not told by this run"));
    // Of a scenario that was not read from a text nothing is claimed.
    charts.assumptions = None;
    let names = report::draw(&summary, &charts).unwrap();
    assert!(names.iter().all(|it| it.name != "assumptions"));
}

#[test]
fn the_second_page_counts_judgements_and_says_what_it_leaves_out() {
    let (summary, charts) = Case::usual().results();
    let all = charts.assumptions.as_ref().unwrap();
    let judged = all.iter().filter(|it| it.source.is_none()).count();
    let page = drawing(&summary, &charts, "assumptions");
    let texts: Vec<&str> = page.labels.iter().map(|it| it.text.as_str()).collect();
    let texts = texts.join(" ");
    let expected = format!(
        "{} inputs are uncertain. {judged} of them (50 %) rest on judgement alone",
        all.len()
    );
    assert!(texts.contains(&expected), "{expected}: {texts}");
    for heading in [
        "What matters most",
        "Land",
        "Teams",
        "Money",
        "10 area.Region",
    ] {
        assert!(
            texts.replace("  ", " ").contains(heading),
            "{heading}: {texts}"
        );
    }
    // Listed inputs and those that are counted are all of them.
    let listed = page
        .labels
        .iter()
        .filter(|it| all.iter().any(|row| row.path == it.text))
        .count();
    let more = page
        .labels
        .iter()
        .filter_map(|it| it.text.strip_prefix("and "));
    let more: usize = more
        .filter_map(|it| {
            it.split_once(" more that matter less")?
                .0
                .parse::<usize>()
                .ok()
        })
        .sum();
    assert_eq!(listed + more, all.len());
    assert!(texts.contains("judgement: hardly known"), "{texts}");
}

/// One colour has one meaning: completion and cost are told apart by theirs.
#[test]
fn bars_of_completion_and_cost_have_their_colours() {
    let (summary, charts) = Case::usual().results();
    let svg = drawing(&summary, &charts, "drivers").svg;
    // Nine tenths of blue and of vermilion.
    for colour in ["#1A80BA", "#D96E1A"] {
        assert!(svg.contains(colour), "{colour}");
    }
}

#[test]
fn the_table_of_drivers_holds_every_factor_with_errors() {
    let (_, charts) = Case::usual().results();
    let table = tables::drivers(&charts);
    let text = String::from_utf8(table.bytes).unwrap();
    let mut lines = text.lines();
    let head = lines.next().unwrap();
    assert!(head.starts_with("factor,title,kind,spread,completion_low,completion_low_se,"));
    assert!(head.ends_with("cost_share,cost_share_se"));
    assert_eq!(lines.clone().count(), 33);
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(first.len(), 16);
    assert_eq!((first[2], first[8], first[9]), ("group", "0.5", "0.005"));
}
