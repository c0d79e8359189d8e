//! How sure the shares are, by the number of points.

use super::super::axis::{self, Axis, Plot};
use super::super::canvas::Canvas;
use super::super::frame::{Sample, frame, legend};
use super::super::lettering::{Side, Type};
use super::super::palette;
use super::{borrowed, coloured, entries, name};
use crate::compare;
use crate::sensitivity::{Stage, Study};
use crate::summary::measured::Measured;
use crate::words;

/// The shares of the first outcome with their intervals, by the number of points.
pub(super) fn draw(canvas: &mut Canvas, study: &Study) {
    let Some(outcome) = study.outcomes.first() else {
        return;
    };
    let caption = "Shares of the variance after more and more points; lines: 95 % intervals over the sixteen replicates.";
    let title = format!("How sure the shares are: {}", outcome.title);
    let named = coloured(study);
    let stages = &study.convergence;
    let widest = stages.last().map_or(0.0, |stage| {
        let halves = stage.shares[0].iter().filter_map(Measured::half_width);
        halves.fold(0.0, f64::max)
    });
    let finding = format!(
        "After {} no share is less certain than ± {:.1} %.",
        words::counted(study.points, "point"),
        100.0 * widest
    );
    let drawable = stages.len() > 1 && study.variances[0].is_some_and(|it| it > 0.0);
    if !drawable {
        frame(canvas, &title, "Too few points, or nothing varies.", "");
        return;
    }
    let area = frame(canvas, &title, &finding, caption);
    let lines = named.iter().map(|it| (Sample::Line, it.0, name(it.1)));
    let entries = entries(canvas, lines, 210.0);
    let area = legend(canvas, area, &borrowed(&entries));
    let value = |stage: &Stage, place: usize| {
        let share = stage.shares[0][place];
        Some((share.value?, share.half_width().unwrap_or(0.0)))
    };
    let ends = stages.iter().flat_map(|stage| {
        let all = named.iter().filter_map(|it| value(stage, it.2));
        all.flat_map(|(share, half)| [share - half, share + half])
    });
    let (low, high) = ends.fold((0.0_f64, 0.05_f64), |(a, b), v| (a.min(v), b.max(v)));
    let (low, high) = (low.max(-0.2), high.min(1.0));
    let y = Axis::linear(low, high, 5, |v, _, _| words::exact_percent(v));
    let left = axis::margin(canvas, &y);
    let last = stages.len() - 1;
    let marks = stages.iter().enumerate();
    let marks = marks.map(|(at, it)| (at as f64, words::count(it.points)));
    let plot = Plot {
        area: area.shrunk(left, 12.0, 20.0, 3.2 * Type::TICK.size + 12.0),
        x: Axis {
            from: -0.3,
            to: last as f64 + 0.3,
            log: false,
            marks: marks.collect(),
        },
        y,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    for (number, (colour, row, place)) in named.iter().enumerate() {
        // Beside each other, so that no interval hides another.
        let aside = 0.07 * (number as f64 - 0.5 * (named.len() as f64 - 1.0));
        let points: Vec<(f64, f64, f64)> = stages
            .iter()
            .enumerate()
            .filter_map(|(at, stage)| {
                let (share, half) = value(stage, *place)?;
                Some((at as f64 + aside, share, half))
            })
            .collect();
        let line: Vec<(f64, f64)> = points.iter().map(|it| plot.at(it.0, it.1)).collect();
        canvas.line(&line, palette::tint(*colour, 0.5), 1.2);
        for (stage, at) in stages.iter().zip(&line) {
            let share = compare::share(stage.shares[0][*place]);
            let text = format!("{}: {share}", words::counted(stage.points, "point"));
            canvas.read(name(row), *at, text);
        }
        for (x, share, half) in points {
            let (low, high) = ((share - half).max(low), (share + half).min(high));
            canvas.line(&[plot.at(x, low), plot.at(x, high)], *colour, 1.6);
            canvas.dot(plot.at(x, share), 2.6, *colour);
        }
    }
    let at = (
        0.5 * (plot.area.left + plot.area.right),
        plot.area.bottom + 2.0 * Type::TICK.size + 14.0,
    );
    canvas.text("points", at, Side::Middle, Type::TICK);
}
