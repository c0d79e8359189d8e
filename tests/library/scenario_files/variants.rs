//! Bases and settings: what is laid over what, and how a variant is called.

use std::fs;

use clearcast::law::Law;
use clearcast::scenario::{self, Capacity};

use super::{data, load, over, over_small, problems};

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
