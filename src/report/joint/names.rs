//! Names in the joint chart: quadrants, target, quantiles.

use plotters::style::RGBColor as Colour;

use super::{STRIP, has_both, shown_costs, shown_times};
use crate::report::axis::{Axis, Plot};
use crate::report::canvas::{Canvas, Name, share_a_name};
use crate::report::lettering::{Place, Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::s_curve::named_together;
use crate::report::view::{FEWEST_OUTSIDE, View};
use crate::words;

/// Distance of the names of costs from the plot.
pub(super) const ASIDE: f64 = 6.0;

/// The share of trials in each quadrant about the target, in the corners of the plot: above and below all trials. A target of one half has
/// none.
pub(super) fn quadrants(canvas: &mut Canvas, view: &View, plot: &Plot, frame: Rect) {
    const INSET: f64 = 5.0;
    if view.promises().len() < 2 {
        return;
    }
    let joint = &view.charts.joint;
    let lines = shown_times(view, plot).into_iter();
    let lines: Vec<f64> = lines.map(|(_, years)| plot.x(years)).collect();
    let (number, words) = (Type::LABEL.bold().sized(14.5), Type::TICK);
    let all = [
        (joint.both, "both met", false, false),
        (joint.only_years, "only in time", false, true),
        (joint.only_cost, "only in cost", true, false),
        (joint.neither, "neither met", true, true),
    ];
    for (share, name, late, dear) in all {
        let share = words::percent(share);
        let (share_width, name_width) = (canvas.width(&share, number), canvas.width(name, words));
        let width = share_width + INSET + name_width;
        let corner = if late {
            frame.right - INSET - width
        } else {
            frame.left + INSET
        };
        // Beside a line that runs through the corner.
        let inwards = |k: i32| corner + if late { -4.0 } else { 4.0 } * f64::from(k);
        let crossed = |left: f64| {
            let mut lines = lines.iter();
            lines.any(|x| (left - INSET..left + width + INSET).contains(x))
        };
        let left = (0..60).map(inwards).find(|left| !crossed(*left));
        let left = left.unwrap_or(corner);
        let baseline = if dear {
            frame.top + number.size
        } else {
            frame.bottom - INSET
        };
        canvas.rimmed(&share, ((left, baseline), Side::Left), number);
        let at = (left + share_width + INSET, baseline);
        canvas.rimmed(name, (at, Side::Left), words);
    }
}

/// The lines of the target that are shown.
pub(super) fn target_lines(view: &View, plot: &Plot) -> Vec<Rect> {
    const HALF: f64 = 1.1;
    let (deadline, budget) = (view.deadline().value, view.budget().value);
    let (area, mut lines) = (plot.area, Vec::new());
    if plot.x.contains(deadline) {
        let x = plot.x(deadline);
        lines.push(Rect::new(x - HALF, area.top, x + HALF, area.bottom));
    }
    if plot.y.contains(budget) {
        let y = plot.y(budget);
        lines.push(Rect::new(area.left, y - HALF, area.right, y + HALF));
    }
    lines
}

/// The sign of the target at that point.
pub(super) fn target_cross(x: f64, y: f64) -> Rect {
    const REACH: f64 = 13.0;
    Rect::new(x - REACH, y - REACH, x + REACH, y + REACH)
}

/// P50 and P80 of cost, and how they are named right of the plot: those whose lines are too near each other have one name.
pub(super) fn costs(view: &View, y: &Axis, area: Rect) -> Vec<(String, Vec<f64>)> {
    let plot = Plot {
        area,
        x: y.clone(),
        y: y.clone(),
    };
    let shown = shown_costs(view, &plot);
    let line = |cost: f64| Rect::new(0.0, plot.y(cost), 1.0, plot.y(cost));
    let groups = shown.chunk_by(|a, b| share_a_name(line(a.1), line(b.1), Type::TICK));
    let name = |costs: &[(&'static str, f64)]| {
        let texts = costs.iter().map(|(name, cost)| (*name, view.money(*cost)));
        let text = named_together(texts);
        (text, costs.iter().map(|(_, cost)| *cost).collect())
    };
    groups.map(name).collect()
}

/// The target near its sign, times above the plot, costs right of it.
pub(super) fn name_lines(
    canvas: &mut Canvas,
    view: &View,
    plot: &Plot,
    (top, costs): (f64, &[(String, Vec<f64>)]),
) {
    let area = plot.area;
    let times = time_names(canvas, view, plot, top);
    let costs = costs.iter().map(|(text, costs)| {
        let style = Type::TICK.colour(palette::MONEY);
        let lines = costs.iter().map(|cost| plot.y(*cost));
        let marks: Vec<Rect> = lines
            .map(|y| Rect::new(area.left, y - 0.6, area.right + ASIDE - 2.0, y + 0.6))
            .collect();
        let middle = marks.iter().map(|it| 0.5 * (it.top + it.bottom));
        let middle = middle.fold(0.0, |sum, y| sum + y) / marks.len() as f64;
        // One or the other step aside for a neighbour that touches.
        let shifts = [0.35, 0.2, 0.5, 0.05, 0.65, -0.1, 0.8];
        let at = |shift: f64| {
            let place = (area.right + ASIDE + 1.0, middle + shift * style.size);
            (place, Side::Left)
        };
        Name {
            text: text.clone(),
            marks,
            places: shifts.map(at).to_vec(),
            style,
        }
    });
    let names: Vec<Name> = times.into_iter().chain(costs).collect();
    let bounds = canvas.bounds();
    let above = top - 3.0 * Type::TICK.size;
    canvas.name(
        &names,
        Rect::new(bounds.left, above, bounds.right, area.bottom),
    );
    if has_both(view) {
        let within = area.shrunk(0.0, -STRIP, 0.0, -STRIP);
        let texts = [view.target_cost(), view.money(view.summary.target.cost)];
        for cost in texts {
            let text = format!("Target {}, {cost}", view.deadline_name());
            let target = target_name(canvas, view, plot, text);
            if canvas.name(&[target], within) {
                break;
            }
        }
    } else {
        name_half(canvas, view, plot);
    }
}

/// The name of a target of one half beside its line.
fn name_half(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let (deadline, budget, area) = (view.deadline().value, view.budget().value, plot.area);
    let style = Type::LABEL.bold();
    let along = (1..10).map(f64::from);
    let (text, places): (String, Vec<Place>) = if plot.x.contains(deadline) {
        let x = plot.x(deadline);
        let heights = along.map(|k| area.top + 0.1 * k * area.height());
        let sides = heights.flat_map(|y| [((x + 5.0, y), Side::Left), ((x - 5.0, y), Side::Right)]);
        (format!("Target {}", view.deadline_name()), sides.collect())
    } else if plot.y.contains(budget) {
        let y = plot.y(budget);
        let columns = along.map(|k| area.right - 5.0 - 0.1 * (k - 1.0) * area.width());
        let sides = columns.flat_map(|x| {
            [
                ((x, y - 5.0), Side::Right),
                ((x, y + 1.1 * style.size), Side::Right),
            ]
        });
        (format!("Target {}", view.target_cost()), sides.collect())
    } else {
        return;
    };
    canvas.place(&text, &places, area, style);
}

fn time_names(canvas: &Canvas, view: &View, plot: &Plot, top: f64) -> Vec<Name> {
    let style = Type::TICK.colour(palette::TIME);
    let line = |years: f64| {
        let x = plot.x(years);
        Rect::new(x - 0.6, top - 4.0, x + 0.6, plot.area.bottom)
    };
    let shown = shown_times(view, plot);
    let groups = shown.chunk_by(|a, b| share_a_name(line(a.1), line(b.1), style));
    let row = top - 8.0;
    let name = |times: &[(&'static str, f64)]| {
        let texts = times.iter().map(|(name, years)| (*name, view.date(*years)));
        let text = named_together(texts);
        let x = plot.x(times[0].1);
        let half = 0.5 * canvas.width(&text, style);
        let centre = x.clamp(
            canvas.bounds().left + half + 3.0,
            canvas.bounds().right - half - 3.0,
        );
        Name {
            text,
            marks: times.iter().map(|(_, years)| line(*years)).collect(),
            places: vec![
                ((centre, row), Side::Middle),
                ((x - 3.0, row), Side::Left),
                ((x + 3.0, row), Side::Right),
                ((centre, row - style.leading()), Side::Middle),
            ],
            style,
        }
    };
    // The later one goes to the right where both do not fit in the middle.
    let mut names: Vec<Name> = groups.map(name).collect();
    if let [first, second] = &mut names[..] {
        let width = |name: &Name| 0.5 * canvas.width(&name.text, style);
        let apart = second.marks[0].left - first.marks[0].left;
        if apart < width(first) + width(second) + 8.0 {
            first.places.swap(0, 2);
            second.places.swap(0, 1);
        }
    }
    names
}

/// The target's name beside its sign and its lines.
fn target_name(canvas: &Canvas, view: &View, plot: &Plot, text: String) -> Name {
    /// Distance from the sign and from the lines.
    const CLEAR: (f64, f64) = (16.0, 4.5);
    let (x, y) = plot.at(view.deadline().value, view.budget().value);
    let style = Type::LABEL.bold();
    let half = 0.5 * canvas.width(&text, style);
    let baselines = [
        y - CLEAR.1 - 0.24 * style.size,
        y + CLEAR.1 + 0.8 * style.size,
    ];
    let mut places: Vec<Place> = Vec::new();
    for at in baselines {
        places.push(((x + CLEAR.0, at), Side::Left));
        places.push(((x - CLEAR.0, at), Side::Right));
    }
    // Farther along the budget, or above and below the sign where that is not shown.
    for at in baselines {
        let steps = (1..12).map(|k| f64::from(k) * 40.0);
        places.extend(steps.flat_map(|away| {
            [
                ((x + CLEAR.0 + away, at), Side::Left),
                ((x - CLEAR.0 - away, at), Side::Right),
            ]
        }));
    }
    for away in [0.0, 14.0, 28.0] {
        for at in [y - 18.0 - away, y + 26.0 + away] {
            let centre = x.clamp(
                plot.area.left + half + 4.0,
                (plot.area.right - half - 4.0).max(plot.area.left + half + 4.0),
            );
            places.push(((centre, at), Side::Middle));
        }
    }
    let mut marks = vec![target_cross(x, y)];
    marks.extend(target_lines(view, plot));
    Name {
        text,
        marks,
        places,
        style,
    }
}

/// The trials beyond each edge, named at it.
pub(super) fn outside(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let (x, y, area) = (&plot.x, &plot.y, plot.area);
    let (times, costs) = (&view.charts.completion, &view.charts.cost);
    let finished = view.shares().finished;
    let rows = (0..12).map(|k| area.top + (0.3 + 0.07 * f64::from(k)) * area.height());
    let beside = |x: f64, side: Side| rows.clone().map(|y| ((x, y), side)).collect();
    let columns = [0.5, 0.4, 0.6, 0.3, 0.7].map(|share| area.left + share * area.width());
    let along = |y: f64| columns.map(|x| ((x, y), Side::Middle)).to_vec();
    let edges: [(f64, &str, Vec<Place>, Colour); 4] = [
        (
            finished - times.at(x.to),
            "later",
            beside(area.right - 5.0, Side::Right),
            palette::TIME,
        ),
        (
            times.at(x.from),
            "earlier",
            beside(area.left + 5.0, Side::Left),
            palette::TIME,
        ),
        (
            finished - costs.at(y.to),
            "dearer",
            along(area.top - 5.0),
            palette::MONEY,
        ),
        (
            costs.at(y.from),
            "cheaper",
            along(area.bottom + STRIP - 6.0),
            palette::MONEY,
        ),
    ];
    let within = area.shrunk(0.0, -STRIP, 0.0, -STRIP);
    for (share, name, places, colour) in edges {
        if share >= FEWEST_OUTSIDE {
            let text = format!("{} {name}", words::percent(share));
            canvas.place(&text, &places, within, Type::TICK.colour(colour));
        }
    }
}
