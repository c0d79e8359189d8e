//! What drives completion and cost: rows of two-sided bars.

use plotters::style::RGBColor as Colour;

use super::axis::{Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::view::View;
use crate::factors::Kind;
use crate::influence::{Effect, Influence, Influences};
use crate::summary::measured::Measured;
use crate::words;

const TITLE: &str = "What drives it";
/// Lowest and highest row, and most rows.
const LOWEST: f64 = 15.0;
const HIGHEST: f64 = 26.0;
const MOST: usize = 12;
/// From this width on the two outcomes stand side by side.
const WIDE: f64 = 900.0;
const GAP: f64 = 34.0;
/// Strengths of the tints of the two sides.
const LOW: f64 = 0.4;
const HIGH: f64 = 0.9;

/// One of the two outcomes.
struct Outcome {
    number: usize,
    name: &'static str,
    colour: Colour,
}

const OUTCOMES: [Outcome; 2] = [
    Outcome {
        number: 0,
        name: "Completion",
        colour: palette::TIME,
    },
    Outcome {
        number: 1,
        name: "Cost",
        colour: palette::MONEY,
    },
];

impl Outcome {
    fn effect<'a>(&self, row: &'a Influence) -> &'a Effect {
        &row.effects[self.number]
    }

    fn text(&self, value: f64, view: &View) -> String {
        if self.number == 0 {
            view.date(value)
        } else {
            view.money(value)
        }
    }

    /// Factors that move it and are told apart from nothing, those that explain most first.
    fn rows<'a>(&self, all: &'a Influences) -> Vec<&'a Influence> {
        let moves = |it: &&Influence| {
            let effect = self.effect(it);
            effect.low.value.is_some() && effect.high.value.is_some() && matters(effect)
        };
        let mut rows: Vec<&Influence> = all.rows.iter().filter(moves).collect();
        let share = |it: &Influence| self.effect(it).share.value.unwrap_or(0.0);
        rows.sort_by(|a, b| share(b).total_cmp(&share(a)));
        rows
    }
}

/// Completion and cost, each with the factors that explain most of its spread.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let Some(all) = &view.charts.influences else {
        let why = "Not told by this run: it takes 32 trials, and the first ones of the run.";
        frame(canvas, TITLE, why, "");
        return;
    };
    let rows = OUTCOMES.each_ref().map(|it| it.rows(all));
    if rows.iter().all(Vec::is_empty) {
        let nothing = if all.rows.is_empty() {
            "Nothing varies in this scenario but what chance draws anew within the years."
        } else {
            "No single input, driver or event moves completion or cost by more than these trials scatter."
        };
        frame(canvas, TITLE, nothing, "");
        return;
    }
    let area = frame(canvas, TITLE, &finding(view, &rows), &caption(view, all));
    let parts = if area.width() >= WIDE {
        let half = 0.5 * (area.width() - GAP);
        let right = Rect::new(area.left + half + GAP, area.top, area.right, area.bottom);
        [
            Rect::new(area.left, area.top, area.left + half, area.bottom),
            right,
        ]
    } else {
        let middle = 0.5 * (area.top + area.bottom);
        let below = Rect::new(area.left, middle + 4.0, area.right, area.bottom);
        [
            Rect::new(area.left, area.top, area.right, middle - 4.0),
            below,
        ]
    };
    for ((outcome, rows), area) in OUTCOMES.iter().zip(&rows).zip(parts) {
        bars(
            canvas,
            view,
            area,
            (outcome, all.means[outcome.number]),
            rows,
        );
    }
}

