//! Area that remains and people who have returned, scenario by scenario side by side.

use plotters::style::RGBColor as Colour;

use super::View;
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::{Sample, frame, legend};
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::reading;
use crate::report::rect::Rect;
use crate::summary::charts::YearSeries;
use crate::words;

/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const MEDIAN: usize = 3;
const P90: usize = 5;
/// Gap between two scenarios.
const GAP: f64 = 16.0;
/// A share of the most that needs no room any more.
const DONE: f64 = 0.004;

/// Area not yet released.
pub(super) fn remaining(canvas: &mut Canvas, view: &View) {
    let said = (
        "Area still to be released",
        "At the end of each year, land found later included.",
    );
    side_by_side(canvas, view, "remaining.total", said, palette::HAZARD);
}

/// People who have returned.
pub(super) fn people(canvas: &mut Canvas, view: &View) {
    let said = ("People who have returned", "At the end of each year.");
    side_by_side(canvas, view, "people.returned", said, palette::PEOPLE);
}

/// Whether a scenario has people who return.
pub(super) fn has_people(view: &View) -> bool {
    let mut cases = 0..view.charts.cases.len();
    cases.any(|at| series(view, at, "people.returned").is_some())
}

fn series<'a>(view: &View<'a>, at: usize, name: &str) -> Option<&'a YearSeries> {
    let mut years = view.charts.cases[at].years.iter();
    years.find(|it| it.quantity == name && !it.quantiles.is_empty())
}

/// Calendar years with their ends on the axis.
fn years(view: &View) -> impl Iterator<Item = (i32, f64)> {
    let (begin, horizon) = (view.charts.start.as_years(), view.horizon());
    let end = move |year: i32| (f64::from(year) + 1.0 - begin).min(horizon);
    let years = view.charts.calendar_years.iter().copied();
    years.map(move |year| (year, end(year)))
}

/// Quantiles at the start and at the end of every year.
fn course(view: &View, at: usize, name: &str) -> Vec<(f64, [f64; 7])> {
    let Some(series) = series(view, at, name) else {
        return Vec::new();
    };
    let first = match name {
        "remaining.total" => view.charts.cases[at].initial_area,
        _ => [0.0; 7],
    };
    let ends = years(view).map(|(_, end)| end);
    let later = ends.zip(series.quantiles.iter().copied());
    std::iter::once((0.0, first)).chain(later).collect()
}

fn side_by_side(
    canvas: &mut Canvas,
    view: &View,
    name: &str,
    (title, caption): (&str, &str),
    colour: Colour,
) {
    let count = view.comparison.cases.len();
    let courses: Vec<_> = (0..count).map(|at| course(view, at, name)).collect();
    let area = frame(canvas, title, "All on the same scales.", caption);
    let band = palette::tint(colour, 0.45);
    let entries = [
        (Sample::Line, palette::INK, "median"),
        (Sample::Square, band, "10–90 % of trials"),
    ];
    let area = legend(canvas, area, &entries);
    let all = || courses.iter().flatten();
    let most = all().map(|(_, q)| q[P90]).fold(f64::MIN_POSITIVE, f64::max);
    // Until the last course has come to its end.
    let settled = |course: &Vec<(f64, [f64; 7])>| {
        let last = course.last().map_or([0.0; 7], |it| it.1);
        let moving = |(_, q): &(f64, [f64; 7])| {
            [P10, MEDIAN, P90]
                .iter()
                .any(|at| (q[*at] - last[*at]).abs() > DONE * most)
        };
        let still = course.iter().rposition(moving).map_or(0, |at| at + 1);
        course.get(still).map_or(1.0, |it| it.0)
    };
    let until = courses.iter().map(settled).fold(1.0, f64::max);
    let mut y = Axis::linear(
        0.0,
        1.06 * most,
        ((area.height() / 36.0) as usize).max(2),
        words::area_mark,
    );
    if let (Some((_, mark)), "remaining.total") = (y.marks.last_mut(), name) {
        mark.push_str(" ha");
    }
    let left = axis::margin(canvas, &y);
    let width = (area.width() - left - GAP * count as f64) / count as f64;
    for (at, course) in courses.iter().enumerate() {
        let x0 = area.left + left + at as f64 * (width + GAP);
        let inner = Rect::new(
            x0,
            area.top + 24.0,
            x0 + width,
            area.bottom - 2.0 * Type::TICK.size,
        );
        let plot = Plot {
            area: inner,
            x: Axis::time(
                view.charts.start,
                0.0,
                until,
                ((width / 44.0) as usize).max(1),
            ),
            y: Axis {
                // Named once, at the left.
                marks: y
                    .marks
                    .iter()
                    .map(|(v, name)| (*v, if at == 0 { name.clone() } else { String::new() }))
                    .collect(),
                ..y.clone()
            },
        };
        draw(canvas, &plot, course, band);
        if let Some(series) = series(view, at, name) {
            let (case, currency) = (&view.comparison.cases[at], &view.comparison.common.currency);
            reading::fan(canvas, &plot, (series, &case.name), years(view), currency);
        }
        let style = Type::LABEL.bold().colour(View::colour(at));
        let name = view.name(canvas, at, width, style);
        canvas.text(&name, (x0, area.top + 15.0), Side::Left, style);
    }
}

fn draw(canvas: &mut Canvas, plot: &Plot, course: &[(f64, [f64; 7])], band: Colour) {
    let within = || course.iter().filter(|(years, _)| plot.x.contains(*years));
    let path = |level: usize| within().map(move |(years, q)| plot.at(*years, q[level]));
    if course.is_empty() {
        axes(canvas, plot);
        return;
    }
    let mut around: Vec<(f64, f64)> = path(P90).collect();
    let back: Vec<(f64, f64)> = path(P10).collect();
    around.extend(back.into_iter().rev());
    canvas.fill(&around, band);
    axes(canvas, plot);
    let median: Vec<(f64, f64)> = path(MEDIAN).collect();
    canvas.line(&median, palette::INK, 2.2);
}

/// Grid and marks; marks of the vertical axis only where they have names.
fn axes(canvas: &mut Canvas, plot: &Plot) {
    for (value, name) in &plot.y.marks {
        let y = plot.y(*value);
        canvas.line(
            &[(plot.area.left, y), (plot.area.right, y)],
            palette::GRID,
            0.8,
        );
        if !name.is_empty() {
            let at = (plot.area.left - 6.0, y + 0.35 * Type::TICK.size);
            canvas.text(name, at, Side::Right, Type::TICK);
        }
    }
    plot.draw_x(canvas, palette::SOFT_INK);
}
