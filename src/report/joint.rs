//! Completion against cost: how likely both halves of the target are met together.

use plotters::style::Color as _;

use super::axis::{self, Plot};
use super::canvas::{Canvas, Place, Rect, Side, Type, about};
use super::frame::frame;
use super::palette;
use super::view::View;
use super::words;

/// Width of the rail of unfinished trials and its distance from the plot.
const RAIL: f64 = 66.0;
const RAIL_GAP: f64 = 10.0;
/// Share of each axis that is kept on either side of the target for the names of the quadrants.
const ROOM: f64 = 0.22;
/// Shades of density.
const SHADES: f64 = 10.0;
/// Points drawn at most.
const POINTS: usize = 800;

/// Density of all trials, a sample of points, the target with its quadrants, P50 and P80, the unfinished on a rail.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let joint = view.figures().probability.joint;
    let error = view.summary.standard_error.probability.joint;
    let finding = format!(
        "{} of trials complete within {} and within {}.",
        words::percent_with_error(joint, error),
        view.target_years(),
        view.money(view.summary.target.cost)
    );
    let mut caption = String::from(
        "Shade: density of all finished trials; points: a sample. Each is one possible future, not a plan: on the edge of the \
         cloud, cost cannot simply be traded for time.",
    );
    let unfinished = view.unfinished();
    if unfinished > 0.0 {
        caption += &format!(
            " Rail: unfinished trials at what they spend up to {}.",
            view.last_month()
        );
    }
    let y = view.cost_axis(
        &shown_spent(view),
        (canvas.bounds().height() / 65.0) as usize,
        Some(ROOM),
    );
    if y.log {
        caption += " Equal distances on the cost axis are equal ratios.";
    }
    let area = frame(canvas, "Completion and cost together", &finding, &caption);
    let rail = if unfinished > 0.0 {
        RAIL + RAIL_GAP
    } else {
        8.0
    };
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 2.9 * Type::TICK.size, rail, 2.0 * Type::TICK.size);
    let x = view.completion_axis((inner.width() / 75.0) as usize, Some(ROOM));
    let plot = Plot { area: inner, x, y };
    plot.draw_axes(canvas, palette::TIME, palette::MONEY);
    shade(canvas, view, &plot);
    points(canvas, view, &plot);
    target_lines(canvas, view, &plot);
    let within = plot.area.shrunk(1.0, 1.0, 1.0, 1.0);
    quantile_lines(canvas, view, &plot);
    cross(canvas, view, &plot);
    quadrants(canvas, view, &plot, within);
    name_target(canvas, view, &plot, within);
    name_quantiles(canvas, view, &plot);
    if unfinished > 0.0 {
        draw_rail(canvas, view, &plot, area.top);
    }
    spot(canvas, view, &plot);
    if view.charts.joint.sample.is_empty() {
        let text = format!("No trial is complete by {}.", view.last_month());
        let middle = (
            0.5 * (inner.left + inner.right),
            0.5 * (inner.top + inner.bottom),
        );
        canvas.place(
            &text,
            &[
                (middle, Side::Middle),
                ((middle.0, middle.1 + 40.0), Side::Middle),
            ],
            within,
            Type::FINDING,
        );
    }
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

/// Cells of equal shade that touch from above are one rectangle. Cells overlap a little, so that no seam shows between them.
fn shade(canvas: &mut Canvas, view: &View, plot: &Plot) {
    const OVERLAP: f64 = 0.3;
    let joint = &view.charts.joint;
    let most = joint
        .density
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let shade = |count: u64| ((count as f64 / most).sqrt() * SHADES).ceil();
    for (column, years) in joint.density.iter().zip(joint.years.windows(2)) {
        let (left, right) = (plot.x(years[0]), plot.x(years[1]));
        let mut row = 0;
        while row < column.len() {
            let level = shade(column[row]);
            let first = row;
            while row < column.len() && shade(column[row]) == level {
                row += 1;
            }
            let (Some(&low), Some(&high)) = (joint.cost.get(first), joint.cost.get(row)) else {
                break;
            };
            let cell = Rect::new(left, plot.y(high), right, plot.y(low));
            if level > 0.0 && cell.width() > 0.0 && cell.height() > 0.0 {
                canvas.rect(
                    cell.shrunk(0.0, 0.0, -OVERLAP, -OVERLAP),
                    palette::tint(palette::TRIALS, 0.08 + 0.75 * level / SHADES),
                );
                canvas.avoid(cell);
            }
        }
    }
}

