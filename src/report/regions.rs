//! When each region is complete.

use super::axis::{Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::view::View;
use crate::summary::Spread;

const TITLE: &str = "When each region is complete";
/// Rows are at least this high.
const ROW: f64 = 16.0;
/// From this height on, a row has room for the range in words.
const TALL: f64 = 34.0;
/// From this width of the panel on, dates are months rather than years.
const WIDE: f64 = 480.0;
/// Height of a chart apart from its rows.
const AROUND_ROWS: f64 = 185.0;
/// Share of the panel that names may take.
const NAMES: f64 = 0.5;

/// Height at which every region has a row.
pub(super) fn height(view: &View) -> f64 {
    AROUND_ROWS + ROW * view.regions().count() as f64
}

/// Whether any region is complete in some trials; else the chart would be empty.
pub(super) fn is_there(view: &View) -> bool {
    view.regions().any(|(_, spread)| spread.p10.is_some())
}

/// Interval P10–P90 with P50 and P80 of each region, the latest first; those that do not fit are counted.
/// Regions that are equally late keep the order of the scenario.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let mut regions: Vec<(&str, &Spread)> = view.regions().collect();
    let late = |years: Option<f64>| years.unwrap_or(f64::INFINITY);
    regions.sort_by(|a, b| {
        let by_median = late(b.1.p50).total_cmp(&late(a.1.p50));
        by_median.then(late(b.1.p80).total_cmp(&late(a.1.p80)))
    });
    let finding = finding(view, &regions);
    if regions.is_empty() {
        frame(canvas, TITLE, &finding, "");
        return;
    }
    let area = frame(canvas, TITLE, &finding, &caption(&regions));
    let rows_fit = ((area.height() - 3.5 * Type::TICK.size) / ROW)
        .floor()
        .max(1.0) as usize;
    let shown = if regions.len() <= rows_fit {
        regions.len()
    } else {
        rows_fit.saturating_sub(1).max(1)
    };
    let style = Type::LABEL;
    let names: Vec<String> = regions[..shown]
        .iter()
        .map(|(name, _)| {
            canvas.ruler().shorten(
                &canvas.ruler().drawable(name),
                NAMES * area.width(),
                style.size,
                false,
            )
        })
        .collect();
    let widest = names
        .iter()
        .map(|n| canvas.width(n, style))
        .fold(0.0, f64::max);
    let month = canvas.bounds().width() >= WIDE;
    let dates = |years: Option<f64>| date(view, years, month);
    let columns = ["median", "P80"].map(|title| {
        let spreads = regions[..shown].iter();
        let both = spreads.flat_map(|(_, spread)| [dates(spread.p50), dates(spread.p80)]);
        both.map(|date| canvas.width(&date, Type::TICK))
            .fold(canvas.width(title, Type::TICK), f64::max)
    });
    let right = columns.iter().map(|w| w + 12.0).sum::<f64>();
    let top = area.top + 1.5 * Type::TICK.size;
    let rest = usize::from(shown < regions.len()) as f64;
    let room = area.bottom - 2.0 * Type::TICK.size - top;
    let row = (room / (shown as f64 + rest)).max(0.0);
    let rows = Rect::new(
        area.left + widest + 12.0,
        top,
        area.right - right,
        top + row * (shown as f64 + rest),
    );
    let x = time_axis(view, &regions[..shown], rows.width());
    let y = Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: Vec::new(),
    };
    let plot = Plot { area: rows, x, y };
    plot.draw_x(canvas, palette::SOFT_INK);
    let (median_at, p80_at) = (area.right - columns[1] - 12.0, area.right);
    let head = top - 0.45 * Type::TICK.size;
    canvas.text("median", (median_at, head), Side::Right, Type::TICK);
    canvas.text("P80", (p80_at, head), Side::Right, Type::TICK);
    for (i, ((_, spread), name)) in regions.iter().zip(&names).enumerate() {
        let middle = top + row * (i as f64 + 0.5);
        let baseline = middle + 0.35 * style.size;
        let half = 0.5 * thickness(row);
        let mark = Rect::new(rows.left, middle - half, rows.right, middle + half);
        canvas.text(name, (area.left, baseline), Side::Left, style);
        canvas.last_names(mark);
        interval(canvas, &plot, middle, row, spread);
        read(canvas, view, (&plot, middle), name, spread);
        if row >= TALL {
            range_in_words(canvas, view, (&plot, middle, row), spread);
        }
        for (value, at) in [(spread.p50, median_at), (spread.p80, p80_at)] {
            canvas.text(&dates(value), (at, baseline), Side::Right, Type::TICK);
            canvas.last_names(mark);
        }
    }
    if shown < regions.len() {
        let baseline = top + row * (shown as f64 + 0.5) + 0.35 * style.size;
        let text = format!("and {} more: see regions.csv", regions.len() - shown);
        canvas.place(
            &text,
            &[((area.left, baseline), Side::Left)],
            canvas.bounds().shrunk(-3.0, 0.0, 0.0, 0.0),
            Type::CAPTION,
        );
    }
}