/// From the lowest to the highest mean with its interval, whatever the factor.
fn axis(view: &View, (outcome, mean): (&Outcome, f64), rows: &[&Influence], width: f64) -> Axis {
    let ends = |it: &&Influence| {
        let effect = outcome.effect(it);
        let end = |it: Measured| {
            let (value, half) = (it.value.unwrap_or(mean), it.half_width().unwrap_or(0.0));
            [value - half, value + half]
        };
        [end(effect.low), end(effect.high)].concat()
    };
    let ends = rows.iter().flat_map(ends).chain([mean]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    let edge = 0.03 * (high - low).max(1e-9 * high.abs());
    let (low, high) = ((low - edge).max(0.0), high + edge);
    let marks = (width / 80.0).max(2.0) as usize;
    if outcome.number == 0 {
        Axis::time(view.charts.start, low, high, marks)
    } else {
        Axis::linear(low, high, marks, |v, step, most| {
            words::money_mark(v, view.currency(), step, most)
        })
    }
}

/// A bar from the mean of all trials to the mean at one end, with its interval.
fn bar(
    canvas: &mut Canvas,
    plot: &Plot,
    (mean, end): (f64, Measured),
    (middle, height): (f64, f64),
    colour: Colour,
) {
    let Some(value) = end.value else { return };
    let (a, b) = (plot.x(mean), plot.x(value));
    let bounds = Rect::new(
        a.min(b),
        middle - 0.32 * height,
        a.max(b),
        middle + 0.32 * height,
    );
    canvas.rect(bounds, colour);
    if let Some(half) = end.half_width() {
        let whisker = [
            (plot.x(value - half), middle),
            (plot.x(value + half), middle),
        ];
        canvas.line(&whisker, palette::INK, 1.0);
    }
}

/// A row of bars from the mean of all trials to the means at both ends of each factor.
fn bars(
    canvas: &mut Canvas,
    view: &View,
    area: Rect,
    (outcome, mean): (&Outcome, f64),
    rows: &[&Influence],
) {
    let style = Type::TICK;
    let head = if rows.is_empty() {
        format!(
            "{}: no factor moves it, or it is the same in all trials",
            outcome.name
        )
    } else {
        format!(
            "{}, mean of all: {}",
            outcome.name,
            outcome.text(mean, view)
        )
    };
    let head = canvas
        .ruler()
        .shorten(&head, area.width(), style.size, true);
    let at = (area.left, area.top + style.size);
    canvas.text(&head, at, Side::Left, style.bold().colour(palette::INK));
    let area = area.shrunk(0.0, 1.7 * style.size, 0.0, 2.0 * style.size);
    let fit = ((area.height() / LOWEST) as usize).min(MOST);
    let rows = &rows[..rows.len().min(fit)];
    if rows.is_empty() {
        return;
    }
    let beside: Vec<String> = rows
        .iter()
        .map(|it| share(&outcome.effect(it).share))
        .collect();
    let texts = beside
        .iter()
        .map(|it| canvas.width(it, style))
        .fold(0.0, f64::max)
        + 14.0;
    let widest = rows
        .iter()
        .map(|it| canvas.width(&called(it), style))
        .fold(0.0, f64::max);
    let names = (widest + 10.0).min(0.44 * area.width());
    let height = (area.height() / rows.len() as f64).min(HIGHEST);
    let plot_area = Rect::new(
        area.left + names,
        area.top,
        area.right - texts,
        area.top + height * rows.len() as f64,
    );
    let plot = Plot {
        area: plot_area,
        x: axis(view, (outcome, mean), rows, plot_area.width()),
        y: Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: Vec::new(),
        },
    };
    plot.draw_x(canvas, palette::SOFT_INK);
    for (at, (row, text)) in rows.iter().zip(&beside).enumerate() {
        let middle = plot.area.top + (at as f64 + 0.5) * height;
        let effect = outcome.effect(row);
        for (end, strength) in [(effect.low, LOW), (effect.high, HIGH)] {
            let colour = palette::tint(outcome.colour, strength);
            bar(canvas, &plot, (mean, end), (middle, height), colour);
        }
        let baseline = middle + 0.35 * style.size;
        let name = canvas
            .ruler()
            .shorten(&called(row), names - 10.0, style.size, false);
        canvas.text(
            &name,
            (plot.area.left - 8.0, baseline),
            Side::Right,
            style.colour(palette::INK),
        );
        canvas.text(text, (area.right, baseline), Side::Right, style);
    }
    let x = plot.x(mean);
    canvas.line(
        &[(x, plot.area.top), (x, plot.area.bottom)],
        palette::INK,
        1.2,
    );
}

/// What a row is called: a group by its patterns and how many inputs it has.
pub(super) fn called(row: &Influence) -> String {
    match row.kind {
        Kind::Group => format!("{} ({} inputs)", row.name, row.paths.len()),
        _ => row.title.clone(),
    }
}

/// Whether a factor explains more of an outcome than its error.
pub(super) fn matters(effect: &Effect) -> bool {
    let share = effect.share;
    share.value.is_some_and(|it| it > 0.0) && share.is_beyond_error()
}

/// A share with half its 95 % interval.
pub(super) fn share(share: &Measured) -> String {
    let Some(value) = share.value.map(|it| it.clamp(0.0, 1.0)) else {
        return String::new();
    };
    match share.standard_error {
        Some(error) => words::percent_with_error(value, error),
        None => words::percent(value),
    }
}

/// In a sentence: what moves each outcome most, and from where to where.
fn finding(view: &View, rows: &[Vec<&Influence>; 2]) -> String {
    let of = |outcome: &Outcome| {
        let first = rows[outcome.number].first()?;
        let effect = outcome.effect(first);
        let ends = [effect.low.value?, effect.high.value?].map(|it| outcome.text(it, view));
        Some((called(first), ends))
    };
    let [completion, cost] = OUTCOMES.each_ref().map(of);
    match (completion, cost) {
        (Some((time, [a, b])), Some((money, [c, d]))) if time == money => {
            format!(
                "{time} moves both most: completion from {a} to {b}, cost from {c} to {d}, from its low end to its high end."
            )
        }
        (Some((time, [a, b])), Some((money, [c, d]))) => format!(
            "{time} moves completion most, from {a} to {b}; {money} moves cost most, from {c} to {d} (low end to high end)."
        ),
        (Some((time, [a, b])), None) => format!("{time} moves completion most, from {a} to {b}."),
        (None, Some((money, [c, d]))) => format!("{money} moves cost most, from {c} to {d}."),
        (None, None) => String::new(),
    }
}

fn caption(view: &View, all: &Influences) -> String {
    let mut caption = format!(
        "Means of the trials with the lowest fifth of a factor (pale) and of those with the highest (full), by {}. Drivers and pledges: without \
         and with them; events: late or never, and early; correlated inputs: where together they let expect least and most. Beside: the share of the \
         variance that the factor explains by itself (± half a 95 % interval), from additive fits: a lower bound, for what factors do together is in \
         none, and a share is no promise that the spread could be narrowed by as much.",
        words::counted(all.trials, "trial")
    );
    if view.unfinished() > 0.0 {
        caption += " Unfinished trials count as complete at the horizon, and with what they spent.";
    }
    caption
}
