//! What would fail or mislead at every point is told once, before anything is written; what fails everywhere all the same is an error.

use std::fs;
use std::path::Path;

use super::{DESIGN, done, here, refused, rows};
use crate::common::program::{clearcast, text};

/// Sweeps `small.toml` over a table, which must be refused in all these words and leave nothing behind.
#[track_caller]
fn table_refused(here: &Path, table: &str, expected: &[&str]) {
    fs::write(here.join("table.csv"), table).unwrap();
    let arguments = [
        "sweep",
        "small.toml",
        "--design-file",
        "table.csv",
        "--out",
        "out",
    ];
    let it = clearcast(here, &arguments);
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(2), "{table}: {said}");
    assert!(said.starts_with("error: table.csv: "), "{table}: {said}");
    for words in expected {
        assert_eq!(said.matches(words).count(), 1, "{words} in {said}");
    }
    assert!(!here.join("out").exists() && !here.join("out.journal").exists());
}

#[test]
fn a_value_of_a_table_that_no_scenario_has_is_refused() {
    let here = here("sweep/tables", DESIGN);
    table_refused(
        &here,
        "area.valley-nroth.suspected,funding.sttae.annual,horizon,team.d.rate\n5,6,20,7\n8,9,30,10\n",
        &[
            "column `area.valley-nroth.suspected`: the scenario has no `area.valley-nroth`: did you mean `area.valley-north.suspected`?",
            "column `funding.sttae.annual`: the scenario has no `funding.sttae`: did you mean `funding.state.annual`?",
            "column `team.d.rate`: the scenario has no `team.d`: it has `team.survey`, `team.technical`, `team.manual`",
        ],
    );
    table_refused(&here, "event.x.rate\n0.1\n", &["it has `event.conflict`"]);
    // Not the drivers by which a sweep scales.
    table_refused(
        &here,
        "scale(team.*.output),driver.z.factor\n0.5,2\n",
        &["it has `driver.labour`\n"],
    );
    table_refused(
        &here,
        "items.mine.per_cleared_ha\n2\n",
        &["did you mean `items.mines"],
    );
    let typo = DESIGN.replace("funding.state.annual", "funding.sttae.annual");
    fs::write(here.join("design.toml"), typo).unwrap();
    let expected = "error: design.toml: factor `money`: the scenario has no `funding.sttae`";
    refused(
        &here,
        &["sweep", "design.toml", "--out", "out"],
        2,
        expected,
    );
    // A key of a table that is there, and a table written out whole, may be new.
    fs::write(
        here.join("new.csv"),
        "funding.state.by_year.2030,event.flood\n1e6,\"{ rate = 0.1, duration = 3, output = 0.5 }\"\n",
    )
    .unwrap();
    done(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "new.csv",
            "--trials",
            "32",
            "--out",
            "new",
        ],
    );
    assert_eq!(rows(&here.join("new/points.csv"))[0]["message"], "");
}

#[test]
fn a_variant_without_the_table_says_so_in_its_rows() {
    let here = here(
        "sweep/variants",
        "format = 1\nscenario = \"small.toml\"\ntrials = 32\n[factor.loan]\nset = [\"funding.loan.annual\"]\nlist = [1e6, 2e6]\n\
         [variant.plain]\n[variant.loan]\nset = [\"funding.loan={ annual = 1 }\"]\n",
    );
    done(&here, &["sweep", "design.toml", "--out", "out"]);
    let rows = rows(&here.join("out/points.csv"));
    for (number, row) in rows.iter().enumerate() {
        let is_missing = row["message"].contains("the scenario has no `funding.loan`");
        assert_eq!(
            (is_missing, row["message"].is_empty()),
            (number < 2, number >= 2),
            "{row:?}"
        );
    }
}

