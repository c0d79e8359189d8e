//! The picture of a trial: its land and money month by month, and the causes of its end.

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::{Side, Type};
use super::rect::Rect;
use super::sheet::{Paint, Sheet};
use super::{Picture, ReportError, palette};
use crate::scenario::Duration;
use crate::simulate::Model;
use crate::trace::{Causes, MonthRow, Short, Trace};
use crate::words;

const SIZE: (f64, f64) = (1280.0, 560.0);
/// Bars that are drawn; the others are one.
const BARS: usize = 12;

/// `trace.png` and `charts/trace.svg`.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn render(trace: &Trace, causes: &Causes, model: &Model) -> Result<Vec<Picture>, ReportError> {
    let course = |canvas: &mut Canvas| course(canvas, trace, model);
    let bars = |canvas: &mut Canvas| bars(canvas, trace, causes, model);
    Sheet {
        name: "trace",
        size: SIZE,
        panels: vec![("course", &course as Paint), ("causes", &bars as Paint)],
        run: (1, trace.seed),
        model,
    }
    .pictures()
}

/// How far the trial is from the middle, in a sentence.
pub(crate) fn finding(causes: &Causes) -> String {
    let late = causes.months - causes.middle_months;
    let side = if late < 0.0 { "earlier" } else { "later" };
    format!(
        "{:.0} months {side} than the trial with every input at its median and no chance:",
        late.abs()
    )
}

/// A factor for people: events and drivers by their titles, events with the years in which they came.
pub(crate) fn name(factor: &str, trace: &Trace, model: &Model) -> String {
    let scenario = model.scenario();
    if let Some(key) = factor.strip_prefix("event.") {
        let title = scenario
            .events
            .iter()
            .find(|it| it.key == key)
            .map(|it| it.title.as_str());
        let mut years: Vec<String> = Vec::new();
        for arrival in trace.arrivals.iter().filter(|it| it.event == key) {
            years.push(arrival.from.year().to_string());
        }
        years.dedup();
        let title = title.unwrap_or(factor);
        return match &years[..] {
            [] => format!("{title}: did not come"),
            years => format!("{title} in {}", years.join(", ")),
        };
    }
    if let Some(key) = factor.strip_prefix("driver.") {
        let title = scenario
            .drivers
            .iter()
            .find(|it| it.key == key)
            .map(|it| it.title.as_str());
        let acts = trace
            .inputs
            .iter()
            .find(|it| it.path == factor)
            .map(|it| it.value > 0.5);
        let idle = if acts == Some(false) {
            ": did not act"
        } else {
            ""
        };
        return format!("{}{idle}", title.unwrap_or(factor));
    }
    let chance = ["funding.", "noise.", "economy.inflation"];
    let input = trace.inputs.iter().find(|it| it.path == factor);
    match input.and_then(|it| it.percentile) {
        Some(p) => format!("{factor} at its P{:.0}", 100.0 * p),
        None if factor.contains(' ') => factor.to_owned(),
        None if chance.iter().any(|it| factor.starts_with(it)) => format!("{factor}: chance"),
        None => factor.to_owned(),
    }
}

/// What most months were short of, in words.
pub(crate) fn mostly_short_of(months: &[MonthRow]) -> &'static str {
    let money = months.iter().filter(|it| it.short == Short::Money).count();
    if 2 * money > months.len() {
        return "money";
    }
    let capacity = months.iter().rev().find_map(|it| match it.short {
        Short::Capacity(backlog) => Some(backlog.words().0),
        Short::Money => None,
    });
    capacity.unwrap_or("money")
}

