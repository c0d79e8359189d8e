//! The pictures of where a programme fails, and their words.

mod scatter;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Type, about};
use super::rect::Rect;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError, palette};
use crate::discover::{Bound, Checked, Discovery, End, Failing};
use crate::simulate::Model;
use crate::words;

const SIZE: (f64, f64) = (1280.0, 620.0);
const NARROW: (f64, f64) = (700.0, 620.0);

/// What failing is, after "of the trials".
pub(crate) fn failing(of: Failing) -> &'static str {
    match of {
        Failing::Joint => "miss the target",
        Failing::Years => "miss the deadline",
        Failing::Cost => "miss the budget",
        Failing::Finished => "stay unfinished within the horizon",
    }
}

/// A share with half its interval.
pub(crate) fn checked(of: Checked) -> String {
    let Some(value) = of.value else {
        return "undefined".to_owned();
    };
    match of.half_width.filter(|half| *half > 0.0) {
        Some(half) => format!("{:.0} ± {:.0} %", 100.0 * value, (100.0 * half).max(1.0)),
        None => words::percent(value),
    }
}

/// A limit in words.
pub(crate) fn bound(of: &Bound, model: &Model) -> String {
    let scenario = model.scenario();
    if of.is_gate {
        let driver = of.path.strip_prefix("driver.");
        let driver = driver.and_then(|key| scenario.drivers.iter().find(|it| it.key == key));
        let name = driver.map_or_else(
            || of.path.trim_end_matches(".probability").to_owned(),
            |it| it.title.clone(),
        );
        let verb = match (driver.is_some(), of.end) {
            (true, End::AtLeast) => "acts",
            (true, End::AtMost) => "does not act",
            (false, End::AtLeast) => "pays",
            (false, End::AtMost) => "does not pay",
        };
        return format!("{name} {verb}");
    }
    let side = match of.end {
        End::AtLeast => "at least",
        End::AtMost => "at most",
    };
    let input = scenario.inputs().find(|it| it.path == of.path);
    let level = if let Some(per) = of.unit.strip_prefix(&scenario.currency) {
        format!("{}{per}", words::money(of.value, &scenario.currency))
    } else if input.is_some_and(|it| it.is_share) {
        words::percent(of.value)
    } else if of.unit == "ha" {
        words::area(of.value)
    } else {
        format!("{} {}", words::rounded(of.value), of.unit)
            .trim_end()
            .to_owned()
    };
    format!("{} is {side} {level}", of.path)
}

/// What was found, in one sentence.
pub(crate) fn finding(found: &Discovery, model: &Model) -> String {
    let what = failing(found.failing);
    let fails = words::percent(found.fails.value.unwrap_or(0.0));
    match found.fails.value {
        Some(share) if share <= 0.0 => return format!("No trial fails: none of them {what}."),
        Some(share) if share >= 1.0 => {
            return format!("All trials {what}: no part of the inputs is better.");
        }
        _ => {}
    }
    let Some(step) = found.chosen.map(|at| &found.steps[at]) else {
        return format!("{fails} of the trials {what}; no part of the inputs stands out.");
    };
    let bounds: Vec<String> = found.bounds.iter().map(|it| bound(it, model)).collect();
    format!(
        "Where {}, {} of the trials {what} (of all {fails}); {} of those that do are there.",
        listed(&bounds),
        checked(step.density),
        checked(step.coverage)
    )
}

/// `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `discover.png` and `charts/discover.svg`.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn draw(found: &Discovery, model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let left = |canvas: &mut Canvas| trade(canvas, found, model);
    let right = |canvas: &mut Canvas| scatter::panel(canvas, found, model);
    let mut panels = vec![("trade", &left as Paint)];
    if !found.shown.is_empty() {
        panels.push(("box", &right as Paint));
    }
    let sheet = Sheet {
        name: "discover",
        size: if found.shown.is_empty() { NARROW } else { SIZE },
        panels,
        run: (found.trials, found.seed),
        model,
    };
    Ok(vec![sheet.draw()?])
}

