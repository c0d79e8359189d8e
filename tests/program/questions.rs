//! `solve`, `frontier`, `trace`, `value` and `discover` as a planner runs them.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::common::SMALL;
use crate::common::documents::words;
use crate::common::program::{clearcast, folder, text};

const DEAR: &str = "team.manual.unit_cost={ uniform = [500, 1500] }";

fn asked(folder: &Path, command: &str) -> Output {
    let words = words(command);
    clearcast(
        folder,
        &words.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

#[test]
fn an_answer_is_printed_written_and_can_be_run() {
    let folder = folder("solve");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let base = folder.join("small.toml");
    let scenario = fs::read_to_string(&base).unwrap();
    let uncertain = scenario
        .replace("unit_cost = 1000", "unit_cost = { uniform = [500, 1500] }")
        .replace("cost = 1e9", "cost = 1e5");
    fs::write(&base, uncertain).unwrap();
    fs::create_dir(folder.join("answers")).unwrap();
    let solve = "solve small.toml --vary team.manual.unit_cost --goal 'joint >= 0.8' --trials 4096 --write answers/a.toml --out out";
    let run = asked(&folder, solve);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    // Uniform from 0.5 to 1.5 of the median: 80 % lie below 1.3 times it.
    assert!(
        shown.contains("At most") && shown.contains("checked under seed 2"),
        "{shown}"
    );
    for file in [
        "solve.json",
        "solve.csv",
        "solve.png",
        "charts/solve.svg",
        "resolved.toml",
        "manifest.toml",
    ] {
        assert!(folder.join("out").join(file).exists(), "{file}");
    }
    let variant = fs::read_to_string(folder.join("answers/a.toml")).unwrap();
    assert!(variant.contains("base = \"../small.toml\""), "{variant}");
    let again = "run answers/a.toml --trials 4096 --no-folder --json";
    let again = asked(&folder, again);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    let found: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("out/solve.json")).unwrap()).unwrap();
    let crossing = &found["crossings"][0];
    assert_eq!(summary["probability"]["joint"], crossing["found"]["joint"]);
    let level = crossing["level"].as_f64().unwrap();
    assert!((level / 1000.0 - 1.0 / 1.3).abs() < 2e-3, "{level}");
    // A folder is not replaced without being asked for.
    assert_eq!(asked(&folder, solve).status.code(), Some(2));
}

#[test]
fn a_goal_out_of_reach_has_an_exit_code_of_its_own() {
    let folder = folder("solve-unreachable");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let solve = &format!(
        "solve small.toml --set '{DEAR}' --set target.cost=1e5 --vary team.manual.unit_cost=1000..2000 --goal 'cost >= 0.9' --trials 64 --no-folder"
    );
    let run = asked(&folder, solve);
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(shown.contains("Out of reach"), "{shown}");
    // Which trials are late says nothing of a goal of money.
    assert!(!shown.contains("of the trials are not complete"), "{shown}");
    // A goal on completion has a date of its own: 10 ha a month leave 40 of 100 at the end of June, and nothing at the end of the year.
    let dated = "solve small.toml --vary team.manual.rate=60..120 --goal 'p80(years) <= 2026-06' --trials 64 --no-folder";
    let run = asked(&folder, dated);
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    let says = "100 % of the trials are not complete by Jun 2026, the limit of the goal: nothing is left on average at the end of 2026;";
    assert!(shown.contains(says), "{shown}");
    let at_deadline = "solve small.toml --gap --set target.years=0.5 --trials 64 --no-folder";
    let run = asked(&folder, at_deadline);
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    let says = "not complete by Jun 2026, the scenario's deadline: 40 ha is left on average then, and nothing at the end of 2026; money suffices, and capacity limits";
    assert!(shown.contains(says), "{shown}");
    let wrong = "solve small.toml --vary team.manual.unitcost --goal 'cost >= 0.9' --no-folder";
    let run = asked(&folder, wrong);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("did you mean `team.manual.unit_cost`"));
}

