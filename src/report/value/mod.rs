//! The pictures of what it is worth to know, and their words.

mod choice;

pub use choice::draw_choice;
pub(crate) use choice::{advice, chosen_by, flip};

use super::bars::{Bar, bars};
use super::canvas::Canvas;
use super::frame::frame;
use super::sheet::{Paint, Sheet};
use super::{Drawing, ReportError, palette};
use crate::factors::Kind;
use crate::simulate::Model;
use crate::summary::measured::Measured;
use crate::value::{Figure, Reserve, Worth};
use crate::words;

const SIZE: (f64, f64) = (1280.0, 620.0);
/// Factors that are drawn.
const BARS: usize = 12;

/// What a gain is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit<'a> {
    /// Years, written in months.
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
            Self::Time => {
                let months = words::number_with_error(12.0 * size, error.map(|it| 12.0 * it));
                format!("{sign}{months} months")
            }
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
            // The axis is in months, and in points.
            Self::Time | Self::Share => format!("{}", (value * 1e4).round() / 1e4),
        }
    }

    /// What is drawn for a value of 1.
    fn scale(self) -> f64 {
        match self {
            Self::Money(_) => 1.0,
            Self::Time => 12.0,
            Self::Share => 100.0,
        }
    }

    /// What the axis is in.
    fn name(self) -> &'static str {
        match self {
            Self::Money(_) => "",
            Self::Time => ", in months",
            Self::Share => ", in percentage points",
        }
    }
}

/// `value.png` and `charts/value.svg` of a reserve.
///
/// # Errors
///
/// [`ReportError`] if the picture could not be made.
pub fn draw(reserve: &Reserve, model: &Model) -> Result<Vec<Drawing>, ReportError> {
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
            .map(|it| (short(it.kind, &it.name, &it.title), it.years));
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
            .map(|it| (short(it.kind, &it.name, &it.title), it.cost));
        of.draw(canvas, reserve, rows.collect());
    };
    let sheet = Sheet {
        name: "value",
        size: (SIZE.0, height(reserve.factors.len())),
        panels: vec![("years", &years as Paint), ("cost", &cost as Paint)],
        run: (reserve.trials, reserve.seed),
        model,
    };
    Ok(vec![sheet.draw()?])
}

/// Height of a picture with bars for so many factors.
fn height(factors: usize) -> f64 {
    (250.0 + 30.0 * factors as f64).min(SIZE.1)
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
        let caption = format!(
            "Expected fall of the reserve where one factor is known{heard}{}; lines: 95 % intervals. What everything is worth is a lower \
             bound, what is left to chance an upper one.",
            self.unit.name()
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

/// The name of a factor beside a bar: of a group without how many there are.
fn short<'a>(kind: Kind, name: &'a str, title: &'a str) -> &'a str {
    if kind == Kind::Group { name } else { title }
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
        value: unit.scale() * worth.gain.value.unwrap_or(0.0).max(0.0),
        half: unit.scale() * worth.gain.half_width().unwrap_or(0.0),
        colour,
        text: unit.worth(worth),
    }
}

/// What factors beside those that are `shown` are called.
pub(crate) fn others(count: usize, shown: usize) -> String {
    let what = if shown > 0 { "other" } else { "factor" };
    words::counted(count as u64, what)
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
            name: others(rest, bars.len()),
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
