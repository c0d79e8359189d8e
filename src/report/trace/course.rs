//! Land and money of a trial, month by month.

use crate::calendar::Month;
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::{Sample, frame, legend};
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::scenario::Duration;
use crate::simulate::Model;
use crate::trace::{MonthRow, Short, Trace};
use crate::words;

pub(super) fn draw(canvas: &mut Canvas, trace: &Trace, model: &Model) {
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
    let caption = "Stacked: what the land waits for, month by month. Bars below: months that are short of money. Shaded: events at work; of \
                   those that stay for good, the beginning.";
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
    let y = Axis::hectares(highest, 6);
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 26.0, 10.0, 2.0 * Type::TICK.size + 10.0),
        x: Axis::time(scenario.start, 0.0, years, (area.width() / 75.0) as usize),
        y,
    };
    let x = |month: usize| plot.x(month as f64 / 12.0);
    shade_events(canvas, &plot, trace, model);
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let parts: [fn(&MonthRow) -> f64; 3] = [|it| it.confirmed, |it| it.to_clear, |it| it.suspected];
    let mut below = vec![0.0; months.len()];
    for (part, (colour, name)) in parts.iter().zip(kinds) {
        let above: Vec<f64> = below.iter().zip(months).map(|(b, m)| b + part(m)).collect();
        let line = |heights: &[f64]| -> Vec<(f64, f64)> {
            let points = heights.iter().enumerate();
            points.map(|(at, h)| (x(at + 1), plot.y(*h))).collect()
        };
        let mut outline = line(&above);
        outline.extend(line(&below).into_iter().rev());
        canvas.fill(&outline, palette::tint(colour, 0.75));
        for (at, month) in months.iter().enumerate() {
            let waits = part(month);
            if waits > 0.0 {
                let place = (x(at + 1), plot.y(below[at] + 0.5 * waits));
                let text = format!("{}: {}", words::month_name(month.month), words::area(waits));
                canvas.read(&format!("Waits for {name}"), place, text);
            }
        }
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
    name_events(canvas, &plot, trace, scenario.start);
}

/// Shades the months in which events are at work.
fn shade_events(canvas: &mut Canvas, plot: &Plot, trace: &Trace, model: &Model) {
    let scenario = model.scenario();
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
}

/// Names events where they come.
fn name_events(canvas: &mut Canvas, plot: &Plot, trace: &Trace, start: Month) {
    let x = |month: usize| plot.x(month as f64 / 12.0);
    for arrival in &trace.arrivals {
        let from = arrival.from.since(start).unsigned_abs() as usize;
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