fn course(canvas: &mut Canvas, trace: &Trace, model: &Model) {
    let scenario = model.scenario();
    let end = trace.completion_months.map_or_else(
        || "It is not complete within the horizon".to_owned(),
        |months| {
            format!(
                "It is complete in {}",
                words::month(scenario.start, months / 12.0)
            )
        },
    );
    let finding = format!(
        "{end}; {} is spent.",
        words::money(trace.cost, &scenario.currency)
    );
    let caption = "Stacked: what the land waits for, month by month. Bars below: months that are short of money. Shaded: events at work; of those that stay for good, the beginning.";
    let title = format!("Trial {} month by month", trace.trial);
    let area = frame(canvas, &title, &finding, caption);
    let kinds = [
        (palette::TECHNICAL_SURVEY, "technical survey"),
        (palette::CLEARANCE, "clearance"),
        (palette::SURVEY, "survey"),
    ];
    let entries = kinds.map(|(colour, name)| (Sample::Square, colour, name));
    let area = legend(canvas, area, &entries);
    let months = &trace.months;
    let years = months.len() as f64 / 12.0;
    let highest = months
        .iter()
        .map(|it| it.suspected + it.confirmed + it.to_clear)
        .fold(1.0, f64::max);
    let y = Axis::linear(0.0, 1.06 * highest, 6, words::area_mark);
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 26.0, 10.0, 2.0 * Type::TICK.size + 10.0),
        x: Axis::time(scenario.start, 0.0, years, (area.width() / 75.0) as usize),
        y,
    };
    let x = |month: usize| plot.x(month as f64 / 12.0);
    for arrival in &trace.arrivals {
        let from = arrival.from.since(scenario.start).unsigned_abs() as usize;
        // What stays for good would shade everything: its beginning is enough.
        let mut events = scenario.events.iter();
        let event = events.find(|it| it.key == arrival.event);
        let stays = event.is_some_and(|it| it.duration == Duration::Permanent);
        let to = from + if stays { 1 } else { arrival.months as usize };
        let band = Rect::new(
            x(from),
            plot.area.top,
            x(to).max(x(from) + 2.0),
            plot.area.bottom,
        );
        canvas.rect(band, palette::tint(palette::HAZARD, 0.25));
    }
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let parts: [fn(&MonthRow) -> f64; 3] = [|it| it.confirmed, |it| it.to_clear, |it| it.suspected];
    let mut below = vec![0.0; months.len()];
    for (part, (colour, _)) in parts.iter().zip(kinds) {
        let above: Vec<f64> = below.iter().zip(months).map(|(b, m)| b + part(m)).collect();
        let line = |heights: &[f64]| -> Vec<(f64, f64)> {
            let points = heights.iter().enumerate();
            points.map(|(at, h)| (x(at + 1), plot.y(*h))).collect()
        };
        let mut outline = line(&above);
        outline.extend(line(&below).into_iter().rev());
        canvas.fill(&outline, palette::tint(colour, 0.75));
        below = above;
    }
    for (at, _) in months
        .iter()
        .enumerate()
        .filter(|(_, it)| it.short == Short::Money)
    {
        let strip = Rect::new(
            x(at),
            plot.area.bottom + 1.5,
            x(at + 1),
            plot.area.bottom + 5.5,
        );
        canvas.rect(strip, palette::MONEY);
    }
    for arrival in &trace.arrivals {
        let from = arrival.from.since(scenario.start).unsigned_abs() as usize;
        let name = format!("{} {}", arrival.title, arrival.from.year());
        let rows = [6.0, 20.0, 34.0, 48.0, 62.0];
        let places: Vec<_> = rows
            .iter()
            .flat_map(|down| {
                let y = plot.area.top + down;
                [
                    ((x(from) + 3.0, y), Side::Left),
                    ((x(from) - 3.0, y), Side::Right),
                ]
            })
            .collect();
        let within = plot.area.shrunk(0.0, -18.0, 0.0, 0.0);
        canvas.place(&name, &places, within, Type::TICK);
    }
}

fn bars(canvas: &mut Canvas, trace: &Trace, causes: &Causes, model: &Model) {
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
    let mut rows: Vec<(String, f64, f64)> = causes
        .causes
        .iter()
        .take(BARS)
        .map(|it| {
            (
                name(&it.factor.name, trace, model),
                it.months,
                1.96 * it.months_error,
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
        |v, _, _| {
            if v.abs() < 0.5 {
                "0".to_owned()
            } else {
                format!("{v:+.0}")
            }
        },
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
    for (at, (name, months, half)) in rows.iter().enumerate() {
        let middle = plot.area.top + (at as f64 + 0.5) * height;
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
        let short = canvas
            .ruler()
            .shorten(name, names - 10.0, style.size, false);
        canvas.text(&short, (plot.area.left - 8.0, baseline), Side::Right, style);
        let (x, side) = if *months < 0.0 {
            (from.min(end) - 5.0, Side::Right)
        } else {
            (to.max(end) + 5.0, Side::Left)
        };
        canvas.rimmed(&format!("{months:+.0}"), ((x, baseline), side), Type::TICK);
    }
    let at = (
        0.5 * (plot.area.left + plot.area.right),
        plot.area.bottom + 2.0 * style.size + 8.0,
    );
    canvas.text("months", at, Side::Middle, style);
}