#[test]
fn the_gap_is_asked_for_by_name() {
    let folder = folder("gap");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let solve = &format!(
        "solve small.toml --gap --set '{DEAR}' --set target.years=1 --set funding.state.annual=40e3 --trials 256 --out out"
    );
    let run = asked(&folder, solve);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("with 50 % confidence") && shown.contains("with 80 % confidence"),
        "{shown}"
    );
    assert!(folder.join("out/gap-p80.csv").exists());
    let late = "solve small.toml --gap --from 2090 --no-folder";
    let run = asked(&folder, late);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("after the deadline"));
}

#[test]
fn frontier_and_trace_leave_their_folders() {
    let folder = folder("frontier");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let frontier = &format!(
        "frontier small.toml --set '{DEAR}' --vary funding.state.annual=2e4..2e5 --trials 128 --confidence 0.5,0.9 --out out"
    );
    let run = asked(&folder, frontier);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("90 % for both"));
    for file in [
        "frontier.json",
        "frontier.csv",
        "frontier.png",
        "levels.csv",
        "levels.png",
    ] {
        assert!(folder.join("out").join(file).exists(), "{file}");
    }
    let trace =
        &format!("trace small.toml --set '{DEAR}' --near p80(cost) --trials 128 --out trace");
    let run = asked(&folder, trace);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    for file in [
        "trace.json",
        "trace.csv",
        "trace.png",
        "inputs.csv",
        "causes.csv",
    ] {
        assert!(folder.join("trace").join(file).exists(), "{file}");
    }
    let months = fs::read_to_string(folder.join("trace/trace.csv")).unwrap();
    // 100 ha at 10 ha a month.
    assert_eq!(months.lines().count(), 11, "{months}");
}

/// Of 100 ha at 24 ha a year and $1,000 each, $20,000 a year pay for 20 ha, and what is missing is missing in one month of the year.
#[test]
fn run_and_trace_say_the_same_of_what_limits_a_year() {
    let folder = folder("limits");
    let late = "format = 1\nname = \"Late\"\nstart = \"2026-01\"\nhorizon = 4\ncurrency = \"USD\"\nprice_year = 2025\n\
                [area.a]\nconfirmed = 100\n\
                [team.t]\ntask = \"clearance\"\nrate = 24\nunit_cost = 1000\n\
                working_days = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 31, 31]\n\
                [funding.f]\nannual = 20e3\ncarryover = 1\n";
    fs::write(folder.join("late.toml"), late).unwrap();
    let run = asked(&folder, "run late.toml --trials 32 --no-folder");
    let said = text(&run.stdout);
    assert!(said.contains("What limits the work: money\n"), "{said}");
    // All 32 trials agree: 3/32.
    assert!(
        said.contains("Unfinished at the horizon: 100 ± 9 % of the trials"),
        "{said}"
    );
    let run = asked(&folder, "trace late.toml --trial 5 --trials 32 --out trace");
    let said = text(&run.stdout);
    let years = said.split("limited by\n").nth(1).unwrap();
    let years = years.split("\n\n").next().unwrap();
    assert_eq!(years.lines().count(), 4, "{said}");
    assert!(
        years.lines().all(|it| it.ends_with("  $4,000  money")),
        "{said}"
    );
    let months = fs::read_to_string(folder.join("trace/trace.csv")).unwrap();
    let mut months = months.lines();
    assert!(
        months
            .next()
            .unwrap()
            .ends_with(",month_short_of,year_limited_by")
    );
    let ends: Vec<&str> = months
        .map(|it| it.rsplit_once(",clearance,").map_or("", |it| it.1))
        .collect();
    assert_eq!(ends.iter().filter(|it| **it == "money").count(), 44);
    assert_eq!(ends.len(), 48);
}

