//! The pictures of what it is worth to know, and their words.

use super::axis::{self, Axis, Plot};
use super::bars::{Bar, bars};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::sheet::{Paint, Sheet};
use super::{Picture, ReportError, palette};
use crate::compare::Measured;
use crate::simulate::Model;
use crate::value::{Choice, ChoiceRow, Figure, Reserve, ReserveRow, Worth};
use crate::words;

const SIZE: (f64, f64) = (1280.0, 620.0);
const NARROW: (f64, f64) = (820.0, 560.0);
/// Factors that are drawn.
const BARS: usize = 12;
/// Years from which on times are written in years.
const LONG: f64 = 2.0;

/// What a gain is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit<'a> {
    /// Years.
    Time,
    /// Money of this currency.
    Money(&'a str),
    /// A share, written in percentage points.
    Share,
}

impl<'a> Unit<'a> {
    /// That of a figure by which plans are chosen.
    pub(crate) fn of(figure: Figure, currency: &'a str) -> Self {
        match figure {
            Figure::Joint => Self::Share,
            Figure::Years => Self::Time,
            Figure::Cost | Figure::Npv => Self::Money(currency),
        }
    }

    /// An amount with half its 95 % interval.
    pub(crate) fn text(self, amount: Measured) -> String {
        let Some(value) = amount.value else {
            return "undefined".to_owned();
        };
        let error = amount.standard_error;
        let sign = if value < 0.0 { "−" } else { "" };
        let size = value.abs();
        match self {
            Self::Time if size < LONG => {
                let months = words::number_with_error(12.0 * size, error.map(|it| 12.0 * it));
                format!("{sign}{months} months")
            }
            Self::Time => format!("{sign}{} years", words::number_with_error(size, error)),
            Self::Money(currency) => words::money_with_error(value, error, currency),
            Self::Share => {
                let points = words::number_with_error(100.0 * size, error.map(|it| 100.0 * it));
                format!("{sign}{points} points")
            }
        }
    }

    /// What knowing something is worth.
    pub(crate) fn worth(self, worth: &Worth) -> String {
        if worth.is_nothing() {
            "nothing to gain".to_owned()
        } else {
            self.text(worth.gain)
        }
    }

    fn mark(self, value: f64, step: f64, largest: f64) -> String {
        match self {
            Self::Money(currency) => words::money_mark(value, currency, step, largest),
            Self::Time if largest < LONG => format!("{}", (12.0 * value * 100.0).round() / 100.0),
            Self::Time => format!("{}", (value * 1e4).round() / 1e4),
            Self::Share => format!("{}", (value * 1e6).round() / 1e4),
        }
    }

    /// What stands beside the axis whose largest value is given.
    fn name(self, largest: f64) -> &'static str {
        match self {
            Self::Money(_) => "",
            Self::Time if largest < LONG => ", in months",
            Self::Time => ", in years",
            Self::Share => ", in percentage points",
        }
    }
}

/// What is most worth knowing, in a sentence.
pub(crate) fn finding(reserve: &Reserve, currency: &str) -> String {
    if reserve.factors.is_empty() {
        return "No input is uncertain: there is nothing to find out.".to_owned();
    }
    if reserve.years.value.is_none_or(|it| it <= 0.0)
        && reserve.cost.value.is_none_or(|it| it <= 0.0)
    {
        return "Neither completion nor cost varies: there is nothing to gain.".to_owned();
    }
    let part = |gain: Option<f64>, of: Measured| {
        let share = gain.zip(of.value).map(|(gain, of)| gain / of);
        words::percent(share.unwrap_or(0.0))
    };
    let best = |of: &dyn Fn(&ReserveRow) -> Worth| {
        let rows = reserve.factors.iter().filter(|it| {
            let worth = of(it);
            worth.gain.value.is_some() && !worth.is_nothing()
        });
        rows.max_by(|a, b| {
            of(a)
                .gain
                .value
                .unwrap_or(0.0)
                .total_cmp(&of(b).gain.value.unwrap_or(0.0))
        })
    };
    let (years, cost) = (best(&|it| it.years), best(&|it| it.cost));
    let of_years = years.map(|it| {
        format!(
            "{} is most worth knowing for the date: the reserve falls by {} ({})",
            it.title,
            Unit::Time.text(plain(it.years.gain)),
            part(it.years.gain.value, reserve.years)
        )
    });
    let of_cost = cost.map(|it| {
        format!(
            "{} for the cost: {} ({})",
            it.title,
            Unit::Money(currency).text(plain(it.cost.gain)),
            part(it.cost.gain.value, reserve.cost)
        )
    });
    match (of_years, of_cost) {
        (Some(years), Some(cost)) => format!("{years}; {cost}."),
        (Some(years), None) => format!("{years}; none has a bearing on the cost."),
        (None, Some(cost)) => format!("None has a bearing on the date; {cost}."),
        (None, None) => "To know a single one of them brings nothing.".to_owned(),
    }
}

