//! Area not yet released, year by year.

use plotters::style::Color as _;

use super::axis::{self, Axis, Plot};
use super::canvas::{Canvas, Rect, Side, Type, about};
use super::frame::{Sample, frame, legend};
use super::palette;
use super::view::View;
use super::words;
use crate::summary::charts::YearSeries;

/// Pairs of columns of [`YearSeries::quantiles`] that bound a band, widest first, and the band's strength.
const BANDS: [(usize, usize, f64); 3] = [(0, 6, 0.22), (1, 5, 0.45), (2, 4, 0.8)];
const MEDIAN: usize = 3;
/// A year in which 95 % of the trials have less than this share of the initial area left needs no room.
const DONE: f64 = 0.004;

/// Fan of suspected, confirmed and to be cleared, with the milestones.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let Some(series) = view
        .charts
        .series("remaining.total")
        .filter(|s| !s.quantiles.is_empty())
    else {
        frame(
            canvas,
            "Area still to be released",
            "No year was simulated.",
            "",
        );
        return;
    };
    let initial = view.charts.initial_area;
    let caption = "Suspected, confirmed and to be cleared, at the end of each year; land found later adds to it. Milestones: share of the \
                   initially known area released, at the median date, with the range P10–P90.";
    let area = frame(
        canvas,
        "Area still to be released",
        &finding(view, series),
        caption,
    );
    let entries = [
        (Sample::Line, palette::INK, "median"),
        (
            Sample::Square,
            palette::tint(palette::HAZARD, BANDS[2].2),
            "25–75 % of trials",
        ),
        (
            Sample::Square,
            palette::tint(palette::HAZARD, BANDS[1].2),
            "10–90 %",
        ),
        (
            Sample::Square,
            palette::tint(palette::HAZARD, BANDS[0].2),
            "5–95 %",
        ),
    ];
    let area = legend(canvas, area, &entries);

    let highest = series
        .quantiles
        .iter()
        .map(|q| q[6])
        .fold(initial, f64::max)
        .max(1e-3);
    let top = 1.06 * highest;
    let steps = ((area.height() / 45.0) as usize).max(2);
    let mut y = Axis::linear(0.0, top, steps, words::area_mark);
    if let Some((_, highest)) = y.marks.last_mut() {
        highest.push_str(" ha");
    }
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 0.6 * Type::TICK.size, 14.0, 2.0 * Type::TICK.size);
    let ends = year_ends(view);
    let last = series
        .quantiles
        .iter()
        .rposition(|q| q[6] > DONE * highest)
        .map_or(0, |i| i + 1);
    let until = ends
        .get(last)
        .or(ends.last())
        .copied()
        .unwrap_or(1.0)
        .max(1.0);
    let plot = Plot {
        area: inner,
        x: Axis::time(
            view.charts.start,
            0.0,
            until,
            (inner.width() / 75.0) as usize,
        ),
        y,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);

    let path = |column: usize| -> Vec<(f64, f64)> {
        let stock = ends
            .iter()
            .zip(&series.quantiles)
            .map(|(x, q)| (*x, q[column]));
        let shown = stock.take_while(|(x, _)| *x <= until + 1e-9);
        std::iter::once((0.0, initial))
            .chain(shown)
            .map(|(x, v)| plot.at(x, v))
            .collect()
    };
    for (low, high, strength) in BANDS {
        let mut band = path(high);
        band.extend(path(low).into_iter().rev());
        canvas.fill(&band, palette::tint(palette::HAZARD, strength).to_rgba());
    }
    let median = path(MEDIAN);
    canvas.line(&median, palette::INK, 2.2);
    for pair in median.windows(2) {
        canvas.avoid(Rect::new(
            pair[0].0,
            pair[0].1.min(pair[1].1),
            pair[1].0,
            pair[0].1.max(pair[1].1),
        ));
    }
    milestones(canvas, view, &plot, initial);
}

/// In words: when the median trial has released half of the area.
fn finding(view: &View, series: &YearSeries) -> String {
    let initial = view.charts.initial_area;
    let half = series
        .quantiles
        .iter()
        .position(|q| q[MEDIAN] <= 0.5 * initial);
    let year = half.and_then(|i| view.charts.calendar_years.get(i));
    match year {
        Some(year) => format!(
            "Of {} at the start, half of the trials have at most half left at the end of {year}.",
            words::area(initial)
        ),
        None => format!(
            "Of {} at the start, most trials have over half left in {}.",
            words::area(initial),
            view.last_month()
        ),
    }
}

/// Ends of the calendar years in years from the start; the last year may end early.
fn year_ends(view: &View) -> Vec<f64> {
    let begin = view.charts.start.as_years();
    view.charts
        .calendar_years
        .iter()
        .map(|y| (f64::from(*y) + 1.0 - begin).min(view.horizon()))
        .collect()
}

fn milestones(canvas: &mut Canvas, view: &View, plot: &Plot, initial: f64) {
    for (share, spread) in &view.figures().milestones.0 {
        let Some(share) = share.parse::<f64>().ok().filter(|s| s.is_finite()) else {
            continue;
        };
        let y = plot.y((1.0 - share) * initial);
        let (low, high) = (spread.p10, spread.p90);
        if let Some(low) = low {
            let right = high.map_or(plot.area.right, |h| plot.x(h));
            canvas.line(&[(plot.x(low), y), (right, y)], palette::INK, 1.6);
        }
        let Some(median) = spread.p50.filter(|m| plot.x.contains(*m)) else {
            continue;
        };
        let at = (plot.x(median), y);
        canvas.mark(at, 3.6, palette::INK);
        let text = format!("{} released: {}", words::percent(share), view.date(median));
        let size = Type::LABEL.size;
        let right = high.map_or(plot.area.right, |h| plot.x(h)) + 7.0;
        let left = low.map_or(at.0, |l| plot.x(l)) - 7.0;
        let mut places = vec![
            ((right, y + 0.35 * size), Side::Left),
            ((left, y + 0.35 * size), Side::Right),
        ];
        places.extend(about(at, size));
        places.extend([
            ((at.0, at.1 - 7.0), Side::Middle),
            ((at.0, at.1 + 1.4 * size), Side::Middle),
        ]);
        canvas.place(&text, &places, plot.area, Type::LABEL);
    }
}
