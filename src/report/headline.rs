//! The name, the run, and what was found in sentences.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::palette;
use super::view::View;
use super::words;

const NAME: Type = Type::TITLE.sized(30.0);
/// A name that is too long for one line takes at most this many smaller ones.
const LONG_NAME: Type = Type::TITLE.sized(22.0);
const NAME_LINES: usize = 2;
const RUN: Type = Type::FINDING.colour(palette::SOFT_INK);
const NUMBER: Type = Type::TITLE.sized(27.0);
const UNDER: Type = Type::FINDING.colour(palette::SOFT_INK);
const SENTENCE: Type = Type::FINDING.sized(15.0);

/// Draws the panel from the top of its bounds; returns where it ends.
pub(super) fn draw(canvas: &mut Canvas, view: &View) -> f64 {
    let bounds = canvas.bounds();
    let scenario = &view.summary.scenario;
    let run = &view.summary.run;
    let mut y = bounds.top + NAME.size;
    let name = canvas.ruler().drawable(&scenario.name);
    let style = if canvas.width(&name, NAME) <= bounds.width() {
        NAME
    } else {
        LONG_NAME
    };
    let mut lines = canvas.ruler().wrap(&name, bounds.width(), style.size, true);
    if lines.len() > NAME_LINES {
        let rest = lines.split_off(NAME_LINES - 1).join(" ");
        lines.push(
            canvas
                .ruler()
                .shorten(&rest, bounds.width(), style.size, true),
        );
    }
    for line in lines {
        canvas.text(&line, (bounds.left, y), Side::Left, style);
        y += 1.1 * style.size;
    }
    let trials = format!(
        "{} trials ({}), seed {}",
        words::count(run.trials),
        run.sampling,
        run.seed
    );
    let period = format!(
        "{} to {} at the latest",
        words::month_name(view.charts.start),
        view.last_month()
    );
    let text = format!(
        "Simulated from {period} · {trials} · {} in constant {} prices",
        scenario.currency, scenario.price_year
    );
    y = canvas.paragraph(&text, (bounds.left, y), bounds.width(), RUN);
    y = numbers(canvas, view, y + 6.0) + 10.0;
    for sentence in sentences(view) {
        y = canvas.paragraph(
            &sentence,
            (bounds.left, y + SENTENCE.size),
            bounds.width(),
            SENTENCE,
        ) - 0.65 * SENTENCE.size;
    }
    y
}

/// The chart's own file.
pub(super) fn panel(canvas: &mut Canvas, view: &View) {
    draw(canvas, view);
}

/// The four numbers that people quote, side by side.
fn numbers(canvas: &mut Canvas, view: &View, top: f64) -> f64 {
    let figures = view.figures();
    let date = |years: Option<f64>| view.date_or_after(years);
    let cost = |value: Option<f64>| value.map_or_else(|| "not defined".into(), |v| view.money(v));
    let all: [(String, &str, Colour); 5] = [
        (
            words::percent(figures.probability.joint),
            "meet time and cost target",
            palette::INK,
        ),
        (
            date(figures.completion_years.p50),
            "complete: median (P50)",
            palette::TIME,
        ),
        (
            date(figures.completion_years.p80),
            "complete: P80",
            palette::TIME,
        ),
        (cost(figures.cost.p50), "cost: median (P50)", palette::MONEY),
        (cost(figures.cost.p80), "cost: P80", palette::MONEY),
    ];
    let bounds = canvas.bounds();
    let column = bounds.width() / all.len() as f64;
    let room = column - 14.0;
    let baseline = top + NUMBER.size;
    let mut bottom = baseline;
    for (i, (number, under, colour)) in all.iter().enumerate() {
        let x = bounds.left + i as f64 * column;
        let size = NUMBER.size * (room / canvas.width(number, NUMBER)).min(1.0);
        let style = NUMBER.sized(size).colour(*colour);
        canvas.text(number, (x, baseline), Side::Left, style);
        let below = canvas.paragraph(under, (x, baseline + 1.35 * UNDER.size), room, UNDER);
        bottom = bottom.max(below);
    }
    bottom - UNDER.size
}

/// What was found, in sentences.
fn sentences(view: &View) -> Vec<String> {
    let target = &view.summary.target;
    let error = &view.summary.standard_error.probability;
    let probability = &view.figures().probability;
    let within_years = format!("complete within {}", view.target_years());
    let within_cost = format!("within {}", view.money(target.cost));
    let spent = if target.spent > 0.0 {
        format!(
            " ({} of it spent before the start)",
            view.money(target.spent)
        )
    } else {
        String::new()
    };
    vec![
        when(view),
        costs(view),
        format!(
            "P({within_years}) = {}. P({within_cost}) = {}{spent}.",
            words::percent_with_error(probability.within_years, error.within_years),
            words::percent_with_error(probability.within_cost, error.within_cost),
        ),
        format!(
            "Both together: P({within_years} and {within_cost}) = {}.",
            words::percent_with_error(probability.joint, error.joint),
        ),
        point(view),
    ]
}

fn when(view: &View) -> String {
    let times = &view.figures().completion_years;
    let unfinished = view.unfinished();
    let rest = if unfinished > 0.0 {
        format!(
            " {} of the trials are unfinished at the horizon.",
            words::percent(unfinished)
        )
    } else {
        String::new()
    };
    match (times.p50, times.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Half of the trials are complete by {} (the median), 80 % by {}.{rest}",
                view.date(half),
                view.date(most)
            )
        }
        (Some(half), None) => {
            format!(
                "Half of the trials are complete by {} (the median); 80 % are not by {}.{rest}",
                view.date(half),
                view.last_month()
            )
        }
        (None, _) => format!(
            "Fewer than half of the trials are complete by {}, so there is no median.{rest}",
            view.last_month()
        ),
    }
}

fn costs(view: &View) -> String {
    let costs = &view.figures().cost;
    match (costs.p50, costs.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Completion costs at most {} in half of the trials (P50, the median) and at most {} in 80 % (P80).",
                view.money(half),
                view.money(most)
            )
        }
        (Some(half), None) => format!(
            "Completion costs at most {} in half of the trials (P50, the median); too many trials are unfinished for a P80.",
            view.money(half)
        ),
        (None, _) => match view.figures().cost_to_horizon.p50 {
            Some(spent) => format!(
                "Cost at completion has no median; half of the trials spend at most {} up to the horizon.",
                view.money(spent)
            ),
            None => "Cost at completion has no median.".into(),
        },
    }
}

fn point(view: &View) -> String {
    let (Some(years), Some(cost)) = (view.point_completion(), view.point_cost()) else {
        return format!(
            "The point estimate (every input at its most likely value, no chance) is not complete by {}.",
            view.last_month()
        );
    };
    let share = |s: Option<f64>| s.map_or_else(|| "an unknown share".into(), words::percent);
    format!(
        "The point estimate (every input at its most likely value, no chance) is {} and {}; {} of the trials are no later, {} no dearer.",
        view.date(years.value),
        view.money(cost.value),
        share(years.share),
        share(cost.share)
    )
}
