//! Bars of the causes of a trial.

use super::{finding, name};
use crate::report::axis::{Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::simulate::Model;
use crate::trace::{Causes, HALF_WIDTH_95, Trace};

/// Bars that are drawn; the others are one.
const BARS: usize = 12;

/// Name, months and half the 95 % interval.
type Row = (String, f64, f64);

pub(super) fn draw(canvas: &mut Canvas, trace: &Trace, causes: &Causes, model: &Model) {
    let caption = "Change of completion by each factor, from its median or neutral chance to what the trial drew (Shapley value); lines: 95 % intervals over \
                   the orders. An unfinished trial counts as complete at the horizon. The bars sum to the difference.";
    let finding = finding(causes);
    let finding = finding.trim_end_matches(':');
    let area = frame(
        canvas,
        "Why it ended when it did",
        &format!("{finding}."),
        caption,
    );
    let mut rows: Vec<Row> = causes
        .causes
        .iter()
        .take(BARS)
        .map(|it| {
            (
                name(&it.factor.name, trace, model),
                it.months,
                HALF_WIDTH_95 * it.months_error,
            )
        })
        .collect();
    let rest = causes.causes.iter().skip(BARS);
    let (count, months) = rest.fold((0, 0.0), |(n, sum), it| (n + 1, sum + it.months));
    if count > 0 {
        rows.push((format!("{count} more"), months, 0.0));
    }
    let style = Type::TICK;
    let widest = rows
        .iter()
        .map(|it| canvas.width(&it.0, style))
        .fold(0.0, f64::max);
    let names = (widest + 10.0).min(0.5 * area.width());
    let ends = rows.iter().flat_map(|it| [it.1 - it.2, it.1 + it.2]);
    let (low, high) = ends.fold((0.0_f64, 1.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    // Room for the numbers beside the bars.
    let room = 0.16 * (high - low);
    let x = Axis::linear(
        if low < 0.0 { low - room } else { 0.0 },
        high + room,
        5,
        |v, _, _| signed(v, 0),
    );
    let plot = Plot {
        area: area.shrunk(names, 6.0, 6.0, 2.0 * style.size + 20.0),
        x,
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
    canvas.line(
        &[(zero, plot.area.top), (zero, plot.area.bottom)],
        palette::SOFT_INK,
        1.2,
    );
    for (at, row) in rows.iter().enumerate() {
        let middle = plot.area.top + (at as f64 + 0.5) * height;
        draw_bar(canvas, &plot, (middle, height), row);
    }
    let at = (
        0.5 * (plot.area.left + plot.area.right),
        plot.area.bottom + 2.0 * style.size + 8.0,
    );
    canvas.text("months", at, Side::Middle, style);
}

/// One bar about the line at `middle`, its interval, its name on the left and its number beside it.
fn draw_bar(canvas: &mut Canvas, plot: &Plot, (middle, height): (f64, f64), row: &Row) {
    let (name, months, half) = row;
    let style = Type::TICK;
    let zero = plot.x(0.0);
    let end = plot.x(*months);
    let colour = if *months > 0.0 {
        palette::MONEY
    } else {
        palette::CLEARANCE
    };
    let bar = Rect::new(
        zero.min(end),
        middle - 0.32 * height,
        zero.max(end),
        middle + 0.32 * height,
    );
    canvas.rect(bar, palette::tint(colour, 0.8));
    let (from, to) = (plot.x(months - half), plot.x(months + half));
    canvas.line(&[(from, middle), (to, middle)], palette::INK, 1.2);
    let baseline = middle + 0.35 * style.size;
    let short = canvas.ruler().shorten(
        name,
        plot.area.left - canvas.bounds().left - 8.0,
        style.size,
        false,
    );
    canvas.text(&short, (plot.area.left - 8.0, baseline), Side::Right, style);
    let (x, side) = if *months < 0.0 {
        (from.min(end) - 5.0, Side::Right)
    } else {
        (to.max(end) + 5.0, Side::Left)
    };
    canvas.rimmed(&signed(*months, 0), ((x, baseline), side), Type::TICK);
    let text = format!("{} ± {half:.1} months", signed(*months, 1));
    canvas.read(name, (end, middle), text);
}

/// A number with its sign, but for what comes to nothing.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    let nothing = text.bytes().all(|it| !it.is_ascii_digit() || it == b'0');
    if nothing { "0".to_owned() } else { text }
}
