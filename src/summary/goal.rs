//! A goal of a run: a figure and how exactly it is wanted.
//!
//! ```
//! use clearcast::summary::goal::Goal;
//! assert!("joint 0.5%".parse::<Goal>().is_ok());
//! let wrong = "p80(csot) 1%".parse::<Goal>().unwrap_err();
//! assert!(wrong.to_string().contains("did you mean `cost`?"));
//! ```

use std::str::FromStr;

use super::standing::Standing;
use super::{Figures, LEVELS, Probability, Spread, Summary};
use crate::scenario::nearest;

/// How goals are written, for help and for refusals.
pub const GRAMMAR: &str = "\
FIGURE ERROR, where FIGURE is
  joint, years, cost, finished         the share of trials that meet both halves of the target, one half, or finish;
                                       ERROR in percentage points: 'joint 0.5%'
  LEVEL(years)                         years to completion; ERROR in years: 'p50(years) 0.1'
  LEVEL(cost), (nominal), (present-value), (spent), (gap)
                                       cost at completion in constant prices, nominal, present value; spending up to the
                                       horizon; funding gap; ERROR in percent of the figure or as an amount: 'p80(cost) 1%'
and LEVEL is mean, sd, p05, p10, p25, p50, p70, p75, p80, p90 or p95";

/// Shares of trials that can be named.
const SHARES: [&str; 4] = ["joint", "years", "cost", "finished"];
/// Quantities whose mean and quantiles can be named.
const QUANTITIES: [&str; 6] = ["years", "cost", "nominal", "present-value", "spent", "gap"];
/// Mean, standard deviation and quantiles, in the order of [`Spread::figures`].
const SPREAD_LEVELS: [&str; 11] = [
    "mean", "sd", "p05", "p10", "p25", "p50", "p70", "p75", "p80", "p90", "p95",
];
/// A quantile is out of reach if so many standard errors would not bring enough trials to their end.
const FAR: f64 = 5.0;

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    /// Index in [`SHARES`].
    Share(usize),
    /// Index in [`QUANTITIES`] and in [`SPREAD_LEVELS`].
    Spread(usize, usize),
}

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
    figure: Figure,
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
        let text = text.trim();
        let refuse = |reason: String| NoGoal {
            text: text.to_owned(),
            reason,
        };
        let Some((figure, error)) = text.split_once(char::is_whitespace) else {
            return Err(refuse(
                "it takes a figure, a space and an error, such as `joint 0.5%`".to_owned(),
            ));
        };
        let figure = Figure::parse(figure).map_err(refuse)?;
        let wanted = Wanted::parse(error.trim(), figure).map_err(refuse)?;
        Ok(Self {
            text: text.to_owned(),
            figure,
            wanted,
        })
    }
}

/// Where `word` stands among `known`, or what to say.
fn index(word: &str, known: &[&str], what: &str) -> Result<usize, String> {
    known.iter().position(|k| *k == word).ok_or_else(|| {
        match nearest(word, known.iter().copied()) {
            Some(meant) => format!("there is no {what} `{word}`; did you mean `{meant}`?"),
            None => format!("there is no {what} `{word}`, but {}", known.join(", ")),
        }
    })
}

impl Figure {
    fn parse(text: &str) -> Result<Self, String> {
        let Some((level, quantity)) = text.split_once('(') else {
            if QUANTITIES.contains(&text) && !SHARES.contains(&text) {
                return Err(format!(
                    "say which figure of `{text}`, such as `p80({text})`"
                ));
            }
            return index(text, &SHARES, "share").map(Self::Share);
        };
        let Some(quantity) = quantity.strip_suffix(')') else {
            return Err(format!("`{text}` lacks its closing bracket"));
        };
        let level = if level == "p5" { "p05" } else { level };
        let level = index(level, &SPREAD_LEVELS, "level")?;
        let quantity = index(quantity, &QUANTITIES, "quantity")?;
        Ok(Self::Spread(quantity, level))
    }

    /// Value of the figure, as far as it is defined.
    fn of(self, figures: &Figures) -> Option<f64> {
        let Probability {
            finished,
            within_years,
            within_cost,
            joint,
        } = figures.probability;
        match self {
            Self::Share(share) => [joint, within_years, within_cost, finished]
                .get(share)
                .copied()
                .filter(|value| value.is_finite()),
            Self::Spread(quantity, level) => {
                let spreads: [&Spread; QUANTITIES.len()] = [
                    &figures.completion_years,
                    &figures.cost,
                    &figures.cost_nominal,
                    &figures.cost_present_value,
                    &figures.cost_to_horizon,
                    &figures.funding_gap,
                ];
                spreads[quantity].figures()[level]
            }
        }
    }

    /// Why more trials will never define the figure, if so.
    fn never(self, summary: &Summary) -> Option<String> {
        let Self::Spread(quantity, level) = self else {
            return None;
        };
        if self.of(&summary.figures).is_some() {
            return None;
        }
        let finished = summary.figures.probability.finished;
        let unfinished = format!(
            "{:.2} % of the trials are unfinished",
            100.0 * (1.0 - finished)
        );
        let Some(p) = level.checked_sub(2).map(|level| LEVELS[level]) else {
            let instead = if quantity == 0 {
                "a quantile, such as p50(years),"
            } else {
                "mean(spent)"
            };
            return Some(format!(
                "{unfinished}, so there is no {}; {instead} has one for every trial",
                SPREAD_LEVELS[level]
            ));
        };
        let error = summary.standard_error.probability.finished;
        let reach = FAR * error.max(1.0 / summary.run.trials as f64);
        (finished + reach < p).then(|| format!("{unfinished}, so there is no such quantile"))
    }
}

impl Wanted {
    fn parse(text: &str, figure: Figure) -> Result<Self, String> {
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
        match (figure, percent) {
            (Figure::Share(_), true) => Ok(Self::Points(value / 100.0)),
            (Figure::Share(_), false) => Err(format!(
                "the error of a share is in percentage points: write `{text}%`, or a percentage that you mean"
            )),
            (Figure::Spread(0, _), true) => {
                Err("the error of a time is in years, without %".to_owned())
            }
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
    /// How near the goal a run with this summary is.
    ///
    /// The standard error of a share counts as one trial at least: replicates that agree by luck do not make it exact.
    pub fn standing(&self, summary: &Summary) -> Standing {
        let value = self.figure.of(&summary.figures);
        let error = self.figure.of(&summary.standard_error);
        let error = match self.wanted {
            Wanted::Points(_) => error.map(|error| error.max(1.0 / summary.run.trials as f64)),
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
            never: self.figure.never(summary),
        }
    }
}
