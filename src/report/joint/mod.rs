//! Completion against cost: how likely both halves of the target are met together.

mod cloud;
mod names;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::Type;
use super::palette;
use super::reading;
use super::rect::Rect;
use super::shapes::Toward;
use super::view::View;
use crate::ensemble::SAMPLED;
use crate::summary::estimate::Estimate;
use crate::words;

/// Width of the rail of unfinished trials and its distance from the plot.
const RAIL: f64 = 66.0;
const RAIL_GAP: f64 = 10.0;
/// Share of each axis that is kept on either side of the target, so that its cross stands clear of the edges.
const ROOM: f64 = 0.06;
/// Height of the strips above and below the trials in which the quadrants are named: no trial is ever under a name.
const STRIP: f64 = 20.0;

/// Density of all trials, a sample of points, the target with its quadrants, P50 and P80, the unfinished on a rail.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let steps = (canvas.bounds().height() / 65.0) as usize;
    let y = view.cost_axis(&shown_spent(view), steps, Some(ROOM));
    let caption = caption(view, &y);
    let area = frame(
        canvas,
        "Completion and cost together",
        &finding(view),
        &caption,
    );
    let unfinished = view.unfinished();
    let rail = if unfinished > 0.0 {
        RAIL + RAIL_GAP
    } else {
        8.0
    };
    let left = axis::margin(canvas, &y);
    let rows = area.shrunk(left, 2.9 * Type::TICK.size, rail, 2.0 * Type::TICK.size);
    let costs = names::costs(view, &y, rows.shrunk(0.0, STRIP, 0.0, STRIP));
    let right = costs.iter().map(|(text, _)| canvas.width(text, Type::TICK));
    let right = right.fold(0.0, f64::max);
    let inner = rows.shrunk(0.0, 0.0, right + 2.0 * names::ASIDE, 0.0);
    let x = view.completion_axis((inner.width() / 75.0) as usize, Some(ROOM));
    let whole = Plot { area: inner, x, y };
    let plot = Plot {
        area: inner.shrunk(0.0, STRIP, 0.0, STRIP),
        ..whole.clone()
    };
    whole.draw_x(canvas, palette::TIME);
    plot.draw_y(canvas, palette::MONEY);
    cloud::shade(canvas, view, &plot);
    cloud::points(canvas, view, &plot);
    target_lines(canvas, view, &plot);
    quantile_lines(canvas, view, &plot, inner.top);
    cloud::spot(canvas, view, &plot);
    target_sign(canvas, view, &plot);
    names::quadrants(canvas, view, &plot, inner);
    names::name_lines(canvas, view, &plot, (inner.top, &costs));
    names::outside(canvas, view, &plot);
    reading::cells(canvas, view, &plot);
    if unfinished > 0.0 {
        let frame = Rect {
            right: rows.right,
            ..inner
        };
        cloud::draw_rail(canvas, view, &plot, (area.top, frame));
    }
}

/// How many trials keep all of the target.
fn finding(view: &View) -> String {
    let Estimate { value, error } = &view.summary.probability;
    let share = words::percent_with_error(value.joint, error.joint);
    let share = match view.at_least() {
        "" => share,
        _ => format!("At least {share}"),
    };
    match view.promises()[..] {
        [] => "There is no target to keep.".to_owned(),
        _ => format!(
            "{share} of trials complete {}.",
            view.promises().join(" and ")
        ),
    }
}

fn caption(view: &View, cost: &Axis) -> String {
    let trials = view.summary.run.trials.min(SAMPLED);
    let mut caption = format!(
        "Shade: density of all finished trials; points: {} of the first {}. Each is one possible future, not a plan: on the edge \
         of the cloud, cost cannot simply be traded for time.",
        words::count(cloud::drawn(view) as u64),
        words::counted(trials, "trial")
    );
    if view.unfinished() > 0.0 {
        caption += " Rail: unfinished trials at what they spend up to the horizon.";
    }
    if let Some(spent) = view.what_was_spent() {
        caption = format!("{caption} {spent}");
    }
    if cost.log {
        caption += " Equal distances on the cost axis are equal ratios.";
    }
    caption
}

