//! `docs/figures.md`: every figure and every yearly quantity, from the registry.
//!
//! ```sh
//! CLEARCAST_WRITE_FIGURES_PAGE=1 cargo test --test library figures_page
//! ```
//!
//! writes it anew.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clearcast::programme::columns::outcomes::OUTCOMES;
use clearcast::programme::columns::years::YEARS;
use clearcast::programme::columns::{Declared, Each, Trials};

const BEGINNING: &str = "# Figures

What a run finds, by the names in `summary.json` and `years.csv`. The same names are taken by `--until`, `--goal`, `--for` and `--outcome`, by `outcomes` of a
sweep and by Python: `'p80(cost)'`, `'mean(cost_by.operator.ANAMA)'`, `'p10(remaining@2035)'`. A `*` stands for the name of a region, an operator, a
source of money and the like. Money is in constant prices unless it says otherwise. [The model](model.md#5-results) defines them.

This page is generated from the registry of columns, and a test holds it to it: `CLEARCAST_WRITE_FIGURES_PAGE=1 cargo test --test library figures_page`
writes it.

## Probabilities

`probability` in `summary.json`; `--until` and goals call them `joint`, `years`, `cost` and `finished`.

| name | meaning | `null` |
| --- | --- | --- |
| `finished` | Share of trials that are complete by the horizon. | |
| `within_years` | Share that are complete by the deadline. | without a deadline |
| `within_cost` | Share that are complete within the target's cost. | without such a cost |
| `joint` | Share that keep both, or the half that is given. | without a target |

## Of whole trials

In `summary.json` each has mean, standard deviation and quantiles (`mean`, `sd`, `p05` … `p95`), and the same under `standard_error`.

| name | unit | meaning | there |
| --- | --- | --- | --- |
";

const YEARS_BEGINNING: &str = "
## Of calendar years

In `years.csv` each has mean and standard deviation in every calendar year, those marked so quantiles as well.

| name | unit | meaning | quantiles | there |
| --- | --- | --- | --- | --- |
";

/// When a column is there.
fn there(column: &Declared) -> &'static str {
    match column.each {
        Each::Programme if column.trials == Some(Trials::Unfinished) => {
            "of unfinished trials alone; `at_horizon` is `null` without any, and has their number, `trials`"
        }
        Each::Programme => "",
        Each::Category => "for each kind of spending",
        Each::Item => "for each kind of ordnance",
        Each::Operator => "for each operator",
        Each::Source => "for each source of money",
        Each::Payer => "for each source of money, and in kind",
        Each::Limit => "for each of what limits a year",
        Each::Deadline => "`null` without a deadline within the horizon",
        Each::Group => "for each group of teams",
        Each::Region => "for each region",
        Each::Milestone => "for each milestone",
        Each::Return => "with `[people]`",
        Each::Casualties => "with `[casualties]`",
        Each::Education => "with `[risk_education]`",
        Each::CasualtiesAndEducation => "with `[casualties]` and `[risk_education]`",
        Each::Benefits => "with `[benefits]`",
    }
}

fn page() -> String {
    let mut page = BEGINNING.to_owned();
    for column in OUTCOMES.iter().filter(|it| it.trials.is_some()) {
        let (name, unit, meaning) = (column.name, column.unit.name(), column.meaning);
        let there = there(column);
        writeln!(page, "| `{name}` | {unit} | {meaning} | {there} |").unwrap();
    }
    page.push_str(YEARS_BEGINNING);
    for column in YEARS {
        let (name, unit, meaning) = (column.name, column.unit.name(), column.meaning);
        let (quantiles, there) = (if column.quantiles { "yes" } else { "" }, there(column));
        writeln!(
            page,
            "| `{name}` | {unit} | {meaning} | {quantiles} | {there} |"
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_of_figures_is_what_the_registry_declares() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/figures.md");
    let page = page();
    if std::env::var_os("CLEARCAST_WRITE_FIGURES_PAGE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/figures.md is out of date: CLEARCAST_WRITE_FIGURES_PAGE=1 cargo test --test library figures_page"
    );
}
