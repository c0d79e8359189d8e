//! The least that a file must say, and the units it may be written in.

use clearcast::programme::OutcomeLayout as O;
use clearcast::scenario::{Capacity, from_text};

use crate::common::{Course, agree};

/// Without technical survey confirmed land goes to clearance whole, in the month in which it becomes confirmed.
#[test]
fn without_technical_survey_confirmed_land_is_cleared_whole() {
    let text = crate::common::SMALL.replace(
        "[team.technical]\ntask = \"technical_survey\"\nrate = 1e9\ncost = 0\n",
        "",
    );
    let text = text.replace(
        "reduced_without_records = 0\nreduced_with_records = 0\n",
        "",
    );
    let it = Course::of(&from_text("two-tasks.toml", &text, &[]).unwrap().scenario);
    agree(it.completion(), 10.0);
    agree(it.get(O::REDUCED), 0.0);
    agree(it.get(O::CLEARED), 100.0);
}

const SMALLEST: &str = "format = 1\nname = 'Smallest'\nstart = '2026-01'\nhorizon = 20\ncurrency = 'USD'\nprice_year = 2025\n\
    [area.field]\nconfirmed = 100\n[team.manual]\ntask = 'clearance'\nrate = 120\nunit_cost = 1000\n[funding.state]\nannual = 1e6\n";

#[test]
fn the_smallest_file_runs_and_each_default_is_said_once() {
    let loaded =
        from_text("smallest.toml", SMALLEST, &[]).unwrap_or_else(|error| panic!("{error}"));
    let it = Course::of(&loaded.scenario);
    agree(it.completion(), 10.0);
    agree(it.get(O::COST), 100e3);
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let said: Vec<&str> = loaded
        .notes
        .iter()
        .map(clearcast::scenario::Problem::rule)
        .collect();
    for word in [
        "no probability",
        "21 working days",
        "nothing is unrecorded",
        "nothing is cleared twice",
        "terrain",
        "hazard",
        "discounted",
        "fixed overhead",
        "technical survey",
    ] {
        assert_eq!(
            said.iter().filter(|rule| rule.contains(word)).count(),
            1,
            "{word}: {said:#?}"
        );
    }
    let again = from_text("resolved.toml", &loaded.scenario.resolved, &[]).unwrap();
    assert_eq!(again.scenario, loaded.scenario);
}

/// The same programme in each unit of area.
#[test]
fn areas_may_be_written_in_other_units() {
    let written = |unit: &str, confirmed: &str, rate: &str, price: &str| {
        let text = SMALLEST
            .replace("format = 1", &format!("format = 1\narea_unit = '{unit}'"))
            .replace(
                "confirmed = 100",
                &format!("confirmed = {confirmed}\nsuspected = {confirmed}\ncancelled = 0.5"),
            )
            .replace(
                "rate = 120",
                &format!("rate = {rate}\ngrowth = {rate}\nmobilisation = {price}"),
            )
            .replace("unit_cost = 1000", &format!("unit_cost = {price}"));
        let text = text
            + "[team.survey]\ntask = 'survey'\ncount = 2\noutput = 5000\nunit_cost = "
            + price
            + "\n";
        let loaded = from_text("units.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        Course::of(&loaded.scenario)
    };
    let hectares = written("ha", "{ pert = [100, 200, 400] }", "120", "1000");
    for other in [
        written("km2", "{ pert = [1, 2, 4] }", "1.2", "100e3"),
        written("m2", "{ pert = [1e6, 2e6, 4e6] }", "1.2e6", "0.1"),
    ] {
        agree(other.completion(), hectares.completion());
        agree(other.get(O::COST), hectares.get(O::COST));
        agree(other.get(O::CANCELLED), hectares.get(O::CANCELLED));
    }
    let odd = "{ beta = { alpha = 2, beta = 3 } }";
    agree(
        written("km2", odd, "1.2", "100e3").get(O::INITIAL),
        written(
            "ha",
            "{ beta = { alpha = 2, beta = 3, max = 100 } }",
            "120",
            "1000",
        )
        .get(O::INITIAL),
    );
    let weights = written("km2", "{ discrete = [[1, 9], [2, 9]] }", "1.2", "100e3").get(O::INITIAL);
    assert!(
        [200.0, 300.0, 400.0]
            .iter()
            .any(|it| (weights - it).abs() < 1e-9),
        "{weights}"
    );
}

#[test]
fn settings_are_in_hectares_and_say_so() {
    let text = SMALLEST.replace("format = 1", "format = 1\narea_unit = 'km2'");
    let set = ["area.field.confirmed = 50".to_owned()];
    let loaded = from_text("units.toml", &text, &set).unwrap();
    let confirmed = &loaded.scenario.areas[0].confirmed;
    assert_eq!(confirmed.law.is_certain(), Some(50.0));
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("`area.field.confirmed` is set in hectares"),
        "{}",
        loaded.warnings
    );
    let Capacity::Rate(rate) = &loaded.scenario.teams[0].capacity else {
        panic!()
    };
    assert_eq!(rate.law.is_certain(), Some(12_000.0));
    assert_eq!(
        loaded.scenario.teams[0].unit_cost.law.is_certain(),
        Some(10.0)
    );
    let refused = from_text("units.toml", SMALLEST, &["area_unit = 'm2'".to_owned()]).unwrap_err();
    assert!(
        refused.to_string().contains("can only be given in a file"),
        "{refused}"
    );
}
