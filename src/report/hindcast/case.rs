//! One case: the distribution of completion, and what was said and seen.

use plotters::style::RGBColor as Colour;

use crate::hindcast::{Case, up_to};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::frame;
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::ruler::Ruler;
use crate::report::shapes::Toward;
use crate::report::{Drawing, Files, ReportError};
use crate::words;

const SIZE: (f64, f64) = (720.0, 430.0);
/// Points of the curve.
const POINTS: u32 = 240;
/// Height of a row above the plot in which a line is named.
const FLAG: f64 = 17.0;

/// The picture.
pub(super) fn draw(case: &Case, ruler: &Ruler) -> Result<Drawing, ReportError> {
    let name = (case.key.as_str(), Files::Chart);
    super::drawing(name, "case", SIZE, ruler, |canvas| paint(canvas, case))
}

/// A line across the plot: when, what it is called, colour, whether it goes on from there.
type Flag = (f64, String, Colour, bool);

fn flags(case: &Case) -> Vec<Flag> {
    let start = case.record.start;
    let name = |what: &str, years| format!("{what}: {}", words::month(start, years));
    let mut flags = Vec::new();
    if let Some((years, ended)) = super::seen_at(case) {
        let what = if ended { "complete" } else { "still open" };
        flags.push((years, name(what, years), palette::INK, !ended));
    }
    if let Some(years) = case.official {
        flags.push((years, name("official date", years), palette::TARGET, false));
    }
    flags.push((
        case.straight,
        name("area by last year's release", case.straight),
        palette::OVERHEAD,
        false,
    ));
    flags
}

fn paint(canvas: &mut Canvas, case: &Case) {
    let start = case.record.start;
    let date = |p: f64| match case.quantile(p) {
        years if years.is_finite() => words::month(start, years),
        _ => "later than simulated".to_owned(),
    };
    let finding = format!(
        "Forecast from {}: P10 {}, median {}, P90 {}.",
        words::month_name(start),
        date(0.1),
        date(0.5),
        date(0.9)
    );
    let caption = match case.pit() {
        Some(pit) if pit.high - pit.low < 0.02 => {
            format!(
                "Share of trials complete at each date. {} of them were no later than what followed.",
                words::percent(pit.high)
            )
        }
        Some(pit) => format!(
            "Share of trials complete at each date. {} of them were complete when it was last seen open.",
            words::percent(pit.low)
        ),
        None => "Share of trials complete at each date.".to_owned(),
    };
    let area = frame(canvas, &case.record.name, &finding, &caption);
    let flags = flags(case);
    let shown = [
        Some(case.quantile(0.9)),
        case.official,
        super::seen_at(case).map(|seen| seen.0),
    ];
    let to = shown.into_iter().flatten().fold(1.0, f64::max);
    let to = (1.15 * to).min(100.0);
    let y = Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: (0..=5)
            .map(|k| f64::from(k) / 5.0)
            .map(|p| (p, words::percent(p)))
            .collect(),
    };
    let left = axis::margin(canvas, &y);
    let rows = FLAG * flags.len() as f64;
    let plot = Plot {
        area: area.shrunk(left, rows + 8.0, 10.0, 2.0 * Type::TICK.size),
        x: Axis::time(start, 0.0, to, (area.width() / 80.0) as usize),
        y,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let curve: Vec<(f64, f64)> = (0..=POINTS)
        .map(|k| to * f64::from(k) / f64::from(POINTS))
        .map(|years| plot.at(years, up_to(&case.years, years)))
        .collect();
    canvas.line(&curve, palette::TIME, 2.6);
    let steps = case.years.chunk_by(|a, b| a.total_cmp(b).is_eq());
    for years in steps.map(|step| step[0]).take_while(|years| *years <= to) {
        let share = up_to(&case.years, years);
        let text = format!("{}: {}", words::month(start, years), words::percent(share));
        canvas.read("Share of trials", plot.at(years, share), text);
    }
    let baseline = |index: usize| plot.area.top - 4.0 - FLAG * index as f64;
    // Names after all lines, so that none is crossed out; what was seen on top, and wider lines show behind it.
    for (index, flag) in flags.iter().enumerate().rev() {
        draw_line(canvas, &plot, flag, baseline(index), index);
    }
    for (index, flag) in flags.iter().enumerate() {
        draw_name(canvas, &plot, flag, baseline(index));
    }
}

/// The line of a flag from its name down, or an arrow where it lies beyond the edge.
fn draw_line(
    canvas: &mut Canvas,
    plot: &Plot,
    (years, _, colour, goes_on): &Flag,
    baseline: f64,
    behind: usize,
) {
    let middle = baseline - 0.36 * Type::TICK.size;
    if *years > plot.x.to {
        canvas.arrow((plot.area.right, middle), Toward::Right, 9.0, *colour);
        return;
    }
    let x = plot.x(*years);
    canvas.line(
        &[(x, baseline - 0.8 * Type::TICK.size), (x, plot.area.bottom)],
        *colour,
        2.0 + 1.1 * behind as f64,
    );
    if *goes_on {
        let y = 0.5 * (plot.area.top + plot.area.bottom);
        canvas.arrow((x + 12.0, y), Toward::Right, 10.0, *colour);
    }
}

fn draw_name(canvas: &mut Canvas, plot: &Plot, (years, name, _, _): &Flag, baseline: f64) {
    let style = Type::TICK.colour(palette::INK);
    let x = plot.x(*years);
    let (at, side) = if *years > plot.x.to {
        (plot.area.right - 14.0, Side::Right)
    } else if x + 8.0 + canvas.width(name, style) > plot.area.right {
        (x - 6.0, Side::Right)
    } else {
        (x + 6.0, Side::Left)
    };
    canvas.rimmed(name, ((at, baseline), side), style);
}
