//! Rows of bars: what an outcome is at both ends of a factor, and other measures.

use super::super::axis::{Axis, Plot};
use super::super::canvas::Canvas;
use super::super::frame::frame;
use super::super::lettering::{Side, Type};
use super::super::palette;
use super::super::rect::Rect;
use super::{called, name};
use crate::compare::share;
use crate::factors::{Factor, Nature};
use crate::programme::columns::Unit;
use crate::sensitivity::{MeasureRow, Measures, Method, Outcome, Row, Study};
use crate::simulate::Model;
use crate::summary::reference::FigureRef;
use crate::words;

/// Bars of a tornado.
const BARS: usize = 14;

/// Bars in a row, and a text beside.
struct Line<'a> {
    factor: &'a Factor,
    bars: Vec<Bar>,
    beside: String,
}

/// A bar in a strength of its factor's colour.
struct Bar {
    from: f64,
    to: f64,
    strength: f64,
    /// What it says on screen.
    text: String,
}

fn bar(from: f64, to: f64, strength: f64, text: String) -> Bar {
    Bar {
        from,
        to,
        strength,
        text,
    }
}

/// Rows of bars about a value, below each other.
fn draw_bars(
    canvas: &mut Canvas,
    area: Rect,
    rows: &[Line],
    middle: f64,
    axis: impl Fn(f64, f64) -> Axis,
) {
    let style = Type::TICK;
    let beside = rows.iter().map(|it| canvas.width(&it.beside, style));
    let beside = beside.fold(0.0, f64::max) + 14.0;
    let widest = rows.iter().map(|it| canvas.width(called(it.factor), style));
    let names = (widest.fold(0.0, f64::max) + 10.0).min(0.42 * area.width());
    let ends = rows
        .iter()
        .flat_map(|it| &it.bars)
        .flat_map(|it| [it.from, it.to]);
    let (low, high) = ends
        .chain([middle])
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
            (a.min(v), b.max(v))
        });
    let edge = 0.04 * (high - low);
    let plot = Plot {
        area: area.shrunk(names, 8.0, beside, 2.0 * style.size + 10.0),
        x: axis(low - if low < middle { edge } else { 0.0 }, high + edge),
        y: Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: Vec::new(),
        },
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let height = plot.area.height() / BARS as f64;
    for (number, row) in rows.iter().enumerate() {
        let across = plot.area.top + (number as f64 + 0.5) * height;
        let colour = match row.factor.nature {
            Nature::Epistemic => palette::TIME,
            Nature::Aleatory => palette::UNFINISHED,
        };
        for it in &row.bars {
            let (a, b) = (plot.x(it.from), plot.x(it.to));
            let (top, bottom) = (across - 0.3 * height, across + 0.3 * height);
            let bar = Rect::new(a.min(b), top, a.max(b), bottom);
            canvas.rect(bar, palette::tint(colour, it.strength));
            canvas.read(called(row.factor), (b, across), it.text.clone());
        }
        let baseline = across + 0.35 * style.size;
        let short = canvas
            .ruler()
            .shorten(called(row.factor), names - 10.0, style.size, false);
        canvas.text(&short, (plot.area.left - 8.0, baseline), Side::Right, style);
        let at = (area.right, baseline);
        canvas.text(&row.beside, at, Side::Right, style.colour(palette::INK));
    }
    let x = plot.x(middle);
    canvas.line(
        &[(x, plot.area.top), (x, plot.area.bottom)],
        palette::INK,
        1.2,
    );
}

