//! Curves of equal joint confidence, their balanced points, and the target.

use super::colour;
use crate::frontier::{Balanced, Curve, Frontier};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::{Sample, frame, legend};
use crate::report::lettering::{Side, Type, about};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::words;

/// A curve is shown up to so many times its balanced cost: its ends run along the edges.
const REACH: f64 = 1.9;
const CAPTION: &str = "Least cost that is kept together with each date at a joint confidence; pale: 95 % band of the Monte Carlo error. Dots: date and \
     cost equally likely. Rings: each at the curve's confidence by itself. A point on a curve is not a plan: it says what can be promised \
     together, and cost cannot simply be traded for time along it.";

/// A curve that can be had, and its balanced point.
type Shown<'a> = (&'a Curve, Balanced);

pub(super) fn draw(canvas: &mut Canvas, frontier: &Frontier) {
    let drawn = frontier.curves.iter();
    let shown: Vec<Shown> = drawn.filter_map(|it| Some((it, it.balanced?))).collect();
    let title = "Dates and budgets that can be kept together";
    let area = frame(canvas, title, &finding(frontier, &shown), CAPTION);
    let (months, costs, near) = extent(frontier, &shown);
    let y = Axis::linear(costs.0, costs.1, 6, |v, step, top| {
        words::money_mark(v, &frontier.currency, step, top)
    });
    let left = axis::margin(canvas, &y);
    let name = |it: &Shown| format!("{} for both", words::exact_percent(it.0.confidence));
    let names: Vec<String> = shown.iter().map(name).collect();
    let entry = |(at, name)| (Sample::Line, colour(at, shown.len()), name);
    let names = names.iter().map(String::as_str).enumerate();
    let entries: Vec<_> = names.map(entry).collect();
    let area = legend(canvas, area, &entries);
    let most = (area.width() / 75.0) as usize;
    let plot = Plot {
        area: area.shrunk(left, 24.0, 12.0, 2.0 * Type::TICK.size),
        x: Axis::time(frontier.start, months.0 / 12.0, months.1 / 12.0, most),
        y,
    };
    draw_curves(canvas, &plot, &shown);
    read_curves(canvas, &plot, frontier, &shown);
    draw_target(canvas, &plot, frontier, near);
    draw_points(canvas, &plot, frontier, &shown);
}

fn finding(frontier: &Frontier, shown: &[Shown]) -> String {
    // The 70 % curve is what budgets are judged by; without it, the surest.
    let usual = shown.iter().find(|it| (it.0.confidence - 0.7).abs() < 1e-9);
    let Some((curve, balanced)) = usual.or(shown.last()) else {
        return "Too few trials are complete within the horizon for any of the confidences.".into();
    };
    let confidence = words::exact_percent(curve.confidence);
    let marginal = curve.marginal.map_or_else(String::new, |it| {
        let joint = words::percent(it.joint);
        format!(
            " Date and cost that are each kept with {confidence} are both kept by only {joint} of the trials."
        )
    });
    format!(
        "{} and {} are kept together with {confidence}, each by {}.{marginal}",
        words::month(frontier.start, balanced.months / 12.0),
        words::money(balanced.cost, &frontier.currency),
        words::percent(balanced.within_months)
    )
}

/// Months and costs that are shown, and whether the target is a point among them: one far away would make the curves a corner of the
/// chart.
fn extent(frontier: &Frontier, shown: &[Shown]) -> ((f64, f64), (f64, f64), bool) {
    let target = &frontier.target;
    let mut months = (f64::INFINITY, 0.0_f64);
    let mut costs = (f64::INFINITY, 0.0_f64);
    for (curve, balanced) in shown {
        let first = curve.points.first().map_or(balanced.months, |it| it.months);
        let last = curve.points.last().map_or(balanced.cost, |it| it.cost);
        let to = balanced.months + 1.2 * (balanced.months - first).max(12.0);
        months = (months.0.min(first), months.1.max(to));
        let to = (REACH * balanced.cost).min(last.max(1.35 * balanced.cost));
        costs = (costs.0.min(last), costs.1.max(to));
    }
    if shown.is_empty() {
        let some = |limit: f64, least: f64| {
            Some(limit)
                .filter(|it| it.is_finite())
                .unwrap_or(0.0)
                .max(least)
        };
        months = (0.0, some(target.months, 12.0));
        costs = (0.0, some(target.cost, 1.0));
    }
    let near = target.cost < 2.0 * costs.1 && target.months < months.1 + (months.1 - months.0);
    if near {
        let to = months.1.max(1.03 * target.months);
        months = (months.0.min(target.months), to);
        costs = (costs.0.min(target.cost), costs.1.max(1.05 * target.cost));
    } else if target.months > months.0 - 60.0 && target.months < months.1 + 60.0 {
        let to = months.1.max(target.months + 6.0);
        months = (months.0.min(target.months - 6.0), to);
    } else if !target.months.is_finite() && target.cost < 2.0 * costs.1 {
        costs = (costs.0.min(target.cost), costs.1.max(1.05 * target.cost));
    }
    let pad = (0.04 * (months.1 - months.0), 0.06 * (costs.1 - costs.0));
    let months = (months.0 - pad.0, months.1 + pad.0);
    (months, ((costs.0 - pad.1).max(0.0), costs.1 + pad.1), near)
}

