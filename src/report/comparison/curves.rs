//! The S-curves of all scenarios, one over the other.

use super::View;
use crate::compare::{CaseCharts, Dominance, dominance};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::reading;
use crate::report::rect::Rect;
use crate::report::s_curve::outline;
use crate::summary::charts::Curve;
use crate::words;

/// When the programme is complete.
pub(super) fn completion(canvas: &mut Canvas, view: &View) {
    let finding = finding(view, |it| &it.completion, ("sooner", "later"));
    let caption = "Share of trials complete at each date; unfinished ones are missing at the right end. Dots: P50 and P80. Shaded: 95 % band \
                   of the Monte Carlo error of each curve; of the difference, paired, it is narrower.";
    let curves: Vec<&Curve> = view.charts.cases.iter().map(|it| &it.completion).collect();
    let area = frame(canvas, "When the programme is complete", &finding, caption);
    let area = super::legend(canvas, view, area);
    let (from, mut to) = extent(&curves).unwrap_or((0.0, view.horizon()));
    let unfinished = |it: &&&Curve| it.p.last().is_none_or(|p| *p < 0.995);
    if curves.iter().any(|it| unfinished(&it)) {
        to = view.horizon();
    }
    let deadline = view.deadline();
    let (from, to) = about(from, to, deadline);
    let most = (area.width() / 75.0) as usize;
    let x = Axis::time(view.charts.start, from, to, most);
    let date = |years: f64| words::month(view.charts.start, years);
    draw(canvas, view, (area, x), deadline, (&curves, &date));
}

/// What it costs.
pub(super) fn cost(canvas: &mut Canvas, view: &View) {
    let finding = finding(view, |it| &it.cost, ("cheaper", "dearer"));
    let caption = "Cost at completion, constant prices; an unfinished trial has none. Dots: P50 and P80. Shaded: 95 % band of the Monte Carlo \
                   error of each curve.";
    let curves: Vec<&Curve> = view.charts.cases.iter().map(|it| &it.cost).collect();
    let area = frame(canvas, "What completion costs", &finding, caption);
    let area = super::legend(canvas, view, area);
    let budget = view.budget();
    let (from, to) = extent(&curves).unwrap_or((0.0, budget.unwrap_or(0.0).max(1.0)));
    let (from, to) = about(from, to, budget);
    let most = (area.width() / 85.0) as usize;
    let currency = &view.comparison.common.currency;
    let x = Axis::linear(from.max(0.0), to, most, |v, step, top| {
        words::money_mark(v, currency, step, top)
    });
    let money = |value: f64| words::money(value, currency);
    draw(canvas, view, (area, x), budget, (&curves, &money));
}

/// How each scenario's curve lies beside that of the base.
fn finding<'a>(
    view: &View<'a>,
    of: impl Fn(&'a crate::compare::Against) -> &'a Dominance,
    (less, more): (&str, &str),
) -> String {
    let cases = view.comparison.cases.iter();
    let said = cases.filter_map(|case| {
        let against = case.against_base.as_ref()?;
        Some(format!(
            "{}: {}.",
            case.name,
            dominance(of(against), less, more)
        ))
    });
    let said: Vec<String> = said.collect();
    said.join(" ")
}

/// Where the curves rise, but for one trial in a hundred at either end.
fn extent(curves: &[&Curve]) -> Option<(f64, f64)> {
    let ends = curves.iter().filter_map(|it| it.between(0.01));
    ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The range with some room, and with the target where it is not far away.
fn about(from: f64, to: f64, target: Option<f64>) -> (f64, f64) {
    let span = (to - from).max(0.1 * to.abs()).max(1e-9);
    let near = target.filter(|it| *it > from - 0.5 * span && *it < to + 0.5 * span);
    let (from, to) = near.map_or((from, to), |it| (from.min(it), to.max(it)));
    (from - 0.04 * span, to + 0.04 * span)
}

fn draw(
    canvas: &mut Canvas,
    view: &View,
    (area, x): (Rect, Axis),
    target: Option<f64>,
    (curves, value): (&[&Curve], &dyn Fn(f64) -> String),
) {
    let tenths = (0..=5).map(|k| f64::from(k) / 5.0);
    let y = Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: tenths.map(|p| (p, words::percent(p))).collect(),
    };
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 20.0, 8.0, 2.0 * Type::TICK.size),
        x,
        y,
    };
    let end = plot.x.to;
    let reached = |it: &Curve| it.x.last().copied().unwrap_or(end);
    for (at, curve) in curves.iter().enumerate() {
        let Curve { x, low, high, p } = curve;
        // A band ends where the curve is complete.
        let end = if p.last().is_some_and(|p| *p < 1.0) {
            end
        } else {
            reached(curve).min(end)
        };
        let mut band = outline(&plot, x, high, end);
        band.extend(outline(&plot, x, low, end).into_iter().rev());
        canvas.fill(&band, palette::tint(View::colour(at), 0.22));
    }
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    if let Some(target) = target {
        let name = format!("Target: {}", value(target));
        flag(canvas, &plot, (area.top, target), &name);
    }
    for (at, curve) in curves.iter().enumerate() {
        let line = outline(&plot, &curve.x, &curve.p, end);
        canvas.line(&line, View::colour(at), 2.2);
        for level in [0.5, 0.8] {
            let rank = curve.p.partition_point(|p| *p < level);
            if let Some(value) = curve.x.get(rank).filter(|it| plot.x.contains(**it)) {
                canvas.mark(plot.at(*value, level), 3.4, View::colour(at));
            }
        }
        let name = &view.comparison.cases[at].name;
        reading::curve(canvas, &plot, (curve, name), value);
    }
}

/// The target as a line with its name above the plot.
pub(super) fn flag(canvas: &mut Canvas, plot: &Plot, (top, target): (f64, f64), name: &str) {
    let style = Type::LABEL;
    if !plot.x.contains(target) {
        let side = if target > plot.x.to { "right" } else { "left" };
        let text = format!("{name}, beyond the {side} edge");
        canvas.text(&text, (plot.area.left, top + style.size), Side::Left, style);
        return;
    }
    let x = plot.x(target);
    canvas.dashes((x, top + 4.0), (x, plot.area.bottom), palette::TARGET, 2.0);
    let width = canvas.width(name, style) + 8.0;
    let (at, side) = if x + width < plot.area.right {
        (x + 6.0, Side::Left)
    } else {
        (x - 6.0, Side::Right)
    };
    canvas.text(name, (at, top + style.size), side, style);
}

/// Whether a scenario has any finished trial.
pub(super) fn finishes(case: &CaseCharts) -> bool {
    !case.completion.x.is_empty()
}
