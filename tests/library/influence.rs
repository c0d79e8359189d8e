//! What drives completion and cost, told by a run's own trials: against closed forms.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clearcast::factors::Kind;
use clearcast::influence::{Influence, Influences};
use clearcast::simulate::{Model, RunSpec, Trials, Watch, simulate_one, tally};
use clearcast::summary::measured::Measured;

use crate::common::SMALL;

/// Places of the outcomes.
const COMPLETION: usize = 0;
const COST: usize = 1;

fn model(sets: &[&str]) -> Model {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    Model::from_text("small.toml", SMALL, &sets).unwrap()
}

fn of(sets: &[&str], trials: Trials) -> Option<Influences> {
    let spec = RunSpec::new(0, 1).trials(trials);
    let run = simulate_one(&model(sets), &spec, tally, &Watch::default()).unwrap();
    Influences::of(&run)
}

fn row<'a>(all: &'a Influences, name: &str) -> &'a Influence {
    let found = all.rows.iter().find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("{name} is not among {:?}", all.rows))
}

/// Within four of its own standard errors.
#[track_caller]
fn within(found: Measured, expected: f64, slack: f64) {
    let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
    assert!(
        (value - expected).abs() <= 4.0 * error + slack,
        "found {value} ± {error}, expected {expected}"
    );
}

const COST_A_HECTARE: &str = "team.manual.unit_cost={ uniform = [500, 1500] }";
const AREA: &str = "area.field.confirmed={ uniform = [50, 150] }";

/// A hectare's cost alone decides the cost of 100 ha: 60,000 in the mean of its lowest fifth and 140,000 in that of its highest. The time
/// is ten months in any case.
#[test]
fn one_uncertain_cost_explains_all_of_the_cost_and_nothing_of_the_time() {
    let all = of(&[COST_A_HECTARE], Trials::Range(0..20_000)).unwrap();
    assert_eq!(all.trials, 16_384);
    let found = row(&all, "team.manual.unit_cost");
    assert_eq!(found.kind, Kind::Input);
    within(found.effects[COST].low, 60_000.0, 1.0);
    within(found.effects[COST].high, 140_000.0, 1.0);
    // Of forty classes: all but a part in 1,600.
    within(found.effects[COST].share, 1.0 - 1.0 / 1600.0, 1e-4);
    assert_eq!(found.effects[COMPLETION].share.value, None);
    assert!((all.means[COMPLETION] - 10.0 / 12.0).abs() < 1e-9);
}

/// Y = AU with independent A and U of the same relative variance r = 1/12: each explains r/(2r + r²) = 12/25, the rest is what both do
/// together. The time is that of the area alone.
#[test]
fn a_product_is_explained_by_halves_and_the_rest_by_neither() {
    let all = of(&[COST_A_HECTARE, AREA], Trials::Range(0..16_384)).unwrap();
    for name in ["team.manual.unit_cost", "area.field.confirmed"] {
        within(row(&all, name).effects[COST].share, 0.48, 2e-3);
    }
    let time = |name| row(&all, name).effects[COMPLETION].share;
    assert!(time("area.field.confirmed").value.unwrap() > 0.98);
    assert!(time("team.manual.unit_cost").value.unwrap().abs() < 5e-3);
    let low = row(&all, "area.field.confirmed").effects[COMPLETION].low;
    // Ten hectares a month: the mean of whole months over 50 to 70 ha is 6.5.
    within(low, 6.5 / 12.0, 1e-3);
}

/// Correlated inputs are one factor, and together they explain all but what the sum of two functions cannot say of a product.
#[test]
fn correlated_inputs_are_told_together() {
    let correlated = "correlation=[{ among = [\"team.manual.unit_cost\", \"area.field.confirmed\"], rho = 0.5 }]";
    let all = of(
        &[COST_A_HECTARE, AREA, correlated],
        Trials::Range(0..16_384),
    )
    .unwrap();
    assert_eq!(all.rows.len(), 1);
    let found = &all.rows[0];
    assert_eq!((found.kind, found.paths.len()), (Kind::Group, 2));
    let cost = found.effects[COST];
    let share = cost.share.value.unwrap();
    assert!((0.95..1.0).contains(&share), "{share}");
    assert!(cost.low.value.unwrap() < 60_000.0 && cost.high.value.unwrap() > 150_000.0);
}

/// Wages double in one trial in four: 100,000 without and 200,000 with it, and nothing else varies.
#[test]
fn a_driver_goes_from_without_to_with() {
    let driver =
        "driver.wages={ probability = 0.25, factor = 2, multiplies = [\"team.manual.unit_cost\"] }";
    let all = of(&[driver], Trials::Range(0..4096)).unwrap();
    let cost = row(&all, "driver.wages").effects[COST];
    within(cost.low, 100_000.0, 1e-6);
    within(cost.high, 200_000.0, 1e-6);
    within(cost.share, 1.0, 1e-9);
}

/// An event that arrives once in a year adds land to clear. In the fifth of trials in which it comes last it comes after 1.6 years, when all
/// is done; in the fifth in which it comes first, within three months.
#[test]
fn an_event_goes_from_late_to_early() {
    let event = "event.find={ rate = 1, permanent = true, adds = 50, areas = [\"field\"] }";
    let all = of(&[event], Trials::Range(0..4096)).unwrap();
    let cost = row(&all, "event.find").effects[COST];
    within(cost.low, 100_000.0, 1e-6);
    within(cost.high, 150_000.0, 1e-6);
    assert!(cost.share.value.unwrap() > 0.9);
}

#[test]
fn too_few_trials_or_later_ones_tell_nothing() {
    assert!(of(&[COST_A_HECTARE], Trials::Range(0..31)).is_none());
    assert!(of(&[COST_A_HECTARE], Trials::Range(0..32)).is_some());
    assert!(of(&[COST_A_HECTARE], Trials::Range(16..1000)).is_none());
}

/// Parts put together hold the trials of the whole.
#[test]
fn parts_tell_what_the_whole_tells() {
    let sets = [COST_A_HECTARE, AREA];
    let run = |range| {
        let spec = RunSpec::new(0, 1).trials(Trials::Range(range));
        simulate_one(&model(&sets), &spec, tally, &Watch::default()).unwrap()
    };
    let mut parts = run(300..700);
    parts.merge(run(0..300)).unwrap();
    assert_eq!(Influences::of(&parts), Influences::of(&run(0..700)));
}
