//! What a little more of one input buys, and what a delay costs.

use clearcast::compare::{CompareError, Questions, compare};
use clearcast::simulate::{RunSpec, Watch};

use super::{case, compared};

/// 100 ha at 1,000 and 5,000 a year take 240 months; a twentieth more money 229, a twentieth less 253.
#[test]
fn a_little_more_buys_what_lies_between_a_step_down_and_a_step_up() {
    let poor = case(
        "poor",
        &["funding.state.annual = 5000", "completion.residual = 1e-9"],
    );
    let questions = Questions {
        margin: true,
        levers: vec![
            ("team.manual.unit_cost".to_owned(), 10.0),
            ("overhead.share".to_owned(), 0.1),
        ],
        ..Questions::default()
    };
    let found = compared(&[poor], 64, &questions);
    let [source, cost, share] = &found.margins[..] else {
        panic!("{:?}", found.margins)
    };
    let effects = source.effects;
    assert!(
        (effects.months_sooner_p50.value.unwrap() - 2.4).abs() < 1e-9,
        "{effects:?}"
    );
    assert!((effects.months_sooner_p80.value.unwrap() - 2.4).abs() < 1e-9);
    let million = source
        .by_a_million
        .unwrap()
        .months_sooner_p80
        .value
        .unwrap();
    // A million is two hundred times the source: with it the teams limit, and 120 ha a year take 10 months.
    assert!((million - 230.0).abs() < 1e-9 && source.million_simulated);
    assert!(
        source.not_linear.is_empty() && !source.one_sided,
        "{source:?}"
    );
    // Ten more for each of 100 ha.
    assert!(
        (cost.effects.present_cost.value.unwrap() - 1_000.0).abs() < 1e-6,
        "{cost:?}"
    );
    // A share cannot be negative, so of 0 there is a step up alone.
    assert!(share.one_sided);
    assert!(
        (share.effects.present_cost.value.unwrap() - 10_000.0).abs() < 100.0,
        "{share:?}"
    );
}

/// 100 ha at 8 million each and 40 million a year take the same 240 months, and a million is two and a half per cent.
#[test]
fn a_million_within_the_step_is_read_off_it() {
    let large = case(
        "large",
        &[
            "funding.state.annual = 40e6",
            "team.manual.unit_cost = 8e6",
            "completion.residual = 1e-9",
        ],
    );
    let questions = Questions {
        margin: true,
        ..Questions::default()
    };
    let found = compared(&[large], 64, &questions);
    let source = &found.margins[0];
    let million = source.by_a_million.unwrap();
    assert!(!source.million_simulated);
    assert!((million.months_sooner_p80.value.unwrap() - 2.5 * 2.4).abs() < 1e-9);
}

/// Money for 5 % more than teams can use: a little less changes little, and twice as much less changes far more.
#[test]
fn where_twice_the_step_says_otherwise_the_answer_is_not_linear() {
    let rich = case(
        "rich",
        &[
            "funding.state.annual = 126000",
            "area.field.confirmed = 4000",
            "completion.residual = 1e-6",
        ],
    );
    let found = compared(
        &[rich],
        64,
        &Questions {
            margin: true,
            ..Questions::default()
        },
    );
    let margin = &found.margins[0];
    assert!(
        margin.not_linear.iter().any(|it| it.contains("P80")),
        "{margin:?}"
    );
}

#[test]
fn money_that_comes_two_years_later_delays_by_two_years() {
    let later = case(
        "later",
        &["funding.state.annual = 120000", "funding.state.from = 2027"],
    );
    let ask = |path: &str, months: u32| {
        let questions = Questions {
            delays: vec![(path.to_owned(), months)],
            ..Questions::default()
        };
        compare(
            std::slice::from_ref(&later),
            &RunSpec::new(64, 1),
            &questions,
            &Watch::default(),
        )
    };
    let found = ask("funding.state", 24).unwrap().0;
    assert_eq!(found.delays[0].effects.months_sooner_p80.value, Some(-24.0));
    assert_eq!(found.delays[0].case, "later");
    for (path, months, says) in [("funding.stat", 12, "did you mean `funding.state`?")] {
        match ask(path, months) {
            Err(CompareError::Asked(text)) => assert!(text.contains(says), "{text}"),
            other => panic!("{other:?}"),
        }
    }
}

/// A plan of strength moves with its teams: 100 ha take ten months of the year in which there are any.
#[test]
fn teams_that_come_a_year_later_bring_their_plan() {
    let planned = case(
        "planned",
        &[
            "funding.state.annual = 1e6",
            "team.manual.by_year = { 2026 = 0, 2027 = 120 }",
        ],
    );
    let ask = |months: u32| {
        let questions = Questions {
            delays: vec![("team.manual".to_owned(), months)],
            ..Questions::default()
        };
        compare(
            std::slice::from_ref(&planned),
            &RunSpec::new(64, 1),
            &questions,
            &Watch::default(),
        )
    };
    let found = ask(12).unwrap().0;
    assert_eq!(found.delays[0].effects.months_sooner_p80.value, Some(-12.0));
    match ask(6) {
        Err(CompareError::Asked(text)) => {
            assert!(text.contains("give a multiple of 12"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}