/// Without its error.
fn plain(of: Measured) -> Measured {
    Measured {
        standard_error: None,
        ..of
    }
}

/// `value.png` and `charts/value.svg` of a reserve.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn render(reserve: &Reserve, model: &Model) -> Result<Vec<Picture>, ReportError> {
    let currency = model.scenario().currency.as_str();
    let years = |canvas: &mut Canvas| {
        let of = Panel {
            title: "Reserve of time: what it is worth to know",
            unit: Unit::Time,
            colour: palette::TIME,
            whole: reserve.years,
            everything: reserve.everything_years,
            chance: reserve.chance_years,
        };
        let rows = reserve
            .factors
            .iter()
            .map(|it| (it.title.as_str(), it.years));
        of.draw(canvas, reserve, rows.collect());
    };
    let cost = |canvas: &mut Canvas| {
        let of = Panel {
            title: "Reserve of money",
            unit: Unit::Money(currency),
            colour: palette::MONEY,
            whole: reserve.cost,
            everything: reserve.everything_cost,
            chance: reserve.chance_cost,
        };
        let rows = reserve
            .factors
            .iter()
            .map(|it| (it.title.as_str(), it.cost));
        of.draw(canvas, reserve, rows.collect());
    };
    Sheet {
        name: "value",
        size: SIZE,
        panels: vec![("years", &years as Paint), ("cost", &cost as Paint)],
        run: (reserve.trials, reserve.seed),
        model,
    }
    .pictures()
}

/// What one panel of a reserve shows.
struct Panel<'a> {
    title: &'a str,
    unit: Unit<'a>,
    colour: plotters::style::RGBColor,
    whole: Measured,
    everything: Worth,
    chance: Measured,
}

impl Panel<'_> {
    fn draw(&self, canvas: &mut Canvas, reserve: &Reserve, mut rows: Vec<(&str, Worth)>) {
        let heard = heard(reserve.accuracy);
        let finding = format!(
            "The reserve above the mean for the worst {} of the trials is {}.",
            words::exact_percent(1.0 - reserve.at),
            self.unit.text(self.whole)
        );
        let largest = self.whole.value.unwrap_or(0.0);
        let caption = format!(
            "Expected fall of the reserve where one factor is known{heard}{}; lines: 95 % intervals. What everything is worth is a lower \
             bound, what is left to chance an upper one.",
            self.unit.name(largest)
        );
        let area = frame(canvas, self.title, &finding, &caption);
        rows.sort_by(|a, b| value(&b.1).total_cmp(&value(&a.1)));
        let mut all = vec![bar(
            "everything known that could be",
            &self.everything,
            self.unit,
            palette::INK,
        )];
        all.extend(telling(&rows, self.unit, self.colour));
        let chance = Worth {
            gain: self.chance,
            floor: None,
        };
        all.push(Bar {
            text: self.unit.text(self.chance),
            ..bar("left to chance", &chance, self.unit, palette::OVERHEAD)
        });
        bars(canvas, area, &all, &|v, step, top| {
            self.unit.mark(v, step, top)
        });
    }
}

/// How well something is known, for captions.
fn heard(accuracy: f64) -> String {
    if accuracy < 1.0 {
        format!(" by a study that correlates {accuracy} with it")
    } else {
        String::new()
    }
}

fn value(worth: &Worth) -> f64 {
    worth.gain.value.unwrap_or(f64::NEG_INFINITY)
}

