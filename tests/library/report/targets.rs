//! Deadline, cost limit and milestones: how results are held against what was wanted.

use clearcast::words;

use super::{case, drawings, panel};
use crate::invented::{Case, cases};

#[test]
fn the_joint_chart_says_that_a_point_is_not_a_plan() {
    let texts = panel(&Case::usual(), "joint");
    assert!(
        texts.contains("not a plan") && texts.contains("traded for time"),
        "{texts}"
    );
    assert!(
        texts.contains("complete within 30 years of Nov 2020 and within $25 bn"),
        "{texts}"
    );
}

#[test]
fn what_was_spent_before_the_start_counts_against_the_target() {
    let case = Case {
        target: (30.0, 5e9),
        spent: 1.5e9,
        ..Case::usual()
    };
    let target = "$5 bn, of which $1.5 bn spent before 2026";
    for name in ["headline", "joint", "cost"] {
        let texts = panel(&case, name);
        assert!(texts.contains(target), "{name}: {texts}");
        assert!(!texts.contains("$3.5 bn"), "{name}: {texts}");
    }
}

#[test]
fn contingency_is_named_in_time_and_in_money() {
    let case = Case::usual();
    let (summary, _) = case.results();
    let (years, cost) = case.point.unwrap();
    let (times, costs) = (summary.spread("completion_years"), summary.spread("cost"));
    let headline = panel(&case, "headline");
    for (name, time, money) in [
        ("P50", times.p50, costs.p50),
        ("P70", times.p70, costs.p70),
        ("P80", times.p80, costs.p80),
    ] {
        let months = (12.0 * (time.unwrap() - years)).round() as u64;
        let (whole, rest) = (months / 12, months % 12);
        let months = match rest {
            0 => String::new(),
            1 => " 1 month".to_owned(),
            rest => format!(" {rest} months"),
        };
        let money = words::money(money.unwrap() - cost, "USD");
        let wanted = format!("{name} {whole} years{months} and {money}");
        assert!(headline.contains(&wanted), "{wanted}: {headline}");
    }
}

#[test]
fn a_far_target_gets_a_scale_of_ratios_and_a_near_one_does_not() {
    let near = Case {
        target: (30.0, 5e9),
        ..Case::usual()
    };
    assert!(panel(&Case::usual(), "cost").contains("equal ratios"));
    assert!(!panel(&near, "cost").contains("equal ratios"));
}

#[test]
fn a_deadline_that_has_passed_is_named_by_its_date_and_marked_at_the_edge() {
    /// Opening of a filled shape and of the thick lines of the cross, in the colour of the target.
    const ARROW: &str = "<polygon opacity=\"1\" fill=\"#E69F00\"";
    const CROSS: &str = "stroke=\"#E69F00\" stroke-width=\"110\"";
    let case = case("deadline-passed");
    for name in ["joint", "completion"] {
        let texts = panel(&case, name);
        assert!(texts.contains("Oct 2023"), "{texts}");
        assert!(!texts.contains("Jan 2026"), "{texts}");
    }
    let joint = |case: &Case| {
        let mut drawings = drawings(case).into_iter();
        drawings.find(|it| it.name == "joint").unwrap().svg
    };
    let (passed, ahead) = (joint(&case), joint(&Case::usual()));
    assert!(passed.contains(ARROW) && !passed.contains(CROSS));
    assert!(ahead.contains(CROSS) && !ahead.contains(ARROW));
}

#[test]
fn a_deadline_beyond_the_horizon_makes_shares_lower_bounds() {
    let case = case("deadline-beyond-horizon");
    assert!(panel(&case, "headline").contains("is at least"));
    assert!(panel(&case, "joint").contains("At least"));
    assert!(panel(&case, "completion").contains("Target: Oct 2100 (at least"));
    let finished = Case {
        unfinished: 0.0,
        ..case
    };
    for name in ["headline", "joint", "completion"] {
        let texts = panel(&finished, name).to_lowercase();
        assert!(!texts.contains("at least"), "{texts}");
    }
}

#[test]
fn every_quadrant_and_every_milestone_is_named() {
    for case in cases() {
        let joint = case.unfinished < 1.0;
        let joint = joint.then(|| panel(&case, "joint")).into_iter();
        for (joint, name) in joint.flat_map(|joint| {
            let names = ["both met", "only in time", "only in cost", "neither met"];
            names.map(|name| (joint.clone(), name))
        }) {
            assert!(joint.contains(name), "{}: {name}: {joint}", case.name);
        }
        let remaining = panel(&case, "remaining");
        for share in case.milestones {
            let name = format!("{} %", (share * 1e4).round() / 1e2);
            assert!(
                remaining.contains(&name),
                "{}: {name}: {remaining}",
                case.name
            );
        }
    }
}
