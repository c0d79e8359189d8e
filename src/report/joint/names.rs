//! Names in the joint chart: quadrants, target, quantiles.

use super::{shown_costs, shown_times};
use crate::report::axis::Plot;
use crate::report::canvas::Canvas;
use crate::report::lettering::{Place, Side, Type, about};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::view::View;
use crate::report::words;

/// The share of trials in each quadrant about the target, from the outer corner of the quadrant inwards.
pub(super) fn quadrants(canvas: &mut Canvas, view: &View, plot: &Plot, within: Rect) {
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

/// The target's name near the cross, with an arrow where it lies beyond an axis.
pub(super) fn name_target(canvas: &mut Canvas, view: &View, plot: &Plot, within: Rect) {
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

/// Times above the plot, costs at its sides.
pub(super) fn name_quantiles(canvas: &mut Canvas, view: &View, plot: &Plot) {
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
