//! Cumulative probability of completion and of cost.

mod drawing;
mod flags;

use drawing::Question;
pub(super) use drawing::{named_together, outline};

use super::canvas::Canvas;
use super::frame::frame;
use super::palette;
use super::view::{FEWEST_OUTSIDE, View};
use crate::summary::charts::Curve;
use crate::words;

/// When the programme is complete.
pub(super) fn completion(canvas: &mut Canvas, view: &View) {
    let times = view.spread("completion_years");
    let finding = match (times.p50, times.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Half of the trials are complete by {}, 80 % by {}.",
                view.date(half),
                view.date(most)
            )
        }
        (Some(half), None) => format!(
            "Half of the trials are complete by {}, 80 % not by {}.",
            view.date(half),
            view.last_month()
        ),
        (None, _) => format!(
            "Fewer than half of the trials are complete by {}.",
            view.last_month()
        ),
    };
    let mut caption = String::from("Share of trials complete at each date.");
    if banded(&view.charts.completion) {
        caption += " Shaded: 95 % band of the Monte Carlo error at each date.";
    }
    if let Some(nested) = &view.summary.nested {
        let (parts, error) = (&nested.variance, &nested.standard_error);
        let share = words::epistemic(&parts.years_to_horizon, &error.years_to_horizon);
        caption += &epistemic("date", &share);
    }
    let area = frame(canvas, "When the programme is complete", &finding, &caption);
    let x = view.completion_axis((area.width() / 75.0) as usize, None);
    let deadline = view.deadline();
    let bands = view.charts.bands.as_ref();
    let question = Question {
        curve: &view.charts.completion,
        epistemic: bands.map(|bands| &bands.completion),
        quantiles: times,
        missing: later(view, x.to),
        before: before(&view.charts.completion, x.from, "earlier"),
        x,
        colour: palette::TIME,
        target: if deadline.value.is_finite() {
            (format!("Target: {}", view.deadline_name()), deadline)
        } else {
            (String::new(), deadline)
        },
        point: view
            .point_completion()
            .map(|p| (format!("Point estimate: {}", view.date(p.value)), p)),
        end: view.horizon(),
        name: &|value| view.date(value),
    };
    question.draw(canvas, area);
}

/// What is said of the trials beyond the end of the axis of completion.
fn later(view: &View, end: f64) -> Option<String> {
    let never = |share: &str| format!("{share} unfinished in {}", view.last_month());
    beyond(
        &view.charts.completion,
        end,
        "later",
        view.unfinished(),
        never,
    )
}

/// What is said of the trials before the begin of an axis, which are `less`.
fn before(curve: &Curve, begin: f64, less: &str) -> Option<String> {
    let share = curve.at(begin);
    (share >= FEWEST_OUTSIDE).then(|| format!("{} {less}", words::percent(share)))
}

/// What is said of the trials beyond the end of an axis: those that are `more`, and the unfinished among them.
fn beyond(
    curve: &Curve,
    end: f64,
    more: &str,
    unfinished: f64,
    never: impl Fn(&str) -> String,
) -> Option<String> {
    let more_share = 1.0 - unfinished - curve.at(end);
    let mut parts = Vec::new();
    if more_share >= FEWEST_OUTSIDE {
        parts.push(format!("{} {more}", words::percent(more_share)));
    }
    if unfinished > 0.0 {
        parts.push(never(&words::percent(unfinished)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What it costs to complete the programme.
pub(super) fn cost(canvas: &mut Canvas, view: &View) {
    let costs = view.spread("cost");
    let finding = match (costs.p50, costs.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Half of the trials cost no more than {}, 80 % no more than {}.",
                view.money(half),
                view.money(most)
            )
        }
        (Some(half), None) => format!(
            "Half of the trials cost no more than {}; too few are complete for a P80.",
            view.money(half)
        ),
        (None, _) => {
            "Fewer than half of the trials are complete and have a cost at completion.".into()
        }
    };
    let unfinished = view.unfinished();
    let mut caption = vec![format!(
        "Cost at completion, constant {} prices.",
        view.summary.scenario.price_year
    )];
    if unfinished > 0.0 {
        let share = words::percent(unfinished);
        caption.push(format!(
            "An unfinished trial has none: {share} are missing and the curve ends below 100 %."
        ));
    }
    if banded(&view.charts.cost) {
        caption.push("Shaded: 95 % band of the Monte Carlo error at each cost.".into());
    }
    if let Some(nested) = &view.summary.nested {
        let (parts, error) = (&nested.variance, &nested.standard_error);
        let share = words::epistemic(&parts.cost_to_horizon, &error.cost_to_horizon);
        caption.push(epistemic("cost", &share).trim_start().to_owned());
    }
    caption.extend(view.what_was_spent());
    let x = view.cost_axis(&[], (canvas.bounds().width() / 80.0) as usize, None);
    if x.log {
        caption.push("Equal distances on the axis are equal ratios.".into());
    }
    let area = frame(
        canvas,
        "What completion costs",
        &finding,
        &caption.join(" "),
    );
    let budget = view.budget();
    let bands = view.charts.bands.as_ref();
    let question = Question {
        curve: &view.charts.cost,
        epistemic: bands.map(|bands| &bands.cost),
        quantiles: costs,
        colour: palette::MONEY,
        target: (format!("Target: {}", view.target_cost()), budget),
        point: view
            .point_cost()
            .map(|p| (format!("Point estimate: {}", view.money(p.value)), p)),
        end: x.to,
        missing: beyond(&view.charts.cost, x.to, "dearer", unfinished, |share| {
            format!("{share} unfinished: no cost")
        }),
        before: before(&view.charts.cost, x.from, "cheaper"),
        x,
        name: &|value| view.money(value),
    };
    question.draw(canvas, area);
}

/// What the wide band of a nested run says.
fn epistemic(of: &str, share: &str) -> String {
    format!(
        " Pale: with the inputs known, the share at each {of} would lie in it in 80 % of their draws. {share} of the variance is \
         epistemic (inputs not known), the rest aleatory (chance)."
    )
}

/// Whether the Monte Carlo band has a width anywhere.
fn banded(curve: &Curve) -> bool {
    curve.low.iter().zip(&curve.high).any(|(l, h)| h > l)
}
