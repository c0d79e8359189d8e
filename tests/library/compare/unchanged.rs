//! What must be exactly nothing: between the same scenarios, from edits that touch no draw, between numbers of threads.

use clearcast::compare::{Case, Questions, Verdict};
use clearcast::simulate::Model;
use clearcast::summary::measured::Measured;

use super::{case, compared, figure, pair};

fn exact_zero(it: Measured) {
    assert_eq!((it.value, it.standard_error), (Some(0.0), Some(0.0)));
}

/// The same hectares at the same unit cost, cleared in more or fewer months: the sums differ in their last digits and in nothing else.
#[test]
fn what_differs_by_rounding_is_no_difference() {
    let with = |name: &str, rate: &str| {
        let cost = "team.manual.unit_cost = { uniform = [600, 1400] }";
        case(name, &[cost, rate])
    };
    let cases = [
        with("fast", "team.manual.rate = 120"),
        with("slow", "team.manual.rate = 37"),
        with("slower", "team.manual.rate = 13"),
    ];
    let found = compared(&cases, 256, &Questions::default());
    for case in &found.cases[1..] {
        let against = case.against_base.as_ref().unwrap();
        assert_eq!(against.cheaper.value, Some(0.0));
        assert_eq!(against.later.value, Some(1.0));
        assert_eq!(against.cost.verdict, Verdict::Same);
        let change = figure(case, "cost").change.unwrap();
        for it in [change.mean, change.p50, change.p80] {
            exact_zero(it);
        }
    }
    for it in &found.choice.unwrap().spending {
        exact_zero(it.regret);
        assert!((it.best.value.unwrap() - 1.0 / 3.0).abs() < 1e-9);
    }
}

#[test]
fn of_the_same_scenario_nothing_changes() {
    let things = [
        "funding.state.annual = { pert = [2e4, 5e4, 1e5] }",
        "funding.state.volatility = 0.3",
        "horizon = 2",
    ];
    let cases = [case("one", &things), case("two", &things)];
    let found = compared(
        &cases,
        1_024,
        &Questions {
            why: true,
            ..Questions::default()
        },
    );
    let two = &found.cases[1];
    let against = two.against_base.as_ref().unwrap();
    assert!(two.edits.is_empty() && two.why.is_none());
    // Some trials do not finish: two that do not are the same.
    let finished = two.shares.finished.value.unwrap();
    assert!(finished > 0.05 && finished < 0.95, "{finished}");
    assert_eq!(
        (against.same.value, against.same.standard_error),
        (Some(1.0), Some(0.0))
    );
    for share in [
        against.sooner,
        against.later,
        against.cheaper,
        against.sooner_and_cheaper,
    ] {
        exact_zero(share);
    }
    let shares = against.shares;
    for share in [
        shares.finished,
        shares.within_years,
        shares.within_cost,
        shares.joint,
    ] {
        exact_zero(share);
    }
    assert_eq!(against.completion.verdict, Verdict::Same);
    assert_eq!(against.cost.verdict, Verdict::Same);
    for figure in &two.figures {
        let change = figure.change.unwrap();
        let of = change.of_trials;
        assert_eq!(
            [of.p10, of.p50, of.p80, of.p90],
            [0.0; 4],
            "{}",
            figure.name
        );
        for it in [change.mean, change.p50, change.p80] {
            assert!(
                it.value.is_none_or(|value| value == 0.0),
                "{}: {it:?}",
                figure.name
            );
            assert!(
                it.standard_error.is_none_or(|error| error == 0.0),
                "{}: {it:?}",
                figure.name
            );
        }
    }
}

/// Team b does all the work. What becomes of the unit cost of team a, with which that of b is correlated, moves nothing.
#[test]
fn editing_a_correlated_input_moves_no_draw_of_another() {
    let cases = pair();
    let edited = [
        "team.a = { task = 'clearance', rate = 120, unit_cost = { uniform = [1, 2] } }",
        "team.a.hazard.minefield = 0",
    ];
    let fixed = "team.a.unit_cost = 7";
    let text = cases[1].model.resolved().to_owned();
    let with = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        Case {
            name: "edited".to_owned(),
            model: Model::from_text("resolved.toml", &text, &sets).unwrap(),
        }
    };
    for other in [with(&edited), with(&[fixed])] {
        let found = compared(&[cases[1].clone(), other], 1_024, &Questions::default());
        let it = &found.cases[1];
        assert!(!it.edits.is_empty());
        assert_eq!(it.against_base.as_ref().unwrap().same.value, Some(1.0));
        let change = figure(it, "cost").change.unwrap();
        assert_eq!((change.mean.value, change.of_trials.p90), (Some(0.0), 0.0));
    }
}

/// The same bytes on any number of threads.
#[test]
fn threads_change_no_byte() {
    let cases = pair();
    let json = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            compared(
                &cases,
                512,
                &Questions {
                    why: true,
                    margin: true,
                    ..Questions::default()
                },
            )
            .json()
        })
    };
    assert_eq!(json(1), json(3));
}
