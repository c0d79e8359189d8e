//! Names and texts that act: on a terminal, or as a formula in a table.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{SMALL, done, entries};
use crate::common::program::{clearcast, folder, text};

/// No character in what a command prints acts on a terminal.
fn is_harmless(it: &Output) {
    for said in [text(&it.stdout), text(&it.stderr)] {
        let acts = |c: char| {
            (c.is_control() && c != '\n')
                || ('\u{202A}'..='\u{202E}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
                || c == '\u{FFFF}'
        };
        assert!(!said.contains(acts), "{said:?}");
    }
}

#[test]
fn no_name_acts_on_the_terminal() {
    let here = folder("files/names");
    let evil = "\u{1b}[31m\u{9b}1m\u{202E}\u{7}\u{FFFF}\r";
    let file = format!("{evil}.toml");
    let small = fs::read_to_string(SMALL).unwrap();
    let hidden = "\u{9b}\u{202E}\u{2066}\u{FFFF}";
    for (content, code) in [
        (small.clone(), 0),
        (format!("{small}\n# {hidden}\nx = 1 # {hidden}"), 1),
        (format!("{small}\n\"{hidden}\" = 1\n[team.\"{hidden}\"]"), 1),
        ("broken".to_owned(), 1),
        ("base = \"missing\"".to_owned(), 1),
    ] {
        fs::write(here.join(&file), content).unwrap();
        for command in ["check", "show", "inputs"] {
            let it = clearcast(&here, &[command, &file]);
            is_harmless(&it);
            assert_eq!(it.status.code(), Some(code), "{}", text(&it.stderr));
        }
    }
    fs::write(here.join(&file), small).unwrap();
    let usual = ["run", &file, "--trials", "32", "--force"];
    for more in [
        &["--out", evil][..],
        &["--out", "out"],
        &["--partial", evil],
        &[
            "--out",
            &format!("{evil}/x"),
            "--set",
            &format!("name=\"{evil}\""),
        ],
        &["--set", evil],
        &["--until", evil],
    ] {
        is_harmless(&clearcast(&here, &[&usual, more].concat()));
    }
    for arguments in [
        &[evil][..],
        &["check", evil],
        &["diff", evil, evil],
        &["merge", evil],
        &["merge", &file],
        &["init", &format!("{evil}.new")],
        &["init", &format!("{evil}/new")],
        &["hindcast", evil],
        &["hindcast", "new", &file],
        &["man", &file],
        &["completions", evil],
        &["run", "--seed", evil],
    ] {
        is_harmless(&clearcast(&here, arguments));
    }
    let svg = fs::read_to_string(here.join("out/charts/cost.svg")).unwrap();
    assert!(!svg.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn texts_that_cannot_be_shown_are_refused_wherever_they_stand() {
    let here = folder("files/texts");
    let small = fs::read_to_string(SMALL).unwrap();
    for (key, escape) in [
        ("name", "\\u001b"),
        ("name", "\\u202E"),
        ("name", "\\uFFFF"),
        ("name", "\\n"),
        ("currency", "\\u0085"),
        ("area.valley-north.region", "\\u2066"),
        ("area.valley-north.terrain", "\\U0001FFFE"),
        ("team.manual.operator", "\\t"),
        ("team.manual.source", "\\uFEFF"),
    ] {
        fs::write(here.join("s.toml"), &small).unwrap();
        let set = format!("{key}=\"a{escape}b\"");
        let it = clearcast(&here, &["check", "s.toml", "--set", &set]);
        assert_eq!(it.status.code(), Some(1), "{set}: {}", text(&it.stderr));
        is_harmless(&it);
    }
    let set = "team.manual.source=\"two lines\\nare fine, and ش‌ھ\"";
    done(&clearcast(&here, &["check", "s.toml", "--set", set]));
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let here = folder("files/formulas");
    let sets = [
        "currency=\"=cmd|calc\"",
        "area.valley-north.region=\"=HYPERLINK(\\\"http://x\\\")\"",
        "area.valley-south.region=\"+x;=1\"",
        "team.manual.operator=\"@SUM(1)\"",
        "team.manual.source=\"-1+1\"",
    ];
    let mut arguments = vec!["run", SMALL, "--trials", "32", "--out", "out"];
    arguments.extend(sets.iter().flat_map(|set| ["--set", set]));
    done(&clearcast(&here, &arguments));
    let mut inputs = vec!["inputs", SMALL, "--csv", "--all"];
    inputs.extend(sets.iter().flat_map(|set| ["--set", set]));
    let inputs = clearcast(&here, &inputs);
    done(&inputs);
    let mut escaped = 0;
    for table in [
        fs::read(here.join("out/years.csv")).unwrap(),
        fs::read(here.join("out/regions.csv")).unwrap(),
        inputs.stdout,
    ] {
        for row in csv::Reader::from_reader(&table[..]).records() {
            for cell in &row.unwrap() {
                escaped += usize::from(cell.starts_with('\''));
                let runs = cell
                    .split(';')
                    .any(|part| part.starts_with(['=', '+', '-', '@']));
                assert!(!runs || cell.parse::<f64>().is_ok(), "{cell}");
            }
        }
    }
    assert!(escaped > 10, "{escaped}");
}

/// Every cell of every table in a folder, but for numbers.
fn cells(folder: &Path) -> Vec<String> {
    let mut cells = Vec::new();
    for name in entries(folder)
        .iter()
        .filter(|it| Path::new(it).extension().is_some_and(|it| it == "csv"))
    {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(folder.join(name))
            .unwrap();
        for record in reader.records() {
            cells.extend(record.unwrap().iter().map(str::to_owned));
        }
    }
    cells.retain(|it| it.parse::<f64>().is_err());
    cells
}

#[test]
fn no_table_of_any_answer_holds_a_formula() {
    let here = folder("formulas");
    let design = format!(
        "format = 1\nscenario = \"{SMALL}\"\ntrials = 32\n[factor.-f]\nset = [\"area.valley-north.region\"]\nvalues = [\"=x()\", \"@y\"]\n\
         [variant.-v]\n[variant.w]\n"
    );
    fs::write(here.join("design.toml"), design).unwrap();
    let asked: [&[&str]; 3] = [
        &[
            "compare",
            SMALL,
            "--case",
            "@x: target.years=20",
            "--out",
            "a",
        ],
        &["sweep", "design.toml", "--out", "a"],
        &[
            "trace",
            SMALL,
            "--set",
            "currency='=C()'",
            "--trial",
            "3",
            "--out",
            "a",
        ],
    ];
    for command in asked {
        let trials: &[&str] = match command[0] {
            "sweep" => &[],
            _ => &["--trials", "64"],
        };
        done(&clearcast(
            &here,
            &[command, trials, &["--no-report"]].concat(),
        ));
        let found = cells(&here.join("a"));
        let acting: Vec<&String> = found
            .iter()
            .filter(|it| it.starts_with(['=', '+', '-', '@']))
            .collect();
        assert!(
            !found.is_empty() && acting.is_empty(),
            "{command:?}: {acting:?}"
        );
        if command[0] == "sweep" {
            // Repeated from its own design, byte for byte.
            done(&clearcast(&here, &["repeat", "a"]));
        }
        fs::remove_dir_all(here.join("a")).unwrap();
    }
}
