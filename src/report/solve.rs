//! The picture of a search: the response over the range, its goal and the answer.

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type, about};
use super::levels::Words;
use super::rect::Rect;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError, palette};
use crate::programme::columns::Kind;
use crate::simulate::Model;
use crate::solve::{Crossing, Met, Point, Solution, Verdict};
use crate::summary::estimate::half_width_95;
use crate::words;

const SIZE: (f64, f64) = (820.0, 520.0);
/// Width of a picture with two panels.
const WIDE: f64 = 1240.0;

type Painting<'a> = dyn Fn(&mut Canvas) + 'a;

/// `solve.png` and `charts/solve.svg`, a panel for each solution with its title.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn draw(solutions: &[(&str, &Solution)], model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let paints: Vec<Box<Painting<'_>>> = solutions
        .iter()
        .map(|(title, it)| {
            Box::new(move |canvas: &mut Canvas| panel(canvas, title, it, model)) as _
        })
        .collect();
    let panels = paints.iter().zip(["first", "second"]);
    let points = solutions
        .iter()
        .flat_map(|(_, it)| it.search.iter().chain(&it.scan));
    let trials = points.map(|it| it.trials).max().unwrap_or(0);
    let seed = solutions.first().map_or(0, |(_, it)| it.scan[0].seed);
    let width = if solutions.len() > 1 { WIDE } else { SIZE.0 };
    let sheet = Sheet {
        name: "solve",
        size: (width, SIZE.1),
        panels: panels.map(|(paint, name)| (name, paint as Paint)).collect(),
        run: (trials, seed),
        model,
    };
    Ok(vec![sheet.draw()?])
}

/// What is drawn of a point: the share of trials within the limit, or the figure itself.
fn shown(point: &Point) -> Option<(f64, f64)> {
    point
        .share
        .zip(point.share_error)
        .or_else(|| Some((point.value?, point.error.unwrap_or(0.0))))
}

fn panel(canvas: &mut Canvas, title: &str, solution: &Solution, model: &Model) {
    let words = Words::new(solution, model);
    let lever = &solution.lever;
    let quantile = solution.scan.iter().any(|it| it.share.is_some());
    let caption = format!(
        "{} at levels of {} on the same random numbers; bars: 95 % intervals. Dashed: the goal{}.",
        if quantile {
            "Share of trials within the limit"
        } else {
            "The figure"
        },
        lever.name,
        if quantile {
            ", the share that puts the quantile at its limit"
        } else {
            ""
        },
    );
    let area = frame(canvas, title, &finding(solution, &words), &caption);
    let mut points: Vec<(f64, f64, f64)> = Vec::new();
    for point in solution.scan.iter().chain(&solution.search) {
        // Under a fresh seed it is not on the curve.
        if point.seed == solution.scan[0].seed {
            points.extend(shown(point).map(|(value, error)| (point.level, value, error)));
        }
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let goal = goal_level(solution);
    let plot = plot(canvas, area, solution, &words, &points, goal);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let x_ends = (plot.area.left, plot.area.right);
    canvas.dashes(
        (x_ends.0, plot.y(goal)),
        (x_ends.1, plot.y(goal)),
        palette::TARGET,
        2.0,
    );
    for crossing in &solution.crossings {
        draw_crossing(canvas, &plot, crossing, goal, &words);
    }
    let line: Vec<(f64, f64)> = points.iter().map(|p| plot.at(p.0, p.1)).collect();
    canvas.line(&line, palette::TIME, 2.2);
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        canvas.avoid(Rect::new(
            x0.min(x1),
            y0.min(y1) - 2.0,
            x0.max(x1),
            y0.max(y1) + 2.0,
        ));
    }
    for point in &solution.scan {
        if let Some((value, error)) = shown(point) {
            let half = half_width_95() * error;
            let x = plot.x(point.level);
            let ends = [(x, plot.y(value - half)), (x, plot.y(value + half))];
            canvas.line(&ends, palette::tint(palette::TIME, 0.6), 3.0);
            canvas.mark((x, plot.y(value)), 3.6, palette::TIME);
        }
    }
    read(canvas, &plot, solution, &words);
    let base = lever.base;
    // A source that is added has nothing now.
    let added = base < lever.range.0 + 1e-3 * (lever.range.1 - lever.range.0);
    if plot.x.contains(base) && !added {
        let x = plot.x(base);
        canvas.dashes(
            (x, plot.area.top),
            (x, plot.area.bottom),
            palette::SOFT_INK,
            1.0,
        );
        let places =
            [8.0, 24.0, 40.0].map(|down| ((x + 5.0, plot.area.top + down + 4.0), Side::Left));
        canvas.place("now", &places, plot.area, Type::TICK);
    }
    for crossing in &solution.crossings {
        let at = plot.at(crossing.answer, goal);
        canvas.mark(at, 5.0, palette::MONEY);
        canvas.read("Answer", at, answer(crossing, &words));
        canvas.place(
            &words.level(crossing.answer),
            &about(at, Type::LABEL.size),
            plot.area,
            Type::LABEL.bold(),
        );
    }
}

