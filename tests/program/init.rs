//! `init`: what it starts from.

use std::fs;

use clearcast::scenario::SHIPPED;

use crate::common::program::{clearcast, folder, text};

#[test]
fn every_shipped_scenario_can_be_started_from() {
    let here = folder("init-from");
    for (name, shipped) in SHIPPED {
        let file = format!("{name}-of-mine.toml");
        let run = clearcast(&here, &["init", "--from", name, &file]);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        assert_eq!(fs::read_to_string(here.join(&file)).unwrap(), *shipped);
        // A variant finds its base without a file beside it.
        let check = clearcast(&here, &["check", &file]);
        assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
        assert!(text(&check.stdout).contains(": sound: "), "{name}");
    }
    let wrong = clearcast(&here, &["init", "--from", "sri-lenka"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("a similar value exists: 'sri-lanka'"));
}

#[test]
fn a_hazard_list_becomes_areas_of_a_scenario_that_runs() {
    let here = folder("init-areas");
    let list = "Name;District;Hazard;Status;Area (m2)\nA1;North;Minefield;SHA;2500000\nA2;North;Minefield;CHA;500000\n";
    fs::write(here.join("list.csv"), list).unwrap();
    let run = clearcast(&here, &["init", "--areas", "list.csv", "mine.toml"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let run = clearcast(
        &here,
        &[
            "run",
            "mine.toml",
            "--trials",
            "64",
            "--json",
            "--no-folder",
        ],
    );
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(summary["area_ha"]["initial"]["mean"], 300.0);
    assert_eq!(summary["scenario"]["name"], "Areas of list.csv");
}

#[test]
fn a_hazard_list_is_refused_with_file_and_line() {
    let here = folder("init-areas-refused");
    fs::write(
        here.join("list.csv"),
        "District,Hazard,Status,Area (ha)\nNorth,Mines,SHA,ten\n",
    )
    .unwrap();
    let run = clearcast(&here, &["init", "--areas", "list.csv"]);
    assert_eq!(run.status.code(), Some(1));
    let said = text(&run.stderr);
    assert!(
        said.contains("list.csv:2:1") && said.contains("it is `ten`"),
        "{said}"
    );
    assert!(!here.join("scenario.toml").exists());
    let run = clearcast(&here, &["init", "--areas", "missing.csv"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("cannot read the hazard list `missing.csv`"));
    let both = ["init", "--areas", "list.csv", "--from", "ukraine"];
    assert_eq!(clearcast(&here, &both).status.code(), Some(2));
}

#[test]
fn what_is_worth_a_second_look_in_a_hazard_list_is_told_and_the_file_written() {
    let here = folder("init-areas-warned");
    let list = "Province,District,Hazard,Status,Area (ha)\nP,D,x,SHA,1\nP,D,x,SHA,1\n";
    fs::write(here.join("list.csv"), list).unwrap();
    let run = clearcast(&here, &["init", "--areas", "list.csv", "-"]);
    assert_eq!(run.status.code(), Some(0));
    let said = text(&run.stderr);
    assert!(
        said.contains("list.csv:1:1") && said.contains("`District` is taken"),
        "{said}"
    );
    assert!(
        said.contains("list.csv:3:1") && said.contains("line 3 is line 2 again"),
        "{said}"
    );
    let written = text(&run.stdout);
    assert!(written.contains("\nsuspected = 2\n"), "{written}");
    assert!(
        written.contains("# Columns of the list: district `District`"),
        "{written}"
    );
}
