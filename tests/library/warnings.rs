//! Warnings at their borders: when they are given, and when not.

#![allow(
    clippy::unwrap_used,
    reason = "a scenario that is refused has failed the test"
)]

use clearcast::outlook::{self, Backlog, Warning};
use clearcast::programme::compile;
use clearcast::scenario::{self, Loaded, Problem};

/// The small programme with some values overridden and some lines added.
fn over_small(lines: &str) -> Loaded {
    let text = format!("format = 1\nbase = \"tests/data/valid/small.toml\"\n{lines}");
    scenario::from_text("over.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// Rules of the warnings that follow from the file alone.
fn rules(lines: &str) -> Vec<String> {
    let loaded = over_small(lines);
    loaded
        .warnings
        .iter()
        .map(Problem::rule)
        .map(str::to_owned)
        .collect()
}

const GORGE: &str = "[area.gorge]\nhazard = \"minefield\"\nterrain = \"mountain\"\n";

#[test]
fn an_area_without_land_needs_nobody() {
    let nobody = "[team.survey]\nterrain = { mountain = 0 }\n[team.technical]\nterrain = { mountain = 0 }\n\
                  [team.manual]\nterrain = { mountain = 0 }\n";
    assert_eq!(rules(&format!("{GORGE}{nobody}")), [""; 0]);
    let land = format!("{GORGE}confirmed = {{ pert = [0, 0, 5] }}\n{nobody}");
    let expected = "nobody can survey, technically survey or clear the area `gorge`";
    assert_eq!(rules(&land), [expected]);
}

/// A team and an area must have a month in common, within the months that the team is there.
#[test]
fn land_that_is_closed_whenever_teams_work_is_nobodys() {
    let gorge = format!("{GORGE}confirmed = 5\nunrecorded = 0\n");
    let closed = |months: &str| format!("{gorge}closed = {months}\n");
    let summer = "[team.manual]\nworking_days = [0, 0, 21, 21, 21, 21, 21, 21, 21, 21, 21, 21]\n";
    let nobody = ["nobody can clear the area `gorge`"];
    let never = closed("[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]");
    assert_eq!(rules(&format!("{never}{summer}")), nobody);
    assert_eq!(rules(&never), [""; 0]);
    let one_month = closed("[4, 5, 6, 7, 8, 9, 10, 11, 12]");
    assert_eq!(rules(&format!("{one_month}{summer}")), [""; 0]);
    // There from November to January, over the turn of the year, and open from February, or in January too.
    let visit = "[team.manual]\nfrom = \"2026-11\"\nuntil = \"2027-01\"\n";
    assert_eq!(rules(&format!("{}{visit}", closed("[1, 11, 12]"))), nobody);
    assert_eq!(rules(&format!("{}{visit}", closed("[11, 12]"))), [""; 0]);
    // There before the start, too: what counts is what is simulated.
    let before = "[team.manual]\nfrom = \"2025-10\"\nuntil = \"2026-01\"\n";
    assert_eq!(rules(&format!("{}{before}", closed("[1]"))), nobody);
}

#[test]
fn a_team_that_works_when_all_its_areas_are_closed_can_work_nowhere() {
    let closed = "[area.valley-north]\nclosed = [4]\n[area.valley-south]\nclosed = [4]\n";
    let visit = "[team.guests]\ntask = \"survey\"\nrate = 10\nunit_cost = 100\nfrom = \"2026-04\"\nuntil = \"2026-04\"\n";
    assert_eq!(
        rules(&format!("{closed}{visit}")),
        ["`team.guests` can work nowhere"]
    );
    let longer = visit.replace("until = \"2026-04\"", "until = \"2026-05\"");
    assert_eq!(rules(&format!("{closed}{longer}")), [""; 0]);
}

#[test]
fn land_that_is_released_earlier_needs_no_later_work() {
    let no_later =
        "[team.technical]\nareas = [\"valley-*\"]\n[team.manual]\nareas = [\"valley-*\"]\n";
    let cancelled = format!("{GORGE}suspected = 5\ncancelled = 1\n{no_later}");
    assert_eq!(rules(&cancelled), [""; 0]);
    let some_kept = format!("{GORGE}suspected = 5\ncancelled = 0.9\n{no_later}");
    assert_eq!(
        rules(&some_kept),
        ["nobody can technically survey or clear the area `gorge`"]
    );
    let reduced = "reduced_without_records = 1\nreduced_with_records = 1\n[team.manual]\nareas = [\"valley-*\"]\n";
    assert_eq!(rules(&format!("{GORGE}suspected = 5\n{reduced}")), [""; 0]);
}

#[test]
fn discovery_needs_survey_where_land_is_known_and_some_is_unrecorded() {
    let no_survey = "[team.survey]\nareas = [\"valley-*\"]\n";
    let found = format!("{GORGE}confirmed = 5\n{no_survey}");
    assert_eq!(rules(&found), ["nobody can survey the area `gorge`"]);
    for nothing in ["unrecorded = 0", "discovery = 0"] {
        let none = format!("{GORGE}confirmed = 5\n{nothing}\n{no_survey}");
        assert_eq!(rules(&none), [""; 0], "{nothing}");
    }
}

/// What an event adds is shared by what is known of its areas: an empty one gets some only among empty ones.
#[test]
fn an_event_brings_work_to_the_areas_that_get_a_share() {
    let no_survey = "[team.survey]\nareas = [\"valley-*\"]\n[event.conflict]\nadds = 10\n";
    assert_eq!(rules(&format!("{GORGE}{no_survey}")), [""; 0]);
    let alone = format!("{GORGE}{no_survey}areas = [\"gorge\"]\n");
    assert_eq!(rules(&alone), ["nobody can survey the area `gorge`"]);
    assert_eq!(rules(&format!("{alone}rate = 0\n")), [""; 0]);
}

#[test]
fn drivers_that_together_push_a_share_over_one_are_noticed() {
    let driver = |name: &str, factor: f64, probability: f64| {
        format!(
            "[driver.{name}]\nfactor = {factor}\nprobability = {probability}\nmultiplies = [\"land_release.reduced_with_records\"]\n"
        )
    };
    assert_eq!(rules(&driver("one", 1.2, 1.0)), [""; 0]);
    let both = driver("one", 1.2, 1.0) + &driver("two", 1.2, 0.5);
    assert_eq!(
        rules(&both),
        ["the driver `one` can push `land_release.reduced_with_records` over 1"]
    );
    let never = driver("one", 1.2, 1.0) + &driver("two", 1.2, 0.0);
    assert_eq!(rules(&never), [""; 0]);
}

#[test]
fn a_value_is_far_outside_from_a_hundred_times_its_range() {
    let output = |value: f64| {
        let rules = rules(&format!("[team.manual]\noutput = {value}\n"));
        let far = rules
            .iter()
            .filter(|rule| rule.contains("seen in practice"));
        far.count()
    };
    assert_eq!([0.0, 0.1, 0.099, 690e3, 691e3].map(output), [0, 0, 1, 0, 1]);
}

/// Money in thousands where it is a whole number: 250 for 250,000 a team and year, 2,000 for two million of overheads.
#[test]
fn money_typed_in_thousands_is_noticed() {
    let asked = |lines: String, rule: &str| {
        let rules = rules(&lines);
        rules.iter().filter(|it| it.contains(rule)).count()
    };
    let team = |cost| {
        asked(
            format!("[team.manual]\ncost = {cost}\n"),
            "seen in practice",
        )
    };
    assert_eq!(["250", "250e3", "0"].map(team), [1, 0, 0]);
    let fixed = |fixed| asked(format!("[overhead]\nfixed = {fixed}\n"), "next to nothing");
    assert_eq!(["2", "2000", "300e3", "0"].map(fixed), [1, 1, 0, 0]);
    let target = |cost| asked(format!("[target]\ncost = {cost}\n"), "next to nothing");
    assert_eq!(["60", "6e6"].map(target), [1, 0]);
}

/// The trial at P50 of the scenario.
fn at_p50(lines: &str) -> Vec<Warning> {
    let loaded = over_small(lines);
    let (programme, repaired) = compile(&loaded.scenario);
    outlook::warnings(&loaded.scenario, &programme, repaired)
}

#[test]
fn a_programme_that_is_complete_at_p50_is_not_warned_of_its_tail() {
    assert!(at_p50("").is_empty());
    let [
        Warning::Unfinished {
            backlog,
            short_of_money,
            ..
        },
    ] = at_p50("horizon = 2\n")[..]
    else {
        panic!("two years suffice");
    };
    assert_eq!(backlog, Backlog::Survey);
    assert!(!short_of_money);
}

#[test]
fn money_that_leaves_a_little_for_work_is_only_too_little() {
    let income = "funding.state.annual = 1e6\nfunding.donors.annual = 0\n";
    let all = at_p50(&format!("{income}overhead.fixed = 1e6\n"));
    assert!(matches!(all[..], [Warning::OnlyOverhead { .. }]), "{all:?}");
    let nearly = at_p50(&format!("{income}overhead.fixed = 0.99e6\n"));
    assert!(
        matches!(
            nearly[..],
            [Warning::Unfinished {
                short_of_money: true,
                ..
            }]
        ),
        "{nearly:?}"
    );
}
