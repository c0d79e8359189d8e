//! The pictures of a choice between two plans, and their words.

use super::super::axis::{self, Axis, Plot};
use super::super::bars::{Bar, bars};
use super::super::canvas::Canvas;
use super::super::frame::frame;
use super::super::lettering::{Side, Type};
use super::super::sheet::{Paint, Sheet};
use super::super::{Drawing, ReportError, palette};
use super::{SIZE, Unit, bar, heard, height, short, telling};
use crate::simulate::Model;
use crate::summary::measured::Measured;
use crate::value::{Choice, ChoiceRow, Figure, Worth};
use crate::words;

/// Width of a picture with one panel.
const NARROW: f64 = 820.0;

/// What plans are chosen by, in words.
pub(crate) fn chosen_by(figure: Figure) -> &'static str {
    match figure {
        Figure::Joint => "the target kept",
        Figure::Cost => "what is spent",
        Figure::Years => "the date of completion",
        Figure::Npv => "net present value",
    }
}

/// Which plan is better, and what could change that, in sentences.
pub(crate) fn advice(choice: &Choice, currency: &str) -> String {
    let unit = Unit::of(choice.figure, currency);
    let best = choice.best();
    let (good, bad) = (&choice.plans[best], &choice.plans[1 - best]);
    let size = Measured {
        value: choice.advantage.value.map(f64::abs),
        ..choice.advantage
    };
    if choice.advantage.is_nothing() {
        return format!(
            "{good} and {bad} are equally good in every trial: there is nothing to choose."
        );
    }
    let told = if choice.advantage.is_beyond_error() {
        ""
    } else {
        " (not told apart)"
    };
    let wrong = match choice.wrong.value {
        Some(share) if share > 0.0 => format!("worse in {} of the trials", words::percent(share)),
        _ => "never worse".to_owned(),
    };
    format!(
        "{good} is better than {bad} by {} on average{told}, and {wrong}.",
        unit.text(size)
    )
}

/// Where the choice flips, in words; nothing where it does not.
pub(crate) fn flip(row: &ChoiceRow, choice: &Choice, model: &Model) -> String {
    let Some(flip) = row.flip.as_ref().filter(|it| it.probability > 0.0) else {
        return String::new();
    };
    let other = &choice.plans[1 - choice.best()];
    let chance = words::percent(flip.probability);
    let scenario = model.scenario();
    let input = scenario.inputs().find(|it| it.path == row.name);
    let level = |value: f64| match input {
        Some(input) if input.unit.starts_with("money") => words::money(value, &scenario.currency),
        Some(input) if input.is_share => words::percent(value),
        _ => words::rounded(value),
    };
    let place = match (&flip.at[..], &flip.values[..]) {
        ([], [1.0]) if input.is_none() => "if so".to_owned(),
        ([], [0.0]) if input.is_none() => "if not".to_owned(),
        ([], []) => String::new(),
        ([], values) => {
            let values: Vec<String> = values.iter().map(|it| level(*it)).collect();
            format!("at {}", values.join(", "))
        }
        ([at], _) if flip.below => format!("below {}", level(*at)),
        ([at], _) => format!("above {}", level(*at)),
        (at, _) => {
            let mut at: Vec<String> = at.iter().map(|it| level(*it)).collect();
            let mut parts = Vec::new();
            if flip.below {
                parts.push(format!("below {}", at.remove(0)));
            }
            for pair in at.chunks(2) {
                parts.push(match pair {
                    [low, high] => format!("between {low} and {high}"),
                    [low] => format!("above {low}"),
                    _ => String::new(),
                });
            }
            parts.join(" or ")
        }
    };
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(" {place}")
    };
    format!("{other}{place} ({chance})")
}

/// `value.png` and `charts/value.svg` of a choice.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn draw_choice(choice: &Choice, model: &Model) -> Result<Vec<Drawing>, ReportError> {
    let currency = model.scenario().currency.as_str();
    let left = |canvas: &mut Canvas| choice_bars(canvas, choice, currency);
    let row = choice.factors.iter().find(|it| it.curve.len() > 1);
    let right = |canvas: &mut Canvas| {
        if let Some(row) = row {
            curve(canvas, row, choice, model);
        }
    };
    let telling = |it: &&ChoiceRow| !it.worth.is_nothing() && it.worth.gain.value.is_some();
    let shown = choice.factors.iter().filter(telling).count();
    let mut panels = vec![("worth", &left as Paint)];
    if row.is_some() {
        panels.push(("flip", &right as Paint));
    }
    let sheet = Sheet {
        name: "value",
        size: if row.is_some() {
            SIZE
        } else {
            (NARROW, height(shown))
        },
        panels,
        run: (choice.trials, choice.seed),
        model,
    };
    Ok(vec![sheet.draw()?])
}

