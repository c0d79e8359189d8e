//! The target and the point estimate as flags on poles above a plot.

use plotters::style::RGBColor as Colour;

use crate::report::axis::Plot;
use crate::report::canvas::{Canvas, Name, share_a_name};
use crate::report::lettering::{Place, Side, Type};
use crate::report::rect::Rect;
use crate::report::shapes::Toward;

/// Height of a row above the plot in which a reference is named.
pub(super) const ROW: f64 = 18.0;
const STYLE: Type = Type::LABEL;
/// Distance of a name from its own pole, and at least from that of another.
const OWN: f64 = 4.0;
const OTHER: f64 = 6.0;

/// A reference.
pub(super) struct Flag {
    pub(super) name: String,
    /// What follows the name where there is room.
    pub(super) share: String,
    pub(super) value: f64,
    pub(super) colour: Colour,
}

/// Where a name stands by its pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Left,
    Right,
    /// Above the end of the pole.
    Over,
}

/// Draws the flags, at most two: each in a row of its own, and no name on the pole of the other.
pub(super) fn draw(canvas: &mut Canvas, plot: &Plot, top: f64, flags: Vec<Flag>) {
    let (inside, beyond): (Vec<Flag>, Vec<Flag>) =
        flags.into_iter().partition(|it| plot.x.contains(it.value));
    for (row, flag) in beyond.iter().enumerate() {
        point_beyond(canvas, plot, top + ROW * row as f64, flag);
    }
    let top = top + ROW * beyond.len() as f64;
    match &inside[..] {
        [] => {}
        [one] => {
            let text = format!("{}{}", one.name, one.share);
            let x = plot.x(one.value);
            let all = [Stand::Right, Stand::Left, Stand::Over];
            let mut stands = all.into_iter();
            let left = stands.find_map(|it| Some((it, left(canvas, &text, x, it)?)));
            if let Some((stand, left)) = left {
                let raised = [raise(canvas, plot, (one, &text), (top, top), (stand, left))];
                canvas.name(&raised, around(canvas));
            }
        }
        [first, second, ..] => pair(canvas, plot, top, [first, second]),
    }
}

/// Two flags in two rows.
fn pair(canvas: &mut Canvas, plot: &Plot, top: f64, flags: [&Flag; 2]) {
    let place = |row: f64| top + row * ROW;
    let [first, second] = flags.map(|it| pole(plot, it, top));
    let near = share_a_name(first, second, STYLE);
    let text = |flag: &Flag, full: bool| {
        let share = if full { flag.share.as_str() } else { "" };
        format!("{}{share}", flag.name)
    };
    if near {
        // Both poles begin below both names.
        let raised = [0, 1].map(|row| {
            let full = text(flags[row], true);
            let fits = canvas.width(&full, STYLE) <= canvas.bounds().width();
            let text = if fits { full } else { text(flags[row], false) };
            let x = plot.x(flags[row].value);
            let left = left(canvas, &text, x, Stand::Over).unwrap_or(canvas.bounds().left);
            let rows = (place(row as f64), place(1.0));
            raise(canvas, plot, (flags[row], &text), rows, (Stand::Over, left))
        });
        canvas.name(&raised, around(canvas));
        return;
    }
    for full in [true, false] {
        for [upper, lower] in [flags, [flags[1], flags[0]]] {
            let texts = [text(upper, full), text(lower, full)];
            let Some([a, b]) = arrangement(canvas, plot, [upper, lower], &texts) else {
                continue;
            };
            let (first, second) = (place(0.0), place(1.0));
            let raised = [
                raise(canvas, plot, (upper, &texts[0]), (first, first), a),
                raise(canvas, plot, (lower, &texts[1]), (second, second), b),
            ];
            canvas.name(&raised, around(canvas));
            return;
        }
    }
}

