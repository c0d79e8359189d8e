//! Pictures of a sweep: lines with bands over one factor, heat maps over two.

use super::axis::Axis;
use super::rect::Rect;
use super::ruler::Ruler;
use super::{Drawing, Files, ReportError};
use crate::scenario::figure;
use crate::sweep::{Band, Shown, Side, Surface, Surfaces};
use crate::words;

mod lines;
mod map;

/// 2000 x 1250 pixels, as the charts of a run.
const SIZE: (f64, f64) = (800.0, 500.0);
const SCALE: f64 = 2.5;
/// Free edge of a picture.
const EDGE: f64 = 22.0;

/// `charts/NAME.png` and `charts/NAME.svg` of each figure.
///
/// # Errors
///
/// [`ReportError`] if one could not be drawn.
pub fn draw(of: &Surfaces) -> Result<Vec<Drawing>, ReportError> {
    let sides = std::iter::once(&of.x).chain(&of.y);
    let names = sides.flat_map(|it| [it.name.as_str(), it.moves.as_str()]);
    let ruler = Ruler::new(names.chain([of.name.as_str()]))?;
    let surfaces = of.surfaces.iter().map(|surface| {
        let name = name(surface);
        Drawing::new((name, Files::Chart), (SIZE, SCALE), &ruler, |canvas| {
            let inside = Rect::new(0.0, 0.0, SIZE.0, SIZE.1);
            canvas.enter(name, inside.shrunk(EDGE, EDGE - 6.0, EDGE, EDGE - 8.0));
            match &of.y {
                None => lines::draw(canvas, of, surface),
                Some(y) => map::draw(canvas, of, y, surface),
            }
        })
    });
    surfaces.collect()
}

fn name(surface: &Surface) -> &'static str {
    match surface.shown {
        Shown::Joint => "joint",
        Shown::Completion => "completion",
        Shown::Cost(_) => "cost",
    }
}

/// What a picture shows, in words.
fn title(shown: &Shown) -> &'static str {
    match shown {
        Shown::Joint => "Share of trials that meet the target",
        Shown::Completion => "Years from the start to completion",
        Shown::Cost(_) => "Cost at completion",
    }
}

/// A value as people write it.
fn value(shown: &Shown, value: f64) -> String {
    match shown {
        Shown::Joint => words::percent(value),
        Shown::Completion => format!("{value:.1}"),
        Shown::Cost(currency) => words::money(value, currency),
    }
}

/// The figure at a point with the ends of its band.
fn said(shown: &Shown, [low, middle, high]: Band) -> String {
    let text = |it: Option<f64>| it.map_or_else(|| "undefined".to_owned(), |it| value(shown, it));
    let [low, middle, high] = [low, middle, high].map(text);
    match shown {
        Shown::Joint => format!("{middle} (95 % interval {low} to {high})"),
        _ => format!("{middle} (P10 {low}, P90 {high})"),
    }
}

/// Where the middle of a figure is least and largest, in words.
fn finding(of: &Surfaces, surface: &Surface) -> String {
    let mut all: Vec<(f64, String)> = Vec::new();
    let (x_names, y_names) = (names(&of.x), of.y.as_ref().map(names));
    for (row, bands) in surface.bands.iter().enumerate() {
        for (column, [_, middle, _]) in bands.iter().enumerate() {
            let x = format!("{} {}", of.x.name, x_names[column]);
            let y = of.y.as_ref().zip(y_names.as_ref());
            let place = match y {
                Some((y, names)) => format!("{x}, {} {}", y.name, names[row]),
                None => x,
            };
            all.extend(middle.map(|middle| (middle, place)));
        }
    }
    let least = all.iter().min_by(|a, b| a.0.total_cmp(&b.0));
    let most = all.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    match (least, most) {
        (Some(least), Some(most)) => format!(
            "From {} ({}) to {} ({}).",
            value(&surface.shown, least.0),
            least.1,
            value(&surface.shown, most.0),
            most.1
        ),
        _ => "It is defined at no point.".to_owned(),
    }
}

/// What the sides are.
fn sides(of: &Surfaces) -> String {
    let side = |side: &Side| format!("{}: {}", side.name, side.moves);
    let y = of.y.as_ref().map(|y| format!("; {}", side(y)));
    format!(
        "{}{}. {} a point.",
        side(&of.x),
        y.unwrap_or_default(),
        words::counted(of.trials, "trial")
    )
}

/// Values of a factor as people write them, with as many digits as keep them apart.
fn names(side: &Side) -> Vec<String> {
    let names: Vec<String> = side.values.iter().copied().map(figure).collect();
    if names.windows(2).all(|pair| pair[0] != pair[1]) {
        return names;
    }
    side.values.iter().map(f64::to_string).collect()
}

/// A number on an axis: with as many decimals as keep marks apart.
fn mark(value: f64, step: f64, largest: f64) -> String {
    words::area_mark(value, step, largest)
}

/// A scale of a factor, as wide as its values.
fn axis(side: &Side) -> Axis {
    let from = side.values.first().copied().unwrap_or(0.0);
    let to = side.values.last().copied().unwrap_or(1.0);
    Axis::linear(from, to, 6, mark)
}
