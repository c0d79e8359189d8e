//! The headline numbers as text for the terminal.

use std::fmt::Write;

use crate::calendar::Month;
use crate::report::words;
use crate::summary::{Spread, Summary};

/// A table of the headline numbers with their 95 % Monte Carlo errors, and the sentence on the target.
pub(super) fn headline(summary: &Summary) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_headline(summary, &mut text);
    text
}

/// A row: what it is, P50, P80, mean; each with half the width of its 95 % interval.
fn row(out: &mut String, name: &str, cells: [String; 3]) -> std::fmt::Result {
    let [p50, p80, mean] = cells;
    writeln!(out, "  {name:<28} {p50:>24} {p80:>24} {mean:>24}")
}

fn write_headline(summary: &Summary, out: &mut String) -> std::fmt::Result {
    let figures = &summary.figures;
    let errors = &summary.standard_error;
    let run = &summary.run;
    let currency = &summary.scenario.currency;
    writeln!(out, "{}", summary.scenario.name)?;
    writeln!(
        out,
        "{} trials, seed {}, {} design; from {}, at most {}; prices of {}; ± is half a 95 % interval",
        words::count(run.trials),
        run.seed,
        run.sampling,
        summary.scenario.start,
        words::years(summary.scenario.horizon_years),
        summary.scenario.price_year,
    )?;
    writeln!(out)?;
    row(
        out,
        "",
        ["median (P50)".into(), "P80".into(), "mean".into()],
    )?;

    let start = summary.scenario.start.parse::<Month>();
    let date = |value: Option<f64>, error: Option<f64>| match (value, &start) {
        (Some(years), Ok(start)) => {
            let error = error
                .map(|error| format!(" {}", words::time_error(error)))
                .unwrap_or_default();
            format!("{}{error}", words::month(*start, years))
        }
        _ => "beyond the horizon".into(),
    };
    let money = |value: Option<f64>, error: Option<f64>| match value {
        Some(value) => {
            let error = error
                .map(|error| format!(" {}", words::money_error(error, currency)))
                .unwrap_or_default();
            format!("{}{error}", words::money(value, currency))
        }
        None => "unfinished".into(),
    };
    let of =
        |spread: &Spread, error: &Spread, cell: &dyn Fn(Option<f64>, Option<f64>) -> String| {
            [
                cell(spread.p50, error.p50),
                cell(spread.p80, error.p80),
                cell(spread.mean, error.mean),
            ]
        };
    let (value, error) = (&figures.completion_years, &errors.completion_years);
    let [p50, p80, mean] = of(value, error, &date);
    let mean = if value.mean.is_some() {
        mean
    } else {
        "-".into()
    };
    row(out, "Completion", [p50, p80, mean])?;
    let mut cost = |name: &str, value: &Spread, error: &Spread| {
        let [p50, p80, mean] = of(value, error, &money);
        let mean = if value.mean.is_some() {
            mean
        } else {
            "-".into()
        };
        row(out, name, [p50, p80, mean])
    };
    cost("Cost at completion", &figures.cost, &errors.cost)?;
    cost("  nominal", &figures.cost_nominal, &errors.cost_nominal)?;
    cost(
        "  present value",
        &figures.cost_present_value,
        &errors.cost_present_value,
    )?;
    cost(
        "Spent by the horizon",
        &figures.cost_to_horizon,
        &errors.cost_to_horizon,
    )?;
    cost("Funding gap", &figures.funding_gap, &errors.funding_gap)?;
    writeln!(out)?;

    let undiscovered = &figures.area_ha.undiscovered;
    if let Some(median) = undiscovered.p50 {
        writeln!(
            out,
            "  Left undiscovered at the end (median): {} on no list, to be found and cleared later",
            words::area(median)
        )?;
    }
    let probability = &figures.probability;
    let error = &errors.probability;
    let unfinished = 1.0 - probability.finished;
    if unfinished > 0.0 {
        let share = words::percent_with_error(unfinished, error.finished);
        writeln!(
            out,
            "  Unfinished at the horizon: {share} of the trials; they miss both halves of the target"
        )?;
    }
    let target = &summary.target;
    let years = words::years(target.years);
    let since = target
        .since
        .parse::<Month>()
        .map_or_else(|_| target.since.clone(), words::month_name);
    let cost = words::money(target.cost, currency);
    writeln!(
        out,
        "  P(complete within {years} of {since}) = {}",
        words::percent_with_error(probability.within_years, error.within_years)
    )?;
    writeln!(
        out,
        "  P(complete within {cost}) = {}",
        words::percent_with_error(probability.within_cost, error.within_cost)
    )?;
    writeln!(
        out,
        "P(complete within {years} of {since} and within {cost}) = {}",
        words::percent_with_error(probability.joint, error.joint)
    )
}