/// How the names of the upper and the lower row can stand, outward first; each with its left end.
fn arrangement(
    canvas: &Canvas,
    plot: &Plot,
    flags: [&Flag; 2],
    texts: &[String; 2],
) -> Option<[(Stand, f64); 2]> {
    let x = flags.map(|it| plot.x(it.value));
    let outward = |mine: f64, other: f64| {
        if mine < other {
            [Stand::Left, Stand::Right, Stand::Over]
        } else {
            [Stand::Right, Stand::Left, Stand::Over]
        }
    };
    let mut upper = outward(x[0], x[1]).into_iter();
    let upper = upper.find_map(|it| Some((it, left(canvas, &texts[0], x[0], it)?)))?;
    let width = canvas.width(&texts[1], STYLE);
    let bounds = canvas.bounds();
    let lower = |stand: Stand| {
        let at = left(canvas, &texts[1], x[1], stand)?;
        // The pole from the upper row passes beside the name.
        let at = match stand {
            Stand::Over if x[0] > x[1] => at.min(x[0] - OTHER - width),
            Stand::Over => at.max(x[0] + OTHER),
            _ => at,
        };
        let passes = x[0] <= at - OTHER || x[0] >= at + width + OTHER;
        let inside = at >= bounds.left && at + width <= bounds.right;
        (passes && inside).then_some((stand, at))
    };
    let mut stands = outward(x[1], x[0]).into_iter();
    Some([upper, stands.find_map(lower)?])
}

/// The left end of a name that stands so; `None` where there is no room.
fn left(canvas: &Canvas, text: &str, x: f64, stand: Stand) -> Option<f64> {
    let (bounds, width) = (canvas.bounds(), canvas.width(text, STYLE));
    let left = match stand {
        Stand::Left => x - OWN - width,
        Stand::Right => x + OWN,
        Stand::Over => {
            let last = (bounds.right - width).max(bounds.left);
            (x - 0.5 * width).clamp(bounds.left, last)
        }
    };
    (left >= bounds.left && left + width <= bounds.right + 0.5).then_some(left)
}

/// Draws a pole; the name is in the row that begins at `rows.0`, and a pole under its name begins below the row at `rows.1`.
fn raise(
    canvas: &mut Canvas,
    plot: &Plot,
    (flag, text): (&Flag, &str),
    rows: (f64, f64),
    (stand, left): (Stand, f64),
) -> Name {
    const BELOW: f64 = 2.5;
    let baseline = |row: f64| row + STYLE.size;
    let x = plot.x(flag.value);
    let top = match stand {
        Stand::Over => baseline(rows.1) + 0.24 * STYLE.size + BELOW,
        _ => rows.0 + 2.0,
    };
    canvas.line(&[(x, top), (x, plot.area.bottom)], flag.colour, 2.0);
    Name {
        text: text.to_owned(),
        marks: vec![pole(plot, flag, top)],
        places: vec![((left, baseline(rows.0)), Side::Left)],
        style: STYLE,
    }
}

fn pole(plot: &Plot, flag: &Flag, top: f64) -> Rect {
    let x = plot.x(flag.value);
    Rect::new(x - 1.0, top, x + 1.0, plot.area.bottom)
}

/// Where flags may be: the panel, and as much more as a name is free of its edge.
fn around(canvas: &Canvas) -> Rect {
    canvas.bounds().shrunk(-3.0, -3.0, -3.0, 0.0)
}

/// An arrowhead at the edge of the panel where the value is beyond the axis, and its name.
fn point_beyond(canvas: &mut Canvas, plot: &Plot, top: f64, flag: &Flag) {
    const ARROW: f64 = 9.0;
    let bounds = canvas.bounds();
    let baseline = top + STYLE.size;
    let (edge, side, toward, inwards) = if flag.value > plot.x.to {
        (bounds.right, Side::Right, Toward::Right, -1.0)
    } else {
        (bounds.left, Side::Left, Toward::Left, 1.0)
    };
    let tip = (edge, baseline - 0.36 * STYLE.size);
    canvas.arrow(tip, toward, ARROW, flag.colour);
    let behind = edge + inwards * ARROW;
    let place: Place = ((behind + inwards * OWN, baseline), side);
    let style = STYLE.bold();
    let full = format!("{}{}", flag.name, flag.share);
    let room = bounds.width() - ARROW - OWN;
    let fits = canvas.width(&full, style) <= room;
    let name = Name {
        text: if fits { full } else { flag.name.clone() },
        marks: vec![Rect::new(
            edge.min(behind),
            tip.1 - 4.0,
            edge.max(behind),
            tip.1 + 4.0,
        )],
        places: vec![place],
        style,
    };
    canvas.name(&[name], around(canvas));
}
