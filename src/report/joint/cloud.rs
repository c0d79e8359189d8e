//! The trials themselves: density, a sample of points, the unfinished on their rail.

use super::{RAIL, RAIL_GAP};
use crate::math;
use crate::report::axis::Plot;
use crate::report::canvas::Canvas;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::view::View;
use crate::words;

/// Shades of density.
const SHADES: f64 = 10.0;
/// Points drawn at most.
const POINTS: usize = 800;

/// Shade is trials by height, as rows need not be equally high. Cells of equal shade that touch from above are one rectangle. Cells overlap a little, so that no seam shows between them.
pub(super) fn shade(canvas: &mut Canvas, view: &View, plot: &Plot) {
    const OVERLAP: f64 = 0.3;
    let joint = &view.charts.joint;
    let ratios = plot.y.log && joint.cost.first().is_some_and(|low| *low > 0.0);
    let height = |edges: &[f64]| {
        if ratios {
            math::ln(edges[1] / edges[0])
        } else {
            edges[1] - edges[0]
        }
    };
    let heights: Vec<f64> = joint.cost.windows(2).map(height).collect();
    let dense = |column: &[u64], row: usize| column[row] as f64 / heights[row];
    let most = joint
        .density
        .iter()
        .flat_map(|column| (0..column.len()).map(|row| dense(column, row)))
        .fold(0.0, f64::max);
    let shade =
        |column: &[u64], row: usize| ((dense(column, row) / most).sqrt() * SHADES).ceil() as u32;
    for (column, years) in joint.density.iter().zip(joint.years.windows(2)) {
        let (left, right) = (plot.x(years[0]), plot.x(years[1]));
        let mut row = 0;
        while row < column.len() {
            let level = shade(column, row);
            let first = row;
            while row < column.len() && shade(column, row) == level {
                row += 1;
            }
            let (Some(&low), Some(&high)) = (joint.cost.get(first), joint.cost.get(row)) else {
                break;
            };
            let cell = Rect::new(left, plot.y(high), right, plot.y(low));
            if level > 0 && cell.width() > 0.0 && cell.height() > 0.0 {
                canvas.rect(
                    cell.shrunk(0.0, 0.0, -OVERLAP, -OVERLAP),
                    palette::tint(palette::TRIALS, 0.08 + 0.62 * f64::from(level) / SHADES),
                );
                canvas.shaded(cell);
            }
        }
    }
}

/// Where all trials fall on one spot, the shade is too small to be seen: a mark stands for it.
pub(super) fn spot(canvas: &mut Canvas, view: &View, plot: &Plot) {
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

/// Number of finished trials that are drawn as points.
pub(super) fn drawn(view: &View) -> usize {
    view.charts.joint.sample.len().min(POINTS)
}

pub(super) fn points(canvas: &mut Canvas, view: &View, plot: &Plot) {
    for &(years, cost) in view.charts.joint.sample.iter().take(POINTS) {
        if plot.x.contains(years) && plot.y.contains(cost) {
            canvas.dot(plot.at(years, cost), 1.1, palette::tint(palette::INK, 0.75));
        }
    }
}

/// Unfinished trials by what they spend up to the horizon; their place across the rail means nothing.
/// `top` is where the panel's drawing begins, `frame` the whole plot.
pub(super) fn draw_rail(canvas: &mut Canvas, view: &View, plot: &Plot, (top, frame): (f64, Rect)) {
    /// Steps of the golden ratio spread points evenly without a pattern.
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let left = frame.right + RAIL_GAP;
    let rail = Rect::new(left, frame.top, left + RAIL, frame.bottom);
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
                palette::tint(palette::UNFINISHED, 0.75),
            );
        }
    }
    let middle = 0.5 * (rail.left + rail.right);
    let style = Type::TICK.colour(palette::UNFINISHED);
    let share = words::percent(view.unfinished());
    let first = (top + 1.15 * style.size, frame.top - 8.0);
    canvas.text(&share, (middle, first.0), Side::Middle, style.bold());
    canvas.text("unfinished", (middle, first.1), Side::Middle, style);
}
