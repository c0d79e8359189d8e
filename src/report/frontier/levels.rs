//! The target and completion against the level of an input.

use plotters::style::RGBColor as Colour;

use super::colour;
use crate::frontier::{Frontier, Level, Levels};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::{Sample, frame, legend};
use crate::report::lettering::{Side, Type};
use crate::report::levels::{level_name, what_limits};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::summary::estimate::half_width_95;
use crate::words;

/// A share of the trials at a level, and its standard error, NaN where it is not known.
type ShareOf = fn(&Level) -> (f64, f64);

/// The axis of levels.
fn level_axis(levels: &Levels, currency: &str, most: usize) -> Axis {
    let (low, high) = levels.lever.range;
    let money = levels.lever.unit.starts_with(currency);
    let plain = |v: f64| format!("{}", (v * 1e6).round() / 1e6);
    if low > 0.0 && high / low > 5.0 {
        return Axis::logarithmic(low, high, most, |v| {
            if money {
                words::money(v, currency)
            } else {
                plain(v)
            }
        });
    }
    Axis::linear(low, high, most, |v, step, top| {
        if money {
            words::money_mark(v, currency, step, top)
        } else {
            plain(v)
        }
    })
}

/// Draws a line that names keep off.
fn draw_line(canvas: &mut Canvas, points: &[(f64, f64)], colour: Colour, width: f64) {
    /// Boxes along a piece of it.
    const BOXES: usize = 12;
    const HALF: f64 = 3.0;
    for pair in points.windows(2) {
        for k in 0..=BOXES {
            let s = k as f64 / BOXES as f64;
            let x = pair[0].0 + s * (pair[1].0 - pair[0].0);
            let y = pair[0].1 + s * (pair[1].1 - pair[0].1);
            canvas.avoid(Rect::new(x - HALF, y - HALF, x + HALF, y + HALF));
        }
    }
    if points.len() > 1 {
        canvas.line(points, colour, width);
    }
}

/// The level from which more does not help, and the one that is.
fn draw_marks(canvas: &mut Canvas, plot: &Plot, levels: &Levels) {
    let (top, bottom) = (plot.area.top, plot.area.bottom);
    if let Some(enough) = levels.enough.filter(|it| *it < levels.lever.range.1) {
        let x = plot.x(enough);
        canvas.rect(
            Rect::new(x, top, plot.area.right, bottom),
            palette::tint(palette::SOFT_INK, 0.08),
        );
    }
    if plot.x.contains(levels.lever.base) {
        let x = plot.x(levels.lever.base);
        canvas.dashes((x, top), (x, bottom), palette::SOFT_INK, 1.0);
    }
}

/// How far from an edge of the chart a name may stand.
const AWAY: [f64; 3] = [14.0, 30.0, 46.0];

/// Names what [`draw_marks`] has drawn, once all lines are there.
fn name_marks(canvas: &mut Canvas, plot: &Plot, levels: &Levels) {
    let (top, bottom) = (plot.area.top, plot.area.bottom);
    if levels.enough.is_some_and(|it| it < levels.lever.range.1) {
        let places = AWAY.map(|down| ((plot.area.right - 5.0, top + down), Side::Right));
        canvas.place("no sooner from here on", &places, plot.area, Type::TICK);
    }
    if plot.x.contains(levels.lever.base) {
        let x = plot.x(levels.lever.base);
        let heights = [AWAY.map(|up| bottom - up), AWAY.map(|down| top + down)];
        let places = heights.map(|it| it.map(|y| ((x + 5.0, y), Side::Left)));
        canvas.place("now", places.as_flattened(), plot.area, Type::TICK);
    }
}

pub(super) fn target(canvas: &mut Canvas, frontier: &Frontier, levels: &Levels) {
    let currency = &frontier.currency;
    let given = [frontier.target.months, frontier.target.cost].map(f64::is_finite);
    let of_both = given == [true, true];
    // Of equals the least.
    let best = levels
        .levels
        .iter()
        .reduce(|best, it| if it.joint > best.joint { it } else { best });
    let finding = best.map_or_else(String::new, |best| {
        format!(
            "At best {} met by {} of the trials, at {}.",
            if of_both {
                "both halves of the target are"
            } else {
                "the target is"
            },
            words::percent(best.joint),
            level_name(&levels.lever, best.level, currency)
        )
    });
    let caption = format!(
        "Share of trials that meet the target at levels of {}, on the same random numbers; bars: 95 % intervals.",
        levels.lever.name
    );
    let area = frame(canvas, "The target against the level", &finding, &caption);
    let entries = [
        (Sample::Line, palette::TARGET, "both"),
        (Sample::Line, palette::TIME, "the deadline"),
        (Sample::Line, palette::MONEY, "the budget"),
    ];
    // A target of one half is that half.
    let area = if of_both {
        legend(canvas, area, &entries)
    } else {
        area
    };
    let tenths = (0..=5).map(|k| f64::from(k) / 5.0);
    let y = Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: tenths.map(|p| (p, words::percent(p))).collect(),
    };
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 10.0, 12.0, 2.0 * Type::TICK.size),
        x: level_axis(levels, currency, (area.width() / 90.0) as usize),
        y,
    };
    draw_marks(canvas, &plot, levels);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let line = |of: &dyn Fn(&Level) -> f64| -> Vec<(f64, f64)> {
        levels
            .levels
            .iter()
            .map(|it| plot.at(it.level, of(it)))
            .collect()
    };
    if of_both {
        draw_line(canvas, &line(&|it| it.within_cost), palette::MONEY, 1.6);
        // Where the budget is no matter it lies under the line of both, and shows beside it.
        draw_line(canvas, &line(&|it| it.within_years), palette::TIME, 6.0);
    }
    draw_line(canvas, &line(&|it| it.joint), palette::TARGET, 2.6);
    name_marks(canvas, &plot, levels);
    for level in &levels.levels {
        let half = half_width_95() * level.joint_error;
        let x = plot.x(level.level);
        canvas.line(
            &[
                (x, plot.y(level.joint - half)),
                (x, plot.y(level.joint + half)),
            ],
            palette::TARGET,
            3.0,
        );
        canvas.mark((x, plot.y(level.joint)), 3.4, palette::TARGET);
    }
    let shares: [(&str, ShareOf); 3] = [
        ("Both", |it| (it.joint, it.joint_error)),
        ("The deadline", |it| (it.within_years, f64::NAN)),
        ("The budget", |it| (it.within_cost, f64::NAN)),
    ];
    let shown = if of_both { shares.len() } else { 1 };
    for (line, of) in shares.into_iter().take(shown) {
        let line = if of_both { line } else { "The target" };
        for level in &levels.levels {
            let (share, error) = of(level);
            let name = level_name(&levels.lever, level.level, currency);
            let text = format!("{name}: {}", words::percent_with_error(share, error));
            canvas.read(line, plot.at(level.level, share), text);
        }
    }
}

