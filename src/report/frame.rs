//! What every panel has: title, finding, caption, legend.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::rect::Rect;

/// Writes the title and the finding at the top of the panel and the caption at its foot; returns what is left between.
pub(super) fn frame(canvas: &mut Canvas, title: &str, finding: &str, caption: &str) -> Rect {
    let bounds = canvas.bounds();
    canvas.describe(title, format!("{finding} {caption}").trim_end());
    let title = canvas
        .ruler()
        .shorten(title, bounds.width(), Type::TITLE.size, true);
    canvas.text(
        &title,
        (bounds.left, bounds.top + Type::TITLE.size),
        Side::Left,
        Type::TITLE,
    );
    let below = bounds.top + Type::TITLE.size + 1.45 * Type::FINDING.size;
    let top = canvas.paragraph(finding, (bounds.left, below), bounds.width(), Type::FINDING)
        - 0.6 * Type::FINDING.size;
    let style = Type::CAPTION;
    let lines = canvas
        .ruler()
        .wrap(caption, bounds.width(), style.size, style.bold);
    let first = bounds.bottom - 0.3 * style.size - (lines.len() - 1) as f64 * style.leading();
    if !caption.is_empty() {
        canvas.paragraph(caption, (bounds.left, first), bounds.width(), style);
    }
    let foot = if caption.is_empty() {
        bounds.bottom
    } else {
        first - 1.2 * style.size
    };
    Rect::new(bounds.left, top, bounds.right, foot)
}

/// How an entry of a legend looks.
#[derive(Clone, Copy)]
pub(super) enum Sample {
    /// A filled square.
    Square,
    /// A short line.
    Line,
    /// A short line of dashes.
    Dashes,
}

/// Writes the entries in rows from the top of `area`; returns what is left below.
pub(super) fn legend(canvas: &mut Canvas, area: Rect, entries: &[(Sample, Colour, &str)]) -> Rect {
    const SAMPLE: f64 = 16.0;
    const BETWEEN: f64 = 14.0;
    let style = Type::TICK;
    let (mut x, mut y) = (area.left, area.top + style.size);
    for (sample, colour, name) in entries {
        let width = SAMPLE + 5.0 + canvas.width(name, style);
        if x > area.left && x + width > area.right {
            (x, y) = (area.left, y + style.leading());
        }
        let middle = y - 0.36 * style.size;
        match sample {
            Sample::Square => canvas.rect(
                Rect::new(x, middle - 5.0, x + SAMPLE, middle + 5.0),
                *colour,
            ),
            Sample::Line => canvas.line(&[(x, middle), (x + SAMPLE, middle)], *colour, 2.2),
            Sample::Dashes => canvas.dashes((x, middle), (x + SAMPLE, middle), *colour, 1.6),
        }
        canvas.text(name, (x + SAMPLE + 5.0, y), Side::Left, style);
        x += width + BETWEEN;
    }
    Rect::new(area.left, y + 0.5 * style.size, area.right, area.bottom)
}
