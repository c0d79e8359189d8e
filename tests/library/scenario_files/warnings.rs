//! What is accepted with a warning, and that no shipped scenario needs one.

use clearcast::scenario::{self, Problem};

use super::over_small;

#[test]
fn a_correlation_with_a_plain_number_is_worth_a_warning() {
    let explicit = "[[correlation]]\namong = [\"area.valley-north.suspected\", \"team.manual.count\"]\nrho = 0.1\n";
    let warnings = over_small(explicit).unwrap().warnings;
    assert!(
        warnings.to_string().contains("names no uncertain input"),
        "{warnings}"
    );
}

#[test]
fn a_label_that_no_area_has_is_worth_a_warning() {
    let warnings = over_small("[team.manual]\nterrain = { hil = 0.5 }\n")
        .unwrap()
        .warnings;
    let one = warnings.iter().next().unwrap();
    assert_eq!(
        one.to_string(),
        "over.toml:4:13: `team.manual`: no area has the terrain `hil`"
    );
    assert_eq!(one.advice(), Some("did you mean `hill`?"));
}

/// A variant may drop the areas a pattern was made for; a plain name that is nowhere is refused (`invalid/team-areas.toml`).
#[test]
fn a_pattern_over_areas_that_matches_none_is_worth_a_warning() {
    let loaded = over_small("[team.manual]\nareas = [\"vally-*\"]\n").unwrap();
    let warnings: Vec<&str> = loaded.warnings.iter().map(Problem::rule).collect();
    let expected = [
        "`areas` must name tables of `area`",
        "nobody can clear the area `valley-north`",
        "nobody can clear the area `valley-south`",
    ];
    assert_eq!(warnings, expected);
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("no `area` matches `vally-*`")
    );
    let manual = loaded
        .scenario
        .teams
        .iter()
        .find(|team| team.key == "manual")
        .unwrap();
    assert!(manual.areas.is_empty());
}

/// Every scenario that ships is sound: none has a value that a planner would be asked about.
#[test]
fn no_shipped_scenario_has_a_warning_on_a_unit() {
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|end| end == "toml") {
            let loaded = scenario::load(&file, &[]).unwrap_or_else(|error| panic!("{error}"));
            assert!(
                loaded.warnings.is_empty(),
                "{}: {}",
                file.display(),
                loaded.warnings
            );
        }
    }
}