pub(super) fn dates(canvas: &mut Canvas, frontier: &Frontier, levels: &Levels) {
    let currency = &frontier.currency;
    let finding = match (levels.enough, &levels.limits) {
        (Some(enough), Some(limits)) if enough < levels.lever.range.1 => format!(
            "From {} on, more brings P80 no sooner by a month: {}.",
            level_name(&levels.lever, enough, currency),
            what_limits(limits)
        ),
        (Some(enough), _) if enough < levels.lever.range.1 => format!(
            "From {} on, more brings P80 no sooner by a month.",
            level_name(&levels.lever, enough, currency)
        ),
        _ => "The date moves up to the highest level.".to_owned(),
    };
    let caption = "Completion at each confidence; a line ends where too few trials are complete within the horizon. Costs stand in levels.csv.";
    let area = frame(canvas, "Completion against the level", &finding, caption);
    let count = frontier.curves.len();
    let names: Vec<String> = frontier
        .curves
        .iter()
        .map(|it| format!("P{}", (1e4 * it.confidence).round() / 100.0))
        .collect();
    let entries: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (Sample::Line, colour(at, count), name.as_str()))
        .collect();
    let area = legend(canvas, area, &entries);
    let all = levels
        .levels
        .iter()
        .flat_map(|it| it.at.iter().filter_map(|at| at.months));
    let deadline = Some(frontier.target.months).filter(|it| it.is_finite());
    let ends = all
        .chain(deadline)
        .fold((f64::INFINITY, 0.0_f64), |(a, b), m| (a.min(m), b.max(m)));
    let ends = if ends.0 > ends.1 { (0.0, 12.0) } else { ends };
    let pad = 0.05 * (ends.1 - ends.0).max(12.0);
    let y = Axis::time(
        frontier.start,
        (ends.0 - pad) / 12.0,
        (ends.1 + pad) / 12.0,
        8,
    );
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 10.0, 12.0, 2.0 * Type::TICK.size),
        x: level_axis(levels, currency, (area.width() / 90.0) as usize),
        y,
    };
    draw_marks(canvas, &plot, levels);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    if let Some(deadline) = deadline {
        let y = plot.y(deadline / 12.0);
        canvas.dashes(
            (plot.area.left, y),
            (plot.area.right, y),
            palette::TARGET,
            2.0,
        );
    }
    for (at, name) in names.iter().enumerate() {
        let points = levels
            .levels
            .iter()
            .filter_map(|it| Some((it.level, it.at[at].months?)));
        let points: Vec<(f64, f64)> = points.collect();
        for (level, months) in &points {
            let date = words::month(frontier.start, months / 12.0);
            let text = format!("{}: {date}", level_name(&levels.lever, *level, currency));
            canvas.read(name, plot.at(*level, months / 12.0), text);
        }
        let line: Vec<(f64, f64)> = points
            .iter()
            .map(|(level, months)| plot.at(*level, months / 12.0))
            .collect();
        draw_line(canvas, &line, colour(at, count), 2.2);
        for point in line {
            canvas.mark(point, 3.0, colour(at, count));
        }
    }
    if let Some(deadline) = deadline {
        let y = plot.y(deadline / 12.0);
        let sides = [
            (plot.area.right - 4.0, Side::Right),
            (plot.area.left + 6.0, Side::Left),
        ];
        let places = sides.map(|(x, side)| [y - 4.0, y + 14.0].map(|y| ((x, y), side)));
        canvas.place("Target", places.as_flattened(), plot.area, Type::TICK);
        canvas.avoid(Rect::new(plot.area.left, y - 1.0, plot.area.right, y + 1.0));
    }
    name_marks(canvas, &plot, levels);
}