/// The range of what unfinished trials spend, but for a fiftieth at either end.
fn shown_spent(view: &View) -> Vec<f64> {
    let mut spent = view.charts.joint.unfinished_sample.clone();
    spent.sort_by(f64::total_cmp);
    let tail = spent.len() / 50;
    spent
        .get(tail)
        .into_iter()
        .chain(spent.iter().rev().nth(tail))
        .copied()
        .collect()
}

fn target_lines(canvas: &mut Canvas, view: &View, plot: &Plot) {
    for line in names::target_lines(view, plot) {
        canvas.rect(line, palette::TARGET);
        canvas.avoid(line);
    }
}

/// The target itself: a cross where both of its halves are shown, an arrowhead at the edge for each that lies beyond.
fn target_sign(canvas: &mut Canvas, view: &View, plot: &Plot) {
    const ARROW: f64 = 13.0;
    if !has_both(view) {
        return;
    }
    let beyond = beyond(view, plot);
    let (x, y) = plot.at(view.deadline().value, view.budget().value);
    let [across, up] = beyond;
    // Two arrowheads in a corner stand side by side.
    let (aside, below) = match (across, up) {
        (Some(across), Some(up)) => (
            if across == Toward::Right {
                -ARROW
            } else {
                ARROW
            },
            if up == Toward::Up { ARROW } else { -ARROW },
        ),
        _ => (0.0, 0.0),
    };
    if let Some(toward) = across {
        canvas.arrow((x, y + below), toward, ARROW, palette::TARGET);
    }
    if let Some(toward) = up {
        canvas.arrow((x + aside, y), toward, ARROW, palette::TARGET);
    }
    if beyond == [None, None] {
        for (colour, reach, thick) in [(palette::PAPER, 13.0, 8.0), (palette::TARGET, 12.0, 5.5)] {
            canvas.line(&[(x - reach, y), (x + reach, y)], colour, thick);
            canvas.line(&[(x, y - reach), (x, y + reach)], colour, thick);
        }
    }
    canvas.avoid(names::target_cross(x, y));
}

/// Whether the target has both halves.
fn has_both(view: &View) -> bool {
    view.deadline().value.is_finite() && view.budget().value.is_finite()
}

/// Beyond which edges the deadline and the budget lie.
fn beyond(view: &View, plot: &Plot) -> [Option<Toward>; 2] {
    let side = |value: f64, axis: &Axis, less, more| {
        if value < axis.from {
            Some(less)
        } else {
            (value > axis.to).then_some(more)
        }
    };
    [
        side(view.deadline().value, &plot.x, Toward::Left, Toward::Right),
        side(view.budget().value, &plot.y, Toward::Down, Toward::Up),
    ]
}

fn shown_times(view: &View, plot: &Plot) -> Vec<(&'static str, f64)> {
    let times = view.spread("completion_years");
    let named = [("P50", times.p50), ("P80", times.p80)].into_iter();
    named
        .filter_map(|(name, v)| Some((name, v.filter(|v| plot.x.contains(*v))?)))
        .collect()
}

fn shown_costs(view: &View, plot: &Plot) -> Vec<(&'static str, f64)> {
    let costs = view.spread("cost");
    let named = [("P50", costs.p50), ("P80", costs.p80)].into_iter();
    named
        .filter_map(|(name, v)| Some((name, v.filter(|v| plot.y.contains(*v))?)))
        .collect()
}

fn quantile_lines(canvas: &mut Canvas, view: &View, plot: &Plot, top: f64) {
    let area = plot.area;
    for (_, years) in shown_times(view, plot) {
        let x = plot.x(years);
        canvas.dashes((x, top - 4.0), (x, area.bottom), palette::TIME, 1.2);
        canvas.avoid(Rect::new(x - 1.0, area.top, x + 1.0, area.bottom));
    }
    for (_, cost) in shown_costs(view, plot) {
        let y = plot.y(cost);
        let end = area.right + names::ASIDE - 2.0;
        canvas.dashes((area.left, y), (end, y), palette::MONEY, 1.2);
        canvas.avoid(Rect::new(area.left, y - 1.0, area.right, y + 1.0));
    }
}