#[test]
fn sensitivity_says_what_drives_the_result() {
    let folder = folder("sensitivity");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let ask = |more: &[&str]| {
        let mut words = vec![
            "sensitivity",
            "small.toml",
            "--set",
            DEAR,
            "--trials",
            "256",
        ];
        words.extend(more);
        clearcast(&folder, &words)
    };
    let run = ask(&["--out", "out", "--over-time"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("team.manual.unit_cost") && shown.contains("Epistemic"),
        "{shown}"
    );
    // The joint target is met and the work complete in the same month whatever it costs.
    assert!(
        shown.contains("Undefined: target met and completion"),
        "{shown}"
    );
    for file in [
        "sensitivity.json",
        "sensitivity.csv",
        "removals.csv",
        "convergence.csv",
        "over-time.csv",
        "sensitivity.png",
        "shares.png",
        "over-time.png",
        "convergence.png",
        "charts/shares.svg",
        "manifest.toml",
    ] {
        assert!(folder.join("out").join(file).exists(), "{file}");
    }
    let table = fs::read_to_string(folder.join("out/sensitivity.csv")).unwrap();
    assert!(
        table.contains("team.manual.unit_cost,input,epistemic"),
        "{table}"
    );
    for method in ["sobol", "delta", "rank", "tornado"] {
        let run = ask(&["--method", method, "--for", "cost", "--out", method]);
        assert_eq!(
            run.status.code(),
            Some(0),
            "{method}: {}",
            text(&run.stderr)
        );
        let table = format!("{method}/{method}.csv");
        let table = fs::read_to_string(folder.join(table)).unwrap();
        assert!(table.contains("team.manual.unit_cost"), "{table}");
        assert!(folder.join(method).join("sensitivity.png").exists());
    }
    let json = ask(&["--for", "cost", "--no-folder", "--json", "--by", "inputs"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["outcomes"][0]["unit"], "USD");
    assert_eq!(json["by"], "inputs");
    for wrong in [
        &["--for", "completoin"][..],
        &["--for", "p80(cost)"],
        &["--until", "2%"],
        &["--pick-freeze"],
        &["--method", "sobol", "--over-time"],
        &["--by", "teams"],
    ] {
        let mut words = wrong.to_vec();
        words.push("--no-folder");
        let run = ask(&words);
        assert_eq!(run.status.code(), Some(2), "{wrong:?}");
        assert!(!text(&run.stderr).is_empty());
    }
    let misspelt = text(&ask(&["--for", "completoin", "--no-folder"]).stderr);
    assert!(misspelt.contains("outcomes are"), "{misspelt}");
}

#[test]
fn value_and_discover_leave_their_folders() {
    let folder = folder("value");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let dear = SMALL.replace("unit_cost = 1000", "unit_cost = { uniform = [500, 1500] }");
    fs::write(folder.join("dear.toml"), dear).unwrap();
    let value = "value dear.toml --at 0.9 --accuracy 0.7 --trials 256 --out out";
    let run = asked(&folder, value);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("worst 10 %") && shown.contains("team.manual.unit_cost"),
        "{shown}"
    );
    let between = "value --between small.toml dear.toml --for cost --trials 256 --out between";
    let run = asked(&folder, between);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("small or dear, chosen by what is spent"),
        "{shown}"
    );
    let discover =
        "discover dear.toml --failing cost --set target.cost=1.2e5 --trials 512 --out box";
    let run = asked(&folder, discover);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    assert!(
        shown.contains("team.manual.unit_cost is at least") && shown.contains("Ceiling of density"),
        "{shown}"
    );
    for file in [
        "out/value.json",
        "out/value.csv",
        "out/value.png",
        "out/charts/value.svg",
        "out/manifest.toml",
        "between/value.png",
        "box/discover.json",
        "box/boxes.csv",
        "box/limits.csv",
        "box/discover.png",
    ] {
        assert!(folder.join(file).exists(), "{file}");
    }
}