/// Where all trials fall on one spot, the shade is too small to be seen: a mark stands for it.
fn spot(canvas: &mut Canvas, view: &View, plot: &Plot) {
    const SMALL: f64 = 4.0;
    let points = view
        .charts
        .joint
        .sample
        .iter()
        .map(|&(years, cost)| plot.at(years, cost));
    let cloud = points
        .map(|(x, y)| Rect::new(x, y, x, y))
        .reduce(Rect::around);
    if let Some(cloud) = cloud.filter(|c| c.width() < SMALL && c.height() < SMALL) {
        let middle = (
            0.5 * (cloud.left + cloud.right),
            0.5 * (cloud.top + cloud.bottom),
        );
        canvas.mark(middle, 5.0, palette::TRIALS);
    }
}

fn points(canvas: &mut Canvas, view: &View, plot: &Plot) {
    for &(years, cost) in view.charts.joint.sample.iter().take(POINTS) {
        if plot.x.contains(years) && plot.y.contains(cost) {
            canvas.dot(plot.at(years, cost), 1.1, palette::INK.mix(0.55));
        }
    }
}

fn target_lines(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let (deadline, budget) = (view.deadline().value, view.budget().value);
    let area = plot.area;
    if plot.x.contains(deadline) {
        let x = plot.x(deadline);
        canvas.line(&[(x, area.top), (x, area.bottom)], palette::TARGET, 2.2);
        canvas.avoid(Rect::new(x - 1.5, area.top, x + 1.5, area.bottom));
    }
    if plot.y.contains(budget) {
        let y = plot.y(budget);
        canvas.line(&[(area.left, y), (area.right, y)], palette::TARGET, 2.2);
        canvas.avoid(Rect::new(area.left, y - 1.5, area.right, y + 1.5));
    }
}

/// The share of trials in each quadrant about the target, from the outer corner of the quadrant inwards.
fn quadrants(canvas: &mut Canvas, view: &View, plot: &Plot, within: Rect) {
    const STRIDE: f64 = 14.0;
    let joint = &view.charts.joint;
    let (x, y) = (plot.x(view.deadline().value), plot.y(view.budget().value));
    let (number, words) = (Type::LABEL.bold().sized(15.0), Type::TICK);
    let all = [
        (joint.both, "both met", false, false),
        (joint.only_years, "only in time", false, true),
        (joint.only_cost, "only in cost", true, false),
        (joint.neither, "neither met", true, true),
    ];
    for (share, name, late, dear) in all {
        let quadrant = Rect::new(
            if late { x } else { within.left },
            if dear { within.top } else { y },
            if late { within.right } else { x },
            if dear { y } else { within.bottom },
        );
        let column = if late {
            (quadrant.right - 5.0, Side::Right)
        } else {
            (quadrant.left + 5.0, Side::Left)
        };
        let rows = (0..12).map(|k| f64::from(k) * STRIDE);
        let baseline = |d: f64| {
            if dear {
                quadrant.top + 17.0 + d
            } else {
                quadrant.bottom - 22.0 - d
            }
        };
        let places: Vec<Place> = rows.map(|d| ((column.0, baseline(d)), column.1)).collect();
        let text = words::percent(share);
        canvas.place_lines(&[(&text, number), (name, words)], &places, quadrant);
    }
}

/// The target itself, where both of its halves are shown.
fn cross(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let (deadline, budget) = (view.deadline().value, view.budget().value);
    if plot.x.contains(deadline) && plot.y.contains(budget) {
        let (x, y) = plot.at(deadline, budget);
        for (colour, reach, thick) in [(palette::PAPER, 13.0, 8.0), (palette::TARGET, 12.0, 5.5)] {
            canvas.line(&[(x - reach, y), (x + reach, y)], colour, thick);
            canvas.line(&[(x, y - reach), (x, y + reach)], colour, thick);
        }
        canvas.avoid(Rect::new(x - 13.0, y - 13.0, x + 13.0, y + 13.0));
    }
}

/// The target's name near the cross, with an arrow where it lies beyond an axis.
fn name_target(canvas: &mut Canvas, view: &View, plot: &Plot, within: Rect) {
    let (deadline, budget) = (view.deadline().value, view.budget().value);
    let at = plot.at(deadline, budget);
    let size = Type::LABEL.size;
    let mut places = Vec::new();
    for d in [9.0, 22.0, 36.0, 50.0] {
        places.extend(about((at.0, at.1 - d), size));
        places.extend(about((at.0, at.1 + d), size));
    }
    let arrow = match (
        deadline > plot.x.to,
        deadline < plot.x.from,
        budget > plot.y.to,
        budget < plot.y.from,
    ) {
        (true, ..) => " →",
        (_, true, ..) => " ←",
        (_, _, true, _) => " ↑",
        (.., true) => " ↓",
        _ => "",
    };
    let text = format!(
        "Target {}, {}{arrow}",
        view.date(deadline),
        view.money(budget)
    );
    canvas.place(&text, &places, within, Type::LABEL.bold());
}

