//! Signs made of simple shapes.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::palette;

/// Where an arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toward {
    Left,
    Right,
    Up,
    Down,
}

impl Canvas<'_> {
    /// A disc with a rim of paper, which stays visible over lines.
    pub(super) fn mark(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        self.dot(at, radius + 1.5, palette::PAPER);
        self.dot(at, radius, colour);
    }

    /// The sign of the point estimate.
    pub(super) fn diamond(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        let around = |r: f64| {
            [
                (at.0 - r, at.1),
                (at.0, at.1 - r),
                (at.0 + r, at.1),
                (at.0, at.1 + r),
            ]
        };
        self.fill(&around(radius + 2.0), palette::PAPER);
        self.fill(&around(radius), colour);
    }

    /// An arrowhead with its tip at `tip`: what it stands for lies beyond the edge. Drawn, because fonts lack arrows.
    pub(super) fn arrow(&mut self, tip: (f64, f64), toward: Toward, size: f64, colour: Colour) {
        let (x, y) = match toward {
            Toward::Left => (-1.0, 0.0),
            Toward::Right => (1.0, 0.0),
            Toward::Up => (0.0, -1.0),
            Toward::Down => (0.0, 1.0),
        };
        let corner = |side: f64| {
            (
                tip.0 - size * x - 0.6 * size * side * y,
                tip.1 - size * y + 0.6 * size * side * x,
            )
        };
        self.fill(&[tip, corner(1.0), corner(-1.0)], colour);
    }
}
