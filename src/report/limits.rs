//! What limits the work, year by year.

use std::fmt::Write as _;

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::frame::{Sample, frame};
use super::palette;
use super::rect::Rect;
use super::stack::{Layer, Stack};
use super::view::View;
use crate::programme::columns::LIMITS;
use crate::summary::limits;
use crate::words;

const TITLE: &str = "What limits the work";
const CAPTION: &str = "Of the trials still at work in a year, the share that each limit holds back. Line: trials at work, of all. \
     Where money limits, more teams bring little, and where teams limit, more money.";
/// Years in which fewer trials are at work are not shown.
const FEW: f64 = 0.02;

/// Name for the reader and colour of a limit.
fn appearance(label: &str) -> (&'static str, Colour) {
    match label {
        "money" => ("money", palette::MONEY),
        "interrupted" => ("nobody may work", palette::INTERRUPTED),
        "clearance" => ("clearance teams", palette::CLEARANCE),
        "technical_survey" => ("technical survey teams", palette::TECHNICAL_SURVEY),
        "survey" => ("survey teams", palette::SURVEY),
        "nobody" => ("land without a team", palette::HAZARD),
        _ => ("no shortage", palette::FLOW),
    }
}

/// The shares stacked to 100 %, and over them the share of trials at work.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let mean = |name: &str| {
        let series = view.charts.series(name);
        series.map_or(&[][..], |it| it.mean.as_slice())
    };
    let at_work = mean("at_work");
    let shown = at_work.iter().rposition(|it| *it >= FEW);
    let Some(shown) = shown.map(|last| last + 1) else {
        let nothing = "No trial is at work in any year, so nothing limits it.";
        frame(canvas, TITLE, nothing, "");
        return;
    };
    let layers = LIMITS.iter().filter_map(|label| {
        let held = view.charts.series(&format!("limited_by.{label}"))?;
        let share = |(held, at_work): (&f64, &f64)| held / at_work;
        let (name, colour) = appearance(label);
        let values = held.mean.iter().zip(at_work).take(shown).map(share);
        Some(Layer::new(name, colour, values))
    });
    let mut caption = CAPTION.to_owned();
    if at_work.get(shown).is_some_and(|it| *it > 0.0) {
        let few = words::exact_percent(FEW);
        // Writing to a string cannot fail.
        let _ = write!(
            caption,
            " Years with fewer than {few} of the trials at work are left out."
        );
    }
    let area = frame(canvas, TITLE, &finding(view), &caption);
    let stack = Stack {
        years: &view.charts.calendar_years[..shown],
        layers: layers.filter(|it| !it.is_empty()).collect(),
        top: 1.0,
        gap: 0.06,
        mark: &|v, _, _| words::exact_percent(v),
        others: vec![(Sample::Line, palette::INK, "trials at work")],
        has_years: true,
    };
    let left = stack.margin(canvas, area);
    let plot = stack.draw(canvas, area, left);
    let at = |(year, share): (usize, &f64)| plot.at(year as f64 + 0.5, *share);
    let line: Vec<_> = at_work[..shown].iter().enumerate().map(at).collect();
    canvas.line(&line, palette::PAPER, 4.6);
    canvas.line(&line, palette::INK, 2.0);
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        canvas.avoid(Rect::new(x0, y0.min(y1) - 2.0, x1, y0.max(y1) + 2.0));
    }
    stack.name(canvas, &plot);
}

/// In a sentence: what limits most, by spells of years.
fn finding(view: &View) -> String {
    let found = limits::sentence(&view.charts.years, &view.charts.calendar_years);
    let text = found.unwrap_or_default();
    let text = text.strip_prefix("What limits the work: ").unwrap_or(&text);
    match text {
        "" => String::new(),
        text => format!("{}.", words::capital(text)),
    }
}
