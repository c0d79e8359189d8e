//! One figure over two factors: a cell for each point, the darker the larger, with its value where there is room.

use super::super::canvas::Canvas;
use super::super::frame::frame;
use super::super::lettering::{Side as At, Type};
use super::super::palette;
use super::super::rect::Rect;
use super::{finding, names, said, sides, title, value};
use crate::sweep::{Shown, Side, Surface, Surfaces};

/// Darkest tint of a cell: text on it can still be read.
const DARKEST: f64 = 0.75;

pub(super) fn draw(canvas: &mut Canvas, of: &Surfaces, y: &Side, surface: &Surface) {
    let caption = format!(
        "{} Darker is more; a cell without colour has no value.",
        sides(of)
    );
    let area = frame(
        canvas,
        title(&surface.shown),
        &finding(of, surface),
        &caption,
    );
    let colour = match surface.shown {
        Shown::Joint => palette::CLEARANCE,
        Shown::Completion => palette::TIME,
        Shown::Cost(_) => palette::MONEY,
    };
    let style = Type::TICK;
    let (rows, columns) = (names(y), names(&of.x));
    let widest = rows
        .iter()
        .map(|it| canvas.width(it, style))
        .fold(0.0, f64::max);
    // Names of the sides stand above the cells and right below their values.
    let cells = area.shrunk(widest + 10.0, 2.2 * style.size, 0.0, 3.2 * style.size);
    let (width, height) = (
        cells.width() / of.x.values.len() as f64,
        cells.height() / y.values.len() as f64,
    );
    canvas.text(
        &y.name,
        (area.left, area.top + 1.2 * style.size),
        At::Left,
        style,
    );
    let below = cells.bottom + 2.6 * style.size;
    canvas.text(&of.x.name, (cells.right, below), At::Right, style);
    let all = || {
        surface
            .bands
            .iter()
            .flatten()
            .filter_map(|[_, middle, _]| *middle)
    };
    let (least, most) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    for (row, bands) in surface.bands.iter().enumerate() {
        let bottom = cells.bottom - row as f64 * height;
        for (column, band) in bands.iter().enumerate() {
            let Some(middle) = band[1] else {
                continue;
            };
            let left = cells.left + column as f64 * width;
            let share = if most > least {
                (middle - least) / (most - least)
            } else {
                0.5
            };
            let cell = Rect::new(left, bottom - height, left + width, bottom);
            canvas.rect(cell, palette::tint(colour, 0.08 + share * (DARKEST - 0.08)));
            let centre = (left + 0.5 * width, bottom - 0.5 * height);
            let place = format!("{} {}", of.x.name, columns[column]);
            let read = format!("{place}: {}", said(&surface.shown, *band));
            canvas.read(&format!("{} {}", y.name, rows[row]), centre, read);
            let text = value(&surface.shown, middle);
            if canvas.width(&text, Type::LABEL) < width - 6.0 && height > 1.6 * Type::LABEL.size {
                let at = (
                    left + 0.5 * width,
                    bottom - 0.5 * height + 0.35 * Type::LABEL.size,
                );
                canvas.text(&text, at, At::Middle, Type::LABEL);
            }
        }
    }
    // Names of values where they do not touch each other.
    let mut free = f64::NEG_INFINITY;
    for (column, name) in columns.iter().enumerate() {
        let (middle, half) = (
            cells.left + (column as f64 + 0.5) * width,
            0.5 * canvas.width(name, style),
        );
        if middle - half > free && middle + half <= canvas.bounds().right {
            canvas.text(
                name,
                (middle, cells.bottom + 1.3 * style.size),
                At::Middle,
                style,
            );
            free = middle + half + 6.0;
        }
    }
    let mut free = f64::INFINITY;
    for (row, name) in rows.iter().enumerate() {
        let middle = cells.bottom - (row as f64 + 0.5) * height + 0.35 * style.size;
        if middle <= free {
            canvas.text(name, (cells.left - 6.0, middle), At::Right, style);
            free = middle - 1.3 * style.size;
        }
    }
}
