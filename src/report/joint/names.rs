//! Names in the joint chart: quadrants, target, quantiles.

use super::{shown_costs, shown_times};
use crate::report::axis::Plot;
use crate::report::canvas::Canvas;
use crate::report::lettering::{Place, Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::view::View;
use crate::words;

/// The share of trials in each quadrant about the target, in the corners of the plot: above and below all trials.
pub(super) fn quadrants(canvas: &mut Canvas, view: &View, frame: Rect) {
    const INSET: f64 = 5.0;
    let joint = &view.charts.joint;
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
        let left = if late {
            frame.right - INSET - width
        } else {
            frame.left + INSET
        };
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

/// The target's name near its sign.
pub(super) fn name_target(canvas: &mut Canvas, view: &View, plot: &Plot, within: Rect) {
    /// Distance from the lines of the target and from its sign.
    const CLEAR: (f64, f64) = (15.0, 7.0);
    let (x, y) = plot.at(view.deadline().value, view.budget().value);
    let size = Type::LABEL.size;
    let rows = [0.0, 16.0, 32.0, 48.0].into_iter();
    let baselines = rows.flat_map(|d| [y - CLEAR.1 - d, y + CLEAR.1 + 0.8 * size + d]);
    let near: Vec<Place> = baselines
        .clone()
        .flat_map(|y| {
            [
                ((x + CLEAR.0, y), Side::Left),
                ((x - CLEAR.0, y), Side::Right),
            ]
        })
        .collect();
    // A long name may fit on neither side.
    let edges = [
        (within.left + 4.0, Side::Left),
        (within.right - 4.0, Side::Right),
    ];
    let wide: Vec<Place> = baselines
        .skip(2)
        .flat_map(|y| edges.map(|(x, side)| ((x, y), side)))
        .collect();
    let style = Type::LABEL.bold();
    let text = format!("Target {}, {}", view.deadline_name(), view.budget_name());
    if canvas.place(&text, &near, within, style).is_none() {
        canvas.place(&text, &wide, within, style);
    }
}

/// Times above the plot, costs at its sides.
/// The names of times stand above `top`.
pub(super) fn name_quantiles(canvas: &mut Canvas, view: &View, plot: &Plot, top: f64) {
    let area = plot.area;
    let left = canvas.bounds().left;
    let style = Type::TICK;
    for (name, years) in shown_times(view, plot) {
        let x = plot.x(years);
        let row = top - 8.0;
        let places = [
            ((x, row), Side::Middle),
            ((x - 3.0, row), Side::Left),
            ((x + 3.0, row), Side::Right),
            ((x, row - style.leading()), Side::Middle),
        ];
        let within = Rect::new(left, top - 3.0 * style.size, area.right + 8.0, top);
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
