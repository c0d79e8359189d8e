//! Scenarios side by side: figures and changes against closed forms, and what must be exactly nothing.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test that cannot run its scenario has failed, and what must be nothing is compared as it is"
)]

use clearcast::compare::{
    Case, CompareError, Compared, Comparison, Figure, Questions, Verdict, compare,
};
use clearcast::math::{exp, normal};
use clearcast::report;
use clearcast::simulate::{Model, RunSpec, Watch};
use clearcast::summary::measured::Measured;

use crate::common::{SMALL, lognormal};

const TRIALS: u64 = 16_384;

/// Spearman's rho of normals with a correlation of 0.9: 6/π asin(0.45).
const RHO: f64 = 0.891_456_131_680_1;

fn case(name: &str, sets: &[&str]) -> Case {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let model =
        Model::from_text("small.toml", SMALL, &sets).unwrap_or_else(|error| panic!("{error}"));
    Case {
        name: name.to_owned(),
        model,
    }
}

fn compared(cases: &[Case], trials: u64, questions: &Questions) -> Comparison {
    let spec = RunSpec::new(trials, 1);
    compare(cases, &spec, questions, &Watch::default())
        .unwrap()
        .0
}

fn figure<'a>(case: &'a Compared, name: &str) -> &'a Figure {
    case.figures.iter().find(|it| it.name == name).unwrap()
}

/// Fails unless a figure is within four standard errors of what it should be; the errors of a good design are small.
#[track_caller]
fn near(found: Measured, expected: f64) {
    let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
    assert!(
        (value - expected).abs() <= 4.0 * error && error < 0.02,
        "{value} ± {error}, expected {expected}"
    );
}

/// Two teams whose unit costs are lognormal and correlated; one of them clears the 100 ha. Costs at completion are A = exp(0.4 Z1) and
/// B = exp(-0.1 + 0.5 Z2), with a correlation of the normals of 0.9; a third is dear.
fn pair() -> Vec<Case> {
    let a = format!(
        "team.a = {{ task = 'clearance', rate = 120, unit_cost = {} }}",
        lognormal(0.01, 0.4)
    );
    let b = format!(
        "team.b = {{ task = 'clearance', rate = 120, unit_cost = {} }}",
        lognormal(0.01 * exp(-0.1), 0.5)
    );
    let correlation = format!("correlation = [{{ among = ['team.*.unit_cost'], rho = {RHO:?} }}]");
    let who = |name: &str, idle: [&str; 2]| {
        let idle = idle.map(|it| format!("team.{it}.hazard.minefield = 0"));
        case(
            name,
            &[
                &a,
                &b,
                &correlation,
                "team.manual.unit_cost = 1",
                &idle[0],
                &idle[1],
            ],
        )
    };
    vec![
        who("a", ["b", "manual"]),
        who("b", ["a", "manual"]),
        who("dear", ["a", "b"]),
    ]
}