/// One outcome by another measure.
pub(super) fn measured(canvas: &mut Canvas, measures: &Measures, at: usize, model: &Model) {
    let (outcome, scenario) = (&measures.outcomes[at], model.scenario());
    let value =
        |row: &MeasureRow, column: usize| row.values[at].get(column).and_then(|it| it.value);
    let estimate = measures.estimate[at];
    let mut rows: Vec<(f64, Line)> = measures
        .rows
        .iter()
        .filter_map(|row| {
            let first = value(row, 0)?;
            let (size, bars, beside) = match measures.method {
                Method::Sobol { .. } => {
                    let total = value(row, 1)?.max(0.0);
                    let text = |name: &str, column: usize| {
                        format!("{name} {}", share(row.values[at][column]))
                    };
                    let bars = vec![
                        bar(0.0, total, 0.35, text("total", 1)),
                        bar(0.0, first.max(0.0), 0.85, text("alone", 0)),
                    ];
                    (total, bars, format!("{:.0} %", 100.0 * total))
                }
                Method::Tornado => {
                    let (high, middle) = (value(row, 1)?, estimate?);
                    let texts = [first, high].map(|it| outcome.text(it, scenario));
                    let [low_text, high_text] = &texts;
                    let bars = vec![
                        bar(middle, first, 0.35, format!("at P10: {low_text}")),
                        bar(middle, high, 0.85, format!("at P90: {high_text}")),
                    ];
                    ((high - first).abs(), bars, texts.join(" – "))
                }
                Method::Delta | Method::Rank => {
                    let of = row.values[at][0];
                    let text = words::number_with_error(first, of.standard_error);
                    let bars = vec![bar(0.0, first, 0.85, text)];
                    (first.abs(), bars, format!("{first:.2}"))
                }
            };
            let factor = &row.factor;
            Some((
                size,
                Line {
                    factor,
                    bars,
                    beside,
                },
            ))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.retain(|it| it.0 > 0.0);
    let moves = !rows.is_empty();
    let rows: Vec<Line> = rows.into_iter().take(BARS).map(|it| it.1).collect();
    let title = outcome.title.clone();
    if !moves {
        frame(canvas, &title, "Undefined, or nothing moves it.", "");
        return;
    }
    let caption = match measures.method {
        Method::Sobol { .. } => {
            "Sobol' indices: pale the total index, full what the factor explains alone. What lies between is explained together with others."
        }
        Method::Tornado => {
            "One input at a time from its P10 (pale) to its P90 (full), all others at the point estimate, without chance."
        }
        Method::Delta => {
            "Borgonovo's delta: how far knowledge of the factor shifts the whole distribution, from 0 to 1."
        }
        Method::Rank => "Spearman's rank correlation of the input with the outcome.",
    };
    let finding = match estimate {
        Some(value) if measures.method == Method::Tornado => {
            format!(
                "{} by the point estimate; {} moves it most.",
                outcome.text(value, scenario),
                called(rows[0].factor)
            )
        }
        _ => format!("{} matters most.", called(rows[0].factor)),
    };
    let area = frame(canvas, &title, &finding, caption);
    let middle = match measures.method {
        Method::Tornado => estimate.unwrap_or(0.0),
        _ => 0.0,
    };
    draw_bars(canvas, area, &rows, middle, |from, to| {
        match measures.method {
            Method::Tornado => axis_of(outcome, from, to, model),
            Method::Sobol { .. } => Axis::linear(from, to, 5, |v, _, _| words::exact_percent(v)),
            _ => Axis::linear(from, to, 5, |v, _, _| words::rounded(v)),
        }
    });
}

/// An axis of an outcome's values.
fn axis_of(outcome: &Outcome, from: f64, to: f64, model: &Model) -> Axis {
    let scenario = model.scenario();
    let currency = scenario.currency.clone();
    match (outcome.of, &outcome.figure) {
        (Unit::Years, FigureRef::Spread(..)) => Axis::time(scenario.start, from, to, 5),
        (Unit::Money, _) => Axis::linear(from, to, 4, move |v, step, largest| {
            words::money_mark(v, &currency, step, largest)
        }),
        (Unit::Share, _) => Axis::linear(from, to, 5, |v, _, _| words::exact_percent(v)),
        (Unit::Ha, _) => Axis::linear(from, to, 4, words::area_mark),
        _ => Axis::linear(from, to, 4, |v, _, _| words::rounded(v)),
    }
}

/// One outcome at both ends of every factor.
pub(super) fn tornado(canvas: &mut Canvas, study: &Study, at: usize, model: &Model) {
    let (outcome, scenario) = (&study.outcomes[at], model.scenario());
    let what = if outcome.is_event() {
        format!("P({})", outcome.title)
    } else {
        format!("Mean {}", outcome.title)
    };
    let mean = study.means[at].unwrap_or(f64::NAN);
    let mut rows: Vec<(&Row, f64, f64)> = study
        .rows
        .iter()
        .filter_map(|row| Some((row, row.low[at]?, row.high[at]?)))
        .collect();
    rows.sort_by(|a, b| (b.2 - b.1).abs().total_cmp(&(a.2 - a.1).abs()));
    rows.truncate(BARS);
    let caption = "From the trials in which the factor is among its lowest fifth (pale) to those of its highest (full); of drivers, events and pledges \
                   from without to with. Beside: its share of the variance.";
    let Some(largest) = rows.first().filter(|it| (it.2 - it.1).abs() > 0.0) else {
        frame(
            canvas,
            &what,
            "Undefined: it is the same in all trials.",
            "",
        );
        return;
    };
    let finding = format!(
        "{} over all trials; {} moves it most: {} to {}.",
        outcome.text(mean, scenario),
        name(largest.0),
        outcome.text(largest.1, scenario),
        outcome.text(largest.2, scenario)
    );
    let area = frame(canvas, &what, &finding, caption);
    let rows: Vec<Line> = rows
        .iter()
        .map(|(row, low, high)| {
            let explained = row.shares[at].value.map_or(0.0, |it| it.max(0.0));
            Line {
                factor: &row.factor,
                bars: [("low", low, 0.35), ("high", high, 0.85)]
                    .into_iter()
                    .map(|(end, value, strength)| {
                        let text = format!("{end}: {}", outcome.text(*value, scenario));
                        bar(mean, *value, strength, text)
                    })
                    .collect(),
                beside: format!("{:.0} %", 100.0 * explained),
            }
        })
        .collect();
    draw_bars(canvas, area, &rows, mean, |from, to| {
        axis_of(outcome, from, to, model)
    });
}
