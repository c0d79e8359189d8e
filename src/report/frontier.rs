//! The pictures of what can be kept together: curves of equal joint confidence, and the target against the level of an input.

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::{Side, Type, about};
use super::levels::{level_name, what_limits};
use super::rect::Rect;
use super::sheet::{Paint, Sheet};
use super::{Picture, ReportError, palette};
use crate::frontier::{Frontier, Levels};
use crate::simulate::Model;
use crate::summary::estimate::half_width_95;
use crate::words;
use plotters::style::RGBColor as Colour;

const SIZE: (f64, f64) = (860.0, 580.0);
const WIDE: (f64, f64) = (1280.0, 540.0);
/// A curve is shown up to so many times its balanced cost: its ends run along the edges.
const REACH: f64 = 1.9;

/// `frontier.png` and its SVG, and `levels.png` if an input was varied.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn render(
    frontier: &Frontier,
    levels: Option<&Levels>,
    model: &Model,
) -> Result<Vec<Picture>, ReportError> {
    let curves = |canvas: &mut Canvas| curves(canvas, frontier);
    let mut pictures = Sheet {
        name: "frontier",
        size: SIZE,
        panels: vec![("frontier", &curves as Paint)],
        run: (frontier.trials, frontier.seed),
        model,
    }
    .pictures()?;
    if let Some(levels) = levels {
        let target = |canvas: &mut Canvas| target(canvas, frontier, levels);
        let dates = |canvas: &mut Canvas| dates(canvas, frontier, levels);
        let sheet = Sheet {
            name: "levels",
            size: WIDE,
            panels: vec![("target", &target as Paint), ("dates", &dates as Paint)],
            run: (levels.trials, frontier.seed),
            model,
        };
        pictures.extend(sheet.pictures()?);
    }
    Ok(pictures)
}

/// The colour of the curve at an index: the surer, the darker.
fn colour(index: usize, of: usize) -> Colour {
    palette::tint(
        palette::TIME,
        1.0 - 0.55 * (of - 1 - index) as f64 / of.max(1) as f64,
    )
}

#[expect(clippy::too_many_lines, reason = "one picture from back to front")]
fn curves(canvas: &mut Canvas, frontier: &Frontier) {
    let currency = &frontier.currency;
    let date = |months: f64| words::month(frontier.start, months / 12.0);
    let drawn = frontier
        .curves
        .iter()
        .filter_map(|it| Some((it, it.balanced?)));
    let shown: Vec<_> = drawn.collect();
    // The 70 % curve is what budgets are judged by; without it, the surest.
    let main = shown
        .iter()
        .find(|it| (it.0.confidence - 0.7).abs() < 1e-9)
        .or(shown.last());
    let finding = match main {
        Some((curve, balanced)) => {
            let confidence = words::exact_percent(curve.confidence);
            let marginal = curve.marginal.map_or_else(String::new, |it| {
                format!(
                    " Date and cost that are each kept with {confidence} are both kept by only {} of the trials.",
                    words::percent(it.joint)
                )
            });
            format!(
                "{} and {} are kept together with {confidence}, each by {}.{marginal}",
                date(balanced.months),
                words::money(balanced.cost, currency),
                words::percent(balanced.within_months)
            )
        }
        None => {
            "Too few trials are complete within the horizon for any of the confidences.".to_owned()
        }
    };
    let caption = "Least cost that is kept together with each date at a joint confidence; pale: 95 % band of the Monte Carlo error. Dots: date and cost \
                   equally likely. Rings: each at the curve's confidence by itself. A point on a curve is not a plan: it says what can be promised together, and \
                   cost cannot simply be traded for time along it.";
    let area = frame(
        canvas,
        "Dates and budgets that can be kept together",
        &finding,
        caption,
    );
    let target = &frontier.target;
    let mut months = (f64::INFINITY, 0.0_f64);
    let mut costs = (f64::INFINITY, 0.0_f64);
    for (curve, balanced) in &shown {
        let first = curve.points.first().map_or(balanced.months, |it| it.months);
        let last = curve.points.last().map_or(balanced.cost, |it| it.cost);
        let span = (balanced.months - first).max(12.0);
        months = (
            months.0.min(first),
            months.1.max(balanced.months + 1.2 * span),
        );
        costs = (
            costs.0.min(last),
            costs
                .1
                .max((REACH * balanced.cost).min(last.max(1.35 * balanced.cost))),
        );
    }
    if shown.is_empty() {
        (months, costs) = ((0.0, target.months.max(12.0)), (0.0, target.cost.max(1.0)));
    }
    // A target far away is said in words, or the curves would be a corner of the chart.
    let near = target.cost < 2.0 * costs.1 && target.months < months.1 + (months.1 - months.0);
    if near {
        months = (
            months.0.min(target.months),
            months.1.max(1.03 * target.months),
        );
        costs = (costs.0.min(target.cost), costs.1.max(1.05 * target.cost));
    } else if target.months > months.0 - 60.0 && target.months < months.1 + 60.0 {
        months = (
            months.0.min(target.months - 6.0),
            months.1.max(target.months + 6.0),
        );
    }
    let pad = (0.04 * (months.1 - months.0), 0.06 * (costs.1 - costs.0));
    let y = Axis::linear(
        (costs.0 - pad.1).max(0.0),
        costs.1 + pad.1,
        6,
        |v, step, top| words::money_mark(v, currency, step, top),
    );
    let left = axis::margin(canvas, &y);
    let names: Vec<String> = shown
        .iter()
        .map(|it| format!("{} for both", words::exact_percent(it.0.confidence)))
        .collect();
    let entries: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (Sample::Line, colour(at, shown.len()), name.as_str()))
        .collect();
    let area = legend(canvas, area, &entries);
    let plot = Plot {
        area: area.shrunk(left, 24.0, 12.0, 2.0 * Type::TICK.size),
        x: Axis::time(
            frontier.start,
            (months.0 - pad.0) / 12.0,
            (months.1 + pad.0) / 12.0,
            (area.width() / 75.0) as usize,
        ),
        y,
    };
    draw_curves(canvas, &plot, &shown);
    draw_target(canvas, &plot, frontier, near);
    draw_points(canvas, &plot, frontier, &shown);
}

