//! Changes, shares and quantiles against what is known of them.

use clearcast::compare::{Case, Questions, Verdict, compare};
use clearcast::math::{exp, normal};
use clearcast::simulate::{Model, RunSpec, Watch};
use clearcast::summary::measured::Measured;

use super::{case, compared, figure, pair};
use crate::common::lognormal;

const TRIALS: u64 = 16_384;

/// Fails unless a figure is within four standard errors of what it should be; the errors of a good design are small.
#[track_caller]
fn near(found: Measured, expected: f64) {
    let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
    assert!(
        (value - expected).abs() <= 4.0 * error && error < 0.02,
        "{value} ± {error}, expected {expected}"
    );
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
