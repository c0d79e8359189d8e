//! How many displaced people have returned, beside those whose land is released.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::Type;
use super::palette;
use super::reading;
use super::rect::Rect;
use super::view::View;
use crate::summary::charts::YearSeries;
use crate::words;

const TITLE: &str = "People who have returned";
const CAPTION: &str = "Displaced people who live at home again, at the end of each year, also after completion. Dashes: those whose \
     share of the land is released, median; a delay and houses keep the others waiting.";
/// Pairs of columns of [`YearSeries::quantiles`] that bound a band, widest first, the band's strength and name.
const BANDS: [(usize, usize, f64, &str); 3] = [
    (0, 6, 0.18, "5–95 %"),
    (1, 5, 0.35, "10–90 %"),
    (2, 4, 0.6, "25–75 % of trials"),
];
const MEDIAN: usize = 3;
const P95: usize = 6;
/// Changes of less than this share of the scale need no room.
const DONE: f64 = 0.005;

/// Whether there is anything to show.
pub(super) fn is_there(view: &View) -> bool {
    view.has("people.returned")
}

/// Fan of people returned, and the median of those whose land is released.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let series = ["people.returned", "people.land_released"].map(|name| view.charts.series(name));
    let (true, [Some(returned), Some(free)]) = (is_there(view), series) else {
        frame(canvas, TITLE, "Nobody was counted.", "");
        return;
    };
    let most = |series: &YearSeries| series.quantiles.iter().map(|q| q[P95]).fold(0.0, f64::max);
    let highest = most(returned).max(most(free));
    if highest <= 0.0 {
        frame(canvas, TITLE, "Nobody returns.", "");
        return;
    }
    let area = frame(canvas, TITLE, &finding(view), CAPTION);
    let area = legend(canvas, area, &entries(returned, highest));
    let plot = plot(canvas, view, [returned, free], highest, area);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);

    let ends = view.year_ends();
    let path = |series: &YearSeries, column: usize| -> Vec<(f64, f64)> {
        let years = ends.iter().zip(&series.quantiles);
        let shown = years.take_while(|(end, _)| plot.x.contains(**end));
        std::iter::once(plot.at(0.0, 0.0))
            .chain(shown.map(|(end, q)| plot.at(*end, q[column])))
            .collect()
    };
    for (low, high, strength, _) in BANDS {
        let mut band = path(returned, high);
        band.extend(path(returned, low).into_iter().rev());
        canvas.fill(&band, palette::tint(palette::PEOPLE, strength));
    }
    canvas.dashed(&path(free, MEDIAN), palette::INK, 1.4);
    canvas.line(&path(returned, MEDIAN), palette::PEOPLE, 2.4);
    for read in [(returned, "Returned"), (free, "Land released")] {
        reading::fan(canvas, &plot, read, view.years(), view.currency());
    }
}

/// The two medians, and the bands that have a width.
fn entries(returned: &YearSeries, highest: f64) -> Vec<(Sample, Colour, &'static str)> {
    /// Part of the scale below which a band looks like a line.
    const THIN: f64 = 0.008;
    let mut entries = vec![
        (Sample::Line, palette::PEOPLE, "returned, median"),
        (Sample::Dashes, palette::INK, "land released"),
    ];
    for (low, high, strength, name) in BANDS.iter().rev() {
        let widths = returned.quantiles.iter().map(|q| q[*high] - q[*low]);
        if widths.fold(0.0, f64::max) > THIN * highest {
            let colour = palette::tint(palette::PEOPLE, *strength);
            entries.push((Sample::Square, colour, *name));
        }
    }
    entries
}

/// Scales up to the year after which nothing changes any more.
fn plot(canvas: &Canvas, view: &View, series: [&YearSeries; 2], highest: f64, area: Rect) -> Plot {
    let steps = ((area.height() / 32.0) as usize).max(2);
    let y = Axis::linear(0.0, 1.06 * highest, steps, words::area_mark);
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 0.6 * Type::TICK.size, 14.0, 2.0 * Type::TICK.size);
    let moves = |series: &YearSeries| {
        let last = *series.quantiles.last()?;
        let differs = |q: &[f64; 7]| (0..7).any(|k| (q[k] - last[k]).abs() > DONE * highest);
        series.quantiles.iter().rposition(differs)
    };
    let done = series.into_iter().filter_map(moves).max();
    let ends = view.year_ends();
    let until = ends.get(done.map_or(0, |year| year + 2));
    let until = until.or(ends.last()).copied().unwrap_or(1.0);
    let most = (inner.width() / 75.0) as usize;
    let x = Axis::time(view.charts.start, 0.0, until, most);
    Plot { area: inner, x, y }
}

/// In words: when half and 90 % are back.
fn finding(view: &View) -> String {
    let date = |years: Option<f64>| years.map(|years| view.date(years));
    let half = date(view.spread("people.years_to_half_returned").p50);
    let most = date(view.spread("people.years_to_90_percent_returned").p50);
    match (half, most) {
        (Some(half), Some(most)) => {
            format!("Half of those who wait are back by {half} in the median, 90 % by {most}.")
        }
        (Some(half), None) => format!(
            "Half of those who wait are back by {half} in the median; 90 % are not by {}.",
            view.last_month()
        ),
        (None, _) => format!(
            "Fewer than half of those who wait are back by {} in most trials.",
            view.last_month()
        ),
    }
}
