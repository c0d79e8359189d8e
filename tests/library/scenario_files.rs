//! Scenario files as a user writes them: what is read, what is refused, and where.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use clearcast::calendar::Month;
use clearcast::law::Law;
use clearcast::scenario::{
    self, Capacity, Duration, LoadError, Loaded, Problem, Problems, Scenario,
};

fn data(name: &str) -> PathBuf {
    Path::new("tests/data").join(name)
}

fn load(name: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    scenario::load(&data(name), &sets).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Loads a file of a few lines over `small.toml`.
fn over_small(lines: &str) -> Result<Loaded, LoadError> {
    let text = format!("format = 1\nbase = \"tests/data/valid/small.toml\"\n{lines}");
    scenario::from_text("over.toml", &text, &[])
}

fn problems(result: Result<Loaded, LoadError>) -> Problems {
    match result {
        Err(LoadError::Rejected(problems)) => problems,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("accepted"),
    }
}

fn dimensions(scenario: &Scenario) -> Vec<&str> {
    scenario.dimensions.iter().map(String::as_str).collect()
}

/// Every file in `invalid` says in its first lines what is wrong and where: `# expect: [FILE:]LINE: part of the message`.
#[test]
fn every_broken_rule_is_refused_where_it_is_broken() {
    let mut files: Vec<PathBuf> = fs::read_dir(data("invalid"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() > 150, "only {} files", files.len());
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let problems = problems(scenario::load(&file, &[]));
        let expected: Vec<&str> = text
            .lines()
            .map_while(|line| line.strip_prefix("# expect: "))
            .collect();
        let as_expected = |(problem, expected): (&scenario::Problem, &&str)| {
            let (place, phrase) = expected.split_once(": ").unwrap();
            let (name, line) = place
                .rsplit_once(':')
                .unwrap_or((file.file_name().unwrap().to_str().unwrap(), place));
            let found = problem.place().unwrap();
            let message = format!("{problem} {}", problem.advice().unwrap_or_default());
            found.source.ends_with(name)
                && found.line.to_string() == line
                && message.contains(phrase)
        };
        if problems.len() != expected.len() || !problems.iter().zip(&expected).all(as_expected) {
            faults.push(format!(
                "{}: expected {expected:#?}\n{problems}\n",
                file.display()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_message_shows_rule_place_line_and_help() {
    let refused = problems(scenario::load(&data("invalid/choice-task.toml"), &[]));
    let expected = "\
error: `team.manual.task` must be one of `survey`, `technical_survey`, `clearance`
 --> tests/data/invalid/choice-task.toml:5:8
  |
5 | task = \"clearing\"
  |        ^^^^^^^^^^
  |
  = help: did you mean `clearance`?";
    assert_eq!(refused.to_string(), expected);
}

#[test]
fn an_empty_file_is_refused_for_all_it_lacks() {
    let refused = problems(scenario::from_text("empty.toml", "", &[])).to_string();
    for key in [
        "format", "name", "start", "area", "team", "funding", "currency",
    ] {
        assert!(
            refused.contains(&format!("`{key}` is missing")),
            "{key}: {refused}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_problem_of_the_scenario() {
    let error = scenario::load(&data("valid/none.toml"), &[]).unwrap_err();
    assert!(matches!(error, LoadError::Io { .. }), "{error}");
}

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
fn a_base_is_overridden_key_by_key_and_values_are_replaced_whole() {
    let loaded = over_small(
        "name = \"Other\"\n[team.manual]\ncount = 20\noutput = { uniform = [1, 2] }\n[funding.new]\nannual = 5\n\
         [area.valley-south]\nterrain = \"plain\"\n",
    );
    let scenario = loaded.unwrap().scenario;
    assert_eq!(scenario.name, "Other");
    let Capacity::Teams { count, output } = &scenario.teams[2].capacity else {
        panic!()
    };
    assert_eq!(
        (&count.law.law, &output.law.law),
        (&Law::Fixed(20.0), &Law::Uniform { min: 1.0, max: 2.0 })
    );
    assert_eq!(scenario.teams[2].cost.law.law, Law::Fixed(250e3));
    let keys: Vec<&str> = scenario
        .funding
        .iter()
        .map(|funding| funding.key.as_str())
        .collect();
    assert_eq!(keys, ["state", "donors", "new"]);
    assert_eq!(
        (
            scenario.areas[1].terrain.as_str(),
            scenario.areas[1].hazard.as_str()
        ),
        ("plain", "battle-area")
    );
}

#[test]
fn bases_chain_and_paths_are_relative_to_the_file_that_names_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    fs::copy(
        data("valid/small.toml"),
        folder.path().join("below/small.toml"),
    )
    .unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "below/middle.toml",
        "format = 1\nbase = \"small.toml\"\nname = \"Middle\"\n[target]\nyears = 20\n",
    );
    write(
        "top.toml",
        "base = \"below/middle.toml\"\nremove = [\"event.conflict\"]\nname = \"Top\"\n",
    );
    let scenario = scenario::load(&folder.path().join("top.toml"), &[])
        .unwrap()
        .scenario;
    assert_eq!(
        (scenario.name.as_str(), scenario.target.years),
        ("Top", Some(20.0))
    );
    assert!(scenario.events.is_empty());
    write("below/small.toml", "base = \"../top.toml\"\n");
    let refused = problems(scenario::load(&folder.path().join("top.toml"), &[])).to_string();
    assert!(
        refused.contains("a file must not be its own base"),
        "{refused}"
    );
}

#[test]
fn removing_makes_room_for_another_way_to_write_a_team() {
    let loaded = over_small(
        "remove = [\"team.manual.count\", \"team.manual.output\"]\n[team.manual]\nrate = 50\n",
    );
    assert!(matches!(
        loaded.unwrap().scenario.teams[2].capacity,
        Capacity::Rate(_)
    ));
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

#[test]
fn settings_override_the_file_in_order() {
    let sets = [
        "team.manual.count=5",
        "team.manual.count=6",
        "target.cost=1e9",
        "event.new={ rate = 0.1, permanent = true }",
    ];
    let scenario = load("valid/small.toml", &sets).scenario;
    let Capacity::Teams { count, .. } = &scenario.teams[2].capacity else {
        panic!()
    };
    assert_eq!(
        (&count.law.law, scenario.target.cost, scenario.events.len()),
        (&Law::Fixed(6.0), Some(1e9), 2)
    );
}

#[test]
fn settings_that_break_a_rule_show_their_own_text() {
    for (set, phrase) in [
        ("name=New", "a text needs quotes"),
        ("target.years", "must have the form PATH=VALUE"),
        ("[target]", "must have the form PATH=VALUE"),
        ("target.years=\"a\"", "`target.years` must be a number"),
        ("target.yers=3", "there is no key `target.yers`"),
        ("base=\"other.toml\"", "`base` can only be given in a file"),
        ("team.typo.output=3", "the key `team.typo.task` is missing"),
    ] {
        let refused =
            problems(scenario::load(&data("valid/small.toml"), &[set.to_owned()])).to_string();
        assert!(
            refused.contains(phrase) && refused.contains("--set:1:"),
            "{refused}"
        );
    }
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

/// Loads a damaged text; if it is refused, shows why. Neither may panic, and a refusal must say something.
fn survives(text: &str) {
    match scenario::from_text("damaged.toml", text, &[]) {
        Ok(loaded) => {
            let again = scenario::from_text("resolved.toml", &loaded.scenario.resolved, &[]);
            let again =
                again.unwrap_or_else(|error| panic!("{error}\n{}", loaded.scenario.resolved));
            assert_eq!(again.scenario, loaded.scenario);
        }
        Err(error) => assert!(error.to_string().contains("error: "), "{error}"),
    }
}

const DAMAGE: [&str; 26] = [
    "",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "=",
    ".",
    ",",
    "-",
    "#",
    "nan",
    "1e999",
    "\u{e9}",
    "\t",
    "\r",
    "\0",
    "*",
    "0x1F",
    "1979-05-27",
    "true",
    "{}",
    "[]",
    "'''",
    "source = 1",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damaged_line_makes_the_reader_panic(
        (line, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        at in 0_usize..60,
        damage in prop::sample::select(&DAMAGE[..]),
        kind in 0..5,
    ) {
        let text = fs::read_to_string(data("valid/everything.toml")).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (line, other) = (line.index(lines.len()), other.index(lines.len()));
        let cut = at.min(lines[line].len());
        match kind {
            0 => lines[line].insert_str(cut, damage),
            1 => lines[line].replace_range(cut.., damage),
            2 => lines.swap(line, other),
            3 => drop(lines.remove(line)),
            _ => {
                let key = lines[line].split('=').next().unwrap_or_default().to_owned();
                lines[line] = format!("{key} = {damage}");
            }
        }
        survives(&lines.join("\n"));
    }
}

/// Bytes of a file, and what is said about them.
#[test]
fn a_file_in_another_encoding_is_answered_with_what_it_is() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("encodings");
    std::fs::create_dir_all(&folder).unwrap();
    let utf16: Vec<u8> = "\u{feff}format = 1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, bytes, said) in [
        (
            "utf16.toml",
            utf16.as_slice(),
            "it is not UTF-8 but UTF-16; save it as UTF-8",
        ),
        (
            "latin.toml",
            b"format = 1\nname = \"D\xfczen\"\n",
            "an older code page, by the letters of line 2",
        ),
        ("nul.toml", b"f\0o\0", "must be written in UTF-8"),
        (
            "cr.toml",
            b"format = 1\rname = \"A\"\r",
            "lines must end with LF or CRLF",
        ),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        let error = scenario::load(&file, &[]).unwrap_err().to_string();
        assert!(error.contains(said), "{name}: {error}");
        assert_eq!(
            error.matches("error:").count(),
            error.matches("-->").count(),
            "{error}"
        );
    }
}

fn over(lines: &str, sets: &[&str]) -> Loaded {
    let text = format!("format = 1\nbase = \"tests/data/valid/small.toml\"\n{lines}");
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    scenario::from_text("over.toml", &text, &sets).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_variant_and_what_is_set_are_told_by_the_name() {
    let name = |lines: &str, sets: &[&str]| over(lines, sets).scenario.name;
    assert_eq!(name("", &[]), "A valley: over");
    assert_eq!(name("name = \"Mine\"\n", &[]), "Mine");
    assert_eq!(
        name("name = \"Mine\"\n", &["target.years=20"]),
        "Mine [target.years = 20]"
    );
    assert_eq!(
        name(
            "name = \"Mine\"\n",
            &["target.years=20", "target.cost = 5e7", "horizon=30"]
        ),
        "Mine [target.years = 20, target.cost = 5e7, 1 more]"
    );
    assert_eq!(name("", &["name=\"Set\""]), "Set");
    let again = over("", &["target.years=20"]).scenario;
    let resolved = scenario::from_text("resolved.toml", &again.resolved, &[]).unwrap();
    assert_eq!(resolved.scenario.name, again.name);
}

#[test]
fn the_same_setting_twice_is_noticed_and_its_parts_are_not() {
    let rules = |sets: &[&str]| -> Vec<String> {
        over("", sets)
            .warnings
            .iter()
            .map(|it| it.rule().to_owned())
            .collect()
    };
    assert_eq!(
        rules(&["target.years=20", "target.years=21"]),
        ["`target.years` is set twice, and the first has no effect"]
    );
    assert_eq!(rules(&["target.years=20", "target.cost=6e7"]), [""; 0]);
    assert_eq!(
        rules(&[
            "team.manual.output={pert=[1e2,2e2,3e2]}",
            "team.manual.output={ uniform = [1e2, 3e2] }"
        ]),
        ["`team.manual.output` is set twice, and the first has no effect"]
    );
}

#[test]
fn the_built_in_scenario_is_a_base_wherever_one_works() {
    let text = "format = 1\nbase = \"azerbaijan.toml\"\n[target]\nyears = 31\n";
    let loaded = scenario::from_text("mine.toml", text, &[]).unwrap();
    assert!(
        loaded.scenario.name.ends_with(": mine"),
        "{}",
        loaded.scenario.name
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
