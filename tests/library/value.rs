//! What it is worth to know an input, against closed forms on a scenario that follows by hand.

use clearcast::simulate::{Model, Watch};
use clearcast::summary::measured::Measured;
use clearcast::value::{Choice, Figure, Reserve, Settings, ValueError, choice, reserve};

use crate::common::{lognormal, small};

const SETTINGS: Settings = Settings {
    trials: 8_192,
    seed: 1,
    accuracy: 1.0,
};

fn model(sets: &[&str]) -> Model {
    Model::of(small(sets))
}

fn of_reserve(model: &Model, settings: &Settings) -> Reserve {
    reserve(model, 0.8, settings, &Watch::default()).unwrap()
}

fn of_choice(a: &Model, b: &Model, figure: Figure) -> Result<Choice, ValueError> {
    choice([("a", a), ("b", b)], figure, &SETTINGS, &Watch::default())
}

/// Within four of its own standard errors, which are at most `most`.
#[track_caller]
fn within(found: Measured, expected: f64, most: f64) {
    let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
    assert!(
        (value - expected).abs() <= 4.0 * error + 2e-3 * expected.abs() && error <= most,
        "found {value} ± {error}, expected {expected}"
    );
}

/// Cost is 1e5·exp(0.5 Z), Z = √0.5 (A + B): land and unit cost.
fn product(sets: &[&str]) -> Model {
    let sigma = 0.5 * 0.5_f64.sqrt();
    let land = format!("area.field.confirmed={}", lognormal(100.0, sigma));
    let cost = format!("team.manual.unit_cost={}", lognormal(1_000.0, sigma));
    model(&[&[land.as_str(), cost.as_str()], sets].concat())
}

#[test]
fn the_reserve_falls_by_what_the_closed_form_says() {
    let found = of_reserve(&product(&[]), &SETTINGS);
    within(found.cost, 0.942_315e5, 2e3);
    assert_eq!(found.factors.len(), 2);
    for row in &found.factors {
        within(row.cost.gain, 0.303_497e5, 1e3);
        assert!(!row.cost.is_nothing());
    }
    // Everything is known, and only land bears on the date.
    let everything = found.everything_cost.gain.value.unwrap() / found.cost.value.unwrap();
    assert!(everything > 0.9, "{everything}");
    assert!(found.chance_cost.value.unwrap() < 0.1 * found.cost.value.unwrap());
    let [land, cost] = &found.factors[..] else {
        unreachable!("there are two")
    };
    assert_eq!(land.name, "area.field.confirmed");
    // But for the rounding of dates to whole months, which no polynomial follows.
    assert!(land.years.gain.value.unwrap() > 0.85 * found.years.value.unwrap());
    assert!(cost.years.is_nothing());
    assert_eq!(found.unfinished.value, Some(0.0));
}

/// Two lognormal parts whose logarithms correlate fully but for rounding are one factor, and it is everything.
#[test]
fn a_correlated_group_is_known_as_one() {
    let model = product(&[
        "correlation=[{ among = ['area.field.confirmed', 'team.manual.unit_cost'], rho = 0.9 }]",
    ]);
    let found = of_reserve(&model, &SETTINGS);
    let [group] = &found.factors[..] else {
        unreachable!("there is one")
    };
    let gain = group.cost.gain.value.unwrap();
    assert!(gain > 0.95 * found.cost.value.unwrap(), "{gain}");
}

/// A study of correlation r leaves a share 1 − r² of the variance of the score: for ln Y of sd 0.5, known up to r² s.
#[test]
fn a_study_is_worth_less_than_to_know() {
    let model = product(&[]);
    let gains = [1.0, 0.8, 0.3].map(|accuracy| {
        let found = of_reserve(
            &model,
            &Settings {
                accuracy,
                ..SETTINGS
            },
        );
        let cost = found
            .factors
            .iter()
            .find(|it| it.name == "team.manual.unit_cost");
        cost.unwrap().cost.gain.value.unwrap()
    });
    assert!(
        gains[0] > 1.3 * gains[1] && gains[1] > 3.0 * gains[2],
        "{gains:?}"
    );
}

