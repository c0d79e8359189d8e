//! Studies of programmes: the same on any number of threads, without doubt, unfinished, and with risks.

use clearcast::sensitivity::{Method, measures};

use super::*;

/// Neither the number of threads nor what else is asked moves a bit; a study of nothing that varies says so.
#[test]
fn a_study_is_the_same_on_any_number_of_threads() {
    let model = Model::load("tests/data/valid/everything.toml".as_ref(), &[]).unwrap();
    for by in [By::Factors, By::Inputs] {
        let settings = Settings {
            by,
            over_time: true,
            ..settings(512)
        };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let found = pool.install(|| studied(&model, &["joint", "cost"], &settings));
            serde_json::to_string(&found).unwrap()
        };
        let one = run(1);
        assert_eq!(one, run(3));
        assert!(one.contains("remaining.total"));
    }
}

#[test]
fn nothing_that_varies_is_undefined() {
    let model = Model::of(small(&[]));
    let found = studied(&model, &["joint", "completion", "cost"], &settings(64));
    assert!(found.rows.is_empty());
    assert!(found.text(model.scenario()).contains("Undefined"));
    for method in [
        Method::Sobol { pick_freeze: false },
        Method::Delta,
        Method::Rank,
        Method::Tornado,
    ] {
        let names = outcomes(&model, &["joint", "cost"]);
        let found = measures(&model, names, method, &settings(64), &Watch::default()).unwrap();
        assert!(found.rows.is_empty());
        assert!(!found.text(model.scenario()).is_empty());
    }
    // Something varies, but the joint target is met in every trial.
    let model = product(&[]);
    let found = studied(&model, &["joint", "cost"], &settings(64));
    assert!(
        found
            .rows
            .iter()
            .all(|it| it.shares[0].value.is_none() && it.shares[1].value.is_some())
    );
    assert!(found.text(model.scenario()).contains("undefined"));
}

/// With so little money that no trial ends, completion is the horizon in all of them.
#[test]
fn unfinished_trials_end_with_the_horizon_and_are_told() {
    let model = product(&["funding.state.annual=100"]);
    let found = studied(&model, &["completion", "cost"], &settings(64));
    assert_eq!(found.unfinished, 1.0);
    assert_eq!(found.means[0], Some(50.0));
    let text = found.text(model.scenario());
    assert!(
        text.contains("Unfinished at the horizon: 100 %") && text.contains("Warning"),
        "{text}"
    );
}

/// A driver that always acts and one that may not, and an event: what is switched off is gone, in the same trials.
#[test]
fn risks_are_taken_away_one_by_one() {
    let model = product(&[
        "driver.dear={ probability = 0.5, factor = 2, multiplies = [\"team.manual.unit_cost\"] }",
        "event.flood={ rate = 1, duration = 3, output = 0.5 }",
    ]);
    let found = studied(&model, &["cost", "completion"], &settings(2048));
    let names: Vec<&str> = found.removals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["event.flood", "driver.dear"]);
    let [flood, dear] = &found.removals[..] else {
        panic!("two risks");
    };
    assert!(dear.changes[0].value.unwrap() < -3e4 && dear.changes[0].is_beyond_error());
    assert!(dear.changes[1].is_nothing());
    assert!(flood.changes[1].value.unwrap() < 0.0);
    assert!((dear.without[0].unwrap() / 1e5 - 1.0).abs() < 0.02);
    let row = found
        .rows
        .iter()
        .find(|it| it.factor.name == "driver.dear")
        .unwrap();
    let (without, with) = (row.low[0].unwrap(), row.high[0].unwrap());
    assert!((with / without - 2.0).abs() < 0.1, "{without} {with}");
    let flood = found
        .rows
        .iter()
        .find(|it| it.factor.name == "event.flood")
        .unwrap();
    assert!(flood.low[1] < flood.high[1]);
}

#[test]
fn outcomes_are_named_and_misspelt() {
    let model = product(&["area.field.region=\"north\""]);
    for (name, title) in [
        ("joint", "target met"),
        ("within-cost", "within cost"),
        ("completion", "completion"),
        ("mean(cost)", "cost"),
        ("regions.north", "regions.north.completion years"),
        ("remaining@2030", "remaining.total in 2030"),
    ] {
        assert_eq!(outcomes(&model, &[name])[0].title, title);
    }
    let refuse =
        |name: &str| Outcome::parse(name, model.programme(), model.scenario()).unwrap_err();
    assert!(refuse("completoin").contains("did you mean `completion`?"));
    assert!(refuse("area_ha.cleard").contains("did you mean `area_ha.cleared`?"));
    assert!(refuse("p80(cost)").contains("name `cost`"));
    assert!(refuse("remaining@1999").contains("no year 1999"));
    assert!(refuse("at_horizon.spent").contains("unfinished trials only"));
}