fn caption(regions: &[(&str, &Spread)]) -> String {
    let mut caption = String::from("Latest first. Dot: median (P50)");
    if regions.iter().any(|(_, s)| s.p10 != s.p90) {
        caption += "; line: P80; bar: P10–P90";
    }
    if regions.iter().any(|(_, s)| s.p90.is_none()) {
        caption += ". A bar that runs to the edge ends after the horizon";
    }
    caption + "."
}

/// The month or the calendar year of a time; beyond the horizon, that it is beyond.
fn date(view: &View, years: Option<f64>, month: bool) -> String {
    let name = |date: String| {
        if month {
            return date;
        }
        date.rsplit(' ').next().unwrap_or_default().to_owned()
    };
    match years {
        Some(years) => name(view.date(years)),
        None => format!("> {}", name(view.last_month())),
    }
}

fn finding(view: &View, latest_first: &[(&str, &Spread)]) -> String {
    let (Some((name, last)), Some((_, first))) = (latest_first.first(), latest_first.last()) else {
        return "The scenario names no regions.".into();
    };
    let Some(first) = first.p50 else {
        return format!(
            "In the median no region is complete by {}.",
            view.last_month()
        );
    };
    let first = view.date(first);
    match (latest_first.len(), last.p50) {
        (1, _) => format!("In the median {name} is complete by {first}."),
        (_, Some(last)) => {
            let last = view.date(last);
            format!("In the median the first is complete by {first}, the last ({name}) by {last}.")
        }
        (_, None) => {
            let horizon = view.last_month();
            format!("In the median the first is complete by {first}, the last not by {horizon}.")
        }
    }
}

fn time_axis(view: &View, regions: &[(&str, &Spread)], width: f64) -> Axis {
    let all = || {
        regions
            .iter()
            .flat_map(|(_, s)| [s.p10, s.p50, s.p80, s.p90])
    };
    let from = all().flatten().fold(f64::INFINITY, f64::min);
    let to = all()
        .map(|v| v.unwrap_or(view.horizon()))
        .fold(0.0, f64::max);
    let from = if from.is_finite() { from } else { 0.0 };
    let pad = (0.05 * (to - from)).max(0.25);
    Axis::time(
        view.charts.start,
        (from - pad).max(0.0),
        to + pad,
        (width / 60.0) as usize,
    )
}

/// Thickness of a bar in a row.
fn thickness(row: f64) -> f64 {
    (0.5 * row).min(14.0)
}

/// The ends of the range below the ends of its bar, where they differ and there is room.
fn range_in_words(
    canvas: &mut Canvas,
    view: &View,
    (plot, middle, row): (&Plot, f64, f64),
    spread: &Spread,
) {
    let style = Type::CAPTION;
    let Some(low) = spread.p10.filter(|_| spread.p10 != spread.p90) else {
        return;
    };
    let high = spread.p90.map_or(plot.area.right, |v| plot.x(v));
    let text = format!("{} to {}", view.date(low), view.date_or_after(spread.p90));
    let baseline = middle + 0.5 * thickness(row) + 1.1 * style.size;
    let half = 0.5 * canvas.width(&text, style);
    let centre = (0.5 * (plot.x(low) + high)).clamp(
        plot.area.left + half,
        (plot.area.right - half).max(plot.area.left + half),
    );
    let within = Rect::new(
        plot.area.left - 3.0,
        middle - 0.5 * row,
        plot.area.right + 3.0,
        middle + 0.5 * row,
    );
    let place = ((centre, baseline), Side::Middle);
    canvas.place(&text, &[place], within, style);
}

/// The quantiles of a row, to be read on screen.
fn read(
    canvas: &mut Canvas,
    view: &View,
    (plot, middle): (&Plot, f64),
    name: &str,
    spread: &Spread,
) {
    let all = [
        ("P10", spread.p10),
        ("P50 (median)", spread.p50),
        ("P80", spread.p80),
        ("P90", spread.p90),
    ];
    for (level, years) in all {
        let Some(years) = years.filter(|years| plot.x.contains(*years)) else {
            continue;
        };
        let text = format!("{level} {}", view.date(years));
        canvas.read(name, (plot.x(years), middle), text);
    }
}

fn interval(canvas: &mut Canvas, plot: &Plot, middle: f64, row: f64, spread: &Spread) {
    let thick = thickness(row);
    let Some(low) = spread.p10.map(|v| plot.x(v)) else {
        return;
    };
    let high = spread.p90.map_or(plot.area.right, |v| plot.x(v));
    let bar = Rect::new(
        low,
        middle - 0.5 * thick,
        high.max(low + 1.0),
        middle + 0.5 * thick,
    );
    canvas.rect(bar, palette::tint(palette::TIME, 0.35));
    if let Some(x) = spread.p80.map(|v| plot.x(v)) {
        canvas.line(
            &[(x, bar.top - 1.0), (x, bar.bottom + 1.0)],
            palette::TIME,
            2.0,
        );
    }
    if let Some(x) = spread.p50.map(|v| plot.x(v)) {
        canvas.mark((x, middle), (0.32 * row).min(4.2), palette::TIME);
    }
}