/// What was found at every level on the curve, in their order.
fn read(canvas: &mut Canvas, plot: &Plot, solution: &Solution, words: &Words<'_>) {
    let points = solution.scan.iter().chain(&solution.search);
    let mut points: Vec<&Point> = points
        .filter(|it| it.seed == solution.scan[0].seed)
        .collect();
    points.sort_by(|a, b| a.level.total_cmp(&b.level));
    points.dedup_by(|a, b| a.level.total_cmp(&b.level).is_eq());
    for point in points {
        if let Some((value, _)) = shown(point) {
            let text = format!("{}: {}", words.level(point.level), words.point(point));
            canvas.read(&solution.lever.name, plot.at(point.level, value), text);
        }
    }
}

/// An answer and its interval.
fn answer(crossing: &Crossing, words: &Words<'_>) -> String {
    let end = |level: Option<f64>, open: &str| {
        level.map_or_else(|| open.to_owned(), |level| words.level(level))
    };
    let (low, high) = crossing.interval;
    format!(
        "{} (95 % interval {} to {})",
        words.level(crossing.answer),
        end(low, "below the range"),
        end(high, "above the range")
    )
}

/// The limit as it stands on the vertical axis.
fn goal_level(solution: &Solution) -> f64 {
    match solution
        .scan
        .first()
        .and_then(|it| Some((it.share?, it.margin)))
    {
        // The margin is how far the share exceeds the probability of the quantile, whichever side is wanted.
        Some((share, margin)) => match solution.side {
            crate::solve::Side::AtMost => share - margin,
            crate::solve::Side::AtLeast => share + margin,
        },
        None => solution.limit,
    }
}

fn finding(solution: &Solution, words: &Words<'_>) -> String {
    let answers: Vec<String> = solution
        .crossings
        .iter()
        .map(|it| {
            let bound = match it.met {
                Met::Above => "at least",
                Met::Below => "at most",
            };
            format!("{bound} {}", words.level(it.answer))
        })
        .collect();
    match solution.verdict {
        Verdict::Crossed => format!("It takes {}.", answers.join(", and ")),
        Verdict::Everywhere => "Met over the whole range.".to_owned(),
        Verdict::Unreachable => format!(
            "Out of reach: the best is {} at {}.",
            words.value(solution.best.value, solution.best.error),
            words.level(solution.best.level)
        ),
    }
}

/// The interval of an answer, pale, over the whole height.
fn draw_crossing(
    canvas: &mut Canvas,
    plot: &Plot,
    crossing: &Crossing,
    goal: f64,
    words: &Words<'_>,
) {
    let (low, high) = words.solution.lever.range;
    let left = plot.x(crossing.interval.0.unwrap_or(low));
    let right = plot.x(crossing.interval.1.unwrap_or(high));
    let middle = plot.y(goal);
    let band = Rect::new(left, middle, right.max(left + 1.0), plot.area.bottom);
    canvas.rect(band, palette::tint(palette::MONEY, 0.25));
    let x = plot.x(crossing.answer);
    canvas.line(&[(x, middle), (x, plot.area.bottom)], palette::MONEY, 1.4);
}

fn plot(
    canvas: &Canvas,
    area: Rect,
    solution: &Solution,
    words: &Words<'_>,
    points: &[(f64, f64, f64)],
    goal: f64,
) -> Plot {
    let lever = &solution.lever;
    let (low, high) = lever.range;
    let most = (area.width() / 95.0) as usize;
    let currency = words.currency();
    let money = lever.unit.starts_with(currency);
    let wide = low > 0.0 && high / low > 5.0;
    let x = if wide {
        Axis::logarithmic(low, high, most, |v| axis_level(v, money, currency))
    } else {
        Axis::linear(low, high, most, |v, step, top| {
            if money {
                words::money_mark(v, currency, step, top)
            } else {
                format!("{}", (v * 1e6).round() / 1e6)
            }
        })
    };
    let quantile = solution.scan.iter().any(|it| it.share.is_some());
    let is_share = quantile || words.kind() == Kind::Share;
    let y = if is_share {
        let tenths = (0..=5).map(|k| f64::from(k) / 5.0);
        Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: tenths.map(|p| (p, words::percent(p))).collect(),
        }
    } else {
        let values = points.iter().map(|it| it.1).chain([goal]);
        let (from, to) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
            (a.min(v), b.max(v))
        });
        let pad = 0.06 * (to - from).max(1e-9 * to.abs());
        Axis::linear(from - pad, to + pad, 6, |v, _, _| {
            words.value(Some(v), None)
        })
    };
    let left = axis::margin(canvas, &y);
    Plot {
        area: area.shrunk(left, 10.0, 12.0, 2.0 * Type::TICK.size),
        x,
        y,
    }
}

fn axis_level(value: f64, money: bool, currency: &str) -> String {
    if money {
        words::money(value, currency)
    } else {
        format!("{}", (value * 1e6).round() / 1e6)
    }
}
