//! How often intervals held what followed, and where in the forecasts it fell.

use crate::hindcast::{LEVELS, Study};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::ruler::Ruler;
use crate::report::shapes::Toward;
use crate::report::{Drawing, Files, ReportError};
use crate::words;

const SIZE: (f64, f64) = (1000.0, 520.0);
const GAP: f64 = 44.0;

/// The picture: coverage on the left, PIT on the right.
pub(super) fn draw(study: &Study, ruler: &Ruler) -> Result<Drawing, ReportError> {
    let name = ("calibration", Files::Sheet);
    super::drawing(name, "calibration", SIZE, ruler, |canvas| {
        let bounds = canvas.bounds();
        let middle = 0.5 * (bounds.left + bounds.right);
        canvas.enter(
            "coverage",
            Rect {
                right: middle - 0.5 * GAP,
                ..bounds
            },
        );
        coverage(canvas, study);
        canvas.enter(
            "pit",
            Rect {
                left: middle + 0.5 * GAP,
                ..bounds
            },
        );
        pits(canvas, study);
    })
}

fn shares() -> Axis {
    Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: (0..=5)
            .map(|k| f64::from(k) / 5.0)
            .map(|p| (p, words::percent(p)))
            .collect(),
    }
}

fn plot(canvas: &Canvas, area: Rect, x: Axis, y: Axis) -> Plot {
    let left = axis::margin(canvas, &y);
    Plot {
        area: area.shrunk(left, 14.0, 14.0, 2.6 * Type::TICK.size),
        x,
        y,
    }
}

/// Share of ended cases held, by level, with its exact interval; what open cases could make of it, thin.
fn coverage(canvas: &mut Canvas, study: &Study) {
    let found: Vec<_> = LEVELS
        .iter()
        .filter_map(|&level| study.coverage(level))
        .collect();
    let finding = match found.iter().find(|c| c.level > 0.75 && c.level < 0.85) {
        Some(c) => format!(
            "The 80 % interval held {} of {} cases that ended (95 % confidence: {} to {}).",
            c.hits,
            c.ended,
            words::percent(c.interval.low),
            words::percent(c.interval.high)
        ),
        None => "No case has ended yet.".to_owned(),
    };
    let of = super::cases_of(study.ended().count(), Study::countries(study.ended()));
    let caption = format!(
        "Dots: share held, with its 95 % interval (Clopper and Pearson), of {of}, which are not independent. Rings: each country counted once. \
         On the line: as often as promised."
    );
    let area = frame(
        canvas,
        "How often intervals held what followed",
        &finding,
        &caption,
    );
    let plot = plot(canvas, area, shares(), shares());
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    canvas.dashes(plot.at(0.0, 0.0), plot.at(1.0, 1.0), palette::SOFT_INK, 1.2);
    for (index, c) in found.into_iter().enumerate() {
        let x = plot.x(c.level);
        canvas.line(
            &[(x, plot.y(c.interval.low)), (x, plot.y(c.interval.high))],
            palette::tint(palette::TIME, 0.55),
            4.0,
        );
        let ring = plot.at(c.level, c.by_country);
        canvas.dot(ring, 8.0, palette::MONEY);
        canvas.dot(ring, 6.0, palette::PAPER);
        let share = c.hits as f64 / c.ended as f64;
        canvas.mark(plot.at(c.level, share), 4.5, palette::TIME);
        let line = format!("{} interval", words::percent(c.level));
        let [low, high] = [c.interval.low, c.interval.high].map(words::percent);
        let text = format!(
            "held {} of {} (95 % interval {low} to {high})",
            c.hits, c.ended
        );
        canvas.read(&line, plot.at(c.level, share), text);
        let text = format!("each country once: {}", words::percent(c.by_country));
        canvas.read(&line, ring, text);
        let at = (x, plot.area.bottom - 6.0 - 15.0 * index as f64);
        canvas.rimmed(
            &format!("{} of {}", c.hits, c.ended),
            (at, Side::Middle),
            Type::TICK,
        );
    }
}

/// PIT of every case in order, which on the diagonal are uniform.
fn pits(canvas: &mut Canvas, study: &Study) {
    let mut pits: Vec<(f64, f64, bool, &str)> = study
        .cases
        .iter()
        .filter_map(|case| {
            let (pit, ended) = (case.pit()?, super::seen_at(case)?.1);
            Some((pit.low, pit.high, ended, case.record.name.as_str()))
        })
        .collect();
    pits.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
    let early = study
        .ended()
        .filter(|case| case.pit().is_some_and(|pit| pit.high < 0.5))
        .count();
    let late = study
        .ended()
        .filter(|case| case.pit().is_some_and(|pit| pit.low >= 0.5))
        .count();
    let finding = format!("{early} cases ended earlier than the forecast's median, {late} later.");
    let caption = "Share of trials that were no later than what followed (PIT), cases in order; lines: still open, so it lies anywhere along them. \
                   Along the diagonal, forecasts are neither too early, too late, too wide nor too narrow.";
    let area = frame(canvas, "Where in the forecast it fell", &finding, caption);
    let n = pits.len().max(1) as f64;
    let ranks = Axis {
        marks: Vec::new(),
        ..shares()
    };
    let plot = plot(canvas, area, shares(), ranks);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    canvas.dashes(plot.at(0.0, 0.0), plot.at(1.0, 1.0), palette::SOFT_INK, 1.2);
    for (index, (low, high, ended, name)) in pits.into_iter().enumerate() {
        let y = (index as f64 + 0.5) / n;
        let text = if ended {
            format!(
                "ended; {:.3} of the trials were no later",
                0.5 * (low + high)
            )
        } else {
            format!("still open; at least {low:.3} of the trials were no later")
        };
        let x = if ended { 0.5 * (low + high) } else { low };
        canvas.read(name, plot.at(x, y), text);
        if ended {
            canvas.mark(plot.at(0.5 * (low + high), y), 4.0, palette::TIME);
        } else {
            canvas.line(
                &[plot.at(low, y), plot.at(high, y)],
                palette::tint(palette::MONEY, 0.7),
                2.4,
            );
            canvas.arrow(
                (plot.x(high), plot.y(y)),
                Toward::Right,
                9.0,
                palette::MONEY,
            );
        }
    }
}
