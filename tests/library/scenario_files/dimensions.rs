//! Which inputs depend on which, what drivers multiply, and the place of each input in the design.

use clearcast::scenario::{self, Scenario};

use super::{load, over_small};

fn dimensions(scenario: &Scenario) -> Vec<&str> {
    scenario.dimensions.iter().map(String::as_str).collect()
}

#[test]
fn a_later_correlation_wins_for_a_pair_that_two_entries_share() {
    let pairs = |scenario: &Scenario| -> Vec<(String, String, f64)> {
        scenario
            .correlations
            .iter()
            .map(|c| (c.a.clone(), c.b.clone(), c.rho))
            .collect()
    };
    let pair = |a: &str, b: &str, rho| (a.to_owned(), b.to_owned(), rho);
    let north = "area.valley-north.suspected";
    let south = "area.valley-south.suspected";
    let output = "team.manual.output";
    let base = load("valid/small.toml", &[]).scenario;
    assert_eq!(pairs(&base), [pair(north, south, 0.5)]);
    let more = "[[correlation]]\namong = [\"team.manual.output\", \"area.*.suspected\"]\nrho = -0.2\n\
                [[correlation]]\namong = [\"area.valley-south.*\", \"team.*.*\"]\nrho = 0.1\n";
    let derived = over_small(more).unwrap().scenario;
    // In the order of the dimensions, in which teams come before areas.
    let expected = [
        pair(output, north, -0.2),
        pair(output, south, 0.1),
        pair(north, south, -0.2),
    ];
    assert_eq!(pairs(&derived), expected);
}

#[test]
fn a_correlation_keeps_the_inputs_that_become_certain_unseen() {
    let pairs = |sets: &[&str]| load("valid/small.toml", sets).scenario.correlations;
    assert!(!pairs(&[]).is_empty());
    assert_eq!(pairs(&["area.valley-south.suspected=800"]), pairs(&[]));
}

#[test]
fn a_driver_multiplies_inputs_that_are_fixed_or_left_to_their_default() {
    let lines = "[area.valley-south]\ncancelled = 0.5\n[driver.other]\nfactor = 2\n\
                 multiplies = [\"team.*.learning\", \"land_release.cancelled\", \"event.conflict.adds\", \"area.*.cancelled\"]\n";
    let scenario = over_small(lines).unwrap().scenario;
    assert_eq!(
        scenario.drivers[0].multiplies,
        [
            "team.survey.cost",
            "team.technical.cost",
            "team.manual.cost"
        ]
    );
    let expected = [
        "land_release.cancelled",
        "area.valley-south.cancelled",
        "team.survey.learning",
        "team.technical.learning",
        "team.manual.learning",
        "event.conflict.adds",
    ];
    assert_eq!(scenario.drivers[1].multiplies, expected);
}

#[test]
fn dimensions_go_by_kind_then_by_file_and_skip_what_is_drawn_at_every_arrival() {
    let scenario = load("valid/small.toml", &[]).scenario;
    let expected = [
        "funding.state.annual",
        "land_release.cancelled",
        "land_release.record_reliability",
        "event.conflict.arrival",
        "driver.labour",
        "driver.labour.factor",
        "team.manual.output",
        "area.valley-north.suspected",
        "area.valley-south.suspected",
        "items.mines.per_cleared_ha",
    ];
    assert_eq!(dimensions(&scenario), expected);
}

#[test]
fn a_derived_file_keeps_the_places_of_its_base_and_appends_its_own() {
    let base = load("valid/small.toml", &[]).scenario;
    let lines = "remove = [\"driver.labour\"]\n[land_release]\nrework = { uniform = [0, 0.1] }\n[team.manual]\noutput = 300\n";
    let text = format!("base = \"tests/data/valid/small.toml\"\n{lines}");
    let sets = [
        "team.manual.count={ uniform = [10, 14] }".to_owned(),
        "land_release.cancelled=0.2".to_owned(),
    ];
    let derived = scenario::from_text("over.toml", &text, &sets)
        .unwrap()
        .scenario;
    let mut expected = dimensions(&base);
    expected.extend(["land_release.rework", "team.manual.count"]);
    assert_eq!(dimensions(&derived), expected);
}

/// The source whose levels are on the design is the first of the lowest file that has any; what lies above it changes nothing.
#[test]
fn levels_of_the_first_source_that_swings_are_dimensions_for_good() {
    let levels = |sets: &[&str]| {
        let scenario = load("valid/small.toml", sets).scenario;
        let found = scenario
            .dimensions
            .iter()
            .filter(|it| it.contains(".level."));
        found.cloned().collect::<Vec<_>>()
    };
    let four = |key: &str| {
        (1..=4)
            .map(|n| format!("funding.{key}.level.{n}"))
            .collect::<Vec<_>>()
    };
    assert!(levels(&[]).is_empty());
    assert_eq!(levels(&["funding.donors.volatility=0.2"]), four("donors"));
    let both = [
        "funding.donors.volatility=0.2",
        "funding.state.volatility=0.2",
    ];
    assert_eq!(levels(&both), four("donors"));
    let gone = [
        "funding.donors.volatility=0.2",
        "funding.donors.volatility=0",
        both[1],
    ];
    assert_eq!(levels(&gone), four("donors"));
    // One of them brings the others along.
    let named = "dimensions=['funding.state.level.1']";
    assert_eq!(levels(&[named, both[0], both[1]]), four("state"));
}

#[test]
fn dimensions_may_be_given_and_the_rest_follows() {
    let scenario = load("valid/everything.toml", &[]).scenario;
    let found = dimensions(&scenario);
    assert_eq!(
        found[..3],
        [
            "team.manual.output",
            "no.longer-there",
            "funding.state.annual"
        ]
    );
    assert_eq!(
        found
            .iter()
            .filter(|path| **path == "team.manual.output")
            .count(),
        1
    );
}