fn shown_times(view: &View, plot: &Plot) -> Vec<(&'static str, f64)> {
    let times = &view.figures().completion_years;
    let named = [("P50", times.p50), ("P80", times.p80)].into_iter();
    named
        .filter_map(|(name, v)| Some((name, v.filter(|v| plot.x.contains(*v))?)))
        .collect()
}

fn shown_costs(view: &View, plot: &Plot) -> Vec<(&'static str, f64)> {
    let costs = &view.figures().cost;
    let named = [("P50", costs.p50), ("P80", costs.p80)].into_iter();
    named
        .filter_map(|(name, v)| Some((name, v.filter(|v| plot.y.contains(*v))?)))
        .collect()
}

fn quantile_lines(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let area = plot.area;
    for (_, years) in shown_times(view, plot) {
        let x = plot.x(years);
        canvas.dashes((x, area.top - 4.0), (x, area.bottom), palette::TIME, 1.2);
        canvas.avoid(Rect::new(x - 1.0, area.top, x + 1.0, area.bottom));
    }
    for (_, cost) in shown_costs(view, plot) {
        let y = plot.y(cost);
        canvas.dashes((area.left, y), (area.right, y), palette::MONEY, 1.2);
        canvas.avoid(Rect::new(area.left, y - 1.0, area.right, y + 1.0));
    }
}

/// Times above the plot, costs at its sides.
fn name_quantiles(canvas: &mut Canvas, view: &View, plot: &Plot) {
    let area = plot.area;
    let left = canvas.bounds().left;
    let style = Type::TICK;
    for (name, years) in shown_times(view, plot) {
        let x = plot.x(years);
        let row = area.top - 8.0;
        let places = [
            ((x, row), Side::Middle),
            ((x - 3.0, row), Side::Left),
            ((x + 3.0, row), Side::Right),
            ((x, row - style.leading()), Side::Middle),
        ];
        let within = Rect::new(
            left,
            area.top - 3.0 * style.size,
            area.right + 8.0,
            area.top,
        );
        canvas.place(
            &format!("{name} {}", view.date(years)),
            &places,
            within,
            style.colour(palette::TIME),
        );
    }
    for (name, cost) in shown_costs(view, plot) {
        let y = plot.y(cost);
        let mut places = Vec::new();
        for (x, side) in [
            (area.right - 4.0, Side::Right),
            (area.left + 4.0, Side::Left),
        ] {
            places.extend([((x, y - 4.5), side), ((x, y + 1.2 * style.size), side)]);
        }
        canvas.place(
            &format!("{name} {}", view.money(cost)),
            &places,
            area,
            style.colour(palette::MONEY),
        );
    }
}

/// Unfinished trials by what they spend up to the horizon; their place across the rail means nothing.
fn draw_rail(canvas: &mut Canvas, view: &View, plot: &Plot, top: f64) {
    /// Steps of the golden ratio spread points evenly without a pattern.
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let left = plot.area.right + RAIL_GAP;
    let rail = Rect::new(left, plot.area.top, left + RAIL, plot.area.bottom);
    canvas.rect(rail, palette::tint(palette::UNFINISHED, 0.08));
    for (i, &spent) in view
        .charts
        .joint
        .unfinished_sample
        .iter()
        .take(POINTS / 2)
        .enumerate()
    {
        if plot.y.contains(spent) {
            let across = (i as f64 * GOLDEN).fract();
            canvas.dot(
                (rail.left + 5.0 + across * (RAIL - 10.0), plot.y(spent)),
                1.3,
                palette::UNFINISHED.mix(0.6),
            );
        }
    }
    let middle = 0.5 * (rail.left + rail.right);
    let style = Type::TICK.colour(palette::UNFINISHED);
    let share = words::percent(view.unfinished());
    let first = (top + 1.15 * style.size, plot.area.top - 8.0);
    canvas.text(&share, (middle, first.0), Side::Middle, style.bold());
    canvas.text("unfinished", (middle, first.1), Side::Middle, style);
}
