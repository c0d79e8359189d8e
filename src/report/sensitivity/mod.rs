//! The pictures of a sensitivity study: what each factor moves from low to high, and how the variance is shared out.

mod bars;
mod convergence;
mod course;
mod stacks;

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::frame::Sample;
use super::lettering::Type;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError, palette};
use crate::factors::{Factor, Kind, Nature};
use crate::sensitivity::{Measures, Row, Study};
use crate::simulate::Model;

/// Width of a tornado, and height of the picture.
const PANEL: (f64, f64) = (600.0, 620.0);
/// Tornadoes side by side.
const MOST_PANELS: usize = 3;
/// Their names.
const PANELS: [&str; MOST_PANELS] = ["first", "second", "third"];
/// Factors that have a colour of their own.
const COLOURED: [Colour; 6] = [
    palette::TIME,
    palette::MONEY,
    palette::CLEARANCE,
    palette::HAZARD,
    palette::TECHNICAL_SURVEY,
    palette::PEOPLE,
];

/// `sensitivity.png` and `charts/sensitivity.svg`, `shares.png` and `charts/shares.svg`.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn draw(study: &Study, model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let count = study.outcomes.len().min(MOST_PANELS);
    let paints: Vec<_> = (0..count)
        .map(|outcome| move |canvas: &mut Canvas| bars::tornado(canvas, study, outcome, model))
        .collect();
    let panels = PANELS.into_iter().zip(&paints);
    let panels = panels.map(|(name, paint)| (name, paint as Paint)).collect();
    let run = (study.trials + study.points * study.steps as u64, study.seed);
    let first = Sheet {
        name: "sensitivity",
        size: (count.max(1) as f64 * PANEL.0 + 20.0, PANEL.1),
        panels,
        run,
        model,
    };
    let mut drawings = vec![first.draw()?];
    let shares = |canvas: &mut Canvas| stacks::draw(canvas, study);
    let height = 260.0 + 56.0 * study.outcomes.len() as f64;
    let sheet = Sheet {
        name: "shares",
        size: (1100.0, height),
        panels: vec![("shares", &shares as Paint)],
        run,
        model,
    };
    drawings.push(sheet.draw()?);
    if !study.over_time.is_empty() {
        let courses: Vec<_> = study
            .over_time
            .iter()
            .map(|series| move |canvas: &mut Canvas| course::draw(canvas, study, series))
            .collect();
        let panels = ["remaining", "spending"].into_iter().zip(&courses);
        let sheet = Sheet {
            name: "over-time",
            size: (1280.0, 560.0),
            panels: panels.map(|(name, paint)| (name, paint as Paint)).collect(),
            run,
            model,
        };
        drawings.push(sheet.draw()?);
    }
    let paths = |canvas: &mut Canvas| convergence::draw(canvas, study);
    let sheet = Sheet {
        name: "convergence",
        size: (760.0, 480.0),
        panels: vec![("convergence", &paths as Paint)],
        run,
        model,
    };
    drawings.push(sheet.draw()?);
    Ok(drawings)
}

/// `sensitivity.png` and `charts/sensitivity.svg` of another measure.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn draw_measures(measures: &Measures, model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let count = measures.outcomes.len().min(MOST_PANELS);
    let paints: Vec<_> = (0..count)
        .map(|outcome| move |canvas: &mut Canvas| bars::measured(canvas, measures, outcome, model))
        .collect();
    let panels = PANELS.into_iter().zip(&paints);
    let sheet = Sheet {
        name: "sensitivity",
        size: (count.max(1) as f64 * PANEL.0 + 20.0, PANEL.1),
        panels: panels.map(|(name, paint)| (name, paint as Paint)).collect(),
        run: (measures.trials.max(1), measures.seed),
        model,
    };
    Ok(vec![sheet.draw()?])
}

/// The name of a factor for people.
fn name(row: &Row) -> &str {
    called(&row.factor)
}

fn called(factor: &Factor) -> &str {
    match factor.kind {
        Kind::Event | Kind::Driver | Kind::Pledge | Kind::Level => &factor.title,
        _ => &factor.name,
    }
}

/// The rows of one nature, the largest over all outcomes first.
fn ranked(study: &Study, nature: Nature) -> Vec<&Row> {
    let largest = |row: &Row| {
        let shares = row.shares.iter().filter_map(|it| it.value);
        shares.fold(0.0, f64::max)
    };
    let mut rows: Vec<&Row> = study.of(nature).collect();
    rows.sort_by(|a, b| largest(b).total_cmp(&largest(a)));
    rows
}

/// A factor with its colour and the place of its row.
type Coloured<'a> = (Colour, &'a Row, usize);

/// The factors that have a colour of their own, the largest over all outcomes first.
fn coloured(study: &Study) -> Vec<Coloured<'_>> {
    let largest = |at: usize| {
        let shares = study.rows[at].shares.iter().filter_map(|it| it.value);
        shares.fold(0.0, f64::max)
    };
    most_of(study, largest)
}

/// The same of the courses over the years: the largest mean share in either first.
fn coloured_over_time(study: &Study) -> Vec<Coloured<'_>> {
    let largest = |at: usize| {
        let means = study.over_time.iter().map(|series| {
            let years = &series.shares[..=series.last_of_note().unwrap_or(0)];
            let shares = years.iter().filter_map(|it| it[at].value);
            shares.sum::<f64>() / years.len() as f64
        });
        means.fold(0.0, f64::max)
    };
    most_of(study, largest)
}

/// What could be known, by the size of each row, as far as there are colours.
fn most_of(study: &Study, size: impl Fn(usize) -> f64) -> Vec<Coloured<'_>> {
    let rows = study.rows.iter().enumerate();
    let rows = rows.filter(|(_, row)| row.factor.nature == Nature::Epistemic);
    let mut rows: Vec<(f64, usize, &Row)> = rows.map(|(at, row)| (size(at), at, row)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rows = rows.into_iter().zip(COLOURED);
    rows.map(|((_, at, row), colour)| (colour, row, at))
        .collect()
}

/// What knowledge explains beside the factors with a colour of their own.
fn rest_colour() -> Colour {
    palette::tint(palette::TIME, 0.25)
}

/// Entries of a legend, their names cut to a width.
fn entries<'a>(
    canvas: &Canvas,
    all: impl Iterator<Item = (Sample, Colour, &'a str)>,
    width: f64,
) -> Vec<(Sample, Colour, String)> {
    let size = Type::TICK.size;
    all.map(|(sample, colour, name)| {
        let short = canvas.ruler().shorten(name, width, size, false);
        (sample, colour, short)
    })
    .collect()
}

/// The same as a legend takes them.
fn borrowed(entries: &[(Sample, Colour, String)]) -> Vec<(Sample, Colour, &str)> {
    let entries = entries.iter();
    entries
        .map(|(sample, colour, name)| (*sample, *colour, name.as_str()))
        .collect()
}
