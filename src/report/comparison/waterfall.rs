//! Why a scenario differs from the base: what each edit contributes, as steps from the one to the other.

use super::View;
use crate::compare::{Attribution, TARGET, Why, Writer, effect, group};
use crate::programme::columns::Unit;
use crate::report::axis::{Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::summary::measured::Measured;
use crate::words;

/// Height of a step.
const ROW: f64 = 30.0;
/// Share of the width for the names of the edits.
const NAMES: f64 = 0.26;
const GAP: f64 = 18.0;

/// Height of the panel by itself.
pub(super) fn height(why: &Why) -> f64 {
    200.0 + ROW * (why.groups.len() + 2) as f64
}

/// The panel of the scenario at a place.
pub(super) fn draw(canvas: &mut Canvas, view: &View, at: usize) {
    let Some(why) = view.why(at) else { return };
    let (base, here) = (
        &view.comparison.cases[0].name,
        &view.comparison.cases[at].name,
    );
    let writer = &view.writer;
    let time = |it: Measured| writer.change(Unit::Years, it).unwrap_or_default();
    let points = |it: Measured| effect(TARGET, it, writer);
    let target = view.comparison.target.words().unwrap_or_default();
    let of_target =
        |cell: &dyn Fn(&Attribution) -> String| why.joint.as_ref().map_or_else(String::new, cell);
    let finding = format!(
        "P80 of completion: {} together{}.",
        time(why.completion_p80.total),
        of_target(&|it| format!("; {target}: {}", points(it.total))),
    );
    let how = if why.exact {
        "all subsets of the edits".to_owned()
    } else {
        format!("{} subsets of the edits", why.subsets)
    };
    let caption = format!(
        "Steps: mean contribution over all orders in which the edits could be made (Shapley), from {how}, {} each; ± is half a 95 % interval. \
         What the edits do together beyond what each does alone: {}{}. Trials that do not finish count with the horizon.",
        words::counted(why.trials, "trial"),
        time(why.completion_p80.interaction),
        of_target(&|it| format!(" and {}", points(it.interaction))),
    );
    let area = frame(
        canvas,
        &format!("Why {here} differs from {base}"),
        &finding,
        &caption,
    );
    let names = NAMES * area.width();
    let rows = why.groups.len() + 2;
    let row = ((area.height() - 24.0 - 2.0 * Type::TICK.size) / rows as f64).min(1.6 * ROW);
    let top = area.top + 24.0;
    let middle = |at: usize| top + (at as f64 + 0.5) * row;
    let style = Type::LABEL;
    let groups = why.groups.iter().map(|it| group(it));
    let named: Vec<String> = std::iter::once(base.clone())
        .chain(groups)
        .chain([here.clone()])
        .collect();
    for (at, name) in named.iter().enumerate() {
        let is_end = at == 0 || at == rows - 1;
        let style = if is_end { style.bold() } else { style };
        let name = canvas.ruler().drawable(name);
        let name = canvas
            .ruler()
            .shorten(&name, names - 8.0, style.size, style.bold);
        canvas.text(
            &name,
            (area.left, middle(at) + 0.35 * style.size),
            Side::Left,
            style,
        );
    }
    let sides = std::iter::once(("P80 of completion".to_owned(), &why.completion_p80));
    let sides: Vec<(String, &Attribution)> = sides
        .chain(why.joint.iter().map(|it| (words::capital(target), it)))
        .collect();
    let width = (area.width() - names + GAP) / sides.len() as f64 - GAP;
    for (side, (title, of)) in sides.iter().enumerate() {
        let left = area.left + names + side as f64 * (width + GAP);
        let inner = Rect::new(left, top, left + width, top + row * rows as f64);
        canvas.text(title, (left, area.top + 14.0), Side::Left, style.bold());
        let what = What {
            view,
            of,
            title,
            names: &named,
            better_down: side == 0,
        };
        what.draw(canvas, inner, row);
    }
}

/// One of the two waterfalls.
struct What<'a> {
    view: &'a View<'a>,
    of: &'a Attribution,
    title: &'a str,
    /// Of the rows.
    names: &'a [String],
    /// A step to the left is a gain: dates.
    better_down: bool,
}