fn draw_curves(canvas: &mut Canvas, plot: &Plot, shown: &[Shown<'_>]) {
    let inside = |months: f64, cost: f64| plot.x.contains(months / 12.0) && plot.y.contains(cost);
    for (at, (curve, _)) in shown.iter().enumerate() {
        let mut high = Vec::new();
        let mut low = Vec::new();
        for point in curve.points.iter().filter(|it| inside(it.months, it.cost)) {
            if let Some((least, most)) = point.band {
                high.push(plot.at(point.months / 12.0, most));
                low.push(plot.at(point.months / 12.0, least));
            }
        }
        high.extend(low.into_iter().rev());
        if high.len() > 3 {
            canvas.fill(&high, palette::tint(colour(at, shown.len()), 0.25));
        }
    }
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    for (at, (curve, _)) in shown.iter().enumerate() {
        let mut line: Vec<(f64, f64)> = Vec::new();
        let mut last_cost = plot.y.to;
        for point in &curve.points {
            let x = point.months / 12.0;
            if inside(point.months, point.cost) {
                // A promise holds until the next date allows less.
                line.push(plot.at(x, last_cost));
                line.push(plot.at(x, point.cost));
                last_cost = point.cost;
            }
        }
        if line.len() > 1 {
            line.push((plot.area.right, plot.y(last_cost)));
            canvas.line(&line, colour(at, shown.len()), 2.2);
            for pair in line.windows(2) {
                let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                canvas.avoid(Rect::new(
                    x0.min(x1) - 1.5,
                    y0.min(y1) - 1.5,
                    x0.max(x1) + 1.5,
                    y0.max(y1) + 1.5,
                ));
            }
        }
    }
}

/// The least cost of each date on every curve, and its band.
fn read_curves(canvas: &mut Canvas, plot: &Plot, frontier: &Frontier, shown: &[Shown<'_>]) {
    let money = |value: f64| words::money(value, &frontier.currency);
    for (curve, _) in shown {
        let line = format!("{} for both", words::exact_percent(curve.confidence));
        for point in &curve.points {
            let x = point.months / 12.0;
            if plot.x.contains(x) && plot.y.contains(point.cost) {
                let band = point.band.map_or_else(String::new, |(low, high)| {
                    format!(" (95 % band {} to {})", money(low), money(high))
                });
                let date = words::month(frontier.start, x);
                let text = format!("{date}: {}{band}", money(point.cost));
                canvas.read(&line, plot.at(x, point.cost), text);
            }
        }
    }
}

/// Dots and rings, and what stands beside them: all are drawn before the first is named.
fn draw_points(canvas: &mut Canvas, plot: &Plot, frontier: &Frontier, shown: &[Shown<'_>]) {
    let inside = |months: f64, cost: f64| plot.x.contains(months / 12.0) && plot.y.contains(cost);
    let mut rings = Vec::new();
    let mut dots = Vec::new();
    for (at, (curve, balanced)) in shown.iter().enumerate() {
        let colour = colour(at, shown.len());
        if let Some(marginal) = curve.marginal.filter(|it| inside(it.months, it.cost)) {
            let ring = plot.at(marginal.months / 12.0, marginal.cost);
            canvas.dot(ring, 5.5, colour);
            canvas.dot(ring, 3.4, palette::PAPER);
            let text = format!(
                "{} and {}, each alone with {}: both in {}",
                words::month(frontier.start, marginal.months / 12.0),
                words::money(marginal.cost, &frontier.currency),
                words::exact_percent(curve.confidence),
                words::percent_with_error(marginal.joint, marginal.joint_error)
            );
            canvas.read("Each alone", ring, text);
            rings.push((ring, format!("{} for both", words::percent(marginal.joint))));
        }
        let dot = plot.at(balanced.months / 12.0, balanced.cost);
        canvas.mark(dot, 5.0, colour);
        let date = words::month(frontier.start, balanced.months / 12.0);
        let cost = words::money(balanced.cost, &frontier.currency);
        let each =
            words::percent_with_error(balanced.within_months, balanced.error.unwrap_or(f64::NAN));
        let text = format!("{date} and {cost}, each kept by {each}");
        canvas.read("Date and cost equally likely", dot, text);
        dots.push((dot, format!("{date}, {cost}")));
    }
    for ((x, y), _) in rings.iter().chain(&dots) {
        canvas.avoid(Rect::new(x - 7.0, y - 7.0, x + 7.0, y + 7.0));
    }
    for (dot, name) in dots {
        let (x, y) = dot;
        let places = [
            ((x + 9.0, y - 5.0), Side::Left),
            ((x + 9.0, y - 14.0), Side::Left),
            ((x - 9.0, y + 13.0), Side::Right),
            ((x - 9.0, y + 18.0), Side::Right),
            ((x + 9.0, y - 28.0), Side::Left),
        ];
        canvas.place(&name, &places, plot.area, Type::LABEL);
    }
    for (ring, name) in rings {
        let [
            below_right,
            above_left,
            right,
            left,
            above_right,
            below_left,
        ] = about(ring, Type::TICK.size);
        let places = [
            above_left,
            left,
            below_left,
            right,
            above_right,
            below_right,
        ];
        canvas.place(&name, &places, plot.area, Type::TICK);
    }
}

fn draw_target(canvas: &mut Canvas, plot: &Plot, frontier: &Frontier, near: bool) {
    let target = &frontier.target;
    if !target.joint.is_finite() {
        return;
    }
    let joint = words::percent(target.joint);
    let x = target.months / 12.0;
    let style = Type::LABEL;
    if near {
        let at = plot.at(x, target.cost);
        canvas.diamond(at, 6.5, palette::TARGET);
        let text = format!(
            "{} and {}: both in {} of the trials",
            words::month(frontier.start, x),
            words::money(target.cost, &frontier.currency),
            words::percent_with_error(target.joint, target.joint_error)
        );
        canvas.read("Target", at, text);
        let places = about(at, style.size);
        canvas.place(
            &format!("Target: both in {joint}"),
            &places,
            plot.area,
            style,
        );
        return;
    }
    let money = || words::money(target.cost, &frontier.currency);
    let date = || words::month(frontier.start, x);
    let name = match (target.months.is_finite(), target.cost.is_finite()) {
        (true, true) => format!(
            "Target: {} and {}, both in {joint} of the trials",
            date(),
            money()
        ),
        (true, false) => format!("Target: {}, in {joint} of the trials", date()),
        _ => format!("Target: {}, in {joint} of the trials", money()),
    };
    let area = plot.area;
    if !target.months.is_finite() && plot.y.contains(target.cost) {
        let y = plot.y(target.cost);
        let ends = [(area.left, y), (area.right, y)];
        canvas.line(&ends, palette::TARGET, 2.0);
        canvas.avoid(Rect::new(area.left, y - 1.5, area.right, y + 1.5));
        canvas.read("Target", (area.right, y), name.clone());
        let heights = [y - 6.0, y + 1.2 * style.size];
        let places = heights.map(|y| {
            [
                ((area.right - 6.0, y), Side::Right),
                ((area.left + 6.0, y), Side::Left),
            ]
        });
        canvas.place(&name, places.as_flattened(), area, style);
        return;
    }
    let baseline = plot.area.top - 8.0;
    if target.months.is_finite() && plot.x.contains(x) {
        let x = plot.x(x);
        canvas.line(
            &[(x, plot.area.top - 4.0), (x, plot.area.bottom)],
            palette::TARGET,
            2.0,
        );
        canvas.read("Target", (x, plot.area.top), name.clone());
        canvas.avoid(Rect::new(x - 1.5, plot.area.top, x + 1.5, plot.area.bottom));
        let half = 0.5 * canvas.width(&name, style);
        let middle = x.clamp(
            plot.area.left + half,
            (plot.area.right - half).max(plot.area.left + half),
        );
        canvas.text(&name, (middle, baseline), Side::Middle, style);
    } else {
        canvas.text(&name, (plot.area.right, baseline), Side::Right, style);
    }
}
