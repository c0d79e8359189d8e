//! The table of the figures that people quote, scenario by scenario.

use super::View;
use crate::compare::{Row, table};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;

/// Figures that the page shows, of those that the scenarios have.
const SHOWN: [&str; 7] = [
    "completion_years",
    "cost",
    "cost_present_value",
    "lapsed",
    "people.returned",
    "casualties.people",
    "casualties.deminers",
];
/// Share of the width for the names of figures.
const NAMES: f64 = 0.24;
const ROW: f64 = 33.0;

fn rows(view: &View) -> Vec<Row> {
    let mut rows = table(view.comparison, &view.writer, |name| SHOWN.contains(&name));
    rows.retain(|row| row.values.iter().any(|it| it != "-"));
    rows
}

/// Height of the panel.
pub(super) fn height(view: &View) -> f64 {
    104.0 + ROW * rows(view).len() as f64
}

/// The panel.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let mut caption = "Below each figure its change from the first scenario in the same trials, ± half its 95 % interval; \"not told apart\" where \
                       that holds 0."
        .to_owned();
    if view.comparison.target.words().is_some() {
        caption.push_str(" The target is that of the first scenario.");
    }
    let area = frame(canvas, "Figures and their changes", "", &caption);
    let names = NAMES * area.width();
    let rows = rows(view);
    let count = view.comparison.cases.len();
    let width = (area.width() - names) / count as f64;
    let right = |at: usize| area.left + names + (at as f64 + 1.0) * width;
    let mut y = area.top + 4.0;
    for at in 0..count {
        let style = Type::LABEL.bold().colour(View::colour(at));
        let name = view.name(canvas, at, width - 14.0, style);
        canvas.text(&name, (right(at), y), Side::Right, style);
    }
    let row = ((area.bottom - y - 10.0) / rows.len() as f64).min(ROW);
    y += 8.0;
    for Row {
        name,
        values,
        changes,
    } in &rows
    {
        canvas.line(&[(area.left, y), (area.right, y)], palette::GRID, 0.8);
        let (first, second) = (y + 0.42 * row, y + 0.84 * row);
        let label = Type::LABEL;
        let indent = if name.starts_with(' ') { 12.0 } else { 0.0 };
        let name = canvas
            .ruler()
            .shorten(name.trim(), names - indent - 8.0, label.size, false);
        canvas.text(&name, (area.left + indent, first), Side::Left, label);
        for (at, (value, change)) in values.iter().zip(changes).enumerate() {
            cell(canvas, value, (right(at), first), width, label);
            cell(canvas, change, (right(at), second), width, Type::CAPTION);
        }
        y += row;
    }
}

/// A text that is made smaller until it fits its column.
fn cell(canvas: &mut Canvas, text: &str, at: (f64, f64), width: f64, style: Type) {
    if text.is_empty() {
        return;
    }
    let room = width - 10.0;
    let fitting = style.size * (room / canvas.width(text, style)).min(1.0);
    let style = style.sized(fitting.max(8.0));
    let text = canvas.ruler().shorten(text, room, style.size, style.bold);
    canvas.text(&text, at, Side::Right, style);
}