type Shown<'a> = (&'a crate::frontier::Curve, crate::frontier::Balanced);

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
            rings.push((ring, format!("{} for both", words::percent(marginal.joint))));
        }
        let dot = plot.at(balanced.months / 12.0, balanced.cost);
        canvas.mark(dot, 5.0, colour);
        let date = words::month(frontier.start, balanced.months / 12.0);
        let cost = words::money(balanced.cost, &frontier.currency);
        dots.push((dot, format!("{date}, {cost}")));
    }
    for ((x, y), _) in rings.iter().chain(&dots) {
        canvas.avoid(Rect::new(x - 7.0, y - 7.0, x + 7.0, y + 7.0));
    }
    for (dot, name) in dots {
        let (x, y) = dot;
        let above = [5.0, 14.0, 28.0, 42.0].map(|up| ((x + 9.0, y - up), Side::Left));
        canvas.place(&name, &above, plot.area, Type::LABEL);
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
    let joint = words::percent(target.joint);
    let x = target.months / 12.0;
    let style = Type::LABEL;
    if near {
        let at = plot.at(x, target.cost);
        canvas.diamond(at, 6.5, palette::TARGET);
        let places = about(at, style.size);
        canvas.place(
            &format!("Target: both in {joint}"),
            &places,
            plot.area,
            style,
        );
        return;
    }
    let money = words::money(target.cost, &frontier.currency);
    let date = words::month(frontier.start, x);
    let name = format!("Target: {date} and {money}, both in {joint} of the trials");
    let baseline = plot.area.top - 8.0;
    if plot.x.contains(x) {
        let x = plot.x(x);
        canvas.line(
            &[(x, plot.area.top - 4.0), (x, plot.area.bottom)],
            palette::TARGET,
            2.0,
        );
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

/// The level from which more does not help, and the one that is.
fn draw_marks(canvas: &mut Canvas, plot: &Plot, levels: &Levels) {
    let (top, bottom) = (plot.area.top, plot.area.bottom);
    if let Some(enough) = levels.enough.filter(|it| *it < levels.lever.range.1) {
        let x = plot.x(enough);
        canvas.rect(
            Rect::new(x, top, plot.area.right, bottom),
            palette::tint(palette::SOFT_INK, 0.08),
        );
        let places = [14.0, 30.0].map(|down| ((plot.area.right - 5.0, top + down), Side::Right));
        canvas.place("no sooner from here on", &places, plot.area, Type::TICK);
    }
    if plot.x.contains(levels.lever.base) {
        let x = plot.x(levels.lever.base);
        canvas.dashes((x, top), (x, bottom), palette::SOFT_INK, 1.0);
        let places = [14.0, 30.0, 46.0].map(|up| ((x + 5.0, bottom - up), Side::Left));
        canvas.place("now", &places, plot.area, Type::TICK);
    }
}

fn target(canvas: &mut Canvas, frontier: &Frontier, levels: &Levels) {
    let currency = &frontier.currency;
    let best = levels
        .levels
        .iter()
        .max_by(|a, b| a.joint.total_cmp(&b.joint));
    let finding = best.map_or_else(String::new, |best| {
        format!(
            "At best both halves of the target are met by {} of the trials, at {}.",
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
    let area = legend(canvas, area, &entries);
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
    let line = |of: &dyn Fn(&crate::frontier::Level) -> f64| -> Vec<(f64, f64)> {
        levels
            .levels
            .iter()
            .map(|it| plot.at(it.level, of(it)))
            .collect()
    };
    canvas.line(&line(&|it| it.within_cost), palette::MONEY, 1.6);
    // Where the budget is no matter it lies under the line of both, and shows beside it.
    canvas.line(&line(&|it| it.within_years), palette::TIME, 6.0);
    canvas.line(&line(&|it| it.joint), palette::TARGET, 2.6);
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
}

fn dates(canvas: &mut Canvas, frontier: &Frontier, levels: &Levels) {
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
    let deadline = frontier.target.months;
    let ends = all
        .chain([deadline])
        .fold((f64::INFINITY, 0.0_f64), |(a, b), m| (a.min(m), b.max(m)));
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
    let y = plot.y(deadline / 12.0);
    canvas.dashes(
        (plot.area.left, y),
        (plot.area.right, y),
        palette::TARGET,
        2.0,
    );
    canvas.place(
        "Target",
        &[
            ((plot.area.right - 4.0, y - 4.0), Side::Right),
            ((plot.area.right - 4.0, y + 14.0), Side::Right),
        ],
        plot.area,
        Type::TICK,
    );
    for at in 0..count {
        let points = levels
            .levels
            .iter()
            .filter_map(|it| Some((it.level, it.at[at].months?)));
        let line: Vec<(f64, f64)> = points
            .map(|(level, months)| plot.at(level, months / 12.0))
            .collect();
        if line.len() > 1 {
            canvas.line(&line, colour(at, count), 2.2);
        }
        for point in line {
            canvas.mark(point, 3.0, colour(at, count));
        }
    }
}
