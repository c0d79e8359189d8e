//! The picture of a trial: its land and money month by month, and the causes of its end.

mod bars;
mod course;

use super::canvas::Canvas;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError};
use crate::simulate::Model;
use crate::trace::{Causes, Trace};

const SIZE: (f64, f64) = (1280.0, 560.0);

/// `trace.png` and `charts/trace.svg`.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn draw(trace: &Trace, causes: &Causes, model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let course = |canvas: &mut Canvas| course::draw(canvas, trace, model);
    let bars = |canvas: &mut Canvas| bars::draw(canvas, trace, causes, model);
    let sheet = Sheet {
        name: "trace",
        size: SIZE,
        panels: vec![("course", &course as Paint), ("causes", &bars as Paint)],
        run: (1, trace.seed),
        model,
    };
    Ok(vec![sheet.draw()?])
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