/// Coverage against density of every box.
fn trade(canvas: &mut Canvas, found: &Discovery, model: &Model) {
    let caption = "Every dot is a box, peeled on one half of the replicates and read from the other; the vertical bar is how dense a part of the \
                   inputs that holds as many failing trials could be, whatever its shape. Dashed: the share of all trials that fail.";
    let area = frame(
        canvas,
        "Boxes in which trials fail",
        &finding(found, model),
        caption,
    );
    let tenths = || (0..=5).map(|k| f64::from(k) / 5.0);
    let axis = || Axis {
        from: 0.0,
        to: 1.0,
        log: false,
        marks: tenths().map(|p| (p, words::percent(p))).collect(),
    };
    let y = axis();
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 22.0, 14.0, 2.0 * Type::TICK.size + 18.0),
        x: axis(),
        y,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let base = found.fails.value.unwrap_or(0.0);
    canvas.dashes(plot.at(0.0, base), plot.at(1.0, base), palette::TARGET, 2.0);
    let points = boxes(canvas, &plot, found);
    canvas.line(&points, palette::tint(palette::TIME, 0.5), 1.6);
    for at in &points {
        canvas.mark(*at, 3.0, palette::TIME);
        canvas.avoid(Rect::new(at.0 - 4.0, at.1 - 4.0, at.0 + 4.0, at.1 + 4.0));
    }
    if let Some(ceiling) = found.ceiling {
        let x = plot.x(ceiling.coverage);
        let ends = [(x, plot.y(ceiling.low)), (x, plot.y(ceiling.high) - 1.5)];
        canvas.line(&ends, palette::tint(palette::CLEARANCE, 0.7), 6.0);
        let [low, high] = [ceiling.low, ceiling.high].map(words::percent);
        let text = format!(
            "coverage {}, density {low} to {high}",
            words::percent(ceiling.coverage)
        );
        canvas.read("Ceiling", (x, plot.y(ceiling.high)), text);
        let at = (x, plot.y(ceiling.high));
        canvas.place(
            "ceiling",
            &about(at, Type::TICK.size),
            plot.area,
            Type::TICK,
        );
    }
    if let Some(step) = found.chosen.map(|at| &found.steps[at]) {
        let (coverage, density) = (step.coverage, step.density);
        if let Some((x, y)) = coverage.value.zip(density.value) {
            for (wide, half) in [(true, coverage.half_width), (false, density.half_width)] {
                let half = half.unwrap_or(0.0);
                let (dx, dy) = if wide { (half, 0.0) } else { (0.0, half) };
                let ends = [plot.at(x - dx, y - dy), plot.at(x + dx, y + dy)];
                canvas.line(&ends, palette::MONEY, 2.0);
            }
            let at = plot.at(x, y);
            canvas.mark(at, 5.0, palette::MONEY);
            canvas.place(
                "this box",
                &about(at, Type::LABEL.size),
                plot.area,
                Type::LABEL.bold(),
            );
        }
    }
    let middle = 0.5 * (plot.area.left + plot.area.right);
    let under = (middle, plot.area.bottom + 2.0 * Type::TICK.size + 8.0);
    let side = super::lettering::Side::Middle;
    canvas.text(
        "coverage: share of all failing trials that are in the box",
        under,
        side,
        Type::TICK,
    );
    let above = (plot.area.left, plot.area.top - 8.0);
    let side = super::lettering::Side::Left;
    canvas.text(
        "density: share of the trials in the box that fail",
        above,
        side,
        Type::TICK,
    );
}

/// Where the boxes stand, whose values can be read.
fn boxes(canvas: &mut Canvas, plot: &Plot, found: &Discovery) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for step in &found.steps {
        if let Some((coverage, density)) = step.coverage.value.zip(step.density.value) {
            let at = plot.at(coverage, density);
            let limits = words::counted(step.peeled.limits.len() as u64, "limit");
            let text = format!(
                "coverage {}, density {}",
                checked(step.coverage),
                checked(step.density)
            );
            canvas.read(&format!("Box of {limits}"), at, text);
            points.push(at);
        }
    }
    points
}
