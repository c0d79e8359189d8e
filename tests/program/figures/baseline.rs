//! Tables of the baseline: its first year, its quantiles, what it costs.

use std::collections::BTreeMap;

use clearcast::summary::Summary;
use clearcast::words;

use super::cells::{date, filled, money, said, table};
use super::{Runs, TRIALS};
use crate::common::program::{clearcast, folder, text};

/// Means of the first year by name of the quantity.
fn first_year() -> BTreeMap<String, f64> {
    /// Errors are to stay below this share of a mean, or no digit would be worth writing.
    const WORST: f64 = 0.01;
    let trials = TRIALS.to_string();
    let at = folder("figures");
    let run = ["run", "--trials", &trials, "--no-report", "--out", "out"];
    let run = clearcast(&at, &run);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let mut means = BTreeMap::new();
    let mut rows = csv::Reader::from_path(at.join("out/years.csv")).unwrap();
    for row in rows
        .records()
        .map(Result::unwrap)
        .filter(|it| &it[0] == "2026")
    {
        let [mean, error]: [f64; 2] = [&row[3], &row[4]].map(|it| it.parse().unwrap_or(0.0));
        if row[1].starts_with("casualties") || &row[1] == "cleared" {
            assert!(2.2 * error < WORST * mean, "{row:?}");
        }
        means.insert(row[1].to_owned(), mean);
    }
    means
}

pub(super) fn of_first_year(block: &str) -> String {
    let means = first_year();
    let sum = |names: &[&str]| names.iter().map(|name| means[*name]).sum::<f64>();
    let usd = |names: &[&str]| words::money(sum(names), "USD");
    let casualties = ["casualties.people", "casualties.deminers"];
    filled(block, &mut |first| {
        let cell = match first {
            "released" => words::area(sum(&["cancelled", "reduced", "cleared"])),
            "by survey" => words::area(sum(&["cancelled"])),
            "by technical survey and search" => words::area(sum(&["reduced"])),
            "by clearance" => words::area(sum(&["cleared"])),
            "paid by state and donors" => {
                usd(&["spending.funding.state", "spending.funding.donors"])
            }
            "in kind" => usd(&["spending.funding.in kind"]),
            "asked for and not paid" => usd(&["unfunded"]),
            "anti-personnel mines" => words::number(sum(&["items.anti-personnel-mines"])),
            "anti-tank mines" => words::number(sum(&["items.anti-tank-mines"])),
            "other ordnance" => words::number(sum(&["items.unexploded-ordnance"])),
            "casualties, expected" => format!("{:.1}", sum(&casualties)),
            "of them deminers" => format!("{:.1}", sum(&casualties[1..])),
            other => panic!("nothing is known of `{other}`"),
        };
        vec![cell]
    })
}

pub(super) fn quantiles(runs: &mut Runs) -> String {
    let it = runs.of_scenario("azerbaijan");
    let row = |label: &str, name: &str, cell: fn(&Summary, Option<f64>, Option<f64>) -> String| {
        let (value, error) = (it.spread(name), it.error(name));
        let of = [
            (value.p10, error.p10),
            (value.p50, error.p50),
            (value.p80, error.p80),
            (value.p90, error.p90),
        ];
        let mut row = vec![label.to_owned()];
        row.extend(of.map(|(value, error)| cell(it, value, error)));
        row
    };
    let plain =
        |_: &Summary, value: Option<f64>, error| words::number_with_error(value.unwrap(), error);
    let area =
        |_: &Summary, value: Option<f64>, error| words::area_with_error(value.unwrap(), error);
    let rows = vec![
        row("half of the land released", "milestones.0.5", date),
        row("80 % released", "milestones.0.8", date),
        row("95 % released", "milestones.0.95", date),
        row("complete", "completion_years", date),
        row("cost", "cost", money),
        row("left undiscovered", "area_ha.undiscovered", area),
        row(
            "half of those who wait have returned",
            "people.years_to_half_returned",
            date,
        ),
        row("casualties among people", "casualties.people", plain),
        row("casualties among deminers", "casualties.deminers", plain),
        row("killed of both", "casualties.killed", plain),
        row(
            "present value of the benefits by that of the cost",
            "benefit_cost_ratio",
            plain,
        ),
    ];
    table(&["", "P10", "P50", "P80", "P90"], &rows) + &said()
}

pub(super) fn costs(runs: &mut Runs) -> String {
    let it = runs.of_scenario("azerbaijan");
    let total = it.spread("cost_to_horizon").mean.unwrap();
    let mut rows = Vec::new();
    for pattern in [
        "cost_by.category.*",
        "cost_by.operator.*",
        "cost_by.funding.*",
    ] {
        for (key, figure) in it.family(pattern) {
            let mean = figure.value.mean.unwrap();
            rows.push(vec![
                key.replace('_', " "),
                money(it, Some(mean), figure.error.mean),
                words::percent(mean / total),
            ]);
        }
    }
    table(&["mean", "spent", "of all"], &rows) + &said()
}