impl What<'_> {
    fn words(&self, change: Measured) -> String {
        let writer: &Writer = &self.view.writer;
        if self.better_down {
            writer.change(Unit::Years, change).unwrap_or_default()
        } else {
            effect(TARGET, change, writer)
        }
    }

    fn end(&self, value: f64) -> String {
        if self.better_down {
            words::month(self.view.charts.start, value)
        } else {
            words::percent(value)
        }
    }

    fn draw(&self, canvas: &mut Canvas, area: Rect, row: f64) {
        let mut levels = vec![self.of.base];
        for part in &self.of.parts {
            let last = levels[levels.len() - 1];
            levels.push(last + part.shapley.value.unwrap_or(0.0));
        }
        let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
        let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let span = (high - low).max(if self.better_down { 1.0 } else { 0.05 });
        // Room on the right for the words beside the bars.
        let style = Type::TICK.colour(palette::INK);
        let parts = self.of.parts.iter().map(|it| self.words(it.shapley));
        let ends = [self.of.base, self.of.here].map(|it| self.end(it));
        let widths = parts
            .chain(ends)
            .map(|it| canvas.width(&it, style.bold()) + 14.0);
        let room = widths.fold(0.0, f64::max).min(0.7 * area.width()) / area.width();
        let (from, to) = (
            low - 0.04 * span,
            low + (1.0 + 0.04 * room) * span / (1.0 - room),
        );
        let most = (area.width() / 70.0) as usize;
        let x = if self.better_down {
            let axis = Axis::time(self.view.charts.start, from, to, most);
            within(axis, self.view.horizon())
        } else {
            let axis = Axis::linear(from, to, most, |v, _, _| words::exact_percent(v));
            within(axis, 1.0)
        };
        let y = Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: Vec::new(),
        };
        let plot = Plot { area, x, y };
        plot.draw_x(canvas, palette::SOFT_INK);
        let bar = 0.5 * (row - 8.0).min(20.0);
        let middle = |at: usize| area.top + (at as f64 + 0.5) * row;
        let last = self.of.parts.len() + 1;
        for (at, value) in [(0, self.of.base), (last, self.of.here)] {
            let x = plot.x(value);
            let y = middle(at);
            canvas.line(&[(x, y - bar), (x, y + bar)], palette::INK, 3.0);
            let text = self.end(value);
            let place = (x + 7.0, y + 0.35 * style.size);
            canvas.rimmed(&text, (place, Side::Left), style.bold());
            let read = format!("{}: {text}", self.names[at]);
            canvas.read(self.title, (x, y), read);
        }
        for (at, part) in self.of.parts.iter().enumerate() {
            let (a, b) = (plot.x(levels[at]), plot.x(levels[at + 1]));
            let y = middle(at + 1);
            let gain = (b < a) == self.better_down;
            let colour = if gain {
                palette::CLEARANCE
            } else {
                palette::MONEY
            };
            canvas.line(&[(a, y - row + bar), (a, y + bar)], palette::OVERHEAD, 0.8);
            canvas.rect(
                Rect::new(a.min(b), y - bar, a.max(b).max(a.min(b) + 1.0), y + bar),
                colour,
            );
            let text = self.words(part.shapley);
            let place = (a.max(b) + 7.0, y + 0.35 * style.size);
            canvas.rimmed(&text, (place, Side::Left), style);
            canvas.read(
                self.title,
                (b, y),
                format!("{}: {text}", self.names[at + 1]),
            );
        }
        let x = plot.x(self.of.here);
        canvas.line(
            &[(x, middle(last - 1) + bar), (x, middle(last) - bar)],
            palette::OVERHEAD,
            0.8,
        );
    }
}

/// An axis without the marks of what cannot be: below 0, and beyond the most.
fn within(axis: Axis, most: f64) -> Axis {
    let possible = |(value, _): &(f64, String)| (-1e-9..=most + 1e-9).contains(value);
    Axis {
        marks: axis.marks.into_iter().filter(possible).collect(),
        ..axis
    }
}
