//! Completion against cost: a mark and a region of each scenario.

use super::View;
use super::curves::{finishes, flag};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type, about};
use crate::report::palette;
use crate::words;

const CAPTION: &str = "Dot: median completion and median cost of all trials. Outline: the convex region that holds 80 % of the finished trials, what \
                       is left when the outermost are taken away hull by hull. Cost at completion, constant prices.";

/// The panel.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let area = frame(
        canvas,
        "Completion and cost together",
        &finding(view),
        CAPTION,
    );
    let area = super::legend(canvas, view, area);
    let cases = || view.charts.cases.iter().enumerate();
    let shown = || {
        let corners = cases().flat_map(|(_, it)| it.plane.region.iter().copied());
        corners.chain(cases().filter_map(|(_, it)| it.plane.median))
    };
    let range = |of: fn((f64, f64)) -> f64, target: Option<f64>| {
        let low = shown().map(of).fold(f64::INFINITY, f64::min);
        let high = shown().map(of).fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return (0.0, target.unwrap_or(0.0).max(1.0));
        }
        let span = (high - low).max(0.05 * high.abs()).max(1e-9);
        let near = target.filter(|it| *it > low - 0.6 * span && *it < high + 0.6 * span);
        let (low, high) = near.map_or((low, high), |it| (low.min(it), high.max(it)));
        (low - 0.06 * span, high + 0.06 * span)
    };
    let (from, to) = range(|it| it.0, view.deadline());
    let (low, high) = range(|it| it.1, view.budget());
    let currency = &view.comparison.common.currency;
    let y = Axis::linear(
        low.max(0.0),
        high,
        (area.height() / 40.0) as usize,
        |v, step, top| words::money_mark(v, currency, step, top),
    );
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 20.0, 12.0, 2.0 * Type::TICK.size);
    let most = (inner.width() / 75.0) as usize;
    let x = Axis::time(view.charts.start, from, to, most);
    let plot = Plot { area: inner, x, y };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    if let Some(deadline) = view.deadline() {
        let name = format!("Target: {}", words::month(view.charts.start, deadline));
        flag(canvas, &plot, (area.top, deadline), &name);
    }
    if let Some(budget) = view.budget().filter(|it| plot.y.contains(*it)) {
        let y = plot.y(budget);
        canvas.dashes(
            (plot.area.left, y),
            (plot.area.right, y),
            palette::TARGET,
            2.0,
        );
        let name = format!("Target: {}", words::money(budget, currency));
        let heights = [y - 5.0, y + 1.1 * Type::TICK.size];
        let places = heights.map(|y| {
            let (left, right) = (plot.area.left + 6.0, plot.area.right - 6.0);
            [((right, y), Side::Right), ((left, y), Side::Left)]
        });
        canvas.place(&name, places.as_flattened(), plot.area, Type::TICK);
    }
    for (at, case) in cases() {
        let mut around: Vec<(f64, f64)> = case
            .plane
            .region
            .iter()
            .map(|&(x, y)| plot.at(x, y))
            .collect();
        around.extend(around.first().copied());
        canvas.line(&around, View::colour(at), 1.8);
    }
    for (at, case) in cases() {
        let Some((x, y)) = case.plane.median else {
            continue;
        };
        let point = plot.at(x, y);
        canvas.mark(point, 5.0, View::colour(at));
        let (date, cost) = (
            words::month(view.charts.start, x),
            words::money(y, currency),
        );
        canvas.read(&case.name, point, format!("medians: {date}, {cost}"));
        let style = Type::LABEL.colour(View::colour(at)).bold();
        let name = view.name(canvas, at, 160.0, style);
        let mut places = about(point, style.size).to_vec();
        places.extend((1..6).flat_map(|k| {
            let away = 16.0 * f64::from(k);
            [
                ((point.0 + 8.0, point.1 - away), Side::Left),
                ((point.0 + 8.0, point.1 + away), Side::Left),
            ]
        }));
        canvas.place(&name, &places, plot.area, style);
    }
}

fn finding(view: &View) -> String {
    let said = view
        .charts
        .cases
        .iter()
        .map(|case| match case.plane.median {
            Some((years, cost)) => format!(
                "{}: {}, {}.",
                case.name,
                words::month(view.charts.start, years),
                words::money(cost, &view.comparison.common.currency)
            ),
            None if finishes(case) => {
                format!("{}: fewer than half of the trials are complete.", case.name)
            }
            None => format!("{}: no trial is complete.", case.name),
        });
    let said: Vec<String> = said.collect();
    format!("Medians. {}", said.join(" "))
}