/// A costs 100 × U(500, 1500), B 100 × 1,200: E[max(0, A − B)] = 100 × 300²/2/1000 = 4,500.
#[test]
fn a_choice_flips_where_the_other_plan_is_cheaper() {
    let dear = "team.manual.unit_cost={ uniform = [500, 1500] }";
    let inert = "team.manual.growth={ uniform = [0, 0.001] }";
    let a = model(&[dear, inert]);
    let b = model(&["team.manual.unit_cost=1200", inert]);
    let found = of_choice(&a, &b, Figure::Cost).unwrap();
    assert_eq!(found.best(), 0);
    within(found.advantage, -20_000.0, 500.0);
    within(found.wrong, 0.3, 0.01);
    let row = &found.factors[0];
    assert_eq!(row.name, "team.manual.unit_cost");
    within(row.worth.gain, 4_500.0, 150.0);
    let flip = row.flip.as_ref().unwrap();
    assert!((flip.at[0] - 1_200.0).abs() < 5.0 && flip.at.len() == 1 && !flip.below);
    assert!((flip.probability - 0.3).abs() < 0.01);
    assert!(row.curve.len() == 65 && row.curve.is_sorted_by(|a, b| a.0 < b.0));
    assert!(
        found.factors[1..]
            .iter()
            .all(|it| it.worth.is_nothing() && it.flip.is_none())
    );
    // Whoever knows the unit cost knows all.
    assert!(found.chance.value.unwrap().abs() < 100.0);
    // The same plan twice leaves nothing to choose, and what never differs nothing to learn.
    let same = of_choice(&a, &a, Figure::Cost).unwrap();
    assert!(same.advantage.is_nothing() && same.everything.is_nothing());
    let years = of_choice(&a, &b, Figure::Years).unwrap();
    assert!(years.factors.iter().all(|it| it.worth.is_nothing()));
}

/// With a budget of 100,000 A meets the target in half of the trials, B never: nothing that could be known changes the choice.
#[test]
fn a_plan_that_never_wins_leaves_nothing_to_gain() {
    let dear = "team.manual.unit_cost={ uniform = [500, 1500] }";
    let a = model(&[dear, "target.cost=1e5"]);
    let b = model(&["team.manual.unit_cost=1200", "target.cost=1e5"]);
    let found = of_choice(&a, &b, Figure::Joint).unwrap();
    within(found.means[0], 0.5, 0.01);
    assert_eq!(
        (found.means[1].value, found.wrong.value),
        (Some(0.0), Some(0.0))
    );
    assert!(found.everything.is_nothing());
    let refused = of_choice(&a, &b, Figure::Npv).unwrap_err().to_string();
    assert!(refused.contains("`a` has no benefits"), "{refused}");
}

/// Whether a driver acts decides: it makes A cost 1.5 times as much in 30 % of the trials.
#[test]
fn a_driver_is_one_factor() {
    let driver = "driver.tight={ probability = 0.3, factor = { uniform = [1.4, 1.6] }, multiplies = ['team.manual.unit_cost'] }";
    let found = of_reserve(&model(&[driver]), &SETTINGS);
    let [row] = &found.factors[..] else {
        unreachable!("there is one")
    };
    assert_eq!(row.name, "driver.tight");
    // 1.4 to 1.6: all of it is known.
    let (gain, whole) = (row.cost.gain.value.unwrap(), found.cost.value.unwrap());
    assert!(gain > 0.98 * whole, "{gain} of {whole}");
    let b = model(&["team.manual.unit_cost=1200"]);
    let found = of_choice(&model(&[driver]), &b, Figure::Cost).unwrap();
    // B is better by 30,000 on average where the driver acts.
    within(found.factors[0].worth.gain, 0.3 * 30_000.0, 300.0);
    let flip = found.factors[0].flip.as_ref().unwrap();
    assert!((flip.probability - 0.3).abs() < 0.01);
}

#[test]
fn without_uncertainty_there_is_nothing_to_gain() {
    let found = of_reserve(&model(&[]), &SETTINGS);
    assert!(found.factors.is_empty());
    assert!(found.cost.value.unwrap().abs() < 1e-6 && found.years.value.unwrap().abs() < 1e-9);
    // Never finished: the years do not vary, which leaves them undefined.
    let never = of_reserve(
        &product(&["funding.state.annual=0", "horizon=2"]),
        &SETTINGS,
    );
    assert_eq!(never.unfinished.value, Some(1.0));
    assert!(
        never
            .factors
            .iter()
            .all(|it| it.years.gain == Measured::default())
    );
}

#[test]
fn threads_do_not_change_what_knowing_is_worth() {
    let model = product(&[]);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let settings = Settings {
            trials: 1_024,
            ..SETTINGS
        };
        pool.build()
            .unwrap()
            .install(|| of_reserve(&model, &settings))
    };
    assert_eq!(run(1), run(3));
}
