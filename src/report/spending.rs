//! Spending a year by category, against income and what was missing.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::{Canvas, Rect, Side, Type};
use super::frame::{Sample, frame, legend};
use super::palette;
use super::view::View;
use super::words;
use crate::summary::charts::YearSeries;

/// Categories from the bottom of the stack upwards.
const CATEGORIES: [(&str, &str, Colour); 5] = [
    (
        "spending.category.clearance",
        "clearance",
        palette::CLEARANCE,
    ),
    (
        "spending.category.technical_survey",
        "technical survey",
        palette::TECHNICAL_SURVEY,
    ),
    ("spending.category.survey", "survey", palette::SURVEY),
    ("spending.category.overhead", "overhead", palette::OVERHEAD),
    (
        "spending.category.mobilisation",
        "mobilisation",
        palette::MOBILISATION,
    ),
];
/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const P90: usize = 5;
/// Income or a gap more than this many times the spending does not set the scale.
const OFF_SCALE: f64 = 2.5;
/// A year in which less than this share of the greatest yearly mean is spent needs no room at the end.
const DONE: f64 = 0.004;
/// Strength of the tint that shows money which is missing.
const MISSING: f64 = 0.25;

/// Mean spending by category stacked, P10–P90 of the total, income, and the gap on top of what was spent.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let Some(total) = view
        .charts
        .series("spending.total")
        .filter(|s| !s.mean.is_empty())
    else {
        frame(canvas, "Spending a year", "No year was simulated.", "");
        return;
    };
    let most_spent = top(total);
    if most_spent <= 0.0 {
        frame(canvas, "Spending a year", "No money is spent.", "");
        return;
    }
    let income = view
        .charts
        .series("income")
        .map(|s| s.mean.as_slice())
        .unwrap_or_default();
    let gap = view
        .charts
        .series("funding_gap")
        .map(|s| s.mean.as_slice())
        .unwrap_or_default();
    let used = total
        .mean
        .iter()
        .rposition(|m| *m > DONE * most_spent)
        .map_or(1, |i| i + 1);
    let years = &view.charts.calendar_years[..used.min(view.charts.calendar_years.len())];

    let tallest = with_gap(total, gap, used);
    let mut top = if tallest <= OFF_SCALE * most_spent {
        tallest.max(most_spent)
    } else {
        OFF_SCALE * most_spent
    };
    let richest = income.iter().take(used).copied().fold(0.0, f64::max);
    if richest <= OFF_SCALE * most_spent {
        top = top.max(richest);
    }
    let top = 1.05 * top;
    let mut caption = format!(
        "Mean over trials, constant {} prices; whiskers: P10–P90 of the year's total. Funding gap: work that teams could have done and \
         were not paid for.",
        view.summary.scenario.price_year
    );
    for (name, value) in [
        ("Income", richest),
        ("The funding gap", tallest - most_spent),
    ] {
        if value > top {
            caption += &format!(
                " {name} reaches {} a year, off the scale.",
                view.money(value)
            );
        }
    }
    let area = frame(
        canvas,
        "Spending a year",
        &finding(view, total, gap),
        &caption,
    );

    let series = CATEGORIES.map(|(name, label, colour)| (view.charts.series(name), label, colour));
    let mut entries: Vec<(Sample, Colour, &str)> = Vec::new();
    for (series, label, colour) in &series {
        if series.is_some_and(|s| s.mean.iter().any(|m| *m > 0.0)) {
            entries.push((Sample::Square, *colour, label));
        }
    }
    if gap.iter().any(|g| *g > 0.0) {
        entries.push((
            Sample::Square,
            palette::tint(palette::MONEY, MISSING),
            "funding gap",
        ));
    }
    if richest > 0.0 {
        entries.push((Sample::Line, palette::INK, "income"));
    }
    let area = legend(canvas, area, &entries);
    let name = |v, step, most| words::money_mark(v, view.currency(), step, most);
    let y = Axis::linear(0.0, top, ((area.height() / 45.0) as usize).max(2), name);
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 8.0, 10.0, 2.0 * Type::TICK.size);
    let x = Axis {
        from: 0.0,
        to: years.len() as f64,
        log: false,
        marks: Vec::new(),
    };
    let plot = Plot { area: inner, x, y };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    name_years(canvas, &plot, years);
    for year in 0..years.len() {
        bar(
            canvas,
            &plot,
            year,
            &series.map(|(s, _, colour)| (mean(s, year), colour)),
            gap,
        );
        whisker(canvas, &plot, year, total);
    }
    steps(canvas, &plot, &income[..income.len().min(years.len())]);
    if richest > top {
        let at = (inner.right - 4.0, inner.top + 1.3 * Type::TICK.size);
        canvas.place(
            &format!("income up to {} ↑", view.money(richest)),
            &[(at, Side::Right)],
            inner,
            Type::TICK.bold(),
        );
    }
}

