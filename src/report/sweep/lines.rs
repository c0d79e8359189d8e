//! One figure over one factor: a line through the medians, or shares, within a band.

use super::super::axis::{Axis, Plot, margin};
use super::super::canvas::Canvas;
use super::super::frame::{Sample, frame, legend};
use super::super::lettering::Type;
use super::super::palette;
use super::{axis, finding, mark, names, said, sides, title};
use crate::sweep::{Band, Shown, Surface, Surfaces};
use crate::words;

pub(super) fn draw(canvas: &mut Canvas, of: &Surfaces, surface: &Surface) {
    let area = frame(
        canvas,
        title(&surface.shown),
        &finding(of, surface),
        &sides(of),
    );
    let colour = match surface.shown {
        Shown::Joint => palette::INK,
        Shown::Completion => palette::TIME,
        Shown::Cost(_) => palette::MONEY,
    };
    let light = palette::tint(colour, 0.25);
    let (line, band) = match surface.shown {
        Shown::Joint => ("share", "its 95 % interval"),
        _ => ("median (P50)", "P10–P90"),
    };
    let area = legend(
        canvas,
        area,
        &[(Sample::Line, colour, line), (Sample::Square, light, band)],
    );
    let bands = &surface.bands[0];
    let y = scale(&surface.shown, bands);
    let left = margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 0.6 * Type::TICK.size, 8.0, 2.0 * Type::TICK.size),
        x: axis(&of.x),
        y,
    };
    // Where an end of the band is not defined, the band ends.
    for run in runs(&of.x.values, bands, |[low, _, high]| Some((low?, high?))) {
        let upper = run.iter().map(|(x, (_, high))| plot.at(*x, *high));
        let lower = run.iter().rev().map(|(x, (low, _))| plot.at(*x, *low));
        let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
        canvas.fill(&outline, light);
    }
    plot.draw_axes(canvas, palette::SOFT_INK, colour);
    for ((x, name), band) in of.x.values.iter().zip(names(&of.x)).zip(bands) {
        if let Some(middle) = band[1] {
            let text = format!("{name}: {}", said(&surface.shown, *band));
            canvas.read(&of.x.name, plot.at(*x, middle), text);
        }
    }
    for run in runs(&of.x.values, bands, |[_, middle, _]| middle) {
        let points: Vec<(f64, f64)> = run.iter().map(|(x, y)| plot.at(*x, *y)).collect();
        canvas.line(&points, colour, 2.2);
        for point in points {
            canvas.dot(point, 3.0, colour);
        }
    }
}

/// Neighbouring points for which there is a value.
fn runs<T>(x: &[f64], bands: &[Band], value: impl Fn(Band) -> Option<T>) -> Vec<Vec<(f64, T)>> {
    let mut runs = vec![Vec::new()];
    for (x, band) in x.iter().zip(bands) {
        match (value(*band), runs.last_mut()) {
            (Some(value), Some(run)) => run.push((*x, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn scale(shown: &Shown, bands: &[Band]) -> Axis {
    let all = || bands.iter().flatten().flatten().copied();
    let (low, high) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(0.0, f64::max),
    );
    let from = if low < 0.3 * high { 0.0 } else { low.min(high) };
    let to = if high > from { high } else { from + 1.0 };
    match shown {
        Shown::Joint => Axis::linear(0.0, 1.0, 5, |v, _, _| words::percent(v)),
        Shown::Completion => Axis::linear(from, to, 6, mark),
        Shown::Cost(currency) => Axis::linear(from, to, 6, |v, step, top| {
            words::money_mark(v, currency, step, top)
        }),
    }
}
