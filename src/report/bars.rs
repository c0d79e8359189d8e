//! Horizontal bars with their intervals, one a row.

use plotters::style::RGBColor as Colour;

use super::axis::{Axis, Plot};
use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;

/// A bar that begins at 0.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    /// Half its 95 % interval.
    pub(super) half: f64,
    pub(super) colour: Colour,
    /// What stands behind it.
    pub(super) text: String,
}

/// Draws bars from the top of `area`; `mark` names a value of the axis with the step and the largest.
pub(super) fn bars(
    canvas: &mut Canvas,
    area: Rect,
    rows: &[Bar],
    mark: &dyn Fn(f64, f64, f64) -> String,
) {
    /// Highest a row gets.
    const ROW: f64 = 30.0;
    let style = Type::TICK;
    let widest = |of: &dyn Fn(&Bar) -> String, canvas: &Canvas| {
        let widths = rows.iter().map(|it| canvas.width(&of(it), style));
        widths.fold(0.0, f64::max)
    };
    let names = (widest(&|it| it.name.clone(), canvas) + 10.0).min(0.5 * area.width());
    let behind = widest(&|it| it.text.clone(), canvas) + 12.0;
    let ends = rows.iter().flat_map(|it| [it.value, it.value + it.half]);
    let high = ends.filter(|it| it.is_finite()).fold(0.0, f64::max);
    let nothing = high <= 0.0;
    let high = if nothing { 1.0 } else { high };
    let (left, right) = (area.left + names, area.right - 6.0);
    // The longest bar leaves room for the widest text behind it.
    let to = high * (right - left) / (right - left - behind).max(40.0);
    let most = ((right - left) / 55.0).max(2.0) as usize;
    let height = (area.height() - 2.0 * style.size).min(ROW * rows.len() as f64);
    let plot = Plot {
        area: Rect::new(left, area.top + 4.0, right, area.top + 4.0 + height),
        x: Axis::linear(0.0, to, if nothing { 1 } else { most }, |v, step, top| {
            if nothing && v > 0.0 {
                String::new()
            } else {
                mark(v, step, top)
            }
        }),
        y: Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: Vec::new(),
        },
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let height = plot.area.height() / rows.len().max(1) as f64;
    let zero = plot.x(0.0);
    for (at, row) in rows.iter().enumerate() {
        let middle = plot.area.top + (at as f64 + 0.5) * height;
        let end = plot.x(row.value.max(0.0));
        let thick = 0.32 * height;
        let bar = Rect::new(zero, middle - thick, end.max(zero + 0.5), middle + thick);
        canvas.rect(bar, palette::tint(row.colour, 0.8));
        let (from, to) = (
            plot.x((row.value - row.half).max(0.0)),
            plot.x((row.value + row.half).max(0.0)),
        );
        if row.half > 0.0 {
            canvas.line(&[(from, middle), (to, middle)], palette::INK, 1.2);
        }
        let baseline = middle + 0.35 * style.size;
        let name = canvas
            .ruler()
            .shorten(&row.name, names - 10.0, style.size, false);
        canvas.text(&name, (plot.area.left - 8.0, baseline), Side::Right, style);
        let after = (to.max(end) + 6.0, baseline);
        canvas.rimmed(&row.text, (after, Side::Left), style);
        canvas.read(&row.name, (end, middle), row.text.clone());
    }
    canvas.line(
        &[(zero, plot.area.top), (zero, plot.area.bottom)],
        palette::SOFT_INK,
        1.2,
    );
}