#[test]
fn a_lognormal_pair_is_compared_as_its_closed_form() {
    let questions = Questions {
        across: Some("team.a.unit_cost".to_owned()),
        ..Questions::default()
    };
    let found = compared(&pair(), TRIALS, &questions);
    let b = &found.cases[1];
    let against = b.against_base.as_ref().unwrap();
    let change = figure(b, "cost").change.unwrap();
    near(change.mean, -0.057_972);
    near(change.p50, -0.095_163);
    near(change.p80, -0.022_002);
    // Of single trials: another thing than the change in P80, and of the other sign.
    assert!(
        (change.of_trials.p80 - 0.095_579).abs() < 0.003,
        "{:?}",
        change.of_trials
    );
    near(against.cheaper, 0.672_640);
    assert_eq!(against.same.value, Some(1.0));
    // Quantiles are equal where 0.4 z = -0.1 + 0.5 z.
    let crossing = against.cost.crossings[0];
    let level = normal::cdf(1.0);
    assert_eq!(against.cost.verdict, Verdict::Cross);
    assert!(crossing.from < level && level < crossing.to, "{crossing:?}");
    assert!((crossing.level - level).abs() < 0.02, "{crossing:?}");
    let choice = found.choice.unwrap();
    near(choice.spending[0].regret, 0.125_653);
    near(choice.spending[1].best, 0.672_640);
    assert_eq!(choice.spending[2].best.value, Some(0.0));
    // All complete in the same month: each has a third.
    for best in &choice.completion {
        assert!((best.best.value.unwrap() - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(best.regret.value, Some(0.0));
    }
    // The lowest third of A ends at its 33 % quantile, so its P80 is the 27 % quantile of all.
    let across = found.across.unwrap();
    let trials: u64 = across.groups.iter().map(|it| it.trials).sum();
    assert_eq!(trials, TRIALS);
    for (third, group) in across.groups.iter().enumerate() {
        let level = (third as f64 + 0.8) / 3.0;
        let expected = exp(0.4 * normal::quantile(level));
        let p80 = group.cells[0].cost_p80.value.unwrap();
        assert!(
            (p80 / expected - 1.0).abs() < 0.005,
            "{third}: {p80} for {expected}"
        );
    }
}

/// The difference in the mean is known 7.8345 times as exactly, as a variance, as from two runs by themselves.
#[test]
fn pairing_takes_out_what_both_have_in_common() {
    let cases = pair();
    let random = RunSpec::new(TRIALS, 1).sampling(clearcast::sampling::Sampling::Random);
    let found = compare(
        &cases[..2],
        &random,
        &Questions::default(),
        &Watch::default(),
    )
    .unwrap()
    .0;
    let change = figure(&found.cases[1], "cost").change.unwrap().mean;
    let error = change.standard_error.unwrap();
    let expected = (0.064_102 / TRIALS as f64).sqrt();
    // A standard error from 16 replicates is itself uncertain by a fifth.
    assert!(
        (error / expected - 1.0).abs() < 0.6,
        "{error} for {expected}"
    );
    assert!(error < 0.6 * (0.502_205 / TRIALS as f64).sqrt());
}

#[test]
fn a_tenth_less_is_a_tenth_less_at_every_confidence() {
    let cost = format!("team.manual.unit_cost = {}", lognormal(1000.0, 0.4));
    let driver = "driver.less = { factor = 0.9, multiplies = ['team.manual.unit_cost'] }";
    let cases = [case("all", &[&cost]), case("less", &[&cost, driver])];
    let found = compared(&cases, 4_096, &Questions::default());
    let less = &found.cases[1];
    let against = less.against_base.as_ref().unwrap();
    assert_eq!(against.cheaper.value, Some(1.0));
    assert_eq!(against.cost.verdict, Verdict::Less);
    assert_eq!(against.completion.verdict, Verdict::Same);
    let (base, mine) = (figure(&found.cases[0], "cost"), figure(less, "cost"));
    let change = mine.change.unwrap();
    for (change, base) in [
        (change.mean, base.mean),
        (change.p50, base.p50),
        (change.p80, base.p80),
    ] {
        let ratio = change.value.unwrap() / base.value.unwrap();
        assert!((ratio + 0.1).abs() < 1e-9, "{ratio}");
    }
}

fn exact_zero(it: Measured) {
    assert_eq!((it.value, it.standard_error), (Some(0.0), Some(0.0)));
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

#[test]
fn of_three_trials_in_four_shares_add_up_and_never_is_later_than_any_date() {
    let base = [
        "funding.state.annual = { pert = [3e4, 5e4, 2e5] }",
        "horizon = 2",
    ];
    let more = [
        base[0],
        base[1],
        "driver.more = { factor = 1.2, multiplies = ['funding.state.annual'] }",
    ];
    let found = compared(
        &[case("base", &base), case("more", &more)],
        2_048,
        &Questions::default(),
    );
    let against = found.cases[1].against_base.as_ref().unwrap();
    let [sooner, same, later] =
        [against.sooner, against.same, against.later].map(|it| it.value.unwrap());
    assert!((sooner + same + later - 1.0).abs() < 1e-12);
    assert_eq!(later, 0.0);
    let finished = [0, 1].map(|at| found.cases[at].shares.finished.value.unwrap());
    // Trials that finish in one of the two only are sooner there; those that finish in neither are the same.
    assert!(sooner >= finished[1] - finished[0] && same >= 1.0 - finished[1]);
    // A share of exactly 0 is known to 3 in the number of trials.
    assert!(
        (later - 0.0).abs() < 1e-12 && against.later.half_width().unwrap() - 3.0 / 2_048.0 < 1e-12
    );
    assert_eq!(against.completion.verdict, Verdict::Less);
}

/// Time is area by unit cost by money: 100 ha · 1,000 / 50,000 a year. Three edits, worked out by hand over their six orders.
#[test]
fn what_each_edit_contributes_is_known_by_hand() {
    let base = [
        "funding.state.annual = 50000",
        "completion.residual = 0.001",
    ];
    let all = [
        "completion.residual = 0.001",
        "area.field.confirmed = 150",
        "team.manual.unit_cost = 2000",
        "funding.state.annual = 100000",
    ];
    let cases = [case("base", &base), case("all", &all)];
    let found = compared(
        &cases,
        64,
        &Questions {
            why: true,
            ..Questions::default()
        },
    );
    let why = found.cases[1].why.as_ref().unwrap();
    let groups: Vec<String> = why.groups.iter().map(|it| it.join(" ")).collect();
    assert_eq!(groups, ["area.field", "team.manual", "funding.state"]);
    assert!(why.exact && why.subsets == 8);
    let p80 = &why.completion_p80;
    assert!((p80.base - 2.0).abs() < 1e-12 && (p80.here - 3.0).abs() < 1e-12);
    let by_hand = [
        (1.0, 13.0 / 12.0, 1.0),
        (2.0, 11.0 / 6.0, 1.5),
        (-1.0, -23.0 / 12.0, -3.0),
    ];
    for (part, (alone, shapley, last)) in p80.parts.iter().zip(by_hand) {
        for (found, expected) in [
            (part.alone, alone),
            (part.shapley, shapley),
            (part.last, last),
        ] {
            assert!((found.value.unwrap() - expected).abs() < 1e-9, "{part:?}");
        }
    }
    assert!((p80.interaction.value.unwrap() + 1.0).abs() < 1e-9);
    for of in [p80, &why.joint] {
        let sum: f64 = of.parts.iter().map(|it| it.shapley.value.unwrap()).sum();
        assert!((sum - of.total.value.unwrap()).abs() < 1e-12);
    }
}

/// A new team and the driver of its cost cannot be edited apart: they are one group, and its part is the whole.
#[test]
fn edits_that_need_each_other_are_one_group() {
    let other = [
        "team.new = { task = 'clearance', rate = 120, unit_cost = 500 }",
        "driver.wages = { factor = 2, multiplies = ['team.new.unit_cost'] }",
    ];
    let cases = [case("base", &[]), case("other", &other)];
    let found = compared(
        &cases,
        64,
        &Questions {
            why: true,
            ..Questions::default()
        },
    );
    let why = found.cases[1].why.as_ref().unwrap();
    assert_eq!(why.groups.len(), 1, "{:?}", why.groups);
    assert_eq!(
        why.completion_p80.parts[0].shapley.value,
        why.completion_p80.total.value
    );
}

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
    assert!((million - 2.4 * 1e6 / 50.0).abs() < 1e-6);
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

/// Every label within its panel, and none over another: in the usual case, with a scenario that never finishes, and with many.
#[test]
fn labels_of_the_pictures_stay_apart() {
    let file = |name: &str| {
        let file = format!("scenarios/{name}.toml");
        Case {
            name: name.to_owned(),
            model: Model::load(file.as_ref(), &[]).unwrap(),
        }
    };
    let usual = vec![file("azerbaijan"), file("donor-surge"), file("austerity")];
    let small = vec![
        case("a", &[]),
        case(
            "never, with a very long name that no column has room for",
            &["horizon = 50", "funding.state.annual = 100"],
        ),
    ];
    let mut many = pair();
    many.extend((0..4).map(|at| {
        case(
            &format!("case {at}"),
            &[&format!("funding.state.annual = {}", 20_000 + 9_000 * at)],
        )
    }));
    let all = Questions {
        why: true,
        margin: true,
        ..Questions::default()
    };
    for (cases, questions) in [
        (usual, all.clone()),
        (small, all),
        (many, Questions::default()),
    ] {
        let spec = RunSpec::new(256, 1);
        let (comparison, charts) = compare(&cases, &spec, &questions, &Watch::default()).unwrap();
        for drawing in report::comparison::draw(&comparison, &charts).unwrap() {
            let name = &drawing.name;
            for (i, a) in drawing.labels.iter().enumerate() {
                let bounds = a.bounds.shrunk(-4.0, -4.0, -4.0, -4.0);
                assert!(bounds.contains(a.area), "{name}: {a:?}");
                for b in &drawing.labels[..i] {
                    let ink = a.area.shrunk(0.5, 0.5, 0.5, 0.5);
                    assert!(!ink.overlaps(b.area), "{name}: {a:?} and {b:?}");
                }
            }
        }
    }
}

/// What docs/planning.md says of the two kinds of change: with a tenth more state money.
#[test]
fn the_change_in_p80_is_not_the_p80_of_the_change() {
    let load = |sets: &[String]| Model::load("scenarios/azerbaijan.toml".as_ref(), sets).unwrap();
    let more = "driver.more = { factor = 1.1, multiplies = ['funding.state.annual'] }".to_owned();
    let cases = [("now", load(&[])), ("more", load(&[more]))];
    let cases = cases.map(|(name, model)| Case {
        name: name.to_owned(),
        model,
    });
    let found = compared(&cases, 4_096, &Questions::default());
    let change = figure(&found.cases[1], "completion_years").change.unwrap();
    let (p80, error) = (
        change.p80.value.unwrap(),
        change.p80.standard_error.unwrap(),
    );
    assert!(
        (p80 + 1.5).abs() < 4.0 * error && error < 0.12,
        "{p80} ± {error}"
    );
    assert!(
        (change.of_trials.p80 + 0.33).abs() < 0.09,
        "{:?}",
        change.of_trials
    );
    let against = found.cases[1].against_base.as_ref().unwrap();
    assert!((against.sooner.value.unwrap() - 0.86).abs() < 0.01);
    assert_eq!(against.completion.verdict, Verdict::Less);
}
