//! Sizes of text, and places for it.

use plotters::style::RGBColor as Colour;

use super::palette;

/// Where the given point is on a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// A point on a baseline, and where on the text it is.
pub(super) type Place = ((f64, f64), Side);

/// Size, weight and colour of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: Colour,
}

impl Type {
    pub(super) const TITLE: Self = Self {
        size: 17.0,
        bold: true,
        colour: palette::INK,
    };
    pub(super) const FINDING: Self = Self {
        size: 13.5,
        bold: false,
        colour: palette::INK,
    };
    pub(super) const LABEL: Self = Self {
        size: 12.5,
        bold: false,
        colour: palette::INK,
    };
    pub(super) const TICK: Self = Self {
        size: 12.0,
        bold: false,
        colour: palette::SOFT_INK,
    };
    pub(super) const CAPTION: Self = Self {
        size: 11.5,
        bold: false,
        colour: palette::SOFT_INK,
    };

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    pub(super) const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// Distance between the baselines of two lines.
    pub(super) fn leading(self) -> f64 {
        1.3 * self.size
    }
}

/// Places for a label about a point: below right and above left first, where a rising curve leaves room.
pub(super) fn about((x, y): (f64, f64), size: f64) -> [Place; 6] {
    [
        ((x + 7.0, y + size + 1.0), Side::Left),
        ((x - 7.0, y - 5.0), Side::Right),
        ((x + 9.0, y + 0.35 * size), Side::Left),
        ((x - 9.0, y + 0.35 * size), Side::Right),
        ((x + 7.0, y - 5.0), Side::Left),
        ((x - 7.0, y + size + 1.0), Side::Right),
    ]
}
