//! Expected casualties a year, with and without risk education.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::Type;
use super::palette;
use super::reading;
use super::spending::name_years;
use super::view::View;
use crate::summary::charts::YearSeries;
use crate::words;

const TITLE: &str = "Expected casualties a year";
const CAPTION: &str = "Means over trials of expected numbers, no forecast of accidents: a real year scatters about its expectation.";
const EDUCATION: &str =
    " Without risk education: the same trials had nobody been reached. Its effect is hardly known.";
/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const P90: usize = 5;
/// A year with less than this share of the worst needs no room at the end.
const DONE: f64 = 0.01;
/// Strength of the range of expectations.
const RANGE: f64 = 0.22;

/// Whether there is anything to show.
pub(super) fn is_there(view: &View) -> bool {
    view.has("casualties.people")
}

/// Lines that are level within each year: people, people had nobody been taught, deminers; before the range of the first.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let (true, Some(people), Some(deminers)) = (
        is_there(view),
        view.charts.series("casualties.people"),
        view.charts.series("casualties.deminers"),
    ) else {
        frame(canvas, TITLE, "Nobody was counted.", "");
        return;
    };
    let untaught = view.charts.series("casualties.people_without_education");
    let worst = |year: usize| {
        let untaught = untaught.map_or(0.0, |series| series.mean[year]);
        let range = people.quantiles[year][P90];
        range
            .max(people.mean[year])
            .max(untaught)
            .max(deminers.mean[year])
    };
    let highest = (0..people.mean.len()).map(worst).fold(0.0, f64::max);
    let last = (0..people.mean.len()).rfind(|year| worst(*year) > DONE * highest);
    let (Some(last), true) = (last, highest > 0.0) else {
        let mut means = people.mean.iter().chain(&deminers.mean);
        let finding = if means.all(|mean| mean.is_finite()) {
            "Nobody is expected to come to harm."
        } else {
            "The expected casualties are not known."
        };
        frame(canvas, TITLE, finding, "");
        return;
    };
    let years = &view.charts.calendar_years[..=last];
    let education = if untaught.is_some() { EDUCATION } else { "" };
    let caption = format!("{CAPTION}{education}");
    let area = frame(canvas, TITLE, &finding(view), &caption);
    let spread = people.quantiles[..=last].iter().map(|q| q[P90] - q[P10]);
    let banded = spread.fold(0.0, f64::max) > 0.008 * highest;
    let area = legend(canvas, area, &entries(untaught.is_some(), deminers, banded));
    let steps = ((area.height() / 32.0) as usize).max(2);
    let y = Axis::linear(0.0, 1.06 * highest, steps, words::area_mark);
    let x = Axis {
        from: 0.0,
        to: years.len() as f64,
        log: false,
        marks: Vec::new(),
    };
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 0.6 * Type::TICK.size, 10.0, 2.0 * Type::TICK.size);
    let plot = Plot { area: inner, x, y };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    name_years(canvas, &plot, years);
    if banded {
        let mut band = level(&plot, last, |year| people.quantiles[year][P90]);
        let low = level(&plot, last, |year| people.quantiles[year][P10]);
        band.extend(low.into_iter().rev());
        canvas.fill(&band, palette::tint(palette::PEOPLE, RANGE));
    }
    if let Some(untaught) = untaught {
        let line = level(&plot, last, |year| untaught.mean[year]);
        canvas.dashed(&line, palette::INK, 1.4);
    }
    if some(deminers) {
        let line = level(&plot, last, |year| deminers.mean[year]);
        canvas.line(&line, palette::CLEARANCE, 1.8);
    }
    let line = level(&plot, last, |year| people.mean[year]);
    canvas.line(&line, palette::PEOPLE, 2.4);
    let read = [
        (Some(people), "People"),
        (untaught, "People without risk education"),
        (Some(deminers).filter(|it| some(it)), "Deminers"),
    ];
    for (series, name) in read {
        let Some(series) = series else { continue };
        let all = (&plot, years.len());
        reading::means(canvas, view, all, (series, name), |_, mean| mean);
    }
}

fn some(series: &YearSeries) -> bool {
    series.mean.iter().any(|mean| *mean > 0.0)
}

/// A line through the years up to `last`, level within each.
fn level(plot: &Plot, last: usize, value: impl Fn(usize) -> f64) -> Vec<(f64, f64)> {
    let year = |year: usize| {
        let (from, to) = (year as f64, year as f64 + 1.0);
        [plot.at(from, value(year)), plot.at(to, value(year))]
    };
    (0..=last).flat_map(year).collect()
}

fn entries(
    educated: bool,
    deminers: &YearSeries,
    banded: bool,
) -> Vec<(Sample, Colour, &'static str)> {
    let mut entries = vec![(Sample::Line, palette::PEOPLE, "people")];
    if educated {
        entries.push((Sample::Dashes, palette::INK, "without risk education"));
    }
    if some(deminers) {
        entries.push((Sample::Line, palette::CLEARANCE, "deminers"));
    }
    if banded {
        let colour = palette::tint(palette::PEOPLE, RANGE);
        entries.push((Sample::Square, colour, "P10–P90, people"));
    }
    entries
}

/// In words: all casualties, and how many of them are killed.
fn finding(view: &View) -> String {
    let until = view.last_month();
    let middle = |name| view.spread(name).p50.map(words::number);
    match [
        "casualties.people",
        "casualties.deminers",
        "casualties.killed",
    ]
    .map(middle)
    {
        [Some(people), Some(deminers), Some(killed)] => format!(
            "To {until}, median: {people} among people, {deminers} among deminers; {killed} killed of both."
        ),
        _ => format!("From the start to {until}."),
    }
}
