//! Area not yet released, year by year.

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::{Side, Type, about};
use super::palette;
use super::rect::Rect;
use super::view::View;
use super::words;
use crate::summary::charts::YearSeries;

const TITLE: &str = "Area still to be released";
const CAPTION: &str = "Suspected, confirmed and to be cleared, at the end of each year; land found later adds to it. \
     Milestones: share of the initially known area released, at the median date, with the range P10–P90.";
/// Pairs of columns of [`YearSeries::quantiles`] that bound a band, widest first, the band's strength and name.
const BANDS: [(usize, usize, f64, &str); 3] = [
    (0, 6, 0.22, "5–95 %"),
    (1, 5, 0.45, "10–90 %"),
    (2, 4, 0.8, "25–75 % of trials"),
];
/// Columns of [`YearSeries::quantiles`].
const MEDIAN: usize = 3;
const P95: usize = 6;
/// A year in which 95 % of the trials have less than this share of the area left needs no room.
const DONE: f64 = 0.004;

/// Fan of suspected, confirmed and to be cleared, with the milestones.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let series = view.charts.series("remaining.total");
    let Some(series) = series.filter(|s| !s.quantiles.is_empty()) else {
        frame(canvas, TITLE, "No year was simulated.", "");
        return;
    };
    let area = frame(canvas, TITLE, &finding(view, series), CAPTION);
    let mut entries = vec![(Sample::Line, palette::INK, "median")];
    for (_, _, strength, name) in BANDS.iter().rev() {
        let colour = palette::tint(palette::HAZARD, *strength);
        entries.push((Sample::Square, colour, *name));
    }
    let area = legend(canvas, area, &entries);
    let plot = plot(canvas, view, series, area);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);

    let ends = year_ends(view);
    let path = |column: usize| -> Vec<(f64, f64)> {
        let stock = ends.iter().zip(&series.quantiles);
        let shown = stock.take_while(|(end, _)| plot.x.contains(**end));
        let start = plot.at(0.0, view.charts.initial_area);
        let later = shown.map(|(end, q)| plot.at(*end, q[column]));
        std::iter::once(start).chain(later).collect()
    };
    for (low, high, strength, _) in BANDS {
        let mut band = path(high);
        band.extend(path(low).into_iter().rev());
        canvas.fill(&band, palette::tint(palette::HAZARD, strength));
    }
    let median = path(MEDIAN);
    canvas.line(&median, palette::INK, 2.2);
    for pair in median.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        canvas.avoid(Rect::new(x0, y0.min(y1), x1, y0.max(y1)));
    }
    milestones(canvas, view, &plot);
}

/// Scales up to the year in which nearly all trials are done.
fn plot(canvas: &Canvas, view: &View, series: &YearSeries, area: Rect) -> Plot {
    let all = series.quantiles.iter().map(|q| q[P95]);
    let highest = all.fold(view.charts.initial_area, f64::max).max(1e-3);
    let steps = ((area.height() / 32.0) as usize).max(2);
    let mut y = Axis::linear(0.0, 1.06 * highest, steps, words::area_mark);
    if let Some((_, name)) = y.marks.last_mut() {
        name.push_str(" ha");
    }
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 0.6 * Type::TICK.size, 14.0, 2.0 * Type::TICK.size);
    let ends = year_ends(view);
    let left_over = |q: &[f64; 7]| q[P95] > DONE * highest;
    let done = series
        .quantiles
        .iter()
        .rposition(left_over)
        .map_or(0, |i| i + 1);
    let until = ends.get(done).or(ends.last()).copied().unwrap_or(1.0);
    let most = (inner.width() / 75.0) as usize;
    let x = Axis::time(view.charts.start, 0.0, until, most);
    Plot { area: inner, x, y }
}

/// In words: when the median trial has released half of the area.
fn finding(view: &View, series: &YearSeries) -> String {
    let initial = view.charts.initial_area;
    let half = series
        .quantiles
        .iter()
        .position(|q| q[MEDIAN] <= 0.5 * initial);
    let year = half.and_then(|i| view.charts.calendar_years.get(i));
    let initial = words::area(initial);
    if let Some(year) = year {
        return format!(
            "Of {initial} at the start, half of the trials have at most half left at the end of {year}."
        );
    }
    let last = view.last_month();
    format!("Of {initial} at the start, most trials have over half left in {last}.")
}

/// Ends of the calendar years in years from the start; the last year may end early.
fn year_ends(view: &View) -> Vec<f64> {
    let begin = view.charts.start.as_years();
    let end = |year: &i32| (f64::from(*year) + 1.0 - begin).min(view.horizon());
    view.charts.calendar_years.iter().map(end).collect()
}

/// Each milestone at the area that is left of the initially known one when it is reached.
fn milestones(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let size = Type::LABEL.size;
    for (share, spread) in &view.figures().milestones.0 {
        let Some(share) = share
            .parse::<f64>()
            .ok()
            .filter(|s| (0.0..=1.0).contains(s))
        else {
            continue;
        };
        let y = plot.y((1.0 - share) * view.charts.initial_area);
        let high = spread.p90.map_or(plot.area.right, |v| plot.x(v));
        if let Some(low) = spread.p10 {
            canvas.line(&[(plot.x(low), y), (high, y)], palette::INK, 1.6);
        }
        let median = spread.p50.filter(|m| plot.x.contains(*m));
        let Some(x) = median.or(spread.p10).map(|v| plot.x(v)) else {
            continue;
        };
        let at = (x, y);
        if median.is_some() {
            canvas.mark(at, 3.6, palette::INK);
        }
        let low = spread.p10.map_or(at.0, |v| plot.x(v));
        let mut places = vec![
            ((high + 7.0, y + 0.35 * size), Side::Left),
            ((low - 7.0, y + 0.35 * size), Side::Right),
        ];
        places.extend(about(at, size));
        let date = view.date_or_after(spread.p50);
        let text = format!("{} released: {date}", words::exact_percent(share));
        canvas.place(&text, &places, plot.area, Type::LABEL);
    }
}
