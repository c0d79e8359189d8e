//! A goal of a run: a figure and how exactly it is wanted.
//!
//! ```
//! use clearcast::summary::goal::Goal;
//! assert!("joint 0.5%".parse::<Goal>().is_ok());
//! let wrong = "p80(csot) 1%".parse::<Goal>().unwrap_err();
//! assert!(wrong.to_string().contains("did you mean `cost`?"));
//! ```

use std::str::FromStr;

use super::reference::{self, FIRST_QUANTILE, FigureRef, Results};
use super::standing::Standing;
use super::{LEVELS, Spread, Summary};
use crate::programme::columns::{Columns, Kind, Registry, Trials};

/// How goals are written, for help and for refusals.
pub fn grammar() -> String {
    format!(
        "FIGURE ERROR, where ERROR is a standard error, of a share in percentage points ('joint 0.5%'), of a time in years\n\
         ('p50(years) 0.1'), of everything else in percent of the figure ('p80(cost) 1%') or in its unit, and FIGURE is\n{}",
        reference::GRAMMAR
    )
}

/// A quantile is out of reach if so many standard errors would not bring it about.
const FAR: f64 = 5.0;

/// A standard error that is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    /// Percentage points of a share, as a share.
    Points(f64),
    /// A part of the figure.
    Part(f64),
    /// In the unit of the figure.
    Plain(f64),
}

/// A figure and the standard error that it must not exceed.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    text: String,
    figure: FigureRef,
    wanted: Wanted,
}

/// A text that is no goal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no goal: {reason}")]
pub struct NoGoal {
    text: String,
    reason: String,
}

impl FromStr for Goal {
    type Err = NoGoal;

    fn from_str(text: &str) -> Result<Self, NoGoal> {
        Self::parse(text, Registry::Any)
    }
}

impl Wanted {
    fn parse(text: &str, kind: Kind) -> Result<Self, String> {
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (text, false),
        };
        let value = number
            .parse()
            .ok()
            .filter(|v: &f64| *v > 0.0 && v.is_finite());
        let Some(value) = value else {
            return Err(format!(
                "`{text}` is no error: a number above 0, in percent with %"
            ));
        };
        match (kind, percent) {
            (Kind::Share, true) => Ok(Self::Points(value / 100.0)),
            (Kind::Share, false) => Err(format!(
                "the error of a share is in percentage points: write `{text}%`, or a percentage that you mean"
            )),
            (Kind::Date, true) => Err("the error of a time is in years, without %".to_owned()),
            (_, true) => Ok(Self::Part(value / 100.0)),
            (_, false) => Ok(Self::Plain(value)),
        }
    }

    fn amount(self) -> f64 {
        match self {
            Self::Points(amount) | Self::Part(amount) | Self::Plain(amount) => amount,
        }
    }
}

impl Goal {
    /// Reads a goal; `registry` says which figures there are.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str, registry: Registry) -> Result<Self, NoGoal> {
        let text = text.trim();
        let refuse = |reason: String| NoGoal {
            text: text.to_owned(),
            reason,
        };
        // A name within brackets may hold blanks.
        let end = text.rfind(')').map(|bracket| bracket + 1);
        let (figure, error) = end
            .or_else(|| text.find(char::is_whitespace))
            .map(|end| text.split_at(end))
            .filter(|(_, error)| error.starts_with(char::is_whitespace))
            .ok_or_else(|| {
                refuse("it takes a figure, a space and an error, such as `joint 0.5%`".to_owned())
            })?;
        let figure = FigureRef::parse(figure, registry).map_err(refuse)?;
        let wanted = Wanted::parse(error.trim(), figure.kind()).map_err(refuse)?;
        Ok(Self {
            text: text.to_owned(),
            figure,
            wanted,
        })
    }

    /// The same goal in a programme.
    ///
    /// # Errors
    ///
    /// If the programme has no such figure.
    pub fn of(&self, columns: &Columns) -> Result<Self, NoGoal> {
        Self::parse(&self.text, Registry::Of(columns))
    }

    /// The figure whose error counts.
    pub fn figure(&self) -> &FigureRef {
        &self.figure
    }

    /// How near the goal a run with these results is.
    ///
    /// The standard error of a share of trials counts as one trial at least: replicates that agree by luck do not make it exact.
    pub fn standing(&self, of: &Results) -> Standing {
        let (value, error) = (self.figure.value(of), self.figure.error(of));
        let trials = of.summary.run.trials as f64;
        let error = match self.wanted {
            Wanted::Points(_) => error.map(|error| error.max(1.0 / trials)),
            Wanted::Plain(_) => error,
            Wanted::Part(_) => value.zip(error).map(|(value, error)| {
                if error > 0.0 {
                    error / value.abs()
                } else {
                    0.0
                }
            }),
        };
        Standing {
            goal: self.text.clone(),
            error,
            asked: self.wanted.amount(),
            percent: !matches!(self.wanted, Wanted::Plain(_)),
            never: value.is_none().then(|| self.never(of.summary)).flatten(),
        }
    }

    /// Why more trials will never define the figure, which is not defined now, if so.
    fn never(&self, summary: &Summary) -> Option<String> {
        let FigureRef::Spread(column, level) = &self.figure else {
            return None;
        };
        let trials = summary.run.trials as f64;
        if self.figure.counts_unfinished_only() {
            let all_finished = summary.probability.value.finished >= 1.0;
            return all_finished
                .then(|| "all trials are complete, and it is of those that are not".to_owned());
        }
        let of_completion =
            column.name == "completion_years" || column.declared().trials == Some(Trials::Finished);
        let finished = summary.probability.value.finished;
        let lacking = if of_completion {
            format!(
                "{:.2} % of the trials are unfinished",
                100.0 * (1.0 - finished)
            )
        } else {
            "it is infinite in some trials".to_owned()
        };
        let Some(quantile) = level.checked_sub(FIRST_QUANTILE) else {
            let instead = match (column.kind, of_completion) {
                (Kind::Date, _) => "; a quantile, such as p50, has one for every trial",
                (_, true) => "; mean(spent) has one for every trial",
                _ => "",
            };
            let name = Spread::NAMES[*level];
            return Some(format!("{lacking}, so there is no {name}{instead}"));
        };
        // At most so many trials have a value, and so much may be chance.
        let (most, error) = if of_completion {
            let error = summary.probability.error.finished;
            (finished, error.max(1.0 / trials))
        } else {
            let defined = &summary.spread(&column.name).figures()[FIRST_QUANTILE..];
            let below = defined.iter().position(Option::is_none);
            (
                below.map_or(1.0, |below| LEVELS[below]),
                0.5 / trials.sqrt(),
            )
        };
        (most + FAR * error < LEVELS[quantile])
            .then(|| format!("{lacking}, so there is no such quantile"))
    }
}
