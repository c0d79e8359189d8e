//! The tables of a run and of the answers to questions as CSV.
//!
//! ```
//! use clearcast::run::{Plan, RunResults};
//! use clearcast::simulate::{Model, RunSpec};
//! use clearcast::tables;
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let simulated = Plan::Plain(0..64).simulate(&model, &RunSpec::new(0, 1), &Default::default(), &|_, _, _| {})?;
//! let years = tables::years(&RunResults::new(simulated, Vec::new()).charts);
//! assert_eq!(years.name, "years.csv");
//! assert!(years.bytes.starts_with(b"year,"));
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use crate::data::inert;
use crate::results::File;
use crate::summary::charts::{Charts, YEAR_LEVELS};
use crate::summary::{Spread, Summary};

mod plans;
mod studies;

pub use plans::{causes, frontier, levels, months, solution, trial_inputs};
pub use studies::{
    boxes, choice, convergence, limits, measures, over_time, removals, reserve, sensitivity,
};

/// A number that reads back to the same bits; empty where there is none.
fn number(value: Option<f64>) -> String {
    value
        .filter(|x| x.is_finite())
        .map(|x| x.to_string())
        .unwrap_or_default()
}

fn file(name: &str, rows: impl Iterator<Item = Vec<String>>) -> File {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| inert(cell)))
            .expect("all rows of a table have the same length");
    }
    File {
        name: name.to_owned(),
        bytes: writer.into_inner().expect("writing to memory cannot fail"),
    }
}

/// `years.csv`: one row a calendar year and quantity; empty where a number is not known or not given.
pub fn years(charts: &Charts) -> File {
    let levels = YEAR_LEVELS.map(|p| format!("p{:02.0}", 100.0 * p));
    let mut head: Vec<String> = ["year", "quantity", "unit", "mean", "mean_se"]
        .map(String::from)
        .into();
    head.extend(levels.clone());
    head.extend(["sd", "sd_se"].map(String::from));
    head.extend(levels.map(|level| format!("{level}_se")));
    let rows = charts.years.iter().flat_map(|series| {
        let years = charts.calendar_years.iter().enumerate();
        years.map(move |(index, year)| {
            let mut row = vec![
                year.to_string(),
                series.quantity.clone(),
                series.unit.clone(),
            ];
            let seven = |levels: &[[f64; 7]]| {
                let levels = levels.get(index).copied();
                levels.unwrap_or([f64::NAN; 7])
            };
            let figures = [series.mean[index], series.mean_error[index]]
                .into_iter()
                .chain(seven(&series.quantiles))
                .chain([series.sd[index], series.sd_error[index]])
                .chain(seven(&series.quantile_errors));
            row.extend(figures.map(|value| number(Some(value))));
            row
        })
    });
    file("years.csv", std::iter::once(head).chain(rows))
}

/// `regions.csv`: completion of each region, years from the start; empty where infinite.
pub fn regions(summary: &Summary) -> File {
    let errors = Spread::NAMES.map(|name| format!("{name}_se"));
    let names = Spread::NAMES.map(str::to_owned).into_iter();
    let head = std::iter::once("region".to_owned())
        .chain(names)
        .chain(errors);
    let rows = summary
        .family("regions.*.completion_years")
        .map(|(name, it)| {
            let figures = [&it.value, &it.error].map(Spread::figures);
            let figures = figures.into_iter().flatten().map(number);
            std::iter::once(name.to_owned()).chain(figures).collect()
        });
    file("regions.csv", std::iter::once(head.collect()).chain(rows))
}

/// `drivers.csv`: what drives completion, in years from the start, and cost; one row a factor, those that matter most first.
pub fn drivers(charts: &Charts) -> File {
    let mut head = ["factor", "title", "kind", "spread"]
        .map(str::to_owned)
        .to_vec();
    for outcome in ["completion", "cost"] {
        for figure in ["low", "high", "share"] {
            head.extend([
                format!("{outcome}_{figure}"),
                format!("{outcome}_{figure}_se"),
            ]);
        }
    }
    let rows = charts.influences.iter().flat_map(|it| &it.rows).map(|row| {
        let mut cells = vec![
            row.name.clone(),
            row.title.clone(),
            row.kind.name().to_owned(),
            row.spread.clone(),
        ];
        let figures = row
            .effects
            .iter()
            .flat_map(|it| [it.low, it.high, it.share]);
        cells.extend(figures.flat_map(|it| [number(it.value), number(it.standard_error)]));
        cells
    });
    file("drivers.csv", std::iter::once(head).chain(rows))
}

/// The same table under another name.
pub fn named(name: &str, table: &File) -> File {
    File {
        name: name.to_owned(),
        bytes: table.bytes.clone(),
    }
}

/// Rows below a head.
fn head_and(
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> impl Iterator<Item = Vec<String>> {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    std::iter::once(head).chain(rows)
}
