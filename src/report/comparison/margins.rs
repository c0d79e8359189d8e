//! What a little more buys, lever by lever: months sooner and points of the target, with their intervals.

use super::View;
use crate::compare::{Effects, TARGET, effect, million_in_words};
use crate::report::axis::{Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::summary::measured::Measured;

const ROW: f64 = 46.0;
const NAMES: f64 = 0.3;
const GAP: f64 = 22.0;
/// Effects that are drawn: their places and what one unit on the axis is.
const DRAWN: [(usize, &str, f64); 2] = [
    (1, "Months sooner, P80", 1.0),
    (TARGET, "Points of the target", 100.0),
];

/// Whether there is anything to draw.
pub(super) fn is_there(view: &View) -> bool {
    !rows(view).is_empty()
}

/// Height of the panel.
pub(super) fn height(view: &View) -> f64 {
    190.0 + ROW * rows(view).len() as f64
}

/// What each row is about and what it buys.
fn rows(view: &View) -> Vec<(String, String, Effects)> {
    let margins = view
        .comparison
        .margins
        .iter()
        .map(|it| match it.by_a_million {
            Some(million) => (it.path.clone(), million_in_words(it).to_owned(), million),
            None => (it.path.clone(), format!("by {}", it.step), it.effects),
        });
    let delays = view.comparison.delays.iter().map(|it| {
        (
            it.path.clone(),
            format!("{} months later", it.months),
            it.effects,
        )
    });
    margins.chain(delays).collect()
}

/// The panel.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let rows = rows(view);
    let bent = view
        .comparison
        .margins
        .iter()
        // What is simulated itself takes no line to be straight.
        .filter(|it| !it.not_linear.is_empty() && !it.million_simulated);
    let bent: Vec<&str> = bent.map(|it| it.path.as_str()).collect();
    let mut caption = "Half of what lies between a step down and a step up in the same trials, as it is now; for sources steps of 5 % of the source, \
                       put to a million; a million that is more than such a step is simulated itself. Lines: 95 % interval."
        .to_owned();
    if !bent.is_empty() {
        caption.push_str(" Not linear, so true of small steps only: ");
        caption.push_str(&bent.join(", "));
        caption.push('.');
    }
    let base = &view.comparison.cases[0].name;
    let finding = format!("In {base}. Right of the line is better.");
    let area = frame(canvas, "What a little more buys", &finding, &caption);
    let names = NAMES * area.width();
    let top = area.top + 26.0;
    let row = ((area.bottom - 2.0 * Type::TICK.size - top) / rows.len() as f64).min(1.5 * ROW);
    let middle = |at: usize| top + (at as f64 + 0.5) * row;
    for (at, (path, step, _)) in rows.iter().enumerate() {
        let style = Type::LABEL;
        let lines = [(path, style.bold(), -3.0), (step, Type::TICK, 12.0)];
        for (text, style, below) in lines {
            let text = canvas.ruler().drawable(text);
            let text = canvas
                .ruler()
                .shorten(&text, names - 8.0, style.size, style.bold);
            canvas.text(&text, (area.left, middle(at) + below), Side::Left, style);
        }
    }
    let drawn = DRAWN.into_iter().filter(|(place, ..)| {
        *place != TARGET || rows.iter().any(|(_, _, it)| it.joint.value.is_some())
    });
    let drawn: Vec<_> = drawn.collect();
    let width = (area.width() - names + GAP) / drawn.len() as f64 - GAP;
    for (side, (place, title, unit)) in drawn.into_iter().enumerate() {
        let left = area.left + names + side as f64 * (width + GAP);
        let inner = Rect::new(left, top, left + width, top + row * rows.len() as f64);
        canvas.text(
            title,
            (left, area.top + 14.0),
            Side::Left,
            Type::LABEL.bold(),
        );
        let effects: Vec<Measured> = rows.iter().map(|(_, _, it)| it.all()[place]).collect();
        let names: Vec<String> = rows
            .iter()
            .map(|(path, step, _)| format!("{path}, {step}"))
            .collect();
        let read = (title, &names[..]);
        bars(canvas, view, (inner, row), (place, unit), (&effects, read));
    }
}

fn bars(
    canvas: &mut Canvas,
    view: &View,
    (area, row): (Rect, f64),
    (place, unit): (usize, f64),
    (effects, (title, names)): (&[Measured], (&str, &[String])),
) {
    let ends = effects.iter().filter_map(|it| {
        let (value, half) = (it.value? * unit, it.half_width().unwrap_or(0.0) * unit);
        Some((value - half, value + half))
    });
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), (a, b)| {
        (low.min(a), high.max(b))
    });
    // Where nothing changes, an axis of what would be little.
    let span = (high - low).max(0.1);
    let (from, to) = (low - 0.05 * span, high + 0.9 * span);
    let x = Axis::linear(from, to, (area.width() / 60.0) as usize, |v, step, _| {
        let decimals = [1.0, 0.1, 0.01]
            .iter()
            .filter(|it| step < **it * 0.999)
            .count();
        format!("{v:.decimals$}")
    });
    let y = Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: Vec::new(),
    };
    let plot = Plot { area, x, y };
    plot.draw_x(canvas, palette::SOFT_INK);
    let zero = plot.x(0.0);
    canvas.line(&[(zero, area.top), (zero, area.bottom)], palette::INK, 1.2);
    for (at, it) in effects.iter().enumerate() {
        let y = area.top + (at as f64 + 0.5) * row;
        let style = Type::TICK.colour(palette::INK);
        let text = effect(place, *it, &view.writer);
        let Some(value) = it.value.map(|value| value * unit) else {
            canvas.text(
                &text,
                (zero + 6.0, y + 0.35 * style.size),
                Side::Left,
                style,
            );
            continue;
        };
        let end = plot.x(value);
        let colour = if value < 0.0 {
            palette::MONEY
        } else {
            palette::CLEARANCE
        };
        canvas.rect(
            Rect::new(
                zero.min(end),
                y - 8.0,
                zero.max(end).max(zero.min(end) + 1.0),
                y + 8.0,
            ),
            colour,
        );
        canvas.read(title, (end, y), format!("{}: {text}", names[at]));
        let half = it.half_width().unwrap_or(0.0) * unit;
        let (a, b) = (plot.x(value - half), plot.x(value + half));
        canvas.line(&[(a, y), (b, y)], palette::INK, 1.4);
        let at = (b.max(zero) + 7.0, y + 0.35 * style.size);
        let room = canvas.width(&text, style);
        let at = (at.0.min(area.right - room), at.1);
        canvas.rimmed(&text, (at, Side::Left), style);
    }
}