fn bar(name: &str, worth: &Worth, unit: Unit, colour: plotters::style::RGBColor) -> Bar {
    Bar {
        name: name.to_owned(),
        value: worth.gain.value.unwrap_or(0.0).max(0.0),
        half: worth.gain.half_width().unwrap_or(0.0),
        colour,
        text: unit.worth(worth),
    }
}

/// The bars of factors that are worth something, the largest first; the others are one line.
fn telling(rows: &[(&str, Worth)], unit: Unit, colour: plotters::style::RGBColor) -> Vec<Bar> {
    let something = |it: &&(&str, Worth)| !it.1.is_nothing() && it.1.gain.value.is_some();
    let shown = rows.iter().filter(something).take(BARS);
    let mut bars: Vec<Bar> = shown
        .map(|(name, it)| bar(name, it, unit, colour))
        .collect();
    let rest = rows.len() - bars.len();
    let small = rows.iter().filter(something).count() - bars.len();
    if rest > 0 {
        bars.push(Bar {
            name: words::counted(rest as u64, "other"),
            value: 0.0,
            half: 0.0,
            colour,
            text: if small > 0 {
                "less, or nothing to gain".to_owned()
            } else if rows.iter().any(|it| it.1.gain.value.is_none()) {
                "undefined".to_owned()
            } else {
                "nothing to gain".to_owned()
            },
        });
    }
    bars
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
    let told = if choice.advantage.is_told_apart() {
        ""
    } else {
        " (not told apart)"
    };
    let wrong = words::percent(choice.wrong.value.unwrap_or(0.0));
    format!(
        "{good} is better than {bad} by {} on average{told}, and worse in {wrong} of the trials.",
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
pub fn render_choice(choice: &Choice, model: &Model) -> Result<Vec<Picture>, ReportError> {
    let currency = model.scenario().currency.as_str();
    let left = |canvas: &mut Canvas| choice_bars(canvas, choice, currency);
    let row = choice.factors.iter().find(|it| it.curve.len() > 1);
    let right = |canvas: &mut Canvas| {
        if let Some(row) = row {
            curve(canvas, row, choice, model);
        }
    };
    let mut panels = vec![("worth", &left as Paint)];
    if row.is_some() {
        panels.push(("flip", &right as Paint));
    }
    Sheet {
        name: "value",
        size: if row.is_some() { SIZE } else { NARROW },
        panels,
        run: (choice.trials, choice.seed),
        model,
    }
    .pictures()
}

fn choice_bars(canvas: &mut Canvas, choice: &Choice, currency: &str) {
    let unit = Unit::of(choice.figure, currency);
    let rows = choice
        .factors
        .iter()
        .map(|it| (it.title.as_str(), it.worth));
    let rows: Vec<(&str, Worth)> = rows.collect();
    let all = [choice.everything.gain.value, choice.chance.value];
    let largest = all.into_iter().flatten().fold(0.0, f64::max);
    let caption = format!(
        "Expected gain from choosing by what is known{}{}; lines: 95 % intervals. What everything is worth is a lower bound, what is \
         lost to chance an upper one.",
        heard(choice.accuracy),
        unit.name(largest)
    );
    let title = format!(
        "What it is worth to know before choosing by {}",
        choice.figure.name()
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
    let values = || row.curve.iter().map(|it| it.1);
    let (low, high) = values().fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let pad = 0.08 * (high - low).max(1e-12);
    let caption = format!(
        "Expected advantage of {} over {}{}, by {}; dots at equally likely values.",
        choice.plans[1],
        choice.plans[0],
        unit.name(high.max(-low)),
        row.name
    );
    let area = frame(canvas, &format!("By {}", row.title), &finding, &caption);
    let input = scenario.inputs().find(|it| it.path == row.name);
    let money = input.is_some_and(|it| it.unit.starts_with("money"));
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
    let line: Vec<(f64, f64)> = row.curve.iter().map(|it| plot.at(it.0, it.1)).collect();
    canvas.line(&line, palette::TIME, 2.2);
    for at in line.iter().step_by(4) {
        canvas.mark(*at, 3.0, palette::TIME);
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
