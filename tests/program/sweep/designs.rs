//! Designs and tables of points, read and refused.

use std::fs;

use super::{DESIGN, done, here, refused, rows};

#[test]
fn a_table_of_points_runs_and_its_row_numbers_return() {
    let here = here("sweep/table", DESIGN);
    fs::write(
        here.join("points.csv"),
        "funding.state.annual,scale(team.*.output),allocation\n4e6,1.25,proportional\n,0.8,\n3e6,,priority\n",
    )
    .unwrap();
    done(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "points.csv",
            "--trials",
            "64",
            "--out",
            "csv",
        ],
    );
    let rows = rows(&here.join("csv/points.csv"));
    let cells: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["point", "scale(team.*.output)", "allocation"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(
        cells,
        [
            ["0", "1.25", "proportional"],
            ["1", "0.8", ""],
            ["2", "", "priority"]
        ]
    );
    assert!(rows.iter().all(|row| !row["cost.p50"].is_empty()));
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "small.toml",
            "--out",
            "no",
        ],
        2,
        "small.toml:",
    );
    fs::write(here.join("typo.csv"), "funding.state.anual\n4e6\n").unwrap();
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "typo.csv",
            "--out",
            "no",
        ],
        2,
        "did you mean",
    );
    fs::write(here.join("glob.csv"), "team.*.nothing\n4e6\n").unwrap();
    refused(
        &here,
        &[
            "sweep",
            "small.toml",
            "--design-file",
            "glob.csv",
            "--out",
            "no",
        ],
        2,
        "matches no input",
    );
}

#[test]
fn what_is_wrong_with_a_design_is_told_before_anything_is_written() {
    let here = here("sweep/refused", &DESIGN.replace("grid", "gird"));
    refused(&here, &["sweep", "design.toml"], 1, "did you mean `grid`");
    refused(&here, &["sweep", "nothing.toml"], 2, "nothing.toml");
    refused(&here, &["sweep"], 2, "DESIGN");
    for (from, to, code, expected) in [
        ("joint", "jiont", 2, "jiont"),
        (
            "funding.state.annual",
            "funding.state.anual",
            2,
            "did you mean",
        ),
        (
            "team.*.output",
            "team.*.nothing",
            2,
            "factor `output`: `team.*.nothing`",
        ),
        (
            "set = [\"allocation\"]",
            "set = [\"funding.*.annual\"]",
            2,
            "is set by `money` as well",
        ),
        ("small.toml", "smal.toml", 2, "did you mean `small.toml`"),
    ] {
        fs::write(here.join("design.toml"), DESIGN.replace(from, to)).unwrap();
        refused(
            &here,
            &["sweep", "design.toml", "--out", "out"],
            code,
            expected,
        );
    }
    let left: Vec<_> = fs::read_dir(&here)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}
