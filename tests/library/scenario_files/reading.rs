//! What is read of a file, what is left to its default, and what is written back.

use std::fs;

use clearcast::calendar::Month;
use clearcast::law::Law;
use clearcast::scenario::{self, Capacity, Duration, Scenario};

use super::{data, load, over, over_small};

#[test]
fn every_key_and_distribution_is_read() {
    let Scenario {
        allocation,
        start,
        horizon_months,
        target,
        teams,
        areas,
        funding,
        events,
        ..
    } = load("valid/everything.toml", &[]).scenario;
    assert_eq!(allocation, scenario::Allocation::Proportional);
    assert_eq!(
        (start.to_string().as_str(), horizon_months),
        ("2026-04", 366)
    );
    assert_eq!(
        (
            target.years,
            target.since.to_string().as_str(),
            target.spent
        ),
        (Some(12.5), "2020-11", 1e6)
    );
    assert_eq!(
        areas[0].land_release.rework.as_ref().unwrap().law.law,
        Law::Fixed(0.02)
    );
    assert_eq!(
        areas[1].suspected.law.law,
        Law::Empirical(vec![700.0, 750.0, 800.0, 900.0])
    );
    assert_eq!(
        (
            areas[1].title.as_str(),
            areas[1].region.as_str(),
            areas[1].priority
        ),
        ("south", "south", -2.5)
    );
    let Capacity::Teams { count, output } = &teams[2].capacity else {
        panic!()
    };
    assert_eq!(
        count.law.law,
        Law::Discrete(vec![(10.0, 1.0), (12.0, 2.0), (14.0, 1.0)])
    );
    assert_eq!((output.law.min, output.law.max), (Some(100.0), Some(600.0)));
    assert_eq!(
        teams[2].terrain,
        [("plain".to_owned(), 1.0), ("hill".to_owned(), 0.7)]
    );
    assert_eq!(
        (teams[2].areas.as_slice(), teams[2].from, teams[2].until),
        (&[0, 1][..], Month::new(2027, 1), Month::new(2050, 12))
    );
    assert_eq!(
        (teams[0].operator.as_str(), teams[0].growth.unit),
        ("none", "ha per year, per year")
    );
    assert_eq!(
        funding[0]
            .by_year
            .iter()
            .map(|(year, _)| *year)
            .collect::<Vec<_>>(),
        [2027, 2028]
    );
    assert_eq!(funding[0].by_year[0].1.path, "funding.state.by_year.2027");
    assert_eq!(
        (events[0].sources.as_slice(), events[0].areas.as_slice()),
        (&[1][..], &[0][..])
    );
    assert!(
        matches!(events[0].duration, Duration::Months(_))
            && events[1].duration == Duration::Permanent
    );
}

#[test]
fn sources_and_notes_reach_values_and_tables() {
    let scenario = load("valid/everything.toml", &[]).scenario;
    let reliability = &scenario.land_release.record_reliability;
    assert_eq!(
        (reliability.source.as_deref(), reliability.note.as_deref()),
        (Some("an interview"), Some("a guess"))
    );
    let paths: Vec<&str> = scenario
        .remarks
        .iter()
        .map(|remark| remark.path.as_str())
        .collect();
    let some = [
        "",
        "economy",
        "economy.inflation",
        "team.manual",
        "team.manual.terrain",
        "funding.state.by_year",
        "correlation.1",
    ];
    assert!(some.iter().all(|path| paths.contains(path)), "{paths:?}");
}