#[test]
fn discover_says_that_few_trials_tell_little() {
    let folder = folder("discover-few");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let few = |trials: u32| {
        let command = format!(
            "discover small.toml --set '{DEAR}' --set target.cost=1e5 --failing cost --trials {trials} --no-folder"
        );
        let run = asked(&folder, &command);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        text(&run.stdout).contains("a box follows chance where so few tell")
    };
    assert_eq!([64, 4096].map(few), [true, false]);
}

#[test]
fn value_and_discover_refuse_with_what_to_write() {
    let folder = folder("value-refused");
    fs::write(folder.join("small.toml"), SMALL).unwrap();
    let refused = |command: &str, why: &str| {
        let run = asked(&folder, command);
        let shown = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{command}: {shown}");
        assert!(shown.contains(why), "{command}: {shown}");
        assert!(!folder.join("clearcast-results").exists(), "{command}");
    };
    refused("value small.toml --at 80", "above 0 and below 1");
    refused("value small.toml --accuracy 0", "at most 1");
    refused("value small.toml --for cost", "--between");
    refused(
        "value --between small.toml small.toml --for cots",
        "did you mean `cost`",
    );
    refused(
        "value small.toml --between small.toml small.toml",
        "cannot be used with",
    );
    refused("value --between small.toml other.toml", "other.toml");
    refused(
        "value --between small.toml small.toml --for npv",
        "[benefits]",
    );
    refused("value small.toml --trials 200000", "131,072 at most");
    refused(
        "discover small.toml --failing jiont",
        "did you mean `joint`",
    );
    refused("sensitivity small.toml --pick-freeze", "--method sobol");
    refused(
        "sensitivity small.toml --method sobol --pick-freeze --by inputs",
        "by factors",
    );
    // Nothing is uncertain.
    for (command, said) in [
        ("value", "there is nothing to find out"),
        ("discover", "No trial fails"),
    ] {
        let run = clearcast(
            &folder,
            &[command, "small.toml", "--trials", "64", "--out", command],
        );
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        assert!(text(&run.stdout).contains(said), "{}", text(&run.stdout));
    }
}

/// Whether the blocks of the console in a document are what the program says.
fn is_answered(name: &str, fewest: usize) -> bool {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(here.join(name)).unwrap();
    let mut written = String::new();
    let mut blocks = 0;
    for (at, part) in document.split("```console\n").enumerate() {
        if at == 0 {
            written += part;
            continue;
        }
        let (block, rest) = part.split_once("```\n").unwrap();
        let command = block.lines().next().unwrap();
        let words = words(command.strip_prefix("$ clearcast ").unwrap());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = clearcast(here, &words);
        assert!(
            matches!(run.status.code(), Some(0 | 3)),
            "{command}: {}",
            text(&run.stderr)
        );
        let shown = text(&run.stdout);
        let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
        written += [
            "```console\n",
            command,
            "\n",
            &shown.join("\n"),
            "\n```\n",
            rest,
        ]
        .concat()
        .as_str();
        blocks += 1;
    }
    assert!(blocks >= fewest, "{name}: {blocks}");
    if std::env::var_os("CLEARCAST_WRITE_PLANNING").is_some() {
        fs::write(here.join(name), &written).unwrap();
    }
    document == written
}

#[test]
#[ignore = "slow: twelve questions with all their trials"]
fn the_answers_in_the_documents_are_those_of_the_program() {
    let documents = [
        ("docs/planning.md", 5),
        ("docs/sensitivity.md", 2),
        ("docs/value.md", 5),
    ];
    let old = documents.map(|(name, fewest)| (name, is_answered(name, fewest)));
    let old: Vec<&str> = old
        .iter()
        .filter(|(_, is_answered)| !is_answered)
        .map(|(name, _)| *name)
        .collect();
    assert!(
        old.is_empty(),
        "{old:?} are out of date: CLEARCAST_WRITE_PLANNING=1 cargo test --test program the_answers_in -- --ignored"
    );
}