#[test]
fn names_of_columns_that_are_no_paths_are_refused() {
    let here = here("sweep/malformed", DESIGN);
    table_refused(
        &here,
        "team.manual.output;funding.state.annual\n1,5;2\n",
        &[
            "column 1: `team.manual.output;funding.state.annual` is no path: it holds a semicolon; separate columns by commas",
        ],
    );
    table_refused(
        &here,
        "foo bar,funding..annual,scale(team.survey.rate,team.[ab].rate,\n1,2,3,4,5\n",
        &[
            "column 1: `foo bar` is no path",
            "column 2: `funding..annual` is no path",
            "column 3: `scale(team.survey.rate` lacks its closing bracket: write `scale(team.survey.rate)`",
            "column 4: `team.[ab].rate` is no path: it holds `[`",
            "column 5 has no name",
        ],
    );
    let broken = DESIGN.replace("\"team.*.output\"", "\"team.[ab].output\"");
    fs::write(here.join("design.toml"), broken).unwrap();
    refused(
        &here,
        &["sweep", "design.toml"],
        1,
        "`team.[ab].output` is no path",
    );
    refused(&here, &["sweep", "design.toml"], 1, "design.toml:13");
}

#[test]
fn cells_that_are_no_finite_numbers_are_refused_with_their_line() {
    let here = here("sweep/infinite", DESIGN);
    table_refused(
        &here,
        "funding.state.annual,scale(team.*.output),horizon\n5e6,1,20\n\n nan,inf,1e400\n",
        &[
            "line 4, point 1: `funding.state.annual` is nan, but a number must be finite",
            "line 4, point 1: `scale(team.*.output)` is inf, but",
            "line 4, point 1: `horizon` is 1e400, but",
        ],
    );
    let infinite = DESIGN.replace("\"proportional\"", "\"nan\"");
    fs::write(here.join("design.toml"), infinite).unwrap();
    refused(
        &here,
        &["sweep", "design.toml"],
        1,
        "a number must be finite",
    );
}

#[test]
fn a_sweep_without_any_figure_is_an_error_that_keeps_what_was_written() {
    let design = "format = 1\nscenario = \"small.toml\"\ntrials = 32\n[factor.money]\nset = [\"funding.state.annual\"]\nlist = [-1, -2]\n";
    let here = here("sweep/none", design);
    let reason = "no point has figures; the first says: `funding.state.annual` must be at least 0";
    refused(&here, &["sweep", "design.toml", "--out", "out"], 1, reason);
    let messages = rows(&here.join("out/points.csv"));
    assert!(
        messages.len() == 2
            && messages
                .iter()
                .all(|it| it["message"].contains("at least 0"))
    );
    for part in ["1/2", "2/2"] {
        let command = ["sweep", "design.toml", "--out", "parts", "--shard", part];
        refused(&here, &command, 1, reason);
    }
    let parts = ["parts.1-of-2.journal", "parts.2-of-2.journal"];
    refused(
        &here,
        &["merge", parts[0], parts[1], "--out", "parts"],
        1,
        reason,
    );
    super::same(&here.join("out"), &here.join("parts"));
}

#[test]
fn variants_in_other_money_are_refused() {
    let design = "format = 1\nscenario = \"small.toml\"\ntrials = 32\n[variant.dollars]\n[variant.euros]\nset = [\"currency='EUR'\"]\n\
                  [variant.old]\nset = [\"price_year=2020\"]\n[variant.long]\nset = [\"horizon=50\"]\n";
    let here = here("sweep/currencies", design);
    for expected in [
        "variants of a sweep must have the same currency",
        "EUR; variant `dollars` has USD",
        "variants of a sweep must have the same year of prices",
        "2020; variant `dollars` has 2025",
    ] {
        refused(
            &here,
            &["sweep", "design.toml", "--out", "out"],
            1,
            expected,
        );
    }
    assert!(!here.join("out").exists());
    // What is no unit of money may differ.
    let alike = design.replace("'EUR'", "'USD'").replace("2020", "2025");
    fs::write(here.join("design.toml"), alike).unwrap();
    done(&here, &["sweep", "design.toml", "--out", "out"]);
}
