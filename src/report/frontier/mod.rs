//! The pictures of what can be kept together: curves of equal joint confidence, and the target against the level of an input.

mod curves;
mod levels;

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError, palette};
use crate::frontier::{Frontier, Levels};
use crate::simulate::Model;

const SIZE: (f64, f64) = (860.0, 580.0);
const WIDE: (f64, f64) = (1280.0, 540.0);

/// `frontier.png` and its SVG, and `levels.png` if an input was varied.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn draw(
    frontier: &Frontier,
    levels: Option<&Levels>,
    model: &Model,
) -> Result<Vec<Drawing>, ReportError> {
    let curves = |canvas: &mut Canvas| curves::draw(canvas, frontier);
    let first = Sheet {
        name: "frontier",
        size: SIZE,
        panels: vec![("frontier", &curves as Paint)],
        run: (frontier.trials, frontier.seed),
        model,
    };
    let mut drawings = vec![first.draw()?];
    if let Some(levels) = levels {
        let target = |canvas: &mut Canvas| levels::target(canvas, frontier, levels);
        let dates = |canvas: &mut Canvas| levels::dates(canvas, frontier, levels);
        let mut panels = vec![("dates", &dates as Paint)];
        if frontier.target.joint.is_finite() {
            panels.insert(0, ("target", &target as Paint));
        }
        let sheet = Sheet {
            name: "levels",
            size: WIDE,
            panels,
            run: (levels.trials, frontier.seed),
            model,
        };
        drawings.push(sheet.draw()?);
    }
    Ok(drawings)
}

/// The colour of the curve at an index: the surer, the darker.
fn colour(index: usize, of: usize) -> Colour {
    palette::tint(
        palette::TIME,
        1.0 - 0.55 * (of - 1 - index) as f64 / of.max(1) as f64,
    )
}
