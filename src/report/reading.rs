//! Values that can be read in a chart on screen: where each stands, and what it says in words.

use super::axis::Plot;
use super::canvas::Canvas;
use super::view::View;
use crate::calendar::Month;
use crate::summary::charts::{Curve, YearSeries};
use crate::summary::estimate::half_width_95;
use crate::words;

/// Columns of [`YearSeries::quantiles`] that can be read, and their names.
const LEVELS: [(usize, &str); 3] = [(5, "P90"), (3, "median"), (1, "P10")];

/// Every step of a cumulative distribution; `line` says of what, `name` writes its values.
pub(super) fn curve(
    canvas: &mut Canvas,
    plot: &Plot,
    (curve, line): (&Curve, &str),
    name: &dyn Fn(f64) -> String,
) {
    let steps = curve.x.iter().zip(&curve.p);
    for ((x, p), (low, high)) in steps.zip(curve.low.iter().zip(&curve.high)) {
        if plot.x.contains(*x) {
            let error = 0.5 * (high - low) / half_width_95();
            let share = words::percent_with_error(*p, error);
            let text = format!("{}: {share} of trials", name(*x));
            canvas.read(line, plot.at(*x, *p), text);
        }
    }
}

/// P10, median and P90 of a stock at the end of every year; `line` says what of it is read, `years` are the calendar years with their ends
/// on the axis.
pub(super) fn fan(
    canvas: &mut Canvas,
    plot: &Plot,
    (series, line): (&YearSeries, &str),
    years: impl Iterator<Item = (i32, f64)>,
    currency: &str,
) {
    let rows = series.quantiles.iter().zip(&series.quantile_errors);
    let shown: Vec<_> = years
        .zip(rows)
        .filter(|((_, end), _)| plot.x.contains(*end))
        .collect();
    for (level, name) in LEVELS {
        for ((year, end), (values, errors)) in &shown {
            let amount = amount(currency, &series.unit, values[level], errors[level]);
            let text = format!("end of {year}: {amount}");
            let at = plot.at(*end, values[level]);
            canvas.read(&format!("{line}, {name}"), at, text);
        }
    }
}

/// The mean of the first `years` years of a series, year after year on an axis of whole years; `height` says where it stands.
pub(super) fn means(
    canvas: &mut Canvas,
    view: &View,
    (plot, years): (&Plot, usize),
    (series, line): (&YearSeries, &str),
    height: impl Fn(usize, f64) -> f64,
) {
    for (at, year) in view.charts.calendar_years.iter().enumerate().take(years) {
        let Some(mean) = series.mean.get(at).filter(|mean| mean.is_finite()) else {
            continue;
        };
        let error = series.mean_error.get(at).copied().unwrap_or(f64::NAN);
        let text = format!(
            "{year}: {}",
            amount(view.currency(), &series.unit, *mean, error)
        );
        let point = plot.at(at as f64 + 0.5, height(at, *mean));
        canvas.read(line, point, text);
    }
}

/// Every cell of the joint chart that holds trials, by rows of cost.
pub(super) fn cells(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let joint = &view.charts.joint;
    for (row, costs) in joint.cost.windows(2).enumerate() {
        let line = format!("{} to {}", view.money(costs[0]), view.money(costs[1]));
        for (column, years) in joint.density.iter().zip(joint.years.windows(2)) {
            let trials = column.get(row).copied().unwrap_or(0);
            if trials == 0 {
                continue;
            }
            let months = months(view.charts.start, years[0], years[1]);
            let text = format!("{months}: {}", words::counted(trials, "trial"));
            let middle = |from: f64, to: f64| 0.5 * (from + to);
            let at = (
                middle(plot.x(years[0]), plot.x(years[1])),
                middle(plot.y(costs[0]), plot.y(costs[1])),
            );
            canvas.read(&line, at, text);
        }
    }
}

/// The months of completion between two edges that lie half a month from them.
fn months(start: Month, from: f64, to: f64) -> String {
    const HALF: f64 = 1.0 / 24.0;
    let (first, last) = (
        words::month(start, from + HALF),
        words::month(start, to - HALF),
    );
    if first == last {
        first
    } else {
        format!("{first} to {last}")
    }
}

/// A value in its unit, with half the width of its 95 % interval.
pub(super) fn amount(currency: &str, unit: &str, value: f64, error: f64) -> String {
    let known = Some(error).filter(|error| error.is_finite());
    match unit {
        "ha" => words::area_with_error(value, known),
        "share" => words::percent_with_error(value, error),
        money if money == currency => words::money_with_error(value, known, money),
        other => format!("{} {other}", words::number_with_error(value, known)),
    }
}