fn choice_bars(canvas: &mut Canvas, choice: &Choice, currency: &str) {
    let unit = Unit::of(choice.figure, currency);
    let rows = choice
        .factors
        .iter()
        .map(|it| (short(it.kind, &it.name, &it.title), it.worth));
    let rows: Vec<(&str, Worth)> = rows.collect();
    let caption = format!(
        "Expected gain from choosing by what is known{}{}; lines: 95 % intervals. What everything is worth is a lower bound, what is \
         lost to chance an upper one.",
        heard(choice.accuracy),
        unit.name()
    );
    let title = format!(
        "What it is worth to know before choosing by {}",
        chosen_by(choice.figure)
    );
    let area = frame(canvas, &title, &advice(choice, currency), &caption);
    let mut all = vec![bar(
        "everything known that could be",
        &choice.everything,
        unit,
        palette::INK,
    )];
    all.extend(telling(&rows, unit, palette::TIME));
    let chance = Worth {
        gain: choice.chance,
        floor: None,
    };
    all.push(Bar {
        text: unit.text(choice.chance),
        ..bar("lost to chance", &chance, unit, palette::OVERHEAD)
    });
    bars(canvas, area, &all, &|v, step, top| unit.mark(v, step, top));
}

/// The expected advantage over the values of an input.
fn curve(canvas: &mut Canvas, row: &ChoiceRow, choice: &Choice, model: &Model) {
    let scenario = model.scenario();
    let currency = scenario.currency.as_str();
    let unit = Unit::of(choice.figure, currency);
    let flips = flip(row, choice, model);
    let finding = if flips.is_empty() {
        format!(
            "{} stays the better plan whatever it is.",
            choice.plans[choice.best()]
        )
    } else {
        format!(
            "Better: {flips}; otherwise {}.",
            choice.plans[choice.best()]
        )
    };
    let values = || row.curve.iter().map(|it| unit.scale() * it.1);
    let (low, high) = values().fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let pad = 0.08 * (high - low).max(1e-12);
    let caption = format!(
        "Expected advantage of {} over {}{}, by {}; dots at equally likely values.",
        choice.plans[1],
        choice.plans[0],
        unit.name(),
        row.name
    );
    let area = frame(canvas, &format!("By {}", row.title), &finding, &caption);
    let input = scenario.inputs().find(|it| it.path == row.name);
    let money = input.is_some_and(|it| it.unit.starts_with("money"));
    let level = |value: f64| {
        if money {
            words::money(value, currency)
        } else {
            words::rounded(value)
        }
    };
    let ends = (row.curve[0].0, row.curve[row.curve.len() - 1].0);
    let most = (area.width() / 95.0) as usize;
    let y = Axis::linear(low - pad, high + pad, 6, |v, step, top| {
        unit.mark(v, step, top)
    });
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 10.0, 12.0, 2.0 * Type::TICK.size),
        x: Axis::linear(ends.0, ends.1, most, |v, step, top| {
            if money {
                words::money_mark(v, currency, step, top)
            } else {
                words::rounded(v)
            }
        }),
        y,
    };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    let zero = plot.y(0.0);
    canvas.dashes(
        (plot.area.left, zero),
        (plot.area.right, zero),
        palette::TARGET,
        2.0,
    );
    let line: Vec<(f64, f64)> = row
        .curve
        .iter()
        .map(|it| plot.at(it.0, unit.scale() * it.1))
        .collect();
    canvas.line(&line, palette::TIME, 2.2);
    for at in line.iter().step_by(4) {
        canvas.mark(*at, 3.0, palette::TIME);
    }
    for ((x, advantage), at) in row.curve.iter().zip(&line) {
        let advantage = Measured {
            value: Some(*advantage),
            standard_error: None,
        };
        let text = format!("{}: {}", level(*x), unit.text(advantage));
        canvas.read(&row.name, *at, text);
    }
    for at in row.flip.iter().flat_map(|it| &it.at) {
        canvas.mark((plot.x(*at), zero), 5.0, palette::MONEY);
    }
    for (plan, up) in [(1, true), (0, false)] {
        let y = if up {
            plot.area.top + 14.0
        } else {
            plot.area.bottom - 8.0
        };
        let shown = if up { high > 0.0 } else { low < 0.0 };
        if shown {
            let text = format!("{} is better", choice.plans[plan]);
            let places = [
                ((plot.area.left + 8.0, y), Side::Left),
                ((plot.area.right - 8.0, y), Side::Right),
            ];
            canvas.place(&text, &places, plot.area, Type::TICK);
        }
    }
}
