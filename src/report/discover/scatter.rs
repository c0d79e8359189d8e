//! Trials over two inputs that have limits, and the box about those that fail.

use super::super::axis::{self, Axis, Plot};
use super::super::canvas::Canvas;
use super::super::frame::{Sample, frame, legend};
use super::super::lettering::{Side, Type};
use super::super::palette;
use super::super::rect::Rect;
use super::failing;
use crate::discover::{Bound, Discovery, End};
use crate::simulate::Model;
use crate::words;

/// The inputs that have limits, the tightest first; the first two are drawn.
fn inputs(found: &Discovery) -> Vec<&Bound> {
    let mut inputs: Vec<&Bound> = Vec::new();
    for it in &found.bounds {
        if inputs.iter().all(|mine| mine.path != it.path) {
            inputs.push(it);
        }
    }
    inputs
}

/// Draws the panel; there is a limit at least.
pub(super) fn panel(canvas: &mut Canvas, found: &Discovery, model: &Model) {
    let inputs = inputs(found);
    let (x, y) = (inputs[0], inputs.get(1).copied());
    let area = head(canvas, found, &inputs);
    let points: Vec<(f64, f64)> = (0..found.shown.len())
        .map(|at| {
            let [of_x, of_y] = found.shown[at].0;
            let height = y.map_or_else(
                || spread(at, 1, true, 0.0),
                |it| spread(at, 1, it.is_gate, of_y),
            );
            (spread(at, 0, x.is_gate, of_x), height)
        })
        .collect();
    let most = (area.width() / 95.0) as usize;
    let across = axis_of(Some(x), points.iter().map(|it| it.0), most, model);
    let upwards = axis_of(y, points.iter().map(|it| it.1), 6, model);
    let left = axis::margin(canvas, &upwards);
    let plot = Plot {
        area: area.shrunk(left, 24.0, 12.0, 2.0 * Type::TICK.size + 18.0),
        x: across,
        y: upwards,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    // In the order of trials, so that neither kind hides the other.
    for (point, (_, fails)) in points.iter().zip(&found.shown) {
        let colour = if *fails {
            palette::MONEY
        } else {
            palette::OVERHEAD
        };
        let colour = palette::tint(colour, 0.75);
        canvas.dot(plot.at(point.0, point.1), 1.7, colour);
    }
    read(canvas, &plot, found, &points);
    let ((left, right), (low, high)) = (sides(found, Some(x), &plot.x), sides(found, y, &plot.y));
    let corners = [
        (left, low),
        (right, low),
        (right, high),
        (left, high),
        (left, low),
    ];
    canvas.line(&corners.map(|it| plot.at(it.0, it.1)), palette::INK, 2.4);
    let middle = 0.5 * (plot.area.left + plot.area.right);
    let under = (middle, plot.area.bottom + 2.0 * Type::TICK.size + 8.0);
    canvas.text(&name(x), under, Side::Middle, Type::TICK);
    if let Some(y) = y {
        let above = (plot.area.left, plot.area.top - 8.0);
        canvas.text(&name(y), above, Side::Left, Type::TICK);
    }
}

/// What each trial drew, those that fail first.
fn read(canvas: &mut Canvas, plot: &Plot, found: &Discovery, points: &[(f64, f64)]) {
    let inputs = inputs(found);
    let drawn = |input: &Bound, value: f64| {
        let value = match (input.is_gate, value > 0.5) {
            (true, true) => "yes".to_owned(),
            (true, false) => "no".to_owned(),
            (false, _) => words::rounded(value),
        };
        format!("{} {value}", input.path)
    };
    for (fail, line) in [(true, failing(found.failing)), (false, "do not")] {
        for (trial, (values, _)) in found.shown.iter().enumerate() {
            if found.shown[trial].1 == fail {
                let values = inputs.iter().zip(values);
                let values: Vec<String> = values.map(|(it, value)| drawn(it, *value)).collect();
                let at = plot.at(points[trial].0, points[trial].1);
                canvas.read(line, at, format!("trial {trial}: {}", values.join(", ")));
            }
        }
    }
}

/// Title, caption and legend; returns what is left.
fn head(canvas: &mut Canvas, found: &Discovery, inputs: &[&Bound]) -> Rect {
    let finding = match inputs.len().saturating_sub(2) {
        0 => "",
        1 => "A third input has a limit as well.",
        _ => "Two more inputs have limits as well.",
    };
    let trials = words::count(found.shown.len() as u64);
    let caption = if inputs.len() < 2 {
        format!("The first {trials} trials; their height has no meaning.")
    } else if inputs.iter().take(2).any(|it| it.is_gate) {
        format!("The first {trials} trials; values of yes and no are spread.")
    } else {
        format!("The first {trials} trials.")
    };
    let area = frame(canvas, "The box over its inputs", finding, &caption);
    let entries = [
        (Sample::Square, palette::MONEY, failing(found.failing)),
        (Sample::Square, palette::OVERHEAD, "do not"),
    ];
    legend(canvas, area, &entries)
}

/// A value of yes or no, set apart from the equal ones of other trials: multiples of an irrational number, another one for each `side`,
/// spread them evenly over the plane (Roberts' sequence).
fn spread(trial: usize, side: usize, gate: bool, value: f64) -> f64 {
    const STEPS: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053];
    let apart = (trial as f64 * STEPS[side]).fract();
    if gate {
        value + 0.6 * (apart - 0.5)
    } else {
        value
    }
}

fn axis_of(
    input: Option<&Bound>,
    values: impl Iterator<Item = f64>,
    most: usize,
    model: &Model,
) -> Axis {
    let ends = (f64::INFINITY, f64::NEG_INFINITY);
    let (from, to) = values.fold(ends, |(a, b), v| (a.min(v), b.max(v)));
    let pad = 0.02 * (to - from);
    let (from, to) = (from - pad, to + pad);
    let marked = |marks: Vec<(f64, String)>| Axis {
        from,
        to,
        log: false,
        marks,
    };
    match input {
        None => marked(Vec::new()),
        Some(it) if it.is_gate => marked(vec![(0.0, "no".to_owned()), (1.0, "yes".to_owned())]),
        Some(it) => {
            let currency = &model.scenario().currency;
            let money = it.unit.starts_with(currency.as_str());
            Axis::linear(from, to, most, |v, step, top| {
                if money {
                    words::money_mark(v, currency, step, top)
                } else {
                    words::rounded(v)
                }
            })
        }
    }
}

/// Where the box begins and ends along an axis.
fn sides(found: &Discovery, input: Option<&Bound>, axis: &Axis) -> (f64, f64) {
    let limit = |end: End| {
        let mut bounds = found.bounds.iter();
        let same = |it: &&Bound| input.is_some_and(|mine| mine.path == it.path) && it.end == end;
        bounds
            .find(same)
            .map(|it| it.value.clamp(axis.from, axis.to))
    };
    (
        limit(End::AtLeast).unwrap_or(axis.from),
        limit(End::AtMost).unwrap_or(axis.to),
    )
}

fn name(input: &Bound) -> String {
    if input.unit.is_empty() {
        input.path.clone()
    } else {
        format!("{}, {}", input.path, input.unit)
    }
}