#[test]
fn what_is_not_given_has_its_default() {
    let scenario = load("valid/small.toml", &[]).scenario;
    assert_eq!(
        (
            scenario.residual,
            scenario.milestones.len(),
            scenario.overhead_share
        ),
        (0.001, 0, 0.0)
    );
    assert_eq!(
        (scenario.target.since, scenario.target.spent),
        (scenario.start, 0.0)
    );
    assert_eq!(
        (
            scenario.inflation.mean,
            scenario.inflation.sd,
            scenario.inflation.persistence
        ),
        (0.0, 0.0, 0.0)
    );
    assert_eq!(scenario.allocation, scenario::Allocation::Priority);
    let (area, team) = (&scenario.areas[0], &scenario.teams[2]);
    assert_eq!(
        (area.title.as_str(), area.region.as_str(), area.priority),
        ("valley-north", "valley-north", 1.0)
    );
    assert_eq!(area.confirmed.law.law, Law::Fixed(0.0));
    for value in [
        &team.growth,
        &team.mobilisation,
        &team.unit_cost,
        &team.learning,
        &scenario.events[0].adds,
    ] {
        assert_eq!(value.law.law, Law::Fixed(0.0), "{}", value.path);
    }
    assert!(team.max.is_none() && team.terrain.is_empty() && team.areas == [0, 1]);
    let state = &scenario.funding[0];
    assert!(
        state.indexed
            && state.volatility == 0.0
            && state.carryover == 0.0
            && state.by_year.is_empty()
    );
    let event = &scenario.events[0];
    assert_eq!(
        (&event.funding.law.law, event.sources.as_slice()),
        (&Law::Fixed(1.0), &[0, 1][..])
    );
}

#[test]
fn the_resolved_file_is_the_same_scenario() {
    let over = "remove = [\"items.mines\"]\n[team.manual]\nlearning = 1e-300\nmax = 0.1\n[economy]\nescalation = 0x10\n";
    let loads = [
        load("valid/small.toml", &["team.manual.count=1_0.50"]).scenario,
        load(
            "valid/everything.toml",
            &["description='''two\nlines \"and\" \\ more'''"
                .replace('\n', "\\n")
                .as_str()],
        )
        .scenario,
        over_small(over).unwrap().scenario,
    ];
    for scenario in loads {
        let again = scenario::from_text("resolved.toml", &scenario.resolved, &[])
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again.scenario.resolved, scenario.resolved);
        assert_eq!(again.scenario, scenario);
    }
}

#[test]
fn the_loaded_text_is_the_file_to_the_byte() {
    let file = data("valid/small.toml");
    assert_eq!(
        scenario::load(&file, &[]).unwrap().text,
        fs::read_to_string(file).unwrap()
    );
}

/// Names with letters of any script, composed in one way or the other, are one name.
#[test]
fn names_may_be_written_in_any_letters() {
    let lines = "[area.\"A\u{11f}dam\"]\nregion = \"Шуша\"\nhazard = \"minefield\"\nterrain = \"düz yer\"\nconfirmed = 5\n\
                 [team.\"Ekip 1\".terrain]\n";
    let lines = lines.replace(
        "[team.\"Ekip 1\".terrain]",
        "[team.manual.terrain]\n\"du\u{308}z yer\" = 0.5\n[team.manual]\nareas = [\"*\"]",
    );
    let loaded = over(
        &lines,
        &[
            "area.\"Ag\u{306}dam\".confirmed={ uniform = [4, 6] }",
            "driver.x={factor=1.1,multiplies=[\"area.A\u{11f}*.confirmed\"]}",
        ],
    );
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let Scenario {
        areas,
        teams,
        drivers,
        ..
    } = &loaded.scenario;
    let area = areas.last().unwrap();
    assert_eq!((area.key.as_str(), area.region.as_str()), ("Ağdam", "Шуша"));
    let manual = teams.iter().find(|team| team.key == "manual").unwrap();
    assert!(manual.terrain.contains(&("düz yer".to_owned(), 0.5)));
    assert_eq!(drivers.last().unwrap().multiplies, ["area.Ağdam.confirmed"]);
    let again = scenario::from_text("again.toml", &loaded.scenario.resolved, &[]).unwrap();
    assert_eq!(again.scenario, loaded.scenario);
}
