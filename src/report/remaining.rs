//! Area not yet released, year by year.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::{Canvas, Name};
use super::frame::{Sample, frame, legend};
use super::lettering::{Side, Type, about};
use super::palette;
use super::reading;
use super::rect::Rect;
use super::view::View;
use crate::summary::Spread;
use crate::summary::charts::YearSeries;
use crate::words;

const TITLE: &str = "Area still to be released";
const CAPTION: &str =
    "Suspected, confirmed and to be cleared, at the end of each year; land found later adds to it.";
const MILESTONES: &str = " Milestones: area released, land found later included, as a share of the area known at the start; dot: \
     median date, line: P10–P90.";
/// Pairs of columns of [`YearSeries::quantiles`] that bound a band, widest first, the band's strength and name.
const BANDS: [(usize, usize, f64, &str); 3] = [
    (0, 6, 0.22, "5–95 %"),
    (1, 5, 0.45, "10–90 %"),
    (2, 4, 0.8, "25–75 % of trials"),
];
/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const MEDIAN: usize = 3;
const P90: usize = 5;
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
    let any = view.milestones().next().is_some();
    let explained = if any { MILESTONES } else { "" };
    let caption = format!("{CAPTION}{explained}{}", unreached(view));
    let area = frame(canvas, TITLE, &finding(view), &caption);
    let known = view.charts.initial_area;
    let highest = highest(view, series);
    let entries = legend_entries(known, series, highest);
    let area = legend(canvas, area, &entries);
    let plot = plot(canvas, view, (series, highest), area);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);

    let ends = view.year_ends();
    let path = |column: usize| -> Vec<(f64, f64)> {
        let stock = ends.iter().zip(&series.quantiles);
        let shown = stock.take_while(|(end, _)| plot.x.contains(**end));
        let start = plot.at(0.0, known[column]);
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
    let read = (series, "Area still to be released");
    reading::fan(canvas, &plot, read, view.years(), view.currency());
}

/// The most area in all but the largest trials.
fn highest(view: &View, series: &YearSeries) -> f64 {
    let later = series.quantiles.iter().map(|q| q[P95]);
    later
        .fold(view.charts.initial_area[P95], f64::max)
        .max(f64::MIN_POSITIVE)
}

/// The median, and the bands that have a width.
fn legend_entries(
    known: [f64; 7],
    series: &YearSeries,
    highest: f64,
) -> Vec<(Sample, Colour, &'static str)> {
    /// Part of the scale below which a band looks like a line.
    const THIN: f64 = 0.008;
    let mut entries = vec![(Sample::Line, palette::INK, "median")];
    for (low, high, strength, name) in BANDS.iter().rev() {
        let all = std::iter::once(&known).chain(&series.quantiles);
        let widest = all.map(|q| q[*high] - q[*low]).fold(0.0, f64::max);
        if widest > THIN * highest {
            let colour = palette::tint(palette::HAZARD, *strength);
            entries.push((Sample::Square, colour, *name));
        }
    }
    entries
}

/// Scales up to the year in which nearly all trials are done.
fn plot(canvas: &Canvas, view: &View, (series, highest): (&YearSeries, f64), area: Rect) -> Plot {
    let steps = ((area.height() / 32.0) as usize).max(2);
    let y = Axis::hectares(highest, steps);
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 0.6 * Type::TICK.size, 14.0, 2.0 * Type::TICK.size);
    let ends = view.year_ends();
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

/// In words: what is known at the start. When it is released, the milestones say.
fn finding(view: &View) -> String {
    let known = view.charts.initial_area;
    let [low, median, high] = [P10, MEDIAN, P90].map(|column| words::area(known[column]));
    if low == high {
        return format!("Known at the start: {median}.");
    }
    let low = low.strip_suffix(" ha").unwrap_or(&low);
    format!("Known at the start: {median} in the median (P10–P90: {low} to {high}).")
}

/// In words: the milestones that hardly any trial reaches; they have no mark.
fn unreached(view: &View) -> String {
    let rare = view.milestones().filter(|(_, s)| s.p10.is_none());
    let names = rare.filter_map(|(share, _)| Some(words::exact_percent(share.parse().ok()?)));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    let (names, last) = (names.join(", "), view.last_month());
    format!(" Released by {last} in fewer than one in ten trials: {names}.")
}

/// Each milestone at the area that is left of the initially known one when it is reached.
fn milestones(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let style = Type::LABEL;
    let mut names: Vec<Name> = Vec::new();
    for (share, spread) in view.milestones() {
        let Some(share) = share.parse().ok().filter(|s| (0.0..=1.0).contains(s)) else {
            continue;
        };
        let Some((low, at, high)) = mark(canvas, view, plot, share, spread) else {
            continue;
        };
        let date = view.date_or_after(spread.p50);
        let text = format!("{} released: {date}", words::exact_percent(share));
        let middle = at.1 + 0.35 * style.size;
        let mut places = vec![
            ((high + 7.0, middle), Side::Left),
            ((low - 7.0, middle), Side::Right),
        ];
        places.extend(about(at, style.size));
        let dot = Rect::new(at.0 - 4.0, at.1 - 4.0, at.0 + 4.0, at.1 + 4.0);
        let range = Rect::new(low.min(at.0), at.1 - 1.0, high.max(at.0), at.1 + 1.0);
        names.push(Name {
            text,
            marks: vec![dot, range],
            places,
            style,
        });
    }
    canvas.name(&names, plot.area);
}

/// Draws a milestone's range and median; returns where they are: left end, middle, right end.
fn mark(
    canvas: &mut Canvas,
    view: &View,
    plot: &Plot,
    share: f64,
    spread: &Spread,
) -> Option<(f64, (f64, f64), f64)> {
    let y = plot.y((1.0 - share) * view.charts.initial_area[MEDIAN]);
    let high = spread.p90.map_or(plot.area.right, |v| plot.x(v));
    let low = spread.p10.map(|v| plot.x(v));
    if let Some(low) = low {
        canvas.line(&[(low, y), (high, y)], palette::INK, 1.6);
    }
    let median = spread.p50.filter(|m| plot.x.contains(*m));
    let x = median.map(|m| plot.x(m));
    if let Some(x) = x {
        canvas.mark((x, y), 3.6, palette::INK);
    }
    let x = x.or(low)?;
    Some((low.unwrap_or(x), (x, y), high))
}