fn top(total: &YearSeries) -> f64 {
    let high = total.quantiles.iter().map(|q| q[P90]);
    total.mean.iter().copied().chain(high).fold(0.0, f64::max)
}

fn with_gap(total: &YearSeries, gap: &[f64], used: usize) -> f64 {
    let gap = |i: usize| gap.get(i).copied().unwrap_or(0.0);
    total
        .mean
        .iter()
        .take(used)
        .enumerate()
        .map(|(i, m)| m + gap(i))
        .fold(0.0, f64::max)
}

fn mean(series: Option<&YearSeries>, year: usize) -> f64 {
    series
        .and_then(|s| s.mean.get(year))
        .copied()
        .unwrap_or(0.0)
}

/// In words: the dearest year and whether money is missing.
fn finding(view: &View, total: &YearSeries, gap: &[f64]) -> String {
    let most = total
        .mean
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1));
    let Some((year, spent)) =
        most.and_then(|(i, m)| Some((view.charts.calendar_years.get(i)?, *m)))
    else {
        return String::new();
    };
    let missing: f64 = gap.iter().sum();
    let missing = if missing > 0.0 {
        format!("the funding gap adds up to {}", view.money(missing))
    } else {
        "there is no funding gap".into()
    };
    format!(
        "The mean peaks in {year} at {}; {missing}.",
        view.money(spent)
    )
}

/// Stacked means of one year, and the gap above them.
fn bar(canvas: &mut Canvas, plot: &Plot, year: usize, parts: &[(f64, Colour)], gap: &[f64]) {
    let left = plot.x(year as f64 + 0.1);
    let right = plot.x(year as f64 + 0.9);
    let gap = (
        gap.get(year).copied().unwrap_or(0.0),
        palette::tint(palette::MONEY, MISSING),
    );
    let mut below = 0.0;
    for (amount, colour) in parts.iter().copied().chain([gap]) {
        let part = Rect::new(left, plot.y(below + amount), right, plot.y(below));
        if part.height() > 0.0 {
            canvas.rect(part, colour);
        }
        below += amount;
    }
}

fn whisker(canvas: &mut Canvas, plot: &Plot, year: usize, total: &YearSeries) {
    let Some(levels) = total.quantiles.get(year) else {
        return;
    };
    let x = plot.x(year as f64 + 0.5);
    let (low, high) = (plot.y(levels[P10]), plot.y(levels[P90]));
    if low - high > 0.5 {
        canvas.line(&[(x, low), (x, high)], palette::SOFT_INK, 1.2);
    }
}

/// A line that is level within each year; what is off the scale runs along the top edge.
fn steps(canvas: &mut Canvas, plot: &Plot, values: &[f64]) {
    let mut points = Vec::new();
    for (year, value) in values.iter().enumerate() {
        points.extend([
            plot.at(year as f64, *value),
            plot.at(year as f64 + 1.0, *value),
        ]);
    }
    if values.iter().any(|v| *v > 0.0) {
        canvas.line(&points, palette::INK, 1.8);
    }
}

/// Years below their bars, as many as fit.
fn name_years(canvas: &mut Canvas, plot: &Plot, years: &[i32]) {
    let style = Type::TICK;
    let fit = (plot.area.width() / 48.0).max(1.0);
    let apart = [1, 2, 5, 10, 20, 50, 100]
        .into_iter()
        .find(|n| years.len() as f64 / f64::from(*n) <= fit)
        .unwrap_or(200);
    for (i, year) in years.iter().enumerate().filter(|(_, y)| *y % apart == 0) {
        let at = (plot.x(i as f64 + 0.5), plot.area.bottom + 1.35 * style.size);
        canvas.place(
            &year.to_string(),
            &[(at, Side::Middle)],
            canvas.bounds(),
            style,
        );
    }
}
